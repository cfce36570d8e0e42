"""A report's text and its parts."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from kg.model.spans import Span
from kg.model.tables import Table

__all__ = ["Document", "Header", "HeaderField", "Part", "Segment", "Source"]


class Part(NamedTuple):
    """A numbered part of a file in its text: from the code point `start` on, `kind` page or paragraph, from 1."""

    start: int
    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class Source:
    """A report as read: its file name, its text (a BOM dropped, line ends kept) and the text's SHA-256.

    `name` is the file's name, or archive.zip/folder/name.docx of a member of an archive. `encoding` is that of the
    bytes, or the form that the text was taken from: html, docx, pdf, markdown. Where `extracted` is true the text
    stands in no file yet: whoever keeps offsets into it must save it, under `saved_as`, in UTF-8 with its line ends
    as they are. `parts` are the pages or paragraphs of such a text, in order; `notes` say what of the file could not
    be read.
    """

    name: str
    text: str
    encoding: str
    sha256: str
    extracted: bool = False
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def saved_as(self) -> str:
        """Where an extracted text belongs beside an export: texts/2023/summary.docx.txt."""
        return f"texts/{self.name}.txt"

    def part_at(self, place: int) -> Part | None:
        """The part that holds a code point, None where the file has none."""
        found = bisect_right(self.parts, place, key=lambda part: part.start)
        return self.parts[found - 1] if found else None


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
    """A source with its parts, each in order of the text. `folded` is the text with forms of one character made equal; offsets agree."""

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
        found = bisect_right(self._segment_starts, place) - 1
        return self.segments[found] if found >= 0 and place < self.segments[found].span.end else None

    def sentence_around(self, span: Span) -> Span | None:
        """The sentence that holds a span, if any."""
        found = bisect_right(self._sentence_starts, span.start) - 1
        return self.sentences[found] if found >= 0 and self.sentences[found].holds(span) else None

    def sentences_inside(self, span: Span) -> tuple[Span, ...]:
        """The sentences that lie inside a span, in order."""
        first = bisect_left(self._sentence_starts, span.start)
        last = bisect_left(self._sentence_starts, span.end)
        if last > first and self.sentences[last - 1].end > span.end:
            last -= 1
        return self.sentences[first:last]

    def in_quotation(self, place: int) -> bool:
        """Whether a character stands inside a quotation that its segment opened before it."""
        segment = self.segment_at(place)
        if segment is None:
            return False
        start = segment.span.start
        opened, closed = (
            bisect_left(marks, place) - bisect_left(marks, start) for marks in self._quotation_marks
        )
        return opened > closed

    @cached_property
    def _segment_starts(self) -> list[int]:
        return [segment.span.start for segment in self.segments]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def _quotation_marks(self) -> tuple[list[int], list[int]]:
        """Where quotations open and where they close."""
        opening, closing = ([m.start() for m in re.finditer(mark, self.folded)] for mark in "“”")
        return opening, closing
