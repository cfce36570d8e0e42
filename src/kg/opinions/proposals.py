"""What an opinion is asked and what it may answer: words and the sentence they stand in, never offsets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

__all__ = ["ENTITY_TYPES", "FIGURE", "Answer", "Opinion", "Proposal", "Sentence"]

ENTITY_TYPES = ("Organization", "Place", "Program", "Document", "PeopleGroup", "Person")
FIGURE = "Figure"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a report under the id by which a proposal names it."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Words that somebody else takes for an entity or a figure.

    `type` is one of ENTITY_TYPES or FIGURE; `quote` the words as the sentence has them; `nth` which occurrence of
    them is meant, counted from 1, None for every one. `value`, `upper` and `unit` are told for a figure: base
    units, as in annotations (662万元 is 6620000 元).
    """

    sentence: str
    type: str
    quote: str
    nth: int | None = None
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an opinion said of a report, and what of its saying was no proposal at all, with the reason for each."""

    proposals: tuple[Proposal, ...] = ()
    unusable: tuple[str, ...] = ()


class Opinion(Protocol):
    """Somebody else who reads a report's sentences. `rule` names it on everything that it brings in."""

    @property
    def rule(self) -> str:
        """The name under which its rows stand, beginning with `opinion.`."""

    def propose(self, sentences: Sequence[Sentence]) -> Answer:
        """What it finds in the sentences. Raises KgError when it cannot be asked."""
