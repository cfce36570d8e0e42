"""Files of named graphs are checked, and not passed over: each report by itself, or all together after a merge."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rdflib import RDF, Graph

from building import plain
from kg.build import build
from kg.cli import main
from kg.merge import merge
from kg.ontology import KG
from kg.store import parts_of, read_graph


def validated(file: Path) -> Result:
    return CliRunner().invoke(main, ["validate", str(file)])


@pytest.fixture
def quads(tmp_path: Path, large: None) -> Path:
    """The N-Quads that a build writes of three reports."""
    build(plain(tmp_path / "reports", 0, 1, 2), tmp_path / "out", jobs=0)
    (file,) = tmp_path.glob("out/*/graph.nq.gz")
    return file


def changed(file: Path, old: str, new: str) -> Path:
    """The same quads with something else in each that holds `old`."""
    text = gzip.decompress(file.read_bytes()).decode()
    assert old in text
    other = file.with_name("other.nq")
    other.write_text(text.replace(old, new), encoding="utf-8")
    return other


def test_each_report_of_a_build_is_checked_by_itself(quads: Path) -> None:
    done = validated(quads)
    assert done.exit_code == 0, done.output
    assert (
        "reports 3" in done.output and "figures 6" in done.output and "3 graphs each by itself" in done.output
    )


@pytest.mark.parametrize(("old", "new"), [('"101名"', '"102名"'), ('"101"^^', '"103"^^')])
def test_a_fault_in_one_of_the_graphs_is_found(quads: Path, old: str, new: str) -> None:
    done = validated(changed(quads, old, new))
    assert done.exit_code == 1
    assert "does not conform" in done.output


def test_the_graphs_of_a_merge_are_checked_together(tmp_path: Path) -> None:
    """One graph of a merge holds what the reports share, such as periods."""
    for name, numbers in (("one", (0, 1)), ("two", (2, 3))):
        build(plain(tmp_path / name, *numbers), tmp_path / "out", jobs=0)
    merge([tmp_path / "out" / "one", tmp_path / "out" / "two"], tmp_path / "merged", draw=False)
    assert len(parts_of(tmp_path / "merged" / "graph.nq")) == 1
    done = validated(tmp_path / "merged" / "graph.nq")
    assert done.exit_code == 0, done.output
    assert "reports 4" in done.output


def test_a_file_of_nothing_conforms(tmp_path: Path) -> None:
    (tmp_path / "empty.nq").write_text("")
    assert validated(tmp_path / "empty.nq").exit_code == 0


def test_rdflib_reads_named_graphs_together(quads: Path, tmp_path: Path) -> None:
    graph = read_graph(quads)
    assert len(set(graph.subjects(RDF.type, KG.Report))) == 3
    triples = Graph()
    for part in parts_of(quads):
        triples += part.graph()
    assert set(graph) == set(triples)


def test_views_and_comparisons_see_named_graphs(quads: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert CliRunner().invoke(main, ["view", str(quads), "--pyvis", "-o", str(page)]).exit_code == 0
    assert "眉县" in page.read_text(encoding="utf-8")
    assert CliRunner().invoke(main, ["diff", str(quads), str(quads)]).exit_code == 0
    other = CliRunner().invoke(main, ["diff", str(quads), str(changed(quads, "101", "107"))])
    assert other.exit_code == 1 and "107" in other.output


def test_a_triple_about_a_triple_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:p> <<( <urn:s> <urn:p> <urn:o> )>> .")
    done = validated(tmp_path / "a.ttl")
    assert done.exit_code == 2
    assert "a.ttl" in done.output and "RDF 1.2" in done.output
