"""The ontology as the code sees it: a closed namespace, class chains, units, qualifiers and display hints.

The Turtle files in `ontology/` are the only list of names. `KG.Figure` is the IRI of a term that the ontology
has; `KG.Figgure` raises an AttributeError that names it. The base IRI stands in `ontology/kg.ttl` and nowhere
else: terms live under `vann:preferredNamespaceUri`, instances under `void:uriSpace`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rdflib import RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import ClosedNamespace

from kg.errors import BadKnowledge
from kg.namespaces import folder, header, prefixes

__all__ = [
    "KG",
    "OA",
    "SCHEMA",
    "SDMX",
    "Unit",
    "annotation_type",
    "below",
    "check_iri",
    "class_chain",
    "folder",
    "instance",
    "is_a",
    "label",
    "local_name",
    "prefixes",
    "qualifier",
    "superproperties",
    "units",
    "vocabulary",
    "wordings",
]


class _Terms(Namespace):
    """A namespace that makes each term once: a graph asks for the same few thousands of times."""

    def __getattr__(self, name: str) -> URIRef:
        self.__dict__[name] = found = super().__getattr__(name)
        return found


SDMX = _Terms("http://purl.org/linked-data/sdmx/2009/dimension#")
OA = _Terms(prefixes()["oa"])
SCHEMA = _Terms(prefixes()["schema"])


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit or classifier (量词): its IRI, how reports write it, and what kind of quantity it measures.

    `kind` is one of people, count, money, rate, length, area, volume, mass, energy, time, data.
    """

    iri: URIRef
    name: str
    spellings: tuple[str, ...]
    kind: str


@cache
def vocabulary() -> Graph:
    """All ontology files in one graph: terms, schemes and display hints. Shapes are read by `validate`.

    Raises BadKnowledge when a file does not parse.
    """
    graph = Graph()
    files = [folder() / "kg.ttl", folder() / "view.ttl", *sorted((folder() / "schemes").glob("*.ttl"))]
    for file in files:
        try:
            graph.parse(file, format="turtle")
        except Exception as e:  # rdflib raises several unrelated kinds
            raise BadKnowledge(f"{file.name}: not readable as Turtle: {e}") from e
    return graph


def _closed_namespace() -> ClosedNamespace:
    base = header()[0]
    terms = {str(s).removeprefix(base) for s in vocabulary().subjects() if str(s).startswith(base)}
    found = ClosedNamespace(base, sorted(terms))
    found.__dict__.update(
        (name, found[name]) for name in terms
    )  # found at once, where __getattr__ would be asked
    return found


# Read at import: about 40 ms, which every command that works on a graph needs anyway.
KG = _closed_namespace()


def instance(local: str) -> URIRef:
    """The IRI of an instance, such as `instance("place_610331")`. `local` is ASCII without `/`."""
    return URIRef(header()[1] + local)


def check_iri(name: str) -> URIRef:
    """The IRI of a shape or of a check that is made outside SHACL, by its local name."""
    return URIRef(header()[0].removesuffix("ontology#") + "shapes#" + name)


def local_name(iri: str) -> str:
    """The part of an own IRI after its namespace: `kg:locatedIn` gives "locatedIn"."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


@cache
def class_chain(iri: URIRef) -> tuple[URIRef, ...]:
    """A class and all classes above it, own and standard, nearest first, so that data need no reasoner."""
    return tuple(_upwards(iri, RDFS.subClassOf))


@cache
def below(cls: URIRef) -> tuple[URIRef, ...]:
    """A class of our own and all of our own below it, sorted."""
    base = header()[0]
    own = (c for c in vocabulary().subjects(RDFS.subClassOf) if isinstance(c, URIRef) and c.startswith(base))
    return tuple(sorted({c for c in own if cls in class_chain(c)}))


@cache
def superproperties(iri: URIRef) -> tuple[URIRef, ...]:
    """The properties that a property specializes, itself left out."""
    return tuple(_upwards(iri, RDFS.subPropertyOf))[1:]


def _upwards(iri: URIRef, link: URIRef) -> Iterator[URIRef]:
    waiting, seen = [iri], set()
    while waiting:
        node = waiting.pop(0)
        if node not in seen:
            seen.add(node)
            yield node
            waiting += sorted(o for o in vocabulary().objects(node, link) if isinstance(o, URIRef))


@lru_cache(maxsize=1 << 12)
def is_a(cls: str, *above: str) -> bool:
    """Whether a class is one of others or below one, all by local name: `is_a("County", "Place")`."""
    chain = class_chain(KG[cls])
    return any(KG[other] in chain for other in above)


@cache
def annotation_type(cls: URIRef) -> tuple[str, str | None]:
    """Type and subtype of a class in the annotations file: `kg:County` gives ("Place", "County")."""
    graph = vocabulary()
    type_, subtype = graph.value(cls, KG.annotationType), graph.value(cls, KG.annotationSubtype)
    return str(type_ or ""), None if subtype is None else str(subtype)


@cache
def label(term: URIRef, lang: str = "zh") -> str:
    """The label of a term in a language, or its local name where it has none."""
    for found in (*vocabulary().objects(term, RDFS.label), *vocabulary().objects(term, SKOS.prefLabel)):
        if isinstance(found, Literal) and found.language == lang:
            return str(found)
    return local_name(term)


@cache
def units() -> dict[str, Unit]:
    """Every unit by every spelling of it. A spelling that two units claim raises BadKnowledge."""
    graph, found = vocabulary(), dict[str, Unit]()
    for iri in sorted(s for s in graph.subjects(SKOS.inScheme, KG.units) if isinstance(s, URIRef)):
        names = [str(o) for o in graph.objects(iri, SKOS.prefLabel) if getattr(o, "language", "") == "zh"]
        if len(names) != 1:
            raise BadKnowledge(f"units.ttl: {iri} must have one skos:prefLabel in zh")
        spellings = (names[0], *sorted(str(o) for o in graph.objects(iri, SKOS.altLabel)))
        unit = Unit(iri, names[0], spellings, str(graph.value(iri, KG.unitKind)))
        for spelling in spellings:
            if spelling in found:
                raise BadKnowledge(f"units.ttl: {spelling} stands for {found[spelling].iri} and {iri}")
            found[spelling] = unit
    return found


@cache
def qualifier(notation: str) -> URIRef:
    """The concept of a qualifier by its notation, such as "atLeast". Raises BadKnowledge if there is none."""
    for iri in vocabulary().subjects(SKOS.notation, Literal(notation)):
        if isinstance(iri, URIRef) and (iri, SKOS.inScheme, KG.qualifiers) in vocabulary():
            return iri
    raise BadKnowledge(f"qualifiers.ttl: no qualifier with notation {notation!r}")


@cache
def wordings(scheme: URIRef) -> tuple[tuple[str, URIRef], ...]:
    """The Chinese wordings of a scheme, each with its concept: every skos:prefLabel and skos:altLabel, sorted."""
    graph = vocabulary()
    found = {
        (str(label), concept)
        for concept in graph.subjects(SKOS.inScheme, scheme)
        for property_ in (SKOS.prefLabel, SKOS.altLabel)
        for label in graph.objects(concept, property_)
        if isinstance(concept, URIRef) and isinstance(label, Literal) and label.language == "zh"
    }
    return tuple(sorted(found))
