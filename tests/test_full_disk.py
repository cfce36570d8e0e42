"""Commands on a disk that is full or read-only: one clear line, exit status 2, and all that stood there stays as it was.

RLIMIT_FSIZE (tests/test_build_faults.py) only limits each file; here the disk itself has no room, which also meets folders,
locks and what libraries write for themselves. We may be root, whom no mode of a file stops, so a mounted disk is made read-only.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from building import plain, report
from merging import listing, put
from mounts import Disk, disk

ROOT = Path(__file__).parents[1]
SEED = ROOT / "exports" / "taibai-2021" / "graph.ttl"
FULL = Path("/dev/full")

pytestmark = pytest.mark.slow


def kept(folder: Path) -> dict[str, bytes]:
    """All files but what commands keep for themselves, and what the next run takes away."""
    files = {f.relative_to(folder): f for f in folder.rglob("*") if f.is_file()}
    return {
        str(path): file.read_bytes()
        for path, file in files.items()
        if ".kg" not in path.parts and path.suffix != ".lock" and path.name not in ("sources.json", "filler")
    }


def left(folder: Path) -> list[Path]:
    return [f for pattern in (".kg-*", ".building-*", "scratch-*") for f in folder.rglob(pattern)]


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A folder with reports, a table with its description, and a second graph."""
    plain(tmp_path / "seeds" / "a", 0, 1)
    sheet = tmp_path / "people.csv"
    sheet.write_text("代码,年份,人口（人）\n610331,2020,39630\n", encoding="utf-8")
    for words in (["import", "--suggest", sheet], ["import", sheet, "-o", tmp_path / "people.ttl"]):
        subprocess.run([sys.executable, "-m", "kg", *map(str, words)], check=True, capture_output=True)
    return tmp_path


# What is asked first and then again without room: `{in}` is the folder of inputs, `{out}` the disk.
SAME = {
    "view": "view {seed} -o {out}/v.html --no-queries",
    "pyvis": "view {seed} -o {out}/v.html --pyvis",
    "nq": "export {seed} -o {out}/g.nq",
    "graphml": "export {seed} -o {out}/g.graphml",
    "csv": "export {seed} --format csv -o {out}/tables",
    "cypher": "export {seed} --format cypher -o {out}/tables",
    "parquet": "export {seed} --format parquet -o {out}/tables",
    "import": "import {in}/people.csv -o {out}/p.ttl",
    "gazetteer": "gazetteer export --county 610331 -o {out}/c.ttl",
    "document": "document -o {out}/ontology",
}
OTHER = {
    "build": (
        "build {in}/seeds -o {out}/exports -q --jobs 1",
        "build {in}/seeds -o {out}/exports -q --jobs 1",
    ),
    "merge": ("merge {seed} -o {out}/merged -q", "merge {seed} {in}/people.ttl -o {out}/merged -q"),
    "store": ("query {in}/people.ttl ASK{{}} --store {out}/s", "query {seed} ASK{{}} --store {out}/s"),
    "index": ("query {seed} ASK{{}} --store {out}/s", "query {seed} --search 培训 --store {out}/s"),
    "describe": ("export {seed} -o {out}/d/graph.ttl", "describe {out}/d"),
}
COMMANDS = {name: (command, command) for name, command in SAME.items()} | OTHER
# Rooms of bytes, beside none and one page, in which the command stops later than at its first file.
LATER = {
    "build": 100_000,
    "merge": 100_000,
    "store": 250_000,
    "view": 50_000,
    "nq": 50_000,
    "document": 50_000,
}


@pytest.mark.parametrize("name", COMMANDS)
def test_without_room_or_where_nothing_may_be_written(name: str, inputs: Path) -> None:
    with disk(inputs / "disk", "8m") as small:
        places = {"in": inputs, "out": small.place, "seed": SEED}
        first, again = (command.format_map(places).split() for command in COMMANDS[name])
        done = small.kg(*first)
        assert done.returncode == 0, done.stderr
        (inputs / "seeds" / "a" / "r000.txt").write_text(report(5), encoding="utf-8")
        before = kept(small.seen)
        for room in (0, 4096, LATER.get(name, 0)):
            small.fill(room)
            refused(small.kg(*again), small, "No space left on device|disk is full")
            small.empty()
            assert kept(small.seen) == before
        small.protect()
        refused(small.kg(*again), small, "Read-only file system|readonly|read-only")
        assert kept(small.seen) == before
        small.protect(writable=True)
        done = small.kg(*again)
        assert done.returncode == 0, done.stderr
        assert left(small.seen) == []
        new = kept(small.seen)
    with disk(inputs / "other", "8m") as roomy:
        # As if nobody had ever been without room; a store's own files are not the same bytes twice.
        places["out"] = roomy.place
        for command in COMMANDS[name]:
            assert roomy.kg(*command.format_map(places).split()).returncode == 0
        if name not in ("build", "store", "index"):
            assert kept(roomy.seen) == new
        assert kept(roomy.seen).keys() == new.keys()


