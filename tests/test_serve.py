"""`kg serve`: limits, hostile input, several clients at once, starting and stopping."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from answers import SEED
from kg.serve import loopback
from serving import JSON, Server, serving
from test_cli import one_line, run
from test_query_limits import BOMB, REACHING_OUT

NAMES = "SELECT ?n { ?x a kg:Village ; rdfs:label ?n }"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(
        SEED, "--timeout", 2, "--max-answer", 1, "--max-request", 200, "--max-memory", 300
    ) as running:
        yield running


def well(server: Server) -> bool:
    return len(server.get(NAMES).rows) == 3


# --- Limits and hostile input ---


def test_a_query_past_its_time_is_cut_and_its_memory_returns(server: Server) -> None:
    began = time.monotonic()
    reply = server.get(BOMB)
    assert (reply.status, 1.5 < time.monotonic() - began < 6) == (503, True)
    assert "time limit of 2 s" in reply.text
    assert well(server)
    time.sleep(0.5)
    assert not [p for p in children(server.process.pid) if "R" in state(p)], "no process goes on with it"


def children(pid: int) -> list[int]:
    """The processes below one, from /proc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            fields = entry.read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid:
                child = int(entry.parent.name)
                found += [child, *children(child)]
    return found


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def test_a_query_that_needs_too_much_memory_is_cut(server: Server) -> None:
    reply = server.get("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f")
    assert reply.status in (500, 503), reply.text
    assert well(server)


def test_an_answer_that_is_too_large_is_refused(server: Server) -> None:
    for media in (JSON, "text/csv", "text/tab-separated-values"):
        reply = server.get("SELECT * { ?a ?b ?c . ?d ?e ?f }", accept=media)
        assert (reply.status, "larger than 1000000 bytes" in reply.text) == (422, True), reply.text
    graph = server.get("CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }", accept="application/n-triples")
    assert graph.status == 422, graph.text
    assert well(server)


def test_a_request_that_is_too_large_is_refused(server: Server) -> None:
    huge = "SELECT * { ?s ?p ?o } #" + "x" * 10_000_000
    for reply in (lambda: server.direct(huge), lambda: server.post(huge), lambda: server.get(huge[:400_000])):
        with contextlib.suppress(ConnectionError):  # it may hang up on whoever goes on sending
            assert reply().status in (400, 413, 414, 431)
    assert well(server)


@pytest.mark.parametrize("sparql", REACHING_OUT)
def test_no_query_reaches_out(server: Server, sparql: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.05)
        assert server.get(sparql % listening.getsockname()[1]).status in (400, 403)
        with pytest.raises(TimeoutError):
            listening.accept()


@pytest.mark.parametrize(
    "sparql",
    [
        "LOAD <file:///etc/passwd>",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * FROM <http://169.254.169.254/> FROM <http://127.0.0.1:9/> { ?s ?p ?o }",
        "SELECT * { SERVICE <http://169.254.169.254/latest/meta-data/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }",
    ],
)
def test_nothing_outside_is_read(server: Server, sparql: str) -> None:
    reply = server.get(sparql)
    assert reply.status in (400, 403) or reply.rows == []
    assert b"root:" not in reply.body
    assert well(server)


def test_nesting_and_noise_leave_the_server_up(server: Server) -> None:
    for sparql in (
        "SELECT * " + "{" * 50_000,
        "ASK { FILTER (" + "!" * 50_000 + "1) }",
        "\x00",
        "'",
        "\u202e" * 99,
    ):
        assert server.direct(sparql).status == 400
    assert well(server)


