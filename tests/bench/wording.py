"""Made-up sentences of county reports with their annotations, from the templates of corpus.toml.

A sentence is drawn with two sources of chance: the plan draws what is said (words of the lists), the filling what differs
from county to county (towns, people, numbers). Two reports of one plan are siblings: the same sentences of other counties.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import Any, NamedTuple

__all__ = ["Area", "Mark", "Piece", "Writer"]

TYPES = {
    "P": "Place",
    "O": "Organization",
    "R": "Program",
    "D": "Document",
    "G": "PeopleGroup",
    "H": "Person",
}
TIMES = {"": 1, "万": 10**4, "亿": 10**8}
RANGES = ("~", "—", "-", "至")
_PART = re.compile(r"\[(?P<mark>[^\]]*)\]|<(?P<figure>[^>]*)>|\{(?P<word>[^}]*)\}")
_WORD = re.compile(r"\{([^}]*)\}")
_BOUNDS = r"(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)"
_FIGURE = re.compile(rf"{_BOUNDS}(?:~{_BOUNDS})?(万|亿)?(.+)")


class Area(NamedTuple):
    """A county with what lies round it and in it: towns, each with some of its villages."""

    code: str
    name: str
    prefecture: str
    province: str
    towns: tuple[tuple[str, tuple[str, ...]], ...]


class Mark(NamedTuple):
    """An entity at its place in a piece: type, subtype, name, all its names, whether it may be passed over."""

    start: int
    end: int
    type: str
    subtype: str | None
    name: str
    names: tuple[str, ...]
    optional: bool


class Relation(NamedTuple):
    """Two names with what is said of them, and the stretch of the piece that says it."""

    subject: str
    predicate: str
    object: str
    start: int
    end: int


@dataclass
class Piece:
    """A stretch of text with its annotations; offsets count from its own beginning."""

    text: str
    marks: list[Mark] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)


class Writer:
    """Writes the pieces of one report. `plan` draws what is said, `fill` the towns, people and numbers."""

    def __init__(self, data: Mapping[str, Any], area: Area, year: int, plan: Random, fill: Random) -> None:
        self.data, self.area, self.year, self.plan, self.fill = data, area, year, plan, fill
        self.fixed = {
            "县": area.name, "县名": area.name[:-1], "级": area.name[-1], "市": area.prefecture, "省": area.province,
            "年": str(year), "上年": str(year - 1), "下年": str(year + 1),
        }  # fmt: skip
        self.drawn: dict[str, str] = {}

    def words(self, template: str) -> str:
        """A template's words alone, all drawn anew."""
        self.drawn = {}
        return self._filled(template)

    def sentence(self, template: str) -> Piece:
        """A sentence with its annotations."""
        self.drawn = {}
        parts, relations = _parsed(template)
        piece, labels, figures = Piece(""), {"县": self.area.name}, []
        for kind, content in parts:
            start = len(piece.text)
            if kind == "text":
                piece.text += content
            elif kind == "word":
                piece.text += self._word(content)
            elif kind == "figure":
                quote, numbers = self._number(content)
                piece.text += quote
                figures.append((start, quote, content, numbers))
            else:
                label, mark, said = self._entity(content, start)
                labels[label] = mark.name
                piece.marks.append(mark)
                piece.text += said
        self._find_places(piece)
        labels |= {key: self.drawn[key] for key in ("镇", "镇2", "村", "村2") if key in self.drawn}
        for start, quote, content, (value, upper) in figures:
            head, measure, form, about, area, year = _figure_parts(content)
            unit = _FIGURE.fullmatch(head)[6]
            piece.figures.append(
                _figure(quote, start, value, upper, unit, self.data["forms"][form][0], self._filled(measure),
                        labels[about] if about else None, labels[area or "县"], None if year is None else self.year + year)
            )  # fmt: skip
        end = len(piece.text)
        piece.relations += [Relation(labels[a], name, labels[b], 0, end) for a, name, b in relations]
        return piece

    def table(self, table: Mapping[str, Any]) -> Piece:
        """A table of some towns: caption, headers, a row for each town and one of sums, parted by tabs or by |."""
        piped, commas = self.plan.random() < 0.5, self.plan.random() < 0.5
        before, between, behind = ("| ", " | ", " |\n") if piped else ("", "\t", "\n")
        columns = table["columns"]
        piece = Piece(self.words(table["caption"]) + "\n")
        caption = re.search(r"（单位：.+?）", piece.text)
        heads = []
        piece.text += before + "乡镇"
        for head, *_ in columns:
            piece.text += between
            heads.append((len(piece.text), len(piece.text) + len(head)))
            piece.text += head
        piece.text += behind + (f"|{'---|' * (len(columns) + 1)}\n" if piped else "")
        towns = [town for town, _ in self.area.towns]
        self.fill.shuffle(towns)
        sums = [0] * len(columns)
        for town in (*towns[: self.fill.randint(3, 8)], None):
            numbers = [self.fill.randint(low, high) for *_, low, high in columns] if town else sums
            sums = [a + b for a, b in zip(sums, numbers, strict=True)]
            start = len(piece.text) + len(before)
            piece.text += before + (town or "合计")
            if town:
                piece.marks.append(_place(start, "Township", town))
                piece.relations.append(Relation(town, "locatedIn", self.area.name, start, start + len(town)))
            for number, (head, measure, unit, times, *_), span in zip(numbers, columns, heads, strict=True):
                piece.text += between
                cell = f"{number:,}" if commas else str(number)
                spans = [caption.span(), span] if caption and times and "（" not in head else [span]
                figure = _figure(cell, len(piece.text), Decimal(number * TIMES[times]), None, unit, "exact", measure,
                                 town, town or self.area.name, self.year)  # fmt: skip
                figure["header"] = [{"start": a, "end": b, "quote": piece.text[a:b]} for a, b in spans]
                piece.figures.append(figure)
                piece.text += cell
            piece.text += behind
        return piece

    def _filled(self, template: str) -> str:
        return _WORD.sub(lambda m: self._word(m[1]), template)

    def _word(self, key: str) -> str:
        if key in self.fixed:
            return self.fixed[key]
        if key not in self.drawn:
            base, words = key.rstrip("23"), self.data["words"]
            if base in ("镇", "村"):
                taken = {self.drawn.get("镇")}
                town, villages = self.fill.choice([t for t in self.area.towns if t[0] not in taken])
                number = key[1:]
                self.drawn |= {f"镇{number}": town, f"村{number}": self.fill.choice(villages)}
            elif base == "人":
                self.drawn[key] = self.fill.choice(words["姓"]) + self.fill.choice(words["名"])
            elif base in ("月", "日"):
                self.drawn[key] = str(self.fill.randint(1, 12 if base == "月" else 28))
            else:
                taken = set(self.drawn.values())
                self.drawn[key] = self.plan.choice([word for word in words[base] if word not in taken])
        return self.drawn[key]

    def _entity(self, content: str, start: int) -> tuple[str, Mark, str]:
        """The label of an entity in brackets, its mark and its words as written."""
        label, given, rest = content.partition("=")
        if body := self.data["bodies"].get(label):
            names = tuple(dict.fromkeys(self._filled(name) for name in body["names"]))
            said = self._filled(rest) if given else self.plan.choice(body["names"][: body["said"]])
            said, kind, name, optional = self._filled(said), body["type"], self._filled(body["name"]), False
        else:
            kind, _, words = rest.partition("|")
            words, _, name = words.partition("|")
            said, optional, kind = self._filled(words), kind.endswith("?"), kind.rstrip("?")
            name = self._filled(name) or said
            names = (said,)
        type_, _, subtype = kind.partition("/")
        mark = Mark(start, start + len(said), TYPES[type_], subtype or None, name, names, optional)
        return label, mark, said

    def _find_places(self, piece: Piece) -> None:
        """Marks the towns and villages of a sentence where their names stand first, also inside other names."""
        for number in ("", "2"):
            town, village = self.drawn.get(f"镇{number}", ""), self.drawn.get(f"村{number}", "")
            start = piece.text.find(town)
            if not town or start < 0:
                continue
            middle = start + len(town)
            piece.marks.append(_place(start, "Township", town))
            piece.relations.append(Relation(town, "locatedIn", self.area.name, start, middle))
            if piece.text.startswith(village, middle):
                end = middle + len(village)
                kind = "Community" if village.endswith("社区") else "Village"
                piece.marks.append(_place(middle, kind, village, town + village))
                piece.relations.append(Relation(village, "locatedIn", town, start, end))

    def _number(self, content: str) -> tuple[str, tuple[Decimal, Decimal | None]]:
        """A number in its form, with its value and, of a range, its upper value."""
        head, _, form, *_ = _figure_parts(content)
        low, high, low2, high2, times, unit = _FIGURE.fullmatch(head).groups()
        first = second = self._between(low, high, bool(form))
        if low2:
            second = self._between(low2, high2)
            written = f"{first}{self.plan.choice(RANGES)}{second}"
        else:
            written = str(first)
        quote = self.data["forms"][form][1].replace("#", written + (times or "")).replace("@", unit)
        scale = TIMES[times or ""]
        return quote, (first * scale, second * scale if low2 else None)

    def _between(self, low: str, high: str, rounded: bool = False) -> Decimal:
        """A number between two bounds with as many decimals as they have; `rounded`, as 余 and 约 ask for."""
        scale = 10 ** max(len(bound.partition(".")[2]) for bound in (low, high))
        number = self.fill.randint(int(Decimal(low) * scale), int(Decimal(high) * scale))
        if rounded and scale == 1 and number > 100:
            step = 10 ** (len(str(number)) - 2)
            number -= number % step
        whole, rest = divmod(number, scale)
        return Decimal(f"{whole}.{rest:0{len(str(scale)) - 1}}".rstrip("0").rstrip(".") if rest else whole)


