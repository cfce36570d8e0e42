"""What the headings of a table's cell tell: unit and scale, period, measure; and the cell read with them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from kg.measures import concept_of
from kg.model import Period, Span
from kg.ontology import units
from kg.periods import read_periods
from kg.quantities import Reading, lacks_unit, reads_as
from kg.rulebook import Rule, lexicon, rules, wordlist
from kg.text import fold, parse_number, plain

__all__ = [
    "Heading",
    "heading",
    "is_rate",
    "is_time",
    "is_value",
    "is_year",
    "overrules",
    "period_of",
    "reads_in_table",
    "without_space",
]

_LONGEST_VALUE = 40
_LONGEST_TIME = 12
_COMPARED = ("较", "比", "同", "与")
_EDGES = " \t()/:,、;-_*"
_LARGE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_LONGEST_UNIT = 8
_SPACE = regex.compile(r"\s+")


class Heading(NamedTuple):
    """The parts of one heading, each "" where it tells none; spans count from its own first character.

    `unit` is as written, with its scale (万元); `words` what is left for the measure.
    """

    unit: str
    unit_span: Span | None
    period: Period | None
    words: str
    words_span: Span | None


def _rule(name: str) -> Rule:
    return _named()[f"table.{name}"]


@cache
def _named() -> dict[str, Rule]:
    return {rule.name: rule for rule in rules("tables")}


def without_space(words: str) -> str:
    """The words of a heading in the form in which lists have them: 合 计 is 合计."""
    return _SPACE.sub("", words)


def is_value(folded: str) -> bool:
    """Whether the words of a cell are one number, with or without its unit and what bounds it."""
    return (
        len(folded) <= _LONGEST_VALUE
        and folded != ""
        and _rule("value").pattern.fullmatch(folded) is not None
    )


def is_number(folded: str) -> bool:
    """Whether the words of a cell are a bare number: digits, their marks, a sign."""
    return len(folded) <= _LONGEST_VALUE and _rule("number").pattern.fullmatch(folded) is not None


def is_time(folded: str) -> bool:
    """Whether the words of a cell are a time and no more: 2021, 2021年末."""
    told = heading(folded)
    return told.period is not None and bool(told.period.value) and not told.words and not told.unit


def is_year(folded: str) -> bool:
    """Whether the words of a cell are a year without 年."""
    return len(folded) == 4 and _rule("year").pattern.fullmatch(folded) is not None


@lru_cache(maxsize=8192)
def heading(folded: str) -> Heading:
    """The parts of a heading, in folded words.

    >>> told = heading("2023年人均可支配收入(万元)")
    >>> told.unit, told.period.value, told.words
    ('万元', '2023', '人均可支配收入')
    """
    folded = folded[:200]
    mark = _rule("rank-mark").pattern.match(folded)
    start = mark.end() if mark else 0
    unit = _rule("unit").pattern.search(folded, start)
    period = _period(folded)
    gaps = [Span(*unit.span())] if unit else []
    gaps += [period.span] if period else []
    pieces, place = [], start
    for gap in sorted(gaps):
        pieces.append((place, gap.start))
        place = max(place, gap.end)
    pieces.append((place, len(folded)))
    told = [s for a, b in pieces if (s := _trimmed(folded, a, b)) is not None]
    words = "".join(without_space(s.cut(folded)) for s in told)
    return Heading(
        (unit.group("s") or "") + unit.group("u") if unit else "",
        Span(*unit.span()) if unit else None,
        period,
        words,
        told[0].through(told[-1]) if told else None,
    )


def _trimmed(folded: str, start: int, end: int) -> Span | None:
    """The part of a heading without marks at its edges; a bracket that closes inside it stays."""
    piece = folded[start:end] if start < end else ""
    left = len(piece) - len(piece.lstrip(_EDGES))
    piece = piece.strip(_EDGES)
    if piece.count("(") > piece.count(")") and folded[start + left + len(piece) : end].startswith(")"):
        piece += ")"
    return Span(start + left, start + left + len(piece)) if piece else None


def _period(folded: str) -> Period | None:
    if is_year(folded):
        return Period(Span(0, 4), folded, "table.year")
    if len(folded) <= _LONGEST_TIME and (part := _part_of_year(folded)):
        return Period(Span(0, len(folded)), part, "table.part-of-year")
    for period in read_periods(folded):
        compared = folded[max(0, period.span.start - 1) : period.span.start] in _COMPARED
        if period.value and not compared:
            return period
    return None


def _part_of_year(folded: str) -> str:
    """The period of a cell that holds a month or a quarter and no more, "" for others."""
    if month := _rule("month").pattern.fullmatch(folded):
        return f"{month['y'] or '{0}'}-{int(month['m']):02d}"
    if quarter := _rule("quarter").pattern.fullmatch(folded):
        year, last = quarter["y"] or "{0}", 3 * int(parse_number(quarter["q"]))
        return f"{year}-{last - 2:02d}/{year}-{last:02d}"
    return ""


def period_of(words: str, year: str) -> str:
    """The period that a heading states, "" where it states none. `year` is the report's, for 上年 and its like.

    >>> period_of("2023年末", ""), period_of("2021", ""), period_of("户数", "2021")
    ('2023', '2021', '')
    """
    period = heading(fold(words)).period
    return period.resolved(year) if period else ""


def reads_in_table(words: str, headings: Sequence[str]) -> Reading | None:
    """What the words of a cell say beside the words of its headings; None when they are not one figure.

    A unit in the cell comes before one in a heading; where none is written the measure may imply it (人口: 人).

    >>> reads_in_table("1,234.5", ["总产值（万元）"])
    Reading(value=Decimal('12345000'), upper=None, unit='元', qualifier='exact')
    >>> reads_in_table("45", ["行政村数"]).unit, reads_in_table("45", ["总产值"])
    ('村', None)
    """
    folded = fold(words)
    # In 0.9万 no unit is written: the heading's is meant.
    own = None if is_number(folded) or lacks_unit(folded) else _signed(folded, "")
    if own is not None:
        return own
    told = [heading(fold(h)) for h in headings]
    stated = [h.unit for h in told if h.unit]
    if len(stated) > 1:
        return None
    unit = stated[0] if stated else _implied([h.words for h in told if h.words])
    if not unit:
        return None
    if not is_number(folded):
        return _signed(folded, unit)
    number = _rule("number").pattern.fullmatch(folded)
    assert number is not None
    scale, spelling = _parts(unit)
    try:
        value = plain(parse_number(number["n"].replace(" ", "").replace(",", "")) * scale)
    except ValueError:  # longer than a number
        return None
    name = units()[spelling].name if spelling in units() else spelling
    return Reading(-value if number["sign"] == "-" and value else value, None, name, "exact")


def _signed(folded: str, unit: str) -> Reading | None:
    """A cell with words beside its digits, read by the grammar of sentences with a heading's unit put behind it."""
    if not is_value(folded):  # 12 34 is no number
        return None
    minus, bare = folded.startswith("-"), folded.lstrip("+-").replace(" ", "")
    # 0.9万 below 收入(万元) is told in 元: the scale of the cell stands for that of the heading.
    scaled = any(c in _LARGE for c in bare)
    reading = reads_as(bare + (_parts(unit)[1] if scaled else unit))
    if reading is None or not minus:
        return reading
    if reading.upper is not None or reading.qualifier != "exact":
        return None
    return reading._replace(value=-reading.value)


