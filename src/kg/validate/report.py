"""The outcome as a SHACL validation report (W3C, 2017): the same triples for the same outcome, without blank nodes."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef

from kg.identifiers import digest
from kg.ontology import check_iri, instance, prefixes
from kg.validate.problem import Problem

__all__ = ["shacl_report"]


def shacl_report(problems: Iterable[Problem]) -> Graph:
    """The problems as one sh:ValidationReport; checks of evidence are constraint components of our own."""
    graph = Graph()
    for prefix, base in (*prefixes().items(), ("sh", str(SH)), ("shapes", check_iri(""))):
        graph.bind(prefix, base, replace=True)
    found = sorted(problems)
    node = instance("validation")
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, SH.conforms, Literal(not found)))
    for one in found:
        result = instance("result_" + digest(one.kind, one.check, one.focus, one.path, one.message))
        graph.add((node, SH.result, result))
        graph.add((result, RDF.type, SH.ValidationResult))
        graph.add((result, SH.resultSeverity, SH.Violation))
        component = SH[one.check] if one.kind == "shape" else check_iri(one.check)
        graph.add((result, SH.sourceConstraintComponent, component))
        focus = Literal(one.focus) if one.focus == "[]" else URIRef(one.focus)
        graph.add((result, SH.focusNode, focus))
        graph.add((result, SH.resultMessage, Literal(one.zh, lang="zh")))
        graph.add((result, SH.resultMessage, Literal(one.en, lang="en")))
        if one.path:
            prefix, _, local = one.path.partition(":")
            iri = prefixes()[prefix] + local if prefix in prefixes() else one.path
            graph.add((result, SH.resultPath, URIRef(iri)))
        graph.add((result, RDFS.label, Literal(f"{one.kind}: {one.check}")))
    return graph
