"""The cells of a table by what they are: numbers with their headings, times, numbers that count nothing, names.

Mostly columns are measures and rows name whom they are told of (乡镇 | 户数). In a table of indicators (指标 | 2021 |
2022) rows are measures and columns are times, or whom they are told of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import regex

from kg.model import Entry, Numeral, Period, Quantity, Span, Table
from kg.rulebook import lexicon, wordlist
from kg.tables.headings import (
    Heading,
    heading,
    is_rate,
    is_time,
    is_value,
    overrules,
    reads_in_table,
    without_space,
)
from kg.tables.layout import number_columns

__all__ = ["Content", "read_content"]

_RULE = "table.cell"
_DIGITS = regex.compile(r"\d+(?:[.,]\d+)*")
_LONGEST_MEASURE = 60
# A row is named by the first columns of words: 乡镇, 村, 合作社.
_NAMES = 6


@dataclass
class Content:
    """What the cells of a document's tables hold.

    `closed` are the cells in which no quantity is read as in a sentence: numbers, headers, names of rows. `names` are
    the cells that may name places and bodies, each with the words of its column's header.
    """

    entries: list[Entry] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    uncounted: list[Numeral] = field(default_factory=list)
    closed: list[Span] = field(default_factory=list)
    names: list[Span] = field(default_factory=list)


class _Part(NamedTuple):
    """A cell as a heading: its span and what it tells."""

    span: Span
    told: Heading

    def passage(self, unit: bool, period: bool) -> Span | None:
        """The words of it that are used: those of the measure, and unit and period where they are used."""
        inside = [self.told.words_span]
        inside += [self.told.unit_span] if unit else []
        inside += [self.told.period.span] if period and self.told.period else []
        used = sorted(s for s in inside if s is not None)
        if not used:
            return None
        whole = used[0].through(max(used, key=lambda s: s.end))
        return Span(self.span.start + whole.start, self.span.start + whole.end)


def read_content(folded: str, tables: tuple[Table, ...]) -> Content:
    """What the cells of tables hold; every number of a table is an entry, a time, uncounted, or left to its words."""
    content = Content()
    for table in tables:
        _Reader(folded, table).read(content)
    return content


class _Reader:
    """One table with what its columns are."""

    def __init__(self, folded: str, table: Table) -> None:
        self.folded, self.table = folded, table
        self.body = table.rows[table.heads :]
        self.width = len(table.rows[0])
        self.headers = [self._header(column) for column in range(self.width)]
        titles = [without_space(h[-1].span.cut(folded)) if h else "" for h in self.headers]
        numbers = number_columns(folded, table)
        self.ordinals = self._titled(titles, "ordinals")
        self.labels = self._titled(titles, "labels")
        self.times = {c for c in range(self.width) if self._is_time(c, titles[c])}
        self.units = {c for c in self._titled(titles, "units") if self._holds_units(c)}
        self.dates = {c for c in range(self.width) if self._is_date(c, titles[c])} & set(numbers)
        aside = self.ordinals | self.labels | self.times | self.units | self.dates
        self.values = set(numbers) - aside
        text = [c for c in range(self.width) if c not in aside and c not in self.values]
        self.first = min(self.values, default=self.width)
        self.names = [c for c in text if c < self.first]
        self.rows_measure = bool(self.names) and self._rows_are_measures(titles)

    def _titled(self, titles: list[str], name: str) -> set[int]:
        return {c for c, title in enumerate(titles) if title in wordlist("tables", name)}

    def _part(self, cell: Span | None) -> _Part | None:
        return _Part(cell, heading(cell.cut(self.folded))) if cell is not None else None

    def _header(self, column: int) -> list[_Part]:
        """The header cells above a column, from the top; a cell of the upper row may span those to its right."""
        upper, *lower = self.table.rows[: self.table.heads]
        found = [row[column] for row in lower if column < len(row)]
        if column < len(upper):
            top = upper[column]
            if top is None and found and found[0] is not None:
                top = self._spanning[column]
            found.insert(0, top)
        return [part for cell in found if (part := self._part(cell)) is not None]

    @cached_property
    def _spanning(self) -> list[Span | None]:
        """For each column the filled header cell of the upper row at it or left of it."""
        found = list[Span | None]()
        for cell in self.table.rows[0]:
            found.append(cell if cell is not None or not found else found[-1])
        return found

    def _filled(self, column: int) -> list[Span]:
        empty = wordlist("tables", "empty")
        cells = (row[column] for row in self.body if column < len(row))
        return [c for c in cells if c is not None and without_space(c.cut(self.folded)) not in empty]

    def _is_time(self, column: int, title: str) -> bool:
        """Whether a column holds times: by its header, or as the first column where all its cells are years."""
        cells = [c.cut(self.folded) for c in self._filled(column)]
        if title in wordlist("tables", "times"):
            return any(map(is_time, cells)) or all(map(is_value, cells))
        return column == 0 and bool(cells) and all(map(is_time, cells))

    def _is_date(self, column: int, title: str) -> bool:
        """Whether a column tells when something else was (建成年份), which does not date the other columns."""
        ends = tuple(w for w in wordlist("tables", "times") if len(w) > 1)
        return title.endswith(ends) and column not in self.times

    def _holds_units(self, column: int) -> bool:
        told = [heading(cell.cut(self.folded)) for cell in self._filled(column)]
        return bool(told) and all(h.unit and not h.words for h in told)

    def _rows_are_measures(self, titles: list[str]) -> bool:
        title = titles[self.names[0]]
        if title in wordlist("tables", "indicators") or self.units:
            return True
        names = [c.cut(self.folded) for c in self._filled(self.names[0])]
        places = sum(_names_place(n) for n in names)
        return bool(self.values) and 2 * places < len(names) and all(map(self._is_bare, self.values))

    def _is_bare(self, column: int) -> bool:
        """Whether a column's header names no measure: a time, 数值, or a place."""
        words = "".join(part.told.words for part in self.headers[column])
        return not words or words in wordlist("tables", "values") or _names_place(words)

    def read(self, content: Content) -> None:
        """Adds what the table holds."""
        head = [cell for row in self.table.rows[: self.table.heads] for cell in row if cell is not None]
        content.closed += head
        content.periods += [p for cell in head if (p := self._time(cell)) is not None]
        for row in self.body:
            for column, cell in enumerate(row[: self.width]):
                if cell is not None:
                    self._read(content, row, column, cell)

    def _read(self, content: Content, row: tuple[Span | None, ...], column: int, cell: Span) -> None:
        words = cell.cut(self.folded)
        kinds = ((self.ordinals, "ordinal"), (self.labels, "address"), (self.dates, "date"))
        reason = next((told for columns, told in kinds if column in columns), "")
        if reason:
            content.closed.append(cell)
            content.uncounted += [
                Numeral(Span(cell.start + m.start(), cell.start + m.end()), reason)
                for m in _DIGITS.finditer(words)
            ]
        elif column in self.times:
            content.closed.append(cell)
            content.periods += [p for p in (self._time(cell),) if p is not None]
        elif column < self.first:
            content.closed.append(cell)
            content.names.append(cell)
        elif column in self.values and is_value(words):
            entry = self._entry(row, column, cell)
            content.closed.append(cell)
            content.entries += [entry] if entry is not None else []

    def _time(self, cell: Span) -> Period | None:
        """The time of a cell that holds nothing else; others are read with those of the sentences."""
        words = cell.cut(self.folded)
        period = heading(words).period if is_time(words) else None
        if period is None:
            return None
        span = Span(cell.start + period.span.start, cell.start + period.span.end)
        return Period(span, period.value, period.rule)

    def _entry(self, row: tuple[Span | None, ...], column: int, cell: Span) -> Entry | None:
        """The number of a cell with the headings that tell of it; None where nothing tells its unit."""
        names = [c for n in self.names[:_NAMES] if n < len(row) and (c := row[n]) is not None]
        above = self.headers[column]
        across = above[-1].span if above and _names_place(above[-1].told.words) else None
        label = self._part(names[0]) if self.rows_measure and names else None
        time = self._beside(row, self.times)
        captions = [_Part(s, heading(s.cut(self.folded))) for s in self.table.captions]
        rated = any(is_rate(part.told.words) for part in above)
        asked = [
            *reversed(above),
            *([] if rated else [p for p in (self._beside(row, self.units), label) if p]),
        ]
        unit = next((p for p in asked if p.told.unit), None)
        if unit is None and not rated:
            unit = next((p for p in reversed(captions) if p.told.unit), None)
            measured = label.told.words if label is not None else "".join(p.told.words for p in above[-1:])
            if unit is not None and overrules(measured, unit.told.unit):
                unit = None
        dated = [*reversed(above), *(p for p in (time, label) if p), *reversed(captions)]
        period = next((p for p in dated if p.told.period is not None and p.told.period.value), None)
        if is_value(words := cell.cut(self.folded)) and reads_in_table(words, ()) is not None:
            unit = None  # the cell states its own
        used = [p for p in (*above, label) if p is not None] + [
            p for p in (unit, period) if p is not None and p not in above and p != label
        ]
        passages = self._passages(used, captions, unit, period)
        reading = reads_in_table(words, [s.cut(self.folded) for s in passages])
        if reading is None or not passages:
            return None
        quantity = Quantity(cell, *reading, _RULE, cell)
        named = () if label is not None else tuple(names)
        first = without_space(names[0].cut(self.folded)) if names else ""
        return Entry(
            quantity,
            self._measure(above, label, across) or reading.unit,
            passages,
            named,
            across,
            first in wordlist("tables", "totals"),
            period.told.period if period is not None else None,
        )

    def _passages(
        self, used: list[_Part], captions: list[_Part], unit: _Part | None, period: _Part | None
    ) -> tuple[Span, ...]:
        """The words of the headings that are used, in the order of the text."""
        found = set[Span]()
        for part in used:
            if part in captions:
                # The title of a table names no measure: only what it tells of unit and period is quoted.
                told = part.told
                pieces = [told.unit_span if part == unit else None]
                pieces += [told.period.span if part == period and told.period else None]
                shift = part.span.start
                found |= {Span(shift + s.start, shift + s.end) for s in pieces if s is not None}
            elif (span := part.passage(part == unit, part == period)) is not None:
                found.add(span)
        return tuple(sorted(found))

    def _beside(self, row: tuple[Span | None, ...], columns: set[int]) -> _Part | None:
        """The first filled cell of a row in some columns."""
        cells = (row[c] for c in sorted(columns) if c < len(row))
        return self._part(next((c for c in cells if c is not None), None))

    def _measure(self, above: list[_Part], label: _Part | None, across: Span | None) -> str:
        """The words of the measure: those of the column, or those of the row with what the column adds to them."""
        told = [p.told.words for p in above if p.span != across or label is None]
        if label is not None:
            told = [label.told.words, *(w for w in told if w not in wordlist("tables", "values"))]
        return "".join(dict.fromkeys(told))[:_LONGEST_MEASURE]


def _names_place(words: str) -> bool:
    """Whether the words of a cell end like the name of a town, a village or a community."""
    ends = (end for names in lexicon("tables")["places"].values() for end in names.split())
    return any(words.endswith(end) and len(words) - len(end) >= 1 for end in ends)
