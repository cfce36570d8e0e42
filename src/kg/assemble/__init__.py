"""Facts become RDF: entities, statements and figures, each one step from the passage that states it.

The graph has no blank node, no time of the run and no path, so that the same report always gives the same triples.
"""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import DCTERMS, PROV, RDF, XSD, Graph, Literal

from kg.assemble.draft import Draft
from kg.assemble.entities import Names, add_entity
from kg.assemble.figures import add_figure
from kg.model import Facts, Relation
from kg.ontology import KG, SCHEMA, instance, prefixes, superproperties

__all__ = ["assemble"]


def assemble(facts: Iterable[Facts], graph: Graph | None = None) -> Graph:
    """One graph of the facts of several reports: a new one, or the given one with them added."""
    graph = Graph() if graph is None else graph
    for prefix, base in prefixes().items():
        graph.bind(prefix, base, replace=True)
    for one in facts:
        draft = Draft(graph, one)
        _report(draft)
        known = Names(draft)
        for entity in one.entities:
            add_entity(draft, entity, known)
        for relation in one.relations:
            _relation(draft, relation)
        for id_, figure, about, area in one.figures:
            add_figure(draft, instance(id_), figure, about, area)
    return graph


def _relation(draft: Draft, relation: Relation) -> None:
    """A relation as a plain triple, and the statement that holds its passage."""
    subject, target = instance(relation.subject), instance(relation.object)
    predicate = KG[relation.predicate]
    for property_ in (predicate, *superproperties(predicate)):
        draft.add(subject, property_, target)
    statement = instance(relation.id)
    draft.type(statement, KG.Statement)
    draft.add(statement, RDF.subject, subject)
    draft.add(statement, RDF.predicate, predicate)
    draft.add(statement, RDF.object, target)
    draft.add(statement, PROV.wasQuotedFrom, draft.passage(relation.span))
    draft.add(statement, KG.rule, Literal(relation.rule))


def _report(draft: Draft) -> None:
    """The report with what it says of itself."""
    header, source = draft.facts.document.header, draft.facts.document.source
    draft.type(draft.report, KG.Report)
    draft.add(draft.report, SCHEMA.sha256, Literal(source.sha256))
    draft.add(draft.report, DCTERMS.identifier, Literal(source.name))
    named = {
        DCTERMS.title: header.title,
        SCHEMA.alternativeHeadline: header.subtitle,
        DCTERMS.publisher: header.publisher,
        DCTERMS.contributor: header.contributor,
        SCHEMA.editor: header.editor,
    }
    for property_, field in named.items():
        if field is not None:
            draft.add(draft.report, property_, Literal(field.value, lang="zh"))
            draft.add(draft.report, KG.mention, draft.passage(field.span))
    if header.published is not None:
        kind = XSD.dateTime if "T" in header.published.value else XSD.date
        draft.add(draft.report, DCTERMS.issued, Literal(header.published.value, datatype=kind))
        draft.add(draft.report, KG.mention, draft.passage(header.published.span))
    if draft.facts.area:
        draft.add(draft.report, DCTERMS.spatial, instance(draft.facts.area))
    if draft.facts.year:
        draft.add(draft.report, DCTERMS.temporal, draft.period(draft.facts.year))
