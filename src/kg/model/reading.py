"""What is recognized in a text and related, before it is resolved."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from kg.model.spans import InOrder, Span

__all__ = ["Division", "Entry", "Figure", "Link", "Mention", "Numeral", "Period", "Quantity", "Recognition"]


class Period(NamedTuple):
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


class Mention(NamedTuple):
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
class Entry:
    """A quantity that one cell of a table states together with the words of its headings.

    `headings` are the passages beside the cell that tell measure, unit or period, in the order of the text; `names` the
    cells of its row that may name whom it is about, from left to right; `across` a column header that may do so.
    `total` is whether its row is a sum over the others (合计). `period` is None where no heading tells.
    """

    quantity: Quantity
    measure: str
    headings: tuple[Span, ...]
    names: tuple[Span, ...]
    across: Span | None
    total: bool
    period: Period | None


class Link(NamedTuple):
    """A relation read between two mentions. A `subject` of None is the report's author (an elided subject)."""

    subject: Mention | None
    predicate: str
    object: Mention
    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity with what it measures: `about` and `area` are mentions, None where the text leaves it open.

    An `area` of None means the report's own area. `basis` is "stated", "section" (by the
    heading above), "inferred" (the report's year) or "undated". `changed_from` is the quantity that this one was
    before: 12份 in 由12份精简为5份. `headings` are the passages beside a table's cell that tell measure, unit or
    period; a figure in a sentence has none.
    """

    quantity: Quantity
    measure: str
    about: Mention | None
    area: Mention | None
    period: str
    basis: str
    changed_from: Quantity | None = None
    headings: tuple[Span, ...] = ()


class Numeral(NamedTuple):
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


@dataclass(frozen=True)
class Recognition:
    """What was recognized in a document, before anything is related or resolved.

    Mentions, quantities, periods and numerals are in order of the text. `line` is the division that the report is
    about and those above it, nearest first; `year` the year it is about; `entries` the numbers in cells of tables,
    whose quantities are among `quantities`.
    """

    mentions: tuple[Mention, ...]
    quantities: tuple[Quantity, ...]
    periods: tuple[Period, ...]
    numerals: tuple[Numeral, ...]
    line: tuple[Division, ...]
    year: str
    entries: tuple[Entry, ...] = ()

    @cached_property
    def mentions_at(self) -> InOrder[Mention]:
        """The mentions by place."""
        return InOrder(self.mentions, lambda m: m.span)

    @cached_property
    def quantities_at(self) -> InOrder[Quantity]:
        """The quantities by place."""
        return InOrder(self.quantities, lambda q: q.span)

    @cached_property
    def periods_at(self) -> InOrder[Period]:
        """The periods by place."""
        return InOrder(self.periods, lambda p: p.span)
