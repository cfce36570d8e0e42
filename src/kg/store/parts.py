"""What a file says in parts, so that a report's named graph is checked as it was built: by itself."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg import nt
from kg.errors import BadGraph
from kg.store.stream import quads_of
from kg.triples import Triples

__all__ = ["parts_of"]


def parts_of(file: Path) -> list[Triples]:
    """What an RDF file says, in parts that are to be checked one by one, in the order of the graphs' names.

    Where each graph holds a report, as a build writes them, each is a part: reports need not agree with each other.
    Otherwise, as after a merge, one graph tells of the nodes of another, and all together are one part. Raises BadGraph
    with file and reason.
    """
    found: dict[str, Triples] = {}
    for quad in quads_of(file):
        if isinstance(quad.object, ox.Triple):
            raise BadGraph(f"{file}: a triple about a triple (RDF 1.2) is not known here: {str(quad)[:200]}")
        name = "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name)
        graph = found.get(name)
        if graph is None:
            graph = found[name] = Triples()
        graph.add(str(quad.subject), str(quad.predicate), str(quad.object))
        if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
            graph.blank = True
    graphs = [found[name] for name in sorted(found)]
    if len(graphs) == 1 or (graphs and all(graph.instances(nt.kg.Report) for graph in graphs)):
        return graphs
    return [Triples.joined(graphs)]
