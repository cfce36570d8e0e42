"""Datasets are written in several processes, and stand there as if one had written them in order."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest

import kg.build.export
from articles import ARTICLE, SIBLING
from kg.build import build
from kg.build.workers import results
from kg.errors import BadInput


def three(folder: Path) -> Path:
    for place in ("a", "b", "c"):
        (folder / place).mkdir(parents=True)
        for name, text in {"article": ARTICLE, "sibling": SIBLING}.items():
            (folder / place / f"{name}.txt").write_text(text + f"本文由{place}县整理。\n", encoding="utf-8")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    found = (f for f in folder.rglob("*") if f.is_file() and ".kg" not in f.parts)
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in found}


def test_the_same_files_and_words_in_the_same_order(tmp_path: Path, large: None) -> None:
    seeds = three(tmp_path / "seeds")
    told = []
    for jobs in (0, 2):
        out, said = tmp_path / str(jobs), list[str]()
        exports = build(seeds, out, said.append, jobs=jobs)
        assert [e.folder.name for e in exports] == ["a", "b", "c"]
        told.append([line.removeprefix(str(out)) for line in said])
    assert told[0] == told[1]
    assert files(tmp_path / "0") == files(tmp_path / "2") != {}


@pytest.mark.parametrize("jobs", [0, 2])
def test_a_dataset_that_cannot_be_written_leaves_nothing_half_written(
    jobs: int, tmp_path: Path, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds, out = three(tmp_path / "seeds"), tmp_path / "out"
    manifest = kg.build.export._manifest

    def full(dataset: object, *told: object) -> str:
        if getattr(dataset, "name", "") == "b":
            raise OSError(28, "No space left on device")
        return manifest(dataset, *told)  # type: ignore[arg-type]

    with monkeypatch.context() as during:
        during.setattr(kg.build.export, "_manifest", full)
        with pytest.raises(BadInput, match="No space left"):
            build(seeds, out, jobs=jobs)
    assert {name.split("/")[0] for name in files(out)} == {"a"}
    assert not [f for f in out.rglob(".kg-*") if f.is_dir()]
    build(seeds, out, jobs=jobs)
    assert {name.split("/")[0] for name in files(out)} == {"a", "b", "c"}


def stay(task: tuple[str, Path]) -> tuple[float, float]:
    begun = time.monotonic()
    time.sleep(0.1)
    return begun, time.monotonic()


def test_of_large_tasks_one_is_done_at_a_time(tmp_path: Path) -> None:
    tasks = [(name, tmp_path) for name in ("L1", "L2", "s1", "L3", "s2")]
    told = dict(results(tasks, stay, 3, 60.0, large=lambda task: task[0].startswith("L")))
    assert set(told) == set(tasks)
    spans = sorted(
        span for (name, _), span in told.items() if name.startswith("L") and isinstance(span, tuple)
    )
    assert len(spans) == 3
    assert all(end <= begin for (_, end), (begin, _) in pairwise(spans))
