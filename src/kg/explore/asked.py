"""What the query tab of a page is given beside graph and engine: ready questions, and the names of the terms."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from rdflib import RDFS, SKOS, Graph, URIRef

from kg.nt import iri
from kg.ontology import label, vocabulary
from kg.questions import Parameter, Question, questions
from kg.triples import Triples

__all__ = ["names_payload", "questions_payload"]

_HEAD = re.compile(r"(?:#[^\n]*\n)+")


def questions_payload() -> list[dict[str, Any]]:
    """The ready questions as plain data, in the order of their names.

    Each has `name`, `title` and `note` ({"zh": …, "en": …}), `form`, `text` (the query with its defaults, without the
    lines of its head) and `parameters`: `name`, `kind`, `title` and `default` (a SPARQL term, or null for any).
    """
    return [_question(q) for q in questions().values()]


def _question(question: Question) -> dict[str, Any]:
    return {
        "name": question.name,
        "title": {"zh": question.title_zh, "en": question.title_en},
        "note": {"zh": question.note_zh, "en": question.note_en},
        "form": question.form,
        "text": _HEAD.sub("", question.text, count=1),
        "parameters": [_parameter(p) for p in question.parameters],
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "kind": parameter.kind,
        "title": {"zh": parameter.title_zh, "en": parameter.title_en},
        "default": parameter.default,
    }


def names_payload(graph: Graph | Triples) -> dict[str, dict[str, str]]:
    """The names in zh and en of the ontology's terms and concepts that occur in `graph`, by IRI.

    A graph names its own things, but not the classes, properties, units and qualifiers that it is written in:
    `{"https://…#Figure": {"zh": "数字", "en": "Figure"}, …}`.
    """
    known = vocabulary()
    named = {s for p in (RDFS.label, SKOS.prefLabel) for s in known.subjects(p) if isinstance(s, URIRef)}
    if isinstance(graph, Triples):
        links = [links for _, links in graph.links()]
        told = {term for of_node in links for term in chain(of_node, *of_node.values())}
        used = {term for term in named if iri(term) in told}
    else:
        used = named & {*graph.predicates(unique=True), *graph.objects(unique=True)}
    return {str(t): {"zh": label(t, "zh"), "en": label(t, "en")} for t in sorted(used)}
