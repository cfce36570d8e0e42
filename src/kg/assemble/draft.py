"""The graph under assembly of one report: what every part of it adds nodes with. Terms are spelled as in `kg.nt`."""

from __future__ import annotations

from calendar import monthrange
from functools import cache

from rdflib import URIRef

from kg import nt
from kg.model import Facts, Span
from kg.ontology import KG, class_chain
from kg.triples import Triples

__all__ = ["Draft", "types"]

_PARTS = {"page": nt.kg.page, "paragraph": nt.kg.paragraph}


class Draft:
    """A graph and the facts of one report that go into it."""

    def __init__(self, graph: Triples, facts: Facts) -> None:
        self.graph, self.facts = graph, facts
        self.text = facts.document.text
        self.report = nt.node(facts.report_id)
        self.add = graph.add
        self._passages: dict[Span, str] = {}
        self._periods: dict[str, str] = {}
        self.wordings: dict[tuple[str, ...], str] = {}

    def type(self, node: str, cls: URIRef) -> None:
        """Gives a node its class and all classes above it."""
        for above in types(cls):
            self.add(node, nt.rdf.type, above)

    def passage(self, span: Span) -> str:
        """The passage of a span; its IRI is the report's with the fragment of RFC 5147."""
        known = self._passages.get(span)
        if known is not None:
            return known
        passage = self._passages[span] = f"{self.report[:-1]}#char={span.start},{span.end}>"
        links = {
            nt.rdf.type: types(KG.Passage).copy(),
            nt.oa.exact: {nt.literal(span.cut(self.text)): None},
            nt.oa.start: {nt.literal(span.start): None},
            nt.oa.end: {nt.literal(span.end): None},
            nt.kg.inReport: {self.report: None},
        }
        part = self.facts.document.source.part_at(span.start)
        if part is not None:
            links[_PARTS[part.kind]] = {nt.literal(part.number): None}
        self.graph.put(passage, links)
        return passage

    def period(self, value: str) -> str:
        """The interval of a period in ISO 8601: a year, month, day, or start/end."""
        if value in self._periods:
            return self._periods[value]
        node = self._periods[value] = nt.node("period_" + value.replace("/", "_"))
        start, _, end = value.partition("/")
        self.add(node, nt.rdf.type, nt.time.ProperInterval)
        self.add(node, nt.rdfs.label, nt.literal(value))
        for property_, day in (
            (nt.time.hasBeginning, _first_day(start)),
            (nt.time.hasEnd, _last_day(end or start)),
        ):
            instant = nt.node(f"day_{day}")
            self.add(node, property_, instant)
            self.add(instant, nt.rdf.type, nt.time.Instant)
            self.add(instant, nt.time.inXSDDate, nt.literal(day, kind=nt.text_of(nt.xsd.date)))
        return node


@cache
def types(cls: URIRef) -> dict[str, None]:
    """A class and all classes above it, as the objects of a node's type; to be copied and not changed."""
    return {nt.iri(above): None for above in class_chain(cls)}


def _first_day(value: str) -> str:
    return value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value


def _last_day(value: str) -> str:
    if len(value) == 4:
        return f"{value}-12-31"
    if len(value) == 7:
        return f"{value}-{monthrange(int(value[:4]), int(value[5:7]))[1]:02d}"
    return value
