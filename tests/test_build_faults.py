"""Builds that are killed, interrupted, shut out, or have no room: what was there stays, and the next build mends the rest."""

from __future__ import annotations

import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.kill import trial
from building import content, plain, report
from kg.errors import BadInput
from kg.store import all_or_nothing, recovered, save_file, save_folder

COMMAND = [sys.executable, "-m", "kg", "build"]
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


def started(*arguments: str | Path, **more: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,  # type: ignore[call-overload]
    )


def ended(*arguments: str | Path, **more: object) -> tuple[int, str]:
    process = started(*arguments, **more)
    _, told = process.communicate(timeout=120)
    return process.returncode, told


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """Two datasets; the second is described to be large by nobody, so both have pages."""
    plain(tmp_path / "seeds" / "a", 0, 1)
    return plain(tmp_path / "seeds" / "b", 2).parent


def slow_report(folder: Path) -> None:
    """A report that takes some seconds: many short sentences on many places."""
    (folder / "slow.txt").write_text(
        report(0) + "眉县首善街道投资120万元，建成广场3处。\n" * 4_000, encoding="utf-8"
    )


def children(pid: int) -> list[int]:
    import psutil

    return [p.pid for p in psutil.Process(pid).children(recursive=True)]


def until(condition: object, seconds: float = 30.0) -> None:
    """Waits for something to be true."""
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split()[2] != "Z"
    except OSError:
        return False


@needs_posix
@pytest.mark.slow
def test_ctrl_c_ends_at_once_with_its_workers_and_keeps_what_was_read(seeds: Path, tmp_path: Path) -> None:
    slow_report(seeds / "b")
    out = tmp_path / "out"
    process = started(seeds, "-o", out, "--jobs", "2")
    until(lambda: len(list(out.rglob("*.shard"))) == 3)
    workers = children(process.pid)
    assert workers
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert time.monotonic() - begun < 3
    assert (process.returncode, content(out)) == (130, {})
    assert "the next build goes on from there" in told and "Traceback" not in told
    until(lambda: not any(map(alive, workers)), 3)
    kept = {f: f.stat().st_mtime_ns for f in out.rglob("*.shard")}
    (seeds / "b" / "slow.txt").unlink()
    assert ended(seeds, "-o", out, "-q") == (0, "")
    assert {f: f.stat().st_mtime_ns for f in out.rglob("*.shard")} == kept


@needs_posix
@pytest.mark.slow
def test_two_builds_in_one_folder(seeds: Path, tmp_path: Path) -> None:
    slow_report(seeds / "b")
    out = tmp_path / "out"
    first = started(seeds, "-o", out, "-q")
    until((out / ".kg" / "holder.json").is_file)
    until(lambda: children(first.pid))
    status, told = ended(seeds, "-o", out)
    assert status == 2
    assert re.fullmatch(
        rf"kg: .*out: another process writes there: process {first.pid} on \S+, since [-\d]+ [\d:+]+; .*\n",
        told,
    )
    workers = children(first.pid)
    first.kill()  # a dead process holds nothing, and its workers end
    first.communicate()
    (seeds / "b" / "slow.txt").unlink()
    assert ended(seeds, "-o", out, "-q") == (0, "")
    until(lambda: not any(map(alive, workers)))


@needs_posix
@pytest.mark.slow
def test_killed_at_any_moment(tmp_path: Path) -> None:
    """A few random moments here; tests/bench/kill.py tries fifty and more."""
    assert trial("build", tmp_path, times=4, seed=1).failures == []


