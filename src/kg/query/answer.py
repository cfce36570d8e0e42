"""What a query is put to, and what it gave: rows, a yes or no, or a graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import pyoxigraph as ox

__all__ = ["Answer", "Asked", "Term"]

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Asked(Protocol):
    """What answers a query with Oxigraph's kinds of results: a store, or an endpoint in the place of one."""

    def query(self, query: str, /, *, prefixes: dict[str, str] | None = None) -> Any:
        """The solutions, the yes or no, or the triples."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of one query.

    `variables` and `rows` belong to SELECT: one term or None for each variable. `truth` belongs to ASK. `triples` belongs
    to CONSTRUCT and DESCRIBE, each triple once, in the order of N-Triples lines. `cut` tells that a limit left rows out.
    """

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    truth: bool | None = None
    triples: tuple[ox.Triple, ...] | None = None
    cut: bool = False
