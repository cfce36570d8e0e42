"""Counts of reports beside what a code book lists, and codes that changed from one year of a code book to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.merge.bind import Node
from kg.merge.compare import Stated
from kg.merge.comparison import AGREEMENT, NOT_COMPARABLE, Comparison
from kg.merge.terms import T, nt, text_of
from kg.ontology import KG
from kg.rulebook import lexicon

if TYPE_CHECKING:
    from kg.merge.engine import Engine

__all__ = ["CHANGE", "changed_codes", "listed"]

CHANGE = "change"
_EXACT = ("exact", "")


def listed(tables: Engine, places: Mapping[str, Node], figures: Iterable[Stated]) -> list[Comparison]:
    """Each exact count of villages, communities or towns of an area that a code book of the merge lists in full."""
    rows = tables.rows(
        "SELECT DISTINCT a.s, b.o FROM quad a JOIN quad b USING (s) WHERE a.p = $type AND a.o = $listing AND b.p = $spatial",
        {"type": T["type"], "listing": nt(KG.CodeBookExtract), "spatial": T["spatial"]},
    )
    extracts = {text_of(area): text_of(extract) for extract, area in sorted(rows)}
    found = []
    for figure in figures:
        level = _levels().get(figure.measure_label)
        extract = extracts.get(figure.area)
        if level is None or extract is None or figure.qualifier not in _EXACT or figure.about:
            continue
        inside = [n for n in places.values() if n.cls == level and nt(extract) in n.sources]
        book = min((b for n in inside for b in n.codes), default="")
        words = f"{len(inside)} ({book})"
        count = Decimal(len(inside))
        kind, why = (
            (AGREEMENT, f"the code book {book} lists as many")
            if count == figure.value
            else (NOT_COMPARABLE, f"the code book {book} lists another number, of its own date")
        )
        other = Stated(
            extract, figure.measure, figure.measure_label, figure.area, "", book[-4:], figure.unit, figure.statistic,
            "", "", count, None, count, count, "exact", words, extract, "",
        )  # fmt: skip
        found.append(Comparison(kind, figure, other, why))
    return sorted(found, key=lambda c: c.one.iri)


@cache
def _levels() -> dict[str, str]:
    """The level that each wording counts."""
    return {words: level for level, found in lexicon("merge")["counted"].items() for words in found.split()}


def changed_codes(places: Mapping[str, Node], canonical: Mapping[str, str]) -> list[Comparison]:
    """Divisions whose code is another in another year of a code book, and codes that name another division then."""
    groups: dict[str, list[Node]] = defaultdict(list)
    codes: dict[tuple[str, str], dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for iri, node in sorted(places.items()):
        groups[canonical.get(iri, iri)].append(node)
        for book, own in node.codes.items():
            for code in own:
                codes[_agency(book), code][book].append(node)
    found = []
    for nodes in groups.values():
        years = sorted({(book, code) for n in nodes for book, own in n.codes.items() for code in own})
        for (before, old), (after, new) in pairwise(years):
            if _agency(before) == _agency(after) and before != after and old != new:
                one, two = _bearer(nodes, before, old), _bearer(nodes, after, new)
                found.append(_change(one, two, (before, old), (after, new), "the code of a division changed"))
    for (_, code), years_ in codes.items():
        for (before, first), (after, second) in pairwise(sorted(years_.items())):
            one, two = first[0], second[0]
            if canonical.get(one.iri, one.iri) != canonical.get(two.iri, two.iri):
                why = (
                    "the code names another division"
                    if one.name != two.name
                    else "the code stays, but the town or kind changed"
                )
                found.append(_change(one, two, (before, code), (after, code), why))
    return sorted(found, key=lambda c: (c.one.iri, c.two.iri, c.why))


def _agency(book: str) -> str:
    return book.rstrip("0123456789")


def _bearer(nodes: Iterable[Node], book: str, code: str) -> Node:
    return next(n for n in nodes if code in n.codes.get(book, ()))


def _change(one: Node, two: Node, before: tuple[str, str], after: tuple[str, str], why: str) -> Comparison:
    sides = [
        Stated(
            node.iri, "", node.label, node.iri, "", book[-4:], "", "", "", "", Decimal(code), None, None, None, "",
            f"{node.label} {code} ({book})", min(node.sources, default="<>")[1:-1], "",
        )
        for node, (book, code) in ((one, before), (two, after))
    ]  # fmt: skip
    return Comparison(CHANGE, sides[0], sides[1], why)
