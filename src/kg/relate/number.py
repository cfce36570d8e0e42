"""A number in its clause: the words before and behind it among which its measure is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import regex

from kg.model import Mention, Quantity, Span
from kg.quantities import units_kind
from kg.relate.phrases import phrase_before, phrase_behind

__all__ = ["Measured", "Number"]

_CLAUSE = regex.compile(r"[,。;:!?\n]")


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

    @cached_property
    def kind(self) -> str:
        """The kind of its unit."""
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
        """Where its words end at the latest: the border of the clause or the next quantity."""
        place = self.quantity.span.end
        border = _CLAUSE.search(self.folded, place, place + 120)
        clause = border.start() if border else min(len(self.folded), place + 120)
        return min(clause, max(self.next_start, place))

    @cached_property
    def left(self) -> str:
        """The words before it among which its measure stands."""
        return self.folded[self.start : self.quantity.span.start]

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
