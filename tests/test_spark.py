"""A build on Spark, on two cores of this machine: what a local build gives, to the byte where it has lines."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph

from kg.store import graph_files, load_files
from test_cli import one_line, run

pytestmark = pytest.mark.slow

GOLD = Path(__file__).parent / "gold"
DATASETS = {"第一 [a]": ("made-up-brief", "made-up-news", "made-up-table"), "b": ("made-up-plan",)}
BROKEN = {
    "broken.txt": b"\x00\x01\x02" * 40,
    "empty.txt": b"",
    "gone.txt": None,
    "changed.txt": "眉县".encode(),
}


def dataset(folder: Path, files: dict[str, bytes | None]) -> None:
    folder.mkdir(parents=True)
    sums = {}
    for name, content in files.items():
        sums[name] = hashlib.sha256(content or b"").hexdigest() if name != "changed.txt" else "0" * 64
        if content is not None:
            (folder / name).write_bytes(content)
    about = "".join(f'{k} = "x"\n' for k in ("title", "publisher", "source", "date", "licence"))
    lines = "".join(f'"{name}" = "{sha256}"\n' for name, sha256 in sums.items())
    (folder / "dataset.toml").write_text(f"{about}[files]\n{lines}", encoding="utf-8")


def reports(names: tuple[str, ...]) -> dict[str, bytes | None]:
    return {f"{n}.txt": (GOLD / f"{n}.txt").read_bytes() for n in names}


def needs_spark() -> None:
    """Skips where Spark cannot run, and fails there if it must."""
    stop = pytest.fail if os.environ.get("KG_REQUIRE_JAVA") == "1" else pytest.skip
    if shutil.which("java") is None:
        stop("java is not installed")
    pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'kg[spark]'")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, subprocess.CompletedProcess[str]]:
    """The exports of a local build of the good reports, and of one on Spark of the same with broken ones among them."""
    needs_spark()
    root = tmp_path_factory.mktemp("spark")
    for name, files in DATASETS.items():
        dataset(root / "good" / name, reports(files))
        dataset(root / "all" / name, reports(files) | (BROKEN if name != "b" else {}))
    (root / "all" / "b" / "not-listed.txt").write_bytes(b"\xff" * 30_000_000)
    local = run("build", root / "good", "-o", root / "local", "-q")
    assert local.returncode == 0, local.stderr
    scratch = root / "scratch"
    scratch.mkdir()
    told = run(
        "build",
        root / "all",
        "-o",
        root / "spark",
        "--engine",
        "spark",
        "--master",
        "local[2]",
        TMPDIR=str(scratch),
    )
    left = [f.name for f in scratch.iterdir()]
    assert not left, left
    return root / "local", root / "spark", told


Made = tuple[Path, Path, subprocess.CompletedProcess[str]]


def triples(lines: list[str]) -> list[str]:
    """Lines of N-Quads without their graph, sorted, each once."""
    return sorted({re.sub(r" <[^<>\" ]*> \.$", " .", line) for line in lines})


def quads(folder: Path) -> list[str]:
    return [
        line
        for file in sorted(folder.glob("graph-*.nq.gz"))
        for line in gzip.decompress(file.read_bytes()).decode().splitlines()
    ]


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    return [
        row for file in sorted(folder.glob(f"{table}-*.parquet")) for row in pq.read_table(file).to_pylist()
    ]


@pytest.mark.parametrize("name", DATASETS)
def test_the_same_triples(made: Made, name: str) -> None:
    local, spark, _ = made
    nt = Graph().parse(local / name / "graph.ttl").serialize(format="nt", encoding="utf-8")
    import pyoxigraph as ox

    parsed = ox.parse(nt, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    lines = (
        (ox.serialize((q.triple for q in parsed), format=ox.RdfFormat.N_TRIPLES) or b"").decode().splitlines()
    )
    assert triples(quads(spark / name)) == sorted(set(lines)) and len(lines) > 100


@pytest.mark.parametrize("name", DATASETS)
def test_a_graph_for_each_report(made: Made, name: str) -> None:
    store = load_files(graph_files(made[1] / name))
    graphs = {g.value for g in store.named_graphs()}
    assert len(graphs) == len(DATASETS[name])
    for graph in graphs:
        assert f"<{graph}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>" in "\n".join(
            quads(made[1] / name)
        )


def test_a_merge_reads_the_parts(made: Made, tmp_path: Path) -> None:
    folders = [made[1] / name for name in DATASETS]
    told = run("merge", *folders, "-o", tmp_path / "out", "-q", "--no-shapes")
    assert told.returncode == 0, told.stderr
    merged = set((tmp_path / "out" / "graph.nq").read_text(encoding="utf-8").splitlines())
    own = {line for folder in folders for line in quads(folder)}
    assert own <= merged and all("/merge> ." in line for line in merged - own)


@pytest.mark.parametrize("name", DATASETS)
def test_the_same_lines(made: Made, name: str) -> None:
    local, spark, _ = made
    lines = (local / name / "annotations.jsonl").read_text(encoding="utf-8").splitlines()
    told = rows(spark / name, "annotations")
    assert sorted(r["row"] for r in told) == sorted(lines)
    for file in {r["file"] for r in told}:  # and in the order of the report
        own = [r["row"] for r in sorted(told, key=lambda r: r["line"]) if r["file"] == file]
        assert "\n".join(own) in "\n".join(lines)
    numbers = (local / name / "numbers.tsv").read_text(encoding="utf-8").splitlines()[1:]
    keys = ("file", "start", "end", "words", "figure", "reason")
    assert sorted(
        "\t".join(str(r[k]) if r[k] is not None else "" for k in keys) for r in rows(spark / name, "numbers")
    ) == sorted(numbers)


@pytest.mark.parametrize(("table", "kind"), [("figures", "figure"), ("facts", "relation")])
@pytest.mark.parametrize("name", DATASETS)
def test_tables_hold_the_annotations(made: Made, name: str, table: str, kind: str) -> None:
    lines = (made[0] / name / "annotations.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = [row for row in map(json.loads, lines) if row["kind"] == kind]
    found = rows(made[1] / name, table)
    fields = set(found[0]) - {"file", "line"}
    assert {"start", "end", "quote"} < fields
    own = sorted(json.dumps({f: row.get(f) for f in sorted(fields)}, sort_keys=True) for row in wanted)
    if table == "figures":
        for row in found:
            for field in ("value", "value_max"):
                if row[field] is not None and row[field] == int(row[field]):
                    row[field] = int(row[field])
    assert sorted(json.dumps({f: row[f] for f in sorted(fields)}, sort_keys=True) for row in found) == own


def test_what_cannot_be_read_is_told(made: Made) -> None:
    _, spark, told = made
    assert told.returncode == 1
    first = next(iter(DATASETS))
    lines = (spark / first / "failed.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "file\treason"
    reasons = dict(line.split("\t") for line in lines[1:])
    assert sorted(reasons) == sorted(BROKEN)
    assert reasons["gone.txt"].startswith("cannot be read") and "empty" in reasons["empty.txt"]
    assert "not a text" in reasons["broken.txt"] and "SHA-256" in reasons["changed.txt"]
    assert "/" not in "".join(reasons.values())  # no path of a worker's
    assert f"reports that failed: 4, see {spark / first / 'failed.tsv'}" in told.stderr
    assert not (spark / "b" / "failed.tsv").exists()
    manifest = json.loads((spark / first / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["reports"], manifest["failed"]) == (3, 4)


def test_spark_says_nothing_of_its_own(made: Made) -> None:
    lines = made[2].stderr.splitlines()
    assert all(line.startswith(("kg: ", "reading ", str(made[1]))) for line in lines), made[2].stderr
    assert made[2].stdout == ""


def contents(folder: Path) -> dict[str, object]:
    """Bytes of files, rows of Parquet: its footer lists encodings in an order that Java's hashes change."""
    import pyarrow.parquet as pq

    files = sorted(f for f in folder.rglob("*") if f.is_file())
    return {
        str(f.relative_to(folder)): pq.read_table(f).to_pylist() if f.suffix == ".parquet" else f.read_bytes()
        for f in files
    }


