"""A report's text and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kg.model.spans import Span, SpanIndex, spans_at
from kg.model.tables import Table

__all__ = ["Document", "Header", "HeaderField", "Segment", "Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """A report as read: its file name, its text (a BOM dropped, line ends kept) and the text's SHA-256."""

    name: str
    text: str
    encoding: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the text with a role.

    `kind` is one of navigation, title, subtitle, meta, heading, paragraph, credit, signature, or
    table for one cell of a table.
    """

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class HeaderField:
    """A fact about the report as a whole, with the words that state it."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Header:
    """What a report says of itself. `published` is ISO 8601, in China's zone where a time is told."""

    title: HeaderField | None = None
    subtitle: HeaderField | None = None
    publisher: HeaderField | None = None
    published: HeaderField | None = None
    contributor: HeaderField | None = None
    editor: HeaderField | None = None


@dataclass(frozen=True)
class Document:
    """A source with its parts. `folded` is the text with forms of one character made equal; offsets agree."""

    source: Source
    header: Header
    segments: tuple[Segment, ...]
    sentences: tuple[Span, ...]
    folded: str
    tables: tuple[Table, ...] = ()

    @property
    def text(self) -> str:
        """The report's text, unchanged."""
        return self.source.text

    @cached_property
    def body(self) -> tuple[Segment, ...]:
        """The segments that report facts: headings and paragraphs."""
        return tuple(s for s in self.segments if s.kind in ("heading", "paragraph"))

    def segment_at(self, place: int) -> Segment | None:
        """The segment that holds a character, if any."""
        return next(iter(self._segments.around(Span(place, place + 1))), None)

    def sentence_around(self, span: Span) -> Span | None:
        """The sentence that holds a span, if any."""
        return next(iter(self._sentences.around(span)), None)

    def sentences_inside(self, span: Span) -> list[Span]:
        """The sentences that lie inside a span, in order."""
        return self._sentences.inside(span)

    @cached_property
    def _segments(self) -> SpanIndex[Segment]:
        return SpanIndex(self.segments, lambda s: s.span)

    @cached_property
    def _sentences(self) -> SpanIndex[Span]:
        return spans_at(self.sentences)
