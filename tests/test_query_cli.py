"""`kg query`: the ways to ask, the forms of the answer, messages, limits and a clean end."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rdflib import Graph

from answers import SEED
from kg.cli import main
from kg.questions import questions
from test_cli import one_line, run
from test_query_limits import BOMB

VILLAGES = "SELECT ?name { ?x a kg:Village ; rdfs:label ?name } ORDER BY ?name"


@pytest.mark.parametrize("way", ["argument", "file", "dash", "nothing", "graph folder"])
def test_ways_to_ask(tmp_path: Path, way: str) -> None:
    file = tmp_path / "villages.rq"
    file.write_text("\ufeff" + VILLAGES, encoding="utf-8")
    arguments = {
        "argument": [SEED, VILLAGES],
        "file": [SEED, file],
        "dash": [SEED, "-"],
        "nothing": [SEED],
        "graph folder": [SEED.parent, VILLAGES],
    }[way]
    found = subprocess.run(
        [sys.executable, "-m", "kg", "query", *map(str, arguments), "--format", "csv"],
        input=VILLAGES.encode() if way in ("dash", "nothing") else b"",
        capture_output=True,
        check=True,
    )
    assert [r for (r,) in csv.reader(io.StringIO(found.stdout.decode()))][1:] == [
        "七里川村",
        "东青村",
        "马耳山村",
    ]


def test_a_ready_question_with_its_parameter() -> None:
    found = run("query", SEED, "figures-about", "--name", "驻村干部", "--labels")
    assert found.returncode == 0, found.stderr
    assert "145名" in found.stdout and "恰为" in found.stdout
    equal = run("query", SEED, "figures-about", "--name=驻村干部", "--labels")
    assert equal.stdout == found.stdout
    both = run("query", SEED, "figures-about", "--name", "驻村干部", "--name", "后备力量", "--format", "csv")
    assert {"145名", "94人"} <= {r["words"] for r in csv.DictReader(io.StringIO(both.stdout))}


def test_a_negative_number_is_a_value() -> None:
    assert run("query", SEED, "most-mentioned", "--least", "-3", "--format", "csv").returncode == 0


def test_a_file_of_ones_own_may_have_parameters(tmp_path: Path) -> None:
    file = tmp_path / "own.rq"
    text = questions()["figures-about"].text
    file.write_text(text.replace('"驻村干部"@zh', "UNDEF"), encoding="utf-8")
    assert "145名" in run("query", SEED, file, "--name", "驻村干部").stdout


def test_list_and_explain() -> None:
    listed = run("query", "--list").stdout
    for name, one in questions().items():
        assert f"{name}\t{one.title_zh}\t{one.title_en}\n" in listed
        for parameter in one.parameters:
            assert f"  --{parameter.name}\t" in listed
    assert run("query", "--list", "--lang", "en").stdout.startswith("about\tEverything")
    assert run("query", "--explain", "leaders").stdout == questions()["leaders"].text
    assert '"甲"@zh' in run("query", "--explain", "leaders", "--name", "甲").stdout


def test_parameters_do_not_hide_options() -> None:
    options = {o for p in main.commands["query"].params for o in p.opts}
    for one in questions().values():
        assert not options & {f"--{p.name}" for p in one.parameters}, one.name


def test_forms() -> None:
    assert json.loads(run("query", SEED, VILLAGES, "--format", "json").stdout)["head"] == {"vars": ["name"]}
    assert run("query", SEED, VILLAGES, "--format", "tsv").stdout.splitlines()[1] == '"七里川村"@zh'
    assert run("query", SEED, VILLAGES, "--format", "markdown").stdout.splitlines()[2] == "| 七里川村 |"
    assert run("query", SEED, "ASK { ?x a kg:Village }").stdout == "true\n"
    graph = run("query", SEED, "evidence-prov").stdout
    assert len(Graph().parse(data=graph, format="turtle")) > 100
    assert run("query", SEED, "evidence-prov").stdout == graph


def test_evidence() -> None:
    found = run("query", SEED, "leaders", "--with-evidence", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(found)))
    assert rows and all(r["evidence_quote"] == r["quote"] for r in rows)
    assert {r["evidence_report"] for r in rows} == {"000_422ab341e01ff17a.txt"}


def test_a_store_answers_the_same_and_is_kept(tmp_path: Path) -> None:
    plain = run("query", SEED, "relations").stdout
    for _ in range(2):
        assert run("query", SEED, "relations", "--store", tmp_path / "store").stdout == plain
    assert len([f for f in (tmp_path / "store").iterdir() if f.is_dir()]) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "needs GRAPH and one QUERY"),
        ([SEED, "a", "b"], "needs GRAPH and one QUERY"),
        ([SEED, "leadrs"], "did you mean leaders"),
        ([SEED, "leaders", "--nam", "x"], "no parameter 'nam'; its parameters: name"),
        ([SEED, "leaders", "--name"], "a value must follow"),
        ([SEED, "figures-between", "--from", "one"], "not of the kind integer"),
        ([SEED, VILLAGES, "--name", "x"], "--name: neither an option nor"),
        ([SEED, "SELECT * {"], "line 1, column 11"),
        ([SEED, "SELECT * { ?x a kg:Vilage }"], "did you mean kg:Village?"),
        ([SEED, "LOAD <file:///etc/passwd>"], "LOAD changes the graph"),
        ([SEED, "SELECT * { SERVICE <http://169.254.169.254/> { ?s ?p ?o } }"], "SERVICE is refused"),
        ([SEED, "none.rq"], "none.rq: cannot be read"),
        ([SEED, VILLAGES, "--format", "turtle"], "needs a CONSTRUCT"),
        ([SEED, "ASK { }", "--with-evidence"], "SELECT"),
        ([SEED.parent / "none.ttl", VILLAGES], "none.ttl: cannot be read"),
        ([SEED.parent / "numbers.tsv", VILLAGES], "unknown ending"),
        (["--list", SEED, VILLAGES], "take no query"),
        ([SEED, BOMB, "--timeout", "0.3"], "cut after 0.3 s"),
    ],
)
def test_bad_usage_is_one_line(arguments: list[str | Path], says: str) -> None:
    assert says in one_line(run("query", *arguments))


def test_input_that_is_not_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_bytes(b"SELECT * { ?s ?p '\xb4\xe5' }")
    assert "not UTF-8" in one_line(run("query", SEED, file))


def test_limit_says_that_it_cut() -> None:
    found = run("query", SEED, "SELECT * { ?s ?p ?o }", "--limit", "2", "--format", "csv")
    assert (found.returncode, len(found.stdout.splitlines())) == (0, 3)
    assert "cut at --limit 2" in found.stderr


@pytest.mark.parametrize("limit", [[], ["--timeout", "50"]])
def test_an_interrupt_ends_it_cleanly(limit: list[str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "query", str(SEED), BOMB, *limit],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(1.5)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert time.monotonic() - began < 2
    assert (out, err, process.returncode) == ("", "kg: interrupted\n", 130)


def test_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    for arguments in (["relations", "--labels"], ["evidence-prov"], ["class-counts", "--format", "json"]):
        found = {run("query", SEED, *arguments, PYTHONHASHSEED=s).stdout for s in ("0", "1", "77")}
        assert len(found) == 1


def test_a_reader_that_leaves_early_sees_no_traceback() -> None:
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "query", str(SEED), "SELECT * { ?s ?p ?o }"],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(writer)
    os.close(reader)
    assert "Traceback" not in process.communicate(timeout=30)[1]


def test_a_query_of_files_loads_nothing_of_the_net() -> None:
    code = (
        "import sys, kg.query, kg.cli\n"
        "print([m for m in ('http.client', 'ssl', 'urllib.request', 'pandas', 'rdflib') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
