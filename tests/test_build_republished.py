"""A build tells which reports publish one text again, and describes what it wrote."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.namespace import DCAT, VOID

import articles
import kg.build
from kg.build import build
from kg.ontology import KG
from kg.store import as_graph, graph_files, load_files

NAMES = ("ARTICLE", "REPOST", "SHORTENED", "SIBLING")


def seeds(folder: Path) -> Path:
    plain = folder / "seeds" / "plain"
    plain.mkdir(parents=True)
    for name in NAMES:
        (plain / f"{name}.txt").write_text(getattr(articles, name), encoding="utf-8")
    return plain.parent


@pytest.mark.parametrize("limit", [kg.build.LIMIT, 10])
def test_copies_and_description_of_a_small_and_a_large_dataset(
    limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.build.LIMIT", limit)
    build(seeds(tmp_path), tmp_path / "out", jobs=0)
    folder = tmp_path / "out" / "plain"
    with (folder / "copies.tsv").open(encoding="utf-8", newline="") as lines:
        rows = [(r["report_1"], r["report_2"], r["kind"]) for r in csv.DictReader(lines, delimiter="\t")]
    assert sorted(rows) == [
        ("ARTICLE.txt", "REPOST.txt", "exact"),
        ("ARTICLE.txt", "SHORTENED.txt", "contains"),
    ]
    files = graph_files(folder)
    assert [f.name for f in files] == ["graph.ttl" if limit > 10 else "graph.nq.gz"]
    graph = as_graph(load_files(files))
    assert len(list(graph.subject_objects(KG.countedWith))) == 2
    told = Graph().parse(folder / "dataset.ttl")
    (triples,) = {
        int(str(o)) for s, o in told.subject_objects(VOID.triples) if (s, None, DCAT.Dataset) in told
    }
    assert triples == len(graph)
    assert files[0].name in {str(o) for o in told.objects(None, None)}
    if limit > 10:
        assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["triples"] == triples
    assert "ARTICLE.txt" in (folder / "NOTICE.txt").read_text(encoding="utf-8")


def test_a_dataset_whose_copy_is_gone_has_no_table_of_copies(tmp_path: Path) -> None:
    folder = seeds(tmp_path)
    build(folder, tmp_path / "out", jobs=0)
    for name in ("REPOST", "SHORTENED"):
        (folder / "plain" / f"{name}.txt").unlink()
    build(folder, tmp_path / "out", jobs=0)
    assert not (tmp_path / "out" / "plain" / "copies.tsv").exists()
    assert "countedWith" not in (tmp_path / "out" / "plain" / "graph.ttl").read_text(encoding="utf-8")
