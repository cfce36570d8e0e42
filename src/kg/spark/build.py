"""The order of a build on Spark: files are listed and read by Spark, each report becomes a shard, shards become files.

The export of a dataset has N-Quads with a named graph for each report and four Parquet tables, each in parts:

    graph-00000.nq.gz …          what `kg query`, `kg merge` and other stores read
    annotations-00000.parquet …  the rows of annotations.jsonl (`row`), each with its file and line
    figures-…, facts-…           figures and relations as columns;  numbers-…: the account of all numerals
    failed.tsv, quarantine.jsonl, manifest.json

How many parts there are depends on the number of reports alone, and which report is in which part on its name alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from kg.errors import BadInput
from kg.read import Dataset
from kg.spark.local import Folder, find_folders
from kg.spark.paths import read_uri, uri
from kg.spark.session import session
from kg.spark.tables import ORDER, TABLES
from kg.spark.worker import ROW, Place, path_of, shards
from kg.store import all_or_nothing, alone, scratch

__all__ = ["Built", "build"]

_PART = 1000  # reports in one part
_LIMIT = 20_000_000  # bytes; what `kg.read` refuses is not even sent to a worker


@dataclass(slots=True)
class Built:
    """What was built for one dataset: the counts of its reports added up, and what could not be read, with the reason."""

    dataset: Dataset
    folder: Path
    reports: int = 0
    counts: dict[str, Any] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def build(
    seeds: Path, out: Path, say: Callable[[str], None] = lambda _: None, *, master: str | None = None
) -> list[Built]:
    """Builds every dataset of a folder on Spark and writes one folder of exports for each, whole or not at all.

    Both folders must have the same path on all machines. Raises BadInput for input or a folder that cannot be used, where
    Spark is missing or does not start, and when no report at all could be built.
    """
    folders, _ = find_folders(seeds, out)
    exports = [Built(f.dataset, out / f.place) for f in folders]
    with session(master, small=True) as spark, alone(out) as kept, scratch(kept) as work:
        say(f"reading {sum(len(f.sums) for f in folders)} reports on {spark.sparkContext.master}")
        _read_all(spark, folders, work / "shards")
        _sum_up(spark, work / "shards", exports)
        if not any(e.reports for e in exports):
            export = next(e for e in exports if e.failed)
            name, reason = min(export.failed.items())
            raise BadInput(f"{export.dataset.folder / name}: {reason}; no report could be built")
        _write_tables(spark, work, exports)
        for number, export in enumerate(exports):
            _put(export, work, number)
            say(f"{export.folder}: {export.reports} reports")
    return exports


def _read_all(spark: Any, folders: list[Folder], staged: Path) -> None:
    """Reads all reports, each once, and keeps their shards, with those that are no files or too large as failures."""
    places = {str(f.dataset.folder.resolve()): Place(n, f.sums) for n, f in enumerate(folders)}
    roots = [f for f in places if not any(str(above) in places for above in Path(f).parents)]
    reader = spark.read.format("binaryFile").option("recursiveFileLookup", "true")
    listed = reader.load([read_uri(folder) for folder in roots])
    sizes = {path_of(r.path): r.length for r in listed.select("path", "length").toLocalIterator()}
    names, lost = [], []
    for folder, place in places.items():
        for name in place.sums:
            size = sizes.get(Path(folder) / name)
            if size is not None and size <= _LIMIT:
                names.append((uri(f"{folder}/{name}"),))
                continue
            reason = _unlisted(Path(folder) / name)
            if size is not None:
                reason = f"larger than {_LIMIT // 1_000_000} MB: too large for a report"
            lost.append((place.number, 0, name, json.dumps([(name, reason)]), "", "", "", "", "{}"))
    # Before the join, so that Spark passes over larger files without reading them.
    small = listed.where(f"length <= {_LIMIT}").select("path", "content")
    given = small.join(spark.createDataFrame(names, "path string"), "path", "left_semi")
    read = given.mapInArrow(partial(shards, places=places), ROW)
    read.unionByName(spark.createDataFrame(lost, ROW)).write.parquet(uri(staged))


def _unlisted(file: Path) -> str:
    """Why Spark does not list a file."""
    try:
        empty = file.stat().st_size == 0
    except OSError as e:
        return f"cannot be read: {e.strerror}"
    return "the file is empty" if empty else "Spark passes over names that begin with _ or ."


def _sum_up(spark: Any, staged: Path, exports: list[Built]) -> None:
    told = spark.read.parquet(read_uri(staged)).select("dataset", "reports", "unread", "counts")
    for row in told.toLocalIterator():
        export = exports[row.dataset]
        export.failed |= dict(json.loads(row.unread))
        export.reports += row.reports
        _add(export.counts, json.loads(row.counts))


def _add(total: dict[str, Any], counts: Mapping[str, Any]) -> None:
    for name, count in counts.items():
        if isinstance(count, Mapping):
            _add(total.setdefault(name, {}), count)
        else:
            total[name] = total.get(name, 0) + count


def _write_tables(spark: Any, work: Path, exports: list[Built]) -> None:
    """Writes the parts of all tables, each as the one file of a folder `TABLE/dataset=N/part=M`."""
    parts = spark.createDataFrame(
        [(n, max(1, -(-e.reports // _PART))) for n, e in enumerate(exports)], "dataset int, parts int"
    )
    shard = spark.read.parquet(read_uri(work / "shards")).join(parts, "dataset")
    shard.selectExpr("*", "(crc32(file) % parts)::INT AS part").createOrReplaceTempView("shard")
    for name, statement in TABLES.items():
        rows = spark.sql(statement).repartition("dataset", "part")
        rows = rows.sortWithinPartitions("dataset", "part", *ORDER.get(name, ("file", "line")))
        text = name == "graph"
        writer = rows.drop("file").write.option("compression", "gzip") if text else rows.write
        writer.format("text" if text else "parquet").partitionBy("dataset", "part").save(uri(work / name))
    aside = spark.sql(
        "SELECT dataset, file, quarantine FROM shard WHERE quarantine > '' ORDER BY dataset, file"
    )
    for row in aside.toLocalIterator():
        with (work / f"quarantine-{row.dataset}").open("a", encoding="utf-8", newline="\n") as out:
            out.write(row.quarantine)


def _put(export: Built, work: Path, number: int) -> None:
    """Moves the files of a dataset into its folder; those of an earlier build that it has no more are removed."""
    stale = {"failed.tsv", "quarantine.jsonl", "manifest.json"}
    if export.folder.is_dir():
        stale |= {f.name for name in TABLES for f in export.folder.glob(f"{name}-[0-9]*.*")}
    with all_or_nothing(export.folder, stale) as aside:
        for name in TABLES:
            for part, file in _parts(work / name / f"dataset={number}"):
                file.rename(aside / f"{name}-{part:05}.{'nq.gz' if name == 'graph' else 'parquet'}")
        if (quarantine := work / f"quarantine-{number}").is_file():
            quarantine.rename(aside / "quarantine.jsonl")
        if export.failed:
            rows = [
                "file\treason",
                *("\t".join(" ".join(c.split()) for c in r) for r in sorted(export.failed.items())),
            ]
            (aside / "failed.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
        counts = {k: dict(sorted(v.items())) if isinstance(v, dict) else v for k, v in export.counts.items()}
        told = {
            "dataset": export.dataset.name,
            "reports": export.reports,
            "failed": len(export.failed),
        } | counts
        text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
        (aside / "manifest.json").write_text(text, encoding="utf-8", newline="\n")


def _parts(folder: Path) -> Iterator[tuple[int, Path]]:
    for place in sorted(folder.glob("part=*")):
        for file in place.glob("part-*"):
            yield int(place.name.removeprefix("part=")), file
