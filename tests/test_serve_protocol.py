"""Datasets of requests, refusals and negotiation of the running server, beyond the cases of test_serve_w3c.py.

The W3C's cases name graphs of the web that a server has to fetch; ours reads nothing from outside, so that the same cases
run on graphs that it holds. Cases of update are refusals here.
"""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, Graph, Namespace, URIRef

from serving import JSON, Server, serving

DATA = """<urn:a> <urn:p> "one"@zh <urn:g1> .
<urn:a> <urn:p> "one"@zh <urn:g2> .
<urn:b> <urn:p> "2"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g2> .
<urn:c> <urn:p> "3"^^<http://www.w3.org/2001/XMLSchema#integer> <urn:g3> .
"""
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
NAMED = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
DEFAULT, NAME = "default-graph-uri", "named-graph-uri"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    file = tmp_path_factory.mktemp("graph") / "g.nq"
    file.write_text(DATA, encoding="utf-8")
    with serving(file, "--no-explorer", "--processes", 2) as running:
        yield running


def count(reply: Any) -> int:
    assert reply.status == 200, reply.text
    return int(reply.rows[0]["n"])


# --- What must be answered (query-*) ---


@pytest.mark.parametrize("way", ["get", "post", "direct"])
def test_three_ways_to_ask(server: Server, way: str) -> None:
    reply = getattr(server, way)("ASK { ?s ?p ?o }")
    assert (reply.status, reply.media, json.loads(reply.body)["boolean"]) == (200, JSON, True)


@pytest.mark.parametrize("way", ["get", "post", "direct"])
@pytest.mark.parametrize(
    ("graphs", "triples", "named"),
    [
        ([], 3, ["urn:g1", "urn:g2", "urn:g3"]),
        ([(DEFAULT, "urn:g1")], 1, []),
        ([(DEFAULT, "urn:g1"), (DEFAULT, "urn:g2")], 2, []),
        ([(NAME, "urn:g1"), (NAME, "urn:g3")], 0, ["urn:g1", "urn:g3"]),
        ([(DEFAULT, "urn:g3"), (NAME, "urn:g2")], 1, ["urn:g2"]),
        ([(DEFAULT, "urn:g1"), (DEFAULT, "urn:g2"), (NAME, "urn:g3")], 2, ["urn:g3"]),
        ([(DEFAULT, "urn:none")], 0, []),
    ],
)
def test_dataset_of_the_request(
    server: Server, way: str, graphs: list[tuple[str, str]], triples: int, named: list[str]
) -> None:
    ask = getattr(server, way)
    assert count(ask(COUNT, *graphs)) == triples
    assert [r["g"] for r in ask(NAMED, *graphs).rows] == named


def test_the_dataset_of_the_request_wins_over_that_of_the_query(server: Server) -> None:
    sparql = "SELECT (COUNT(*) AS ?n) FROM <urn:g3> { ?s ?p ?o }"
    assert count(server.get(sparql)) == 1
    assert count(server.get(sparql, (DEFAULT, "urn:g2"))) == 2


def test_graphs_of_the_query_are_merged_and_not_added_up(server: Server) -> None:
    assert count(server.get("SELECT (COUNT(*) AS ?n) FROM <urn:g1> FROM <urn:g2> { ?s ?p ?o }")) == 2
    both = "PREFIX u: <urn:> SELECT (COUNT(*) AS ?n) FROM u:g1 FROM u:g2 FROM NAMED u:g3 { ?s ?p ?o GRAPH ?g { ?x ?y ?z } }"
    assert count(server.get(both)) == 2


RESULTS = {
    JSON: "one",
    "application/sparql-results+xml": "one",
    "text/csv": "one",
    "text/tab-separated-values": '"one"@zh',
}
GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}


