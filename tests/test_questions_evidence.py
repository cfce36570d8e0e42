"""Ready CONSTRUCTs give the evidence in standard form, and evidence does not outgrow the facts."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib import PROV, RDF, RDFS, BNode, Graph, Namespace

from answers import SEED, rows, seed_store
from kg.ontology import KG, vocabulary
from kg.questions import question

OA = Namespace("http://www.w3.org/ns/oa#")


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(SEED)


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return seed_store()


def test_web_annotations_hold_every_quote_once(graph: Graph) -> None:
    made = graph.query(question("evidence-web-annotation").sparql()).graph
    assert made is not None
    assert not [t for triple in made for t in triple if isinstance(t, BNode)]
    quoted = [(f, p) for link in (KG.mention, PROV.wasQuotedFrom) for f, p in graph.subject_objects(link)]
    annotations = set(made.subjects(RDF.type, OA.Annotation))
    found = []
    for annotation in annotations:
        (fact,) = made.objects(annotation, OA.hasBody)
        (target,) = made.objects(annotation, OA.hasTarget)
        (selector,) = made.objects(target, OA.hasSelector)
        assert (target, RDF.type, OA.SpecificResource) in made
        assert list(made.objects(target, OA.hasSource)) == list(graph.objects(selector, KG.inReport))
        for kind in (OA.TextQuoteSelector, OA.TextPositionSelector):
            assert (selector, RDF.type, kind) in made
        for property_ in (OA.exact, OA.start, OA.end):
            assert list(made.objects(selector, property_)) == list(graph.objects(selector, property_))
        found.append((fact, selector))
    assert sorted(found) == sorted(quoted)
    assert not annotations & set(graph.all_nodes())


def test_prov_leads_from_every_fact_to_its_report(graph: Graph) -> None:
    made = graph.query(question("evidence-prov").sparql()).graph
    assert made is not None
    quoted = {(f, p) for link in (KG.mention, PROV.wasQuotedFrom) for f, p in graph.subject_objects(link)}
    assert set(made.subject_objects(PROV.wasDerivedFrom)) == quoted
    for fact, passage in quoted:
        report = graph.value(passage, KG.inReport)
        assert (fact, PROV.hadPrimarySource, report) in made
        assert list(made.objects(passage, PROV.value)) == list(graph.objects(passage, OA.exact))


def test_evidence_overhead(graph: Graph, store: ox.Store) -> None:
    """Triples of evidence are at most three times the triples of facts.

    Evidence: every triple whose subject is a passage or a statement, and every triple that leads from an entity, a
    figure or a report to its passages, words, rule, report, basis of the period, or SHA-256. All else is fact:
    types, names, codes, plain relations, values, units, measures, areas, periods and what the report says of itself.
    The ratio must hold too when types and properties that follow from kg.ttl are left out on both sides.
    """
    counted = {r["part"]: int(r["triples"]) for r in rows(store, "evidence-overhead")}
    assert sum(counted.values()) == len(graph)
    facts = graph.query(question("facts-only").sparql()).graph
    assert facts is not None
    assert len(facts) == counted["fact"]
    assert counted["evidence"] <= 3.0 * counted["fact"]

    subclass = set(vocabulary().subject_objects(RDFS.subClassOf))
    subproperty = set(vocabulary().subject_objects(RDFS.subPropertyOf))

    def follows(s: object, p: object, o: object) -> bool:
        if p == RDF.type:
            return any((t, o) in subclass for t in graph.objects(s, RDF.type))
        return any((q, p) in subproperty for q in graph.predicates(s, o))

    stated = [t for t in graph if not follows(*t)]
    stated_facts = sum(t in facts for t in stated)
    assert len(stated) - stated_facts <= 3.0 * stated_facts
