"""The command line: every command helps, does its work, and refuses bad input with one line and nothing written."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import RDF, SH, Graph

from kg.cli import main
from texts import BRIEF, seeds_of_brief

ROOT = Path(__file__).parents[1]


def run(*arguments: str | Path, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a user starts it."""
    import os

    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, **env},
        check=False,
        encoding="utf-8",
    )


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A folder with one dataset of a made-up report."""
    return seeds_of_brief(tmp_path, "meixian-2022")


def one_line(result: subprocess.CompletedProcess[str]) -> str:
    """The one line of an error; no traceback, exit status 2."""
    assert result.returncode == 2, result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert result.stdout == ""
    return lines[0]


def test_commands_have_help_with_an_example_and_stand_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    chinese = (ROOT / "README.zh.md").read_text(encoding="utf-8")
    for name, command in main.commands.items():
        assert command.help and "Example: kg " + name in command.help, name
        assert f"kg {name}" in readme and f"kg {name}" in chinese, name


def test_readme_names_no_other_command() -> None:
    for page in ("README.md", "README.zh.md"):
        for name in re.findall(
            r"^(?:\$ )?kg ([a-z]+)", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE
        ):
            assert name in main.commands, f"{page}: kg {name}"


def test_build(seeds: Path, tmp_path: Path) -> None:
    result = run("build", seeds, "-o", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    folder = tmp_path / "out" / "meixian-2022"
    names = [
        "NOTICE.txt",
        "annotations.jsonl",
        "dataset.ttl",
        "explorer.html",
        "graph.ttl",
        "manifest.json",
        "network.html",
        "numbers.tsv",
    ]
    assert sorted(f.name for f in folder.iterdir()) == names
    manifest = (folder / "manifest.json").read_text(encoding="utf-8")
    assert json.loads(manifest)["validation"]["conforms"] is True
    assert str(tmp_path) not in manifest


def test_same_bytes_whatever_the_hash_seed_and_locale(seeds: Path, tmp_path: Path) -> None:
    outputs = []
    for n, env in enumerate(
        ({"PYTHONHASHSEED": "0"}, {"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "77", "LC_ALL": "C"})
    ):
        out = tmp_path / f"out{n}"
        assert run("build", seeds, "-o", out, "-q", **env).returncode == 0
        outputs.append({f.name: f.read_bytes() for f in (out / "meixian-2022").iterdir()})
    assert outputs[0] == outputs[1] == outputs[2]


def test_extract_and_validate(seeds: Path, tmp_path: Path) -> None:
    report = seeds / "meixian-2022" / "brief.txt"
    rows = [json.loads(line) for line in run("extract", report).stdout.splitlines()]
    assert {r["kind"] for r in rows} == {"report", "entity", "figure", "relation"}
    assert "326" in run("extract", report, "--format", "table").stdout
    graph = tmp_path / "graph.ttl"
    graph.write_text(run("extract", report, "--format", "turtle").stdout, encoding="utf-8")
    good = run("validate", graph, "--reports", seeds)
    assert (good.returncode, good.stdout[:8]) == (0, "conforms"), good.stdout
    graph.write_text(graph.read_text(encoding="utf-8").replace('"326名"', '"362名"'), encoding="utf-8")
    bad = run("validate", graph, "--reports", seeds)
    assert bad.returncode == 1
    assert "does not conform" in bad.stdout
    told = run("validate", graph, "--reports", seeds, "--format", "json")
    outcome = json.loads(told.stdout)
    assert (told.returncode, outcome["conforms"], outcome["findings"]) == (1, False, [])
    assert all(p["zh"] and p["en"] and p["check"] for p in outcome["problems"])
    shacl = run("validate", graph, "--reports", seeds, "--format", "turtle")
    assert shacl.returncode == 1
    report = Graph().parse(data=shacl.stdout, format="turtle")
    assert len(set(report.subjects(RDF.type, SH.ValidationResult))) == len(outcome["problems"])


def test_findings_are_listed_and_are_no_faults(tmp_path: Path) -> None:
    report = tmp_path / "many.txt"
    report.write_text("太白县工作综述\n\n2022年，太白县共有440个行政村。\n", encoding="utf-8")
    graph = tmp_path / "graph.ttl"
    graph.write_text(run("extract", report, "--format", "turtle").stdout, encoding="utf-8")
    table = run("validate", graph, "--reports", tmp_path)
    assert table.returncode == 0, table.stdout
    finding, last = table.stdout.splitlines()
    assert finding.startswith("finding\tmore-than-listed\t") and "440个" in finding and "44" in finding
    assert last.startswith("conforms (") and last.endswith("findings 1)")
    (found,) = json.loads(run("validate", graph, "--format", "json").stdout)["findings"]
    assert (found["check"], found["expected"], found["quotes"][0]["words"]) == (
        "more-than-listed",
        "44",
        "440个",
    )
    shacl = Graph().parse(data=run("validate", graph, "--format", "turtle").stdout, format="turtle")
    assert set(shacl.objects(None, SH.resultSeverity)) == {SH.Warning}


def test_view(seeds: Path, tmp_path: Path) -> None:
    run("build", seeds, "-o", tmp_path / "out", "-q")
    graph, page = tmp_path / "out" / "meixian-2022" / "graph.ttl", tmp_path / "page.html"
    assert run("view", graph, "-o", page, "--pyvis").returncode == 0
    assert "驻村工作队员" in page.read_text(encoding="utf-8")
    assert run("view", graph, graph, "-o", page, "--reports", seeds, "--title", "眉县").returncode == 0
    assert page.read_bytes() == (tmp_path / "out" / "meixian-2022" / "explorer.html").read_bytes()
    before = page.read_bytes()
    assert run("view", graph, "-o", page, "--reports", seeds, "--layout", "force").returncode == 0
    assert page.read_bytes() != before
    assert run("view", graph, "-o", page, "--layout", "spiral").returncode == 2
    assert "no such folder" in one_line(run("view", graph, "-o", page, "--reports", tmp_path / "none"))


def test_missing_folder(tmp_path: Path) -> None:
    assert "no such folder" in one_line(run("build", tmp_path / "none", "-o", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_folder_without_dataset(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    assert "holds no dataset" in one_line(run("build", tmp_path / "seeds", "-o", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file was changed"),
        (b"\x00\x01\x02\x03", "the file was changed"),
        (BRIEF.encode() + b"!", "changed"),
    ],
)
def test_changed_report(seeds: Path, tmp_path: Path, data: bytes, reason: str) -> None:
    (seeds / "meixian-2022" / "brief.txt").write_bytes(data)
    assert reason in one_line(run("build", seeds, "-o", tmp_path / "out"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("data", "reason"), [(b"", "empty"), (b"\x00\x01\x02\x03" * 50, "not a text")])
def test_unusable_report(seeds: Path, tmp_path: Path, data: bytes, reason: str) -> None:
    folder = seeds / "meixian-2022"
    (folder / "brief.txt").write_bytes(data)
    described = (folder / "dataset.toml").read_text(encoding="utf-8")
    digest = hashlib.sha256(data).hexdigest()
    (folder / "dataset.toml").write_text(
        re.sub(r'"[0-9a-f]{64}"', f'"{digest}"', described), encoding="utf-8"
    )
    line = one_line(run("build", seeds, "-o", tmp_path / "out"))
    assert reason in line and "brief.txt" in line
    assert not (tmp_path / "out").exists()
    assert reason in one_line(run("extract", folder / "brief.txt"))


def test_unwritable_output(seeds: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert "cannot be written" in one_line(run("build", seeds, "-o", blocked / "out", "-q"))
    assert blocked.read_text(encoding="utf-8") == ""


def test_an_earlier_export_survives_a_failed_build(seeds: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("build", seeds, "-o", out, "-q")
    before = {f.name: f.read_bytes() for f in (out / "meixian-2022").iterdir()}
    (seeds / "meixian-2022" / "brief.txt").write_text("别的", encoding="utf-8")
    one_line(run("build", seeds, "-o", out, "-q"))
    assert {f.name: f.read_bytes() for f in (out / "meixian-2022").iterdir()} == before


def test_bad_graph(tmp_path: Path) -> None:
    broken = tmp_path / "g.ttl"
    broken.write_text("@prefix : <x> .\n:a :b ", encoding="utf-8")
    assert "not readable as turtle" in one_line(run("validate", broken))
    assert "unknown ending" in one_line(run("validate", tmp_path / "g.csv"))
    assert "cannot be read" in one_line(run("view", tmp_path / "none.ttl"))


def test_encodings_of_one_report_give_the_same_facts(tmp_path: Path) -> None:
    outputs = set()
    for n, data in enumerate((BRIEF.encode(), b"\xef\xbb\xbf" + BRIEF.encode(), BRIEF.encode("gbk"))):
        file = tmp_path / f"{n}" / "r.txt"
        file.parent.mkdir()
        file.write_bytes(data)
        outputs.add(run("extract", file).stdout)
    assert len(outputs) == 1
