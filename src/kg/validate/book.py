"""The reports of a graph, and where each of them names an entity."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property

from kg import nt
from kg.model import Span
from kg.ontology import local_name
from kg.triples import Triples
from kg.validate.passages import Report, only, span_of, words_of

__all__ = ["Book"]


class Book:
    """The reports of a graph, each looked up once, and where each entity is named."""

    def __init__(self, graph: Triples, texts: Mapping[str, str]) -> None:
        self.graph, self.texts = graph, texts
        self._reports: dict[str, Report] = {}
        self._named: dict[tuple[str, str], list[Span]] = {}
        self._spans: dict[str, Span | None] = {}

    @cached_property
    def _replaced(self) -> dict[str, list[str]]:
        """The nodes that each node has replaced, from one pass over the graph."""
        found: dict[str, list[str]] = {}
        for before, links in self.graph.links():
            for after in links.get(nt.dct.isReplacedBy, ()):
                found.setdefault(after, []).append(before)
        return found

    def span_of(self, passage: str) -> Span | None:
        """The place that a passage states, None where it states none."""
        if passage not in self._spans:
            self._spans[passage] = span_of(self.graph, passage)
        return self._spans[passage]

    def report_of(self, passage: str) -> Report | None:
        """The report in which a passage stands, None where it states none or several."""
        node = only(self.graph, passage, nt.kg.inReport)
        if node is None:
            return None
        if node not in self._reports:
            self._reports[node] = Report(self.graph, node, self.texts)
        return self._reports[node]

    def mentions(self, entity: str, report: Report) -> list[Span]:
        """Where a report names an entity, in the order of the text."""
        key = (entity, report.node)
        if key not in self._named:
            passages = self.graph.objects(entity, nt.kg.mention)
            inside = (p for p in passages if only(self.graph, p, nt.kg.inReport) == report.node)
            self._named[key] = sorted(s for p in inside if (s := self.span_of(p)) is not None)
        return self._named[key]

    def names(self, entity: str, report: Report, where: Span) -> bool:
        """Whether a stretch of a report names an entity."""
        spans = self.mentions(entity, report)
        for place in range(bisect_left(spans, where.start, key=lambda s: s.start), len(spans)):
            if spans[place].start >= where.end:
                return False
            if where.holds(spans[place]):
                return True
        return False

    def author(self, entity: str, report: Report) -> bool:
        """Whether an entity is who speaks in a report: its area, or the body that contributed or issued it."""
        if entity == report.area:
            return True
        contributors = {
            nt.text_of(name)
            for link in (nt.dct.contributor, nt.dct.publisher)
            for name in self.graph.objects(report.node, link)
        }
        both = report.head & set(self.graph.objects(entity, nt.kg.mention))
        return any(words_of(only(self.graph, passage, nt.oa.exact)) in contributors for passage in both)

    def code(self, place: str) -> str:
        """The division code of a place, "" where it has none."""
        return min((nt.text_of(code) for code in self.graph.objects(place, nt.skos.notation)), default="")

    def locals(self, node: str) -> list[str]:
        """The local name of a node, and those of the nodes in whose place a merge has put it."""
        before = sorted(self._replaced.get(node, ()))
        return [local_name(nt.text_of(one)) for one in (node, *before)]
