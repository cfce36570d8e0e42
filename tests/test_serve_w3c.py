"""Every case of the W3C's SPARQL 1.1 Protocol tests (w3c/rdf-tests, sparql11/protocol/manifest.ttl), by its name there.

A case names graphs of the web; our server reads nothing from outside, so it holds graphs of these names. It answers
queries only: the six cases of successful updates are refused, which is what a read-only endpoint does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest

from serving import JSON, Server, serving

AT = "http://example.org/protocol/data{}.rdf"
DEFAULT, NAMED, USING = "default-graph-uri", "named-graph-uri", "using-graph-uri"
FORM, QUERY, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
ROWS = (JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
TRIPLES = ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json")
TYPED = "<" + AT + "> a ?type . "
PLAIN = TYPED.format(1) + TYPED.format(2)
GRAPHS = "GRAPH ?g1 { " + TYPED.format(1) + "} GRAPH ?g2 { " + TYPED.format(2) + "}"
FULL = f"ASK {{ {TYPED.format(3)}{GRAPHS} }}"
CHANGE = "CLEAR ALL ; INSERT DATA { <urn:s> <urn:p> <urn:o> }"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    file = tmp_path_factory.mktemp("w3c") / "g.nq"
    rdf = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://xmlns.com/foaf/0.1/Document>"
    file.write_text("".join(f"<{g}> {rdf} <{g}> .\n" for g in map(AT.format, range(4))), encoding="utf-8")
    with serving(file, "--no-explorer", "--processes", 2) as running:
        yield running


def graphs(*named: tuple[str, int]) -> str:
    return urlencode([(parameter, AT.format(n)) for parameter, n in named])


def get(sparql: str, more: str = "") -> tuple[str, str, str, bytes | None]:
    return "GET", f"?query={quote(sparql)}" + (f"&{more}" if more else ""), "", None


def direct(sparql: str, more: str = "") -> tuple[str, str, str, bytes | None]:
    return "POST", f"?{more}" if more else "", QUERY, sparql.encode()


BOTH = graphs((DEFAULT, 1), (DEFAULT, 2))
TWO_NAMED = graphs((NAMED, 1), (NAMED, 2))
ANSWERED = {
    "query_post_form": ("POST", "?" + graphs((DEFAULT, 0)), FORM, b"query=ASK%20%7B%7D"),
    "query_dataset_default_graphs_get": get(f"ASK {{ {PLAIN} }}", BOTH),
    "query_dataset_default_graphs_post": direct(f"ASK {{ {PLAIN} }}", BOTH),
    "query_dataset_named_graphs_post": direct(f"ASK {{ {GRAPHS} }}", TWO_NAMED),
    "query_dataset_named_graphs_get": get(f"ASK {{ {GRAPHS} }}", TWO_NAMED),
    "query_dataset_full": direct(FULL, f"{graphs((DEFAULT, 3))}&{TWO_NAMED}"),
    "query_multiple_dataset": direct(
        f"ASK FROM <{AT.format(3)}> {{ GRAPH ?g1 {{ {TYPED.format(1)} }} GRAPH ?g2 {{ {TYPED.format(2)} }} }}",
        f"{graphs((DEFAULT, 3))}&{TWO_NAMED}",
    ),
    "query_get": get("ASK {}"),
    "query_post_direct": direct("ASK {}"),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_answered(server: Server, name: str) -> None:
    method, query, media, body = ANSWERED[name]
    headers = {"Content_Type": media} if media else {}
    reply = server.send(method, f"/sparql{query}", body, Accept=JSON, **headers)
    assert (reply.status, reply.media) == (200, JSON), reply.text
    assert json.loads(reply.body)["boolean"] is True


@pytest.mark.parametrize(
    ("name", "sparql", "forms"),
    [
        ("query_content_type_select", "SELECT (1 AS ?value) {}", ROWS),
        ("query_content_type_ask", "ASK {}", ROWS),
        ("query_content_type_describe", "DESCRIBE <http://example.org/>", TRIPLES),
        ("query_content_type_construct", "CONSTRUCT { <urn:s> <urn:p> 1 } WHERE {}", TRIPLES),
    ],
)
def test_media_types(server: Server, name: str, sparql: str, forms: tuple[str, ...]) -> None:
    body = urlencode({"query": sparql}).encode()
    assert server.send("POST", "/sparql", body, Content_Type=FORM).media in forms
    for form in forms:
        assert server.send("POST", "/sparql", body, Content_Type=FORM, Accept=form).media == form


ONE, TWO = b"query=ASK%20%7B%7D", b"query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D"
CHANGED = urlencode({"update": CHANGE}).encode()
CLASH = CHANGED + b"&" + graphs((USING, 1)).encode()
REFUSED = {
    "bad_query_method": ("PUT", "?query=ASK%20%7B%7D", "", None),
    "bad_multiple_queries": ("GET", "?" + TWO.decode(), "", None),
    "bad_query_wrong_media_type": ("POST", "", "text/plain", b"ASK {}"),
    "bad_query_missing_form_type": ("POST", "", "", ONE),
    "bad_query_missing_direct_type": ("POST", "", "", b"ASK {}"),
    "bad_query_non_utf8": ("POST", "", QUERY + "; charset=UTF-16", "ASK {}".encode("utf-16")),
    "bad_query_syntax": ("GET", "?query=ASK%20%7B", "", None),
    "bad_update_get": ("GET", "?update=CLEAR%20ALL", "", None),
    "bad_multiple_updates": ("POST", "", FORM, b"update=CLEAR%20NAMED&update=CLEAR%20DEFAULT"),
    "bad_update_wrong_media_type": ("POST", "", "text/plain", b"CLEAR NAMED"),
    "bad_update_missing_form_type": ("POST", "", "", b"update=CLEAR%20NAMED"),
    "bad_update_non_utf8": ("POST", "", UPDATE + "; charset=UTF-16", "CLEAR NAMED".encode("utf-16")),
    "bad_update_syntax": ("POST", "", FORM, b"update=CLEAR%20XYZ"),
    "bad_update_dataset_conflict": ("POST", "", FORM, CLASH),
    # Updates that a store which takes updates would make; this one says that it takes none.
    "update_dataset_default_graph": ("POST", "?" + graphs((USING, 1)), UPDATE, CHANGE.encode()),
    "update_dataset_default_graphs": ("POST", "?" + graphs((USING, 1), (USING, 2)), UPDATE, CHANGE.encode()),
    "update_dataset_named_graphs": ("POST", "?" + urlencode({"using-named-graph-uri": AT.format(1)}), UPDATE, CHANGE.encode()),
    "update_dataset_full": ("POST", "?" + graphs((USING, 1)) + "&using-named-graph-uri=urn:g", UPDATE, CHANGE.encode()),
    "update_post_form": ("POST", "", FORM, CHANGED),
    "update_post_direct": ("POST", "", UPDATE, CHANGE.encode()),
    "update_base_uri": ("POST", "", FORM, urlencode({"update": f"BASE <http://example.org/> {CHANGE}"}).encode()),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(server: Server, name: str) -> None:
    method, query, media, body = REFUSED[name]
    headers = {"Content_Type": media} if media else {}
    reply = server.send(method, f"/sparql{query}", body, **headers)
    assert 400 <= reply.status < 500 and reply.text.strip()
    if name.startswith("update_"):
        assert reply.status == 403
    ask = server.get("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert ask.rows == [{"n": "4"}]


def test_no_case_is_left_out() -> None:
    assert len(ANSWERED) + 4 + len(REFUSED) == 34
