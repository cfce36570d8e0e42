"""Files into Oxigraph: named graphs as they are, and one merged default graph beside them.

Oxigraph can also treat the union of all graphs as the default graph, but then a triple that stands in several graphs
counts once for each of them, and joins, COUNT and SUM come out wrong. So the union is stored once, as a graph of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kg.errors import BadGraph
from kg.store.files import format_of, opened

__all__ = ["OXIGRAPH", "fill", "load_files"]

# The formats of `kg.store.files` as Oxigraph calls them.
OXIGRAPH = {
    "turtle": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "json-ld": ox.RdfFormat.JSON_LD,
    "xml": ox.RdfFormat.RDF_XML,
}


def load_files(files: Iterable[Path]) -> ox.Store:
    """The files in a store in memory, their default graph merged. Raises BadGraph with file and reason."""
    store = ox.Store()
    fill(store, files, bulk=False)
    return store


def fill(store: ox.Store, files: Iterable[Path], *, bulk: bool) -> None:
    """Loads files into an empty store and merges the graphs. `bulk` is for a store on disk.

    Raises BadGraph with file and reason, OSError when the store cannot be written.
    """
    load = store.bulk_load if bulk else store.load
    for file in files:
        kind, stuck = format_of(file), None
        if kind is None:
            raise BadGraph(f"{file}: unknown ending")
        with opened(file) as stream:
            try:
                load(input=stream, format=OXIGRAPH[kind])
            except Exception as e:  # a SyntaxError, or what decompression raises
                if bulk and type(e) is OSError and e.errno is None:  # of the store, and not of the file
                    stuck = e
                else:
                    reason = " ".join(str(e).split())[:200]
                    raise BadGraph(f"{file}: not readable as {kind}: {reason}") from e
        if stuck is not None:
            raise stuck
    graphs = list(store.named_graphs())
    if not graphs:
        return
    if bulk:
        # A transaction over a million triples on disk takes long; a bulk load of them does not. Blank nodes would get
        # other labels on the way, so with them the slow way is taken.
        dumps = [store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=g) or b"" for g in graphs]
        if not any(b"_:" in d for d in dumps):
            store.bulk_load(input=b"".join(dumps), format=ox.RdfFormat.N_TRIPLES)
            return
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
