"""The graph as a network for Gephi, yEd, Cytoscape, igraph and networkx: GraphML or GEXF.

A node for each entity, with label, class, codes and the number of its mentions, and for each figure, with value, unit and
period; an edge for each relation, with predicate, quote and report, and from each figure to what it is about and to its
area. Several edges may join two nodes. What XML cannot hold becomes U+FFFD.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from kg.export.rows import NUMBERS, Row, Rows

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["network"]

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DAY = re.compile(rb' lastmodifieddate="[^"]*"')
_ENTITY = ("label", "class", "class_label", "aliases", "codes", "mentions", "reports")
_FIGURE = ("label", "value", "upper", "unit", "qualifier", "measure", "period", "quote", "report")
_EDGE = ("predicate", "quote", "report")


def network(rows: Rows, form: str) -> bytes:
    """The network as a file's bytes; `form` is graphml or gexf."""
    import networkx as nx

    graph = nx.MultiDiGraph()
    for row in rows.table("entities"):
        graph.add_node(_clean(row["iri"]), kind="entity", **_told(row, _ENTITY))
    for row in rows.table("figures"):
        told = _told(row, _FIGURE)
        graph.add_node(_clean(row["iri"]), kind="figure", **{"class": "Figure"}, **told)
    for row in rows.table("relations"):
        _join(graph, row["subject"], row["object"], _told(row, _EDGE), row["predicate_label"])
    for row in rows.table("figures"):
        for end, name in (("about", "observationAbout"), ("area", "refArea")):
            if row[end]:
                _join(graph, row["iri"], row[end], _told({**row, "predicate": name}, _EDGE), name)
    out = io.BytesIO()
    if form == "graphml":
        nx.write_graphml(graph, out, named_key_ids=True)
    else:
        nx.write_gexf(graph, out)
    # networkx writes the day of the run.
    return _DAY.sub(b"", out.getvalue()).rstrip(b"\n") + b"\n"


def _join(
    graph: nx.MultiDiGraph, start: str, end: str, told: dict[str, str | float | int], label: str
) -> None:
    for node in (start, end):
        if _clean(node) not in graph:  # an end of which the graph says no class
            graph.add_node(_clean(node), kind="entity", label=_clean(node))
    graph.add_edge(_clean(start), _clean(end), key=graph.number_of_edges(), label=_clean(label), **told)


def _told(row: Row, names: tuple[str, ...]) -> dict[str, str | float | int]:
    """The cells that are not empty, numbers as numbers."""
    return {name: _value(name, row[name]) for name in names if row.get(name)}


def _value(name: str, cell: str) -> str | float | int:
    if name not in NUMBERS:
        return _clean(cell)
    return int(cell) if NUMBERS[name] == "BIGINT" else float(cell)


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
