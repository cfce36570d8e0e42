"""What the page and the diagram ask of the ontology: terms by kind, names for reading, ends of properties."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from rdflib import OWL, RDF, RDFS, SKOS, VANN, VOID, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.errors import BadKnowledge
from kg.ontology import KG, SCHEMA, class_chain, prefixes, vocabulary

__all__ = [
    "HEADER",
    "SCHEMA",
    "anchor",
    "broader",
    "concepts",
    "curie",
    "disjoint",
    "ends",
    "expanded",
    "iris",
    "own",
    "said",
    "schemes",
    "spaces",
    "terms",
    "words",
]

HEADER = next(s for s in vocabulary().subjects(RDF.type, OWL.Ontology) if isinstance(s, URIRef))


@cache
def words() -> dict[str, Any]:
    """The wording of the page, as `words.toml` has it."""
    try:
        return tomllib.loads((resources.files("kg.document") / "words.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as e:
        raise BadKnowledge(f"document/words.toml: {e}") from e


@cache
def spaces() -> dict[str, str]:
    """Every prefix that the page may write: the project's own, and OWL's and the header's."""
    return {**prefixes(), "owl": str(OWL), "vann": str(VANN), "void": str(VOID)}


@cache
def curie(iri: Node) -> str:
    """An IRI in its short form, `kg:Figure`; the whole IRI where no prefix fits."""
    fitting = [(len(base), p, base) for p, base in spaces().items() if str(iri).startswith(base)]
    if not fitting:
        return str(iri)
    _, prefix, base = max(fitting)
    return f"{prefix}:{str(iri).removeprefix(base)}"


def expanded(short: str) -> URIRef:
    """The IRI of a short form in `words.toml`. An unknown prefix raises BadKnowledge."""
    prefix, _, name = short.partition(":")
    if prefix not in spaces():
        raise BadKnowledge(f"document/words.toml: unknown prefix in {short!r}")
    return URIRef(spaces()[prefix] + name)


def own(iri: Node) -> bool:
    """Whether a term is one of the ontology's own."""
    return str(iri).startswith(str(KG))


def anchor(iri: Node) -> str:
    """The `id` of a term on the page: an own term's local name, so that its IRI leads to it; else its short form."""
    return str(iri).removeprefix(str(KG)) if own(iri) else curie(iri)


def iris(nodes: Iterable[Node]) -> list[URIRef]:
    """The IRIs among nodes, each once, own terms first, in the order of their short forms."""
    return sorted({n for n in nodes if isinstance(n, URIRef)}, key=lambda n: (not own(n), curie(n)))


def terms(kind: URIRef) -> list[URIRef]:
    """All terms of an OWL kind that the ontology declares, own first; own classes as a tree, broader first."""
    found = iris(vocabulary().subjects(RDF.type, kind))
    if kind != OWL.Class:
        return found
    return sorted(found, key=lambda c: (not own(c), [curie(a) for a in reversed(_line(c))]))


def _line(cls: URIRef) -> list[URIRef]:
    """A class and the own classes above it, nearest first."""
    return [c for c in class_chain(cls) if own(c)]


def broader(cls: URIRef) -> list[URIRef]:
    """The own classes above an own class, nearest first."""
    return _line(cls)[1:]


def schemes() -> list[URIRef]:
    """Every concept scheme of the ontology."""
    return iris(vocabulary().subjects(RDF.type, SKOS.ConceptScheme))


def concepts(scheme: URIRef) -> list[URIRef]:
    """The concepts of a scheme."""
    return iris(vocabulary().subjects(SKOS.inScheme, scheme))


def said(term: Node, lang: str, *properties: URIRef) -> list[str]:
    """What a term says in a language (default: its labels), sorted."""
    wanted = properties or (RDFS.label, SKOS.prefLabel)
    found = {o for p in wanted for o in vocabulary().objects(term, p) if isinstance(o, Literal)}
    return sorted(str(o) for o in found if o.language == lang)


def disjoint(cls: URIRef) -> list[URIRef]:
    """The classes that share no instance with a class by the ontology's axioms on this very class."""
    graph, found = vocabulary(), set[Node](vocabulary().objects(cls, OWL.disjointWith))
    found |= set(graph.subjects(OWL.disjointWith, cls))
    for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        for members in graph.objects(axiom, OWL.members):
            listed = set(Collection(graph, members))
            found |= listed - {cls} if cls in listed else set()
    return iris(found)


def ends(property_: URIRef) -> tuple[list[URIRef], list[URIRef]]:
    """From which classes to which a property leads, by domain and range or by what it is used on."""
    graph = vocabulary()
    subjects = [*graph.objects(property_, RDFS.domain), *graph.objects(property_, SCHEMA.domainIncludes)]
    objects = [*graph.objects(property_, RDFS.range), *graph.objects(property_, SCHEMA.rangeIncludes)]
    return iris(subjects), iris(objects)
