"""A quantity where it stands, with what is named round it: what the questions of `kg.relate.about` are asked of."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property

from kg import ontology
from kg.model import Document, Figure, Mention, Quantity, Recognition, Span
from kg.quantities import units_kind
from kg.relate.number import Measured

__all__ = ["Setting", "beside", "is_a"]


@dataclass(eq=False)
class Setting:
    """A quantity where it stands: its sentence with the mentions in it, its measure, and the figures before it.

    `last` is the figure before it in the sentence, `counted` what the figures of the sentence count beside them, `area`
    the place it holds for where the text names one.
    """

    document: Document
    recognition: Recognition
    sentence: Span
    inside: tuple[Mention, ...]
    quantity: Quantity
    measured: Measured
    last: Figure | None
    counted: AbstractSet[Mention]
    area: Mention | None = None
    # Asked for by nearly every question: the kind of the unit, and where the clause of the quantity begins.
    kind: str = field(init=False)
    clause: int = field(init=False)

    def __post_init__(self) -> None:
        """Works out the kind and the clause."""
        folded, start, first = self.document.folded, self.quantity.span.start, self.sentence.start
        self.kind = units_kind(self.quantity)
        self.clause = max(first, *[folded.rfind(mark, first, start) + 1 for mark in ",;:"])

    @cached_property
    def things(self) -> list[Mention]:
        """What is named before the quantity in its sentence and can be described by a figure."""
        others = ("AdministrativeDivision", "MediaOutlet", "Person")
        closed = [m.span for m in self.inside if m.cls == "Post" or is_a(m, "Initiative")]
        return [
            m
            for m in self.inside
            if m.span.end <= self.quantity.span.start
            and not is_a(m, *others)
            and not any(p != m.span and p.holds(m.span) for p in closed)
            # What an earlier figure of the sentence counts is a neighbour in a list: 建成超市66个,评选文明户420户.
            and (m not in self.counted or self.kind not in ("count", "people") or is_a(m, "Document"))
        ]

    def number_before(self, place: int) -> int:
        """Where the quantity begins that ends at a place of the sentence; the place itself where none does."""
        if place <= self.sentence.start:
            return place
        before = self.recognition.quantities_at.inside(Span(self.sentence.start, place))
        return before[-1].span.start if before and before[-1].span.end == place else place

    @cached_property
    def front(self) -> str:
        """The words of the sentence before the quantity."""
        return self.document.folded[self.sentence.start : self.quantity.span.start]

    @cached_property
    def told(self) -> str:
        """The words of the clause before the quantity, and its measure."""
        return self.document.folded[self.clause : self.quantity.span.start] + self.measured.words

    @cached_property
    def programs_behind(self) -> list[Mention]:
        """The programs named behind the quantity in its sentence."""
        return [m for m in self.inside if m.span.start >= self.quantity.span.end and is_a(m, "Program")]


def beside(figure: Figure, folded: str) -> bool:
    """Whether the entity that a figure is about stands right before or behind the number that counts it."""
    if figure.about is None:
        return False
    mention, number = figure.about.span, figure.quantity.span
    apart = "," in folded[mention.end : number.start]  # 举办文化节,签约23个
    return (not apart and -6 <= number.start - mention.end <= 6) or 0 <= mention.start - number.end <= 1


def is_a(mention: Mention, *classes: str) -> bool:
    """Whether a mention's class is one of the classes or below one."""
    return ontology.is_a(mention.cls, *classes)
