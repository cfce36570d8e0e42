"""What a query may not do: reach another host, be endless, huge or nested without end; and limits of time and rows."""

from __future__ import annotations

import contextlib
import socket
import time

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answers import seed_store
from kg.errors import BadQuery, TimeIsUp
from kg.query import ask, guard

BOMB = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?c != ?f && ?f != ?i) }"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return seed_store()


REACHING_OUT = [
    "SELECT * { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    "SELECT * { service<http://127.0.0.1:%d/>{?s ?p ?o}}",
    "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1:%d/>{?a ?b ?c} }",
    "SELECT * { ?s ?p trueSERVICE<http://127.0.0.1:%d/>{?a ?b ?c} }",
    "SELECT * { ?s ?p ?o FILTER(?o<?s)SERVICE?x#>\n{?a ?b ?c} VALUES ?x { <http://127.0.0.1:%d/> } }",
    "PREFIX x: <http://127.0.0.1:%d/>\nSELECT * { ?s ?p ?o FILTER(?o<x:b)SERVICE x:a#>\n{?a ?b ?c} }",
    "PREFIX x: <http://127.0.0.1:%d/>\nSELECT * { SERVICEx:a{?a ?b ?c} }",
    "PREFIX : <http://127.0.0.1:%d/>\nSELECT * { SERVICE:a{?a ?b ?c} }",
    "SELECT * { VALUES ?x { <http://127.0.0.1:%d/> } SERVICE ?x { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "#" SERVICE <http://127.0.0.1:%d/> { ?a ?b ?c } }',
    "SELECT * { ?s ?p '''a''' SERVICE <http://127.0.0.1:%d/> { ?a ?b ?c } }",
    'SELECT * { ?s ?p "\\\\" SERVICE <http://127.0.0.1:%d/> { ?a ?b ?c } }',
    'SELECT * { ?s ?p "a"@en--ltrSERVICE <http://127.0.0.1:%d/> { ?a ?b ?c } }',
    "SELECT * { ?s ?p kg:a.SERVICE <http://127.0.0.1:%d/> { ?a ?b ?c } }",
    "ASK { GRAPH ?g { OPTIONAL { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } } } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    "SELECT * { FILTER EXISTS { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } } }",
]


@pytest.mark.parametrize("sparql", REACHING_OUT)
def test_no_query_opens_a_connection(store: ox.Store, sparql: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        with pytest.raises(BadQuery, match=r"SERVICE is refused|does not fit|no word|not declared|stops"):
            ask(store, sparql % listening.getsockname()[1])
        with pytest.raises(TimeoutError):
            listening.accept()


@pytest.mark.parametrize(
    "sparql",
    [
        'SELECT * { ?s ?p "SERVICE <http://a/> {}" }',
        "SELECT * { ?s ?p ?service } # SERVICE",
        "PREFIX x: <http://example.org/service/>\nSELECT * { ?s x:service ?o }",
        "SELECT * { ?s <http://example.org/service> ?o }",
        "SELECT * { ?s ?p '''\n SERVICE ' \" ''' }",
        'SELECT * { ?s ?p """SERVICE"""@en-service }',
    ],
)
def test_the_word_service_is_harmless_elsewhere(store: ox.Store, sparql: str) -> None:
    guard(sparql)
    ask(store, sparql)


@given(st.text(st.sampled_from("\"'\\<>#?:@{}() \n\tab1SERVICEservice"), max_size=60))
@settings(max_examples=500, deadline=None)
def test_what_passes_the_guard_never_reaches_out(noise: str) -> None:
    """Noise around a SERVICE clause that Oxigraph would run: it is refused, or Oxigraph cannot read it either."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        port = listening.getsockname()[1]
        sparql = f"SELECT * {{ VALUES ?x {{ <http://127.0.0.1:{port}/> }} {noise}SERVICE ?x {{ ?s ?p ?o }} }}"
        try:
            guard(sparql)
        except BadQuery:
            return
        with contextlib.suppress(SyntaxError, OSError):
            list(ox.Store().query(sparql))  # type: ignore[arg-type]
        with pytest.raises(BlockingIOError):
            listening.accept()


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { ?s ?p ?o } #" + "x" * 10_000_000,
        "SELECT * { ?s ?p " + '"\\"' * 300_000,
        "SELECT * { ?s ?p " + '"\\"' * 3_000_000,
        "'" * 999_999,
        "<" * 999_999,
        "SELECT * " + "{" * 100_000 + "}" * 100_000,
        "SELECT * { FILTER (" + "(" * 5_000 + "1" + ")" * 5_000 + ") }",
        "SELECT * { FILTER (" + "!" * 20_000 + "1) }",
        "SELECT * { FILTER (" + "1-" * 20_000 + "1) }",
        "SELECT * { " + "{} UNION " * 20_000 + "{} }",
        "SELECT * { " + "OPTIONAL {} " * 20_000 + "}",
        "SELECT * { " + "{}" * 20_000 + "}",
    ],
    ids=lambda s: f"{s[:24]}-{len(s)}",
)
def test_a_huge_or_deep_query_is_refused_soon(store: ox.Store, sparql: str) -> None:
    began = time.monotonic()
    with pytest.raises(BadQuery) as raised:
        ask(store, sparql)
    assert len(str(raised.value)) < 400
    assert time.monotonic() - began < 20


def test_a_long_list_of_values_is_answered(store: ox.Store) -> None:
    assert len(ask(store, "SELECT * { VALUES ?x { " + "1 " * 100_000 + "} }").rows) == 100_000


def test_time_limit(store: ox.Store) -> None:
    began = time.monotonic()
    with pytest.raises(TimeIsUp, match=r"after 0\.2 s"):
        ask(store, BOMB + " LIMIT 1", timeout=0.2)
    assert time.monotonic() - began < 2


def test_limit(store: ox.Store) -> None:
    some = ask(store, "SELECT * { ?s ?p ?o }", limit=5)
    assert (len(some.rows), some.cut) == (5, True)
    graph = ask(store, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", limit=5)
    assert (len(graph.triples or ()), graph.cut) == (5, True)
    assert not ask(store, "SELECT * { ?s ?p ?o } LIMIT 5", limit=5).cut
