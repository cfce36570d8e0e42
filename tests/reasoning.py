"""What the tests of the ontology share: the graphs to reason over, and the pairs of classes that exclude each other."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from rdflib import OWL, RDF, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.build import build
from kg.ontology import vocabulary

# The datatypes of OWL 2's map that the graphs use. HermiT reads no other: xsd:date is none, nor is a code book's.
OWL_DATATYPES = {XSD.string, XSD.integer, XSD.decimal, XSD.dateTime, XSD.boolean, XSD.anyURI}


def seed_graph(folder: Path) -> Graph:
    """The graph of all seeds as the code builds it now, so that no stale export is judged."""
    build(Path(__file__).parents[1] / "seeds", folder)
    graph = Graph()
    for file in sorted(folder.glob("*/graph.ttl")):
        graph.parse(file)
    return graph


def with_vocabulary(graph: Graph) -> Graph:
    """A new graph of the data and all ontology files."""
    both = Graph()
    for triple in (*vocabulary(), *graph):
        both.add(triple)
    return both


def plain(graph: Graph) -> Graph:
    """The graph with each literal of a datatype outside OWL 2's map as a string: same nodes, same classes."""
    found = Graph()
    for s, p, o in graph:
        strange = isinstance(o, Literal) and o.datatype is not None and o.datatype not in OWL_DATATYPES
        found.add((s, p, Literal(str(o)) if strange else o))
    return found


def exclusive() -> set[frozenset[Node]]:
    """Every pair of classes that the ontology declares disjoint."""
    graph = vocabulary()
    pairs = {frozenset(pair) for pair in graph.subject_objects(OWL.disjointWith)}
    for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        for members in graph.objects(axiom, OWL.members):
            pairs |= {frozenset(pair) for pair in combinations(Collection(graph, members), 2)}
    return pairs


def clashes(graph: Graph) -> list[tuple[str, ...]]:
    """The nodes that are in two classes which exclude each other, as (node, class, class)."""
    types: dict[Node, set[Node]] = {}
    for node, cls in graph.subject_objects(RDF.type):
        types.setdefault(node, set()).add(cls)
    return sorted(
        (str(node), *sorted(map(str, pair)))
        for node, own in types.items()
        for pair in exclusive()
        if pair <= own
    )


def instances(graph: Graph, cls: URIRef) -> list[URIRef]:
    """The IRIs of a class, sorted."""
    return sorted(s for s in graph.subjects(RDF.type, cls) if isinstance(s, URIRef))
