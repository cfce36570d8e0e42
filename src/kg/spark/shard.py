"""One report's share of an export: a pure function of the report and of our own code and data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
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
from kg.read import read
from kg.store import annotation_rows, jsonl, numbers_table
from kg.validate import validate

__all__ = ["Shard", "shard_of", "sources_of"]


@dataclass(frozen=True, slots=True)
class Shard:
    """What a report gives: N-Quads, sorted, in the graph of its IRI; JSON lines; a table without its head; sums."""

    quads: str = ""
    annotations: str = ""
    numbers: str = ""
    quarantine: str = ""
    counts: Mapping[str, Any] = field(default_factory=dict)


def sources_of(file: Path, sha256: str | None) -> Iterator[Source]:
    """The reports in a file. Raises BadInput with the reason, without the file's path."""
    try:
        yield read(file, sha256)
    except BadInput as e:
        raise BadInput(str(e).removeprefix(f"{file}: ")) from e


def shard_of(source: Source, gazetteer: Gazetteer) -> Shard:
    """The shard of one report. Raises NotValid when what is left of it without its faulty facts does not conform."""
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
        quads="".join(sorted(lines.decode().splitlines(keepends=True))),
        annotations=jsonl(annotation_rows(facts)),
        numbers=numbers_table([facts]).partition("\n")[2],
        quarantine=jsonl(rows),
        counts={
            "triples": len(graph),
            "entities": Counter(e.cls for e in facts.entities),
            "figures": len(facts.figures),
            "relations": Counter(r.predicate for r in facts.relations),
            "numerals": Counter(n.reason or "figure" for n, _ in facts.numerals),
            "aside": len(rows),
        },
    )
