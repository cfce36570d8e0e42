"""A number in its clause: the words before and behind it among which its measure is looked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

import regex

from kg.model import Mention, Quantity, Span
from kg.quantities import units_kind
from kg.relate.phrases import alternatives, phrase_before, phrase_behind

__all__ = ["Measured", "Number", "beside_numbers"]

_MARKS = ",。;:!?\n"
_CLAUSE = regex.compile(f"[{_MARKS}]")


class Measured(NamedTuple):
    """The words of a measure with their span; `span` is None where they were put together."""

    words: str
    span: Span | None


@dataclass(eq=False)
class Number:
    """A quantity in its clause: what stands before and behind it, and the quantity before it with its measure."""

    folded: str
    quantity: Quantity
    before: tuple[Quantity, Measured] | None
    mentions: tuple[Mention, ...]
    next_start: int
    first: int = 0
    # What every question asks is worked out at once; the rest when it is asked for.
    kind: str = field(init=False)
    start: int = field(init=False)
    follows: bool = field(init=False)
    left: str = field(init=False)

    def __post_init__(self) -> None:
        """The kind of its unit, where its words begin, whether a quantity stands before it in the clause, its words."""
        place, folded = self.quantity.span.start, self.folded
        least = max(0, place - 120)
        border = max([folded.rfind(mark, least, place) for mark in _MARKS])
        clause = max(self.first, border + 1 if border >= 0 else place - 120)
        ended = self.before[0].span.end if self.before is not None else clause
        self.kind = units_kind(self.quantity)
        self.start = max(clause, ended)
        self.follows = self.before is not None and ended == self.start
        self.left = folded[self.start : place]

    @cached_property
    def end(self) -> int:
        """Where its words end at the latest: the border of the clause or the next quantity."""
        place = self.quantity.span.end
        border = _CLAUSE.search(self.folded, place, place + 120)
        clause = border.start() if border else min(len(self.folded), place + 120)
        return min(clause, max(self.next_start, place))

    @cached_property
    def phrase_before(self) -> Span | None:
        """The noun phrase that ends right before it."""
        return phrase_before(self.folded, self.start, self.quantity.span.start, self.mentions)

    @cached_property
    def phrase_behind(self) -> Span | None:
        """The noun phrase that begins right behind it."""
        return phrase_behind(self.folded, self.quantity.span.end, self.end, self.mentions)

    def behind(self, pattern: regex.Pattern[str]) -> Measured | None:
        """The group `noun` of a pattern that matches right behind the quantity."""
        found = pattern.match(self.folded, self.quantity.span.end, self.quantity.span.end + 40)
        return self.measured(Span(*found.span("noun"))) if found else None

    def measured(self, span: Span) -> Measured:
        """The words of a span as a measure."""
        return Measured(span.cut(self.folded), span)


@cache
def beside_numbers() -> dict[str, regex.Pattern[str]]:
    """The patterns of the words beside a number that tell what it measures, by what they find."""
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
        "granting": regex.compile(f"(?:{alternatives('paid')}|提供|补助|奖励)(?:了|最高)?$"),
        "benefit": regex.compile(
            f"(?:{alternatives('paid')})?(?P<noun>\\p{{Han}}{{2,6}}?(?:{alternatives('benefits')}))"
        ),
        "people of": regex.compile(r"的(?P<noun>\p{Han})"),
        "compared": regex.compile(f"(?:{alternatives('compared')})+"),
        "each": regex.compile(f"(?:{alternatives('each')})年?$"),
        "resident": regex.compile(f"(?:{alternatives('resident')})(?:现|共|总|一共)*(?:有|辖)?$"),
    }
