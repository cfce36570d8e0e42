"""What SHACL cannot say about evidence: that words read as the value they state, and name what they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from itertools import product
from typing import NamedTuple

import regex
from rdflib import PROV, RDF, RDFS, Graph, Literal, Node, URIRef

from kg.genre import is_story
from kg.identifiers import figure_id, statement_id
from kg.measures import interval, sharpened
from kg.model import Span
from kg.ontology import KG, OA, SCHEMA, SDMX, local_name, qualifier, units
from kg.periods import is_planned, section_year
from kg.quantities import Reading, reads_as
from kg.tables import period_of, reads_in_table
from kg.validate.book import Book
from kg.validate.cells import miscounted
from kg.validate.changes import unsaid_changes
from kg.validate.passages import Report, misquoted, only, problem, span_of
from kg.validate.problem import Problem, short

__all__ = ["Nodes", "unproven"]

_FIGURE_ID = regex.compile(r"figure_\w+_\d+_\d+")
_STATEMENT_ID = regex.compile(r"statement_[0-9a-f]{12}")


class Nodes(NamedTuple):
    """The nodes of a graph by kind."""

    reports: set[Node]
    entities: set[Node]
    figures: set[Node]
    statements: set[Node]
    passages: set[Node]


def unproven(graph: Graph, nodes: Nodes, texts: Mapping[str, str]) -> tuple[list[Problem], int]:
    """Every problem of evidence, and how many passages were compared with a text."""
    found = list[Problem]()
    book = Book(graph, texts)
    for node in nodes.entities:
        found += _unfounded(graph, node, KG.mention)
    for node in nodes.figures | nodes.statements:
        found += _unfounded(graph, node, PROV.wasQuotedFrom)
    for node in nodes.figures:
        found += _Figure(book, node).problems()
    for node in nodes.statements:
        found += _Statement(book, node).problems()
    quotes = 0
    for node in nodes.passages:
        report = book.report_of(node)
        text = report.text if report is not None else None
        quotes += text is not None
        found += misquoted(graph, node, text)
    return found, quotes


def _unfounded(graph: Graph, node: Node, link: URIRef) -> Iterator[Problem]:
    if not any((passage, RDF.type, KG.Passage) in graph for passage in graph.objects(node, link)):
        en = "It reaches no passage, so no words of a report state it."
        yield problem(node, link, "没有任何原文片段作为依据。", en, "Evidence")


class _Quoted:
    """A figure or statement with its passage; nothing is asked of one whose passage the shapes find wanting."""

    def __init__(self, book: Book, node: Node) -> None:
        self.book, self.graph, self.node = book, book.graph, node
        self.passage = only(self.graph, node, PROV.wasQuotedFrom)
        self.span = None if self.passage is None else span_of(self.graph, self.passage)
        self.report = None if self.passage is None else book.report_of(self.passage)

    def value(self, path: URIRef) -> Node | None:
        return only(self.graph, self.node, path)

    @cached_property
    def line(self) -> Span | None:
        """The line of the report in which the quote stands, None where the text is not at hand."""
        if self.report is None or self.report.text is None or self.span is None:
            return None
        return self.report.line(self.span)


class _Figure(_Quoted):
    def problems(self) -> Iterator[Problem]:
        yield from self._reading()
        yield from self._unit_concept()
        yield from self._identifier()
        if self.report is not None and self.report.text is not None and self.span is not None:
            yield from self._header(self.report, self.span)
            yield from self._period(self.report, self.span)
            yield from self._per(self.report, self.span)
            yield from self._about(self.report)
            yield from unsaid_changes(self.graph, self.node, self.report, self.span)

    def _reading(self) -> Iterator[Problem]:
        """The words, read again, must give the value, the upper value, the unit and the qualifier."""
        words = self.value(KG.words)
        if words is None:
            return
        quote = None if self.passage is None else only(self.graph, self.passage, OA.exact)
        if quote is not None and str(quote) != str(words):
            zh, en = "原文与引文不一致。", f"Its words {words} are not those of its passage: {quote}."
            yield problem(self.node, KG.words, zh, en, "FigureWords")
        if self.report is not None and (self.report.node, RDF.type, KG.Table) in self.graph:
            yield from miscounted(self.graph, self.node, str(words))
            return
        reading = self._read(str(words))
        if reading is None:
            en = f"Its words do not read as one number with its unit: {words}."
            yield problem(self.node, KG.words, "原文读不出一个带单位的数字。", en, "FigureReading")
            return
        bound = qualifier(self._bound(str(words), reading))
        expected: tuple[tuple[URIRef, str, str], ...] = (
            (SCHEMA.value, _plain(self.value(SCHEMA.value)), str(reading.value)),
            (
                KG.upperValue,
                " ".join(sorted(map(_plain, self.graph.objects(self.node, KG.upperValue)))),
                "" if reading.upper is None else str(reading.upper),
            ),
            (SCHEMA.unitText, str(self.value(SCHEMA.unitText)), reading.unit),
            (KG.qualifier, short(self.value(KG.qualifier)), short(bound)),
            *self._interval(str(words), reading),
        )
        for path, stated, read in expected:
            if stated != read:
                zh, en = (
                    "与原文的读法不符。",
                    f"Its words {words} read otherwise: {read or '-'}, not {stated or '-'}.",
                )
                yield problem(self.node, path, zh, en, "FigureReading")

    def _bound(self, words: str, reading: Reading) -> str:
        """The qualifier that the words mean where they stand: 以上 in a plan is at least."""
        planned = reading.qualifier == "over" and words.endswith("以上") and not self._headings
        if not planned or self.span is None:
            return reading.qualifier
        if self.report is None or self.report.text is None:  # either may be meant
            stated = short(self.value(KG.qualifier)).rpartition(":")[2]
            return "atLeast" if stated == "atLeast" else "over"
        return "atLeast" if is_planned(self.report.folded, self.span.start) else "over"

    @cached_property
    def _headings(self) -> list[tuple[Span, str]]:
        """The headings of a table's cell in the order of the text: where each stands, and its words."""
        passages = self.graph.objects(self.node, KG.quotedHeader)
        found = [(span_of(self.graph, p), only(self.graph, p, OA.exact)) for p in passages]
        return sorted((span, str(exact)) for span, exact in found if span is not None and exact is not None)

    def _read(self, words: str) -> Reading | None:
        """What the words say, those of a table's cell beside the words of its headings."""
        headings = [exact for _, exact in self._headings]
        return reads_in_table(words, headings) if headings else reads_as(words)

    def _interval(self, words: str, reading: Reading) -> Iterator[tuple[URIRef, str, str]]:
        """The interval that the qualifier means for the value, each end as stored and as read; an absent end is open."""
        ends = interval(reading.value, reading.upper, sharpened(reading.qualifier, words))
        for path, end in zip((SCHEMA.minValue, SCHEMA.maxValue), ends, strict=True):
            stored = " ".join(sorted(map(_plain, self.graph.objects(self.node, path))))
            yield path, stored, "" if end is None else _plain(Literal(end))

    def _unit_concept(self) -> Iterator[Problem]:
        unit = units().get(str(self.value(SCHEMA.unitText)))
        concepts = set(self.graph.objects(self.node, SCHEMA.unitCode))
        expected = set() if unit is None else {unit.iri}
        if concepts - expected or (unit is not None and not concepts):
            told = short(unit.iri) if unit is not None else "-"
            zh, en = "单位概念与单位文字不符。", f"Its unit concept is not that of its unit: {told}."
            yield problem(self.node, SCHEMA.unitCode, zh, en, "FigureUnit")

    def _identifier(self) -> Iterator[Problem]:
        stated = self.value(KG.inReport)
        if self.report is None or self.span is None:
            return
        local = local_name(URIRef(str(self.node)))
        expected = figure_id(local_name(URIRef(str(self.report.node))), self.span.start, self.span.end)
        if _FIGURE_ID.fullmatch(local) and local != expected:
            zh, en = "标识与引文的位置不符。", f"Its identifier is not that of its passage: {expected}."
            yield problem(self.node, PROV.wasQuotedFrom, zh, en, "FigureIdentifier")
        if stated is not None and stated != self.report.node:
            zh, en = "所在报告与引文的报告不符。", "It stands in another report than its passage."
            yield problem(self.node, KG.inReport, zh, en, "FigureReport")

    def _header(self, report: Report, span: Span) -> Iterator[Problem]:
        """The headings of a table's cell, read again; a figure in a sentence has none."""
        quoted = {heading for heading, _ in self._headings}
        if quoted != (expected := report.headings.get(span, frozenset())):
            told = ", ".join(f"{s.start}-{s.end}" for s in sorted(expected)) or "-"
            zh, en = "所引表头不是该单元格的表头。", f"Its quoted headers are not those of its cell: {told}."
            yield problem(self.node, KG.quotedHeader, zh, en, "FigureHeader")

    def _period(self, report: Report, span: Span) -> Iterator[Problem]:
        """A stated period must be read again before the figure in its sentence, an open one must have a reason."""
        period, basis = self.value(SDMX.refPeriod), str(self.value(KG.periodBasis))
        if period is None:
            if report.period is not None and basis != "undated":
                zh, en = (
                    "缺少时间，而报告的年份已知。",
                    "It has no period though the year of its report is known.",
                )
                yield problem(self.node, SDMX.refPeriod, zh, en, "FigurePeriod")
        elif basis == "inferred" and period != report.period:
            zh, en = (
                "推定的时间并非报告所述的时间。",
                "Its period is inferred, but is not that of its report.",
            )
            yield problem(self.node, SDMX.refPeriod, zh, en, "FigurePeriod")
        elif basis == "section" and section_year(report.folded, span.start) != str(
            only(self.graph, period, RDFS.label) or ""
        ):
            zh, en = "所在章节的标题没有写明该时间。", "The heading of its section states no such period."
            yield problem(self.node, SDMX.refPeriod, zh, en, "FigurePeriod")
        elif basis == "stated":
            value = str(only(self.graph, period, RDFS.label) or "")
            if value not in (found := self._stated_periods(report, span)):
                told = ", ".join(sorted(found)) or "-"
                zh, en = (
                    "同句之前读不出所写的时间。",
                    f"Its sentence states no such period before it: {told}.",
                )
                yield problem(self.node, SDMX.refPeriod, zh, en, "FigurePeriod")

    def _stated_periods(self, report: Report, span: Span) -> set[str]:
        """The periods that the headings of a table's cell state, for other figures those before it in its sentence."""
        if not self._headings:
            return report.periods_before(span.start)
        return {period_of(exact, report.year) for _, exact in self._headings} - {""}

    def _per(self, report: Report, span: Span) -> Iterator[Problem]:
        for per in map(str, self.graph.objects(self.node, KG.per)):
            if not report.folded.endswith(per, 0, span.start):
                zh, en = (
                    "数字之前并无所写的计量对象。",
                    f"The words before it do not say what it counts for: {per}.",
                )
                yield problem(self.node, KG.per, zh, en, "FigurePer")

    def _about(self, report: Report) -> Iterator[Problem]:
        """What a figure is about is named in its paragraph; so is its area, unless it is that of the report."""
        about, area, line = self.value(SCHEMA.observationAbout), self.value(SDMX.refArea), self.line
        if line is None:
            return
        lines = (line, *(report.line(heading) for heading, _ in self._headings))
        if about is not None and not any(self.book.names(about, report, where) for where in lines):
            zh, en = "所在段落并未提到所述对象。", "Its paragraph does not name what it is about."
            yield problem(self.node, SCHEMA.observationAbout, zh, en, "FigureAbout")
        # A story stays at the place that it named last.
        before = (Span(0, line.end),) if is_story(report.folded) else lines
        if area not in (None, report.area) and not any(self.book.names(area, report, w) for w in before):
            en = "Its paragraph does not name its area, which is not that of the report."
            yield problem(self.node, SDMX.refArea, "所在段落并未提到该地区。", en, "FigureArea")


