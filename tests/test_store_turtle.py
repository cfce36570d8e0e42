"""Turtle: the same bytes for the same triples, and every triple comes back from it."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from answers import SEED
from kg.store import (
    load_files,
    read_graph,
    turtle,
    turtle_of_store,
)
from test_store import written


def test_turtle_is_the_same_whatever_the_order_and_holds_every_triple(tmp_path: Path) -> None:
    lines = (ox.serialize(ox.parse(path=SEED), format=ox.RdfFormat.N_TRIPLES) or b"").splitlines(
        keepends=True
    )
    texts = set()
    for seed in range(3):
        random.Random(seed).shuffle(lines)
        texts.add(turtle_of_store(load_files([written(tmp_path, "g.nt", b"".join(lines))])))
    (text,) = texts
    assert set(Graph().parse(data=text, format="turtle")) == set(Graph().parse(SEED))
    assert text == SEED.read_text(encoding="utf-8")
    assert turtle(read_graph(SEED)) == text


IRIS = st.from_regex(
    r"(https://w3id\.org/county-kg/(id/|ontology#)|urn:)[\w.~-]{0,6}(/[a-z])?", fullmatch=True
).map(URIRef)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
LITERALS = st.one_of(
    WORDS.map(Literal),
    WORDS.map(lambda t: Literal(t, lang="zh")),
    st.integers(-(10**20), 10**20).map(Literal),
    st.booleans().map(Literal),
    st.sampled_from(["1.5", ".5", "-0.0", "1e6", "+7", "007", "1."]).flatmap(
        lambda v: st.sampled_from(["integer", "decimal", "double", "string"]).map(
            lambda d: Literal(v, datatype=URIRef(f"http://www.w3.org/2001/XMLSchema#{d}"), normalize=False)
        )
    ),
)


@pytest.mark.slow
@given(st.sets(st.tuples(IRIS, IRIS, st.one_of(IRIS, LITERALS)), max_size=8))
@settings(max_examples=200, deadline=None)
def test_any_graph_comes_back_from_its_turtle(triples: set[tuple[URIRef, URIRef, URIRef | Literal]]) -> None:
    graph = Graph()
    for prefix, base in (
        ("kg", "https://w3id.org/county-kg/ontology#"),
        ("id", "https://w3id.org/county-kg/id/"),
    ):
        graph.bind(prefix, base)
    for triple in triples:
        graph.add(triple)
    text = turtle(graph)
    nt = {str(t) for t in ox.parse(input=text, format=ox.RdfFormat.TURTLE)}
    wanted = ox.parse(input=graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)
    assert nt == {str(t) for t in wanted}


def test_turtle_keeps_blank_nodes() -> None:
    graph = Graph().add((BNode(), URIRef("urn:p"), BNode()))
    assert isomorphic(Graph().parse(data=turtle(graph), format="turtle"), graph)


def test_layout() -> None:
    graph = Graph().parse(
        data="""@prefix kg: <https://w3id.org/county-kg/ontology#> . @prefix x: <urn:x/> .
        x:b a kg:Village ; x:p 1, "1" . x:a x:q "a\\nb"@zh ; a kg:Place, kg:County .""",
        format="turtle",
    )
    assert (
        turtle(graph)
        == """PREFIX kg: <https://w3id.org/county-kg/ontology#>
PREFIX x: <urn:x/>

x:a
    a
        kg:County ,
        kg:Place ;
    x:q "a\\nb"@zh ;
.

x:b
    a kg:Village ;
    x:p
        "1" ,
        1 ;
.
"""
    )
