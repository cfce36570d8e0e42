"""The diagram of the model as SVG: classes that are subjects, the relations, classes that are objects.

A property between several classes would cross every other one in a net of boxes and arrows. In three columns each
line can be followed, each relation is written once, and the picture grows downwards only. The columns are ordered
by the mean place of their neighbours, so that few lines cross; nothing is random.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from itertools import chain

from rdflib import DCTERMS, OWL, URIRef

from kg.document.terms import HEADER, anchor, broader, curie, ends, iris, own, said, terms, words
from kg.ontology import KG, class_chain, vocabulary

__all__ = ["diagram"]

_WIDTH, _BOX, _PILL, _GAP = 1160, 290, 250, 14
_LINE = 17  # the height of a line of text
_FONT = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"
_PLAIN = "#7b8794"  # a class without a colour of its own


@dataclass(frozen=True, slots=True)
class _Box:
    """A box with its lines of text (style, words) and its place; `y` is its upper edge."""

    term: URIRef
    x: float
    y: float
    width: float
    lines: tuple[tuple[str, str], ...]

    @property
    def height(self) -> float:
        return len(self.lines) * _LINE + 12


def diagram(page: str) -> str:
    """The diagram; each term links to its place on `page`, a file name or "" for the page that holds the diagram."""
    relations = [p for p in terms(OWL.ObjectProperty) if all(ends(p))]
    told = [p for p in relations if _drawn(p) == "edge"]
    bands = (("entities", told), ("evidence", [p for p in relations if p not in told]))
    y, parts = 8.0, list[str]()
    for name, band in bands:
        drawn, y = _band(name, band, y, page)
        parts.append(drawn)
    zh, en = (" ".join(said(HEADER, lang, DCTERMS.title)) for lang in ("zh", "en"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y:.0f}" role="img" font-family="{_FONT}" '
        f'font-size="13" fill="#1f2933">\n<title>{escape(zh)} {escape(en)}</title>\n'
        f'<rect width="{_WIDTH}" height="{y:.0f}" fill="#ffffff"/>\n{"".join(parts)}</svg>\n'
    )


def _drawn(property_: URIRef) -> str:
    return str(vocabulary().value(property_, KG.drawn) or "")


def _band(name: str, relations: list[URIRef], top: float, page: str) -> tuple[str, float]:
    """One set of relations between its classes, from `top` downwards; and where it ends."""
    links = {p: ends(p) for p in relations}
    left, middle, right = _ordered(links)
    heading, first = words()["note"][name], name == "entities"
    start = top + 40
    columns = [
        _stacked(left, lambda c: _class_lines(c, below=first, data=not first), 0, _BOX),
        _stacked(middle, _relation_lines, (_WIDTH - _PILL) / 2, _PILL),
        _stacked(right, _class_lines, _WIDTH - _BOX, _BOX),
    ]
    tall = max(_bottom(c) for c in columns)
    placed = [_spread(c, start, tall) for c in columns]
    subjects, properties, objects = ({b.term: b for b in c} for c in placed)
    lines = [
        *_lines({(c, p) for p, (d, _) in links.items() for c in d}, subjects, properties, colour=0),
        *_lines({(p, c) for p, (_, r) in links.items() for c in r}, properties, objects, colour=1),
    ]
    boxes = [_drawn_box(b, page, pill=b.term in links) for b in chain(*placed)]
    title = (
        f'<text x="0" y="{top + 22:.0f}" font-size="16" font-weight="700">{escape(heading["zh"])} '
        f'<tspan font-weight="400" fill="#52606d">{escape(heading["en"])}</tspan></text>\n'
    )
    return title + "".join(lines) + "".join(boxes), start + tall + 24


def _ordered(links: dict[URIRef, tuple[list[URIRef], list[URIRef]]]) -> tuple[list[URIRef], ...]:
    """Subjects, relations and objects in the order in which few lines cross."""
    middle = list(links)
    left, right = (iris(c for pair in links.values() for c in pair[side]) for side in (0, 1))
    for _ in range(24):
        places = {p: n for n, p in enumerate(middle)}
        left, right = (
            _sorted(column, {c: [places[p] for p in links if c in links[p][side]] for c in column})
            for side, column in ((0, left), (1, right))
        )
        on_left, on_right = ({c: n / len(column) for n, c in enumerate(column)} for column in (left, right))
        middle = _sorted(
            middle, {p: [on_left[c] for c in d] + [on_right[c] for c in r] for p, (d, r) in links.items()}
        )
    return left, middle, right


def _sorted(
    column: list[URIRef], neighbours: dict[URIRef, list[float]] | dict[URIRef, list[int]]
) -> list[URIRef]:
    return sorted(column, key=lambda t: (sum(neighbours[t]) / len(neighbours[t]), str(t)))


def _stacked(
    column: list[URIRef], written: Callable[[URIRef], tuple[tuple[str, str], ...]], x: float, width: float
) -> list[_Box]:
    boxes, y = list[_Box](), 0.0
    for term in column:
        box = _Box(term, x, y, width, written(term))
        boxes.append(box)
        y += box.height + _GAP
    return boxes


def _bottom(column: list[_Box]) -> float:
    return column[-1].y + column[-1].height if column else 0


def _spread(column: list[_Box], start: float, tall: float) -> list[_Box]:
    """The boxes with the room that their column leaves shared out between them."""
    spare = tall - _bottom(column)
    gap = spare / (len(column) + 1)
    return [_Box(b.term, b.x, start + b.y + gap * (n + 1), b.width, b.lines) for n, b in enumerate(column)]


def _class_lines(cls: URIRef, *, below: bool = False, data: bool = False) -> tuple[tuple[str, str], ...]:
    """Name; the standard classes above; the classes `below`; its `data` properties."""
    above = [curie(c) for c in class_chain(cls)[1:] if not own(c)]
    narrower = [c for c in terms(OWL.Class) if own(c) and cls in broader(c)] if below else []
    properties = [p for p in terms(OWL.DatatypeProperty) if cls in ends(p)[0]] if data else []
    listed = [
        ("soft", "⊑ " + ", ".join(above) if above else ""),
        ("soft", "⊒ " + "、".join(map(_zh, narrower)) if narrower else ""),
        ("data", "· " + "、".join(map(_zh, properties)) if properties else ""),
    ]
    wrapped = [(style, line) for style, text in listed if text for line in _wrapped(text, _BOX - 20)]
    return (("name", f"{_zh(cls)}\t{_en(cls)}"), *wrapped)


def _relation_lines(property_: URIRef) -> tuple[tuple[str, str], ...]:
    return (("name", f"{_zh(property_)}\t{_en(property_)}"), ("code", curie(property_)))


def _zh(term: URIRef) -> str:
    return " ".join(said(term, "zh")) or curie(term)


def _en(term: URIRef) -> str:
    return " ".join(said(term, "en"))


def _wrapped(text: str, width: float) -> list[str]:
    """The text in lines of at most `width` at 12 px, broken behind a comma; the second line on is indented."""
    lines, line = list[str](), ""
    for piece in text.replace("、", "、\n").replace(", ", ", \n").split("\n"):
        if line and _width(line + piece) > width:
            lines.append(line)
            line = "\u2003"
        line += piece
    return [*lines, line]


def _width(text: str) -> float:
    return sum(12.0 if ord(c) > 0x2E7F or c == "\u2003" else 6.9 for c in text)


def _lines(
    pairs: set[tuple[URIRef, URIRef]], left: dict[URIRef, _Box], right: dict[URIRef, _Box], colour: int
) -> list[str]:
    """Curves from the right edge of boxes to the left edge of others, spread over the height of each box."""
    starts, stops = dict[tuple[URIRef, URIRef], float](), dict[tuple[URIRef, URIRef], float]()
    for side, boxes, others, found in ((0, left, right, starts), (1, right, left, stops)):
        for term, box in boxes.items():
            mine = sorted((p for p in pairs if p[side] == term), key=lambda p: others[p[1 - side]].y)
            for n, pair in enumerate(mine):
                found[pair] = box.y + box.height * (n + 1) / (len(mine) + 1)
    drawn = []
    for pair in sorted(pairs):
        x0, x1 = left[pair[0]].x + left[pair[0]].width, right[pair[1]].x
        bend, y0, y1 = (x1 - x0) / 2, starts[pair], stops[pair]
        curve = f"M{x0:.0f} {y0:.1f}C{x0 + bend:.0f} {y0:.1f} {x1 - bend:.0f} {y1:.1f} {x1:.0f} {y1:.1f}"
        drawn.append(f'<path d="{curve}" fill="none" stroke="{_colour(pair[colour])}" stroke-width="1.6"/>\n')
    return drawn


def _colour(term: URIRef) -> str:
    """The colour of a class or of the nearest one above it, darkened a little so that a thin line shows on white."""
    found = next((str(c) for a in class_chain(term) if (c := vocabulary().value(a, KG.colour))), _PLAIN)
    parts = (int(found[n : n + 2], 16) * 4 // 5 for n in (1, 3, 5))
    return "#" + "".join(f"{p:02x}" for p in parts)


def _drawn_box(box: _Box, page: str, *, pill: bool) -> str:
    colour = "#9aa5b1" if pill else _colour(box.term)
    shape = (
        f'<rect x="{box.x + 1:.1f}" y="{box.y:.1f}" width="{box.width - 2:.1f}" height="{box.height:.1f}" '
        f'rx="{18 if pill else 3}" fill="#ffffff" stroke="{colour}" stroke-width="{1.2 if pill else 2}"/>'
    )
    bar = (
        ""
        if pill
        else f'<rect x="{box.x + 1:.1f}" y="{box.y:.1f}" width="6" height="{box.height:.1f}" fill="{colour}"/>'
    )
    x, where = (box.x + box.width / 2, ' text-anchor="middle"') if pill else (box.x + 15, "")
    texts = [
        f'<text x="{x:.1f}" y="{box.y + 19 + n * _LINE:.1f}"{where}{_STYLES[style]}>{_text(words_)}</text>'
        for n, (style, words_) in enumerate(box.lines)
    ]
    inner = shape + bar + "".join(texts)
    return f'<a href="{escape(page)}#{escape(anchor(box.term))}">{inner}</a>\n'


_STYLES = {
    "name": ' font-weight="700"',
    "soft": ' font-size="12" fill="#52606d"',
    "data": ' font-size="12"',
    "code": ' font-size="12" fill="#52606d"',
}


def _text(words_: str) -> str:
    first, _, second = words_.partition("\t")
    rest = f' <tspan font-weight="400">{escape(second)}</tspan>' if second else ""
    return escape(first) + rest
