"""An endpoint in the place of a store: the same answers as from a file, by our own server and by engines of others."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from rdflib import RDFS, Graph, URIRef

import kg
from answers import SEED, seed_store
from kg.query import Answer, Endpoint, ask, with_evidence
from kg.questions import questions
from listening import listening
from serving import JSON
from test_cli import one_line, run
from test_query_limits import BOMB

NAMES = "SELECT ?n { ?x a kg:Village ; rdfs:label ?n } ORDER BY ?n"
PLACE = "https://w3id.org/county-kg/id/place_610331"


# --- The command: what a file answers, an endpoint answers ---


@pytest.mark.parametrize(
    "asked",
    [
        [NAMES],
        ["figures-about", "--name", "驻村干部", "--labels", "--with-evidence"],
        ["leaders", "--labels", "--lang", "en", "--format", "markdown"],
        ["relations", "--format", "csv"],
        ["relations", "--format", "tsv"],
        ["class-counts", "--format", "json"],
        ["ASK { ?x a kg:Village }"],
        ["ASK { ?x a kg:Village ; a kg:Post }", "--format", "json"],
        ["evidence-prov"],
        ["evidence-prov", "--format", "ntriples"],
        [f"DESCRIBE <{PLACE}>"],
        ["# 村\nSELECT ?n { VALUES ?n { '村'@zh } }"],
    ],
)
def test_the_same_bytes_as_from_the_file(address: str, asked: list[str]) -> None:
    local, remote = run("query", SEED, *asked), run("query", "--endpoint", address, *asked)
    assert (remote.returncode, remote.stderr) == (0, "")
    assert remote.stdout == local.stdout and local.stdout


def test_limit_says_that_it_cut(address: str) -> None:
    for form in ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
        found = run("query", "--endpoint", address, form, "--limit", "2", "--format", "csv")
        assert (found.returncode, len(found.stdout.splitlines())) == (0, 3)
        assert "cut at --limit 2" in found.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["SELECT * {"], "line 1, column 11"),
        (["SELECT * { ?x a kg:Vilage }"], "did you mean kg:Village?"),
        (["INSERT DATA { <urn:a> <urn:b> <urn:c> }"], "INSERT changes the graph"),
        (["SELECT * { SERVICE <http://169.254.169.254/> { ?s ?p ?o } }"], "SERVICE is refused"),
        ([SEED, NAMES], "in the place of GRAPH"),
        (["--search", "村"], "in the place of GRAPH"),
        ([NAMES, "--store", "s"], "in the place of GRAPH"),
        ([BOMB, "--timeout", "0.5"], "0.5 s"),
    ],
)
def test_bad_usage_is_one_line(address: str, arguments: list[str | Path], says: str) -> None:
    assert says in one_line(run("query", "--endpoint", address, *arguments))


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("file:///etc/passwd", "http or https"),
        ("ftp://127.0.0.1/sparql", "http or https"),
        ("//127.0.0.1/sparql", "http or https"),
        ("http:///sparql", "http or https"),
        ("http://127.0.0.1/sp arql", "http or https"),
        ("http://127.0.0.1/村", "http or https"),
        ("http://127.0.0.1:99999/", "cannot be read"),
        ("http://me:secret@127.0.0.1/", "KG_ENDPOINT_LOGIN"),
        ("", "http or https"),
    ],
)
def test_addresses_that_are_refused(url: str, says: str) -> None:
    told = one_line(run("query", "--endpoint", url, NAMES))
    assert says in told and "secret" not in told


# --- Python ---


def test_a_graph_of_rdflib(address: str) -> None:
    graph, local = kg.connect(address, timeout=60), Graph().parse(SEED)
    assert len(graph) == len(local)
    triples = (URIRef(PLACE), None, None)
    assert set(graph.triples(triples)) == set(local.triples(triples))
    assert graph.value(URIRef(PLACE), RDFS.label) == local.value(URIRef(PLACE), RDFS.label)
    assert [str(r[0]) for r in graph.query(NAMES)] == ["七里川村", "东青村", "马耳山村"]
    assert graph.query("ASK { ?x a kg:Village }").askAnswer
    assert set(graph.query("DESCRIBE id:place_610331").graph) >= set(local.triples(triples))
    with pytest.raises(TypeError, match="read only"):
        graph.add((URIRef("urn:a"), RDFS.label, URIRef("urn:b")))


def test_a_dataframe(address: str) -> None:
    frames = [
        kg.to_dataframe(g, "figures-about", name="驻村干部") for g in (kg.load(SEED), kg.connect(address))
    ]
    assert frames[0].equals(frames[1]) and list(frames[0]["words"]) == ["145名"]


# --- Other engines ---


def counted(answer: Answer) -> tuple[object, ...]:
    rows = Counter(tuple(map(str, row)) for row in answer.rows)
    return answer.variables, rows, answer.truth, answer.triples and set(map(str, answer.triples))


def test_rdflib_behind_the_protocol() -> None:
    """An engine, a writer of results and a server that share nothing with ours but this machine."""
    graph = Graph().parse(SEED)

    class Rdflib(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            found = graph.query(form["query"][0])
            media = JSON if found.type in ("SELECT", "ASK") else "text/turtle"
            body = found.serialize(format="json" if media == JSON else "turtle") or b""
            self.send_response(200)
            self.send_header("Content-Type", f"{media}; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with listening(Rdflib) as address:
        endpoint, store = Endpoint(f"{address}/"), seed_store()
        for sparql in (
            NAMES,
            questions()["leaders"].text,
            "ASK { ?x a kg:Village }",
            f"DESCRIBE <{PLACE}>",
        ):
            theirs, ours = ask(endpoint, sparql), ask(store, sparql)
            if sparql.startswith("DESCRIBE"):  # what it describes is each engine's own choice
                assert set(theirs.triples or ()) >= {
                    t for t in ours.triples or () if t.subject.value == PLACE
                }
                continue
            assert counted(theirs) == counted(ours)
        words = with_evidence(endpoint, ask(endpoint, questions()["leaders"].text))
        assert counted(words) == counted(with_evidence(store, ask(store, questions()["leaders"].text)))


# What stands beside our triples in Virtuoso's default graph, and what its parser cannot read.
VIRTUOSO_DIFFERS = {"facts-only", "evidence-overhead"}


@pytest.mark.slow
def test_virtuoso(tmp_path: Path) -> None:
    """A server in C that a province may well keep its graph in; skipped where it is not installed (Debian: virtuoso-opensource-7)."""
    program, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or client is None:
        pytest.skip("virtuoso-t is not installed")
    ports = []
    for _ in range(2):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            ports.append(free.getsockname()[1])
    (tmp_path / "virtuoso.ini").write_text(
        f"""[Database]
