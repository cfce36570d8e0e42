"""Quantities: a number with its unit and the words that bound it, in base units."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import regex

from kg.model import Cover, Quantity, Span
from kg.ontology import units
from kg.rulebook import Rule, rules
from kg.text import fold, parse_number, plain

__all__ = ["Reading", "lacks_unit", "read_quantities", "reads_as", "units_kind"]

_LARGE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_BOUNDS = (
    ("atLeast", regex.compile("不低于|不少于|不小于|不得低于|不得少于|至少|起码")),
    (
        "atMost",
        regex.compile("低于|不足|不到|少于|未满|不高于|不超过|不多于|不大于|不得高于|不得超过|至多|控制在"),
    ),
    ("max", regex.compile("最高|最多|最大|上限")),
    ("min", regex.compile("最低|最少|最小|下限")),
    ("approx", regex.compile("大约|约|将近|接近|近|大概")),
    ("over", regex.compile("超过|超|突破|破|逾|高于|多于|大于")),
)
_AFTER = {"以下": "atMost", "以内": "atMost", "之内": "atMost", "左右": "approx", "上下": "approx"}
_PER_WORDS = regex.compile(
    r"(?:每(?:公里|公顷|平方米|立方米|公斤|[人户村亩年月日天次场镇乡个名位班生床套头只株吨斤])){1,3}|人均|户均|村均|亩均|日均|年均|月均|每平方公里"
)
_WITHOUT_UNIT = set("百千万亿余多来")
_INDEFINITE = {"一", "壹"}
# Units that make words with a Chinese numeral: 两节, 三片.
_WORDLIKE = {"节", "片", "页", "堂", "款", "门", "层", "面"}


class Reading(NamedTuple):
    """What the words of a figure say: value and upper value in base units, the unit as listed, the qualifier."""

    value: Decimal
    upper: Decimal | None
    unit: str
    qualifier: str


@lru_cache(maxsize=1 << 13)  # few words stand for most numbers: 3个, 100%
def reads_as(words: str) -> Reading | None:
    """What the words of one figure say, read without their report; None when they are not one figure in full.

    >>> reads_as("不低于40～60元")
    Reading(value=Decimal('40'), upper=Decimal('60'), unit='元', qualifier='atLeast')
    """
    # The full stop stands for the text behind, which 八成 and 7镇 need to be read as figures.
    # 21万 is a number of people where people are named behind it.
    behind = "群众。" if lacks_unit(words) else "。"
    found = read_quantities(fold(words) + behind)
    if len(found) != 1 or (found[0].span.start, found[0].span.end) != (0, len(words)):
        return None
    return Reading(found[0].value, found[0].upper, found[0].unit, found[0].qualifier)


def lacks_unit(words: str) -> bool:
    """Whether the words of a figure end in its scale or its bound, so that what stands beside them gives the unit.

    >>> lacks_unit("21万"), lacks_unit("120余"), lacks_unit("21万人")
    (True, True, False)
    """
    return words[-1:] in _WITHOUT_UNIT


def read_quantities(
    folded: str, taken: Iterable[Span] = (), rule: Rule | None = None
) -> tuple[Quantity, ...]:
    """The quantities of a folded text in order; `taken` are spans of dates and names whose numerals count nothing.

    An earlier rule of `rules/quantities.toml` wins over a later one.
    """
    found: list[Quantity] = []
    blocked, read = Cover(len(folded), taken), Cover(len(folded))
    for reader in (rule,) if rule else rules("quantities"):
        for match in reader.matches(folded):
            numeral = Span(match.start("n"), _end_of_number(match))
            if blocked.meets(numeral) or read.meets(Span(*match.span())):
                continue
            try:
                quantity = _quantity(reader, match, numeral, folded)
            except ValueError:  # longer than a number
                quantity = None
            if quantity is not None:
                found.append(quantity)
                read.add(quantity.span)
    return tuple(sorted(found, key=lambda q: q.span))


def _end_of_number(match: regex.Match[str]) -> int:
    end = match.end("n")
    return max(end, match.end("n2")) if "n2" in match.re.groupindex else end


def _quantity(rule: Rule, match: regex.Match[str], numeral: Span, folded: str) -> Quantity | None:
    groups = {k: v for k, v in match.groupdict().items() if v is not None}
    value = parse_number(groups["n"])
    upper: Decimal | None = None
    spelling = groups.get("u", rule.gives)
    if rule.gives == "fraction":
        whole = parse_number(groups["n2"])
        if not whole or value > whole * 10**6:  # a share of nothing, or beyond any rate
            return None
        value = (value * 100 / whole).quantize(Decimal("0.000001"))
        spelling = "%"
    elif rule.gives == "tenths":
        value, spelling = value * 10 + (5 if "half" in groups else 0), "%"
    elif "n2" in groups:
        upper = parse_number(groups["n2"]) * _scale(groups.get("s2", ""))
        # In 2至3万元 both ends are counted in 万; in 5千至1万元 each has its own.
        value *= _scale(groups.get("s") or groups.get("s2", ""))
        if upper <= value:
            return None
    else:
        value *= _scale(groups.get("s", "")) * _scale(groups.get("s2", ""))
    value, upper = plain(value), None if upper is None else plain(upper)
    unit = units()[spelling].name if spelling in units() else spelling
    if not _counts(rule, groups, folded, match):
        return None
    span = Span(*match.span())
    before = _PER_WORDS.finditer(folded, max(0, span.start - 8), span.start)
    per = next((m[0] for m in before if m.end() == span.start), "")
    return Quantity(span, value, upper, unit, _qualifier(groups), rule.name, numeral, per)


def _scale(words: str) -> int:
    found = 1
    for word in words:
        found *= _LARGE[word]
    return found


def _counts(rule: Rule, groups: dict[str, str], folded: str, match: regex.Match[str]) -> bool:
    """Whether a numeral with a unit is a quantity and not the indefinite 一, a name, or part of a word."""
    if rule.name != "quantity.hanzi":
        return True
    if groups["n"] in _INDEFINITE:
        return "pre" in groups or "more" in groups or "post" in groups
    if set(groups["n"]) <= set("百千万亿") or groups["u"] in _WORDLIKE:  # 千家万户, 两节
        return False
    after = folded[match.end() : match.end() + 1]
    return after not in "一化性制型式级" or not after


def _qualifier(groups: dict[str, str]) -> str:
    before = groups.get("pre", "")
    bound = next((name for name, words in _BOUNDS if before and words.match(before)), "")
    after = groups.get("post", "")
    more = "more" in groups or "postmore" in groups
    if bound:
        return bound
    if after in ("以上", "及以上", "开外") or more:
        return "over"
    return _AFTER.get(after, "exact")


def units_kind(quantity: Quantity) -> str:
    """The kind of a quantity's unit, "count" for a noun that is its own unit."""
    unit = units().get(quantity.unit)
    return unit.kind if unit else "count"
