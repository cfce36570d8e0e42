"""What a quantity counts or measures, in the report's own words.

A classifier is followed by what it counts (44个行政村) or preceded by it (心得体会7篇); a rate or a sum is mostly preceded
by it (差异分红183万元) or followed by 的 and a noun (3万元的保底收入). Of two numbers in a row the second measures what the
first does (贫困户108户406人). One question after the other is asked; the first answer holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import regex

from kg.model import Mention, Quantity, Span
from kg.quantities import units_kind
from kg.relate.phrases import alternatives, phrase_before, phrase_behind
from kg.rulebook import wordlist
from kg.text import words

__all__ = ["Measured", "measure"]

_CLAUSE = regex.compile(r"[,。;:!?\n]")
_FROM_TO = regex.compile(r"^\p{Han}{0,3}(?:至|到|为)$")
_BASE = regex.compile(r"(?:不低于|不少于|不高于|不超过|不多于|至少|至多|超过|最高|最低|约)(.{2,14}?)的\d")
_CHANGED = regex.compile(r"(?:(?:增长|下降|提高|上升|降低)率|(?:增加|增收|减少|减收)额|同比)+$")
_RESIDENTS = {"人": "人口", "口": "人口", "户": "户数"}
_SUMS = ("money", "rate")
_LEFT_FIRST = ("money", "rate", "length", "area", "volume", "mass", "energy")


class Measured(NamedTuple):
    """The words of a measure with their span; `span` is None where they were put together."""

    words: str
    span: Span | None


@dataclass(eq=False)
class _Number:
    """A quantity in its clause: what stands before and behind it, and the quantity before it with its measure."""

    folded: str
    quantity: Quantity
    before: tuple[Quantity, Measured] | None
    mentions: tuple[Mention, ...]
    next_start: int
    first: int = 0

    @cached_property
    def kind(self) -> str:
        return units_kind(self.quantity)

    @cached_property
    def start(self) -> int:
        """Where its words may begin: behind the clause's border or the quantity before it."""
        place = self.quantity.span.start
        borders = [m.end() for m in _CLAUSE.finditer(self.folded, max(0, place - 120), place)]
        clause = max(self.first, borders[-1] if borders else place - 120)
        return (
            max(clause, self.before[0].span.end)
            if self.before and self.before[0].span.end > clause
            else clause
        )

    @cached_property
    def follows(self) -> bool:
        """Whether the quantity before it stands in the same clause."""
        return self.before is not None and self.before[0].span.end == self.start

    @cached_property
    def end(self) -> int:
        place = self.quantity.span.end
        border = _CLAUSE.search(self.folded, place, place + 120)
        clause = border.start() if border else min(len(self.folded), place + 120)
        return min(clause, max(self.next_start, place))

    @cached_property
    def left(self) -> str:
        return self.folded[self.start : self.quantity.span.start]

    @cached_property
    def phrase_before(self) -> Span | None:
        return phrase_before(self.folded, self.start, self.quantity.span.start, self.mentions)

    @cached_property
    def phrase_behind(self) -> Span | None:
        return phrase_behind(self.folded, self.quantity.span.end, self.end, self.mentions)

    def behind(self, pattern: regex.Pattern[str]) -> Measured | None:
        """The group `noun` of a pattern that matches right behind the quantity."""
        found = pattern.match(self.folded, self.quantity.span.end, self.quantity.span.end + 40)
        return self.measured(Span(*found.span("noun"))) if found else None

    def measured(self, span: Span) -> Measured:
        return Measured(span.cut(self.folded), span)


def measure(
    folded: str,
    quantity: Quantity,
    before: tuple[Quantity, Measured] | None,
    mentions: tuple[Mention, ...],
    next_start: int,
    first: int = 0,
) -> Measured:
    """What a quantity measures; empty words when nothing tells.

    `before` is the quantity before it in the sentence with its measure, `next_start` where the next one begins, `first`
    where the words begin among which the measure is looked for: those of another cell of a table tell nothing.
    """
    number = _Number(folded, quantity, before, mentions, next_start, first)
    answers = (question(number) for question in _QUESTIONS)
    return next((found for found in answers if found is not None), Measured("", None))


@cache
def _patterns() -> dict[str, regex.Pattern[str]]:
    change = f"(?:{alternatives('compared')})*净?(?P<verb>{alternatives('change')})(?:{alternatives('changed_by')})*$"
    fewer = r"(?:[、,](?:最低|最高|最少|最多)?\p{Han}{0,2}[\d.]+[万千]?元)?"
    noun = f"(?P<noun>(?!{alternatives('no_measure')})\\p{{Han}}{{2,8}})"
    standard = f"的?(?:{alternatives('no_measure')}),?\\p{{Han}}{{0,6}}?(?:{alternatives('paid')})(?P<noun>[\\p{{Han}}“”]{{2,16}})"
    return {
        "change": regex.compile(change),
        "award": regex.compile(f"{fewer}(?:不等)?的{noun}"),
        "uneven": regex.compile(f"{fewer}不等的{noun}"),
        "standard": regex.compile(standard),
        "rest": regex.compile(r"的?(?P<noun>(?!的)[\p{Han}“”]{1,12})"),
        "granted": regex.compile(r"的?(?P<noun>(?!标准|额度|以上|以下|左右|不等)\p{Han}{2,8})(?=[,。;、]|$)"),
        "people of": regex.compile(r"的(?P<noun>\p{Han})"),
        "compared": regex.compile(f"(?:{alternatives('compared')})+"),
        "each": regex.compile(f"(?:{alternatives('each')})年?$"),
        "resident": regex.compile(f"(?:{alternatives('resident')})(?:现|共|总|一共)*(?:有|辖)?$"),
    }


