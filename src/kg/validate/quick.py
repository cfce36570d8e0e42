"""Whether a graph conforms to the shapes for sure, a hundred times as fast as a SHACL engine finds out why not.

The shapes are read into checks once; each takes all nodes of a shape, with the values of a property. A check may refuse
what the standard allows (then the engine decides), and never the other way round. A shape that says something this module does not know makes every
answer "not for sure". Constraints in SPARQL are asked of Oxigraph.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import pyoxigraph as ox
from rdflib import RDF, SH, Graph, Node, URIRef, Variable
from rdflib.plugins.sparql import prepareQuery

from kg import nt
from kg.triples import Triples
from kg.validate.constraints import TARGETS, Check, Column, Unknown, checks_of

__all__ = ["Doubt", "conforms_for_sure", "doubtful"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What an engine has to be asked: about these shapes and these nodes; None stands for all of them.

    What it finds of the nodes depends on their own triples and on those of the nodes that they lead to.
    """

    shapes: tuple[Node, ...] | None = None
    nodes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class _Shape:
    """Whom a shape is about, what it asks of the nodes themselves, and of the values of their properties.

    `queries` find what breaks it.
    """

    node: Node
    classes: tuple[str, ...]
    nodes: tuple[str, ...]
    having: tuple[str, ...]
    own: tuple[Check, ...]
    properties: tuple[tuple[str, tuple[Check, ...]], ...]
    queries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Shapes:
    """All shapes; their queries ask about nothing but the `named` predicates and classes."""

    shapes: tuple[_Shape, ...]
    named: frozenset[str]


def conforms_for_sure(graph: Triples, rules: Graph) -> bool:
    """Whether a graph conforms to the shapes `rules`; False where it does not, or where an engine has to say."""
    return doubtful(graph, rules).shapes == ()


def doubtful(graph: Triples, rules: Graph) -> Doubt:
    """What an engine has to be asked: all shapes that the graph breaks, and all nodes that break them, are in it."""
    compiled = _compiled(rules)
    if compiled is None or graph.blank or any(nt.rdfs.subClassOf in links for _, links in graph.links()):
        return Doubt()
    broken = {shape.node: nodes for shape in compiled.shapes if (nodes := _breaking(graph, shape))}
    loud = _loud(graph, compiled)
    if loud is None:
        return Doubt()
    shapes = tuple(dict.fromkeys((*broken, *loud)))
    return Doubt(shapes, None if loud else frozenset(node for nodes in broken.values() for node in nodes))


def _breaking(graph: Triples, shape: _Shape) -> tuple[str, ...]:
    """The nodes that may break a shape."""
    targets = {n: None for cls in shape.classes for n in graph.instances(cls)}
    targets |= dict.fromkeys(shape.nodes)
    targets |= {n: None for p in shape.having for n, links in graph.links() if p in links}
    nodes = tuple(targets)
    if not nodes or _meet(graph, shape, nodes):
        return ()
    # A fault of several nodes that none of them has alone would be one of all.
    return tuple(node for node in nodes if not _meet(graph, shape, (node,))) or nodes


def _meet(graph: Triples, shape: _Shape, nodes: tuple[str, ...]) -> bool:
    themselves = Column(nodes, [(node,) for node in nodes])
    if not all(check(graph, themselves) for check in shape.own):
        return False
    links = [graph.of_node(node) for node in nodes]
    for path, checks in shape.properties:
        column = Column(nodes, [one.get(path, ()) for one in links])
        if not all(check(graph, column) for check in checks):
            return False
    return True


