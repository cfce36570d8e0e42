"""What SHACL cannot say about evidence: that words read as the value they state, and name what they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

import regex

from kg import nt
from kg.genre import is_story
from kg.identifiers import figure_id
from kg.measures import interval, sharpened
from kg.model import Span
from kg.ontology import local_name, qualifier, units
from kg.periods import is_planned, section_year
from kg.quantities import Reading, reads_as
from kg.tables import period_of, reads_in_table
from kg.triples import Triples
from kg.validate.book import Book
from kg.validate.cells import miscounted
from kg.validate.changes import unsaid_changes
from kg.validate.passages import Report, misquoted, only, problem, quotes_well, words_of
from kg.validate.problem import Problem, short
from kg.validate.quoted import Quoted
from kg.validate.statements import Statement

__all__ = ["Nodes", "unproven"]

_FIGURE_ID = regex.compile(r"figure_\w+_\d+_\d+")


class Nodes(NamedTuple):
    """The nodes of a graph by kind."""

    reports: set[str]
    entities: set[str]
    figures: set[str]
    statements: set[str]
    passages: set[str]


def unproven(graph: Triples, nodes: Nodes, texts: Mapping[str, str]) -> tuple[list[Problem], int]:
    """Every problem of evidence, and how many passages were compared with a text."""
    found = list[Problem]()
    book = Book(graph, texts)
    for node in nodes.entities:
        found += _unfounded(graph, node, nt.kg.mention)
    for node in nodes.figures | nodes.statements:
        found += _unfounded(graph, node, nt.prov.wasQuotedFrom)
    for node in nodes.figures:
        found += _Figure(book, node).problems()
    for node in nodes.statements:
        found += Statement(book, node).problems()
    quotes = 0
    for node in nodes.passages:
        report = book.report_of(node)
        text = report.text if report is not None else None
        quotes += text is not None
        if not quotes_well(graph, node, book.span_of(node), text):
            found += misquoted(graph, node, text)
    return found, quotes


def _unfounded(graph: Triples, node: str, link: str) -> Iterator[Problem]:
    passages = graph.objects(node, link)
    if not any(nt.kg.Passage in graph.objects(passage, nt.rdf.type) for passage in passages):
        en = "It reaches no passage, so no words of a report state it."
        yield problem(node, link, "没有任何原文片段作为依据。", en, "Evidence")


class _Figure(Quoted):
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
        stated = self.value(nt.kg.words)
        if stated is None:
            return
        words = nt.text_of(stated)
        quote = None if self.passage is None else only(self.graph, self.passage, nt.oa.exact)
        if quote is not None and nt.text_of(quote) != words:
            zh, en = (
                "原文与引文不一致。",
                f"Its words {words} are not those of its passage: {nt.text_of(quote)}.",
            )
            yield problem(self.node, nt.kg.words, zh, en, "FigureWords")
        if self.report is not None and nt.kg.Table in self.graph.objects(self.report.node, nt.rdf.type):
            yield from miscounted(self.graph, self.node, words)
            return
        reading = self._read(words)
        if reading is None:
            en = f"Its words do not read as one number with its unit: {words}."
            yield problem(self.node, nt.kg.words, "原文读不出一个带单位的数字。", en, "FigureReading")
            return
        bound = nt.iri(qualifier(self._bound(words, reading)))
        upper = "" if reading.upper is None else str(reading.upper)
        expected: tuple[tuple[str, str, str], ...] = (
            (nt.schema.value, _plain(self.value(nt.schema.value)), str(reading.value)),
            (nt.kg.upperValue, self._numbers(nt.kg.upperValue), upper),
            (nt.schema.unitText, words_of(self.value(nt.schema.unitText)), reading.unit),
            (nt.kg.qualifier, short(self.value(nt.kg.qualifier)), short(bound)),
            *self._interval(words, reading),
        )
        for path, stated, read in expected:
            if stated != read:
                zh, en = (
                    "与原文的读法不符。",
                    f"Its words {words} read otherwise: {read or '-'}, not {stated or '-'}.",
                )
                yield problem(self.node, path, zh, en, "FigureReading")

    def _numbers(self, path: str) -> str:
        """The values of a property, which has one or none."""
        return " ".join(sorted(map(_plain, self.links.get(path, ()))))

    def _bound(self, words: str, reading: Reading) -> str:
        """The qualifier that the words mean where they stand: 以上 in a plan is at least."""
        planned = reading.qualifier == "over" and words.endswith("以上") and not self._headings
        if not planned or self.span is None:
            return reading.qualifier
        if self.report is None or self.report.text is None:  # either may be meant
            stated = short(self.value(nt.kg.qualifier)).rpartition(":")[2]
            return "atLeast" if stated == "atLeast" else "over"
        return "atLeast" if is_planned(self.report.folded, self.span.start) else "over"

    @cached_property
    def _headings(self) -> list[tuple[Span, str]]:
        """The headings of a table's cell in the order of the text: where each stands, and its words."""
        passages = self.links.get(nt.kg.quotedHeader, ())
        found = [(self.book.span_of(p), only(self.graph, p, nt.oa.exact)) for p in passages]
        return sorted(
            (span, nt.text_of(exact)) for span, exact in found if span is not None and exact is not None
        )

    def _read(self, words: str) -> Reading | None:
        """What the words say, those of a table's cell beside the words of its headings."""
        headings = [exact for _, exact in self._headings]
        return reads_in_table(words, headings) if headings else reads_as(words)

    def _interval(self, words: str, reading: Reading) -> Iterator[tuple[str, str, str]]:
        """The interval that the qualifier means for the value, each end as stored and as read; an absent end is open."""
        ends = interval(reading.value, reading.upper, sharpened(reading.qualifier, words))
        for path, end in zip((nt.schema.minValue, nt.schema.maxValue), ends, strict=True):
            yield path, self._numbers(path), "" if end is None else _plain_number(end)

    def _unit_concept(self) -> Iterator[Problem]:
        unit = units().get(words_of(self.value(nt.schema.unitText)))
        concepts = set(self.links.get(nt.schema.unitCode, ()))
        expected = set() if unit is None else {nt.iri(unit.iri)}
        if concepts - expected or (unit is not None and not concepts):
            told = short(nt.iri(unit.iri)) if unit is not None else "-"
            zh, en = "单位概念与单位文字不符。", f"Its unit concept is not that of its unit: {told}."
            yield problem(self.node, nt.schema.unitCode, zh, en, "FigureUnit")

    def _identifier(self) -> Iterator[Problem]:
        stated = self.value(nt.kg.inReport)
        if self.report is None or self.span is None:
            return
        local = local_name(nt.text_of(self.node))
        expected = figure_id(local_name(nt.text_of(self.report.node)), self.span.start, self.span.end)
        if _FIGURE_ID.fullmatch(local) and local != expected:
            zh, en = "标识与引文的位置不符。", f"Its identifier is not that of its passage: {expected}."
            yield problem(self.node, nt.prov.wasQuotedFrom, zh, en, "FigureIdentifier")
        if stated is not None and stated != self.report.node:
            zh, en = "所在报告与引文的报告不符。", "It stands in another report than its passage."
            yield problem(self.node, nt.kg.inReport, zh, en, "FigureReport")

    def _header(self, report: Report, span: Span) -> Iterator[Problem]:
        """The headings of a table's cell, read again; a figure in a sentence has none."""
        quoted = {heading for heading, _ in self._headings}
        if quoted != (expected := report.headings.get(span, frozenset())):
            told = ", ".join(f"{s.start}-{s.end}" for s in sorted(expected)) or "-"
            zh, en = "所引表头不是该单元格的表头。", f"Its quoted headers are not those of its cell: {told}."
            yield problem(self.node, nt.kg.quotedHeader, zh, en, "FigureHeader")

    def _period(self, report: Report, span: Span) -> Iterator[Problem]:
        """A stated period must be read again before the figure in its sentence, an open one must have a reason."""
        period, basis = self.value(nt.sdmx.refPeriod), words_of(self.value(nt.kg.periodBasis))
        if period is None:
            if report.period is not None and basis != "undated":
                zh, en = (
                    "缺少时间，而报告的年份已知。",
                    "It has no period though the year of its report is known.",
                )
                yield problem(self.node, nt.sdmx.refPeriod, zh, en, "FigurePeriod")
        elif basis == "inferred" and period != report.period:
            zh, en = (
                "推定的时间并非报告所述的时间。",
                "Its period is inferred, but is not that of its report.",
            )
            yield problem(self.node, nt.sdmx.refPeriod, zh, en, "FigurePeriod")
        elif basis == "section" and section_year(report.folded, span.start) != words_of(
            only(self.graph, period, nt.rdfs.label)
        ):
            zh, en = "所在章节的标题没有写明该时间。", "The heading of its section states no such period."
            yield problem(self.node, nt.sdmx.refPeriod, zh, en, "FigurePeriod")
        elif basis == "stated":
            value = words_of(only(self.graph, period, nt.rdfs.label))
            if value not in (found := self._stated_periods(report, span)):
                told = ", ".join(sorted(found)) or "-"
                zh, en = (
                    "同句之前读不出所写的时间。",
                    f"Its sentence states no such period before it: {told}.",
                )
                yield problem(self.node, nt.sdmx.refPeriod, zh, en, "FigurePeriod")

    def _stated_periods(self, report: Report, span: Span) -> set[str]:
        """The periods that the headings of a table's cell state, for other figures those before it in its sentence."""
        if not self._headings:
            return report.periods_before(span.start)
        return {period_of(exact, report.year) for _, exact in self._headings} - {""}

    def _per(self, report: Report, span: Span) -> Iterator[Problem]:
        for per in map(nt.text_of, self.links.get(nt.kg.per, ())):
            if not report.folded.endswith(per, 0, span.start):
                zh, en = (
                    "数字之前并无所写的计量对象。",
                    f"The words before it do not say what it counts for: {per}.",
                )
                yield problem(self.node, nt.kg.per, zh, en, "FigurePer")

    def _about(self, report: Report) -> Iterator[Problem]:
        """What a figure is about is named in its paragraph; so is its area, unless it is that of the report."""
        about, area, line = self.value(nt.schema.observationAbout), self.value(nt.sdmx.refArea), self.line
        if line is None:
            return
        lines = (line, *(report.line(heading) for heading, _ in self._headings))
        if about is not None and not any(self.book.names(about, report, where) for where in lines):
            zh, en = "所在段落并未提到所述对象。", "Its paragraph does not name what it is about."
            yield problem(self.node, nt.schema.observationAbout, zh, en, "FigureAbout")
        # A story stays at the place that it named last.
        before = (Span(0, line.end),) if is_story(report.folded) else lines
        if area not in (None, report.area) and not any(self.book.names(area, report, w) for w in before):
            en = "Its paragraph does not name its area, which is not that of the report."
            yield problem(self.node, nt.sdmx.refArea, "所在段落并未提到该地区。", en, "FigureArea")


@lru_cache(maxsize=1 << 13)
def _plain(term: str | None) -> str:
    """A number of the graph in the form of a reading; what is no number stays as it is."""
    if term is None:
        return ""
    number = nt.number_of(term)
    return nt.text_of(term) if number is None else _plain_number(Decimal(number))


def _plain_number(number: Decimal) -> str:
    number = number.normalize()
    return str(number.quantize(Decimal(1)) if number == number.to_integral_value() else number)
