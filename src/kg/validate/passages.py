"""Passages of a graph beside the texts of its reports: look-ups, and whether each quote is what it says it is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache

import regex

from kg import nt
from kg.model import Period, Span
from kg.periods import read_periods
from kg.tables import find_tables, read_content
from kg.text import fold
from kg.triples import Triples
from kg.validate.problem import Problem, name_of, short

__all__ = ["Report", "misquoted", "only", "problem", "quotes_well", "span_of", "words_of"]

_LINE_END = regex.compile(r"[\r\n\u2028\u2029]")
_SENTENCE_END = regex.compile(r"[。!?;\r\n\u2028\u2029]")


def only(graph: Triples, node: str, path: str) -> str | None:
    """The one value of a property; none where there are several, of which the shapes tell."""
    found = graph.objects(node, path)
    return next(iter(found)) if len(found) == 1 else None


def words_of(term: str | None) -> str:
    """The characters of a term, "" for none."""
    return "" if term is None else nt.text_of(term)


def problem(node: str, path: str, zh: str, en: str, check: str) -> Problem:
    """A problem of evidence; `path` is a term or ""."""
    return Problem(name_of(node), short(path), zh, en, "evidence", check)


def span_of(graph: Triples, passage: str) -> Span | None:
    """The place that a passage states, None where it states none."""
    start, end = _number(graph, passage, nt.oa.start), _number(graph, passage, nt.oa.end)
    return None if start is None or end is None or not 0 <= start < end else Span(start, end)


def _number(graph: Triples, node: str, path: str) -> int | None:
    found = only(graph, node, path)
    value = None if found is None else nt.number_of(found)
    return value if type(value) is int else None


class Report:
    """A report of the graph with its text, where that is at hand, and the passages in it."""

    def __init__(self, graph: Triples, node: str, texts: Mapping[str, str]) -> None:
        self.graph, self.node = graph, node
        self.text = texts.get(words_of(only(graph, node, nt.schema.sha256)))

    @cached_property
    def folded(self) -> str:
        """The folded text, "" where it is not at hand."""
        return fold(self.text or "")

    @cached_property
    def area(self) -> str | None:
        """The division that the report is about."""
        return only(self.graph, self.node, nt.dct.spatial)

    @cached_property
    def period(self) -> str | None:
        """The period that the report is about."""
        return only(self.graph, self.node, nt.dct.temporal)

    @cached_property
    def year(self) -> str:
        """The period that the report is about as its label, "" where it tells none."""
        return "" if self.period is None else words_of(only(self.graph, self.period, nt.rdfs.label))

    @cached_property
    def head(self) -> frozenset[str]:
        """The passages that state the report's own title, publisher and contributor."""
        return frozenset(self.graph.objects(self.node, nt.kg.mention))

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

    @cached_property
    def _sentence_ends(self) -> list[int]:
        """Where each sentence of the text is over, its mark included; those of lines among them."""
        return [m.end() for m in _SENTENCE_END.finditer(self.folded)]

    def periods_before(self, place: int) -> set[str]:
        """The periods that the text states before a place in its sentence, with the report's year put in."""
        after = bisect_right(self._sentence_ends, place)
        start = self._sentence_ends[after - 1] if after else 0
        periods = _periods(self.folded)
        found = set()
        for period in periods[bisect_left(periods, start, key=lambda p: p.span.start) :]:
            if period.span.start >= place:
                break
            if period.span.end <= place:
                found.add(period.resolved(self.year))
        return found - {""}


@lru_cache(maxsize=4)  # of the report that is checked, not of all that ever were
def _periods(folded: str) -> tuple[Period, ...]:
    return read_periods(folded)


def quotes_well(graph: Triples, node: str, span: Span | None, text: str | None) -> bool:
    """Whether nothing at all is wrong with a passage, which is so of nearly all."""
    exact, report = only(graph, node, nt.oa.exact), only(graph, node, nt.kg.inReport)
    if span is None or exact is None or report is None:
        return False
    words, place = nt.text_of(exact), f"{report[:-1]}#char={span.start},{span.end}>"
    return node == place and len(words) == len(span) and (text is None or span.cut(text) == words)


def misquoted(graph: Triples, node: str, text: str | None) -> Iterator[Problem]:
    """Where a passage's IRI, place and words disagree with each other or with the report's text."""
    start, end = _number(graph, node, nt.oa.start), _number(graph, node, nt.oa.end)
    exact, report = only(graph, node, nt.oa.exact), only(graph, node, nt.kg.inReport)
    if start is None or end is None or exact is None or report is None:
        return  # the shapes tell which of them is absent, double or no number
    words = nt.text_of(exact)
    if not 0 <= start < end:
        zh, en = "终点须大于起点。", f"It must end after it starts: {start},{end}."
        yield problem(node, nt.oa.end, zh, en, "PassagePlace")
    if end - start != len(words):
        counts = f"{end - start} ≠ {len(words)}"
        zh, en = "长度与文字不符。", f"Its length is not that of its words: {counts}."
        yield problem(node, nt.oa.exact, zh, en, "PassageLength")
    if node != f"{report[:-1]}#char={start},{end}>":
        zh, en = "IRI 与报告或起止不符。", f"Its IRI must be: {nt.text_of(report)}#char={start},{end}."
        yield problem(node, "", zh, en, "PassageIdentifier")
    if text is not None and end > len(text):
        zh, en = "片段超出报告的末尾。", f"It ends behind the report's last character: {end} > {len(text)}."
        yield problem(node, nt.oa.end, zh, en, "PassageInReport")
    if text is not None and (found := text[max(start, 0) : max(end, 0)]) != words:
        # repr shows what a terminal would hide: line ends, wide spaces
        what = f"{found!r} ≠ {words!r}"
        zh, en = "原文此处并非这些文字。", f"The report has other words there: {what}."
        yield problem(node, nt.oa.exact, zh, en, "PassageWords")
