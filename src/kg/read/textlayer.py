"""The text layer of a PDF: runs of characters with their places, read by PDFium in a process of its own.

A PDF is a program in a language with loops, streams that unpack to gigabytes and a parser in C++: a file of five
kilobytes can take minutes, fill the memory or end the process that reads it. So the process that reads it is another
one, with a limit of time and memory, and it ends with the file.
"""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
from typing import Any, NamedTuple

from kg.read.extract import Refused

__all__ = ["PageRuns", "Run", "text_layer"]

_SECONDS = 60  # of processor time; a page takes about 10 ms
_MEMORY = 2 << 30  # bytes of addresses; PDFium itself takes 0.1 GB of them
_MOST_PAGES = 2_000
_MOST_CHARACTERS = 3_000_000
_GAP = 0.9  # widths of a character between two cells


class Run(NamedTuple):
    """Characters of one line with no gap between them, and the box around them in points, from the page's top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class PageRuns(NamedTuple):
    """The runs of a page in the order of the file."""

    runs: tuple[Run, ...]


def text_layer(data: bytes) -> list[PageRuns]:
    """The pages of a PDF with their runs. Raises Refused when the file cannot be read within the limits."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _CHILD, *sys.path],
            input=data,
            capture_output=True,
            timeout=4 * _SECONDS,
            check=False,
        )
        told = json.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        told = None
    if told is None:
        raise Refused(
            f"reading the PDF takes more than {_SECONDS} s or {_MEMORY >> 30} GB, or it is damaged; print it to a new "
            "PDF, or split it"
        )
    if "refused" in told:
        raise Refused(told["refused"])
    return [PageRuns(tuple(Run(*run) for run in page)) for page in told["pages"]]


# An isolated interpreter knows no path but those that it is given.
_CHILD = "import sys; sys.path[:] = sys.argv[1:]; from kg.read.textlayer import serve; serve()"


def serve() -> None:
    """What the other process does: a PDF from standard input, its runs as JSON to standard output."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass  # no such limits on this system: the time limit of the other process holds
    try:
        told: dict[str, Any] = {"pages": _pages(sys.stdin.buffer.read())}
    except Refused as e:
        told = {"refused": str(e)}
    json.dump(told, sys.stdout)


def _pages(data: bytes) -> list[list[Run]]:
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as e:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(e).lower():
            raise Refused("an encrypted PDF; open it with its password and print it to a new one") from e
        raise Refused("a damaged PDF; open it in a viewer and print it to a new one") from e
    try:
        if len(document) > _MOST_PAGES:
            raise Refused(f"a PDF of {len(document):,} pages, more than {_MOST_PAGES:,}; split it")
        pages, left = list[list[Run]](), _MOST_CHARACTERS
        for number in range(len(document)):
            try:
                page = document[number]
            except pypdfium2.PdfiumError as e:
                raise Refused(f"page {number + 1} of the PDF is damaged; print it to a new PDF") from e
            layer = page.get_textpage()
            left -= layer.count_chars()
            if left < 0:
                raise Refused(f"a PDF of more than {_MOST_CHARACTERS:,} characters; split it")
            pages.append(_runs(raw, page, layer))
            layer.close()
            page.close()
        return pages
    finally:
        document.close()


def _runs(raw: Any, page: Any, layer: Any) -> list[Run]:
    """The runs of a page as it is shown: turned pages are turned, characters of another direction left out."""
    (width, height), turn = page.get_size(), page.get_rotation()
    box, runs = raw.FS_RECTF(), list[Run]()
    text, left, top, right, bottom = list[str](), 0.0, 0.0, 0.0, 0.0
    space = False

    def close() -> None:
        if text:
            runs.append(Run("".join(text), *(round(v, 2) for v in (left, top, right, bottom))))
            text.clear()

    for n in range(layer.count_chars()):
        code = raw.FPDFText_GetUnicode(layer, n)
        character = chr(code) if code < 0x110000 else ""
        if not character or character.isspace():
            space = bool(text) and character not in "\r\n"
            continue
        if not raw.FPDFText_GetLooseCharBox(layer, n, ctypes.byref(box)):
            continue
        a, b, c, d = _turned(box, width, height, turn)
        size = max(d - b, 1.0)
        overlap = min(d, bottom) - max(b, top)
        gap = a - right
        if text and not (overlap > 0.4 * min(size, bottom - top) and -size < gap < _GAP * size and a > left):
            close()
        if text:
            if space and gap > 0.1 * size:
                text.append(" ")
            text.append(character)
            right, top, bottom = max(right, c), min(top, b), max(bottom, d)
        else:
            text.append(character)
            left, top, right, bottom = a, b, c, d
        space = False
    close()
    return runs


def _turned(box: Any, width: float, height: float, turn: int) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a box on the page as it is shown; `turn` is clockwise in degrees."""
    if turn == 90:
        return box.bottom, box.left, box.top, box.right
    if turn == 180:
        return width - box.right, box.bottom, width - box.left, box.top
    if turn == 270:
        return width - box.top, height - box.right, width - box.bottom, height - box.left
    return box.left, height - box.top, box.right, height - box.bottom
