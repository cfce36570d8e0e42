"""RDF files in another syntax of RDF, the same bytes for the same triples.

Nothing goes through a store, which would keep the value of a number and not its spelling (2.50). Lines are sorted, each
written once; where there are blank nodes, they get the names that their graph determines (RDFC-1.0).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox

from kg.errors import BadGraph
from kg.namespaces import prefixes
from kg.store.stream import quads_of
from kg.store.writing import turtle_of_lines

__all__ = ["rdf"]

_QUADS = ("nq", "trig", "jsonld")
# What XML 1.0 cannot hold, not even as a reference.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def rdf(files: Sequence[Path], form: str) -> bytes:
    """RDF files as one: `form` is nq, trig, nt, ttl, jsonld or rdf (RDF/XML).

    Forms of triples hold the union of all graphs. Raises BadGraph with file and reason, and for RDF/XML where a text
    holds a character that XML cannot.
    """
    if form not in _QUADS:
        lines = _lines(files, lambda q: str(q.triple))
        if form == "nt":
            return lines.encode("utf-8")
        if form == "ttl":
            return turtle_of_lines(lines, prefixes()).encode("utf-8")
        parsed = ox.parse(lines.encode("utf-8"), format=ox.RdfFormat.N_TRIPLES, lenient=True)
        return _serialized((_for_xml(q.triple) for q in parsed), ox.RdfFormat.RDF_XML)
    lines = _lines(files, str)
    if form == "nq":
        return lines.encode("utf-8")
    parsed = ox.parse(lines.encode("utf-8"), format=ox.RdfFormat.N_QUADS, lenient=True)
    by_graph = sorted(parsed, key=_graph)  # the order of lines stays within each
    return _serialized(by_graph, ox.RdfFormat.TRIG if form == "trig" else ox.RdfFormat.JSON_LD)


def _lines(files: Sequence[Path], line: Callable[[ox.Quad], str]) -> str:
    """The quads of files as lines, sorted and each once, blank nodes with canonical names."""
    found = set()
    for quad in (q for file in files for q in quads_of(file)):
        if any(isinstance(t, ox.BlankNode) for t in (quad.subject, quad.object, quad.graph_name)):
            # Their names hang on the whole graph, which must be held for it.
            dataset = ox.Dataset(q for file in files for q in quads_of(file))
            dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
            found = {line(q) for q in dataset}
            break
        found.add(line(quad))
    return "".join(f"{told} .\n" for told in sorted(found))


def _for_xml(triple: ox.Triple) -> ox.Triple:
    if isinstance(triple.object, ox.Literal) and _NO_XML.search(triple.object.value):
        raise BadGraph(
            f"{triple.subject}: a text holds a control character, which XML cannot: choose another form"
        )
    return triple


def _serialized(statements: Iterable[ox.Quad] | Iterable[ox.Triple], form: ox.RdfFormat) -> bytes:
    try:
        data = ox.serialize(statements, format=form, prefixes=prefixes())
    except (ValueError, OSError) as e:
        raise BadGraph(f"the graph cannot be written as {form.name}: {e}") from e
    return (data or b"").rstrip(b"\n") + b"\n"


def _graph(quad: ox.Quad) -> str:
    return "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
