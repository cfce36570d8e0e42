"""Lines of N-Triples into an rdflib graph, each different term made once: rdflib's own parser takes several times as long."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import XSD, Graph, Literal, Node, URIRef

from kg.describe import rows_of

__all__ = ["END", "add_lines"]

END = " .\n"
_STRING = str(XSD.string)


def add_lines(graph: Graph, lines: Iterable[str]) -> Graph:
    """Adds triples to a graph and returns it.

    `lines` are as Oxigraph spells them, each with its END, without blank nodes and quoted triples.
    """
    rows = rows_of(line[: -len(END)] for line in lines)
    spelled = dict.fromkeys(term for row in rows for term in row)
    terms: dict[str, Node] = {term: URIRef(term[1:-1]) for term in spelled if term[0] == "<"}
    literals = [term for term in spelled if term[0] != "<"]
    data = "".join(f"<s:> <p:> {term}{END}" for term in literals)
    parsed = ox.parse(data.encode(), format=ox.RdfFormat.N_TRIPLES)
    terms |= {term: _literal(quad.object) for term, quad in zip(literals, parsed, strict=True)}
    for s, p, o in rows:
        graph.add((terms[s], terms[p], terms[o]))
    return graph


def _literal(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Literal:
    assert isinstance(term, ox.Literal)
    if term.language:
        return Literal(term.value, lang=term.language)
    kind = term.datatype.value
    return Literal(term.value, datatype=None if kind == _STRING else URIRef(kind))
