"""What a file of annotations or a graph states, in one form that lets the two be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.term import Node

from kg.errors import BadGraph, BadInput
from kg.evaluate import read_rows
from kg.ontology import KG, OA, SCHEMA, SDMX, annotation_type, class_chain, local_name
from kg.store import read_graph

__all__ = ["Side", "Stated", "read_side"]

_HEADER = ("title", "subtitle", "publisher", "published", "contributor", "editor", "area", "period")
_HEADER_PROPERTIES = {
    "title": DCTERMS.title,
    "subtitle": SCHEMA.alternativeHeadline,
    "publisher": DCTERMS.publisher,
    "published": DCTERMS.issued,
    "contributor": DCTERMS.contributor,
    "editor": SCHEMA.editor,
    "area": DCTERMS.spatial,
    "period": DCTERMS.temporal,
}
_FIGURE = ("unit", "qualifier", "measure", "about", "area", "period", "basis", "per", "changedFrom")
_FIGURE_PROPERTIES = {
    "unit": SCHEMA.unitText,
    "qualifier": KG.qualifier,
    "measure": SCHEMA.variableMeasured,
    "about": SCHEMA.observationAbout,
    "area": SDMX.refArea,
    "period": SDMX.refPeriod,
    "basis": KG.periodBasis,
    "per": KG.per,
}

Place = tuple[int, int]


@dataclass(frozen=True)
class Stated:
    """One thing that a side states of a report: its kind, a few words that show it, and all its attributes."""

    report: str
    kind: str
    shown: str
    attributes: Mapping[str, Any]


@dataclass
class Side:
    """Everything that one side states. Reports are called by their file names."""

    stated: list[Stated] = field(default_factory=list)

    @property
    def reports(self) -> list[str]:
        """The names of its reports, sorted."""
        return sorted({s.report for s in self.stated})


def read_side(path: Path) -> Side:
    """What a `.jsonl` file of annotations or a file of RDF states.

    Raises BadInput or BadGraph with file and reason for what is neither.
    """
    if path.suffix.lower() == ".jsonl":
        return _of_rows(path)
    graph = read_graph(path)
    if (None, RDF.type, KG.Report) not in graph:
        raise BadGraph(
            f"{path}: a graph without a report; one that `kg build` or `kg extract` made is needed"
        )
    try:
        return _of_graph(graph)
    except (TypeError, ValueError, InvalidOperation) as e:
        raise BadGraph(f"{path}: a passage or a figure is not in the form; `kg validate` tells which") from e


def _of_rows(path: Path) -> Side:
    rows = read_rows(path)
    side, report, names = Side(), "", dict[str, str]()
    # A relation may stand before the entities it joins, and ids repeat from report to report.
    starts = [n for n, row in enumerate(rows) if row["kind"] == "report"]
    for first, end in zip([0, *starts], [*starts, len(rows)], strict=True):
        part = rows[first:end]
        called = {"entity": "name", "figure": "quote"}
        names |= {str(r.get("id")): str(r.get(called[k])) for r in part if (k := r["kind"]) in called}
        for row in part:
            if row["kind"] == "report":
                report = str(row.get("file") or "")
            try:
                side.stated.append(_of_row(row, report, names))
            except (KeyError, TypeError, ValueError, InvalidOperation) as e:
                raise BadInput(
                    f"{path}: {row['kind']} {row.get('quote') or row.get('name')!r}: no such row: {e}"
                ) from e
    return side


def _of_row(row: Mapping[str, Any], report: str, names: Mapping[str, str]) -> Stated:
    kind = row["kind"]
    if kind == "report":
        return _report(report, {key: row.get(key) for key in _HEADER})
    if kind == "entity":
        places = [(int(m["start"]), int(m["end"])) for m in row.get("mentions") or ()]
        return _entity(
            report, str(row["type"]), row.get("subtype"), str(row["name"]), row.get("aliases") or (), places
        )
    place = int(row["start"]), int(row["end"])
    if kind == "figure":
        told = {key: row.get(key) for key in _FIGURE}
        told["changedFrom"] = names.get(earlier, earlier) if (earlier := told["changedFrom"]) else None
        return _figure(report, place, str(row.get("quote")), row["value"], row.get("value_max"), told)
    subject, target = (names.get(str(row.get(k)), str(row.get(k))) for k in ("subject", "object"))
    return _relation(report, subject, str(row.get("predicate")), target, place)


def _report(name: str, fields: Mapping[str, Any]) -> Stated:
    return Stated(name, "report", name, {key: _word(value) for key, value in fields.items()})


def _entity(
    report: str, type_: str, subtype: str | None, name: str, aliases: Iterable[str], places: Iterable[Place]
) -> Stated:
    names = tuple(sorted({name, *aliases}))
    told: dict[str, Any] = {"type": type_, "subtype": _word(subtype), "name": name, "names": names}
    told["mentions"] = tuple(sorted(set(places)))
    return Stated(report, "entity", f"{type_} {name}", told)


def _figure(report: str, place: Place, quote: str, value: Any, upper: Any, told: Mapping[str, Any]) -> Stated:
    attributes: dict[str, Any] = {"place": place, "value": _number(value), "value_max": _number(upper)}
    attributes |= {key: _word(told[key]) for key in _FIGURE}
    # In a graph a figure without a measure of its own is measured by its unit.
    attributes["measure"] = attributes["measure"] or attributes["unit"]
    return Stated(report, "figure", quote, attributes)


def _relation(report: str, subject: str, predicate: str, target: str, place: Place) -> Stated:
    told = {"subject": subject, "predicate": predicate, "object": target, "place": place}
    return Stated(report, "relation", f"{subject} {predicate} {target}", told)


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def _number(value: Any) -> str:
    """A number in one form, so that 12.50, 12.5 and an xsd:decimal agree; "" for none."""
    if value is None:
        return ""
    return format(Decimal(str(value)).normalize(), "f")


def _of_graph(graph: Graph) -> Side:
    side = Side()
    files = {node: _name(graph, node, DCTERMS.identifier) for node in graph.subjects(RDF.type, KG.Report)}
    for node, name in files.items():
        fields = {key: _called(graph, graph.value(node, p)) for key, p in _HEADER_PROPERTIES.items()}
        side.stated.append(_report(name, fields))
    for node in {s for s in graph.subjects(KG.mention) if s not in files}:
        side.stated += _entities_of(graph, node, files)
    for node in graph.subjects(RDF.type, KG.Figure):
        told = {key: _called(graph, graph.value(node, p)) for key, p in _FIGURE_PROPERTIES.items()}
        earlier = graph.value(node, KG.changedFrom)
        told["changedFrom"] = None if earlier is None else _name(graph, earlier, KG.words)
        report, place = _passage(graph, graph.value(node, PROV.wasQuotedFrom), files)
        value, upper = graph.value(node, SCHEMA.value), graph.value(node, KG.upperValue)
        side.stated.append(_figure(report, place, _name(graph, node, KG.words), value, upper, told))
    for node in graph.subjects(RDF.type, KG.Statement):
        subject, target = (_called(graph, graph.value(node, p)) for p in (RDF.subject, RDF.object))
        predicate = local_name(URIRef(str(graph.value(node, RDF.predicate))))
        report, place = _passage(graph, graph.value(node, PROV.wasQuotedFrom), files)
        side.stated.append(_relation(report, str(subject), predicate, str(target), place))
    return side


def _entities_of(graph: Graph, node: Node, files: Mapping[Node, str]) -> Iterable[Stated]:
    """An entity once for each report that mentions it."""
    classes = {c for c in graph.objects(node, RDF.type) if isinstance(c, URIRef) and annotation_type(c)[0]}
    # The most special class is above no other.
    special = sorted(c for c in classes if not any(c in class_chain(o) for o in classes - {c}))
    type_, subtype = annotation_type(special[0]) if special else ("", None)
    places: dict[str, list[Place]] = {}
    for passage in graph.objects(node, KG.mention):
        report, place = _passage(graph, passage, files)
        places.setdefault(report, []).append(place)
    aliases = [str(o) for o in graph.objects(node, SKOS.altLabel)]
    for report, found in sorted(places.items()):
        yield _entity(report, type_, subtype, str(_called(graph, node)), aliases, found)


def _passage(graph: Graph, passage: Node | None, files: Mapping[Node, str]) -> tuple[str, Place]:
    start, end = graph.value(passage, OA.start), graph.value(passage, OA.end)
    report = graph.value(passage, KG.inReport)
    return files.get(report, "") if report else "", (int(str(start)), int(str(end)))


def _name(graph: Graph, node: Node, path: URIRef) -> str:
    return min((str(o) for o in graph.objects(node, path)), default="")


def _called(graph: Graph, node: Node | None) -> str | None:
    """What a node is called: its label, a concept's label or notation; a literal is what it says."""
    if not isinstance(node, URIRef):
        return None if node is None else str(node)
    for path in (RDFS.label, SKOS.prefLabel):
        if found := _name(graph, node, path):
            return found
    # Qualifiers are concepts of the ontology; their IRIs end with the notation.
    return local_name(node)