def _share_of_base(number: _Number) -> Measured | None:
    """不高于年度收入的15%: the share of a base that the quantity itself names."""
    found = _BASE.search(number.quantity.span.cut(number.folded))
    return (
        Measured(f"占{found[1]}比例", None)
        if found and number.quantity.rule == "quantity.base-share"
        else None
    )


def _change(number: _Number) -> Measured | None:
    """同比增长12.3%: how much the measure before it changed."""
    found = _patterns()["change"].search(number.left)
    if not found:
        return None
    each = _patterns()["each"].search(number.left, 0, found.start())
    if each:  # 人均增收800元 is no change of a measure before it
        return Measured(each[0] + found["verb"], None)
    stem = phrase_before(number.folded, number.start, number.start + found.start(), number.mentions)
    if stem is None and number.before is None:
        return None
    named = stem.cut(number.folded) if stem is not None else number.before[1].words if number.before else ""
    return Measured(
        _CHANGED.sub("", named) + found["verb"] + {"rate": "率", "money": "额"}.get(number.kind, ""), None
    )


def _continued(number: _Number) -> Measured | None:
    """14班次2800余人次, 由5万元增加到12万元: the second number measures what the first does."""
    if not number.follows or number.before is None:
        return None
    if number.left.strip("、和及~-") and not _FROM_TO.match(number.left):
        return None
    if number.kind in ("count", "people") and number.phrase_behind is not None:
        return None
    return _like(number)


def _standard(number: _Number) -> Measured | None:
    """40元标准,提高生活补助."""
    return number.behind(_patterns()["standard"]) if number.kind in ("money", "rate") else None


def _award(number: _Number) -> Measured | None:
    """最高获6000元、最低3600元不等的奖励; 每户每年3万元的保底收入."""
    if number.kind not in ("money", "time"):
        return None
    bound = number.phrase_before is None or number.follows or bool(number.quantity.per)
    return number.behind(_patterns()["award" if bound else "uneven"])


def _granted(number: _Number) -> Measured | None:
    """给予最高80万元购房补贴: what is given stands behind the sum."""
    if number.kind != "money" or not regex.search(
        f"(?:{alternatives('paid')}|提供|补助|奖励)(?:了|最高)?$", number.left
    ):
        return None
    return number.behind(_patterns()["granted"])


def _residents(number: _Number) -> Measured | None:
    """全村共有1034户3138人; 1698人的村子."""
    words = _RESIDENTS.get(number.quantity.unit)
    if words is None or number.phrase_behind is not None:
        return None
    told = _patterns()["resident"].search(number.left) or (
        number.phrase_before is None and number.behind(_patterns()["people of"])
    )
    return Measured(words, None) if told else None


def _share(number: _Number) -> Measured | None:
    """132个,占97%: the share of what was counted before."""
    if (
        number.kind != "rate"
        or number.before is None
        or number.left.strip("约近超的") not in ("占", "占比", "占比为", "占比达")
    ):
        return None
    return Measured(number.before[1].words + "占比", None)


def _compared(number: _Number) -> Measured | None:
    """同比12.3%, without the verb."""
    span = number.phrase_before
    if (
        span is None
        or number.before is None
        or not _patterns()["compared"].fullmatch(span.cut(number.folded))
    ):
        return None
    return Measured(number.before[1].words + "同比增长率", None)


def _phrase(number: _Number) -> Measured | None:
    """The noun phrase beside the number, for sums and sizes first the one before it."""
    sides = (number.phrase_before, number.phrase_behind)
    before = number.phrase_before
    # 新建6公里村级道路 measures the road; 投资3亿元建设学校 what was spent.
    left = number.kind in _LEFT_FIRST and not (
        number.kind not in _SUMS and before is not None and _is_verb(before.cut(number.folded))
    )
    found = next((s for s in (sides if left else sides[::-1]) if s is not None), None)
    return number.measured(found) if found is not None else None


def _is_verb(phrase: str) -> bool:
    run = words(phrase)
    verb = run[0].tag[0] == "v" and run[0].tag != "vn"
    return len(run) == 1 and (
        verb or phrase in wordlist("verbs", "weak") or phrase in wordlist("verbs", "strong")
    )


def _rest(number: _Number) -> Measured | None:
    """Whatever the clause says behind the number: 150多人次向上级反映问题."""
    found = number.behind(_patterns()["rest"])
    return found if found and found.span and found.span.end <= number.end else None


def _like(number: _Number) -> Measured | None:
    """The measure of the quantity before, told apart by the unit where the two units count different things."""
    if number.before is None:
        return None
    previous, other = number.before
    unit = number.quantity.unit
    if other.words in _RESIDENTS.values() and unit in _RESIDENTS:
        return Measured(_RESIDENTS[unit], None)
    if number.kind in ("count", "people") and unit != previous.unit and len(unit) > 1:
        return Measured(other.words.removesuffix(previous.unit) + unit, None)
    return other


def _stem(number: _Number) -> Measured | None:
    """The last words of the clause before the number, when nothing better tells."""
    stem = number.left.strip("“”、()的").removesuffix("占")
    return Measured(stem[-8:], None) if len(stem) > 1 else None


def _age(number: _Number) -> Measured | None:
    """52岁的杜某."""
    aged = number.quantity.unit in wordlist("measures", "age_units") and "年龄" not in number.left
    return Measured("年龄", None) if aged else None


_QUESTIONS: tuple[Callable[[_Number], Measured | None], ...] = (
    _age,
    _share_of_base,
    _change,
    _continued,
    _standard,
    _award,
    _granted,
    _residents,
    _share,
    _compared,
    _phrase,
    _rest,
    _like,
    _stem,
)