@pytest.mark.parametrize(
    "raw",
    [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"GET /" + b"a" * 300_000,
        b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\nASK",
        b"GET /sparql?query=\xff\xfe HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    ],
)
def test_broken_http(server: Server, raw: bytes) -> None:
    host, port = urlsplit(server.url).netloc.split(":")
    with contextlib.suppress(OSError), socket.create_connection((host, int(port)), timeout=2) as client:
        client.sendall(raw)
        client.shutdown(socket.SHUT_WR)
        while client.recv(65536):
            pass
    assert well(server)


def test_another_host_name_is_refused(server: Server) -> None:
    """A page of the web that had its name lead to 127.0.0.1 could read the graph otherwise."""
    assert server.send("GET", "/sparql?query=ASK%7B%7D", Host="evil.example").status == 400
    assert server.send("GET", "/sparql?query=ASK%7B%7D", Host="localhost").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/id/../../../../etc/passwd",
        "/id/%2e%2e/%2e%2e/etc/passwd",
        "/id/..%2f..%2f..%2fetc%2fpasswd",
        "/scheme//etc/passwd",
        "/page.js/../../app.py",
        "/page/../app.py",
        "/resource?iri=file:///etc/passwd",
        "/resource?iri=/etc/passwd",
        "/resource?iri=" + quote("urn:x> ?p ?o } #", safe=""),
        "/resource?iri=" + quote("http://a\\u003e", safe=""),
        "/id/%00",
        "/id/a%3E%20%7B",
        "/id/" + "a" * 5000,
        "/resource",
    ],
)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_path_tricks(server: Server, path: str, accept: str) -> None:
    reply = server.send("GET", path, Accept=accept)
    assert reply.status in (400, 404), reply.text
    assert b"root:" not in reply.body and b"import" not in reply.body


# --- Several clients ---


def test_heavy_queries_do_not_stall_light_ones(server: Server) -> None:
    heavy = [threading.Thread(target=server.get, args=(BOMB,)) for _ in range(3)]
    for thread in heavy:
        thread.start()
    time.sleep(1.0)
    times = []
    for _ in range(5):
        began = time.monotonic()
        assert well(server)
        times.append(time.monotonic() - began)
    for thread in heavy:
        thread.join()
    assert sorted(times)[2] < 0.5, times
    assert well(server)


def test_sixteen_clients_get_their_own_answers(server: Server) -> None:
    wrong: list[int] = []

    def ask(n: int) -> None:
        told = [server.get(f"SELECT ({n} AS ?n) {{}}").rows for _ in range(10)]
        wrong.extend(n for rows in told if rows != [{"n": str(n)}])

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


# --- Starting and stopping ---


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_even_at_work(number: int) -> None:
    with serving(SEED, "--no-explorer", "--timeout", 60) as running:
        thread = threading.Thread(
            target=lambda: contextlib.suppress(OSError).__enter__() or _ignored(running)
        )
        thread.start()
        time.sleep(1)
        below = children(running.process.pid)
        began = time.monotonic()
        running.process.send_signal(number)
        assert running.process.wait(timeout=15) == 0
        assert time.monotonic() - began < 8
        thread.join()
    time.sleep(0.3)
    assert not [p for p in below if state(p) not in ("", "Z")]


def _ignored(running: Server) -> None:
    with contextlib.suppress(Exception):
        running.get(BOMB)


def test_processes_end_with_a_server_that_is_killed() -> None:
    with pytest.raises(AssertionError), serving(SEED, "--no-explorer") as running:
        below = children(running.process.pid)
        assert len(below) >= 3
        running.process.kill()
        running.process.wait()
        time.sleep(1)
        assert not [p for p in below if state(p) not in ("", "Z")]


def test_a_warning_for_the_world() -> None:
    command = [
        sys.executable,
        "-m",
        "kg",
        "serve",
        str(SEED),
        "--host",
        "0.0.0.0",
        "--port",
        "0",
        "--no-explorer",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert "http://0.0.0.0:" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert "WARNING: listening on 0.0.0.0: every computer" in process.communicate(timeout=15)[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_what_is_loopback(host: str) -> None:
    assert loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "example.org", ""])
def test_what_is_not_loopback(host: str) -> None:
    assert not loopback(host)


def test_what_cannot_be_served(tmp_path: Path) -> None:
    broken = tmp_path / "g.ttl"
    broken.write_text("<urn:a> <urn:p> ", encoding="utf-8")
    for explorer in ("--explorer", "--no-explorer"):
        assert "not readable as turtle" in one_line(run("serve", broken, "--port", "0", explorer))
    assert "cannot be read" in one_line(run("serve", tmp_path / "none.ttl"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "cannot be listened on" in one_line(run("serve", SEED, "--port", str(taken.getsockname()[1])))


def test_a_store_is_served_from_its_folder(tmp_path: Path) -> None:
    with serving(SEED, "--no-explorer", "--store", tmp_path / "store") as running:
        assert well(running)
        assert running.get(REACHING_OUT[0] % 9).status == 403
    assert [f for f in (tmp_path / "store").iterdir() if f.is_dir()]
