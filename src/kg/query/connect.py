"""rdflib's Graph over a SPARQL endpoint: what notebooks know, with the limits and the login of `kg.query.endpoint`."""

from __future__ import annotations

from typing import Any

from rdflib import BNode, Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result

from kg.namespaces import prefixes
from kg.query.endpoint import LARGEST, Endpoint

__all__ = ["connect"]


class _Store(SPARQLStore):
    """rdflib's own store over an endpoint, which writes the queries; what it sends goes through ours."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint.url, context_aware=False)
        self.endpoint = endpoint

    def _query(self, query: str, default_graph: Any = None, **_: Any) -> Result:
        given = default_graph is not None and not isinstance(default_graph, BNode)
        graphs = {"default-graph-uri": [str(URIRef(default_graph))]} if given else {}
        media, body = self.endpoint.answer(query, prefixes(), graphs)
        return Result.parse(body, content_type=media)


def connect(url: str, *, timeout: float | None = None, largest: int = LARGEST) -> Graph:
    """The default graph of an endpoint as an rdflib Graph, read-only; each look at it is a query over the network.

    The prefixes of the project are bound. Limits, login and errors are those of `kg.query.endpoint.Endpoint`.
    """
    graph = Graph(_Store(Endpoint(url, timeout=timeout, largest=largest)))
    for name, base in prefixes().items():
        graph.bind(name, base)
    return graph