@needs_posix
@pytest.mark.slow
def test_a_read_only_folder(seeds: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert ended(seeds, "-o", out, "-q", "--no-cache") == (0, "")
    before = content(out)
    (seeds / "a" / "r000.txt").write_text(report(5), encoding="utf-8")
    # Also for who may write everywhere: a file stands where a folder has to be.
    (out / ".kg" / "shards").write_text("", encoding="utf-8")
    status, told = ended(seeds, "-o", out, "-q")
    assert (status, content(out)) == (2, before)
    assert re.fullmatch(r"kg: .*cannot be written: .*\n", told)
    (out / ".kg" / "shards").unlink()
    assert ended(seeds, "-o", out, "-q") == (0, "")


@needs_posix
@pytest.mark.slow
@pytest.mark.parametrize("room", [2_000, 200_000])
def test_no_room(seeds: Path, tmp_path: Path, room: int) -> None:
    out = tmp_path / "out"
    assert ended(seeds, "-o", out, "-q") == (0, "")
    before = content(out)
    (seeds / "a" / "r000.txt").write_text(report(5), encoding="utf-8")
    limited = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))}
    status, told = ended(seeds, "-o", out, "-q", **limited)
    assert (status, content(out)) == (2, before)
    assert re.fullmatch(r"kg: .*cannot be written: File too large\n", told), told
    assert ended(seeds, "-o", out, "-q") == (0, "")
    assert ended(seeds, "-o", tmp_path / "full", "-q", "--no-cache") == (0, "")
    assert content(out) == content(tmp_path / "full")


def saved(folder: Path, names: dict[str, str], stale: tuple[str, ...] = ()) -> None:
    with all_or_nothing(folder, stale) as aside:
        for name, text in names.items():
            (aside / name).parent.mkdir(exist_ok=True)
            (aside / name).write_text(text, encoding="utf-8")


def test_a_folder_half_moved_is_finished(tmp_path: Path) -> None:
    """Whatever file the moving stopped at, the next writer comes to the same folder."""
    for seed in range(20):
        folder = tmp_path / str(seed)
        saved(folder, {"a": "1", "b": "1", "texts/x": "1", "old": "1"})
        (folder / "own").write_text("mine", encoding="utf-8")
        drawn, moves = random.Random(seed), 0
        stop_at = drawn.randrange(8)
        real = Path.replace

        def replace(self: Path, target: Path, at: int = stop_at, real: object = real) -> object:
            nonlocal moves
            moves += 1
            if moves > at:
                raise KeyboardInterrupt
            return real(self, target)  # type: ignore[operator]

        with pytest.MonkeyPatch.context() as during:
            during.setattr(Path, "replace", replace)
            try:
                saved(folder, {"a": "2", "b": "2", "texts/y": "2"}, ("old",))
            except KeyboardInterrupt:
                recovered_at_all = stop_at < 3
                assert recovered_at_all
        (folder / ".kg-left").mkdir()  # of a process that was killed while it wrote
        assert recovered(folder)
        found = {
            f.relative_to(folder).as_posix(): f.read_text("utf-8") for f in folder.rglob("*") if f.is_file()
        }
        assert found == {"a": "2", "b": "2", "texts/y": "2", "own": "mine"}
        assert not recovered(folder)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be written"):
        saved(tmp_path / "file" / "x", {"a": "1"})
    assert os.listdir(tmp_path) == ["file"]  # noqa: PTH208 - all names, hidden ones too


def test_a_folder_in_the_place_of_a_file_is_refused_and_does_not_stop_the_next_writer(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for write in (
        lambda: save_folder(tmp_path, {"a": "1", "b": "1"}),
        lambda: save_file(tmp_path / "a", "1"),
    ):
        with pytest.raises(BadInput, match=r"a: is a folder"):
            write()
        assert os.listdir(tmp_path) == ["a"]  # noqa: PTH208 - all names, hidden ones too
    save_folder(tmp_path, {"b": "2"})
    assert (tmp_path / "b").read_text("utf-8") == "2"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "x" / "v1.html", tmp_path / "latest.html"
    save_file(file, "1")
    link.symlink_to(file)
    save_file(link, "2")
    assert link.is_symlink() and file.read_text("utf-8") == "2"
    assert sorted(f.name for f in tmp_path.rglob("*")) == ["latest.html", "v1.html", "x"]
