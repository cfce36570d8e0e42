"""Trees of reports and their exports: which folders are datasets, small and large ones, what stands beside a graph."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, RDFS, SKOS

import kg.build
import kg.build.export
from building import LARGE, SMALL, content, plain, report
from kg.build import build
from kg.build.agree import agreed
from kg.build.shard import Shard
from kg.errors import BadInput
from kg.ontology import KG
from kg.store import load_files, read_graph
from texts import seeds_of_brief


def names(folder: Path) -> set[str]:
    return {f.name for f in folder.iterdir()}


def test_exports_mirror_the_tree(tmp_path: Path, large: None) -> None:
    seeds = seeds_of_brief(tmp_path, "described")
    plain(seeds / "province" / "county", 1, 2)
    plain(seeds / "described" / "below", 3)
    (seeds / "described" / "unlisted.txt").write_text("不在清单中", encoding="utf-8")
    said: list[str] = []
    for folder, name in (
        ("province", "map.png"),
        ("province/county", "~$r.txt"),
        ("province", ".hidden.txt"),
    ):
        (seeds / folder / name).write_bytes(b"\x89PNG")
    plain(seeds / ".git", 4)
    out = seeds / "exports"  # inside the tree, and no part of it
    plain(out, 5)
    exports = build(seeds, out, said.append, jobs=0)
    assert [e.folder.relative_to(out).as_posix() for e in exports] == [
        "described",
        "described/below",
        "province/county",
    ]
    assert [e.dataset.title for e in exports] == ["眉县", "below", "county"]
    assert all(names(e.folder) - {"below"} == LARGE for e in exports)
    assert [line for line in said if "no reports" in line] == [
        "skipped 3 files that are no reports: province/.hidden.txt, province/map.png, province/county/~$r.txt"
    ]


def test_a_tree_that_is_a_dataset_itself(tmp_path: Path, large: None) -> None:
    seeds = plain(tmp_path / "county", 1)
    plain(seeds / "county", 2)
    exports = build(seeds, tmp_path / "out", jobs=0)
    assert [e.folder.relative_to(tmp_path / "out").as_posix() for e in exports] == ["county", "county/county"]


def test_nothing_is_made_up_of_a_plain_folder(tmp_path: Path) -> None:
    (export,) = build(plain(tmp_path / "某地", 1), tmp_path / "out", jobs=0)
    assert names(export.folder) == SMALL
    assert (export.dataset.title, export.dataset.publisher, export.dataset.licence) == ("某地", "", "")
    graph = (export.folder / "graph.ttl").read_text(encoding="utf-8")
    assert "某地" not in graph
    manifest = json.loads((export.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["reports"] == ["r001.txt"] and manifest["validation"]["conforms"] is True


def test_reports_of_several_counties_are_kept_apart(tmp_path: Path) -> None:
    (export,) = build(plain(tmp_path / "two", 0, 1), tmp_path / "out", jobs=0)
    graph = read_graph(export.folder / "graph.ttl")
    areas = {str(n): str(a).rsplit("_", 1)[-1] for n, a in graph.subject_objects(DCTERMS.spatial)}
    assert sorted(areas.values()) == ["610326", "610331"]
    for figure in graph.subjects(RDF.type, KG.Figure):
        (about,) = {str(a).rsplit("_", 1)[-1] for a in graph.objects(figure, None) if "/place_" in str(a)}
        (stands_in,) = graph.objects(figure, KG.inReport)
        assert about == areas[str(stands_in)]


def test_growing_beyond_the_limit_and_back_leaves_no_file_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds, out = plain(tmp_path / "a", 0), tmp_path / "out"
    (export,) = build(seeds, out, jobs=0)
    small = content(out)
    monkeypatch.setattr(kg.build, "LIMIT", export.counts["triples"])
    plain(seeds, 1)
    build(seeds, out, jobs=0)
    assert names(out / "a") == LARGE
    build(seeds, out, jobs=0, pages=True)
    assert names(out / "a") == SMALL
    (seeds / "r001.txt").unlink()
    build(seeds, out, jobs=0)
    assert content(out) == small


def test_a_large_dataset_says_the_same_as_one_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds = plain(tmp_path / "a", 0, 1, 4)
    build(seeds, tmp_path / "small", jobs=0)
    monkeypatch.setattr(kg.build, "LIMIT", 0)
    build(seeds, tmp_path / "large", jobs=0)
    one, many = tmp_path / "small" / "a", tmp_path / "large" / "a"
    graphs = [load_files([f]) for f in (one / "graph.ttl", many / "graph.nq.gz")]
    assert len(list(graphs[1].named_graphs())) == 3
    found = [{str(q.triple) for q in g.quads_for_pattern(None, None, None, None)} for g in graphs]
    assert found[0] == found[1]
    for name in ("annotations.jsonl", "numbers.tsv"):
        assert (one / name).read_bytes() == (many / name).read_bytes()


def test_one_label_for_what_reports_spell_in_two_ways() -> None:
    def shard(*labels: str) -> Shard:
        lines = (f'<urn:x> <{RDFS.label}> "{label}"@zh <urn:g> .\n' for label in labels)
        return Shard(quads=gzip.compress("".join(sorted(lines)).encode()))

    other = Shard(quads=gzip.compress(f'<urn:x> <{SKOS.altLabel}> "讲堂"@zh <urn:h> .\n'.encode()))
    english = Shard(quads=gzip.compress(f'<urn:x> <{RDFS.label}> "hall"@en <urn:h> .\n'.encode()))
    together = agreed([shard("“讲堂”"), shard("讲堂"), shard("讲堂"), other, english])
    assert together.graph.sorted_lines(" .\n") == [
        f'<urn:x> <{RDFS.label}> "hall"@en .\n',
        f'<urn:x> <{RDFS.label}> "讲堂"@zh .\n',
        f'<urn:x> <{SKOS.altLabel}> "“讲堂”"@zh .\n',
    ]


def test_texts_taken_from_other_files_stand_beside_the_export(tmp_path: Path, large: None) -> None:
    seeds, out = tmp_path / "a", tmp_path / "out"
    seeds.mkdir()
    title, *lines = report(0).split("\n")
    body = "".join(f"<p>{line}</p>" for line in lines if line)
    html = f"<html><head><meta charset=utf-8></head><body><h1>{title}</h1>{body}</body></html>"
    (seeds / "r000.html").write_text(html, encoding="utf-8")
    (export,) = build(seeds, out, jobs=0)
    (text,) = (export.folder / "texts").iterdir()
    assert text.name == "r000.html.txt"
    rows = [
        json.loads(line) for line in (export.folder / "annotations.jsonl").read_text("utf-8").splitlines()
    ]
    figures = [r for r in rows if r["kind"] == "figure"]
    words = text.read_text(encoding="utf-8")
    assert figures and all(words[r["start"] : r["end"]] == r["quote"] for r in figures)
    assert any(r.get("paragraph") for r in figures)
    assert build(seeds, out, jobs=0)[0].unchanged
    text.unlink()
    assert not build(seeds, out, jobs=0)[0].unchanged
    (seeds / "r000.html").unlink()
    plain(seeds, 1)
    build(seeds, out, jobs=0)
    assert names(out / "a") == LARGE


def test_a_dataset_may_not_stand_where_texts_go(tmp_path: Path) -> None:
    seeds = plain(tmp_path / "a", 0)
    plain(seeds / "texts", 1)
    with pytest.raises(BadInput, match="rename it"):
        build(seeds, tmp_path / "out")
