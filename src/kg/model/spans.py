"""Spans of a report's text, and an index of things by them, so that reading takes time in proportion to the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Span", "SpanIndex", "spans_at"]

_T = TypeVar("_T")
# Code points to a bucket: about a clause, so that few things share one.
_BUCKET = 64


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points `start` to `end` (not included) of a report's text, as in RFC 5147 `char=start,end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span must hold at least one character: {self.start}–{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def cut(self, text: str) -> str:
        """The words of the span: `Span(0, 2).cut("清河县")` is "清河"."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Whether the other lies inside."""
        return self.start <= other.start and other.end <= self.end

    def through(self, other: Span) -> Span:
        """The smallest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


class SpanIndex(Generic[_T]):
    """Things with spans, found by place; all answers are in the order in which the things were added.

    >>> index = SpanIndex([Span(0, 3), Span(2, 8)], lambda span: span)
    >>> index.overlapping(Span(7, 9)), index.inside(Span(0, 5)), index.around(Span(2, 3))
    ([Span(start=2, end=8)], [Span(start=0, end=3)], [Span(start=0, end=3), Span(start=2, end=8)])
    """

    def __init__(self, things: Iterable[_T], span_of: Callable[[_T], Span]) -> None:
        self._span_of = span_of
        self._count = 0
        self._buckets: dict[int, list[tuple[int, Span, _T]]] = {}
        for thing in things:
            self.add(thing)

    def add(self, thing: _T) -> None:
        """One thing more."""
        span = self._span_of(thing)
        row = (self._count, span, thing)
        self._count += 1
        for bucket in range(span.start // _BUCKET, (span.end - 1) // _BUCKET + 1):
            self._buckets.setdefault(bucket, []).append(row)

    def overlapping(self, span: Span) -> list[_T]:
        """The things that share a character with a span."""
        return self._found(span, span.overlaps)

    def inside(self, span: Span) -> list[_T]:
        """The things that lie inside a span."""
        return self._found(span, span.holds)

    def around(self, span: Span) -> list[_T]:
        """The things that hold a span, those with the same span included."""
        return self._found(span, lambda other: other.holds(span))

    def _found(self, span: Span, fits: Callable[[Span], bool]) -> list[_T]:
        first, last = span.start // _BUCKET, (span.end - 1) // _BUCKET
        if first == last:
            return [thing for _, where, thing in self._buckets.get(first, ()) if fits(where)]
        rows = {
            row[0]: row[2]
            for bucket in range(first, last + 1)
            for row in self._buckets.get(bucket, ())
            if fits(row[1])
        }
        return [rows[n] for n in sorted(rows)]


def spans_at(spans: Iterable[Span]) -> SpanIndex[Span]:
    """An index of spans that nothing else hangs on."""
    return SpanIndex(spans, lambda span: span)
