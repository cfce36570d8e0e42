"""Facts become RDF: entities, statements and figures, each one step from the passage that states it.

The graph has no blank node, no time of the run and no path, so that the same report always gives the same triples.
"""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Iterable
from decimal import Decimal

from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, TIME, XSD, Graph, Literal, Namespace, URIRef

from kg.model import Entity, Facts, Figure, Span
from kg.ontology import KG, SDMX, class_chain, instance, prefixes, qualifier, superproperties, units

__all__ = ["assemble"]

_OA = Namespace("http://www.w3.org/ns/oa#")
_SCHEMA = Namespace("https://schema.org/")


def assemble(facts: Iterable[Facts]) -> Graph:
    """One graph of the facts of several reports."""
    graph = Graph()
    for prefix, base in prefixes().items():
        graph.bind(prefix, base, replace=True)
    for one in facts:
        _Assembly(graph, one).run()
    return graph


class _Assembly:
    """The facts of one report on their way into a graph."""

    def __init__(self, graph: Graph, facts: Facts) -> None:
        self.graph, self.facts = graph, facts
        self.text = facts.document.text
        self.report = instance(facts.report_id)

    def run(self) -> None:
        """Adds the report, then its entities, relations and figures."""
        self._report()
        for entity in self.facts.entities:
            self._entity(entity)
        for relation in self.facts.relations:
            subject, target = instance(relation.subject), instance(relation.object)
            predicate = KG[relation.predicate]
            for property_ in (predicate, *superproperties(predicate)):
                self._add(subject, property_, target)
            statement = instance(relation.id)
            self._type(statement, KG.Statement)
            self._add(statement, RDF.subject, subject)
            self._add(statement, RDF.predicate, predicate)
            self._add(statement, RDF.object, target)
            self._add(statement, PROV.wasQuotedFrom, self._passage(relation.span))
            self._add(statement, KG.rule, Literal(relation.rule))
        for id_, figure, about, area in self.facts.figures:
            self._figure(instance(id_), figure, about, area)

    def _add(self, subject: URIRef, predicate: URIRef, target: URIRef | Literal) -> None:
        self.graph.add((subject, predicate, target))

    def _type(self, node: URIRef, cls: URIRef) -> None:
        for above in class_chain(cls):
            self._add(node, RDF.type, above)

    def _report(self) -> None:
        header, source = self.facts.document.header, self.facts.document.source
        self._type(self.report, KG.Report)
        self._add(self.report, _SCHEMA.sha256, Literal(source.sha256))
        self._add(self.report, DCTERMS.identifier, Literal(source.name))
        named = {
            DCTERMS.title: header.title,
            _SCHEMA.alternativeHeadline: header.subtitle,
            DCTERMS.publisher: header.publisher,
            DCTERMS.contributor: header.contributor,
            _SCHEMA.editor: header.editor,
        }
        for property_, field in named.items():
            if field is not None:
                self._add(self.report, property_, Literal(field.value, lang="zh"))
                self._add(self.report, KG.mention, self._passage(field.span))
        if header.published is not None:
            kind = XSD.dateTime if "T" in header.published.value else XSD.date
            self._add(self.report, DCTERMS.issued, Literal(header.published.value, datatype=kind))
            self._add(self.report, KG.mention, self._passage(header.published.span))
        if self.facts.area:
            self._add(self.report, DCTERMS.spatial, instance(self.facts.area))
        if self.facts.year:
            self._add(self.report, DCTERMS.temporal, self._period(self.facts.year))

    def _passage(self, span: Span) -> URIRef:
        """The passage of a span; its IRI is the report's with the fragment of RFC 5147."""
        passage = URIRef(f"{self.report}#char={span.start},{span.end}")
        self._type(passage, KG.Passage)
        self._add(passage, _OA.exact, Literal(span.cut(self.text)))
        self._add(passage, _OA.start, Literal(span.start))
        self._add(passage, _OA.end, Literal(span.end))
        self._add(passage, KG.inReport, self.report)
        return passage

    def _entity(self, entity: Entity) -> None:
        node = instance(entity.id)
        self._type(node, KG[entity.cls])
        self._add(node, RDFS.label, Literal(entity.name, lang="zh"))
        for alias in entity.aliases:
            self._add(node, SKOS.altLabel, Literal(alias, lang="zh"))
        for span in entity.mentions:
            self._add(node, KG.mention, self._passage(span))
        for rule in entity.rules:
            self._add(node, KG.rule, Literal(rule))
        for code in entity.codes:
            book, _, digits = code.partition(":")
            self._add(node, SKOS.notation, Literal(digits, datatype=URIRef(prefixes()["codebook"] + book)))

    def _figure(self, node: URIRef, figure: Figure, about: str, area: str) -> None:
        quantity = figure.quantity
        words = quantity.span.cut(self.text)
        self._type(node, KG.Figure)
        self._add(
            node, RDFS.label, Literal(f"{figure.measure}：{words}" if figure.measure else words, lang="zh")
        )
        self._add(node, _SCHEMA.value, _number(quantity.value))
        if quantity.upper is not None:
            self._add(node, KG.upperValue, _number(quantity.upper))
        self._add(node, _SCHEMA.unitText, Literal(quantity.unit))
        if quantity.unit in units():
            self._add(node, _SCHEMA.unitCode, units()[quantity.unit].iri)
        if quantity.per:
            self._add(node, KG.per, Literal(quantity.per))
        self._add(node, KG.qualifier, qualifier(quantity.qualifier))
        self._add(node, KG.words, Literal(words))
        self._add(node, _SCHEMA.variableMeasured, self._measure(figure.measure or quantity.unit))
        if about:
            self._add(node, _SCHEMA.observationAbout, instance(about))
        if area:
            self._add(node, SDMX.refArea, instance(area))
        if figure.period:
            self._add(node, SDMX.refPeriod, self._period(figure.period))
        self._add(node, KG.periodBasis, Literal(figure.basis))
        self._add(node, PROV.wasQuotedFrom, self._passage(quantity.span))
        self._add(node, KG.inReport, self.report)
        self._add(node, KG.rule, Literal(quantity.rule))

    def _measure(self, words: str) -> URIRef:
        """The concept of a measure's wording; the same wording in two reports is the same concept."""
        concept = instance("measure_" + hashlib.sha256(words.encode("utf-8")).hexdigest()[:12])
        self._add(concept, RDF.type, SKOS.Concept)
        self._add(concept, SKOS.inScheme, KG.measures)
        self._add(concept, SKOS.prefLabel, Literal(words, lang="zh"))
        return concept

    def _period(self, value: str) -> URIRef:
        """The interval of a period in ISO 8601: a year, month, day, or start/end."""
        node = instance("period_" + value.replace("/", "_"))
        start, _, end = value.partition("/")
        self._add(node, RDF.type, TIME.ProperInterval)
        self._add(node, RDFS.label, Literal(value))
        for property_, day in (
            (TIME.hasBeginning, _first_day(start)),
            (TIME.hasEnd, _last_day(end or start)),
        ):
            instant = instance(f"day_{day}")
            self._add(node, property_, instant)
            self._add(instant, RDF.type, TIME.Instant)
            self._add(instant, TIME.inXSDDate, Literal(day, datatype=XSD.date))
        return node


def _number(value: Decimal) -> Literal:
    """A whole number as xsd:integer, any other as xsd:decimal in its shortest form."""
    if value == value.to_integral_value():
        return Literal(int(value))
    return Literal(value)


def _first_day(value: str) -> str:
    return value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value


def _last_day(value: str) -> str:
    if len(value) == 4:
        return f"{value}-12-31"
    if len(value) == 7:
        return f"{value}-{monthrange(int(value[:4]), int(value[5:7]))[1]:02d}"
    return value
