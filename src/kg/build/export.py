"""Shards of a dataset become the files of its export.

A dataset of up to LIMIT triples is one graph, laid out for reading, with its pages. A larger one is written as it is read,
a report after the other, in the memory of one report: N-Quads with a named graph for each report.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kg.build.agree import Together, agreed
from kg.build.files import Unread
from kg.build.folders import TEXTS
from kg.build.republished import Republished
from kg.build.shard import Shard, added
from kg.build.summed import Summed
from kg.describe import NAME as DESCRIPTION
from kg.describe import NOTICE, About, Parts, Row, Survey, part_of, rows_of, survey_of_rows, told_of
from kg.errors import BadInput
from kg.model import Source
from kg.namespaces import prefixes
from kg.ontology import instance
from kg.quarantine import FILE as QUARANTINE
from kg.read import Dataset
from kg.store import NUMBERS_HEAD, turtle_of_lines
from kg.triples import Triples

__all__ = ["FAILED", "LIMIT", "NAMES", "TEXTS", "write_export", "write_failed"]

LIMIT = 250_000
FAILED = "failed.tsv"
_QUADS = "graph.nq.gz"
_COPIES = "copies.tsv"
Shards = Callable[..., Iterator[Shard]]
"""Gives the shards of a dataset in their order: all, or those of the numbers it is told."""
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
    files: Summed,
    dataset: Dataset,
    shards: Shards,
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
    places: dict[int, list[str]] = {}
    with (
        Republished() as republished,
        Parts() as parts,
        files.opened("annotations.jsonl") as annotations,
        files.opened("numbers.tsv") as numbers,
        files.opened(QUARANTINE) as quarantine,
        files.opened(_QUADS) as quads,
    ):
        numbers.write(NUMBERS_HEAD.encode())
        for number, shard in enumerate(given):
            # Here each report of the dataset passes once, in the order of names, with its text (shard.sources).
            for source in shard.sources:
                names.append(source.name)
                if source.extracted:
                    _save_text(files, source)
            annotations.write(shard.annotations)
            numbers.write(shard.numbers)
            quarantine.write(shard.quarantine)
            republished.add(shard)
            counts = added((counts, shard.counts))
            if not whole:
                quads.write(shard.quads)
                places[number] = parts.add(shard.survey)
        shared, table = republished.quads(), republished.table()
        if not whole:
            quads.write(gzip.compress("".join(shared).encode(), 1, mtime=0))
            survey = _survey(parts, shared, places, shards)
        counts["triples"] += len(shared)
    if table:
        files.save(_COPIES, table)
    if not counts["aside"]:
        files.drop(QUARANTINE)
    if whole:
        files.drop(_QUADS)
        together.graph.update(_rows(shared))
        if len(names) > 1:
            counts |= {"triples": len(together.graph), "checked": together.checked}
        survey = _write_whole(files, dataset, together, say)
    _describe(files, dataset, survey)
    if failed:
        write_failed(files, failed)
    files.save("manifest.json", _manifest(dataset, names, counts))
    # Here all files of the export stand in the folder.
    return counts


def _write_whole(files: Summed, dataset: Dataset, together: Together, say: Callable[[str], None]) -> Survey:
    """Writes the one graph as Turtle and as pages; nothing of it is left in `together`."""
    files.save("graph.ttl", turtle_of_lines(together.graph.sorted_lines(" ."), prefixes()))
    survey = survey_of_rows(together.graph.rows())
    texts = {s.sha256: s.text for shard in together.shards for s in shard.sources}
    _pages(files, dataset, together.graph, texts, say)
    return survey


def _save_text(files: Summed, source: Source) -> None:
    """Saves a text that stands in no file yet: offsets and quotes refer to it."""
    place = (files.folder / source.saved_as).resolve()
    if not place.is_relative_to(files.folder.resolve()):  # whatever an archive calls its members
        raise BadInput(f"{source.name}: its name leads out of the folder")
    files.save(place.relative_to(files.folder.resolve()).as_posix(), source.text)


def _survey(parts: Parts, shared: Iterable[str], places: Mapping[int, list[str]], shards: Shards) -> Survey:
    """The survey of all reports and of what is said of copies; a report that was given twice counts once.

    `places` gives the reports of each shard by its number.
    """
    parts.add(part_of(_rows(shared)))
    for report in sorted(parts.again):
        holders = [number for number, reports in places.items() if report in reports]
        several = []
        for number, shard in zip(holders, shards(holders), strict=True):
            lines = zip(places[number], _lines_by_report(shard, places[number]), strict=True)
            several += [own for one, own in lines if one == report]
        parts.settle(report, several)
    return parts.survey()


def _rows(quads: Iterable[str]) -> list[Row]:
    return rows_of(quad[: quad.rindex(" <")] for quad in quads)


def _lines_by_report(shard: Shard, reports: Iterable[str]) -> Iterator[list[str]]:
    """The triples of each of a shard's reports as lines without their end; they were packed one after the other."""
    data = shard.quads
    for report in reports:
        packed = zlib.decompressobj(wbits=31)  # one member of a gzip file
        text = packed.decompress(data).decode("utf-8")
        data = packed.unused_data
        yield text.split(f" <{instance(report)}> .\n")[:-1]


def _describe(files: Summed, dataset: Dataset, survey: Survey) -> None:
    """The description and the notice, made of the files that were written."""
    about = About(
        dataset.name, dataset.title, dataset.publisher, dataset.source, dataset.date, dataset.licence
    )
    # The pages carry libraries, and the manifest is data of the run: their bytes tell nothing of the dataset.
    data = [
        files.files[name]
        for name in sorted(files.files)
        if "/" not in name and not name.endswith(".html") and name != "manifest.json"
    ]
    for name, text in told_of(about, survey, data).items():
        files.save(name, text)


def write_failed(files: Summed, failed: Iterable[Unread]) -> None:
    """Writes the table of the files that could not be read, with the reasons."""
    rows = ("\t".join(" ".join(field.split()) for field in (u.name, u.reason)) for u in failed)
    files.save(FAILED, "".join(row + "\n" for row in ("file\treason", *rows)))


def _pages(
    files: Summed,
    dataset: Dataset,
    triples: Triples,
    texts: Mapping[str, str],
    say: Callable[[str], None],
) -> None:
    from kg.explore import (
        explore,
        query_engine,
    )  # and with them igraph and networkx, which reading does not need
    from kg.view import view

    engine, graph = query_engine(triples), triples.given_up()
    if engine is None:
        say("the explorer is built without the query tab: no query engine is packed (.ci/engine fetches it)")
    files.save("explorer.html", explore(graph, title=dataset.title, texts=texts, engine=engine))
    files.save("network.html", view(graph, title=dataset.title))


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
