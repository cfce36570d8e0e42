"""Full-text search in `kg serve`: labels and quotes that hold some words."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from serving import JSON, Server, serving

ROWS = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix oa: <http://www.w3.org/ns/oa#> .
<urn:a> rdfs:label "清河镇"@zh . <urn:b> oa:exact "清河镇培训村干部94人" . <urn:c> rdfs:label "<b>' OR 1=1 --"@en .
"""


@pytest.fixture(scope="module", params=["in memory", "kept"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("graph")
    file = folder / "g.ttl"
    file.write_text(ROWS, encoding="utf-8")
    kept = ["--store", str(folder / "store")] if request.param == "kept" else []
    with serving(file, "--no-explorer", "--processes", 2, *kept) as running:
        yield running


@pytest.mark.parametrize(
    ("words", "subjects"),
    [("清河", ["urn:b", "urn:a"]), ("清河镇 村干部", ["urn:b"]), ("不在", []), ("' OR 1=1", ["urn:c"]), ('"', None)],
)  # fmt: skip
def test_hits(server: Server, words: str, subjects: list[str] | None) -> None:
    reply = server.send("GET", f"/search?q={quote(words)}")
    if subjects is None:
        assert reply.status == 400 and "Chinese character" in reply.text
        return
    assert (reply.status, reply.media) == (200, JSON)
    assert sorted(r["subject"] for r in reply.rows) == sorted(subjects)


def test_limits(server: Server) -> None:
    assert len(server.send("GET", f"/search?q={quote('清河')}&limit=1").rows) == 1
    for query in (
        "",
        "?q=",
        "?q=%20",
        "?q=a&limit=0",
        "?q=a&limit=-1",
        "?q=a&limit=100000",
        "?q=" + "a" * 201,
    ):
        assert server.send("GET", "/search" + query).status == 400, query
    assert server.send("POST", "/search?q=a", b"").status == 405


def test_texts_of_an_endpoint_are_not_indexed(server: Server) -> None:
    with serving(None, "--endpoint", server.url + "/sparql", "--processes", 2) as front:
        reply = front.send("GET", f"/search?q={quote('清河')}")
    assert reply.status == 404 and "CONTAINS" in reply.text
