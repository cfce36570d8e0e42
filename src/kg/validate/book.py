"""The reports of a graph, and where each of them names an entity."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from rdflib import DCTERMS, SKOS, Graph, Node, URIRef

from kg.model import Span
from kg.ontology import KG, OA, local_name
from kg.validate.passages import Report, only, span_of

__all__ = ["Book"]


class Book:
    """The reports of a graph, each looked up once, and where each entity is named."""

    def __init__(self, graph: Graph, texts: Mapping[str, str]) -> None:
        self.graph, self.texts = graph, texts
        self._reports: dict[Node, Report] = {}
        self._named: dict[tuple[Node, Node], list[Span]] = {}

    @cached_property
    def _replaced(self) -> dict[Node, list[Node]]:
        """The nodes that each node has replaced, from one pass over the graph."""
        found: dict[Node, list[Node]] = {}
        for before, after in self.graph.subject_objects(DCTERMS.isReplacedBy):
            found.setdefault(after, []).append(before)
        return found

    def report_of(self, passage: Node) -> Report | None:
        """The report in which a passage stands, None where it states none or several."""
        node = only(self.graph, passage, KG.inReport)
        if node is None:
            return None
        if node not in self._reports:
            self._reports[node] = Report(self.graph, node, self.texts)
        return self._reports[node]

    def mentions(self, entity: Node, report: Report) -> list[Span]:
        """Where a report names an entity."""
        key = (entity, report.node)
        if key not in self._named:
            passages = self.graph.objects(entity, KG.mention)
            inside = (p for p in passages if only(self.graph, p, KG.inReport) == report.node)
            self._named[key] = [s for p in inside if (s := span_of(self.graph, p)) is not None]
        return self._named[key]

    def names(self, entity: Node, report: Report, where: Span) -> bool:
        """Whether a stretch of a report names an entity."""
        return any(where.holds(span) for span in self.mentions(entity, report))

    def author(self, entity: Node, report: Report) -> bool:
        """Whether an entity is who speaks in a report: its area, or the body that contributed or issued it."""
        if entity == report.area:
            return True
        contributors = {
            str(name)
            for link in (DCTERMS.contributor, DCTERMS.publisher)
            for name in self.graph.objects(report.node, link)
        }
        both = report.head & set(self.graph.objects(entity, KG.mention))
        return any(str(only(self.graph, passage, OA.exact)) in contributors for passage in both)

    def code(self, place: Node) -> str:
        """The division code of a place, "" where it has none."""
        return min((str(code) for code in self.graph.objects(place, SKOS.notation)), default="")

    def locals(self, node: Node) -> list[str]:
        """The local name of a node, and those of the nodes in whose place a merge has put it."""
        before = sorted(self._replaced.get(node, ()), key=str)
        return [local_name(URIRef(str(one))) for one in (node, *before)]