def _parts(unit: str) -> tuple[Decimal, str]:
    """The scale of a unit and the unit below it: 万元 is 10,000 times 元, 千克 is a unit of its own."""
    scale, rest = Decimal(1), unit
    while rest not in units() and rest[:1] in _LARGE and len(rest) > 1:
        scale, rest = scale * _LARGE[rest[0]], rest[1:]
    return scale, rest


def is_rate(words: str) -> bool:
    """Whether the words of a measure end like those of a share or a rate of change, counted in per cent."""
    return words.endswith(tuple(wordlist("tables", "rates")))


def overrules(words: str, unit: str) -> bool:
    """Whether the words of a measure ask for another unit than that of a whole table: 人口 under 单位:万元."""
    stated = units().get(_parts(unit)[1])
    if stated is None:
        return False
    if (listed := units().get(_listed(words))) is not None and listed != stated:
        return listed.kind != stated.kind or listed.kind == "people"
    kinds = {kind for kind in _kinds() if concept_of(words, kind) is not None}
    return bool(kinds) and stated.kind not in kinds


@cache
def _kinds() -> tuple[str, ...]:
    return tuple(sorted({unit.kind for unit in units().values()}))


def _implied(measures: list[str]) -> str:
    """The unit that the words of a measure's headings imply, "" where they imply none."""
    if any(is_rate(words) for words in measures):
        return str(lexicon("tables")["kinds"]["rate"])
    if not measures:
        return ""
    words = measures[-1]
    if implied := _listed(words) or _of_scheme(words):
        return implied
    if words.endswith(_longest("sizes")):
        return ""
    if any(concept_of(words, kind) is not None for kind in _kinds() if kind != "count"):
        return ""
    # 合作社, 蔬菜大棚: what is counted is its own unit.
    bare = _uncounted(words)
    return bare if 0 < len(bare) <= _LONGEST_UNIT and regex.fullmatch(r"\p{Han}+", bare) else ""


def _uncounted(words: str) -> str:
    """The words of a measure without 数 at its end."""
    return next((words.removesuffix(c) for c in _longest("counting") if words.endswith(c)), words)


def _listed(words: str) -> str:
    bare = _uncounted(words)
    return next((unit for unit in _longest("implied") if bare.endswith(unit)), "")


def _of_scheme(words: str) -> str:
    """The unit of the kind that the measure scheme expects of these words, where its kind has one unit only."""
    kinds = lexicon("tables")["kinds"]
    return next((str(unit) for kind, unit in kinds.items() if concept_of(words, kind) is not None), "")


@cache
def _longest(table: str) -> tuple[str, ...]:
    return tuple(sorted(wordlist("tables", table), key=lambda w: (-len(w), w)))
