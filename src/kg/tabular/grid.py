"""The rows of a table as words, whatever file it is in, and the text of which its cells are passages."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from kg.errors import BadInput
from kg.read import decode

__all__ = ["Grid", "read_grid"]

_LARGEST = 200_000_000  # bytes
_TEXT = {".csv": ",", ".tsv": "\t", ".tab": "\t", ".txt": "\t"}
_BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True)
class Grid:
    """A table: `rows` are its cells as words, all rows of one length, the first `heads` of them headers.

    `lines` gives the line of each row in the file, from 1.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    heads: int

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """The header of each column: the words above it from top to bottom, a merged cell counting for all its columns."""
        levels = []
        for number, row in enumerate(self.rows[: self.heads]):
            filled, last = [], ""
            for cell in row:
                last = cell or (last if number < self.heads - 1 else "")
                filled.append(last)
            levels.append(filled)
        return tuple("_".join(dict.fromkeys(w for w in column if w)) for column in zip(*levels, strict=True))

    @cached_property
    def text(self) -> str:
        """The rows, one to a line, with tabs between the cells."""
        return "".join("\t".join(row) + "\n" for row in self.rows)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each row begins in the text."""
        found, place = [], 0
        for row in self.rows:
            found.append(place)
            place += sum(map(len, row)) + len(row)
        return tuple(found)

    def span(self, row: int, column: int) -> tuple[int, int]:
        """Where a cell stands in the text, in code points."""
        cells = self.rows[row]
        start = self.starts[row] + sum(map(len, cells[:column])) + column
        return start, start + len(cells[column])


def read_grid(file: Path, encoding: str = "", delimiter: str = "", heads: int = 1) -> Grid:
    """Reads a table. `encoding` and `delimiter` are found out where they are not given.

    Raises BadInput with file and line for a file that is no table.
    """
    try:
        if file.stat().st_size > _LARGEST:
            raise BadInput(f"{file}: larger than {_LARGEST // 1_000_000} MB: split it")
        kind = file.suffix.lower()
        if kind in _BOOKS:
            found = _sheet(file)
        elif kind in _TEXT:
            found = _lines(file, encoding, delimiter or _TEXT[kind])
        else:
            raise BadInput(f"{file}: unknown ending; one of {' '.join((*_TEXT, *_BOOKS))} is needed")
    except OSError as e:
        raise BadInput(f"{file}: cannot be read: {e.strerror}") from e
    kept = [(line, row) for line, row in found if any(row)]
    if len(kept) <= heads:
        raise BadInput(f"{file}: no row below its {heads} header rows")
    width = max(len(row) for _, row in kept)
    rows = tuple(row + ("",) * (width - len(row)) for _, row in kept)
    return Grid(file.name, rows, tuple(line for line, _ in kept), heads)


def _lines(file: Path, encoding: str, delimiter: str) -> list[tuple[int, tuple[str, ...]]]:
    data = file.read_bytes()
    if encoding and encoding.lower().replace("_", "-") not in ("utf-8", "utf8"):
        try:
            text = data.decode(encoding)
        except (LookupError, UnicodeDecodeError) as e:
            raise BadInput(f"{file}: not in {encoding}, as its description says: {e}") from e
    else:
        text, _ = decode(data, str(file))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        found = [(reader.line_num, tuple(_words(cell) for cell in row)) for row in reader]
    except csv.Error as e:
        raise BadInput(f"{file}, line {reader.line_num}: not readable as a table: {e}") from e
    return found


def _sheet(file: Path) -> list[tuple[int, tuple[str, ...]]]:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(str(file))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (calamine.CalamineError, ValueError, OSError, IndexError) as e:
        raise BadInput(f"{file}: not readable as a workbook: {' '.join(str(e).split())[:200]}") from e
    return [(number, tuple(_words(cell) for cell in row)) for number, row in enumerate(rows, 1)]


def _words(cell: object) -> str:
    """The words of a cell on one line. A number has no exponent and no zeros behind the point."""
    if isinstance(cell, float):
        number = Decimal(repr(cell)).normalize()
        return f"{number:f}" if number != number.to_integral_value() else f"{number.quantize(Decimal(1)):f}"
    return " ".join(str(cell).split())
