"""A merged graph passes `kg validate`, whatever was bound in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, RDFS, Graph, URIRef

from kg.codebook import county_graph
from kg.merge import merge
from kg.merge.ledger import SAME, append, header, human
from kg.ontology import KG, prefixes
from kg.store import read_graph, turtle
from kg.validate import validate
from merging import ID, ROOT, built, put

SEED = ROOT / "exports" / "taibai-2021" / "graph.ttl"
HEAD = "太白县2021年村干部队伍建设情况（编写）\n2022-01-10\n"
ONE = (
    HEAD
    + "2021年，太白县委组织部举办培训班，全县44个行政村参加。咀头镇塘口村党支部书记李明华任县委组织部副部长。\n"
)
TWO = (
    HEAD
    + "2021年，中共太白县委组织部举办培训班，全县44个行政村参加。鹦鸽镇塘口村、鹦鸽镇马耳山村参加培训。\n"
)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("one"), "one", ONE)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("two"), "two", TWO)


def problems(out: Path) -> list[str]:
    return [f"{p.focus} {p.path} {p.en}" for p in validate(read_graph(out / "graph.ttl")).problems]


def test_reports_and_the_code_book_tell_several_steps_of_the_way_up(one: Path, tmp_path: Path) -> None:
    codes = put(tmp_path, "codes", turtle(county_graph("610331")))
    merge([SEED, codes, one], tmp_path / "out", draw=False)
    graph = read_graph(tmp_path / "out" / "graph.ttl")
    parents = {len(set(graph.objects(v, KG.locatedIn))) for v in graph.subjects(RDF.type, KG.Village)}
    assert 2 in parents  # the seed tells the county of some villages, the code book their town
    assert problems(tmp_path / "out") == []


def test_reports_that_contradict_each_other_on_a_place(one: Path, two: Path, tmp_path: Path) -> None:
    merge([one, two], tmp_path / "out", draw=False)
    assert problems(tmp_path / "out") == []


def test_statements_of_nodes_that_a_person_joined(one: Path, two: Path, tmp_path: Path) -> None:
    graph = read_graph(one)
    office = next(s for s in graph.subjects(RDFS.label) if str(graph.value(s, RDFS.label)).endswith("组织部"))
    town = URIRef(f"{ID}place_nbs2023_610331100")
    pairs = [
        (office, URIRef(f"{ID}org_610331_000000000000")),
        (town, URIRef(f"{ID}place_610331_000000000000")),
    ]
    other = one.read_text(encoding="utf-8")
    for own, new in pairs:
        other = other.replace(str(own).removeprefix(ID), str(new).removeprefix(ID))
    ledger = tmp_path / "ledger.tsv"
    rows = [human(str(a), str(b), ("甲", "乙"), SAME, "测试", "2026-11-20") for a, b in pairs]
    ledger.write_text(header() + append(rows), encoding="utf-8")
    renamed = put(tmp_path, "renamed", _restated(other))
    assert validate(read_graph(renamed)).problems == ()
    merge([two, renamed, SEED], tmp_path / "out", [ledger], draw=False)
    assert len(set(read_graph(tmp_path / "out" / "graph.ttl").subjects(DCTERMS.isReplacedBy))) >= 2
    assert problems(tmp_path / "out") == []


def _restated(text: str) -> str:
    """A graph whose statements have the identifiers of what they state."""
    graph = Graph().parse(data=text, format="turtle")
    wrong = [p for p in validate(graph).problems if "identifier" in p.en]
    assert wrong
    for problem in wrong:
        right = problem.en.rsplit(": ", 1)[1].removesuffix(".")
        text = text.replace(problem.focus.removeprefix(ID), right)
    return text


def test_a_graph_of_another_base(one: Path, two: Path, tmp_path: Path) -> None:
    other = one.read_text(encoding="utf-8").replace(ID, "https://example.org/county/")
    assert prefixes()["id"] not in other
    merge([SEED, put(tmp_path, "other", other), two], tmp_path / "out", draw=False)
    assert problems(tmp_path / "out") == []
