"""What was found, as triples of the graph and as a table for people."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rdflib import URIRef

from kg.copies.fingerprint import Fingerprint
from kg.copies.judge import CONTAINS, Copy, in_time
from kg.ontology import KG, instance, superproperties

__all__ = ["copies_table", "copy_quads", "copy_triples", "counted_with"]

_HEAD = (
    "report_1", "report_2", "kind", "similarity", "original", "counted_with",
    "publisher_1", "publisher_2", "published_1", "published_2", "iri_1", "iri_2", "differs",
)  # fmt: skip


def counted_with(copies: Iterable[Copy], published: Mapping[str, str]) -> dict[str, str]:
    """For each report that is a copy or has one, the report that stands for all of them: itself or the first of them.

    `published` gives each report's date in ISO 8601, "" where there is none. The earliest stands for all, of several
    the first by id; that claims nothing about who wrote the text.
    """
    above: dict[str, str] = {}

    def top(id_: str) -> str:
        while above.setdefault(id_, id_) != id_:
            above[id_] = above[above[id_]]
            id_ = above[id_]
        return id_

    def rank(id_: str) -> tuple[str, str]:
        return published.get(id_) or "~", id_

    for copy in copies:
        first, second = sorted((top(copy.one), top(copy.two)), key=rank)
        above[second] = first
    return {id_: top(id_) for id_ in sorted(above)}


def copy_triples(
    copies: Sequence[Copy], published: Mapping[str, str], firsts: Mapping[str, str] | None = None
) -> Iterator[tuple[URIRef, URIRef, URIRef]]:
    """What the graph says of copies, each property with those above it: who shares a text, who published it again, what is an excerpt.

    `published` as in `counted_with`, whose result `firsts` is where more is known than these copies.
    """
    for copy in copies:
        if copy.one == copy.two:  # one report, given twice
            continue
        one, two = instance(copy.one), instance(copy.two)
        told = [(one, KG.sharesTextWith, two), (two, KG.sharesTextWith, one)]
        if copy.kind == CONTAINS:
            told.append((two, KG.excerptOf, one))
        elif copy.original:
            later = copy.two if copy.original == copy.one else copy.one
            told.append((instance(later), KG.copyOf, instance(copy.original)))
        for subject, property_, target in told:
            yield from ((subject, p, target) for p in (property_, *superproperties(property_)))
    firsts = counted_with(copies, published) if firsts is None else firsts
    for report, first in firsts.items():
        if report != first:
            for property_ in (KG.countedWith, *superproperties(KG.countedWith)):
                yield instance(report), property_, instance(first)


def copy_quads(copies: Sequence[Copy], prints: Iterable[Fingerprint]) -> list[str]:
    """The same as lines of N-Quads, sorted, each in the graph of the report it is said of (as one report is one graph)."""
    dates = {p.report_id: p.published for p in prints}
    return sorted({f"<{s}> <{p}> <{o}> <{s}> .\n" for s, p, o in copy_triples(copies, dates)})


def copies_table(
    copies: Iterable[Copy], prints: Iterable[Fingerprint], firsts: Mapping[str, str] | None = None
) -> str:
    """copies.tsv: a row for each pair, with publishers, dates and what differs, several differences parted by ` | `.

    `firsts` as in `copy_triples`.
    """
    copies = list(copies)
    known: dict[str, Fingerprint] = {}
    for one in sorted(prints, key=in_time):
        known.setdefault(one.report_id, one)
    if firsts is None:
        firsts = counted_with(copies, {id_: p.published for id_, p in known.items()})
    out = io.StringIO()
    table = csv.writer(out, delimiter="\t", lineterminator="\n")
    table.writerow(_HEAD)
    for copy in copies:
        first, second = known[copy.one], known[copy.two]
        original = known[copy.original].file if copy.original else ""
        row = (
            *copy.files, copy.kind, f"{copy.similarity:.4f}", original, known[firsts[copy.one]].file,
            first.publisher, second.publisher, first.published, second.published,
            instance(copy.one), instance(copy.two), " | ".join(copy.differs),
        )  # fmt: skip
        table.writerow([" ".join(str(cell).split()) for cell in row])
    return out.getvalue()
