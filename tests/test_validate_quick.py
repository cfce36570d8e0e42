"""The quick answer to whether a graph conforms: never yes where a SHACL engine finds a fault; yes for what we build."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import XSD, Graph, Literal, URIRef

import kg.validate.shapes
from kg.assemble import assemble
from kg.ontology import KG
from kg.triples import Triples
from kg.validate.quick import Doubt, conforms_for_sure
from kg.validate.shapes import misshapen, shapes
from texts import BRIEF, NEWS, facts

GOLD = sorted((Path(__file__).parent / "gold").glob("*.txt"))


@cache
def triples(text: str) -> tuple[tuple[object, object, object], ...]:
    return tuple(sorted(assemble([facts(text)]), key=str))


def graph_of(found: object) -> Triples:
    graph = Graph()
    for triple in found:  # type: ignore[attr-defined]
        graph.add(triple)
    return Triples.of(graph)


def engine_says(graph: Triples) -> bool:
    return bool(pyshacl.validate(graph.graph(), shacl_graph=shapes(), inference="none")[0])


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


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_an_engine_asked_about_doubtful_shapes_alone_finds_all(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [(graph, sorted(misshapen(graph))) for graph in (changed(seed, kind) for seed in range(8))]
    assert any(problems for _, problems in found)
    monkeypatch.setattr(kg.validate.shapes, "doubtful", lambda *_: Doubt())
    for graph, problems in found:
        assert sorted(misshapen(graph)) == problems


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
    assert not conforms_for_sure(Triples.of(graph), shapes())


def test_shapes_that_say_something_else_are_left_to_the_engine() -> None:
    rules = Graph().parse(
        data="""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <urn:kg#> .
        kg:S a sh:NodeShape ; sh:targetClass kg:C ; sh:closed true .""",
        format="turtle",
    )
    assert not conforms_for_sure(Triples(), rules)
    assert conforms_for_sure(Triples(), Graph())
