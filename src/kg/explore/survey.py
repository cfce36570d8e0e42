"""Reads the explorer's content from an RDF graph, led by the display hints of the ontology.

No class of the domain is named here: `kg:drawn` in `ontology/view.ttl` says which classes are nodes and which
predicates are edges. A subject with `kg:words` is a figure; a predicate that specializes geo:sfWithin or
dct:isPartOf places its subject inside its object; a geo:Feature or org:Organization is shown from afar.
The same triples give the same content whatever their order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from kg.explore.content import Content, Entity, Figure, Group, Mark, Relation, Report, Term
from kg.explore.hints import contains, drawn, kind_of, seen_from_afar, told
from kg.ontology import KG, OA, SCHEMA, SDMX, instance, label, local_name, prefixes, vocabulary
from kg.view.scene import plain

__all__ = ["survey"]

NAMING = (RDFS.label, DCTERMS.title, SKOS.prefLabel)
UNTOLD = {*NAMING, SKOS.altLabel, RDF.type}

Properties = Mapping[Node, list[Node]]


def survey(graph: Graph, texts: Mapping[str, str] | None = None) -> Content:
    """The content of `graph`, which is only read. `texts` holds texts of reports by their SHA-256."""
    return _Survey(graph, texts or {}).content()


class _Survey:
    def __init__(self, graph: Graph, texts: Mapping[str, str]) -> None:
        self.texts = texts
        found: dict[Node, dict[Node, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for s, p, o in graph:
            found[s][p].append(o)
        # A graph gives its triples in an order of chance; from here on all is in the order of the IRIs.
        for properties in found.values():
            for values in properties.values():
                if len(values) > 1:
                    values.sort(key=_order)
        self.of: dict[Node, Properties] = {
            s: dict(sorted(ps.items(), key=_by_name)) for s, ps in found.items()
        }
        self.out = Content(base=str(instance("")), prefixes=prefixes())
        self.terms: dict[Node, int] = {}
        self.ids: dict[Node, int] = {}
        self.report_ids: dict[Node, int] = {}
        self.mark_ids: dict[Node, int] = {}

    def content(self) -> Content:
        kinds = {s: k for s, ps in self.of.items() if RDF.type in ps and (k := kind_of(ps[RDF.type]))}
        figures = sorted((s for s in kinds if KG.words in self.of[s]), key=str)
        nodes = [s for s in kinds if KG.words not in self.of[s]]
        counts = Counter(kinds[s][1] for s in nodes)
        groups = sorted(counts, key=lambda g: (-counts[g], str(g)))
        rank = {g: i for i, g in enumerate(groups)}
        self.out.groups = [self._group(g) for g in groups]
        names = {s: self._name(s) for s in nodes}
        ordered = sorted(nodes, key=lambda s: (rank[kinds[s][1]], names[s], str(s)))
        self.ids = {s: i for i, s in enumerate(ordered)}
        self._read_marks()
        for s in ordered:
            kind, group = kinds[s]
            self.out.entities.append(self._entity(s, names[s], kind, rank[group]))
        self._relate()
        self.out.figures = [self._figure(s) for s in figures]
        return self.out

    # --- Reports and passages ---

    def _read_marks(self) -> None:
        """Passages in the order of their reports and places, so that neighbours have neighbouring numbers."""
        passages = [s for s, ps in self.of.items() if OA.exact in ps]
        reports = {r for s in passages for r in self.of[s].get(KG.inReport, [])}
        reports |= {s for s, ps in self.of.items() if KG.Report in ps.get(RDF.type, ())}
        for node in sorted(reports, key=lambda r: (self._text(r, DCTERMS.title), str(r))):
            self.report_ids[node] = len(self.out.reports)
            self.out.reports.append(self._report(node))
        rows = []
        for s in passages:
            ps = self.of[s]
            report = self.report_ids.get(next(iter(ps.get(KG.inReport, [])), s), -1)
            rows.append((report, _whole(ps.get(OA.start)), _whole(ps.get(OA.end)), str(s), s))
        for number, (report, start, end, _, s) in enumerate(sorted(rows)):
            self.mark_ids[s] = number
            self.out.marks.append(Mark(report, start, end, _sound(self.of[s][OA.exact][0])))

    def _report(self, report: Node) -> Report:
        properties = self.of[report]
        sha256 = self._text(report, SCHEMA.sha256)
        text = self.texts.get(sha256)
        period = next(iter(properties.get(DCTERMS.temporal, [])), None)
        area = next(iter(properties.get(DCTERMS.spatial, [])), None)
        links = [*properties.get(SCHEMA.url, []), *properties.get(DCTERMS.source, [])]
        return Report(
            iri=str(report),
            title=self._text(report, DCTERMS.title) or self._name(report),
            publisher=self._text(report, DCTERMS.publisher),
            issued=self._text(report, DCTERMS.issued)[:10],
            file=self._text(report, DCTERMS.identifier),
            period=self._name(period) if period is not None else "",
            area=self.ids.get(area, -1) if area is not None else -1,
            entity=self.ids.get(report, -1),
            link=str(links[0]) if links else "",
            sha256=sha256,
            text=None if text is None else _sound(text),
        )

    def _marks(self, nodes: Iterable[Node]) -> tuple[int, ...]:
        return tuple(sorted(self.mark_ids[n] for n in nodes if n in self.mark_ids))

    # --- Entities, relations, figures ---

    def _entity(self, s: Node, name: str, kind: URIRef, group: int) -> Entity:
        about: list[tuple[int, str | int]] = []
        passages: list[Node] = []
        properties = self.of[s]
        for p, values in properties.items():
            if p in UNTOLD or (tells := told(p)) is None:
                passages += [v for v in values if v in self.mark_ids]
                continue
            for value in values:
                if value in self.mark_ids:
                    passages.append(value)
                elif value not in self.ids and tells:
                    about.append((self._term(p), self._value(value)))
        aliases = sorted({plain(a) for a in properties.get(SKOS.altLabel, ())} - {name, ""})
        return Entity(
            name=name,
            iri=str(s),
            kind=self._term(kind),
            group=group,
            aliases=tuple(aliases),
            about=tuple(sorted(about, key=lambda row: (self.out.terms[row[0]].zh, str(row[1])))),
            marks=self._marks(passages),
            first=seen_from_afar(kind),
        )

    def _relate(self) -> None:
        stated: dict[tuple[Node, Node, Node], list[Node]] = defaultdict(list)
        for ps in self.of.values():
            for s in ps.get(RDF.subject, ()):
                for p in ps.get(RDF.predicate, ()):
                    for o in ps.get(RDF.object, ()):
                        stated[s, p, o] += ps.get(PROV.wasQuotedFrom, ())
        found = [
            (self.ids[s], self.ids[o], str(p), p, s, o)
            for s in self.ids
            for p, values in self.of[s].items()
            if told(p)
            for o in values
            if o in self.ids
        ]
        found.sort(key=lambda row: row[:3])
        joined = {end for a, b, _, p, _, _ in found if drawn(p) == "edge" for end in (a, b)}
        for a, b, _, p, s, o in found:
            is_edge = drawn(p) == "edge" or (drawn(p) == "edge if alone" and a not in joined)
            marks = self._marks(stated.get((s, p, o)) or self.of[s].get(PROV.wasQuotedFrom, []))
            self.out.relations.append(Relation(a, self._term(p), b, marks, is_edge, contains(p)))

    def _figure(self, s: Node) -> Figure:
        properties = self.of[s]

        def entity(predicate: URIRef) -> int:
            return next((self.ids[v] for v in properties.get(predicate, ()) if v in self.ids), -1)

        def term(predicate: URIRef) -> int:
            return next((self._term(v) for v in properties.get(predicate, ())), -1)

        measure = next(iter(properties.get(SCHEMA.variableMeasured, ())), None)
        broader = self.of[measure].get(SKOS.broader, [measure]) if measure in self.of else [measure]
        period = next(iter(properties.get(SDMX.refPeriod, ())), None)
        base = next(iter(properties.get(KG.percentageOf, ())), None)
        return Figure(
            name=self._name(s),
            iri=str(s),
            words=self._text(s, KG.words),
            value=_number(properties.get(SCHEMA.value)),
            upper=_number(properties.get(KG.upperValue)),
            unit=self._text(s, SCHEMA.unitText),
            measure=self._name(measure) if measure is not None else "",
            concept=self._term(broader[0]) if measure is not None and broader[0] is not None else -1,
            qualifier=term(KG.qualifier),
            statistic=term(KG.statistic),
            per=self._text(s, KG.per),
            base=self._name(base) if base is not None else "",
            about=entity(SCHEMA.observationAbout),
            area=entity(SDMX.refArea),
            period=self._name(period) if period is not None else "",
            basis=self._text(s, KG.periodBasis),
            marks=self._marks(properties.get(PROV.wasQuotedFrom, ())),
        )

    # --- Names and terms ---

    def _group(self, cls: URIRef) -> Group:
        colour, shape = (vocabulary().value(cls, p) for p in (KG.colour, KG.shape))
        return Group(self._term(cls), str(colour or "#999999"), str(shape or "dot"))

    def _term(self, node: Node) -> int:
        if node not in self.terms:
            own = [v for p in NAMING for v in self.of[node].get(p, ())] if node in self.of else []
            zh = _label(node, "zh") or next(iter(map(plain, own)), "") or _local(node)
            self.terms[node] = len(self.out.terms)
            self.out.terms.append(Term(zh, _label(node, "en") or zh, str(node)))
        return self.terms[node]

    def _value(self, value: Node) -> str | int:
        """A literal as text, a concept or other node as a term."""
        if not isinstance(value, Literal):
            return self._term(value)
        text = plain(value)
        return text[:16].replace("T", " ") if value.datatype == XSD.dateTime else text

    def _text(self, subject: Node, predicate: URIRef) -> str:
        return plain(next(iter(self.of[subject].get(predicate, ())), "")) if subject in self.of else ""

    def _name(self, subject: Node) -> str:
        for predicate in NAMING:
            found = self.of[subject].get(predicate, ()) if subject in self.of else ()
            named = [o for o in found if isinstance(o, Literal) and plain(o)]
            if named:
                return plain(min(named, key=_language_order))
        return _label(subject, "zh") or _local(subject)


def _by_name(item: tuple[Node, list[Node]]) -> str:
    return str(item[0])


def _order(node: Node) -> tuple[str, str]:
    return (str(node), getattr(node, "language", None) or "")


def _language_order(name: Literal) -> tuple[int, str]:
    chinese = (name.language or "").startswith("zh")
    return (0 if chinese else 1 if not name.language else 2, str(name))


def _label(node: Node, language: str) -> str:
    """The vocabulary's label, "" where it has none."""
    if not isinstance(node, URIRef) or (node, None, None) not in vocabulary():
        return ""
    return label(node, language)


def _local(node: Node) -> str:
    return plain(local_name(URIRef(str(node))))


def _sound(value: object) -> str:
    """Text that every encoding can write, of the same length: half a surrogate pair becomes a question mark."""
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _whole(values: list[Node] | None) -> int:
    try:
        return int(str(values[0])) if values else -1
    except ValueError:
        return -1


def _number(values: list[Node] | None) -> Any:
    try:
        found = float(str(values[0])) if values else None
    except ValueError:
        return None
    if found is None or found != found or abs(found) == float("inf"):  # noqa: PLR0124 - not a number
        return None
    return int(found) if found == int(found) else found
