"""The one place where a build on Spark meets the local one: the datasets of a folder, and all that is done with one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.assemble import assemble
from kg.errors import BadInput
from kg.gazetteer import Gazetteer
from kg.model import Source
from kg.ontology import instance
from kg.pipeline import NotValid, extract
from kg.quarantine import set_aside
from kg.read import Dataset, read, read_dataset
from kg.store import annotation_rows, jsonl, numbers_table
from kg.validate import validate

__all__ = ["Folder", "Shard", "find_folders", "shard_of_file"]


@dataclass(frozen=True, slots=True)
class Folder:
    """A dataset: `place` is the folder of its exports below the output folder, `sums` the SHA-256 stated for each file."""

    dataset: Dataset
    place: Path
    sums: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Shard:
    """What a file gives to its dataset: how many reports, and those in it that cannot be read, with the reason.

    `quads` are N-Quads, each report in the graph of its IRI; `annotations` and `quarantine` JSON lines; `numbers` a table
    without its head; `counts` numbers, and numbers by name.
    """

    reports: int = 0
    unread: tuple[tuple[str, str], ...] = ()
    quads: str = ""
    annotations: str = ""
    numbers: str = ""
    quarantine: str = ""
    counts: Mapping[str, Any] = field(default_factory=dict)


def find_folders(seeds: Path) -> list[Folder]:
    """The datasets of a folder: itself, and the folders in it. Raises BadInput where there is none."""
    if not seeds.is_dir():
        raise BadInput(f"{seeds}: no such folder")
    found = [f.parent for f in (seeds / "dataset.toml", *sorted(seeds.glob("*/dataset.toml"))) if f.is_file()]
    if not found:
        raise BadInput(f"{seeds}: holds no dataset: a folder with a dataset.toml is needed")
    read_here = [read_dataset(folder) for folder in found]
    return [Folder(one, Path(one.name), dict(one.files)) for one in read_here]


def shard_of_file(file: Path, sha256: str | None, gazetteer: Gazetteer) -> Shard:
    """The shard of a file, a pure function of its name and bytes; `sha256` is what is stated of them."""
    try:
        return _shard(read(file, sha256), gazetteer)
    except (BadInput, NotValid) as e:
        return Shard(unread=((file.name, str(e).removeprefix(f"{file}: ")),))


def _shard(source: Source, gazetteer: Gazetteer) -> Shard:
    facts, rows, texts = extract(source, gazetteer), [], {source.sha256: source.text}
    while True:
        graph = assemble([facts])
        validation = validate(graph, texts)
        facts, more = set_aside(facts, validation.problems)
        if not more:  # each round takes out at least one fact, or ends the loop
            break
        rows += more
    if not validation.conforms:
        first = validation.problems[0]
        raise NotValid(f"the graph does not conform: {first.focus}: {first.message}")
    told = graph.serialize(format="nt", encoding="utf-8")
    name = ox.NamedNode(str(instance(facts.report_id)))
    triples = ox.parse(told, format=ox.RdfFormat.N_TRIPLES, lenient=True)
    quads = (ox.Quad(t.subject, t.predicate, t.object, name) for t in triples)
    lines = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    return Shard(
        reports=1,
        quads="".join(sorted(lines.decode().splitlines(keepends=True))),
        annotations=jsonl(annotation_rows(facts)),
        numbers=numbers_table([facts]).partition("\n")[2],
        quarantine=jsonl(rows),
        counts={
            "triples": len(graph),
            "classes": Counter(e.cls for e in facts.entities),
            "figures": len(facts.figures),
            "predicates": Counter(r.predicate for r in facts.relations),
            "numerals": Counter(n.reason or "figure" for n, _ in facts.numerals),
            "aside": len(rows),
        },
    )
