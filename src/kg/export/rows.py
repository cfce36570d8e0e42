"""What a graph says, as rows of five tables: reports, entities, relations, figures, passages.

A row is a dict of texts; what is missing is "". Several values stand in one cell, sorted and parted by ` | `. Rows are in
the order of their IRIs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, cached_property

import pyoxigraph as ox
from rdflib import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, URIRef

from kg.namespaces import prefixes
from kg.ontology import KG, SDMX, annotation_type, below, class_chain, label, local_name, vocabulary

__all__ = ["COLUMNS", "NUMBERS", "Rows"]

COLUMNS: dict[str, tuple[str, ...]] = {
    "reports": ("iri", "file", "title", "subtitle", "publisher", "issued", "area", "period", "sha256"),
    "entities": ("iri", "label", "class", "class_label", "aliases", "codes", "mentions", "reports"),
    "relations": (
        "subject", "subject_label", "predicate", "predicate_label", "object", "object_label",
        "statement", "quote", "passage", "report", "rule",
    ),
    "figures": (
        "iri", "label", "value", "upper", "lowest", "highest", "unit", "qualifier", "measure", "measure_iri",
        "statistic", "per", "base", "about", "about_label", "area", "area_label", "period", "period_basis", "words",
        "quote", "passage", "report", "rule",
    ),
    "passages": ("iri", "report", "start", "end", "quote"),
}  # fmt: skip
"""The columns of each table."""
NUMBERS = {
    "value": "DECIMAL(38, 10)", "upper": "DECIMAL(38, 10)", "lowest": "DECIMAL(38, 10)", "highest": "DECIMAL(38, 10)",
    "start": "BIGINT", "end": "BIGINT", "mentions": "BIGINT",
}  # fmt: skip
"""The columns that hold numbers, with their SQL type."""

_SCHEMA = prefixes()["schema"]
_OA = prefixes()["oa"]
_MANY = " | "
_ALL = ox.DefaultGraph()

Row = dict[str, str]
Told = dict[str, list[str]]


class Rows:
    """The tables of a graph in an Oxigraph store, whose default graph holds all that any of its graphs says."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def table(self, name: str) -> Iterator[Row]:
        """The rows of one of `COLUMNS`, in the order of their IRIs."""
        made: dict[str, Callable[[], Iterator[Row]]] = {
            "reports": self._reports,
            "entities": self._entities,
            "relations": self._relations,
            "figures": self._figures,
            "passages": self._passages,
        }
        yield from made[name]()

    @cached_property
    def classes(self) -> dict[str, str]:
        """The narrowest own class of each entity, by IRI."""
        found: dict[str, list[URIRef]] = {}
        for cls in _entity_classes():
            for iri in self._instances(cls):
                found.setdefault(iri, []).append(cls)
        # Nodes carry all classes above theirs: the narrowest has the longest chain.
        return {
            iri: str(max(c, key=lambda cls: (len(class_chain(cls)), cls))) for iri, c in sorted(found.items())
        }

    def _instances(self, cls: URIRef) -> list[str]:
        quads = self._store.quads_for_pattern(None, _node(RDF.type), _node(cls), _ALL)
        return sorted(q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode))

    def _told(self, iri: str) -> Told:
        """The values of each property of a node, sorted."""
        found: Told = {}
        for quad in self._store.quads_for_pattern(_node(iri), None, None, _ALL):
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                found.setdefault(quad.predicate.value, []).append(quad.object.value)
        return {p: sorted(values) for p, values in found.items()}

    def _label(self, iri: str) -> str:
        """The label of a node: in Chinese where there is one."""
        if not iri:
            return ""
        found = [
            (quad.object.language != "zh", quad.object.value)
            for property_ in (RDFS.label, SKOS.prefLabel)
            for quad in self._store.quads_for_pattern(_node(iri), _node(property_), None, _ALL)
            if isinstance(quad.object, ox.Literal)
        ]
        if found:
            return min(found)[1]
        return label(URIRef(iri)) if iri.startswith(_own_terms()) else ""

    def _reports(self) -> Iterator[Row]:
        for iri in sorted({i for cls in below(KG.Report) for i in self._instances(cls)}):
            told = self._told(iri)
            yield {
                "iri": iri,
                "file": _many(told, DCTERMS.identifier),
                "title": _one(told, DCTERMS.title),
                "subtitle": _one(told, _SCHEMA + "alternativeHeadline"),
                "publisher": _one(told, DCTERMS.publisher),
                "issued": _one(told, DCTERMS.issued),
                "area": self._label(_one(told, DCTERMS.spatial)),
                "period": self._label(_one(told, DCTERMS.temporal)),
                "sha256": _one(told, _SCHEMA + "sha256"),
            }

    def _entities(self) -> Iterator[Row]:
        for iri, cls in self.classes.items():
            told = self._told(iri)
            mentions = told.get(str(KG.mention), [])
            yield {
                "iri": iri,
                "label": self._label(iri),
                "class": local_name(URIRef(cls)),
                "class_label": label(URIRef(cls)),
                "aliases": _many(told, SKOS.altLabel),
                "codes": _many(told, SKOS.notation),
                "mentions": str(len(mentions)),
                "reports": _MANY.join(sorted({m.split("#")[0] for m in mentions})),
            }

    def _relations(self) -> Iterator[Row]:
        stated: dict[tuple[str, str, str], list[str]] = {}
        for iri in self._instances(KG.Statement):
            told = self._told(iri)
            ends = _one(told, RDF.subject), _one(told, RDF.predicate), _one(told, RDF.object)
            stated.setdefault(ends, []).append(iri)
        plain = set(stated)
        for property_ in _relation_properties():
            for quad in self._store.quads_for_pattern(None, _node(property_), None, _ALL):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                    ends = quad.subject.value, str(property_), quad.object.value
                    if ends[0] in self.classes and ends[2] in self.classes:
                        plain.add(ends)
        for ends in sorted(plain):
            for statement in stated.get(ends, [""]):
                told = self._told(statement) if statement else {}
                yield {
                    "subject": ends[0],
                    "subject_label": self._label(ends[0]),
                    "predicate": local_name(URIRef(ends[1])),
                    "predicate_label": self._label(ends[1]),
                    "object": ends[2],
                    "object_label": self._label(ends[2]),
                    "statement": statement,
                    **self._quoted(told),
                }

    def _figures(self) -> Iterator[Row]:
        for iri in self._instances(KG.Figure):
            told = self._told(iri)
            about, area = _one(told, _SCHEMA + "observationAbout"), _one(told, SDMX.refArea)
            measure = _one(told, _SCHEMA + "variableMeasured")
            yield {
                "iri": iri,
                "label": self._label(iri),
                "value": _one(told, _SCHEMA + "value"),
                "upper": _one(told, KG.upperValue),
                "lowest": _one(told, _SCHEMA + "minValue"),
                "highest": _one(told, _SCHEMA + "maxValue"),
                "unit": _one(told, _SCHEMA + "unitText"),
                "qualifier": _one(told, KG.qualifier).rsplit("/", 1)[-1],
                "measure": self._label(measure),
                "measure_iri": measure,
                "statistic": _one(told, KG.statistic).rsplit("/", 1)[-1],
                "per": _one(told, KG.per),
                "base": self._label(_one(told, KG.percentageOf)),
                "about": about,
                "about_label": self._label(about),
                "area": area,
                "area_label": self._label(area),
                "period": self._label(_one(told, SDMX.refPeriod)),
                "period_basis": _one(told, KG.periodBasis),
                "words": _one(told, KG.words),
                **self._quoted(told),
            }

    def _quoted(self, told: Told) -> Row:
        """The passage of a statement or figure, with its words, its report and the rule that read it."""
        passage = _one(told, PROV.wasQuotedFrom)
        return {
            "quote": _one(self._told(passage), _OA + "exact") if passage else "",
            "passage": passage,
            "report": passage.split("#")[0],
            "rule": _many(told, KG.rule),
        }

    def _passages(self) -> Iterator[Row]:
        for iri in self._instances(KG.Passage):
            told = self._told(iri)
            yield {
                "iri": iri,
                "report": _one(told, KG.inReport),
                "start": _one(told, _OA + "start"),
                "end": _one(told, _OA + "end"),
                "quote": _one(told, _OA + "exact"),
            }


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(str(iri))


def _one(told: Told, property_: str) -> str:
    found = told.get(str(property_))
    return found[0] if found else ""


def _many(told: Told, property_: str) -> str:
    return _MANY.join(told.get(str(property_), ()))


@cache
def _own_terms() -> str:
    return str(KG)


@cache
def _own_classes() -> tuple[URIRef, ...]:
    found = vocabulary().subjects(RDF.type, OWL.Class)
    return tuple(sorted(c for c in found if isinstance(c, URIRef) and c.startswith(_own_terms())))


@cache
def _entity_classes() -> tuple[URIRef, ...]:
    """The classes of what reports tell of: those that annotations have a type for."""
    return tuple(c for c in _own_classes() if annotation_type(c)[0])


@cache
def _relation_properties() -> tuple[URIRef, ...]:
    """Our own properties that may lead from one entity to another."""
    found = vocabulary().subjects(RDF.type, OWL.ObjectProperty)
    return tuple(sorted(p for p in found if isinstance(p, URIRef) and p.startswith(_own_terms())))
