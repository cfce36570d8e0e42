"""The ontology as the code sees it: a closed namespace, class chains, units, qualifiers and display hints.

The Turtle files in `ontology/` are the only list of names. `KG.Figure` is the IRI of a term that the ontology
has; `KG.Figgure` raises an AttributeError that names it. The base IRI stands in `ontology/kg.ttl` and nowhere
else: terms live under `vann:preferredNamespaceUri`, instances under `void:uriSpace`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, VANN, VOID, Graph, Literal, Namespace, URIRef
from rdflib.namespace import ClosedNamespace

from kg.errors import BadKnowledge

__all__ = [
    "KG",
    "SDMX",
    "Unit",
    "annotation_type",
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

SDMX = Namespace("http://purl.org/linked-data/sdmx/2009/dimension#")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit or classifier (量词): its IRI, how reports write it, and what kind of quantity it measures.

    `kind` is one of people, count, money, rate, length, area, volume, mass, energy, time, data.
    """

    iri: URIRef
    name: str
    spellings: tuple[str, ...]
    kind: str


def folder() -> Path:
    """The folder of ontology files: the copy inside an installed wheel, else the checkout's own.

    An editable install does not hold the copy, so that edits to `ontology/` take effect at once.
    """
    packed = Path(__file__).parent / "_ontology"
    return packed if packed.is_dir() else Path(__file__).parents[2] / "ontology"


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


@cache
def _header() -> tuple[str, str]:
    graph = vocabulary()
    found = next(graph.subjects(RDF.type, OWL.Ontology), None)
    terms, instances = graph.value(found, VANN.preferredNamespaceUri), graph.value(found, VOID.uriSpace)
    if terms is None or instances is None:
        raise BadKnowledge("kg.ttl: its header must state vann:preferredNamespaceUri and void:uriSpace")
    return str(terms), str(instances)


def _closed_namespace() -> ClosedNamespace:
    base = _header()[0]
    terms = {str(s).removeprefix(base) for s in vocabulary().subjects() if str(s).startswith(base)}
    return ClosedNamespace(base, sorted(terms))


# Read at import: about 40 ms, which every command that works on a graph needs anyway.
KG = _closed_namespace()


def instance(local: str) -> URIRef:
    """The IRI of an instance, such as `instance("place_610331")`. `local` is ASCII without `/`."""
    return URIRef(_header()[1] + local)


def check_iri(name: str) -> URIRef:
    """The IRI of a shape or of a check that is made outside SHACL, by its local name."""
    return URIRef(_header()[0].removesuffix("ontology#") + "shapes#" + name)


def local_name(iri: URIRef) -> str:
    """The part of an own IRI after its namespace: `kg:locatedIn` gives "locatedIn"."""
    return str(iri).rsplit("#", 1)[-1].rsplit("/", 1)[-1]


@cache
def class_chain(iri: URIRef) -> tuple[URIRef, ...]:
    """A class and all classes above it, own and standard, nearest first, so that data need no reasoner."""
    return tuple(_upwards(iri, RDFS.subClassOf))


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


def prefixes() -> dict[str, str]:
    """The prefixes of the project's own files and exports, by name."""
    terms, instances = _header()
    scheme = terms.removesuffix("ontology#") + "scheme/"
    return {
        "kg": terms,
        "id": instances,
        "unit": f"{scheme}unit/",
        "qualifier": f"{scheme}qualifier/",
        "codebook": f"{scheme}codebook/",
        "level": f"{scheme}level/",
        "measure": f"{scheme}measure/",
        "organizationKind": f"{scheme}organizationKind/",
        "programKind": f"{scheme}programKind/",
        "role": f"{scheme}role/",
        "statistic": f"{scheme}statistic/",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "oa": "http://www.w3.org/ns/oa#",
        "org": "http://www.w3.org/ns/org#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": str(RDF),
        "rdfs": str(RDFS),
        "schema": "https://schema.org/",
        "sdmx": str(SDMX),
        "skos": str(SKOS),
        "time": "http://www.w3.org/2006/time#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
