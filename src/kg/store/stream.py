"""RDF files as a stream of quads, which are never all in memory; spelled as they stand in the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import BadGraph
from kg.store.files import format_of, opened
from kg.store.load import OXIGRAPH

__all__ = ["quads_of"]


def quads_of(file: Path) -> Iterator[ox.Quad]:
    """The quads of an RDF file, plain or compressed, in its order; blank nodes get names that no other file has.

    Raises BadGraph with file and reason, if need be after the first quads.
    """
    kind = format_of(file)
    if kind is None:
        raise BadGraph(f"{file}: unknown ending")
    with opened(file) as stream:
        try:
            yield from ox.parse(stream, format=OXIGRAPH[kind], rename_blank_nodes=True)
        except (SyntaxError, ValueError, OSError, MemoryError) as e:  # the last: a term without end
            raise BadGraph(f"{file}: not readable as {kind}: {' '.join(str(e).split())[:200]}") from e
