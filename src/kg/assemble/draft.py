"""The graph under assembly of one report: what every part of it adds nodes with."""

from __future__ import annotations

from calendar import monthrange

from rdflib import RDF, RDFS, TIME, XSD, Graph, Literal, Namespace, URIRef

from kg.model import Facts, Span
from kg.ontology import KG, class_chain, instance

__all__ = ["Draft"]

_OA = Namespace("http://www.w3.org/ns/oa#")
_PARTS = {"page": KG.page, "paragraph": KG.paragraph}


class Draft:
    """A graph and the facts of one report that go into it."""

    def __init__(self, graph: Graph, facts: Facts) -> None:
        self.graph, self.facts = graph, facts
        self.text = facts.document.text
        self.report = instance(facts.report_id)

    def add(self, subject: URIRef, predicate: URIRef, target: URIRef | Literal) -> None:
        """Adds one triple."""
        self.graph.add((subject, predicate, target))

    def type(self, node: URIRef, cls: URIRef) -> None:
        """Gives a node its class and all classes above it."""
        for above in class_chain(cls):
            self.add(node, RDF.type, above)

    def passage(self, span: Span) -> URIRef:
        """The passage of a span; its IRI is the report's with the fragment of RFC 5147."""
        passage = URIRef(f"{self.report}#char={span.start},{span.end}")
        self.type(passage, KG.Passage)
        self.add(passage, _OA.exact, Literal(span.cut(self.text)))
        self.add(passage, _OA.start, Literal(span.start))
        self.add(passage, _OA.end, Literal(span.end))
        self.add(passage, KG.inReport, self.report)
        part = self.facts.document.source.part_at(span.start)
        if part is not None:
            self.add(passage, _PARTS[part.kind], Literal(part.number))
        return passage

    def period(self, value: str) -> URIRef:
        """The interval of a period in ISO 8601: a year, month, day, or start/end."""
        node = instance("period_" + value.replace("/", "_"))
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


def _first_day(value: str) -> str:
    return value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value


def _last_day(value: str) -> str:
    if len(value) == 4:
        return f"{value}-12-31"
    if len(value) == 7:
        return f"{value}-{monthrange(int(value[:4]), int(value[5:7]))[1]:02d}"
    return value
