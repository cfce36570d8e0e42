"""The command that describes the folder of a build or a merge, and how other commands take that description."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.store import graph_files

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "exports" / "taibai-2021"


def test_the_command_describes_a_folder_and_can_be_run_again(tmp_path: Path) -> None:
    for name in ("graph.ttl", "numbers.tsv"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    made = []
    for seed_ in ("1", "2"):
        command = [
            sys.executable,
            "-m",
            "kg",
            "describe",
            str(tmp_path),
            "--dataset",
            str(ROOT / "seeds" / "taibai-2021"),
        ]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed_})
        made.append([(tmp_path / n).read_bytes() for n in ("dataset.ttl", "NOTICE.txt")])
    assert made[0] == made[1] and str(tmp_path.parent).encode() not in b"".join(made[0])
    # The description is no part of the graph of the folder.
    assert graph_files(tmp_path) == [tmp_path / "graph.ttl"]
    assert graph_files(tmp_path / "dataset.ttl") == [tmp_path / "dataset.ttl"]


@pytest.mark.parametrize("broken", ["missing", "empty", "bad"])
def test_a_folder_that_cannot_be_described_is_left_as_it_was(broken: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    if broken != "missing":
        folder.mkdir()
    if broken == "bad":
        (folder / "graph.ttl").write_text("<urn:s> <urn:p>", encoding="utf-8")
    done = CliRunner().invoke(main, ["describe", str(folder)])
    assert done.exit_code == 2 and done.output.count("\n") == 1
    assert not (folder / "dataset.ttl").exists()


def test_a_description_is_no_graph_to_compare(tmp_path: Path) -> None:
    for name, title in (("a", "甲"), ("b", "乙")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "graph.ttl").write_bytes((FOLDER / "graph.ttl").read_bytes())
        done = CliRunner().invoke(main, ["describe", str(tmp_path / name), "--title", title])
        assert done.exit_code == 0, done.output
    done = CliRunner().invoke(main, ["diff", str(tmp_path / "a"), str(tmp_path / "b"), "--format", "json"])
    assert done.exit_code == 0 and "dataset.ttl" not in done.output
