"""Tables that a printed page rules: which runs stand in which cell, by the lines around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kg.read.extract import between
from kg.read.grid import Cell, lines_of
from kg.read.textlayer import PageRuns, Rule, Run

__all__ = ["RuledTable", "parted"]

_MOST_PAIRS = 10_000_000  # of runs and rules on a page; more are a drawing
_MOST_PLACES = 200_000  # of cells in a table
_TABLES = 8  # before a run, to one of which it may belong
_NEAR = 3.0  # points between two lines that are one
_Frame = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass
class RuledTable:
    """The cells of a table with their runs, and the frame of it."""

    frame: _Frame
    cells: dict[_Frame, list[Run]] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """The lines of the table, cells parted by tabs."""
        xs = sorted({x for cell in self.cells for x in (cell[0], cell[2])})
        ys = sorted({y for cell in self.cells for y in (cell[1], cell[3])})
        if len(xs) * len(ys) > _MOST_PLACES:
            return [_words(runs) for runs in self.cells.values()]
        begins = {(ys.index(c[1]), xs.index(c[0])): c for c in self.cells}
        taken, rows = set[tuple[int, int]](), list[list[Cell]]()
        for y in range(len(ys) - 1):
            rows.append([])
            for x in range(len(xs) - 1):
                if (y, x) in begins:
                    cell = begins[y, x]
                    across, down = xs.index(cell[2]) - x, ys.index(cell[3]) - y
                    rows[-1].append(Cell(_words(self.cells[cell]), across, down))
                    taken |= {(y + b, x + a) for b in range(down) for a in range(across)}
                elif (y, x) not in taken:
                    rows[-1].append(Cell(""))
        return lines_of(rows)


def parted(page: PageRuns) -> list[list[Run] | RuledTable]:
    """The runs of a page in their order, those of ruled tables of two cells or more together."""
    upright, level = _snapped(page.rules)
    parts = list[list[Run] | RuledTable]()
    if len(page.rules) * len(page.runs) > _MOST_PAIRS or len(upright) < 3 or len(level) < 2:
        return [list(page.runs)]
    for run in page.runs:
        cell = _cell(run, upright, level)
        if cell is None:
            if not parts or isinstance(parts[-1], RuledTable):
                parts.append([])
            parts[-1].append(run)  # type: ignore[union-attr]
            continue
        tables = [part for part in reversed(parts[-_TABLES:]) if isinstance(part, RuledTable)]
        table = next((t for t in tables if _touches(t.frame, cell, t is parts[-1])), None)
        if table is None:
            parts.append(table := RuledTable(cell))
        table.frame = _around(table.frame, cell)
        table.cells.setdefault(cell, []).append(run)
    return [_unless_box(part) for part in parts]


def _unless_box(part: list[Run] | RuledTable) -> list[Run] | RuledTable:
    """A frame around a text is no table."""
    if isinstance(part, RuledTable) and len({cell[0] for cell in part.cells}) == 1:
        return [run for runs in part.cells.values() for run in runs]
    return part


def _words(runs: Iterable[Run]) -> str:
    words, last = "", None
    for run in runs:
        level = last is not None and run.top < last.bottom and last.top < run.bottom
        words += (
            (
                " "
                if level and last and run.left - last.right > 0.3 * (run.bottom - run.top)
                else between(words, run.text)
            )
            if words
            else ""
        )
        words += run.text
        last = run
    return words.replace("\t", " ")


def _snapped(rules: Sequence[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The upright and the level rules, those that nearly share a place at one place."""
    found = list[list[Rule]]()
    for upright in (True, False):
        place, last, snapped = float("-inf"), float("-inf"), list[Rule]()
        for rule in sorted((r for r in rules if r.upright is upright), key=lambda r: r.place):
            if rule.place - last > _NEAR:
                place = rule.place
            last = rule.place
            snapped.append(rule._replace(place=place))
        found.append(snapped)
    return found[0], found[1]


def _cell(run: Run, upright: list[Rule], level: list[Rule]) -> _Frame | None:
    """The lines nearest to the middle of a run on its four sides, None where one is missing."""
    x, y = (run.left + run.right) / 2, (run.top + run.bottom) / 2
    xs = [r.place for r in upright if r.start - _NEAR <= y <= r.end + _NEAR]
    ys = [r.place for r in level if r.start - _NEAR <= x <= r.end + _NEAR]
    left, right = max((v for v in xs if v <= x), default=None), min((v for v in xs if v > x), default=None)
    top, bottom = max((v for v in ys if v <= y), default=None), min((v for v in ys if v > y), default=None)
    if left is None or right is None or top is None or bottom is None:
        return None
    return left, top, right, bottom


def _touches(frame: _Frame, cell: _Frame, last: bool) -> bool:
    """Whether a cell touches a table; beside the last one there may be empty cells between."""
    across = min(frame[2], cell[2]) - max(frame[0], cell[0])
    down = min(frame[3], cell[3]) - max(frame[1], cell[1])
    return down > -_NEAR and (last or across > -_NEAR)


def _around(frame: _Frame, cell: _Frame) -> _Frame:
    return min(frame[0], cell[0]), min(frame[1], cell[1]), max(frame[2], cell[2]), max(frame[3], cell[3])
