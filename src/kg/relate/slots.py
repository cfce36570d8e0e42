"""A sentence in which every mention is one character, so that rules speak of kinds of things and not of words.

`县委书记任组长的领导小组` becomes `⟨post⟩任组长的⟨leading⟩`: a rule for leaders is then a short pattern, and a list
of posts joined by 、 is a run of one kind. Each character stands in the private use area; its class decides which.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import regex

from kg.model import Mention, Period, Quantity, Span
from kg.ontology import KG, class_chain

__all__ = ["Slotted", "slotted"]

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


@dataclass(frozen=True)
class Slotted:
    """A slotted text: `origin[i]` is the span in the report of its character i, `mentions` the slots' mentions."""

    text: str
    origin: tuple[Span, ...]
    mentions: dict[int, Mention]

    def span(self, start: int, end: int) -> Span:
        """The report's span of the slotted characters from `start` to `end`."""
        return self.origin[start].through(self.origin[end - 1])

    def within(self, start: int, end: int) -> list[Mention]:
        """The mentions whose slots stand from `start` to `end`, in order."""
        return [self.mentions[i] for i in range(start, end) if i in self.mentions]


def _slot(cls: str) -> str:
    chain = class_chain(KG[cls])
    return next(slot for name, slot in _SLOTS if KG[name] in chain)


def slotted(
    folded: str,
    span: Span,
    mentions: Iterable[Mention],
    quantities: Iterable[Quantity] = (),
    periods: Iterable[Period] = (),
) -> Slotted:
    """The slotted text of a span; of mentions that overlap the longest is taken, the earlier of two alike."""
    taken: list[tuple[Span, str, Mention | None]] = []
    for mention in sorted(mentions, key=lambda m: (-len(m.span), m.span, m.cls)):
        if span.holds(mention.span) and not any(t.overlaps(mention.span) for t, _, _ in taken):
            taken.append((mention.span, _slot(mention.cls), mention))
    for other, mark in (*((q.span, _FIGURE) for q in quantities), *((p.span, _TIME) for p in periods)):
        if span.holds(other) and not any(t.overlaps(other) for t, _, _ in taken):
            taken.append((other, mark, None))
    text: list[str] = []
    origin: list[Span] = []
    found: dict[int, Mention] = {}
    place = span.start
    for where, slot, slot_mention in sorted(taken, key=lambda t: t[0]):
        for n in range(place, where.start):
            text.append(_PRIVATE.sub(" ", folded[n]))
            origin.append(Span(n, n + 1))
        if slot_mention is not None:
            found[len(text)] = slot_mention
        text.append(slot)
        origin.append(where)
        place = where.end
    for n in range(place, span.end):
        text.append(_PRIVATE.sub(" ", folded[n]))
        origin.append(Span(n, n + 1))
    return Slotted("".join(text), tuple(origin), found)
