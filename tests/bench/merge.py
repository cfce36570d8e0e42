"""How long a merge takes, and in how much memory.

Synthetic reports of 100 counties are made from the seed graph: its hashes and its county's code are replaced, so that each
county has reports with the same places and figures. The peer is Oxigraph's own store: reading the same file into memory
and writing it as N-Quads, with no identity, no comparison and no order. Both run on one core, and seconds are those of the processor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from .instruments import exponent, in_child, timed
from .records import Result

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "exports" / "taibai-2021" / "graph.ttl"
SIZES = {"small": (30, 100), "full": (100, 300, 1000)}
COUNTIES = 100


def write_reports(file: Path, count: int, first: int = 0) -> int:
    """Writes the triples of made-up reports, numbered from `first`, as N-Triples; returns how many there are."""
    lines = [f"{triple} .\n" for triple in ox.parse(path=str(SEED))]
    text = "".join(lines)
    report = next(re.finditer(r"report_([0-9a-f]{12})", text))[1]
    with file.open("w", encoding="utf-8") as out:
        for number in range(first, first + count):
            out.write(_report(text.replace(report, f"{number:012x}"), number))
    return len(lines) * count


def _report(text: str, number: int) -> str:
    """The triples of one report in its county, with statements of its own."""
    told = text.replace("610331", str(610100 + number % COUNTIES))
    return re.sub(
        r"statement_([0-9a-f]{12})", lambda m: f"statement_{int(m[1], 16) ^ (number * 7919):012x}", told
    )


def ours(file: Path, folder: Path) -> tuple[float, dict[str, int]]:
    """Seconds of a merge, those of all DuckDB's threads, and the comparisons by kind."""
    from kg.merge import merge

    seconds, found = timed(lambda: merge([file], folder))
    return seconds, found.comparisons


def peers(file: Path, folder: Path) -> tuple[float, int]:
    """Seconds in which Oxigraph reads a file into memory and writes it again; its triples."""

    def copied() -> int:
        store = ox.Store()
        store.bulk_load(path=str(file))
        store.dump(str(folder / "peer.nq"), format=ox.RdfFormat.N_QUADS)
        return len(store)

    return timed(copied)


def measure(size: str) -> Iterator[Result]:
    """Time and memory of each number of reports beside the peer, and growth."""
    taken = []
    for count in SIZES[size]:
        with TemporaryDirectory() as name:
            folder = Path(name)
            triples = write_reports(folder / "reports.nt", count)
            own = in_child(ours, folder / "reports.nt", folder / "out")
            peer = in_child(peers, folder / "reports.nt", folder)
        taken.append((triples, own.seconds))
        what, other = f"merging {count:,} reports", "oxigraph, reads and writes"
        main = "merge" if count == SIZES[size][-1] else ""
        bar = "<= 60" if count >= 1000 else ""
        yield Result(what, own.seconds, "s", other, peer.seconds, bar, f"{triples:,} triples", main)
        memory = "<= 1000" if count >= 1000 else ""
        yield Result(f"{what}, memory", own.memory / 1e6, "MB", other, peer.memory / 1e6, memory)
    growth = exponent([n for n, _ in taken], [seconds for _, seconds in taken])
    yield Result("growth of time with triples", growth, "exponent", bar="<= 1.1")
