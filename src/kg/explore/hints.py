"""What the ontology's display hints say of a class or predicate. No class of the domain is named here."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from rdflib import DCTERMS, ORG, RDFS, Namespace, URIRef
from rdflib.term import Node

from kg.ontology import KG, class_chain, superproperties, vocabulary

__all__ = ["contains", "drawn", "kind_of", "seen_from_afar", "told"]

GEO = Namespace("http://www.opengis.net/ont/geosparql#")
CONTAINS = {GEO.sfWithin, DCTERMS.isPartOf}
FROM_AFAR = {GEO.Feature, ORG.Organization}


def kind_of(types: Iterable[Node]) -> tuple[URIRef, URIRef] | None:
    """The most specific class and the nearest class above it that is drawn as a node."""
    return _most_specific(tuple(sorted(t for t in types if isinstance(t, URIRef))))


@cache
def _most_specific(types: tuple[URIRef, ...]) -> tuple[URIRef, URIRef] | None:
    found = [
        (len(class_chain(t)), t, group)
        for t in types
        for group in [c for c in class_chain(t) if drawn(c) == "node"][:1]
    ]
    return max(found)[1:] if found else None


@cache
def drawn(term: Node) -> str:
    """The hint kg:drawn of a class or predicate, "" for none."""
    return str(vocabulary().value(term, KG.drawn) or "")


@cache
def told(predicate: Node) -> bool | None:
    """Whether a predicate is told; None for one that the hints leave out."""
    if drawn(predicate) == "none":
        return None
    labels = vocabulary().objects(predicate, RDFS.label)
    return bool(drawn(predicate)) or any(getattr(o, "language", "") == "zh" for o in labels)


@cache
def contains(predicate: URIRef) -> bool:
    """Whether a predicate leads from a part to what it lies in, by the standard properties that it specializes."""
    return not CONTAINS.isdisjoint((predicate, *superproperties(predicate)))


@cache
def seen_from_afar(kind: URIRef) -> bool:
    """Whether a far view of a large graph shows the class: places and organizations, in the standards' terms."""
    return not FROM_AFAR.isdisjoint(class_chain(kind))