@pytest.mark.parametrize("media", RESULTS)
def test_rows_in_every_form(server: Server, media: str) -> None:
    reply = server.get("SELECT * { <urn:a> <urn:p> ?one }", accept=media)
    assert (reply.status, reply.media) == (200, media)
    assert RESULTS[media] in reply.text
    truth = server.get("ASK { <urn:a> <urn:p> ?one }", accept=media)
    assert truth.status == 200 and "true" in truth.text
    assert reply.headers["vary"].lower() == "accept"
    if media.endswith("xml"):
        ET.fromstring(reply.text)


@pytest.mark.parametrize("media", GRAPHS)
@pytest.mark.parametrize(
    "sparql", ["CONSTRUCT { ?s <urn:q> ?o } { ?s <urn:p> ?o }", "DESCRIBE <urn:a> <urn:b> <urn:c>"]
)
def test_graphs_in_every_form(server: Server, media: str, sparql: str) -> None:
    reply = server.get(sparql, accept=media)
    assert (reply.status, reply.media) == (200, media)
    assert len(Graph().parse(data=reply.body, format=GRAPHS[media])) == 3


@pytest.mark.parametrize(
    ("accept", "rows", "graph"),
    [
        ("", JSON, "text/turtle"),
        ("*/*", JSON, "text/turtle"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9, text/turtle;q=0.1", "application/sparql-results+xml", "text/turtle"),
        ("application/*", JSON, "application/n-triples"),
        ("text/csv;q=0, */*;q=0.1", JSON, "text/turtle"),
        ("application/json", "application/json", "application/json"),
        ("TEXT/CSV, text/turtle", "text/csv", "text/turtle"),
        ("text/csv;q=x, application/ld+json, text/tab-separated-values", "text/tab-separated-values", "application/ld+json"),
    ],
)  # fmt: skip
def test_the_form_most_wanted(server: Server, accept: str, rows: str, graph: str) -> None:
    assert server.get("SELECT * { ?s ?p ?o }", accept=accept).media == rows
    assert server.get("CONSTRUCT WHERE { ?s ?p ?o }", accept=accept).media == graph


def test_csv_quotes_what_has_a_comma(server: Server) -> None:
    """Where Oxigraph's own writer does not."""
    reply = server.get("SELECT (<urn:r#char=1,2> AS ?x) ('a\"b,\\n' AS ?y) {}", accept="text/csv")
    assert list(csv.reader(io.StringIO(reply.text, newline=""))) == [["x", "y"], ["urn:r#char=1,2", 'a"b,\n']]


def test_a_head_and_an_encoded_query(server: Server) -> None:
    assert server.send("HEAD", "/sparql?query=ASK%7B%7D").status == 200
    reply = server.send("GET", "/sparql?query=SELECT+%28%22%E6%9D%91%22+AS+%3Fx%29+%7B%7D", Accept=JSON)
    assert reply.rows == [{"x": "村"}]


# --- What must be refused (bad-*) ---

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


@pytest.mark.parametrize(
    ("method", "path", "body", "media", "accept", "status"),
    [
        ("PUT", "/sparql?query=ASK%7B%7D", None, "", "", 405),
        ("DELETE", "/sparql", None, "", "", 405),
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, "", "", 400),
        ("GET", "/sparql?default-graph-uri=urn:g", None, "", "", 400),
        ("GET", "/sparql?query=ASK%7B", None, "", "", 400),
        ("GET", "/sparql?query=%FF", None, "", "", 400),
        ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=not%20an%20iri", None, "", "", 400),
        ("GET", "/sparql?" + "a=1&" * 600, None, "", "", 400),
        ("POST", "/sparql", b"query=ASK%7B%7D&query=ASK%7B%7D", FORM, "", 400),
        ("POST", "/sparql", b"", FORM, "", 400),
        ("POST", "/sparql", b"query=%FF", FORM, "", 400),
        ("POST", "/sparql", b"ASK {", DIRECT, "", 400),
        ("POST", "/sparql", b"ASK {} # \xff", DIRECT, "", 400),
        ("POST", "/sparql", "ASK {}".encode("utf-16"), DIRECT + "; charset=UTF-16", "", 400),
        ("POST", "/sparql", b"ASK {}", "text/plain", "", 415),
        ("POST", "/sparql", b"query=ASK%7B%7D", "", "", 415),
        ("POST", "/sparql", b"ASK {}", "", "", 415),
        ("POST", "/sparql", b"DELETE WHERE { ?s ?p ?o }", "application/sparql-update", "", 403),
        ("POST", "/sparql", b"update=DELETE+WHERE+%7B%3Fs+%3Fp+%3Fo%7D", FORM, "", 403),
        ("GET", "/sparql?update=CLEAR+ALL", None, "", "", 403),
        ("GET", "/sparql?query=DROP+ALL", None, "", "", 400),
        ("GET", "/sparql?query=ASK%7B%7D", None, "", "image/png", 406),
        ("GET", "/sparql?query=ASK%7B%7D", None, "", "text/turtle", 406),
        ("GET", "/sparql?query=DESCRIBE+%3Curn:a%3E", None, "", "text/csv", 406),
        ("GET", "/sparql", None, "", "image/png", 406),
        ("GET", "/nowhere", None, "", "", 404),
    ],
)  # fmt: skip
def test_refusals(
    server: Server, method: str, path: str, body: bytes | None, media: str, accept: str, status: int
) -> None:
    headers = ({"Content_Type": media} if media else {}) | ({"Accept": accept} if accept else {})
    reply = server.send(method, path, body, **headers)
    assert reply.status == status, reply.text
    assert reply.media == "text/plain" and reply.text.strip()
    assert count(server.get(COUNT)) == 3


