"""What two sources state of one thing, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

__all__ = ["AGREEMENT", "CONFLICT", "NOT_COMPARABLE", "REFINEMENT", "SERIES", "Comparison", "Side"]

AGREEMENT, REFINEMENT, CONFLICT = "agreement", "refinement", "conflict"
SERIES, NOT_COMPARABLE = "series", "not comparable"


class Side(Protocol):
    """One side of a comparison: what a source states, as words and as the node that states it."""

    @property
    def iri(self) -> str: ...  # noqa: D102
    @property
    def measure(self) -> str: ...  # noqa: D102
    @property
    def measure_label(self) -> str: ...  # noqa: D102
    @property
    def area(self) -> str: ...  # noqa: D102
    @property
    def period(self) -> str: ...  # noqa: D102
    @property
    def shown(self) -> str: ...  # noqa: D102
    @property
    def words(self) -> str: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def passage(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two figures or facts and how they stand to each other; `others` counts further ones that say the same as one of them."""

    kind: str
    one: Side
    two: Side
    why: str
    others: int = 0
