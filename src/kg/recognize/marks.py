"""Names that stand in quotation marks or title marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import regex

from kg.model import Mention, Span, SpanIndex, spans_at
from kg.rulebook import Rule, rules

__all__ = ["quoted_spans", "read_marks"]

_SHORT = regex.compile(r"“[^“”\n,。!?;]{1,30}”|‘[^‘’\n,。!?;]{1,20}’")
_JOINED = ("", "、", "和", "与", "及", "以及")
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
    if rule is None:
        found += list(_listed(folded, found))
        found = _one_name(found)
    return tuple(sorted(found, key=lambda m: m.span))


def _one_name(found: Iterable[Mention]) -> list[Mention]:
    """With the longest name for all bodies of one quoted label: “清河哨兵”队伍 is the “清河哨兵”应急救援队."""
    listed = list(found)
    longest: dict[str, str] = {}
    for mention in listed:
        if mention.rule == "mark.body":
            label = mention.name.partition("”")[0]
            longest[label] = max(longest.get(label, ""), mention.name, key=len)
    return [
        m._replace(name=longest[m.name.partition("”")[0]]) if m.rule == "mark.body" else m for m in listed
    ]


def _listed(folded: str, found: Iterable[Mention]) -> Iterator[Mention]:
    """Quotations beside a quoted name in a list name the same kind of thing: 推行“一窗办”、“一网管”."""
    kinds = {m.span: m for m in found if m.rule not in ("mark.title", "mark.outlet")}
    named = spans_at(m.span for m in found)
    quotations = [Span(m.start() + 1, m.end() - 1) for m in _SHORT.finditer(folded)]
    for run in (quotations, quotations[::-1]):
        for before, quoted in pairwise(run):
            beside = kinds.get(before)
            between = folded[min(before.end, quoted.end) + 1 : max(before.start, quoted.start) - 1]
            if (
                beside is not None
                and between in _JOINED
                and len(quoted) >= 2
                and not named.overlapping(quoted)
            ):
                kinds[quoted] = Mention(quoted, beside.cls, quoted.cut(folded), "mark.listed")
                named.add(quoted)
                yield kinds[quoted]