def test_an_error_says_where(server: Server) -> None:
    reply = server.get("SELECT * {\n ?s rdfs:label ?n FILTR(1) }")
    assert (reply.status, reply.text) == (
        400,
        "line 2, column 19: FILTR is no word of SPARQL; did you mean FILTER?\n",
    )


# --- The service description ---

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")


@pytest.mark.parametrize("media", GRAPHS)
def test_service_description(server: Server, media: str) -> None:
    reply = server.send("GET", "/sparql", Accept=media)
    assert (reply.status, reply.media) == (200, media)
    graph = Graph().parse(data=reply.body, format=GRAPHS[media])
    service = URIRef(server.url + "/sparql")
    assert (service, RDF.type, SD.Service) in graph
    assert (service, SD.endpoint, service) in graph
    assert (service, SD.supportedLanguage, SD.SPARQL11Query) in graph
    assert {str(n) for n in graph.objects(None, SD.name)} == {"urn:g1", "urn:g2", "urn:g3"}
    assert len(list(graph.objects(service, SD.resultFormat))) == 8
    assert not list(graph.objects(service, SD.feature))


def test_a_browser_is_led_to_the_page(server: Server) -> None:
    reply = server.send("GET", "/sparql", Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (reply.status, reply.headers["location"]) == (307, "/")


# --- CORS is an option ---


def test_no_other_page_reads_answers(server: Server) -> None:
    reply = server.send("GET", "/sparql?query=ASK%7B%7D", Origin="http://example.org")
    assert "access-control-allow-origin" not in reply.headers
    assert server.send("OPTIONS", "/sparql", Origin="http://example.org").status == 405


def test_a_page_that_was_named_does(tmp_path: Path) -> None:
    file = tmp_path / "g.nq"
    file.write_text(DATA, encoding="utf-8")
    with serving(file, "--no-explorer", "--processes", 1, "--cors", "http://example.org") as running:
        reply = running.send("GET", "/sparql?query=ASK%7B%7D", Origin="http://example.org")
        assert reply.headers["access-control-allow-origin"] == "http://example.org"
        asked = {"Origin": "http://example.org", "Access-Control-Request-Method": "POST"}
        assert running.send("OPTIONS", "/sparql", **asked).status == 200
        other = running.send("GET", "/sparql?query=ASK%7B%7D", Origin="http://evil.example")
        assert "access-control-allow-origin" not in other.headers
