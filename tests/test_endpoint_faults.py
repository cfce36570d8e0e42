"""What a client of an endpoint sends, and what it makes of servers that refuse, lie, stop or never end."""

from __future__ import annotations

import socket
import time

import pyoxigraph as ox
import pytest

import kg
from answering import EMPTY, Stub, at_work
from kg.errors import BadEndpoint, BadQuery, TimeIsUp, TooMuch
from kg.query import Answer, Endpoint, ask
from loopback import guarded
from serving import JSON
from test_cli import one_line, run
from test_query_limits import REACHING_OUT

__all__ = ["guarded"]

NAMES = "SELECT ?n { ?x a kg:Village ; rdfs:label ?n } ORDER BY ?n"


@pytest.mark.usefixtures("guarded")
def test_one_post_with_the_prefixes_that_the_query_uses() -> None:
    with at_work(Stub(body=EMPTY)) as stub:
        assert ask(Endpoint(stub.url), "# a\n" + NAMES) == Answer(("n",))
    ((path, headers, form),) = stub.asked
    assert path == "/sparql" and headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["Accept"].startswith(JSON) and "Authorization" not in headers
    sent = form.pop("query")[0]
    assert sent.count("PREFIX") == 2 and sent.splitlines()[1] == NAMES and not form
    assert len(list(ox.Store().query(sent))) == 0  # a query by itself


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize(
    ("name", "value", "sent"),
    [
        ("KG_ENDPOINT_LOGIN", "me:pass:word", "Basic bWU6cGFzczp3b3Jk"),
        ("KG_ENDPOINT_LOGIN", "我:密", "Basic 5oiROuWvhg=="),
        ("KG_ENDPOINT_TOKEN", "abc.def", "Bearer abc.def"),
    ],
)
def test_a_login_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sent: str
) -> None:
    monkeypatch.setenv(name, value)
    with at_work(Stub(body=EMPTY)) as stub:
        ask(Endpoint(stub.url), NAMES)
    assert stub.asked[0][1]["Authorization"] == sent


@pytest.mark.parametrize(
    "environment",
    [
        {"KG_ENDPOINT_TOKEN": "secret\nX-Evil: 1"},
        {"KG_ENDPOINT_TOKEN": "secret secret"},
        {"KG_ENDPOINT_LOGIN": "secret"},
        {"KG_ENDPOINT_LOGIN": "a:secret", "KG_ENDPOINT_TOKEN": "secret"},
    ],
)
def test_a_bad_login_is_told_and_not_shown(environment: dict[str, str]) -> None:
    with at_work(Stub(body=EMPTY)) as stub:
        told = one_line(run("query", "--endpoint", stub.url, NAMES, **environment))
    assert "KG_ENDPOINT_" in told and "secret" not in told and not stub.asked


TURTLE = "text/turtle"
SAID = [
    (
        Stub(400, "text/plain", b"Parse error:\x1b[31m line 3\n<b>x</b>"),
        NAMES,
        "status 400: Parse error:\\x1b[31m line 3",
    ),
    (Stub(500, "text/html", b"<html>" + b"x" * 5000), NAMES, "status 500: Internal Server Error"),
    (Stub(401, "text/plain", b"no"), NAMES, "status 401: set KG_ENDPOINT_LOGIN"),
    (Stub(503, "text/plain", b""), NAMES, "status 503: Service Unavailable"),
    (Stub(204, "text/plain", b""), NAMES, "no SPARQL endpoint"),
    (Stub(200, "text/html", b"<html>"), NAMES, "text/html: this is no SPARQL endpoint"),
    (Stub(200, TURTLE, b""), NAMES, "no SPARQL endpoint"),
    (Stub(200, JSON, EMPTY), "CONSTRUCT WHERE { ?s ?p ?o }", "no SPARQL endpoint"),
    (Stub(200, JSON, b""), NAMES, "cannot be read"),
    (Stub(200, JSON, b"[]"), NAMES, "cannot be read"),
    (Stub(200, JSON, EMPTY[:-2]), NAMES, "cannot be read"),
    (
        Stub(200, JSON, EMPTY.replace(b"[]", b'[{"n":{"type":"uri","value":"a> . <b"}}]')),
        NAMES,
        "cannot be read",
    ),
    (Stub(200, TURTLE, b"<a> <b> <c> ."), "CONSTRUCT WHERE { ?s ?p ?o }", "cannot be read"),
    (Stub(200, TURTLE, b"<urn:a> <urn:b> "), "CONSTRUCT WHERE { ?s ?p ?o }", "cannot be read"),
    (Stub(200, JSON, EMPTY, Content_Length="9000"), NAMES, "broke off"),
    (
        Stub(200, "application/n-triples", b"<urn:a> <urn:b> <urn:c> .\n", Content_Length="9000"),
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "broke off",
    ),
]


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize(("stub", "sparql", "says"), SAID, ids=range(len(SAID)))
def test_what_goes_wrong_is_one_message(stub: Stub, sparql: str, says: str) -> None:
    with at_work(stub), pytest.raises(BadEndpoint) as error:
        ask(Endpoint(stub.url), sparql)
    told = str(error.value)
    assert says in told and told.startswith("127.0.0.1:") and "\n" not in told and "\x1b" not in told


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    monkeypatch.setenv("KG_ENDPOINT_TOKEN", "secret")
    with at_work(Stub(body=EMPTY)) as other, at_work(Stub(status, Location=other.url)) as stub:
        with pytest.raises(BadEndpoint, match=f"status {status}: it points to {other.url}"):
            ask(Endpoint(stub.url), NAMES)
        assert len(stub.asked) == 1 and not other.asked


@pytest.mark.usefixtures("guarded")
def test_limits_of_bytes_and_of_time() -> None:
    row = b'{"n":{"type":"literal","value":"' + b"x" * 1000 + b'"}}'
    huge = EMPTY.replace(b"[]", b"[" + b",".join([row] * 300) + b"]")
    with at_work(Stub(body=huge)) as stub:
        assert len(ask(Endpoint(stub.url), NAMES).rows) == 300
        with pytest.raises(TooMuch, match="larger than 100000 bytes"):
            ask(Endpoint(stub.url, largest=100_000), NAMES)
        # What was asked for has come before the limit.
        assert len(ask(Endpoint(stub.url, largest=250_000), NAMES, limit=5).rows) == 5
        stub.pause = 0.05
        for timeout in ({}, {"timeout": 0.5}):
            began = time.monotonic()
            with pytest.raises(TimeIsUp):
                ask(Endpoint(stub.url, timeout=0.5), NAMES, **timeout)
            assert time.monotonic() - began < 3


@pytest.mark.usefixtures("guarded")
def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(BadEndpoint, match="cannot be asked: Connection refused"):
            ask(Endpoint(f"http://127.0.0.1:{taken.getsockname()[1]}/"), NAMES)


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize(
    "sparql", [*(q % 1 for q in REACHING_OUT), "DELETE WHERE { ?s ?p ?o }", "", "SELECT"]
)
def test_nothing_else_is_ever_sent(sparql: str) -> None:
    with at_work(Stub(body=EMPTY)) as stub:
        for asked in (lambda: ask(Endpoint(stub.url), sparql), lambda: kg.connect(stub.url).query(sparql)):
            with pytest.raises(BadQuery):
                asked()
    assert not stub.asked
