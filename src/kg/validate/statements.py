"""Whether a statement has the identifier of what it says, and its paragraph names both its ends."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import regex

from kg import nt
from kg.identifiers import statement_id
from kg.model import Span
from kg.ontology import local_name
from kg.validate.passages import problem
from kg.validate.problem import Problem, short
from kg.validate.quoted import Quoted

__all__ = ["Statement"]

_STATEMENT_ID = regex.compile(r"statement_[0-9a-f]{12}")


class Statement(Quoted):
    """A statement of the graph."""

    def problems(self) -> Iterator[Problem]:
        """What is wrong with it."""
        subject, predicate, target = (
            self.value(path) for path in (nt.rdf.subject, nt.rdf.predicate, nt.rdf.object)
        )
        if subject is None or predicate is None or target is None or self.report is None or self.span is None:
            return  # the shapes tell which of them is absent or double
        local = local_name(nt.text_of(self.node))
        report, link = (local_name(nt.text_of(node)) for node in (self.report.node, predicate))
        ends, span = product(self.book.locals(subject), self.book.locals(target)), self.span
        expected = [statement_id(report, one, link, two, span.start, span.end) for one, two in ends]
        if _STATEMENT_ID.fullmatch(local) and local not in expected:
            zh, en = "标识与陈述的内容不符。", f"Its identifier is not that of what it states: {expected[0]}."
            yield problem(self.node, "", zh, en, "StatementIdentifier")
        for path, end, other in ((nt.rdf.subject, subject, target), (nt.rdf.object, target, subject)):
            if not self._placed(path, predicate, end, other):
                zh, en = "所在段落并未提到这一端。", f"Its paragraph does not name this end: {short(end)}."
                yield problem(self.node, path, zh, en, "StatementEnd")

    def _placed(self, path: str, predicate: str, end: str, other: str) -> bool:
        """Whether an end is named where the statement stands, speaks there unnamed, or holds the other by its code.

        Who does something is named in the paragraph before the sentence ends that tells of it.
        """
        if self.line is None or self.report is None or self.span is None:
            return True
        last = self.report.sentence_end(self.span) if path == nt.rdf.subject else self.line.end
        if last <= self.line.start or self.book.names(end, self.report, Span(self.line.start, last)):
            return True
        if path == nt.rdf.subject and self.book.author(end, self.report):
            return True
        code, inner = self.book.code(end), self.book.code(other)
        return (
            predicate == nt.kg.locatedIn and path == nt.rdf.object and bool(code) and inner.startswith(code)
        )
