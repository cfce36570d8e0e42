"""Where tables stand in a text: lines of cells parted by tabs or by `|`, a header, and a column of numbers."""

from __future__ import annotations

from collections import Counter
from itertools import groupby, takewhile
from typing import NamedTuple

import regex

from kg.model import Span, Table
from kg.rulebook import wordlist
from kg.tables.headings import is_time, is_value, is_year, without_space

__all__ = ["find_tables", "number_columns"]

_LINE = regex.compile(r"[^\r\n\u2028\u2029]+")
_RULER = regex.compile(r"[:\s]*-+[:\s]*")
_SENTENCE_MARK = regex.compile(r"[。!?;]")
_LONGEST_HEADER = 40
_LONGEST_CAPTION = 60
_CAPTIONS = 2


class _Row(NamedTuple):
    """A line with its cells; `number` counts the lines of the text that are not empty."""

    line: Span
    number: int
    mark: str
    cells: tuple[Span | None, ...]


def find_tables(folded: str) -> tuple[Table, ...]:
    """The tables of a folded text in order.

    >>> table, = find_tables("表1\\n乡镇|户数\\n---|---\\n白马镇|120\\n")
    >>> [[cell and cell.cut("表1\\n乡镇|户数\\n---|---\\n白马镇|120\\n") for cell in row] for row in table.rows]
    [['乡镇', '户数'], ['白马镇', '120']]
    """
    if "\t" not in folded and "|" not in folded:
        return ()
    lines = [m for m in _LINE.finditer(folded) if m[0].strip()]
    found = list[Table]()
    spans = [_stripped(m.start(), m[0]) for m in lines]
    rows = [row for n, m in enumerate(lines) if (row := _row(folded, m.start(), m[0], n)) is not None]
    for _, run in groupby(enumerate(rows), key=lambda pair: (pair[1].mark, pair[1].number - pair[0])):
        table = _table(folded, [row for _, row in run], spans)
        if table is not None:
            found.append(table)
    return tuple(found)


def _stripped(start: int, words: str) -> Span:
    bare = words.strip()
    start += words.index(bare)
    return Span(start, start + len(bare))


def _row(folded: str, start: int, words: str, number: int) -> _Row | None:
    """The cells of a line, None where it has fewer than two. Tabs at its ends part empty cells, a `|` there none."""
    line = _stripped(start, words)
    bare = line.cut(folded)
    mark = "|" if "|" in bare and "\t" not in bare else "\t"
    if mark == "|":
        inner = bare.removeprefix("|")
        cells = _cells(line.end - len(inner), inner.removesuffix("|"), mark)
    else:
        cells = _cells(start, words, mark)
    return _Row(line, number, mark, cells) if len(cells) > 1 else None


def _cells(start: int, words: str, mark: str) -> tuple[Span | None, ...]:
    found = list[Span | None]()
    for piece in words.split(mark):
        bare = piece.strip().strip("*").strip()  # **合计** is 合计 in bold
        begin = start + piece.index(bare)
        found.append(Span(begin, begin + len(bare)) if bare else None)
        start += len(piece) + 1
    return tuple(found)


def _is_ruler(row: _Row, folded: str) -> bool:
    """Whether a row is Markdown's line below the header."""
    return row.mark == "|" and all(c is not None and _RULER.fullmatch(c.cut(folded)) for c in row.cells)


def _table(folded: str, run: list[_Row], lines: list[Span]) -> Table | None:
    """The table that a run of lines of cells holds, None where it is none."""
    ruler = next((n for n, row in enumerate(run) if n and _is_ruler(row, folded)), None)
    if ruler is not None:
        run, heads = [run[ruler - 1], *run[ruler + 1 :]], 1
    else:
        widths = Counter(len(row.cells) for row in run)
        common = max(widths, key=lambda w: (widths[w], w))
        run, heads = run[next(n for n, row in enumerate(run) if len(row.cells) == common) :], 0
    width = len(run[0].cells)
    heads = heads or _header_rows(folded, run)
    if not heads or not any(len(row.cells) == width for row in run[heads:]):
        return None
    # The first line of a text is its title and tells of all of it.
    above = reversed(lines[max(1, run[0].number - _CAPTIONS) : run[0].number])
    captions = [*takewhile(lambda line: _is_caption(line.cut(folded)), above)][::-1]
    table = Table(
        rows=tuple(row.cells for row in run),
        heads=heads,
        lines=tuple(row.line for row in run),
        captions=tuple(captions),
    )
    return table if number_columns(folded, table) else None


def _header_rows(folded: str, run: list[_Row]) -> int:
    """How many rows the header has: one, or two where the first has cells that span several columns; 0 for none."""
    if not _is_header(folded, run[0]):
        return 0
    words = [c.cut(folded) if c else "" for c in run[0].cells]
    spanning = "" in words[1:] or len(set(words)) < len(words)
    several = len(run) > 2 and len(run[1].cells) == len(run[0].cells)
    return 2 if spanning and several and _is_header(folded, run[1]) else 1


def _is_header(folded: str, row: _Row) -> bool:
    words = [c.cut(folded) for c in row.cells if c is not None]
    if len(words) < 2 or any(len(w) > _LONGEST_HEADER or _SENTENCE_MARK.search(w) for w in words):
        return False
    if any(is_value(w) and not is_time(w) for w in words):
        return False
    empty = wordlist("tables", "empty")
    return any(w not in empty and not is_year(w) for w in words)


def _is_caption(words: str) -> bool:
    return len(words) <= _LONGEST_CAPTION and words[-1] not in "。;,!?、" and not {"\t", "|"} & set(words)


def number_columns(folded: str, table: Table) -> tuple[int, ...]:
    """The columns with a header half or more of whose filled cells are numbers."""
    width = len(table.rows[0])
    empty = wordlist("tables", "empty")
    filled, numbers = Counter[int](), Counter[int]()
    for row in table.rows[table.heads :]:
        for column, cell in enumerate(row[:width]):
            words = cell.cut(folded) if cell is not None else ""
            if words and without_space(words) not in empty:
                filled[column] += 1
                numbers[column] += is_value(words)
    headed = [
        any(len(row) > c and row[c] is not None for row in table.rows[: table.heads]) for c in range(width)
    ]
    return tuple(c for c in range(width) if headed[c] and numbers[c] and 2 * numbers[c] >= filled[c])
