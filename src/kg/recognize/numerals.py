"""The account of numerals: for each one of the text, the figure it belongs to or the reason why it counts nothing."""

from __future__ import annotations

import regex

from kg.model import Document, Mention, Numeral, Period, Quantity, Span
from kg.text import words

__all__ = ["account"]

_NUMERAL = regex.compile(
    r"\d+(?:[.,]\d+)*|[零一二两三四五六七八九十百千万亿]+|[壹贰叁肆伍陆柒捌玖拾佰仟]{2,}"
)
_ORDINAL_BEFORE = regex.compile(r"第\s*$")
_LIST_AFTER = regex.compile(r"\s*(?:[、.)]|是(?=\p{Han}))")
_LIST_BEFORE = regex.compile(r"(?:^|[\n。;:(])\s*$")
_ADDRESS = regex.compile(
    r"[a-z]+://\S+|[A-Za-z0-9_.-]+@[A-Za-z0-9_.-]+|[A-Za-z][\w-]*\d\w*|\d+[A-Za-z][A-Za-z\d]*"
)


def account(
    document: Document,
    quantities: tuple[Quantity, ...],
    periods: tuple[Period, ...],
    mentions: tuple[Mention, ...],
) -> tuple[Numeral, ...]:
    """Every numeral of the text from its title to its end, in order.

    `reason` is "" for a numeral of a quantity, else one of: date, navigation, header, name, ordinal, list number,
    address, indefinite, word, no unit.
    """
    folded = document.folded
    borders = _borders(document)
    addresses = [Span(*m.span()) for m in _ADDRESS.finditer(folded)]
    found = []
    for match in _NUMERAL.finditer(folded):
        span = Span(*match.span())
        found.append(
            Numeral(span, _reason(document, span, quantities, periods, mentions, addresses, borders))
        )
    return tuple(found)


def _borders(document: Document) -> set[int]:
    edges: set[int] = set()
    for segment in document.segments:
        for word in words(segment.span.cut(document.folded)):
            edges |= {segment.span.start + word.start, segment.span.start + word.end}
    return edges


def _reason(
    document: Document,
    span: Span,
    quantities: tuple[Quantity, ...],
    periods: tuple[Period, ...],
    mentions: tuple[Mention, ...],
    addresses: list[Span],
    borders: set[int],
) -> str:
    folded = document.folded
    if any(q.span.overlaps(span) for q in quantities):
        return ""
    segment = document.segment_at(span.start)
    if segment is None or segment.kind == "navigation":
        return "navigation"
    if any(p.span.overlaps(span) for p in periods):
        return "date"
    if any(a.overlaps(span) for a in addresses):
        return "address"
    if _ORDINAL_BEFORE.search(folded, max(0, span.start - 3), span.start):
        return "ordinal"
    if any(m.span.overlaps(span) for m in mentions):
        return "name"
    if segment.kind in ("meta", "credit"):
        return "header"
    if _LIST_AFTER.match(folded, span.end) and _LIST_BEFORE.search(folded, 0, span.start):
        return "list number"
    if folded.count("“", segment.span.start, span.start) > folded.count("”", segment.span.start, span.start):
        return "name"
    words_of = span.cut(folded)
    if words_of[0].isdigit():
        return "no unit"
    if words_of == "一":
        return "indefinite" if span.start in borders else "word"
    return "word" if span.start not in borders or span.end not in borders else "no unit"
