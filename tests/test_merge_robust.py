"""The merge under bad luck: compressed and endless input, a full disk, two at once, killed at any moment."""

from __future__ import annotations

import gzip
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import zstandard

from kg.codebook import county_graph
from kg.errors import BadGraph, BadInput
from kg.merge import merge
from kg.store import alone, turtle
from kg.tabular import import_table
from merging import COUNTY, FILE, FILES, HEAD, content, figure, listing, place, put

ONE = HEAD + place(COUNTY, "County", "太白县", code="610331") + figure("甲", COUNTY, "39630")
NAMES = {*FILES, FILE, "explorer.html"}


def run(*words: object, **more: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kg", "merge", *map(str, words), "-q"]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **more)  # type: ignore[call-overload, no-any-return]


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit status of a command and what it said."""
    told = process.communicate()[1]
    return process.returncode, told


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_compressed_graphs_and_folders_of_them(tmp_path: Path, ending: str) -> None:
    pack = gzip.compress if ending == ".gz" else zstandard.compress
    plain = put(tmp_path, "one", ONE)
    merge([plain], tmp_path / "plain", draw=False)
    packed = tmp_path / f"two.ttl{ending}"
    packed.write_bytes(pack(ONE.encode()))
    merge([packed], tmp_path / "packed", draw=False)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / f"graph.nq{ending}").write_bytes(pack((tmp_path / "plain" / "graph.nq").read_bytes()))
    merge([folder], tmp_path / "again", draw=False)
    assert content(tmp_path / "plain") == content(tmp_path / "packed") == content(tmp_path / "again")


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_what_cannot_be_decompressed_is_refused(tmp_path: Path, ending: str) -> None:
    pack = gzip.compress if ending == ".gz" else zstandard.compress
    for name, data in (("cut", pack(ONE.encode())[:-20]), ("none", b"PK")):
        file = tmp_path / f"{name}.ttl{ending}"
        file.write_bytes(data)
        with pytest.raises(BadGraph, match=rf"{name}\.ttl"):
            merge([file], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def endless(file: Path, head: str) -> Path:
    """A file of one gigabyte without an end of a line behind its head; it takes no room on the disk."""
    with file.open("wb") as out:
        out.write(head.encode())
        out.truncate(10**9)
    return file


def described(table: Path) -> Path:
    """The table, with a description of a code and a population beside it."""
    table.with_name("a.csv-metadata.json").write_text(
        '{"@context": "http://www.w3.org/ns/csvw", "url": "a.csv", "tableSchema": {"columns": ['
        '{"titles": "代码", "propertyUrl": "skos:notation"}, '
        '{"titles": "人口（人）", "propertyUrl": "measure:population"}]}}',
        encoding="utf-8",
    )
    return table


@pytest.mark.parametrize(
    ("name", "head", "message"),
    [
        ("a.ttl", "<urn:a> a <urn:b> .\n<urn:a> <urn:b> \"", "line 2: longer than 16 MB"),
        ("a.nq", "<urn:a> <urn:b> <urn:c> .\n\n<urn:a> <urn:b> \"", "line 3: longer than 16 MB"),
        ("a.ttl", "# ", "line 1: longer than 16 MB"),
        ("a.csv", '代码,人口（人）\n610331,"', r"a\.csv: larger than 200 MB"),
    ],
)  # fmt: skip
def test_a_line_of_a_gigabyte_is_refused_in_little_memory(
    tmp_path: Path, name: str, head: str, message: str
) -> None:
    file = endless(tmp_path / name, head)
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises((BadGraph, BadInput), match=message):
        if name.endswith(".csv"):
            import_table(described(file))
        else:
            merge([file], tmp_path / "out")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kB
    assert time.process_time() - start < 30
    assert not (tmp_path / "out").exists()


def test_a_long_line_of_a_table_is_refused_with_its_number(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("代码,人口（人）\n610331," + "9" * 1_000_000 + "\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"a\.csv, line 2: not readable as a table"):
        import_table(described(file))


@pytest.mark.parametrize("blocks", [20, 500])
def test_a_full_disk_leaves_the_earlier_merge_as_it_was(tmp_path: Path, blocks: int) -> None:
    one, codes = put(tmp_path, "one", ONE), put(tmp_path, "codes", turtle(county_graph("610331")))
    merge([one], tmp_path / "out")
    before = content(tmp_path / "out", NAMES)

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (blocks * 1024, blocks * 1024))

    for out in ("out", "new"):
        status, told = ended(run(one, codes, "-o", tmp_path / out, preexec_fn=small))
        assert (status, told.count("\n")) == (2, 1), told
        assert told.startswith("kg: ") and "cannot be written" in told
    assert content(tmp_path / "out", NAMES) == before
    assert not (tmp_path / "new").exists()


def test_where_nothing_can_be_written_that_is_told(tmp_path: Path) -> None:
    one = put(tmp_path, "one", ONE)
    for out in (one, one / "out"):
        status, told = ended(run(one, "-o", out))
        assert (status, told.count("cannot be written")) == (2, 1)
    assert one.read_text(encoding="utf-8") == ONE


def test_two_at_once_in_one_folder_are_one_and_a_refusal(tmp_path: Path) -> None:
    one = put(tmp_path, "one", ONE)
    with alone(tmp_path / "out"):
        status, told = ended(run(one, "-o", tmp_path / "out"))
        assert (status, "another process writes there" in told) == (2, True)
    merge([one], tmp_path / "out")
    both = [run(one, "-o", tmp_path / "both") for _ in range(2)]
    states = sorted(ended(p)[0] for p in both)
    assert states in ([0, 0], [0, 2])  # both, when the first was done before the second began
    assert content(tmp_path / "both", NAMES) == content(tmp_path / "out", NAMES)


@pytest.mark.slow
def test_killed_at_any_moment_the_next_run_gives_the_same_bytes(tmp_path: Path) -> None:
    """Twenty moments between the start and the end of a merge; the files that stood there stay whole."""
    rows = [{"cls": "Village", "county": "610331", "town": "咀头镇", "name": f"{n}号村"} for n in range(50)]
    one, two = put(tmp_path, "one", ONE), put(tmp_path, "two", listing("乙", rows))
    merge([one], tmp_path / "before")
    merge([one], tmp_path / "out")
    start = time.monotonic()
    assert ended(run(one, two, "-o", tmp_path / "after"))[0] == 0
    whole = time.monotonic() - start
    before, after = content(tmp_path / "before", NAMES), content(tmp_path / "after", NAMES)
    draw = random.Random(20261123)
    for _ in range(8):
        process = run(one, two, "-o", tmp_path / "out", start_new_session=True)
        time.sleep(draw.uniform(0.1, 1.05) * whole)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for name, data in content(tmp_path / "out", NAMES).items():
            assert data in (before[name], after[name]), name
    assert ended(run(one, two, "-o", tmp_path / "out"))[0] == 0
    assert content(tmp_path / "out", NAMES) == after
    left = {f.name for f in (tmp_path / "out").iterdir()} | {
        f.name for f in (tmp_path / "out" / ".kg").iterdir()
    }
    assert left == NAMES | {".kg", ".gitignore", "lock"}
