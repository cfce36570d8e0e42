"""A number in its clause: the words before and behind it among which its measure is looked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import regex

from kg.model import Mention, Quantity, Span
from kg.quantities import units_kind
from kg.relate.phrases import phrase_before, phrase_behind

__all__ = ["Measured", "Number"]

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
