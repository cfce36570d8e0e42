"""Terms spelled as N-Triples writes them, and a graph of such terms beside rdflib's and Oxigraph's."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef

from kg import nt
from kg.assemble import assemble, assembled
from kg.ontology import KG
from kg.triples import Triples
from texts import BRIEF, NEWS, facts

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
TERMS = st.one_of(
    st.builds(Literal, TEXT),
    st.builds(lambda t: Literal(t, lang="zh"), TEXT),
    st.builds(lambda t: Literal(t, datatype=XSD.anyURI, normalize=False), TEXT),
    st.builds(Literal, st.integers()),
    st.builds(Literal, st.decimals(allow_nan=False, allow_infinity=False, places=3)),
    st.sampled_from([URIRef("urn:a"), URIRef("urn:ab"), KG.Figure, RDF.type, BNode("b")]),
)


@given(TEXT, st.sampled_from(["", "zh", "@"]))
@settings(max_examples=200)
def test_literals_are_written_as_oxigraph_writes_them(text: str, kind: str) -> None:
    told = ox.Literal(text, language="zh") if kind == "zh" else ox.Literal(text)
    if kind == "@":
        told = ox.Literal(text, datatype=ox.NamedNode(str(XSD.anyURI)))
    mine = nt.literal(text, "zh" if kind == "zh" else "", str(XSD.anyURI) if kind == "@" else "")
    assert mine == str(told)
    assert nt.text_of(mine) == text
    assert nt.language_of(mine) == ("zh" if kind == "zh" else "")


@given(TERMS)
@settings(max_examples=300)
def test_a_term_of_rdflib_comes_back(term: URIRef | Literal | BNode) -> None:
    assert nt.parsed(nt.spelled(term)) == term


@pytest.mark.parametrize(
    ("term", "number"),
    [
        (nt.literal(7), 7),
        (nt.literal(-3), -3),
        (nt.literal(Decimal("2.50")), Decimal("2.50")),
        (nt.spelled(Literal(5, datatype=XSD.nonNegativeInteger)), 5),
        (f'"7.5"^^{nt.xsd.integer}', None),
        (f'"x"^^{nt.xsd.decimal}', None),
        (f'"٧"^^{nt.xsd.integer}', None),
        (f'"{"9" * 5000}"^^{nt.xsd.integer}', None),
        ('"7"', None),
        ("<urn:7>", None),
    ],
)
def test_the_number_of_a_term(term: str, number: int | Decimal | None) -> None:
    assert nt.number_of(term) == number


def test_a_name_that_the_ontology_lacks_is_an_error() -> None:
    with pytest.raises((AttributeError, KeyError)):
        _ = nt.kg.Figgure
    with pytest.raises((AttributeError, KeyError)):
        _ = nt.prov.wasQuotedForm


@pytest.mark.parametrize("text", [BRIEF, NEWS])
def test_a_graph_of_dictionaries_holds_the_triples_of_rdflib(text: str) -> None:
    mine, theirs = assembled([facts(text)]), assemble([facts(text)])
    assert len(mine) == len(theirs)
    assert Triples.of(theirs).sorted_lines("") == mine.sorted_lines("") == sorted(mine.lines())
    assert Triples.of_lines(mine.sorted_lines(" .\n")).sorted_lines("") == mine.sorted_lines("")
    assert set(mine.graph()) == set(theirs)
    told = {str(node) for node in theirs.subjects(RDF.type, KG.Figure)}
    assert {nt.text_of(node) for node in mine.instances(nt.kg.Figure)} == told
    for node in mine.instances(nt.kg.Figure):
        for link, targets in mine.of_node(node).items():
            values = theirs.objects(URIRef(nt.text_of(node)), URIRef(nt.text_of(link)))
            assert sorted(targets) == sorted(map(nt.spelled, values))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["<a>", "<b>", "<ab>"]), st.sampled_from(["<p>", "<q>"]), TERMS.map(nt.spelled)
        )
    )
)
def test_lines_come_in_the_order_of_code_points_each_once(found: list[tuple[str, str, str]]) -> None:
    graph = Triples()
    for triple in found:
        graph.add(*triple)
    lines = sorted({" ".join(triple) for triple in found})
    assert graph.sorted_lines(" .") == [line + " ." for line in lines]
    assert len(graph) == len(lines)


def test_nodes_put_in_join_those_that_are_there() -> None:
    graph = Triples()
    graph.add("<a>", "<p>", "<x>")
    graph.put("<a>", {"<p>": {"<y>": None}, "<q>": {"<x>": None}})
    graph.put("<b>", {"<p>": {"<x>": None}})
    assert graph.sorted_lines("") == ["<a> <p> <x>", "<a> <p> <y>", "<a> <q> <x>", "<b> <p> <x>"]


def test_blank_nodes_are_told() -> None:
    graph = Graph()
    graph.add((URIRef("urn:a"), RDF.value, Literal("_:x")))
    assert not Triples.of(graph).blank
    graph.add((URIRef("urn:a"), RDF.value, BNode("x")))
    assert Triples.of(graph).blank
    assert Triples.of_lines(["_:x <p> <y> ."]).blank
