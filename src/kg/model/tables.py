"""A table that stands in a report's text."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.spans import Span

__all__ = ["Table"]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, each the span of its words or None where it is empty; the first `heads` rows are headers.

    A row may have fewer or more cells than the others. `lines` are the lines of the rows without white space around
    them, `captions` the short lines right above the table (its title, 单位：万元), nearest last.
    """

    rows: tuple[tuple[Span | None, ...], ...]
    heads: int
    lines: tuple[Span, ...]
    captions: tuple[Span, ...]
