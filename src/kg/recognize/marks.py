"""Names that stand in quotation marks or title marks."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from kg.model import Mention, Span, SpanIndex
from kg.rulebook import Rule, rules

__all__ = ["quoted_spans", "read_marks"]

_SHORT = regex.compile(r"“[^“”\n,。!?;]{1,30}”")
_TITLE = regex.compile(r"《[^《》\n]{2,60}》")


def quoted_spans(folded: str) -> tuple[Span, ...]:
    """Short quotations and titles, marks included: what stands in them is a name, not a statement.

    Speech, which is longer or has commas, is left out.
    """
    spans = [Span(*m.span()) for p in (_SHORT, _TITLE) for m in p.finditer(folded)]
    return tuple(sorted(spans))


def _places(rule: Rule, folded: str) -> Iterator[tuple[int, int]]:
    """Where a rule's names stand; with `options.whole` up to the end of the match."""
    for match in rule.pattern.finditer(folded):
        for start, end in match.spans("name"):
            yield start, match.end() if rule.options.get("whole") else end


def read_marks(folded: str, rule: Rule | None = None) -> tuple[Mention, ...]:
    """The names in marks, an earlier rule before a later one; `options.whole` takes the head noun into the name."""
    found: list[Mention] = []
    index = SpanIndex(found, lambda m: m.span)
    for reader in (rule,) if rule else rules("marks"):
        whole = reader.options.get("whole")
        for start, end in _places(reader, folded):
            span = Span(start - 1, end) if whole else Span(start, end)
            # A name may only stand inside a title.
            if all(
                m.span != span and m.span.holds(span) and m.rule in ("mark.title", "mark.outlet")
                for m in index.overlapping(span)
            ):
                found.append(Mention(span, reader.options["cls"], span.cut(folded), reader.name))
                index.add(found[-1])
    return tuple(sorted(found, key=lambda m: m.span))
