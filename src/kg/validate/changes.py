"""Whether a report says that one figure became the other."""

from __future__ import annotations

from collections.abc import Iterator

from kg import nt
from kg.changes import reads_as_change
from kg.model import Span
from kg.triples import Triples
from kg.validate.passages import Report, only, problem, span_of
from kg.validate.problem import Problem

__all__ = ["unsaid_changes"]


def unsaid_changes(graph: Triples, figure: str, report: Report, span: Span) -> Iterator[Problem]:
    """A problem for each figure that `figure`, which stands at `span`, is said to have been, and the words do not say so."""
    for earlier in graph.objects(figure, nt.kg.changedFrom):
        passage = only(graph, earlier, nt.prov.wasQuotedFrom)
        before = None if passage is None else span_of(graph, passage)
        if before is None or not reads_as_change(report.folded, report.line(span).start, before, span):
            zh, en = (
                "原文并未说明由该数字变化而来。",
                "The words do not say that it changed from this figure.",
            )
            yield problem(figure, nt.kg.changedFrom, zh, en, "FigureChange")
