"""A figure or statement with its passage, and where that stands."""

from __future__ import annotations

from functools import cached_property

from kg import nt
from kg.model import Span
from kg.validate.book import Book

__all__ = ["Quoted"]


class Quoted:
    """A figure or statement with its passage; nothing is asked of one whose passage the shapes find wanting."""

    def __init__(self, book: Book, node: str) -> None:
        self.book, self.graph, self.node = book, book.graph, node
        self.links = book.graph.of_node(node)
        self.passage = self.value(nt.prov.wasQuotedFrom)
        self.span = None if self.passage is None else book.span_of(self.passage)
        self.report = None if self.passage is None else book.report_of(self.passage)

    def value(self, path: str) -> str | None:
        """The one value of a property; none where there are several, of which the shapes tell."""
        found = self.links.get(path, ())
        return next(iter(found)) if len(found) == 1 else None

    @cached_property
    def line(self) -> Span | None:
        """The line of the report in which the quote stands, None where the text is not at hand."""
        if self.report is None or self.report.text is None or self.span is None:
            return None
        return self.report.line(self.span)
