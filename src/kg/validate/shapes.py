"""The shape of a graph: SHACL 1.0 (W3C, 2017) with `ontology/shapes.ttl`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from rdflib import SH, Graph, Literal, Node

from kg import nt
from kg.errors import BadKnowledge
from kg.namespaces import folder
from kg.triples import Triples
from kg.validate.problem import Problem, name_of, short
from kg.validate.quick import doubtful

__all__ = ["misshapen", "shapes"]


@cache
def shapes() -> Graph:
    """All shapes, read once. Raises BadKnowledge when the file does not parse."""
    file = folder() / "shapes.ttl"
    try:
        return Graph().parse(file, format="turtle")
    except Exception as e:  # rdflib raises several unrelated kinds
        raise BadKnowledge(f"{file.name}: not readable as Turtle: {e}") from e


def misshapen(graph: Triples) -> Iterator[Problem]:
    """What SHACL finds in a graph, which is not changed."""
    rules = shapes()
    doubt = doubtful(graph, rules)
    if doubt.shapes == ():
        return
    import pyshacl  # 0.15 s, which a graph that conforms need not wait for

    classes = set(rules.objects(None, SH.targetNode))
    _, report, _ = pyshacl.validate(
        # rdflib takes longer to fill a store than the engine to look at a few nodes.
        (graph if doubt.nodes is None else graph.around(doubt.nodes)).graph(),
        shacl_graph=rules if doubt.shapes is None else _only(rules, doubt.shapes),
        inference="none",
        advanced=False,
    )
    if not isinstance(report, Graph):
        raise BadKnowledge(f"shapes.ttl: {report}")
    for result in report.objects(None, SH.result):
        focus, value = report.value(result, SH.focusNode), report.value(result, SH.value)
        # What the nodes lead to lies in the part of the graph without all that it leads to itself.
        if doubt.nodes is not None and (focus is None or nt.spelled(focus) not in doubt.nodes):
            continue
        if focus in classes:
            focus, value = value, None  # a shape about a whole class names the node as its value
        zh, en = _messages(report, result)
        if value is not None and value != focus:
            en += f" ({_short(value)})"
        component = str(report.value(result, SH.sourceConstraintComponent) or "").rsplit("#", 1)[-1]
        node = "[]" if focus is None else name_of(nt.spelled(focus))
        yield Problem(node, _short(report.value(result, SH.resultPath)), zh, en, "shape", component)


def _only(rules: Graph, shapes_: Iterable[Node]) -> Graph:
    """Some of the shapes with all that they lead to."""
    found, waiting = Graph(), list(shapes_)
    while waiting:
        node = waiting.pop()
        for triple in rules.triples((node, None, None)):
            if triple not in found:
                found.add(triple)
                waiting.append(triple[2])
    return found


def _short(node: Node | None) -> str:
    return "" if node is None else short(nt.spelled(node))


def _messages(report: Graph, result: Node) -> tuple[str, str]:
    # pySHACL drops the language of SPARQL messages, so Chinese is known by its characters.
    messages = sorted(str(m) for m in report.objects(result, SH.resultMessage) if isinstance(m, Literal))
    zh, en = (" ".join(m for m in messages if m.isascii() == ascii_) for ascii_ in (False, True))
    return zh, en
