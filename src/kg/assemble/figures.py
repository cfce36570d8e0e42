"""A figure as one flat node: value and interval, unit, measure, base and statistic, what it is about, area, period."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from rdflib import PROV, RDF, RDFS, SKOS, Literal, URIRef

from kg.assemble.draft import Draft, often
from kg.identifiers import earlier_id
from kg.measures import base_concept, base_words, concept_of, interval, sharpened, statistic_of
from kg.model import Figure, Quantity
from kg.ontology import KG, SCHEMA, SDMX, instance, qualifier, units

__all__ = ["add_figure"]

_PARTS = ("%", "‰")


def add_figure(draft: Draft, node: URIRef, figure: Figure, about: str, area: str) -> None:
    """Adds a figure; `about` and `area` are ids of entities, "" where there is none."""
    quantity = figure.quantity
    words = quantity.span.cut(draft.text)
    draft.type(node, KG.Figure)
    label = f"{figure.measure}：{words}" if figure.measure else words
    draft.add(node, RDFS.label, Literal(label, lang="zh"))
    _value(draft, node, quantity, words)
    _measure(draft, node, figure)
    if about:
        draft.add(node, SCHEMA.observationAbout, instance(about))
    if area:
        draft.add(node, SDMX.refArea, instance(area))
    if figure.period:
        draft.add(node, SDMX.refPeriod, draft.period(figure.period))
    draft.add(node, KG.periodBasis, often(figure.basis))
    if before := earlier_id(draft.facts.report_id, figure):
        draft.add(node, KG.changedFrom, instance(before))
    draft.add(node, PROV.wasQuotedFrom, draft.passage(quantity.span))
    for heading in figure.headings:
        draft.add(node, KG.quotedHeader, draft.passage(heading))
    draft.add(node, KG.inReport, draft.report)
    draft.add(node, KG.rule, often(quantity.rule))


def _value(draft: Draft, node: URIRef, quantity: Quantity, words: str) -> None:
    """The value as stated and the interval that it means, with unit, qualifier and words."""
    draft.add(node, SCHEMA.value, _number(quantity.value))
    if quantity.upper is not None:
        draft.add(node, KG.upperValue, _number(quantity.upper))
    low, high = interval(quantity.value, quantity.upper, sharpened(quantity.qualifier, words))
    for property_, end in ((SCHEMA.minValue, low), (SCHEMA.maxValue, high)):
        if end is not None:
            draft.add(node, property_, _number(end))
    draft.add(node, SCHEMA.unitText, often(quantity.unit))
    if quantity.unit in units():
        draft.add(node, SCHEMA.unitCode, units()[quantity.unit].iri)
    if quantity.per:
        draft.add(node, KG.per, Literal(quantity.per))
    draft.add(node, KG.qualifier, qualifier(quantity.qualifier))
    draft.add(node, KG.words, Literal(words))


def _measure(draft: Draft, node: URIRef, figure: Figure) -> None:
    """The measure, the base of a percentage, and the statistic."""
    quantity = figure.quantity
    kind = units()[quantity.unit].kind if quantity.unit in units() else "count"
    words = figure.measure or quantity.unit
    draft.add(node, SCHEMA.variableMeasured, _wording(draft, words, kind))
    if quantity.unit in _PARTS:
        told = base_words(words)
        base = _wording(draft, told, *_base_kinds(told)) if told else base_concept(words)
        draft.add(node, KG.percentageOf, base)
    before = draft.facts.document.folded[max(0, quantity.span.start - 4) : quantity.span.start]
    statistic = statistic_of(words, quantity.qualifier, quantity.per, kind, before)
    if statistic is not None:
        draft.add(node, KG.statistic, statistic)


def _base_kinds(words: str) -> list[str]:
    """The kinds of unit that the base of a percentage can have, since no unit tells: those of measures it may mean."""
    return [
        kind for kind in sorted({u.kind for u in units().values()}) if concept_of(words, kind) is not None
    ]


def _wording(draft: Draft, words: str, *kinds: str) -> URIRef:
    """The concept of a measure's wording; the same wording in two reports is the same concept.

    It is narrower than the curated measure for which the wording stands, if there is one for the unit's kind.
    """
    known = draft.wordings.get((words, *kinds))
    if known is not None:
        return known
    concept = draft.wordings[words, *kinds] = instance(
        "measure_" + hashlib.sha256(words.encode("utf-8")).hexdigest()[:12]
    )
    draft.add(concept, RDF.type, SKOS.Concept)
    draft.add(concept, SKOS.inScheme, KG.measures)
    draft.add(concept, SKOS.prefLabel, Literal(words, lang="zh"))
    for kind in kinds:
        curated = concept_of(words, kind)
        if curated is not None:
            draft.add(concept, SKOS.broader, curated)
    return concept


def _number(value: Decimal) -> Literal:
    """A whole number as xsd:integer, any other as xsd:decimal in its shortest form."""
    if value == value.to_integral_value():
        return often(int(value))
    return Literal(value)  # 2.50 equals 2.5, and is written otherwise