def refused(done: subprocess.CompletedProcess[str], small: Disk, reason: str) -> None:
    """Exit status 2, and one line with the place and the reason."""
    assert done.returncode == 2, done
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith(f"kg: {small.place}"), done.stderr
    assert re.search(reason, done.stderr), done.stderr


@pytest.mark.parametrize("name", ["build", "merge", "store"])
def test_a_disk_that_is_too_small_from_the_start(name: str, inputs: Path) -> None:
    with disk(inputs / "disk", "200k") as small:
        command = COMMANDS[name][1].format_map({"in": inputs, "out": small.place, "seed": SEED})
        refused(small.kg(*command.split()), small, "No space left on device")
        assert kept(small.seen) == {}
        assert left(small.seen) == []


def test_a_judgement_without_room_leaves_the_ledger_whole(inputs: Path) -> None:
    rows = [{"cls": "Village", "county": "610331", "town": "咀头镇", "name": n} for n in ("磑里村", "磨里村")]
    graphs = [put(inputs, row["name"], listing(row["name"], [row])) for row in rows]
    with disk(inputs / "disk", "8m") as small:
        assert small.kg("merge", *graphs, "-o", small.place / "m", "-q").returncode == 0
        ledger = small.seen / "m" / "judgements.sssom.tsv"
        # A page of the disk ends within the row to be added, of which only the first part would have room.
        size = len(ledger.read_bytes()) + 30
        with ledger.open("a", encoding="utf-8") as out:
            out.write("#" * (-size % 4096) + "\n")
        before = kept(small.seen)
        judge = (sys.executable, "-m", "kg", "review", str(small.place / "m"), "--author", "张三")
        for room in (0, 4096, 8192):
            small.fill(room)
            done = small.run("sh", "-c", 'echo s | "$@"', "sh", *judge, "--date", "2026-11-20")
            small.empty()
            assert kept(small.seen) == before
            assert (done.returncode, "No space left on device" in done.stderr) == (2, True), done
            assert "Traceback" not in done.stderr
        done = small.run("sh", "-c", 'echo s | "$@"', "sh", *judge, "--date", "2026-11-20")
        assert done.returncode == 0, done.stderr
        assert "user:张三" in ledger.read_text(encoding="utf-8")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "command",
    [
        "query {seed} leaders",
        "query --list",
        "export {seed} --format nq -o -",
        "validate {seed} --format json",
        "diff {seed} {seed}",
        "gazetteer export --county 610331 -o {in}/c.ttl",
        "merge --help",
    ],
)
def test_an_answer_for_which_there_is_no_room(command: str, inputs: Path) -> None:
    words = command.format_map({"in": inputs, "seed": SEED}).split()
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kg", *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (
        2,
        "kg: the output cannot be written: No space left on device\n",
    )


@pytest.mark.parametrize("name", ["view", "nq", "graphml", "import", "gazetteer"])
def test_a_device_stays_a_device(name: str, inputs: Path) -> None:
    """One that is always full, and one that takes everything; neither is replaced by a file."""
    with disk(inputs / "disk", "8m") as small:
        words = COMMANDS[name][0].format_map({"in": inputs, "out": small.place, "seed": SEED}).split()
        target = next(Path(w) for w in words if w.startswith(str(small.place)))
        for number, status in (("7", 2), ("3", 0)):
            small.run("rm", "-f", str(target))
            made = small.run("mknod", str(target), "c", "1", number)
            if made.returncode:
                pytest.skip(f"no device can be made here: {made.stderr}")
            done = small.kg(*words)
            assert done.returncode == status, done.stderr
            if status:
                refused(done, small, rf"{target}: cannot be written: No space left on device")
            assert (small.seen / target.name).is_char_device()
        assert left(small.seen) == []
