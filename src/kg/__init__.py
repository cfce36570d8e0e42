"""Knowledge graphs from Chinese county reports: every fact with its words, every number accounted for.

import kg

graph = kg.load("exports/taibai-2021")                             # an rdflib Graph; Oxigraph answers its queries
graph = kg.connect("http://localhost:3030/reports/sparql")          # or one behind a SPARQL endpoint
kg.to_dataframe(graph, "figures-about", name="驻村干部")             # a ready question as a pandas DataFrame
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd
    import pyoxigraph as ox
    from rdflib import Dataset, Graph

__all__ = ["__version__", "connect", "load", "load_dataset", "to_dataframe"]
__version__ = "0.1.0"


def load(path: str | PathLike[str], *, store: str | PathLike[str] | None = None) -> Graph:
    """The graph of an RDF file, or of all RDF files in a folder, as an rdflib Graph over Oxigraph.

    Triples of named graphs are in it, each once. With `store`, a folder, the graph is kept there, the next call opens it
    without loading, and it is read-only. Raises BadGraph with file and reason, BadInput for the folder.
    """
    from kg.store import as_graph

    return as_graph(_opened(path, store))


def connect(url: str, *, timeout: float | None = None) -> Graph:
    """The default graph of a SPARQL 1.1 endpoint as an rdflib Graph, read-only: for what no single machine's store holds.

    `timeout` is in seconds for one query. A login comes from the environment: see `kg.query.endpoint.Endpoint`. Raises
    BadInput for an address that is not http or https; a query then raises BadEndpoint, TimeIsUp, BadQuery, TooMuch.
    """
    from kg.query.connect import connect

    return connect(url, timeout=timeout)


def load_dataset(path: str | PathLike[str], *, store: str | PathLike[str] | None = None) -> Dataset:
    """The same with its named graphs, as an rdflib Dataset; its default graph is what `load` gives."""
    from kg.store import as_dataset

    return as_dataset(_opened(path, store))


def _opened(path: str | PathLike[str], store: str | PathLike[str] | None) -> ox.Store:
    from pathlib import Path

    from kg.store import graph_files, load_files, open_store

    files = graph_files(Path(path))
    return load_files(files) if store is None else open_store(files, Path(store))


def to_dataframe(graph: Graph, query: str, /, **values: Any) -> pd.DataFrame:
    """The rows of a query or a ready question as a pandas DataFrame: see `kg.query.to_dataframe`."""
    from kg.query import to_dataframe

    return to_dataframe(graph, query, **values)
