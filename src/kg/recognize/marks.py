"""Names that stand in quotation marks or title marks."""

from __future__ import annotations

import regex

from kg.model import Mention, Span
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


def read_marks(folded: str, rule: Rule | None = None) -> tuple[Mention, ...]:
    """The names in marks, an earlier rule before a later one; `options.whole` takes the head noun into the name."""
    found: list[Mention] = []
    for reader in (rule,) if rule else rules("marks"):
        for match in reader.pattern.finditer(folded):
            whole = reader.options.get("whole")
            span = Span(match.start("name") - 1, match.end()) if whole else Span(*match.span("name"))
            if not any(m.span.overlaps(span) and not m.span.holds(span) for m in found) and not any(
                m.span == span or span.holds(m.span) or (m.span.holds(span) and m.rule != "mark.title")
                for m in found
            ):
                found.append(Mention(span, reader.options["cls"], span.cut(folded), reader.name))
    return tuple(sorted(found, key=lambda m: m.span))
