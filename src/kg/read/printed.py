"""The text of a PDF, put together from the runs of its pages: lines, cells of tables, paragraphs.

Runs are taken in the order of the file, in which one column of a page follows the other. Lines that repeat at the
edge of the pages and their numbers are left out.
"""

from __future__ import annotations

from kg.model import Part
from kg.read.extract import Extract, Refused
from kg.read.printlines import Line, lines_of_page, with_columns
from kg.read.running import without_running
from kg.read.textlayer import text_layer

__all__ = ["read_pdf"]

_FEWEST = 15  # characters of a page that is more than a stamp or a page number
_UNREADABLE = 0.1


def read_pdf(data: bytes) -> Extract:
    """The text of a PDF with its pages. Raises Refused for one that is scanned, encrypted, damaged or too large."""
    pages = text_layer(data)
    counts = [sum(len(run.text) for run in page.runs) for page in pages]
    empty = [n for n, count in enumerate(counts, 1) if count < _FEWEST]
    if not pages or 2 * len(empty) > len(pages):
        raise Refused(
            f"a scanned PDF: {len(empty)} of its {len(pages)} pages have no text layer; "
            "put it through text recognition (OCR) first"
        )
    characters = "".join(run.text for page in pages for run in page.runs)
    odd = sum("\ue000" <= c <= "\uf8ff" or c == "\ufffd" or c < " " for c in characters)
    if odd > _UNREADABLE * len(characters):
        raise Refused(
            "a PDF whose fonts do not tell their characters; print it to a new PDF from its program, or put it "
            "through text recognition (OCR)"
        )
    lines = with_columns(without_running([lines_of_page(page) for page in pages]))
    notes = [f"pages without text, which may be pictures: {', '.join(map(str, empty))}"] if empty else []
    return _assembled(lines, notes)


def _assembled(pages: list[list[Line]], notes: list[str]) -> Extract:
    text, parts, size = list[str](), list[Part](), 0
    last: Line | None = None
    heads = list[str]()  # the rows of the table that the last line is in
    for number, lines in enumerate(pages, 1):
        repeated = 0
        while (
            repeated < min(len(heads), len(lines))
            and lines[repeated].row
            and lines[repeated].words == heads[repeated]
        ):
            repeated += 1  # the header of a table that goes on
        for n, line in enumerate(lines[repeated:]):
            mark = "" if last is None else last.until(line)
            size += len(mark)
            text.append(mark)
            if n == 0:
                parts.append(Part(size, "page", number))
            text.append(line.words)
            size += len(line.words)
            heads = [*heads, line.words] if line.row else []
            last = line
    return Extract("".join(text) + "\n" if text else "", tuple(parts), "pdf", tuple(notes))