def _loud(graph: Triples, compiled: _Shapes) -> list[Node] | None:
    """The shapes of which a query finds something; None where the graph cannot be asked."""
    if not any(shape.queries for shape in compiled.shapes):
        return []
    # What is stated by a statement may be asked of, whatever its predicate.
    stated = nt.rdf.predicate
    wanted = compiled.named.union(*(links[stated] for _, links in graph.links() if stated in links))
    lines = graph.lines(among=wanted, classes=wanted)
    told = (" .\n".join(lines) + " .\n" if lines else "").encode("utf-8", "replace")
    store = ox.Store()
    try:
        store.load(told, format=ox.RdfFormat.N_TRIPLES)
    except SyntaxError:  # an IRI that is none
        return None
    return [s.node for s in compiled.shapes if any(_finds(store, query) for query in s.queries)]


def _finds(store: ox.Store, query: str) -> bool:
    return next(iter(cast(Any, store.query(query))), None) is not None


@cache
def _compiled(rules: Graph) -> _Shapes | None:
    try:
        shapes = [_shape(rules, node) for node in sorted(rules.subjects(RDF.type, SH.NodeShape), key=str)]
        named = (
            _named(rules, "".join(query for shape in shapes for query in shape.queries))
            | set(rules.objects(None, SH.targetNode))
            | {RDF.type}
        )
        return _Shapes(tuple(shapes), frozenset(map(nt.spelled, named)))
    except Unknown:
        return None


def _shape(rules: Graph, node: Node) -> _Shape:
    classes, nodes, having = (tuple(map(nt.spelled, rules.objects(node, kind))) for kind in TARGETS)
    properties = tuple(
        (_path(rules, one), tuple(checks_of(rules, one))) for one in rules.objects(node, SH.property)
    )
    own, queries = tuple(checks_of(rules, node)), tuple(_queries(rules, node))
    return _Shape(node, classes, nodes, having, own, properties, queries)


def _path(rules: Graph, node: Node) -> str:
    path = rules.value(node, SH.path)
    if not isinstance(path, URIRef):
        raise Unknown
    return nt.spelled(path)


def _prefixes(rules: Graph) -> dict[str, str]:
    declared = rules.objects(None, SH.declare)
    return {str(rules.value(d, SH.prefix)): str(rules.value(d, SH.namespace)) for d in declared}


def _queries(rules: Graph, shape: Node) -> list[str]:
    """The queries of a shape, asked of its one target node, or of any node where it is about those with a property."""
    head = "".join(f"PREFIX {name}: <{base}>\n" for name, base in sorted(_prefixes(rules).items()))
    targets = list(rules.objects(shape, SH.targetNode))
    found = []
    for constraint in rules.objects(shape, SH.sparql):
        if set(rules.predicates(constraint)) - {SH.select, SH.prefixes, SH.message} or len(targets) > 1:
            raise Unknown
        query = str(rules.value(constraint, SH.select))
        if targets:
            bare = re.sub(r"(SELECT(?:\s+DISTINCT)?\s+)\$this\b", r"\1", query)
            query = re.sub(r"\$this\b", f"<{targets[0]}>", bare)
        elif not list(rules.objects(shape, SH.targetSubjectsOf)):
            raise Unknown
        if _open_predicates(prepareQuery(head + query).algebra) - _stated(query):
            raise Unknown
        found.append(head + query)
    return found


def _open_predicates(algebra: Any) -> set[str]:
    """The variables that stand for predicates in a query."""
    if isinstance(algebra, Mapping):
        triples = algebra.get("triples") or ()
        found = {str(t[1]) for t in triples if len(t) == 3 and isinstance(t[1], Variable)}
        return found.union(*map(_open_predicates, algebra.values()))
    if isinstance(algebra, list | tuple | set):
        return set().union(*map(_open_predicates, algebra))
    return set()


def _stated(query: str) -> set[str]:
    """The variables that a query takes from statements, as what they say of two nodes."""
    return set(re.findall(r"\brdf:predicate\s+\?(\w+)", query))


def _named(rules: Graph, queries: str) -> set[Node]:
    """Every IRI that queries name by a prefix."""
    bases = _prefixes(rules)
    pairs = re.findall(r"\b(\w+):(\w+)\b", queries)
    return {URIRef(bases[prefix] + name) for prefix, name in pairs if prefix in bases}
