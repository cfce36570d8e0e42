"""The order of the stages: from a file to its facts, and from a folder of datasets to their exports."""

from __future__ import annotations

import gc
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rdflib import Graph

from kg.assemble import assemble
from kg.errors import BadInput, KgError
from kg.gazetteer import Gazetteer
from kg.ground import ground
from kg.model import Document, Facts, Recognition, Source
from kg.opinions import Heard, Opinion, consult, joined
from kg.quarantine import FILE as QUARANTINE
from kg.quarantine import set_aside
from kg.read import Dataset, read, read_dataset
from kg.recognize import recognize
from kg.relate import relate
from kg.segment import segment
from kg.store import annotation_rows, jsonl, numbers_table, save_folder, turtle
from kg.validate import Validation, validate

__all__ = ["Export", "NotValid", "build", "extract"]


class NotValid(KgError):
    """A graph that breaks the shapes or the evidence check; nothing of it is written."""


@dataclass(frozen=True)
class Export:
    """What was built for one dataset: its facts, graph, validation and the files' contents by name.

    `quarantined` counts the facts that were set aside; they stand in quarantine.jsonl and nowhere else.
    """

    dataset: Dataset
    facts: tuple[Facts, ...]
    graph: Graph
    validation: Validation
    files: dict[str, str]
    quarantined: int = 0


def extract(
    source: Source,
    gazetteer: Gazetteer,
    opinions: Sequence[Opinion] = (),
    listen: Callable[[Heard], None] = lambda _: None,
) -> Facts:
    """The facts of one report; with `opinions`, also what they add, and `listen` gets the account of it.

    Raises KgError when an opinion cannot be asked.
    """
    with _undisturbed():
        document = segment(source)
        recognition = recognize(document, gazetteer)
        links, figures = relate(document, recognition)
        facts = ground(document, recognition, links, figures)
    if not opinions:
        return facts
    heard = consult(document, recognition, opinions)
    listen(heard)
    return _with(heard, document, recognition, facts)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the search for cyclic garbage: reading makes many small things and no cycles of them."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _with(heard: Heard, document: Document, recognition: Recognition, own: Facts) -> Facts:
    """Our own facts with what was heard, which is grounded by the same code but apart: it can change none of ours."""
    apart = replace(recognition, mentions=heard.mentions)
    facts = joined(own, ground(document, apart, (), ()).entities)
    if not heard.quantities:
        return facts
    quantities = tuple(sorted((*recognition.quantities, *heard.quantities), key=lambda q: q.span))
    counted = replace(recognition, quantities=quantities)
    read = relate(document, counted)[1]
    further = ground(document, recognition, (), [f for f in read if f.quantity in heard.quantities])
    known = {e.id for e in own.entities}
    rows = ((id_, f, about if about in known else "", area) for id_, f, about, area in further.figures)
    told = {numeral.span: figure for numeral, figure in further.numerals if figure}
    return replace(
        facts,
        figures=tuple(sorted((*own.figures, *rows), key=lambda row: row[1].quantity.span)),
        numerals=tuple((n, figure or told.get(n.span, "")) for n, figure in own.numerals),
    )


def build(seeds: Path, out: Path, say: Callable[[str], None] = lambda _: None) -> list[Export]:
    """Builds every dataset of a folder and writes one folder of exports for each.

    `seeds` is a dataset (it holds `dataset.toml`) or a folder of datasets. Everything is built and validated before
    anything is written. Facts that do not conform are set aside in quarantine.jsonl, which is removed where there are
    none. Raises BadInput for input that cannot be used and NotValid for a graph that still does not conform.
    """
    with Gazetteer() as gazetteer:
        exports = [_export(read_dataset(folder), gazetteer, say) for folder in _datasets(seeds)]
    for export in exports:
        if not export.validation.conforms:
            first = export.validation.problems[0]
            raise NotValid(
                f"{export.dataset.folder}: the graph does not conform, nothing was written: "
                f"{first.focus}: {first.message} ({len(export.validation.problems)} in all)"
            )
    for export in exports:
        stale = () if QUARANTINE in export.files else (QUARANTINE,)
        save_folder(out / export.dataset.name, export.files, stale)
        say(f"{out / export.dataset.name}: {', '.join(export.files)}")
    return exports


