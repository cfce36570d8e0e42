"""Check a graph: its shape, its evidence, and its quotes against the reports' words.

SHACL says what a node must have (`kg.validate.shapes`). What it cannot say is checked in `kg.validate.evidence`:
that every entity, figure and statement reaches a passage, that a passage's IRI, place and words agree, that a figure's
words read as its value, and, where the report's text is at hand, that the words do stand there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import RDFS, Graph, URIRef

from kg import nt
from kg.ontology import KG, class_chain, vocabulary
from kg.triples import Triples
from kg.validate.evidence import Nodes, unproven
from kg.validate.problem import Problem
from kg.validate.report import shacl_report
from kg.validate.shapes import misshapen

__all__ = ["Problem", "Validation", "evidence", "shacl_report", "validate", "validate_parts"]

_ENTITY_ROOTS = (KG.Place, KG.Organization, KG.Program, KG.Document, KG.PeopleGroup, KG.Post, KG.Person)


@dataclass(frozen=True, slots=True)
class Validation:
    """The outcome: no problem means that the graph conforms.

    `checked` counts reports, entities, figures, statements and passages, and as quotes the passages whose
    words were compared with a text.
    """

    conforms: bool
    problems: tuple[Problem, ...]
    checked: Mapping[str, int]


def validate(graph: Graph | Triples, texts: Mapping[str, str] | None = None) -> Validation:
    """Check a graph that carries all its types; it is not changed.

    `texts` holds texts of reports by the SHA-256 of their UTF-8, as a report's schema:sha256 gives it; quotes
    of other reports are checked for agreement with themselves only. Shapes are SHACL 1.0 (W3C, 2017), the
    place in a passage's IRI is an RFC 5147 fragment. Problems are sorted. Raises BadKnowledge when the shapes
    do not parse.
    """
    data = graph if isinstance(graph, Triples) else Triples.of(graph)
    found = evidence(data, texts)
    problems = tuple(sorted({*misshapen(data), *found.problems}))
    return Validation(not problems, problems, found.checked)


def validate_parts(parts: Iterable[Triples], texts: Mapping[str, str] | None = None) -> Validation:
    """Check the parts of a dataset, each by itself, as `validate` does.

    `checked` adds up: what several parts describe counts in each of them.
    """
    problems: set[Problem] = set()
    checked: Counter[str] = Counter()
    for part in parts:
        found = validate(part, texts)
        problems.update(found.problems)
        checked.update(found.checked)
    return Validation(not problems, tuple(sorted(problems)), dict(checked))


def evidence(graph: Graph | Triples, texts: Mapping[str, str] | None = None) -> Validation:
    """The part of `validate` that needs no shapes: the evidence alone."""
    data = graph if isinstance(graph, Triples) else Triples.of(graph)
    nodes = Nodes(
        reports=set(data.instances(nt.kg.Report)),
        entities={node for cls in _entity_classes() for node in data.instances(cls)},
        figures=set(data.instances(nt.kg.Figure)),
        statements=set(data.instances(nt.kg.Statement)),
        passages=set(data.instances(nt.kg.Passage)),
    )
    problems, quotes = unproven(data, nodes, texts or {})
    checked = {kind: len(found) for kind, found in nodes._asdict().items()} | {"quotes": quotes}
    return Validation(not problems, tuple(sorted(set(problems))), checked)


@cache
def _entity_classes() -> tuple[str, ...]:
    classes = (c for c in vocabulary().subjects(RDFS.subClassOf) if isinstance(c, URIRef))
    return tuple(
        sorted({nt.iri(c) for c in classes if any(root in class_chain(c) for root in _ENTITY_ROOTS)})
    )
