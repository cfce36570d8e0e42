"""A table of cells, some of them merged, as lines of text with a tab between the cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.read.extract import Refused, between

__all__ = ["Cell", "lines_of"]

_MOST_CELLS = 200_000
_MOST_COLUMNS = 1_000  # as in HTML
_NUMBER = re.compile(r"[-+±约近超逾]?\s*[\d.(（]")


class Cell(NamedTuple):
    """The words of a cell, without tabs and ends of line, and how many columns and rows it spans."""

    words: str
    across: int = 1
    down: int = 1


def lines_of(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The lines of a table in the form that `kg.tables` reads.

    A row of one cell above the others is a line of its own (the table's title), and so is one below them (its notes).
    A header spans to the right by empty cells; one of more than two rows is made two. The words of a cell that spans
    several rows of the body stand in each of them, a number only in the first: it counts once.

    >>> lines_of([[Cell("乡镇", down=2), Cell("培训", across=2)], [Cell("期数"), Cell("人数")],
    ...     [Cell("白马镇"), Cell("12"), Cell("340")]])
    ['乡镇\\t培训\\t', '\\t期数\\t人数', '白马镇\\t12\\t340']
    """
    before, body, after = _parted(rows)
    if not body:
        return [*before, *after]
    heads = min(max((cell.down for cell in body[0]), default=1), len(body))
    grid = _grid(body, heads)
    keep = [c for c in range(len(grid[0])) if any(row[c] for row in grid)]
    grid = [[row[c] for c in keep] for row in grid if any(row)]
    heads = min(heads, len(grid))
    if heads > 2:
        lower = ["".join(_joined(row[c] for row in grid[1:heads])) for c in range(len(keep))]
        grid = [grid[0], lower, *grid[heads:]]
    return [*before, *("\t".join(row) for row in grid), *after]


def _parted(rows: Sequence[Sequence[Cell]]) -> tuple[list[str], list[Sequence[Cell]], list[str]]:
    """The titles of a table, its rows, and its notes."""
    filled = [row for row in rows if any(cell.words for cell in row)]
    single = [len([cell for cell in row if cell.words]) == 1 and len(row) == 1 for row in filled]
    first = next((n for n, one in enumerate(single) if not one), len(filled))
    last = next((n for n in range(len(filled), first, -1) if not single[n - 1]), first)
    before, after = ([row[0].words for row in part] for part in (filled[:first], filled[last:]))
    return before, filled[first:last], after


def _grid(rows: Sequence[Sequence[Cell]], heads: int) -> list[list[str]]:
    """The words at each row and column."""
    placed = dict[tuple[int, int], str]()
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in placed:
                x += 1
            across, down = max(1, min(cell.across, _MOST_COLUMNS)), max(1, min(cell.down, len(rows) - y))
            if len(placed) + across * down > _MOST_CELLS:
                raise Refused(f"holds a table of more than {_MOST_CELLS} cells; split the table")
            repeated = y >= heads and not _NUMBER.match(cell.words)
            for below in range(down):
                for right in range(across):
                    stands = right == 0 and (below == 0 or repeated)
                    placed[y + below, x + right] = cell.words if stands else ""
            x += across
    width = max((x for _, x in placed), default=-1) + 1
    if width * len(rows) > 4 * _MOST_CELLS:
        raise Refused(f"holds a table of {width} columns and {len(rows)} rows; split the table")
    return [[placed.get((y, x), "") for x in range(width)] for y in range(len(rows))]


def _joined(pieces: object) -> list[str]:
    found = list[str]()
    for piece in pieces:  # type: ignore[attr-defined]
        if piece and piece not in found:
            found += [between(found[-1], piece), piece] if found else [piece]
    return found
