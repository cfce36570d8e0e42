"""Spans of a report's text, and an index of things by them, so that reading takes time in proportion to the text."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, NamedTuple, Self, TypeVar

__all__ = ["Cover", "InOrder", "Span", "SpanIndex", "spans_at"]

_T = TypeVar("_T")
_Row = tuple[int, int, int, _T]  # order, start, end, thing
# Code points to a bucket: about a clause, so that few things share one.
_BUCKET = 64


class _Ends(NamedTuple):
    start: int
    end: int


class Span(_Ends):
    """Code points `start` to `end` (not included) of a report's text, as in RFC 5147 `char=start,end`."""

    # A tuple, not a dataclass: reading makes and compares spans by the million.
    __slots__ = ()

    def __new__(cls, start: int, end: int) -> Self:
        """Raises ValueError for a span without a character."""
        if not 0 <= start < end:
            raise ValueError(f"a span must hold at least one character: {start}–{end}")
        return tuple.__new__(cls, (start, end))

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


class Cover:
    """The characters of a text that some spans cover: quicker and smaller than an index where nothing else is asked.

    >>> cover = Cover(9, [Span(2, 4)])
    >>> cover.meets(Span(3, 9)), cover.meets(Span(4, 9))
    (True, False)
    """

    def __init__(self, length: int, spans: Iterable[Span] = ()) -> None:
        self._covered = covered = bytearray(length)
        for start, end in spans:
            covered[start:end] = b"\1" * (end - start)

    def add(self, span: Span) -> None:
        """One span more."""
        start, end = span
        self._covered[start:end] = b"\1" * (end - start)

    def meets(self, span: Span) -> bool:
        """Whether a character of a span is covered."""
        start, end = span
        return self._covered.find(1, start, end) >= 0


class InOrder(Generic[_T]):
    """Things in order of their spans, found by place.

    >>> InOrder([Span(0, 3), Span(2, 8), Span(9, 12)], lambda span: span).inside(Span(2, 11))
    [Span(start=2, end=8)]
    """

    def __init__(self, things: Sequence[_T], span_of: Callable[[_T], Span]) -> None:
        self._things = things
        self._starts, self._ends = array("I"), array("I")
        for start, end in map(span_of, things):
            self._starts.append(start)
            self._ends.append(end)

    def inside(self, span: Span) -> list[_T]:
        """The things that lie inside a span, in order."""
        start, end = span
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, end, first)
        if first == last:
            return []
        return [
            thing
            for thing, its in zip(self._things[first:last], self._ends[first:last], strict=True)
            if its <= end
        ]


class SpanIndex(Generic[_T]):
    """Things with spans, found by place; all answers are in the order in which the things were added.

    >>> index = SpanIndex([Span(0, 3), Span(2, 8)], lambda span: span)
    >>> index.overlapping(Span(7, 9)), index.inside(Span(0, 5)), index.around(Span(2, 3))
    ([Span(start=2, end=8)], [Span(start=0, end=3)], [Span(start=0, end=3), Span(start=2, end=8)])
    """

    def __init__(self, things: Iterable[_T], span_of: Callable[[_T], Span]) -> None:
        self._span_of = span_of
        self._count = 0
        self._buckets: dict[int, list[_Row[_T]]] = {}
        for thing in things:
            self.add(thing)

    def add(self, thing: _T) -> None:
        """One thing more."""
        start, end = self._span_of(thing)
        row = (self._count, start, end, thing)
        self._count += 1
        first, last = start // _BUCKET, (end - 1) // _BUCKET
        self._buckets.setdefault(first, []).append(row)
        # Most things stand in one bucket.
        for bucket in range(first + 1, last + 1) if last > first else ():
            self._buckets.setdefault(bucket, []).append(row)

    def overlapping(self, span: Span) -> list[_T]:
        """The things that share a character with a span."""
        start, end = span
        return [row[3] for row in self._near(start, end) if row[1] < end and start < row[2]]

    def inside(self, span: Span) -> list[_T]:
        """The things that lie inside a span."""
        start, end = span
        return [row[3] for row in self._near(start, end) if start <= row[1] and row[2] <= end]

    def around(self, span: Span) -> list[_T]:
        """The things that hold a span, those with the same span included."""
        start, end = span
        # What holds the span stands in the bucket in which the span begins.
        rows = self._buckets.get(start // _BUCKET, ())
        return [row[3] for row in rows if row[1] <= start and end <= row[2]]

    def _near(self, start: int, end: int) -> list[_Row[_T]]:
        first, last = start // _BUCKET, (end - 1) // _BUCKET
        if first == last:
            return self._buckets.get(first, [])
        # A thing stands in several buckets.
        rows = {row[0]: row for bucket in range(first, last + 1) for row in self._buckets.get(bucket, ())}
        return [rows[n] for n in sorted(rows)]


def spans_at(spans: Iterable[Span]) -> SpanIndex[Span]:
    """An index of spans that nothing else hangs on."""
    return SpanIndex(spans, lambda span: span)
