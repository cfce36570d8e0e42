"""What a whole build costs, by the command `kg build`: time, memory of all its processes, growth, and a rebuild.

Made-up reports (tests/bench/corpus.py) in a folder for each county, in prose as real reports of the genre, and full of numbers
as a bulletin: five times as many figures, twice as many triples to a character. The peer is rdflib, which has the finished triples of
one county in hand, at most 50,000, puts them into a graph and writes it as Turtle: no reading, no validation, no pages.
Its characters a second are those of the reports that the triples came from. Memory is the sum over all processes at one
moment.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from .corpus import write_corpus
from .county_reports import MANNERS
from .instruments import Taken, exponent, in_child, run_command, timed
from .records import Result

GROWTH = {"small": (4, 12), "full": (100, 1_000, 10_000)}  # reports
LENGTH = {"small": 1_500, "full": 3_000}  # characters of a report
PLAIN = {"small": 6, "full": 300}  # reports in one folder
TRIPLES = 50_000  # as many are given to rdflib, which needs minutes for those of a large county
LARGE = {"small": (10, 3_000), "full": (1_000, 15_000)}  # the build that the bar is for: reports, characters


_TOLD = {"prose": "prose", "numbers": "full of numbers"}


def build(reports: Path, out: Path) -> Taken:
    """One run of `kg build`. Its status is 1 where facts were set aside or reports failed."""
    return run_command([sys.executable, "-m", "kg", "build", str(reports), "-o", str(out), "-q"])


def peers(graph: Path) -> tuple[float, tuple[int, int]]:
    """Seconds in which rdflib takes so many of a county's triples and writes them; how many, and of how many."""
    from rdflib import Graph

    import kg
    from kg.namespaces import prefixes

    triples = list(kg.load(graph))

    def write() -> int:
        own = Graph()
        for name, base in prefixes().items():  # without them rdflib makes up its own, and takes minutes
            own.bind(name, base)
        for triple in triples[:TRIPLES]:
            own.add(triple)
        return len(own.serialize(format="turtle"))

    return timed(write)[0], (min(TRIPLES, len(triples)), len(triples))


def add_sentence(report: Path) -> None:
    """Adds a sentence to a report."""
    report.write_bytes(report.read_bytes() + "全年新建便民服务站7个。\n".encode())


def change_one(county: Path) -> None:
    """Adds a sentence to one report of a county, and its new sum to the dataset's description."""
    report = min(county.glob("*.txt"))
    before = report.read_bytes()
    add_sentence(report)
    told = county / "dataset.toml"
    sums = [hashlib.sha256(data).hexdigest() for data in (before, report.read_bytes())]
    told.write_text(told.read_text(encoding="utf-8").replace(*sums), encoding="utf-8")


def measure(size: str) -> Iterator[Result]:
    """Large builds beside the peer, rebuilds after one change in both layouts, and growth with the number of reports."""
    for manner in reversed(MANNERS):
        yield from _large(size, manner)
    yield _one_folder(size)
    yield _growth(GROWTH[size], LENGTH[size])


def _large(size: str, manner: str) -> Iterator[Result]:
    reports, length = LARGE[size]
    with TemporaryDirectory() as name:
        corpus, out = Path(name) / "corpus", Path(name) / "out"
        characters = write_corpus(corpus, reports, length, gold=False, manner=manner)
        found = build(corpus / "reports", out)
        what = f"{reports:,} reports of {length:,} characters, {_TOLD[manner]}"
        full = size == "full"
        note = "some facts were set aside, or reports failed (exit status 1)" if found.status else ""
        yield Result(
            f"building {what}, by the clock", found.wall, "s", bar="<= 180" if full else "", note=note
        )
        yield Result(f"building {what}, all processors", found.cpu, "s")
        yield Result(
            f"peak of memory, all processes, {_TOLD[manner]}",
            found.memory / 1e6,
            "MB",
            bar="<= 600" if full else "",
        )
        if manner == "prose":
            yield from _beside_rdflib(corpus / "reports", out, characters / found.cpu)
        county = min(folder for folder in (corpus / "reports").iterdir())
        report = Path(name) / "one"
        report.mkdir()
        shutil.copy(min(county.glob("*.txt")), report)
        alone = build(report, Path(name) / "shard")
        change_one(county)
        again = build(corpus / "reports", out)
        bar = f"<= {2 + alone.wall:.3g}" if full else ""
        told = f"a build of the changed report alone takes {alone.wall:.3g} s; the bar is 2 s more"
        yield Result(
            f"rebuilding after one change, {_TOLD[manner]}",
            again.wall,
            "s",
            "full build",
            found.wall,
            bar,
            told,
        )


def _one_folder(size: str) -> Result:
    """A rebuild where all reports are one dataset, whose files are written anew whatever report was changed."""
    with TemporaryDirectory() as name:
        corpus, out = Path(name) / "corpus", Path(name) / "out"
        write_corpus(corpus, PLAIN[size], LENGTH[size], layout="plain", gold=False, manner="prose")
        full = build(corpus / "reports", out)
        same = build(corpus / "reports", out)
        add_sentence(min((corpus / "reports").glob("*.txt")))
        again = build(corpus / "reports", out)
    what = f"rebuilding {PLAIN[size]:,} reports in one folder after one change, all processors"
    note = f"{again.wall:.3g} s by the clock; without any change {same.cpu:.3g} s of the processors"
    return Result(what, again.cpu, "s", "full build", full.cpu, note=note)


def _beside_rdflib(reports: Path, out: Path, speed: float) -> Iterator[Result]:
    name, peer = "building, each second of the processors", "rdflib, writes only"
    graphs = sorted(
        file for pattern in ("graph.ttl", "graph.nq", "graph.nq.gz") for file in out.glob(f"*/{pattern}")
    )
    if not graphs:
        note = "the build wrote no graph to give to rdflib"
        yield Result(name, speed, "characters/s", peer, note=note, main="build")
        return
    found = in_child(peers, graphs[0])
    texts = (reports / graphs[0].parent.name).glob("*.txt")
    characters = sum(len(text.read_text(encoding="utf-8")) for text in texts)
    given, all_ = found.result
    characters *= given / all_
    note = f"rdflib writes {given:,} of {all_:,} triples of one county in {found.seconds:.3g} s"
    yield Result(name, speed, "characters/s", peer, characters / found.seconds, note=note, main="build")


def _growth(sizes: tuple[int, ...], length: int) -> Result:
    taken = []
    for count in sizes:
        with TemporaryDirectory() as name:
            write_corpus(Path(name) / "corpus", count, length, gold=False, manner="prose")
            taken.append(build(Path(name) / "corpus" / "reports", Path(name) / "out"))
    told = "; ".join(
        f"{n:,} reports {one.cpu:.3g} s ({one.wall:.3g} by the clock), {one.memory / 1e6:.0f} MB"
        for n, one in zip(sizes, taken, strict=True)
    )
    growth = exponent(sizes, [one.cpu for one in taken])
    what = f"growth from {sizes[0]:,} to {sizes[-1]:,} reports, all processors"
    return Result(what, growth, "exponent", bar="<= 1.1", note=told)