def _datasets(seeds: Path) -> list[Path]:
    if not seeds.is_dir():
        raise BadInput(f"{seeds}: no such folder")
    if (seeds / "dataset.toml").is_file():
        return [seeds]
    found = sorted(f.parent for f in seeds.glob("*/dataset.toml"))
    if not found:
        raise BadInput(f"{seeds}: holds no dataset: a folder with a dataset.toml is needed")
    return found


def _export(dataset: Dataset, gazetteer: Gazetteer, say: Callable[[str], None]) -> Export:
    from kg.explore import (
        explore,
        query_engine,
    )  # and with them igraph and networkx, which reading does not need
    from kg.view import view

    sources = [read(dataset.folder / name, sha256) for name, sha256 in dataset.files.items()]
    facts = []
    for source in sources:
        say(f"reading {source.name}: {len(source.text)} characters, {source.encoding}")
        facts.append(extract(source, gazetteer))
    texts = {source.sha256: source.text for source in sources}
    facts, graph, validation, aside = _sound(facts, texts)
    engine = query_engine(graph)
    if engine is None:
        say("the explorer is built without the query tab: no query engine is packed (.ci/engine fetches it)")
    files = {
        "graph.ttl": turtle(graph),
        "annotations.jsonl": jsonl(row for one in facts for row in annotation_rows(one)),
        "numbers.tsv": numbers_table(facts),
        "explorer.html": explore(graph, title=dataset.title, texts=texts, engine=engine),
        "network.html": view(graph, title=dataset.title),
        "manifest.json": json.dumps(
            _manifest(dataset, facts, graph, validation, len(aside)), ensure_ascii=False, indent=1
        )
        + "\n",
    }
    if aside:
        files[QUARANTINE] = jsonl(aside)
    return Export(dataset, tuple(facts), graph, validation, files, len(aside))


def _sound(
    facts: list[Facts], texts: dict[str, str]
) -> tuple[list[Facts], Graph, Validation, list[dict[str, Any]]]:
    """The facts that conform, their graph and validation, and a row for each fact that was set aside."""
    aside: list[dict[str, Any]] = []
    while True:
        graph = assemble(facts)
        validation = validate(graph, texts)
        parted = [set_aside(one, validation.problems) for one in facts]
        # Each round takes out at least one fact, or ends the loop.
        if not (rows := [row for _, found in parted for row in found]):
            return facts, graph, validation, aside
        facts = [one for one, _ in parted]
        aside += rows


def _manifest(
    dataset: Dataset, facts: list[Facts], graph: Graph, validation: Validation, aside: int
) -> dict[str, Any]:
    """Counts per class, hits per rule and the result of validation: data of the run, without time or path."""
    classes = Counter(e.cls for one in facts for e in one.entities)
    rules = Counter(r for one in facts for e in one.entities for r in e.rules)
    rules.update(r.rule for one in facts for r in one.relations)
    rules.update(f.quantity.rule for one in facts for _, f, _, _ in one.figures)
    numerals = Counter(n.reason or "figure" for one in facts for n, _ in one.numerals)
    return {
        "dataset": dataset.name,
        "reports": [one.document.source.name for one in facts],
        "triples": len(graph),
        "entities": dict(sorted(classes.items())),
        "figures": sum(len(one.figures) for one in facts),
        "relations": dict(sorted(Counter(r.predicate for one in facts for r in one.relations).items())),
        "numerals": dict(sorted(numerals.items())),
        "rules": dict(sorted(rules.items())),
        "validation": {
            "conforms": validation.conforms,
            "problems": len(validation.problems),
            "setAside": aside,
        }
        | dict(validation.checked),
    }
