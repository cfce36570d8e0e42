"""The text of a Word file (.docx, ISO/IEC 29500): its paragraphs, tables and footnotes, in the document's order.

Deleted words and the numbers that Word counts itself (一、 of a list) are not in the text; inserted ones, those of
text boxes and of content controls are. Macros, pictures and embedded objects are never opened, and no part of a file
may declare a document type or entities.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from kg.read.extract import Extract, Refused, between, clean, from_lines
from kg.read.grid import Cell, lines_of
from kg.read.packed import unpack

__all__ = ["is_word", "read_word"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT = "word/document.xml"
_LARGEST = 40_000_000  # bytes of all XML parts, unpacked
_MOST_TAGS = 1_500_000  # a report of 15,000 characters has some thousands
_UNSEEN = frozenset(
    (f"{_W}del", f"{_W}moveFrom", f"{_W}rPr", f"{_W}pPr", f"{_W}instrText", f"{_W}sectPr", f"{_W}tblPr")
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = f"{_W}txbxContent"
_CHARACTERS = {f"{_W}tab": " ", f"{_W}noBreakHyphen": "-", f"{_W}cr": "\n"}


def is_word(archive: zipfile.ZipFile) -> bool:
    """Whether an archive is a Word file."""
    return "[Content_Types].xml" in archive.namelist() and any(
        name.startswith("word/") for name in archive.namelist()
    )


def read_word(archive: zipfile.ZipFile) -> Extract:
    """The text of a Word file. Raises Refused."""
    from docx import Document
    from docx.opc.constants import RELATIONSHIP_TYPE

    try:
        document = Document(io.BytesIO(_checked(archive)))
        body = document.element.body
        notes = dict[str, Any]()
        for kind in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
            for relation in document.part.rels.values():
                if relation.reltype == kind and not relation.is_external:
                    notes |= _notes(relation.target_part.blob)
        lines = list(_Walk(notes).blocks(body))
    except Refused:
        raise
    except Exception as e:  # python-docx and lxml raise what a broken package leads them to
        raise Refused(f"a damaged Word file ({type(e).__name__}); open it in Word and save it again") from e
    if not lines:
        raise Refused(
            "the Word file holds no text; a report of pictures must go through text recognition (OCR) first"
        )
    return from_lines(lines, "docx")


def _checked(archive: zipfile.ZipFile) -> bytes:
    """The file with its XML parts alone, each small enough and without a document type; others are left empty."""
    left, tags = _LARGEST, _MOST_TAGS
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as checked:
        for member in archive.infolist():
            if member.is_dir():
                continue
            data = b""
            if member.filename.endswith((".xml", ".rels")) and not member.filename.startswith("word/theme"):
                data = unpack(archive, member, left)
                left -= len(data)
                tags -= data.count(b"<")
                if tags < 0:
                    raise Refused(f"a Word file of more than {_MOST_TAGS:,} tags; split it")
                head = data[:4096].replace(b"\0", b"")
                if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"<!DOCTYPE" in head:
                    raise Refused(
                        "a Word file with a document type or entities; open it in Word and save it again"
                    )
            checked.writestr(member.filename, data)
    return out.getvalue()


def _notes(blob: bytes) -> dict[str, Any]:
    from docx.oxml.parser import parse_xml

    root = parse_xml(blob)
    kinds = (f"{_W}footnote", f"{_W}endnote")
    return {
        f"{note.tag}{note.get(f'{_W}id')}": note
        for note in root
        if note.tag in kinds and not note.get(f"{_W}type")
    }


class _Walk:
    """A walk over blocks; notes and text boxes of a paragraph or table stand below it."""

    def __init__(self, notes: dict[str, Any]) -> None:
        self.notes = notes
        self.below: list[Any] = []

    def blocks(self, parent: Any) -> Iterator[str]:
        for element in parent:
            if element.tag == f"{_W}p":
                yield from self._paragraph(element)
                yield from self._below()
            elif element.tag == f"{_W}tbl":
                yield from self._table(element)
                yield from self._below()
            elif element.tag not in _UNSEEN and isinstance(element.tag, str) and element.tag != _FALLBACK:
                yield from self.blocks(element)  # content controls and other wrappers

    def _below(self) -> Iterator[str]:
        below, self.below = self.below, []
        for element in below:
            yield from self.blocks(element) if element.tag != f"{_W}tbl" else self._table(element)

    def _paragraph(self, element: Any) -> Iterator[str]:
        for line in self._words(element).split("\n"):
            if words := clean(line).strip(" \xa0\u3000"):
                yield words

    def _words(self, element: Any) -> str:
        """The words of a paragraph; a tab is a space, as it parts no cells here."""
        pieces = list[str]()
        for child in element:
            tag = child.tag
            if tag == f"{_W}t":
                pieces.append((child.text or "").replace("\t", " "))
            elif tag == f"{_W}br":
                pieces.append("\n" if child.get(f"{_W}type") is None else "")
            elif tag in _CHARACTERS:
                pieces.append(_CHARACTERS[tag])
            elif tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
                note = self.notes.pop(f"{tag.removesuffix('Reference')}{child.get(f'{_W}id')}", None)
                self.below += [note] if note is not None else []
            elif tag == _BOX:
                self.below.append(child)
            elif isinstance(tag, str) and tag not in _UNSEEN and tag != _FALLBACK:
                pieces.append(self._words(child))
        return "".join(pieces)

    def _table(self, element: Any) -> Iterator[str]:
        rows = [
            [(cell, self._cell(cell)) for cell in _found(row, f"{_W}tc")]
            for row in _found(element, f"{_W}tr")
        ]
        if max((len(row) for row in rows), default=0) <= 1:
            for row in rows:
                for cell, _ in row:
                    yield from self.blocks(cell)
            return
        for row in rows:
            for cell, _ in row:
                self.below += _found(cell, f"{_W}tbl")
        yield from lines_of(_merged(rows))

    def _cell(self, element: Any) -> str:
        words = ""
        for paragraph in _found(element, f"{_W}p"):
            for line in self._paragraph(paragraph):
                words += between(words, line) + line
        return words


def _found(element: Any, tag: str) -> list[Any]:
    """The children with a tag, also those inside content controls and marks of revision."""
    found = list[Any]()
    for child in element:
        if child.tag == tag:
            found.append(child)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
            found += _found(child, tag)
    return found


def _property(cell: Any, name: str) -> Any:
    properties = cell.find(f"{_W}tcPr")
    return None if properties is None else properties.find(f"{_W}{name}")


def _merged(rows: list[list[tuple[Any, str]]]) -> list[list[Cell]]:
    """The cells of a table with how far each spans; those that continue the one above are part of it."""
    merged = list[list[Cell]]()
    open_above = dict[int, tuple[int, int]]()  # column: row and number of the cell that goes on there
    for y, row in enumerate(rows):
        merged.append([])
        x, still = 0, dict[int, tuple[int, int]]()
        for element, words in row:
            told = _property(element, "gridSpan")
            width = told.get(f"{_W}val", "1") if told is not None else "1"
            across = min(int(width), 1_000) if width.isdigit() and len(width) < 6 else 1
            merge = _property(element, "vMerge")
            if merge is not None and merge.get(f"{_W}val", "continue") == "continue" and x in open_above:
                above, n = open_above[x]
                merged[above][n] = merged[above][n]._replace(down=y - above + 1)
                still[x] = open_above[x]
            else:
                if merge is not None:
                    still[x] = (y, len(merged[y]))
                merged[y].append(Cell(words, across))
            x += max(1, across)
        open_above = still
    return merged
