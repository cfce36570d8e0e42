"""The quick answer to whether a graph conforms: never yes where a SHACL engine finds a fault; yes for what we build."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, RDFS, XSD, BNode, Graph, Literal, URIRef

from kg.assemble import assemble
from kg.ontology import KG, OA, SCHEMA
from kg.triples import Triples, ntriples_term
from kg.validate.quick import conforms_for_sure
from kg.validate.shapes import shapes
from texts import BRIEF, NEWS, facts

GOLD = sorted((Path(__file__).parent / "gold").glob("*.txt"))


@cache
def triples(text: str) -> tuple[tuple[object, object, object], ...]:
    return tuple(sorted(assemble([facts(text)]), key=str))


def graph_of(found: object) -> Triples:
    graph = Triples()
    for triple in found:  # type: ignore[attr-defined]
        graph.add(triple)
    return graph


def engine_says(graph: Graph) -> bool:
    return bool(pyshacl.validate(Graph() + graph, shacl_graph=shapes(), inference="none")[0])


@pytest.mark.parametrize("text", [BRIEF, NEWS, *(f.read_text(encoding="utf-8") for f in GOLD)])
def test_what_is_built_conforms_for_sure(text: str) -> None:
    assert conforms_for_sure(graph_of(triples(text)), shapes())


ODD = [
    Literal("2021-13-45", datatype=XSD.date),
    Literal("x", datatype=XSD.integer),
    Literal(-3),
    Literal(10**9),
    Literal(""),
    Literal("别名", lang="zh"),
    Literal("name", lang="en"),
    Literal("stated"),
    URIRef("urn:other"),
    *(KG[name] for name in ("Figure", "County", "Village", "Passage", "Place", "Statement", "Comparison")),
]


def changed(seed: int, kind: str) -> Triples:
    """A graph of a report with one triple taken out, put in, or with another end."""
    drawn = random.Random(seed)
    found = list(triples(BRIEF))
    place = drawn.randrange(len(found))
    s, p, o = found[place]
    other = drawn.choice([*ODD, drawn.choice(found)[2]])
    if kind == "without":
        del found[place]
    elif kind == "more":
        found.append((s, p, other))
    elif kind == "another end":
        found[place] = (s, p, other)
    elif kind == "another link":
        found[place] = (s, drawn.choice(found)[1], o)
    elif kind == "without a node":
        found = [t for t in found if t[0] != s]
    else:
        found = [t for t in found if t[1] != p or drawn.random() < 0.5]
    return graph_of(found)


KINDS = ("without", "more", "another end", "another link", "without a node", "half of a property")


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_it_never_says_yes_where_an_engine_finds_a_fault(kind: str) -> None:
    answers = []
    for seed in range(40):
        graph = changed(seed, kind)
        sure = conforms_for_sure(graph, shapes())
        answers.append(sure)
        assert not sure or engine_says(graph), seed
    assert len(set(answers)) == 2 or kind == "half of a property"


@pytest.mark.parametrize(
    "turtle",
    [
        "<urn:a> a kg:Figure .",
        "<urn:a> rdfs:subClassOf kg:Figure .",
        "<urn:a> kg:mention [] .",
        "<urn:a> a kg:Statement ; rdf:subject <urn:s> ; rdf:predicate <urn:p> ; rdf:object <urn:o> .",
    ],
)
def test_what_it_cannot_tell_is_left_to_the_engine(turtle: str) -> None:
    graph = Graph()
    graph.bind("kg", str(KG))
    graph.parse(data="\n".join(f"PREFIX {n}: <{b}>" for n, b in graph.namespaces()) + turtle, format="turtle")
    assert not conforms_for_sure(graph, shapes())


def test_shapes_that_say_something_else_are_left_to_the_engine() -> None:
    rules = Graph().parse(
        data="""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <urn:kg#> .
        kg:S a sh:NodeShape ; sh:targetClass kg:C ; sh:closed true .""",
        format="turtle",
    )
    assert not conforms_for_sure(Graph(), rules)
    assert conforms_for_sure(Graph(), Graph())


TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)


@given(TEXT, st.sampled_from(["", "zh", "@"]))
@settings(max_examples=200)
def test_terms_are_written_as_oxigraph_writes_them(text: str, kind: str) -> None:
    lang = {"lang": "zh"} if kind == "zh" else {"datatype": XSD.anyURI} if kind == "@" else {}
    mine = ntriples_term(Literal(text, normalize=False, **lang))
    told = ox.Literal(text, language="zh") if kind == "zh" else ox.Literal(text)
    if kind == "@":
        told = ox.Literal(text, datatype=ox.NamedNode(str(XSD.anyURI)))
    assert mine == str(told)


def test_a_graph_in_dictionaries_answers_as_rdflib_does() -> None:
    mine, theirs = graph_of(triples(BRIEF)), Graph()
    for triple in triples(BRIEF):
        theirs.add(triple)  # type: ignore[arg-type]
    assert len(mine) == len(theirs) and set(mine) == set(theirs)
    node = next(iter(theirs.subjects(RDF.type, KG.Figure)))
    assert set(mine.subjects(RDF.type, KG.Figure)) == set(theirs.subjects(RDF.type, KG.Figure))
    assert set(mine.subject_objects(SCHEMA.value)) == set(theirs.subject_objects(SCHEMA.value))
    assert set(mine.subjects(OA.start, None)) == set(theirs.subjects(OA.start, None))
    for pattern in (
        (node, None, None),
        (None, RDFS.label, None),
        (node, RDF.type, KG.Figure),
        (None, None, node),
    ):
        assert set(mine.triples(pattern)) == set(theirs.triples(pattern))
        assert (pattern in mine) == (pattern in theirs)
    path = KG.inReport / SCHEMA.sha256
    assert set(mine.objects(node, path)) == set(theirs.objects(node, path))
    assert (node, RDF.type, BNode()) not in mine