DatabaseFile = {tmp_path}/v.db
TransactionFile = {tmp_path}/v.trx
ErrorLogFile = {tmp_path}/v.log
LockFile = {tmp_path}/v.lck
xa_persistent_file = {tmp_path}/v.pxa
[TempDatabase]
DatabaseFile = {tmp_path}/t.db
TransactionFile = {tmp_path}/t.trx
[Parameters]
CaseMode = 2
ServerPort = 127.0.0.1:{ports[0]}
DirsAllowed = {tmp_path}
[HTTPServer]
ServerPort = 127.0.0.1:{ports[1]}
""",
        encoding="utf-8",
    )
    Graph().parse(SEED).serialize(tmp_path / "g.nt", format="nt", encoding="utf-8")
    load = f"DB.DBA.TTLP(file_to_string_output('{tmp_path}/g.nt'), '', 'urn:graph');"
    process = subprocess.Popen(
        [program, "-f", "-c", "virtuoso.ini"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(60):
            done = subprocess.run(
                [client, str(ports[0]), "dba", "dba", f"exec={load}"],
                capture_output=True,
                check=False,
                env={**os.environ, "LC_ALL": "C"},
            )
            if done.returncode == 0 and b"Done." in done.stdout:
                break
            time.sleep(0.5)
        else:
            raise AssertionError(done)
        endpoint, store = Endpoint(f"http://127.0.0.1:{ports[1]}/sparql", timeout=60), seed_store()
        assert ask(endpoint, "ASK { ?x a kg:Village }").truth
        for name, one in questions().items():
            if name not in VIRTUOSO_DIFFERS:
                assert counted(ask(endpoint, one.text)) == counted(ask(store, one.text)), name
        told = one_line(run("query", "--endpoint", endpoint.url, "SELECT (xsd:none(1) AS ?n) { }"))
        assert re.search(r"answered with status \d+: Virtuoso 42001 Error", told)
    finally:
        process.kill()
        process.wait()
