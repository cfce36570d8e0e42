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

SIZE = 3000
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
    found.write_text("".join(county_quads(SIZE)), encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def store(file: Path) -> ox.Store:
    return load_files([file])


@pytest.fixture(scope="module")
def dataset(file: Path) -> Dataset:
    return Dataset(default_union=True).parse(file, format="nquads")  # type: ignore[return-value]


def test_the_county_is_the_same_each_time(file: Path) -> None:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert digest == hashlib.sha256("".join(county_quads(SIZE)).encode()).hexdigest()
    assert len(set(county_quads(SIZE))) == SIZE


def test_reports_repeat_triples(store: ox.Store) -> None:
    (row,) = store.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")  # type: ignore[misc]
    (once,) = store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")  # type: ignore[misc]
    assert int(row["n"].value) == SIZE > int(once["n"].value)


# rdflib walks every chain of three relations before it looks at the ends.
MARKS = {"paths": [pytest.mark.slow]}
ROWS = [pytest.param(q, id=n, marks=MARKS.get(n, [])) for n, q in questions().items() if q.form == "SELECT"]


@pytest.mark.parametrize("asked", ROWS)
def test_both_engines_answer_alike(asked: Question, store: ox.Store, dataset: Dataset) -> None:
    sparql = asked.sparql(VALUES.get(asked.name))
    assert by_oxigraph(store, sparql) == by_rdflib(dataset, sparql)
