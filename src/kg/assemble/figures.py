"""A figure as one flat node: value and interval, unit, measure, base and statistic, what it is about, area, period."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from kg import nt
from kg.assemble.draft import Draft, types
from kg.identifiers import earlier_id
from kg.measures import base_concept, base_words, concept_of, interval, sharpened, statistic_of
from kg.model import Figure, Quantity
from kg.ontology import KG, Unit, qualifier, units
from kg.triples import Links

__all__ = ["add_figure"]

_PARTS = ("%", "‰")


def add_figure(draft: Draft, node: str, figure: Figure, about: str, area: str) -> None:
    """Adds a figure; `about` and `area` are ids of entities, "" where there is none."""
    quantity = figure.quantity
    words = quantity.span.cut(draft.text)
    unit = units().get(quantity.unit)
    label = f"{figure.measure}：{words}" if figure.measure else words
    links: Links = {
        nt.rdf.type: types(KG.Figure).copy(),
        nt.rdfs.label: {nt.literal(label, "zh"): None},
        nt.kg.periodBasis: {nt.often(figure.basis): None},
        nt.prov.wasQuotedFrom: {draft.passage(quantity.span): None},
        nt.kg.inReport: {draft.report: None},
        nt.kg.rule: {nt.often(quantity.rule): None},
    }
    _value(links, quantity, words, unit)
    _measure(draft, links, figure, unit)
    if about:
        links[nt.schema.observationAbout] = {nt.node(about): None}
    if area:
        links[nt.sdmx.refArea] = {nt.node(area): None}
    if figure.period:
        links[nt.sdmx.refPeriod] = {draft.period(figure.period): None}
    if before := earlier_id(draft.facts.report_id, figure):
        links[nt.kg.changedFrom] = {nt.node(before): None}
    if figure.headings:
        links[nt.kg.quotedHeader] = {draft.passage(heading): None for heading in figure.headings}
    draft.graph.put(node, links)


def _value(links: Links, quantity: Quantity, words: str, unit: Unit | None) -> None:
    """The value as stated and the interval that it means, with unit, qualifier and words."""
    links[nt.schema.value] = {_number(quantity.value): None}
    if quantity.upper is not None:
        links[nt.kg.upperValue] = {_number(quantity.upper): None}
    low, high = interval(quantity.value, quantity.upper, sharpened(quantity.qualifier, words))
    if low is not None:
        links[nt.schema.minValue] = {_number(low): None}
    if high is not None:
        links[nt.schema.maxValue] = {_number(high): None}
    links[nt.schema.unitText] = {nt.often(quantity.unit): None}
    if unit is not None:
        links[nt.schema.unitCode] = {nt.iri(unit.iri): None}
    if quantity.per:
        links[nt.kg.per] = {nt.literal(quantity.per): None}
    links[nt.kg.qualifier] = {nt.iri(qualifier(quantity.qualifier)): None}
    links[nt.kg.words] = {nt.literal(words): None}


def _measure(draft: Draft, links: Links, figure: Figure, unit: Unit | None) -> None:
    """The measure, the base of a percentage, and the statistic."""
    quantity = figure.quantity
    kind = unit.kind if unit is not None else "count"
    words = figure.measure or quantity.unit
    links[nt.schema.variableMeasured] = {_wording(draft, words, kind): None}
    if quantity.unit in _PARTS:
        told = base_words(words)
        base = _wording(draft, told, *_base_kinds(told)) if told else nt.iri(base_concept(words))
        links[nt.kg.percentageOf] = {base: None}
    before = draft.facts.document.folded[max(0, quantity.span.start - 4) : quantity.span.start]
    statistic = statistic_of(words, quantity.qualifier, quantity.per, kind, before)
    if statistic is not None:
        links[nt.kg.statistic] = {nt.iri(statistic): None}


def _base_kinds(words: str) -> list[str]:
    """The kinds of unit that the base of a percentage can have, since no unit tells: those of measures it may mean."""
    return [
        kind for kind in sorted({u.kind for u in units().values()}) if concept_of(words, kind) is not None
    ]


def _wording(draft: Draft, words: str, *kinds: str) -> str:
    """The concept of a measure's wording; the same wording in two reports is the same concept.

    It is narrower than the curated measure for which the wording stands, if there is one for the unit's kind.
    """
    known = draft.wordings.get((words, *kinds))
    if known is not None:
        return known
    concept = draft.wordings[words, *kinds] = nt.node(
        "measure_" + hashlib.sha256(words.encode("utf-8")).hexdigest()[:12]
    )
    draft.add(concept, nt.rdf.type, nt.skos.Concept)
    draft.add(concept, nt.skos.inScheme, nt.kg.measures)
    draft.add(concept, nt.skos.prefLabel, nt.literal(words, "zh"))
    for kind in kinds:
        curated = concept_of(words, kind)
        if curated is not None:
            draft.add(concept, nt.skos.broader, nt.iri(curated))
    return concept


def _number(value: Decimal) -> str:
    """A whole number as xsd:integer, any other as xsd:decimal."""
    return nt.literal(int(value) if value == value.to_integral_value() else value)
