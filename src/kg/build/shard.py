"""One report's share of its dataset's export: a pure function of the report and of our own code and data.

Everything in a shard is bytes that a dataset joins without reading them again. It depends on nothing but the report, so
that any process, on any machine, in any order, gives the same one.
"""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg import nt
from kg.assemble import assembled
from kg.build.files import Unread, sources_of
from kg.copies import fingerprint
from kg.describe import part_of
from kg.errors import KgError
from kg.gazetteer import Gazetteer
from kg.model import Facts, Source
from kg.pipeline import extract, undisturbed
from kg.quarantine import set_aside
from kg.store import annotation_rows, jsonl, numbers_rows
from kg.triples import Triples
from kg.validate import Problem, Validation, validate

__all__ = ["NotValid", "Shard", "added", "joined", "shard_of", "shard_of_file"]


class NotValid(KgError):
    """A graph that breaks the shapes or the evidence check; nothing of it is written."""


@dataclass(frozen=True, slots=True)
class Shard:
    """What a file of reports gives to its dataset. All bytes are UTF-8.

    `quads` are N-Quads, gzipped, sorted, each report in the graph of its IRI; `annotations` and `quarantine` JSON lines;
    `numbers` a table without its head; `prints` the fingerprint of each of the `sources`, as kg.copies keeps it; `survey`
    the part that each has in the survey of the dataset, as kg.describe keeps it.
    `counts` holds numbers, and numbers by name; those of several shards add up.
    """

    sources: tuple[Source, ...] = ()
    unread: tuple[Unread, ...] = ()
    quads: bytes = b""
    annotations: bytes = b""
    numbers: bytes = b""
    quarantine: bytes = b""
    survey: bytes = b""
    prints: tuple[str, ...] = ()
    counts: Mapping[str, Any] = field(default_factory=dict)


def shard_of(source: Source, gazetteer: Gazetteer, problems: Iterable[Problem] = ()) -> Shard:
    """The shard of one report; facts that do not conform, or have one of the `problems`, are in its quarantine.

    Raises NotValid when what is left still does not conform.
    """
    with undisturbed():
        return _shard(source, gazetteer, problems)


def _shard(source: Source, gazetteer: Gazetteer, problems: Iterable[Problem]) -> Shard:
    found, rows = set_aside(extract(source, gazetteer), problems)
    texts = {source.sha256: source.text}
    while True:
        graph = assembled([found])
        validation = validate(graph, texts)
        found, more = set_aside(found, validation.problems)
        # Each round takes out at least one fact, or ends the loop.
        if not more:
            break
        rows += more
    if not validation.conforms:
        first = validation.problems[0]
        raise NotValid(
            f"the graph does not conform: {first.focus}: {first.message} ({len(validation.problems)} in all)"
        )
    return Shard(
        sources=(source,),
        quads=_quads(graph, found.report_id),
        annotations=jsonl(annotation_rows(found)).encode(),
        numbers=numbers_rows(found).encode(),
        quarantine=jsonl(rows).encode(),
        survey=part_of(graph.rows(), found.report_id),
        prints=(fingerprint(found).kept(),),
        counts=_counts(found, len(graph), validation, len(rows)),
    )


def _quads(graph: Triples, report: str) -> bytes:
    lines = graph.sorted_lines(f" {nt.node(report)} .\n")
    # The lowest level is three times as fast as the usual one, for a twelfth more bytes. No time of writing is in it.
    return gzip.compress("".join(lines).encode(), 1, mtime=0)


def _counts(facts: Facts, triples: int, validation: Validation, aside: int) -> dict[str, Any]:
    rules = Counter(r for e in facts.entities for r in e.rules)
    rules.update(r.rule for r in facts.relations)
    rules.update(f.quantity.rule for _, f, _, _ in facts.figures)
    return {
        "triples": triples,
        "classes": Counter(e.cls for e in facts.entities),
        "figures": len(facts.figures),
        "predicates": Counter(r.predicate for r in facts.relations),
        "numerals": Counter(n.reason or "figure" for n, _ in facts.numerals),
        "rules": rules,
        "aside": aside,
        "checked": dict(validation.checked),
    }


def shard_of_file(file: Path, sha256: str, stated: str | None, gazetteer: Gazetteer) -> Shard:
    """The shard of all reports in a file, with those that cannot be read or built among its `unread`.

    `sha256` is that of the file's bytes, `stated` what its dataset says of it.
    """
    if stated is not None and stated.lower() != sha256:
        reason = (
            f"the file was changed: its SHA-256 is {sha256[:12]}…, dataset.toml states {stated[:12]}…; "
            "restore the file, or state the new sum if the change is meant"
        )
        return Shard(unread=(Unread(file.name, reason),))
    found = []
    for source in sources_of(file):
        if isinstance(source, Unread):
            found.append(Shard(unread=(source,)))
            continue
        try:
            found.append(shard_of(source, gazetteer))
        except NotValid as e:
            found.append(Shard(unread=(Unread(source.name, str(e)),)))
    return joined(found)


def joined(shards: Iterable[Shard]) -> Shard:
    """The shards of a file's reports as one, in their order."""
    several = tuple(shards)
    return Shard(
        sources=tuple(s for one in several for s in one.sources),
        unread=tuple(u for one in several for u in one.unread),
        quads=b"".join(one.quads for one in several),
        annotations=b"".join(one.annotations for one in several),
        numbers=b"".join(one.numbers for one in several),
        quarantine=b"".join(one.quarantine for one in several),
        survey=b"".join(one.survey for one in several),
        prints=tuple(line for one in several for line in one.prints),
        counts=added(one.counts for one in several),
    )


def added(counts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The sums of counts, and of counts by name."""
    total: dict[str, Any] = {}
    for one in counts:
        for name, count in one.items():
            if isinstance(count, Mapping):
                sums = total.setdefault(name, {})
                for kind, number in count.items():
                    sums[kind] = sums.get(kind, 0) + number
            else:
                total[name] = total.get(name, 0) + count
    return total
