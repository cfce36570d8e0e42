"""Facts become RDF: entities, statements and figures, each one step from the passage that states it.

The graph has no blank node, no time of the run and no path, so that the same report always gives the same triples.
"""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import XSD, Graph, Literal

from kg import nt
from kg.assemble.draft import Draft
from kg.assemble.entities import Names, add_entity
from kg.assemble.figures import add_figure
from kg.model import Facts, Relation
from kg.ontology import KG, superproperties
from kg.triples import Triples

__all__ = ["assemble", "assembled"]


def assemble(facts: Iterable[Facts]) -> Graph:
    """One graph of the facts of several reports, with the project's prefixes."""
    return assembled(facts).graph()


def assembled(facts: Iterable[Facts]) -> Triples:
    """The same triples in the form in which a build goes on with them."""
    graph = Triples()
    for one in facts:
        draft = Draft(graph, one)
        _report(draft)
        known = Names(draft)
        for entity in one.entities:
            add_entity(draft, entity, known)
        for relation in one.relations:
            _relation(draft, relation)
        for id_, figure, about, area in one.figures:
            add_figure(draft, nt.node(id_), figure, about, area)
    return graph


def _relation(draft: Draft, relation: Relation) -> None:
    """A relation as a plain triple, and the statement that holds its passage."""
    subject, target = nt.node(relation.subject), nt.node(relation.object)
    predicate = KG[relation.predicate]
    for property_ in (predicate, *superproperties(predicate)):
        draft.add(subject, nt.iri(property_), target)
    statement = nt.node(relation.id)
    draft.type(statement, KG.Statement)
    draft.add(statement, nt.rdf.subject, subject)
    draft.add(statement, nt.rdf.predicate, nt.iri(predicate))
    draft.add(statement, nt.rdf.object, target)
    draft.add(statement, nt.prov.wasQuotedFrom, draft.passage(relation.span))
    draft.add(statement, nt.kg.rule, nt.often(relation.rule))


def _report(draft: Draft) -> None:
    """The report with what it says of itself."""
    header, source = draft.facts.document.header, draft.facts.document.source
    draft.type(draft.report, KG.Report)
    draft.add(draft.report, nt.schema.sha256, nt.literal(source.sha256))
    draft.add(draft.report, nt.dct.identifier, nt.literal(source.name))
    named = {
        nt.dct.title: header.title,
        nt.schema.alternativeHeadline: header.subtitle,
        nt.dct.publisher: header.publisher,
        nt.dct.contributor: header.contributor,
        nt.schema.editor: header.editor,
    }
    for property_, field in named.items():
        if field is not None:
            draft.add(draft.report, property_, nt.literal(field.value, "zh"))
            draft.add(draft.report, nt.kg.mention, draft.passage(field.span))
    if header.published is not None:
        kind = XSD.dateTime if "T" in header.published.value else XSD.date
        issued = Literal(header.published.value, datatype=kind)  # which writes a time in full
        draft.add(draft.report, nt.dct.issued, nt.spelled(issued))
        draft.add(draft.report, nt.kg.mention, draft.passage(header.published.span))
    if draft.facts.area:
        draft.add(draft.report, nt.dct.spatial, nt.node(draft.facts.area))
    if draft.facts.year:
        draft.add(draft.report, nt.dct.temporal, draft.period(draft.facts.year))
