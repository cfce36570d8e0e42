"""The exports in other people's tools: an independent RDF engine in C (Redland), and a notebook's libraries."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import Graph

from answers import SEED

ROOT = Path(__file__).parents[1]
TRIPLES = len(Graph().parse(SEED))


def output(program: str, *arguments: str) -> str:
    """What an engine prints; skipped where it is not installed (Debian: raptor2-utils, rasqal-utils)."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run([path, *arguments], capture_output=True, check=True, text=True, encoding="utf-8")
    return done.stdout + done.stderr


def test_redland_reads_every_triple() -> None:
    lines = output("rapper", "-q", "-i", "turtle", "-o", "ntriples", str(SEED)).splitlines()
    assert len(set(lines)) == TRIPLES


def test_redland_answers_like_us() -> None:
    sparql = """PREFIX kg: <https://w3id.org/county-kg/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT ?name { ?x a kg:Village ; rdfs:label ?name }"""
    found = output("roqet", "-q", "-r", "csv", "-D", str(SEED), "-e", sparql)
    assert {"东青村", "马耳山村", "七里川村"} <= set(found.replace('"', "").split())


def test_the_notebook_runs_and_draws_its_figure(tmp_path: Path) -> None:
    figure = tmp_path / "figure.png"
    command = [sys.executable, str(ROOT / "tests" / "notebook" / "county.py"), str(SEED), str(figure)]
    done = subprocess.run(command, capture_output=True, check=False, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert f"{TRIPLES} triples" in done.stdout and "东青村" in done.stdout and "662万元" in done.stdout
    assert figure.read_bytes().startswith(b"\x89PNG")
