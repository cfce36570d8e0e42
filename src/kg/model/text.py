"""A report's text and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

__all__ = ["Document", "Header", "HeaderField", "Segment", "Source", "Span", "Table"]


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

    `kind` is one of navigation, title, subtitle, meta, heading, paragraph, credit, signature.
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


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of cells: `rows` holds the span of each cell's words, None for an empty cell; the first row is the header."""

    rows: tuple[tuple[Span | None, ...], ...]


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
        return next((s for s in self.segments if s.span.start <= place < s.span.end), None)