def test_the_same_on_one_core_over_an_earlier_build(made: Made) -> None:
    _, spark, _ = made
    before = contents(spark)
    stale = spark / "b" / "graph-00007.nq.gz"
    stale.write_bytes(b"")
    again = run("build", spark.parent / "all", "-o", spark, "--engine", "spark", "--master", "local[1]", "-q")
    assert again.returncode == 1, again.stderr
    assert contents(spark) == before


@pytest.mark.parametrize("package", ["pyspark", "pyarrow"])
def test_without_the_extra(tmp_path: Path, package: str) -> None:
    (tmp_path / f"{package}.py").write_text("raise ImportError", encoding="utf-8")
    dataset(tmp_path / "seeds", reports(("made-up-brief",)))
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    told = one_line(
        run("build", tmp_path / "seeds", "-o", tmp_path / "out", "--engine", "spark", PYTHONPATH=path)
    )
    assert "pip install 'kg[spark]'" in told and not (tmp_path / "out").exists()


def test_nothing_to_build_leaves_nothing(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'kg[spark]'")
    dataset(tmp_path / "seeds", {"broken.txt": BROKEN["broken.txt"]})
    told = one_line(run("build", tmp_path / "seeds", "-o", tmp_path / "out", "--engine", "spark", "-q"))
    assert "broken.txt: not a text" in told and not (tmp_path / "out").exists()


def test_without_java_or_a_folder(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'kg[spark]'")
    assert "no such folder" in one_line(
        run("build", tmp_path / "none", "-o", tmp_path / "out", "--engine", "spark")
    )
    dataset(tmp_path / "seeds", reports(("made-up-brief",)))
    told = one_line(
        run("build", tmp_path / "seeds", "-o", tmp_path / "out", "--engine", "spark", JAVA_HOME=str(tmp_path))
    )
    assert "Spark does not start" in told and not (tmp_path / "out").exists()
