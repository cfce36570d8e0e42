"""The account of numerals: for each one of the text, the figure it belongs to or the reason why it counts nothing."""

from __future__ import annotations

import regex

from kg.model import Cover, Document, Mention, Numeral, Period, Quantity, Span
from kg.rulebook import Rule, rules
from kg.text import LONGEST, Clauses

__all__ = ["account", "read_uncounted"]

_NUMERAL = regex.compile(
    r"\d+(?:[.,]\d+)*|[零一二两三四五六七八九十百千万亿]+|[壹贰叁肆伍陆柒捌玖拾佰仟]{2,}"
)
_ORDINAL_BEFORE = regex.compile(r"第\s*$")
_LIST_AFTER = regex.compile(r"\s*(?:[、.)]|是(?=\p{Han}))")
_CELL = regex.compile(r"[\d., +-]{1,40}")
_ADDRESS = regex.compile(
    # Possessive and at borders only, so that a long run of digits or letters is looked at once; the lookahead passes
    # quickly over all else.
    r"(?=[A-Za-z\d_.-])(?:\b[a-z]{2,20}://\S+|(?<![\w.-])[A-Za-z0-9_.-]{1,64}+@[A-Za-z0-9_.-]+"
    r"|(?<![A-Za-z\d])(?:[A-Za-z][A-Za-z_-]*+\d\w*|\d++[A-Za-z][A-Za-z\d]*))"
)


def read_uncounted(folded: str, rule: Rule | None = None) -> tuple[Numeral, ...]:
    """Numerals that count nothing by their wording (第三批, 二次会议, 三年行动), with the reason."""
    found: dict[Span, Numeral] = {}
    for reader in (rule,) if rule else rules("uncounted"):
        for match in reader.matches(folded):
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
    address, indefinite, word, too long, no unit.
    """
    folded = document.folded
    clauses = Clauses(folded)
    told = {n.span.start: n.reason for n in uncounted}
    claims = (
        Cover(len(folded), (q.span for q in quantities)),
        Cover(len(folded), (p.span for p in periods)),
        Cover(len(folded), (Span(*m.span()) for m in _ADDRESS.finditer(folded))),
        Cover(len(folded), (m.span for m in mentions)),
    )
    found = []
    for match in _NUMERAL.finditer(folded):
        span = Span(*match.span())
        reason = _reason(document, span, claims, clauses)
        found.append(Numeral(span, told.get(span.start, reason) if reason else reason))
    return tuple(found)


def _reason(
    document: Document,
    span: Span,
    claims: tuple[Cover, ...],
    clauses: Clauses,
) -> str:
    quantities, periods, addresses, mentions = claims
    folded = document.folded
    if quantities.meets(span):
        return ""
    segment = document.segment_at(span.start)
    if segment is None or segment.kind == "navigation":
        return "navigation"
    if periods.meets(span):
        return "date"
    if addresses.meets(span):
        return "address"
    if _ORDINAL_BEFORE.search(folded, max(0, span.start - 3), span.start):
        return "ordinal"
    if mentions.meets(span):
        return "name"
    if segment.kind in ("meta", "credit", "signature"):
        return "header"
    if _LIST_AFTER.match(folded, span.end) and _opens_part(folded, span.start):
        return "list number"
    if segment.kind == "table":
        return "no unit" if _CELL.fullmatch(segment.span.cut(folded)) else "name"
    if document.in_quotation(span.start):
        return "name"
    words_of = span.cut(folded)
    if words_of[0].isdigit():
        return "too long" if sum(c.isdigit() for c in words_of) > LONGEST else "no unit"
    if words_of == "一":
        return "indefinite" if clauses.is_border(span.start) else "word"
    return "no unit" if clauses.is_border(span.start) and clauses.is_border(span.end) else "word"


def _opens_part(folded: str, place: int) -> bool:
    """Whether a place is where a line, a sentence or a bracket begins, blanks aside."""
    before = place - 1
    while before >= 0 and folded[before].isspace() and folded[before] != "\n":
        before -= 1
    return before < 0 or folded[before] in "\n。;:("
