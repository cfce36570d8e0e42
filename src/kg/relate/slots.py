"""A sentence in which every mention is one character, so that rules speak of kinds of things and not of words.

`县委书记任组长的领导小组` becomes `⟨post⟩任组长的⟨leading⟩`: a rule for leaders is then a short pattern, and a list
of posts joined by 、 is a run of one kind. Each character stands in the private use area; its class decides which.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

import regex

from kg.model import Mention, Period, Quantity, Span
from kg.ontology import is_a

__all__ = ["Slotted", "slot_of", "slotted"]

# Fragments of rules/_parts.toml, the most telling class first.
_SLOTS = (
    ("LeadingGroup", "\ue00c"),
    ("MediaOutlet", "\ue00a"),
    ("Title", "\ue009"),
    ("AdministrativeDivision", "\ue00b"),
    ("Place", "\ue000"),
    ("Organization", "\ue001"),
    ("Program", "\ue002"),
    ("Document", "\ue003"),
    ("PeopleGroup", "\ue004"),
    ("Post", "\ue005"),
    ("Person", "\ue006"),
)
_FIGURE, _TIME = "\ue007", "\ue008"
_PRIVATE = regex.compile(r"[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Slotted:
    """A slotted text: `starts[i]` is where its character i begins in the report, `ends` where each slot ends there.

    `mentions` are those of the slots; the slots of figures and times have none.
    """

    text: str
    starts: list[int]
    ends: dict[int, int]
    mentions: dict[int, Mention]

    def span(self, start: int, end: int) -> Span:
        """The report's span of the slotted characters from `start` to `end`."""
        return Span(self.starts[start], self.ends.get(end - 1, self.starts[end - 1] + 1))

    def within(self, start: int, end: int) -> list[Mention]:
        """The mentions whose slots stand from `start` to `end`, in order."""
        return [self.mentions[i] for i in range(start, end) if i in self.mentions]


@cache
def slot_of(cls: str) -> str:
    """The character that stands for a mention of a class."""
    return next(slot for name, slot in _SLOTS if is_a(cls, name))


def slotted(
    folded: str,
    span: Span,
    mentions: Iterable[Mention],
    quantities: Iterable[Quantity] = (),
    periods: Iterable[Period] = (),
) -> Slotted:
    """The slotted text of a span; of mentions that overlap the longest is taken, the earlier of two alike."""
    taken: list[tuple[Span, str, Mention | None]] = []
    filled = bytearray(len(span))

    def take(where: Span, slot: str, mention: Mention | None) -> None:
        start, end = where.start - span.start, where.end - span.start
        if span.holds(where) and filled.find(1, start, end) < 0:
            filled[start:end] = b"\1" * (end - start)
            taken.append((where, slot, mention))

    for mention in sorted(mentions, key=lambda m: (-len(m.span), m.span, m.cls)):
        take(mention.span, slot_of(mention.cls), mention)
    for quantity in quantities:
        take(quantity.span, _FIGURE, None)
    for period in periods:
        take(period.span, _TIME, None)
    text: list[str] = []
    starts: list[int] = []
    ends: dict[int, int] = {}
    found: dict[int, Mention] = {}
    place = span.start
    for where, slot, slot_mention in sorted(taken, key=itemgetter(0)):
        text += _PRIVATE.sub(" ", folded[place : where.start]), slot
        starts += range(place, where.start + 1)
        ends[len(starts) - 1] = place = where.end
        if slot_mention is not None:
            found[len(starts) - 1] = slot_mention
    text.append(_PRIVATE.sub(" ", folded[place : span.end]))
    starts += range(place, span.end)
    return Slotted("".join(text), starts, ends, found)
