"""Passages of a graph beside the texts of its reports: look-ups, and whether each quote is what it says it is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache

import regex
from rdflib import DCTERMS, RDFS, SDO, Graph, Literal, Node, URIRef

from kg.model import Period, Span
from kg.ontology import KG, OA
from kg.periods import read_periods
from kg.tables import find_tables, read_content
from kg.text import fold
from kg.validate.problem import Problem, name_of, short

__all__ = ["Report", "misquoted", "only", "problem", "span_of"]

_LINE_END = regex.compile(r"[\r\n\u2028\u2029]")
_SENTENCE_END = regex.compile(r"[。!?;\r\n\u2028\u2029]")


def only(graph: Graph, node: Node, path: URIRef) -> Node | None:
    """The one value of a property; none where there are several, of which the shapes tell."""
    found = list(graph.objects(node, path))
    return found[0] if len(found) == 1 else None


def problem(node: Node, path: URIRef | str, zh: str, en: str, check: str) -> Problem:
    """A problem of evidence."""
    return Problem(name_of(node), short(URIRef(path)) if path else "", zh, en, "evidence", check)


def span_of(graph: Graph, passage: Node) -> Span | None:
    """The place that a passage states, None where it states none."""
    start, end = _number(graph, passage, OA.start), _number(graph, passage, OA.end)
    return None if start is None or end is None or not 0 <= start < end else Span(start, end)


def _number(graph: Graph, node: Node, path: URIRef) -> int | None:
    found = only(graph, node, path)
    value = found.value if isinstance(found, Literal) else None
    return value if type(value) is int else None


class Report:
    """A report of the graph with its text, where that is at hand, and the passages in it."""

    def __init__(self, graph: Graph, node: Node, texts: Mapping[str, str]) -> None:
        self.graph, self.node = graph, node
        self.text = texts.get(str(only(graph, node, SDO.sha256)))

    @cached_property
    def folded(self) -> str:
        """The folded text, "" where it is not at hand."""
        return fold(self.text or "")

    @cached_property
    def area(self) -> Node | None:
        """The division that the report is about."""
        return only(self.graph, self.node, DCTERMS.spatial)

    @cached_property
    def period(self) -> Node | None:
        """The period that the report is about."""
        return only(self.graph, self.node, DCTERMS.temporal)

    @cached_property
    def year(self) -> str:
        """The period that the report is about as its label, "" where it tells none."""
        return str(only(self.graph, self.period, RDFS.label) or "") if self.period is not None else ""

    @cached_property
    def head(self) -> frozenset[Node]:
        """The passages that state the report's own title, publisher and contributor."""
        return frozenset(self.graph.objects(self.node, KG.mention))

    def line(self, span: Span) -> Span:
        """The line of the text in which a span begins: a paragraph, as reports are written."""
        after = bisect_right(self._line_ends, span.start)
        behind = _LINE_END.search(self.folded, span.start)
        start = self._line_ends[after - 1] if after else 0
        end = behind.start() if behind else max(len(self.folded), span.end)
        return Span(start, max(end, start + 1))  # a span of others may begin on an empty line

    def sentence_end(self, span: Span) -> int:
        """Where the sentence ends in which a span ends, or its line."""
        end = _SENTENCE_END.search(self.folded, span.end - 1)
        return min(end.end() if end else len(self.folded), self.line(span).end)

    @cached_property
    def headings(self) -> Mapping[Span, frozenset[Span]]:
        """For each number in a cell of the text's tables, the headings that tell of it."""
        entries = read_content(self.folded, find_tables(self.folded)).entries
        return {entry.quantity.span: frozenset(entry.headings) for entry in entries}

    @cached_property
    def _line_ends(self) -> list[int]:
        """Where each line of the text but the last is over, its mark included."""
        return [m.end() for m in _LINE_END.finditer(self.folded)]

    def periods_before(self, place: int) -> set[str]:
        """The periods that the text states before a place in its sentence, with the report's year put in."""
        ends = [m.end() for m in _SENTENCE_END.finditer(self.folded, 0, place)]
        start = ends[-1] if ends else 0
        found = (p for p in _periods(self.folded) if start <= p.span.start and p.span.end <= place)
        return {p.resolved(self.year) for p in found} - {""}


@lru_cache(maxsize=4)  # of the report that is checked, not of all that ever were
def _periods(folded: str) -> tuple[Period, ...]:
    return read_periods(folded)


def misquoted(graph: Graph, node: Node, text: str | None) -> Iterator[Problem]:
    """Where a passage's IRI, place and words disagree with each other or with the report's text."""
    start, end = _number(graph, node, OA.start), _number(graph, node, OA.end)
    exact, report = only(graph, node, OA.exact), only(graph, node, KG.inReport)
    if start is None or end is None or exact is None or report is None:
        return  # the shapes tell which of them is absent, double or no number
    words = str(exact)
    if not 0 <= start < end:
        zh, en = "终点须大于起点。", f"It must end after it starts: {start},{end}."
        yield problem(node, OA.end, zh, en, "PassagePlace")
    if end - start != len(words):
        counts = f"{end - start} ≠ {len(words)}"
        zh, en = "长度与文字不符。", f"Its length is not that of its words: {counts}."
        yield problem(node, OA.exact, zh, en, "PassageLength")
    if str(node) != (expected := f"{report}#char={start},{end}"):
        zh, en = "IRI 与报告或起止不符。", f"Its IRI must be: {expected}."
        yield problem(node, "", zh, en, "PassageIdentifier")
    if text is not None and end > len(text):
        zh, en = "片段超出报告的末尾。", f"It ends behind the report's last character: {end} > {len(text)}."
        yield problem(node, OA.end, zh, en, "PassageInReport")
    if text is not None and (found := text[max(start, 0) : max(end, 0)]) != words:
        # repr shows what a terminal would hide: line ends, wide spaces
        what = f"{found!r} ≠ {words!r}"
        zh, en = "原文此处并非这些文字。", f"The report has other words there: {what}."
        yield problem(node, OA.exact, zh, en, "PassageWords")
