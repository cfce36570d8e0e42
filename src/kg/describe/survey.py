"""Counts over a graph in one pass over its triples, which are never held; and what its reports say of themselves."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from rdflib import DCTERMS, RDF

from kg.namespaces import prefixes
from kg.ontology import KG, below
from kg.store.stream import quads_of

__all__ = ["TOLD", "Survey", "namespace_of", "report_kinds", "survey", "triples_of", "value_of"]

_TYPE = str(RDF.type)
_SHA256 = prefixes()["schema"] + "sha256"
TOLD = {str(DCTERMS[n]) for n in ("title", "publisher", "issued", "identifier", "spatial", "temporal")} | {
    _SHA256
}
"""The properties by which a report says something of itself."""


@dataclass
class Survey:
    """What a graph holds. Keys are IRIs.

    `subjects` and `objects` count different nodes, `own` those subjects that lie in the project's space of instances.
    `classes` counts the instances of each class, `properties` the triples of each property, `links` the triples by
    property and the namespace their object lies in, where that is none of instances. `examples` holds the first instance
    of each class by code points. `reports` holds what each report says of itself: values by property, sorted.
    """

    triples: int = 0
    subjects: int = 0
    objects: int = 0
    own: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    reports: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def namespaces(self) -> set[str]:
        """The namespaces of the classes and properties."""
        return {namespace_of(iri) for iri in (*self.classes, *self.properties)}


def triples_of(files: Iterable[Path]) -> Iterator[ox.Triple]:
    """The triples of RDF files, those of all named graphs together, each once. Raises BadGraph with file and reason.

    To know what came already, 16 bytes of hash are kept of each triple.
    """
    seen: set[bytes] = set()
    for quad in (q for file in files for q in quads_of(file)):
        key = _hash(str(quad.triple))
        if key not in seen:
            seen.add(key)
            yield quad.triple


def survey(triples: Iterable[ox.Triple]) -> Survey:
    """Counts over triples, each of which comes once, in any order. Of each different node a hash is kept."""
    found = Survey()
    subjects: set[bytes] = set()
    objects: set[bytes] = set()
    told: dict[str, dict[str, list[str]]] = {}
    space = prefixes()["id"]
    kinds = report_kinds()
    reports = set()
    last = None
    for triple in triples:
        subject, property_, target = triple.subject, triple.predicate.value, triple.object
        found.triples += 1
        found.properties[property_] += 1
        if subject != last and (key := _hash(str(subject))) not in subjects:
            subjects.add(key)
            found.own += str(subject).startswith("<" + space)
        last = subject
        objects.add(_hash(str(target)))
        if property_ == _TYPE and isinstance(target, ox.NamedNode):
            found.classes[target.value] += 1
            if isinstance(subject, ox.NamedNode):
                first = found.examples.get(target.value)
                found.examples[target.value] = min(first or subject.value, subject.value)
                if target.value in kinds:
                    reports.add(subject.value)
        elif isinstance(target, ox.NamedNode) and not target.value.startswith(space):
            found.links[property_, namespace_of(target.value)] += 1
        if property_ in TOLD and isinstance(subject, ox.NamedNode) and not isinstance(target, ox.BlankNode):
            told.setdefault(subject.value, {}).setdefault(property_, []).append(value_of(target))
    found.subjects, found.objects = len(subjects), len(objects)
    found.reports = {
        iri: {p: sorted(values) for p, values in sorted(told.get(iri, {}).items())} for iri in sorted(reports)
    }
    return found


@cache
def report_kinds() -> frozenset[str]:
    """The IRIs of the classes whose instances are reports."""
    return frozenset(str(cls) for cls in below(KG.Report))


def value_of(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """The text of a term."""
    return str(term) if isinstance(term, ox.Triple) else term.value


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def namespace_of(iri: str) -> str:
    """An IRI up to its last `#` or `/`, or the whole of it where it has none."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] or iri
