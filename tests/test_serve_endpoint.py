"""`kg serve` in front of another server: its page, its limits and its refusals, the other's graph."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from rdflib import Graph

from answering import EMPTY, Stub, at_work
from answers import SEED
from serving import JSON, Server, serving
from test_cli import one_line, run

NAMES = "SELECT ?n { ?x a kg:Village ; rdfs:label ?n } ORDER BY ?n"
PLACE = "https://w3id.org/county-kg/id/place_610331"


@pytest.fixture(scope="module")
def front(address: str) -> Iterator[Server]:
    with serving(None, "--endpoint", address) as running:
        yield running


@pytest.mark.parametrize(
    "media", ["text/csv", "text/tab-separated-values", "application/sparql-results+xml", JSON]
)
def test_the_front_answers_as_the_one_behind(server: Server, front: Server, media: str) -> None:
    behind, told = server.post(NAMES, accept=media), front.post(NAMES, accept=media)
    assert (told.status, told.media, told.body) == (200, media, behind.body)
    assert front.get(NAMES, accept=media).body == front.direct(NAMES, accept=media).body == behind.body


@pytest.mark.parametrize("media", ["text/turtle", "application/n-triples", "application/ld+json"])
def test_graphs_through_the_front(server: Server, front: Server, media: str) -> None:
    sparql = f"CONSTRUCT WHERE {{ <{PLACE}> ?p ?o }}"
    form = "json-ld" if media.endswith("json") else media.partition("/")[2].replace("n-triples", "nt")
    told, behind = (
        Graph().parse(data=s.post(sparql, accept=media).body, format=form) for s in (front, server)
    )
    assert set(told) == set(behind) and len(told) > 5


def test_pages_and_iris_of_the_front(server: Server, front: Server) -> None:
    assert front.send("GET", "/").status == 200
    for accept in ("text/html", "text/turtle"):
        pages = [s.send("GET", "/id/place_610331", Accept=accept) for s in (front, server)]
        assert pages[0].status == 200 and pages[0].body == pages[1].body
    assert front.send("GET", "/explorer").status == 404
    assert (
        b"ServiceDescription" in front.send("GET", "/sparql").body
        or front.send("GET", "/sparql").status == 200
    )


def test_what_the_front_refuses(front: Server) -> None:
    assert front.post("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }").status == 403
    assert front.post("DELETE WHERE { ?s ?p ?o }").status == 400
    refused = front.send(
        "POST", "/sparql", b"update=CLEAR+ALL", Content_Type="application/x-www-form-urlencoded"
    )
    assert refused.status == 403


def test_the_graphs_of_a_request_go_on() -> None:
    with at_work(Stub(body=EMPTY)) as stub, serving(None, "--endpoint", stub.url) as front:
        stub.asked.clear()
        graphs = (
            ("default-graph-uri", "urn:a"),
            ("default-graph-uri", "urn:b"),
            ("named-graph-uri", "urn:c"),
        )
        assert front.post(NAMES, *graphs).status == 200
        form = stub.asked[0][2]
        assert (form["default-graph-uri"], form["named-graph-uri"]) == (["urn:a", "urn:b"], ["urn:c"])


def test_faults_behind_the_front() -> None:
    with at_work(Stub(body=EMPTY)) as stub, serving(None, "--endpoint", stub.url, "--timeout", "2") as front:
        for status, body, said in (
            (500, b"out of memory", "status 500: out of memory"),
            (200, b"[", "cannot be read"),
        ):
            stub.reply = (status, {"Content-Type": JSON}, body)
            reply = front.post(NAMES)
            assert (reply.status, said in reply.text) == (502, True), reply.text
        stub.reply, stub.pause = (200, {"Content-Type": JSON}, EMPTY + b" " * 64_000), 0.1
        began = time.monotonic()
        assert front.post(NAMES).status == 503 and time.monotonic() - began < 6
        stub.reply, stub.pause = (200, {"Content-Type": JSON}, EMPTY), 0.0
        assert front.post(NAMES).status == 200


def test_a_front_needs_somebody_behind(address: str) -> None:
    assert "127.0.0.1:1: cannot be asked" in one_line(
        run("serve", "--endpoint", "http://127.0.0.1:1/", "--port", "0")
    )
    for arguments in ([], [SEED, "--endpoint", address], ["--endpoint", address, "--store", "s"]):
        assert "kg serve needs GRAPH, or --endpoint" in one_line(run("serve", *arguments, "--port", "0"))
