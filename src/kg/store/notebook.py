"""rdflib's Graph and Dataset over a store: the interface that notebooks know, queries answered by Oxigraph."""

from __future__ import annotations

import pyoxigraph as ox
from rdflib import Dataset, Graph
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from kg.namespaces import prefixes

__all__ = ["as_dataset", "as_graph"]


def as_dataset(store: ox.Store) -> Dataset:
    """The store as a Dataset: its named graphs, and the merged graph as the default graph. The prefixes are bound."""
    from oxrdflib import OxigraphStore

    dataset = Dataset(store=OxigraphStore(store=store))
    for name, base in prefixes().items():
        dataset.bind(name, base)
    return dataset


def as_graph(store: ox.Store) -> Graph:
    """The merged default graph of a store as a Graph: `for subject, predicate, object in graph`, `graph.query(…)`."""
    return as_dataset(store).graph(DATASET_DEFAULT_GRAPH_ID)