class _Statement(_Quoted):
    def problems(self) -> Iterator[Problem]:
        subject, predicate, target = (self.value(path) for path in (RDF.subject, RDF.predicate, RDF.object))
        if subject is None or predicate is None or target is None or self.report is None or self.span is None:
            return  # the shapes tell which of them is absent or double
        local = local_name(URIRef(str(self.node)))
        report, link = (local_name(URIRef(str(node))) for node in (self.report.node, predicate))
        ends, span = product(self.book.locals(subject), self.book.locals(target)), self.span
        expected = [statement_id(report, one, link, two, span.start, span.end) for one, two in ends]
        if _STATEMENT_ID.fullmatch(local) and local not in expected:
            zh, en = "标识与陈述的内容不符。", f"Its identifier is not that of what it states: {expected[0]}."
            yield problem(self.node, "", zh, en, "StatementIdentifier")
        for path, end, other in ((RDF.subject, subject, target), (RDF.object, target, subject)):
            if not self._placed(path, predicate, end, other):
                zh, en = "所在段落并未提到这一端。", f"Its paragraph does not name this end: {short(end)}."
                yield problem(self.node, path, zh, en, "StatementEnd")

    def _placed(self, path: URIRef, predicate: Node, end: Node, other: Node) -> bool:
        """Whether an end is named where the statement stands, speaks there unnamed, or holds the other by its code.

        Who does something is named in the paragraph before the sentence ends that tells of it.
        """
        if self.line is None or self.report is None or self.span is None:
            return True
        last = self.report.sentence_end(self.span) if path == RDF.subject else self.line.end
        if last <= self.line.start or self.book.names(end, self.report, Span(self.line.start, last)):
            return True
        if path == RDF.subject and self.book.author(end, self.report):
            return True
        code, inner = self.book.code(end), self.book.code(other)
        return predicate == KG.locatedIn and path == RDF.object and bool(code) and inner.startswith(code)


def _plain(value: Node | None) -> str:
    """A number of the graph in the form of a reading; what is no number stays as it is."""
    if isinstance(value, Literal) and isinstance(value.value, (int, Decimal)):
        number = Decimal(value.value).normalize()
        return str(number.quantize(Decimal(1)) if number == number.to_integral_value() else number)
    return "" if value is None else str(value)
