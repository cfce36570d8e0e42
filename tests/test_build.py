"""What is kept from build to build, failures, and that nothing depends on processes or on what was kept."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest

import kg.build
import kg.build.export
import kg.build.shard
import kg.build.shelf
from building import LARGE, content, plain, report
from kg.build import build
from kg.errors import BadInput
from kg.namespaces import folder
from texts import BRIEF, seeds_of_brief


def names(folder: Path) -> set[str]:
    return {f.name for f in folder.iterdir()}


def test_the_same_bytes_however_many_processes(tmp_path: Path, large: None) -> None:
    seeds = plain(tmp_path / "seeds" / "a", *range(5))
    plain(tmp_path / "seeds" / "b", *range(5, 7))
    found = []
    for jobs in (0, 1, 3):
        build(seeds.parent, tmp_path / f"out{jobs}", jobs=jobs)
        found.append(content(tmp_path / f"out{jobs}"))
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 2 * len(LARGE)


@pytest.mark.parametrize("is_large", [True, False])
def test_only_what_changed_is_read_and_the_result_is_that_of_a_full_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_large: bool
) -> None:
    if is_large:
        monkeypatch.setattr(kg.build, "LIMIT", 0)
    read: list[str] = []
    shard_of = kg.build.shard.shard_of
    monkeypatch.setattr(kg.build.shard, "shard_of", lambda s, g: read.append(s.name) or shard_of(s, g))
    seeds, out = plain(tmp_path / "seeds" / "a", 0, 1, 2), tmp_path / "out"
    plain(tmp_path / "seeds" / "b", 3)

    def built() -> tuple[list[str], list[bool]]:
        read.clear()
        exports = build(seeds.parent, out, jobs=0)
        full = tmp_path / "full"
        once = list(read)
        build(seeds.parent, full, jobs=0, cache=False)
        assert content(out) == content(full)
        return once, [e.unchanged for e in exports]

    assert built() == (["r000.txt", "r001.txt", "r002.txt", "r003.txt"], [False, False])
    assert built() == ([], [True, True])
    (seeds / "r001.txt").write_text(report(7), encoding="utf-8")
    assert built() == (["r001.txt"], [False, True])
    (seeds / "r002.txt").unlink()
    assert built() == ([], [False, True])
    assert "102名" not in (out / "a" / "annotations.jsonl").read_text(encoding="utf-8")
    (out / "b" / "numbers.tsv").write_text("changed by hand", encoding="utf-8")
    assert built() == ([], [True, False])
    os.utime(out / "b" / "numbers.tsv", (1, 1))
    assert built() == ([], [True, True])
    (out / "b" / "annotations.jsonl").unlink()
    assert built() == ([], [True, False])
    shards = list((out / ".kg").rglob("*.shard"))
    assert len(shards) == 3
    for shard in shards:
        data = bytearray(shard.read_bytes())
        data[len(data) // 2] ^= 1
        shard.write_bytes(data)
    (seeds / "r000.txt").write_text(report(8), encoding="utf-8")
    assert built() == (["r000.txt", "r001.txt"], [False, True])
    monkeypatch.setattr("kg.build.shelf.made_by", lambda: "another version")
    assert built() == (["r000.txt", "r001.txt", "r003.txt"], [False, False])


def test_templates_of_pages_renew_an_export_and_words_about_the_ontology_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Path(kg.build.__file__).parents[1]
    shutil.copytree(package, tmp_path / "src" / "kg", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(folder(), tmp_path / "ontology")
    monkeypatch.setattr(kg.build.shelf, "__file__", str(tmp_path / "src" / "kg" / "build" / "shelf.py"))
    monkeypatch.setattr(kg.build.shelf, "folder", lambda: tmp_path / "ontology")

    made_by = kg.build.shelf.made_by.__wrapped__

    first = made_by()
    (tmp_path / "ontology" / "CHANGELOG.md").write_text("# Changes\n", encoding="utf-8")
    assert made_by() == first
    found = {first}
    for changed in ("src/kg/view/page.html", "src/kg/rules/names.toml", "ontology/shapes.ttl"):
        with (tmp_path / changed).open("a", encoding="utf-8") as file:
            file.write("\n")
        found.add(made_by())
    assert len(found) == 4


def test_any_damage_to_a_shard_is_found_or_does_no_harm(tmp_path: Path, large: None) -> None:
    from kg.build.shelf import kept

    build(plain(tmp_path / "a", 0), tmp_path / "out", jobs=0)
    (file,) = (tmp_path / "out").rglob("*.shard")
    data, whole = file.read_bytes(), kept(file)
    assert whole is not None
    for place in range(0, len(data), 7):
        file.write_bytes(data[:place] + bytes([data[place] ^ 0x41]) + data[place + 1 :])
        assert kept(file) in (None, whole)
        file.write_bytes(data[:place])
        assert kept(file) is None


@pytest.mark.parametrize("jobs", [0, 2])
def test_a_bad_file_fails_alone(tmp_path: Path, large: None, jobs: int) -> None:
    seeds, out = plain(tmp_path / "a", 0, 1), tmp_path / "out"
    (seeds / "bad.txt").write_bytes(b"\x00\x01" * 50)
    (seeds / "empty.txt").write_bytes(b"")
    (export,) = build(seeds, out, jobs=jobs)
    assert names(export.folder) == LARGE | {"failed.tsv"}
    head, bad, empty = (export.folder / "failed.tsv").read_text(encoding="utf-8").splitlines()
    assert (head, empty) == ("file\treason", "empty.txt\tthe file is empty")
    assert bad.startswith("bad.txt\tnot a text in UTF-8, UTF-16, GB18030 or Big5; save it as")
    again = build(seeds, out, jobs=jobs)
    assert (again[0].unchanged, again[0].failed) == (True, export.failed)
    (seeds / "bad.txt").unlink()
    (seeds / "empty.txt").unlink()
    build(seeds, out, jobs=jobs)
    assert names(export.folder) == LARGE
    build(seeds, tmp_path / "full", jobs=0)
    assert content(out) == content(tmp_path / "full")


def test_strict_stops_with_nothing_written(tmp_path: Path, large: None) -> None:
    seeds = plain(tmp_path / "a", 0)
    (seeds / "bad.txt").write_bytes(b"")
    with pytest.raises(BadInput, match=r"bad\.txt: the file is empty; nothing was written"):
        build(seeds, tmp_path / "out", jobs=0, strict=True)
    assert content(tmp_path / "out") == {}


def test_a_dataset_of_which_nothing_can_be_built_keeps_its_export(tmp_path: Path, large: None) -> None:
    plain(tmp_path / "seeds" / "a", 0)
    seeds = plain(tmp_path / "seeds" / "b", 1).parent
    build(seeds, tmp_path / "out", jobs=0)
    before = content(tmp_path / "out")
    (seeds / "a" / "r000.txt").write_bytes(b"")
    exports = build(seeds, tmp_path / "out", jobs=0)
    assert [bool(e.counts) for e in exports] == [False, True]
    after = content(tmp_path / "out")
    assert after.pop("a/failed.tsv") and after == before


def doomed(monkeypatch: pytest.MonkeyPatch, name: str, end: object) -> None:
    """Reading the report of a name ends in another way."""
    shard_of = kg.build.shard.shard_of
    monkeypatch.setattr(kg.build.shard, "shard_of", lambda s, g: end() if s.name == name else shard_of(s, g))


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (lambda: time.sleep(60), "longer than the limit"),
        (lambda: os.kill(os.getpid(), 9), "killed, most likely for want of memory"),
        (lambda: os._exit(3), "ended with status 3"),
        (lambda: int("x"), "ValueError"),
    ],
    ids=["slow", "killed", "gone", "broken"],
)
def test_a_report_that_ends_its_process_fails_alone(
    tmp_path: Path, large: None, monkeypatch: pytest.MonkeyPatch, end: object, reason: str
) -> None:
    seeds = plain(tmp_path / "a", *range(4))
    with monkeypatch.context() as during:
        doomed(during, "r001.txt", end)
        (export,) = build(seeds, tmp_path / "out", jobs=2, seconds=2.0)
    assert [(u.name, reason in u.reason) for u in export.failed] == [("r001.txt", True)]
    assert len(json.loads((export.folder / "manifest.json").read_text(encoding="utf-8"))["reports"]) == 3
    # It is tried again the next time
    (export,) = build(seeds, tmp_path / "out", jobs=0)
    build(seeds, tmp_path / "full", jobs=0)
    assert not export.failed and content(tmp_path / "out") == content(tmp_path / "full")


def test_a_dataset_that_is_gone_is_told_and_removed_only_on_request(tmp_path: Path, large: None) -> None:
    seeds, out = plain(tmp_path / "seeds" / "a", 0).parent, tmp_path / "out"
    plain(seeds / "b", 1)
    plain(seeds / "b" / "c", 2)
    build(seeds, out, jobs=0)
    (out / "b" / "own.txt").write_text("mine", encoding="utf-8")
    other = plain(tmp_path / "other", 3)
    build(other, out, jobs=0)  # of another tree: no business of ours
    for file in (*(seeds / "b").rglob("*.txt"),):
        file.unlink()
    said: list[str] = []
    build(seeds, out, said.append, jobs=0)
    assert [line for line in said if "stale" in line] == [
        f"{out / 'b'}: stale, its dataset is gone (--prune removes it)",
        f"{out / 'b' / 'c'}: stale, its dataset is gone (--prune removes it)",
    ]
    assert (out / "b" / "graph.nq.gz").is_file()
    build(seeds, out, jobs=0, prune=True)
    assert set(content(out)) == {"b/own.txt"} | {f"{d}/{n}" for d in ("a", "other") for n in LARGE}
    assert not (out / "b" / "c").exists()
    said.clear()
    build(seeds, out, said.append, jobs=0)
    assert said == []


def test_a_tree_without_any_good_report_is_bad_input(tmp_path: Path) -> None:
    seeds = plain(tmp_path / "a", 0)
    (seeds / "r000.txt").write_bytes(b"")
    (seeds / "other.txt").write_bytes(b"")
    with pytest.raises(
        BadInput, match=r"other\.txt: the file is empty \(2 reports, and none could be built\)"
    ):
        build(seeds, tmp_path / "out", jobs=1)
    assert not (tmp_path / "out").exists()


def test_the_text_of_a_brief_survives(tmp_path: Path) -> None:
    (export,) = build(seeds_of_brief(tmp_path, "brief"), tmp_path / "out", jobs=1)
    from kg.build.shelf import kept

    (file,) = (tmp_path / "out").rglob("*.shard")
    shard = kept(file)
    assert shard is not None and [s.text for s in shard.sources] == [BRIEF]
    assert not export.failed