def _place(start: int, subtype: str, name: str, *others: str) -> Mark:
    return Mark(start, start + len(name), "Place", subtype, name, (name, *others), False)


def _figure(
    quote: str, start: int, value: Decimal, upper: Decimal | None, unit: str, qualifier: str, measure: str,
    about: str | None, area: str, year: int | None,
) -> dict[str, Any]:  # fmt: skip
    return {
        "value": _plain(value), "value_max": None if upper is None else _plain(upper), "unit": unit,
        "qualifier": qualifier, "measure": measure, "about": about, "area": area, "period": None if year is None else str(year), "note": None,
        "optional": False, "start": start, "end": start + len(quote), "quote": quote,
    }  # fmt: skip


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


@lru_cache
def _figure_parts(content: str) -> tuple[str, str, str, str, str, int | None]:
    """The bounds with the unit, measure, form, the labels of what it is about and of the area, the year's shift or None."""
    head, measure, form, options = [*content.split("|"), "", "", ""][:4]
    given = dict(option.split("=") for option in options.split(";") if option)
    year = None if given.get("year") == "?" else int(given.get("year", 0))
    return head, measure, form, given.get("about", ""), given.get("area", ""), year


@lru_cache
def _parsed(template: str) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
    """A template's parts (text, word, figure or mark with its content) and its relations."""
    text, _, told = template.partition(" => ")
    parts: list[tuple[str, str]] = []
    end = 0
    for found in _PART.finditer(text):
        parts += [("text", text[end : found.start()])] if found.start() > end else []
        parts.append((str(found.lastgroup), str(found[str(found.lastgroup)])))
        end = found.end()
    parts += [("text", text[end:])] if end < len(text) else []
    relations = [tuple(one.split()) for one in told.split(";") if one.strip()]
    return parts, relations  # type: ignore[return-value]
