"""The lines of a printed page from its runs: the cells of a table's row together, parted by tabs.

Cells are known by the lines ruled around them. Where none are, a run beside the last one is the next cell of its row
if a row of cells stands above or below, else it follows in its line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from kg.read.extract import between
from kg.read.ruled import RuledTable, parted
from kg.read.textlayer import PageRuns, Run

__all__ = ["Line", "lines_of_page", "with_columns"]

_NARROWEST = 12  # heights of a line: narrower lines one above the other are no paragraph
# Opening marks, one character or a number or word, and what may not begin a line.
_START = regex.compile(
    r"\p{Ps}*(?:[\p{Latin}\p{N}][\p{Latin}\p{N}.,%‰℃-]{0,15}|.?)[\p{Pe}，。、；：！？%‰℃]{0,3}"
)
_NEAR = 40  # lines around one among which the edges of its column are looked for


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page with its box in points, the edges of its column, and whether it is the row of a table."""

    words: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    column: tuple[float, float]
    row: bool = False

    def until(self, after: Line) -> str:
        """What parts this line from the next: an end of line between paragraphs, nothing or a space within one."""
        if self.row or after.row or abs(self.size - after.size) > 0.15 * self.size:
            return "\n"
        left, right = self.column
        first = 2.0 if self.words.endswith(("。", "！", "？")) else max(2.0, _unbroken(after.words))
        full = self.right + self.size * first > right
        begins = after.left > after.column[0] + 0.7 * after.size
        apart = after.top > self.bottom and after.top - self.bottom > 1.3 * self.size
        if not full or begins or apart or right - left < _NARROWEST * self.size:
            return "\n"
        return between(self.words, after.words)


def _unbroken(words: str) -> float:
    """Heights of a line that the start of one takes up to where it could have been broken: of 98.5%。村, 3.5."""
    start = _START.match(words)
    assert start is not None
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.5 for c in start[0])


@dataclass(slots=True)
class _Box:
    """Words with a box: a piece of a line, and a cell of several."""

    words: str
    left: float
    top: float
    right: float
    bottom: float
    size: float

    def add(self, other: _Box, mark: str) -> None:
        self.words += mark + other.words
        self.left, self.top = min(self.left, other.left), min(self.top, other.top)
        self.right, self.bottom = max(self.right, other.right), max(self.bottom, other.bottom)

    def beside(self, other: _Box) -> bool:
        """Whether the two share a line."""
        overlap = min(self.bottom, other.bottom) - max(self.top, other.top)
        return overlap > 0.5 * min(self.bottom - self.top, other.bottom - other.top)


def lines_of_page(page: PageRuns) -> list[Line]:
    """The lines of a page in reading order."""
    lines = list[Line]()
    for part in parted(page):
        if isinstance(part, RuledTable):
            left, top, right, bottom = part.frame
            size = max(run.size for runs in part.cells.values() for run in runs)
            lines += [
                Line(words, left, top, right, bottom, size, (left, right), True) for words in part.lines()
            ]
        else:
            lines += _free(part)
    return lines


def _free(runs: Sequence[Run]) -> list[Line]:
    """The lines of runs that stand in no ruled table."""
    rows = list[list[_Box]]()
    last: _Box | None = None  # the last piece, of one line
    for run in runs:
        box = _box(run)
        if not box.words:
            continue
        if last is not None and rows:
            cells = rows[-1]
            if last.beside(box) and box.left >= last.right - 0.3 * box.size:
                cells.append(box)
                last = replace(box)
                continue
        rows.append([box])
        last = replace(box)
    return [line for block in _blocks(rows) for line in _lines(block)]


def _box(run: Run) -> _Box:
    words = run.text.replace("\t", " ").strip(" \xa0\u3000")
    return _Box(words, run.left, run.top, run.right, run.bottom, run.size)


def _blocks(rows: list[list[_Box]]) -> list[list[list[_Box]]]:
    """Rows of several cells that follow each other, and each other line alone."""
    blocks = list[list[list[_Box]]]()
    for row in rows:
        if len(row) > 1 and blocks and len(blocks[-1][-1]) > 1:
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return blocks


def _lines(block: list[list[_Box]]) -> list[Line]:
    if len(block) == 1:
        return [_line(block[0], [box.words for box in block[0]], " ")]
    widest = max(block, key=len)
    columns = [(cell.left, cell.right) for cell in widest]
    for row in block:
        if len(row) == len(columns):
            columns = [(min(a, c.left), max(b, c.right)) for (a, b), c in zip(columns, row, strict=True)]
    return [_line(row, _placed(row, columns), "\t") for row in block]


def _placed(row: list[_Box], columns: list[tuple[float, float]]) -> list[str]:
    """The words of a row at the columns that its cells stand under; two cells of one column are one."""
    words = [""] * len(columns)
    if len(row) == len(columns):
        return [cell.words for cell in row]
    for cell in row:
        middle = (cell.left + cell.right) / 2
        n = min(
            range(len(columns)),
            key=lambda c: (_distance(columns[c], cell), abs(sum(columns[c]) / 2 - middle)),
        )
        words[n] += (" " if words[n] else "") + cell.words
    return words


def _distance(column: tuple[float, float], cell: _Box) -> float:
    return max(0.0, column[0] - cell.right, cell.left - column[1])


def _line(row: Sequence[_Box], words: list[str], mark: str) -> Line:
    return Line(
        words=mark.join(words),
        left=min(box.left for box in row),
        top=min(box.top for box in row),
        right=max(box.right for box in row),
        bottom=max(box.bottom for box in row),
        size=max(box.size for box in row),
        column=(0.0, 0.0),
        row=mark == "\t",
    )


def with_columns(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The lines of pages with the edges of their columns: those of the lines nearby that stand above or below."""
    lines = [line for page in pages for line in page]
    found = list[Line]()
    for n, line in enumerate(lines):
        near = [x for x in lines[max(0, n - _NEAR) : n + _NEAR] if not x.row and _in_column(x, line)] or [
            line
        ]
        found.append(replace(line, column=(min(x.left for x in near), max(x.right for x in near))))
    rest = iter(found)
    return [[next(rest) for _ in page] for page in pages]


def _in_column(one: Line, other: Line) -> bool:
    overlap = min(one.right, other.right) - max(one.left, other.left)
    return overlap > 0.5 * min(one.right - one.left, other.right - other.left)
