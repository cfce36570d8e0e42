"""Stores on disk: built once, built anew on a change, by several processes at once, and killed at every step."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.kill import trial
from kg.errors import BadInput
from kg.store import (
    open_store,
)
from test_store import QUADS, merged, written

needs_locks = pytest.mark.skipif(sys.platform == "win32", reason="locks and signals of POSIX")


def stores(folder: Path) -> list[str]:
    return sorted(f.name for f in folder.iterdir() if (f / "CURRENT").is_file())


def test_a_store_on_disk_is_built_once_and_again_when_its_source_changes(tmp_path: Path) -> None:
    file, folder = written(tmp_path, "g.nq", QUADS), tmp_path / "store"
    assert merged(open_store([file], folder)) == 2
    first = stores(folder)
    made = (folder / first[0] / "CURRENT").stat().st_mtime_ns
    assert merged(open_store([file], folder)) == 2
    assert (folder / first[0] / "CURRENT").stat().st_mtime_ns == made
    # As long as before, so that only the content tells.
    written(tmp_path, "g.nq", QUADS.replace('"7"', '"8"'))
    changed = open_store([file], folder)
    assert bool(changed.query("ASK { <urn:b> <urn:p> 8 }"))
    assert set(stores(folder)) - set(first)


def test_an_old_clock_does_not_hide_a_change(tmp_path: Path) -> None:
    file, folder = written(tmp_path, "g.nq", QUADS), tmp_path / "store"
    os.utime(file, (1e9, 1e9))
    open_store([file], folder)
    written(tmp_path, "g.nq", QUADS.replace('"7"', '"8"'))
    os.utime(file, (1e9, 1e9))
    assert bool(open_store([file], folder).query("ASK { <urn:b> <urn:p> 8 }"))


def opens(file: Path, folder: Path) -> int:
    return merged(open_store([file], folder))


def test_processes_that_build_one_store_at_once_all_get_it(tmp_path: Path) -> None:
    file, folder = written(tmp_path, "g.nq", QUADS * 50), tmp_path / "store"
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.starmap(opens, [(file, folder)] * 6) == [2] * 6
    assert len(stores(folder)) == 1


KILLED = """
import os, sys
from pathlib import Path
import kg.store.disk as disk
step = int(sys.argv[3])
calls = 0
for name in ("mkstemp",):
    whole = getattr(disk.tempfile, name)
    def counted(*a, _whole=whole, **k):
        global calls
        calls += 1
        if calls == step:
            os._exit(9)
        return _whole(*a, **k)
    setattr(disk.tempfile, name, counted)
fill = disk.fill
def dies(store, files, bulk):
    if step == 2:
        os._exit(9)
    fill(store, files, bulk=bulk)
    if step == 3:
        store.flush()
        os._exit(9)
disk.fill = dies
rename = disk.Path.rename
def renamed(self, target):
    rename(self, target)
    if step == 4:
        os._exit(9)
disk.Path.rename = renamed
disk.open_store([Path(sys.argv[1])], Path(sys.argv[2]))
"""


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_build_that_is_killed_leaves_nothing_that_is_opened(tmp_path: Path, step: int) -> None:
    file, folder = written(tmp_path, "g.nq", QUADS), tmp_path / "store"
    command = [sys.executable, "-c", KILLED, str(file), str(folder), str(step)]
    assert subprocess.run(command, check=False).returncode == 9
    assert merged(open_store([file], folder)) == 2
    written(tmp_path, "g.nq", QUADS + "<urn:c> <urn:p> <urn:d> .\n")
    assert opens(file, folder) == 3
    assert not [f for f in folder.iterdir() if f.is_dir() and f.name.startswith(".building-")]


@needs_locks
def test_an_index_or_a_record_that_was_not_finished_is_gone_after_the_next_run(tmp_path: Path) -> None:
    """Both are single files; a killed process leaves them beside the store, which is then only opened and not built."""
    file, folder = written(tmp_path, "g.nq", QUADS), tmp_path / "store"
    os.utime(file, (1e9, 1e9))
    stop = (
        "import os; import kg.{0}; kg.{0}.{1} = lambda *_, **__: os._exit(9); from kg.cli import main; main()"
    )
    command = ["query", str(file), "--search", "x", "--store", str(folder)]
    for module, step in (("search", "_fill"), ("store.disk", "Path.replace")):
        killed = [sys.executable, "-c", stop.format(module, step), *command]
        assert subprocess.run(killed, check=False).returncode == 9
    assert list(folder.glob(".building-*"))
    subprocess.run([sys.executable, "-m", "kg", *command], check=True)
    assert not list(folder.glob(".building-*"))
    assert len(stores(folder)) == len(list(folder.glob("*.sqlite"))) == 1


@needs_locks
@pytest.mark.slow
def test_killed_at_any_moment(tmp_path: Path) -> None:
    """A few random moments here; tests/bench/kill.py tries fifty and more."""
    assert trial("store", tmp_path, times=6, seed=3).failures == []


def test_a_store_in_use_is_not_removed(tmp_path: Path) -> None:
    file, folder = written(tmp_path, "g.nq", QUADS), tmp_path / "store"
    script = (
        "import sys; from pathlib import Path; from kg.store import open_store;"
        "s = open_store([Path(sys.argv[1])], Path(sys.argv[2])); print('open', flush=True); sys.stdin.readline();"
        "print(bool(s.query('ASK { <urn:b> <urn:p> 7 }')), flush=True)"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", script, str(file), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdin and reader.stdout
    assert reader.stdout.readline() == "open\n"
    (old,) = stores(folder)
    written(tmp_path, "g.nq", QUADS + "<urn:c> <urn:p> <urn:d> .\n")
    subprocess.run([sys.executable, "-c", script, str(file), str(folder)], input="\n", text=True, check=True)
    assert old in stores(folder)
    assert reader.communicate("\n")[0] == "True\n"
    written(tmp_path, "g.nq", QUADS + "<urn:e> <urn:p> <urn:d> .\n")
    subprocess.run([sys.executable, "-c", script, str(file), str(folder)], input="\n", text=True, check=True)
    assert len(stores(folder)) == 1


def test_a_folder_that_cannot_hold_a_store(tmp_path: Path) -> None:
    file = written(tmp_path, "g.nq", QUADS)
    with pytest.raises(BadInput, match="no store can be kept there"):
        open_store([file], file)


@pytest.mark.parametrize("content", ["", "[]", '{"x": 1}', "\x00"])
def test_a_broken_record_of_sources_is_ignored(tmp_path: Path, content: str) -> None:
    file, folder = written(tmp_path, "g.nq", QUADS), tmp_path / "store"
    written(folder, "sources.json", content)
    assert opens(file, folder) == 2
