"""The graph under assembly of one report: what every part of it adds nodes with."""

from __future__ import annotations

from calendar import monthrange
from functools import lru_cache

from rdflib import RDF, RDFS, TIME, XSD, Graph, Literal, URIRef

from kg.model import Facts, Span
from kg.ontology import KG, OA, class_chain, instance

__all__ = ["Draft", "often"]

_PARTS = {"page": KG.page, "paragraph": KG.paragraph}
_TYPE = RDF.type  # rdflib makes it anew each time it is asked


class Draft:
    """A graph and the facts of one report that go into it."""

    def __init__(self, graph: Graph, facts: Facts) -> None:
        self.graph, self.facts = graph, facts
        self.text = facts.document.text
        self.report = instance(facts.report_id)
        self._passages: dict[Span, URIRef] = {}
        self._periods: dict[str, URIRef] = {}
        self.wordings: dict[tuple[str, ...], URIRef] = {}

    def add(self, subject: URIRef, predicate: URIRef, target: URIRef | Literal) -> None:
        """Adds one triple."""
        self.graph.add((subject, predicate, target))

    def type(self, node: URIRef, cls: URIRef) -> None:
        """Gives a node its class and all classes above it."""
        for above in class_chain(cls):
            self.graph.add((node, _TYPE, above))

    def passage(self, span: Span) -> URIRef:
        """The passage of a span; its IRI is the report's with the fragment of RFC 5147."""
        if span in self._passages:
            return self._passages[span]
        passage = self._passages[span] = URIRef(f"{self.report}#char={span.start},{span.end}")
        self.type(passage, KG.Passage)
        self.add(passage, OA.exact, Literal(span.cut(self.text)))
        self.add(passage, OA.start, often(span.start))
        self.add(passage, OA.end, often(span.end))
        self.add(passage, KG.inReport, self.report)
        part = self.facts.document.source.part_at(span.start)
        if part is not None:
            self.add(passage, _PARTS[part.kind], Literal(part.number))
        return passage

    def period(self, value: str) -> URIRef:
        """The interval of a period in ISO 8601: a year, month, day, or start/end."""
        if value in self._periods:
            return self._periods[value]
        node = self._periods[value] = instance("period_" + value.replace("/", "_"))
        start, _, end = value.partition("/")
        self.add(node, RDF.type, TIME.ProperInterval)
        self.add(node, RDFS.label, Literal(value))
        for property_, day in (
            (TIME.hasBeginning, _first_day(start)),
            (TIME.hasEnd, _last_day(end or start)),
        ):
            instant = instance(f"day_{day}")
            self.add(node, property_, instant)
            self.add(instant, RDF.type, TIME.Instant)
            self.add(instant, TIME.inXSDDate, Literal(day, datatype=XSD.date))
        return node


@lru_cache(maxsize=1 << 14, typed=True)
def often(value: str | int) -> Literal:
    """A literal that many nodes have, made once: a rule's name, a unit, a place in the text, a number."""
    return Literal(value)


def _first_day(value: str) -> str:
    return value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value


def _last_day(value: str) -> str:
    if len(value) == 4:
        return f"{value}-12-31"
    if len(value) == 7:
        return f"{value}-{monthrange(int(value[:4]), int(value[5:7]))[1]:02d}"
    return value
