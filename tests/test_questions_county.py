"""Every ready question on a synthetic county, several reports in named graphs: the same rows from rdflib and Oxigraph.

The seed is one report in one graph; here triples repeat across graphs, so that an engine that counted them once for each
graph would be found out.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Dataset

from answers import by_oxigraph, by_rdflib
from bench.county_graph import county_quads
from kg.questions import Question, questions
from kg.store import load_files


def quads() -> list[str]:
    """The beginnings of three reports of one county."""
    graphs: dict[str, list[str]] = {}
    for line in county_quads(12_000):
        graphs.setdefault(line.rsplit(" ", 2)[1], []).append(line)
    return [line for lines in graphs.values() for line in lines[:800]]


# Names of the county, for questions that ask for everything otherwise.
VALUES: dict[str, dict[str, str | int]] = {
    "about": {"name": "党员"},
    "connections": {"from": "党员"},
    "paths": {"from": "党员", "to": "村干部"},
    "in-place": {"name": "云谷"},
    "figures-in-area": {"name": "云谷"},
}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("county") / "county.nq"
    found.write_text("".join(quads()), encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def store(file: Path) -> ox.Store:
    return load_files([file])


@pytest.fixture(scope="module")
def dataset(file: Path) -> Dataset:
    return Dataset(default_union=True).parse(file, format="nquads")  # type: ignore[return-value]


def test_the_county_is_the_same_each_time(file: Path) -> None:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert digest == hashlib.sha256("".join(quads()).encode()).hexdigest()
    assert len(set(quads())) == len(quads())


def test_reports_repeat_triples(store: ox.Store) -> None:
    (row,) = store.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")  # type: ignore[misc]
    (once,) = store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")  # type: ignore[misc]
    assert int(row["n"].value) == len(quads()) > 1.1 * int(once["n"].value)


ROWS = [pytest.param(q, id=n) for n, q in questions().items() if q.form == "SELECT"]


@pytest.mark.parametrize("asked", ROWS)
def test_both_engines_answer_alike(asked: Question, store: ox.Store, dataset: Dataset) -> None:
    sparql = asked.sparql(VALUES.get(asked.name))
    assert by_oxigraph(store, sparql) == by_rdflib(dataset, sparql)
