"""The nouns that the stages pass to each other. All are frozen; a stage returns new ones.

Glossary, with words to avoid:

- *Span*: a half-open range of code points of a report's text. (Not: offset, position.)
- *Source*: a report's text as decoded, with its SHA-256. (Not: input.) *Segment*: a part with a role. (Not: block.)
- *Mention*: a span that names an entity, with the class it speaks of. (Not: hit, match.)
- *Quantity*: a span that states a number with its unit; with measure, area and period it is a *Figure*.
- *Link*: a relation between two mentions, with the span that states it. (Not: edge, triple.)
- *Entity*: one real thing with all its mentions in one report. (Not: node, object.)
- *Numeral*: any numeral of the text, and what became of it. (Not: token.)
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

__all__ = [
    "Division",
    "Document",
    "Entity",
    "Facts",
    "Figure",
    "Header",
    "HeaderField",
    "Link",
    "Mention",
    "Numeral",
    "Period",
    "Quantity",
    "Recognition",
    "Relation",
    "Segment",
    "Source",
    "Span",
]


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


@dataclass(frozen=True)
class Document:
    """A source with its parts. `folded` is the text with forms of one character made equal; offsets agree."""

    source: Source
    header: Header
    segments: tuple[Segment, ...]
    sentences: tuple[Span, ...]
    folded: str

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


@dataclass(frozen=True, slots=True)
class Period:
    """A time that the text states, in ISO 8601: a year, month, day, or an interval start/end.

    `value` holds `{0}` where the report's year belongs and `{-1}`, `{1}` for the year before and after it
    (去年 is "{-1}", 2月27日 is "{0}-02-27"); it is "" for a time that says nothing of the year (11时, 目前).
    """

    span: Span
    value: str
    rule: str

    def resolved(self, year: str) -> str:
        """The value with the report's year put in, or "" where that year is needed and not known."""
        if "{" not in self.value:
            return self.value
        if not year:
            return ""
        found = self.value
        for shift in range(-9, 10):
            found = found.replace("{" + str(shift) + "}", f"{int(year) + shift:04d}")
        return found


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names an entity of class `cls` (a local name of the ontology).

    `name` is the name it stands for, which may be longer than the words (市、县委 names 市委 and 县委).
    `code` is the division code where the gazetteer knows the place, `candidates` the codes among which the
    text does not decide.
    """

    span: Span
    cls: str
    name: str
    rule: str
    code: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as stated: `value` and `upper` in base units, `qualifier` as in the ontology.

    `words` is the span of number, unit and bounding words; `per` what one unit is counted for (每人每日).
    """

    span: Span
    value: Decimal
    upper: Decimal | None
    unit: str
    qualifier: str
    rule: str
    numeral: Span
    per: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A relation read between two mentions. A `subject` of None is the report's author (an elided subject)."""

    subject: Mention | None
    predicate: str
    object: Mention
    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity with what it measures: `about` and `area` are mentions, None where the text leaves it open.

    An `area` of None means the report's own area. `basis` is "stated" or "inferred".
    """

    quantity: Quantity
    measure: str
    about: Mention | None
    area: Mention | None
    period: str
    basis: str


@dataclass(frozen=True, slots=True)
class Numeral:
    """One numeral of the text. `reason` says why it is no figure; it is "" where it is part of one."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Division:
    """A division of a code book: Division("610331104200", "东青村", "东青村委会", "Village", "610331104").

    `code` has 2 digits for a province, 4 for a prefecture, 6 for a county, 9 for a town and 12 for a village;
    `name` is the place without its committee, `official` as the code book writes it; `level` is Province,
    Prefecture, County, Township, Village or Community; `parent` the code of the division above, "" for a province
    (a county without a prefecture has its province: 东城区 has "11").
    """

    code: str
    name: str
    official: str
    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was recognized in a document, before anything is related or resolved.

    `line` is the division that the report is about and those above it, nearest first; `year` the year it is about.
    """

    mentions: tuple[Mention, ...]
    quantities: tuple[Quantity, ...]
    periods: tuple[Period, ...]
    numerals: tuple[Numeral, ...]
    line: tuple[Division, ...]
    year: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One real thing of a report: its IRI's local part, class, fullest name, other names and mentions."""

    id: str
    cls: str
    name: str
    aliases: tuple[str, ...]
    mentions: tuple[Span, ...]
    rules: tuple[str, ...]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two entities by their ids, with the span that states it."""

    id: str
    subject: str
    predicate: str
    object: str
    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that one report states, resolved: entities, relations and figures by id, and the account of numerals.
    `figures` holds (id, figure, about id, area id); ids are "" where there is none.
    """

    document: Document
    report_id: str
    area: str
    year: str
    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...]
    figures: tuple[tuple[str, Figure, str, str], ...]
    numerals: tuple[tuple[Numeral, str], ...]
