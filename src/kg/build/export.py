"""Shards of a dataset become the files of its export.

A dataset of up to LIMIT triples is one graph, laid out for reading, with its pages. A larger one is written as it is read,
a report after the other, in the memory of one report: N-Quads with a named graph for each report.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rdflib import Graph

from kg.assemble import assemble
from kg.build.agree import agreed
from kg.build.files import Unread
from kg.build.folders import TEXTS
from kg.build.republished import Republished
from kg.build.shard import Shard, added
from kg.describe import NAME as DESCRIPTION
from kg.describe import NOTICE, About, DataFile, described, triples_of
from kg.errors import BadInput
from kg.model import Source
from kg.quarantine import FILE as QUARANTINE
from kg.read import Dataset
from kg.store import NUMBERS_HEAD, turtle_of_lines

__all__ = ["FAILED", "LIMIT", "NAMES", "TEXTS", "write_export", "write_failed"]

LIMIT = 250_000
FAILED = "failed.tsv"
_QUADS = "graph.nq.gz"
_COPIES = "copies.tsv"
# All that a build may write into an export's folder; what it does not write again is removed.
NAMES = (
    "graph.ttl",
    _QUADS,
    "annotations.jsonl",
    "numbers.tsv",
    "explorer.html",
    "network.html",
    "manifest.json",
    QUARANTINE,
    FAILED,
    TEXTS,
    _COPIES,
    DESCRIPTION,
    NOTICE,
)


def write_export(
    aside: Path,
    dataset: Dataset,
    shards: Callable[[], Iterator[Shard]],
    failed: Sequence[Unread],
    *,
    whole: bool,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Writes all files of a dataset into a folder and returns its counts.

    `whole` asks for one graph as Turtle and for the pages. Raises NotValid when the whole graph does not conform.
    """
    if whole:
        together = agreed(list(shards()))
        given: Iterable[Shard] = together.shards
    else:
        given = shards()
    counts: dict[str, Any] = {}
    names: list[str] = []
    with (
        Republished() as republished,
        (aside / "annotations.jsonl").open("wb") as annotations,
        (aside / "numbers.tsv").open("wb") as numbers,
        (aside / QUARANTINE).open("wb") as quarantine,
        (aside / _QUADS).open("wb") as quads,
    ):
        numbers.write(NUMBERS_HEAD.encode())
        for shard in given:
            # Here each report of the dataset passes once, in the order of names, with its text (shard.sources).
            for source in shard.sources:
                names.append(source.name)
                if source.extracted:
                    _save_text(aside, source)
            annotations.write(shard.annotations)
            numbers.write(shard.numbers)
            quarantine.write(shard.quarantine)
            if not whole:
                quads.write(shard.quads)
            republished.add(shard)
            counts = added((counts, shard.counts))
        shared, table = republished.quads(), republished.table()
        if not whole:
            quads.write(gzip.compress("".join(shared).encode(), 1, mtime=0))
        counts["triples"] += len(shared)
    if table:
        _save(aside / _COPIES, table)
    if not counts["aside"]:
        (aside / QUARANTINE).unlink()
    if whole:
        (aside / _QUADS).unlink()
        lines = [*together.lines, *(quad[: quad.rindex(" <")] + " .\n" for quad in shared)]
        if len(names) > 1:
            counts |= {"triples": len(lines), "checked": together.checked}
        _save(aside / "graph.ttl", turtle_of_lines("".join(lines), _bases()))
        texts = {s.sha256: s.text for shard in together.shards for s in shard.sources}
        _pages(aside, dataset, lines, texts, say)
    _describe(aside, dataset)
    if failed:
        write_failed(aside, failed)
    _save(aside / "manifest.json", _manifest(dataset, names, counts))
    # Here all files of the export stand in `aside`.
    return counts


def _save_text(folder: Path, source: Source) -> None:
    """Saves a text that stands in no file yet: offsets and quotes refer to it."""
    place = (folder / source.saved_as).resolve()
    if not place.is_relative_to(folder.resolve()):  # whatever an archive calls its members
        raise BadInput(f"{source.name}: its name leads out of the folder")
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w", encoding="utf-8", newline="") as out:
        out.write(source.text)


def _describe(aside: Path, dataset: Dataset) -> None:
    """The description and the notice, made of the files that stand there."""
    graph = next(aside / name for name in ("graph.ttl", _QUADS) if (aside / name).is_file())
    about = About(
        dataset.name, dataset.title, dataset.publisher, dataset.source, dataset.date, dataset.licence
    )
    # The pages carry libraries, and the manifest is data of the run: their bytes tell nothing of the dataset.
    data = sorted(
        f for f in aside.iterdir() if f.is_file() and f.suffix != ".html" and f.name != "manifest.json"
    )
    files = [DataFile.of_path(file) for file in data]
    for name, text in described(about, triples_of([graph]), files).items():
        _save(aside / name, text)


def write_failed(folder: Path, failed: Iterable[Unread]) -> None:
    """Writes the table of the files that could not be read, with the reasons."""
    rows = ("\t".join(" ".join(field.split()) for field in (u.name, u.reason)) for u in failed)
    _save(folder / FAILED, "".join(row + "\n" for row in ("file\treason", *rows)))


def _bases() -> Mapping[str, str]:
    return {str(name): str(base) for name, base in assemble(()).namespaces()}


def _pages(
    aside: Path, dataset: Dataset, lines: Iterable[str], texts: Mapping[str, str], say: Callable[[str], None]
) -> None:
    from kg.explore import (
        explore,
        query_engine,
    )  # and with them igraph and networkx, which reading does not need
    from kg.view import view

    graph: Graph = assemble(())
    graph.parse(data="".join(lines), format="nt")
    engine = query_engine(graph)
    if engine is None:
        say("the explorer is built without the query tab: no query engine is packed (.ci/engine fetches it)")
    _save(aside / "explorer.html", explore(graph, title=dataset.title, texts=texts, engine=engine))
    _save(aside / "network.html", view(graph, title=dataset.title))


def _manifest(dataset: Dataset, names: list[str], counts: Mapping[str, Any]) -> str:
    """Counts per class, hits per rule and the result of validation: data of the run, without time or path."""
    told = {
        "dataset": dataset.name,
        "reports": names,
        "triples": counts["triples"],
        "entities": dict(sorted(counts["classes"].items())),
        "figures": counts["figures"],
        "relations": dict(sorted(counts["predicates"].items())),
        "numerals": dict(sorted(counts["numerals"].items())),
        "rules": dict(sorted(counts["rules"].items())),
        "validation": {"conforms": True, "problems": 0, "setAside": counts["aside"]} | counts["checked"],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _save(file: Path, text: str) -> None:
    with file.open("w", encoding="utf-8", newline="\n") as out:
        out.write(text)
