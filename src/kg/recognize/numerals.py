"""The account of numerals: for each one of the text, the figure it belongs to or the reason why it counts nothing."""

from __future__ import annotations

import regex

from kg.model import Document, Mention, Numeral, Period, Quantity, Span, SpanIndex, spans_at
from kg.rulebook import Rule, rules
from kg.text import words

__all__ = ["account", "read_uncounted"]

_NUMERAL = regex.compile(
    r"\d+(?:[.,]\d+)*|[零一二两三四五六七八九十百千万亿]+|[壹贰叁肆伍陆柒捌玖拾佰仟]{2,}"
)
_ORDINAL_BEFORE = regex.compile(r"第\s*$")
_LIST_AFTER = regex.compile(r"\s*(?:[、.)]|是(?=\p{Han}))")
_CELL = regex.compile(r"[\d., +-]{1,40}")
_LIST_BEFORE = regex.compile(r"(?:^|[\n。;:(])\s*$")
_ADDRESS = regex.compile(
    # Possessive and at borders only, so that a long run of digits or letters is looked at once.
    r"\b[a-z]{2,20}://\S+|(?<![\w.-])[A-Za-z0-9_.-]{1,64}+@[A-Za-z0-9_.-]+"
    r"|(?<![A-Za-z\d])(?:[A-Za-z][A-Za-z_-]*+\d\w*|\d++[A-Za-z][A-Za-z\d]*)"
)


def read_uncounted(folded: str, rule: Rule | None = None) -> tuple[Numeral, ...]:
    """Numerals that count nothing by their wording (第三批, 二次会议, 三年行动), with the reason."""
    found: dict[Span, Numeral] = {}
    for reader in (rule,) if rule else rules("uncounted"):
        for match in reader.pattern.finditer(folded):
            for place in match.spans("n"):
                found.setdefault(Span(*place), Numeral(Span(*place), reader.gives))
    return tuple(found[span] for span in sorted(found))


def account(
    document: Document,
    quantities: tuple[Quantity, ...],
    periods: tuple[Period, ...],
    mentions: tuple[Mention, ...],
    uncounted: tuple[Numeral, ...],
) -> tuple[Numeral, ...]:
    """Every numeral of the text from its title to its end, in order.

    `reason` is "" for a numeral of a quantity, else one of: date, navigation, header, name, ordinal, list number,
    address, indefinite, word, no unit.
    """
    folded = document.folded
    borders = _borders(document)
    told = {n.span.start: n.reason for n in uncounted}
    addresses = [Span(*m.span()) for m in _ADDRESS.finditer(folded)]
    claims = (
        spans_at(q.span for q in quantities),
        spans_at(p.span for p in periods),
        spans_at(addresses),
        spans_at(m.span for m in mentions),
    )
    found = []
    for match in _NUMERAL.finditer(folded):
        span = Span(*match.span())
        reason = _reason(document, span, claims, borders)
        found.append(Numeral(span, told.get(span.start, reason) if reason else reason))
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
    claims: tuple[SpanIndex[Span], ...],
    borders: set[int],
) -> str:
    quantities, periods, addresses, mentions = claims
    folded = document.folded
    if quantities.overlapping(span):
        return ""
    segment = document.segment_at(span.start)
    if segment is None or segment.kind == "navigation":
        return "navigation"
    if periods.overlapping(span):
        return "date"
    if addresses.overlapping(span):
        return "address"
    if _ORDINAL_BEFORE.search(folded, max(0, span.start - 3), span.start):
        return "ordinal"
    if mentions.overlapping(span):
        return "name"
    if segment.kind in ("meta", "credit", "signature"):
        return "header"
    if _LIST_AFTER.match(folded, span.end) and _LIST_BEFORE.search(folded, 0, span.start):
        return "list number"
    if segment.kind == "table":
        return "no unit" if _CELL.fullmatch(segment.span.cut(folded)) else "name"
    if folded.count("“", segment.span.start, span.start) > folded.count("”", segment.span.start, span.start):
        return "name"
    words_of = span.cut(folded)
    if words_of[0].isdigit():
        return "no unit"
    if words_of == "一":
        return "indefinite" if span.start in borders else "word"
    return "word" if span.start not in borders or span.end not in borders else "no unit"
