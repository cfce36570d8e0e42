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
import unicodedata
from typing import Any, NamedTuple

from kg.read.extract import Refused, clean

__all__ = ["PageRuns", "Rule", "Run", "text_layer"]

_SECONDS = 60  # of processor time; a page takes about 10 ms
_MEMORY = 1 << 30  # bytes of addresses; PDFium itself takes 0.1 GB of them
_MOST_PAGES = 2_000
_MOST_CHARACTERS = 2_000_000
_MOST_STROKES = 20_000  # on a page
_THIN = 4.0  # points; a line of text is higher
_GAP = 0.9  # widths of a character between two cells


class Run(NamedTuple):
    """Characters of one line with no gap between them, and the box around them in points, from the page's top left.

    `size` is that of the font in points, told by its full-width characters: those of another font, as digits often
    are, may stand higher in the same line.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


class Rule(NamedTuple):
    """A straight line drawn on a page: at `place` from the left if upright, else from the top; `start` to `end` along."""

    upright: bool
    place: float
    start: float
    end: float


class PageRuns(NamedTuple):
    """The runs of a page in the order of the file, and the lines drawn on it."""

    runs: tuple[Run, ...]
    rules: tuple[Rule, ...] = ()


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
    return [
        PageRuns(tuple(Run(_plain(text), *box) for text, *box in runs), tuple(Rule(*rule) for rule in rules))
        for runs, rules in told["pages"]
    ]


def _plain(text: str) -> str:
    """Fonts of browsers tell radicals (⼈) for the characters that look the same."""
    return clean("".join(unicodedata.normalize("NFKC", c) if "\u2e80" <= c <= "\u2fdf" else c for c in text))


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


def _pages(data: bytes) -> list[tuple[list[Run], list[Rule]]]:
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
        pages, left = list[tuple[list[Run], list[Rule]]](), _MOST_CHARACTERS
        for number in range(len(document)):
            try:
                page = document[number]
            except pypdfium2.PdfiumError as e:
                raise Refused(f"page {number + 1} of the PDF is damaged; print it to a new PDF") from e
            layer = page.get_textpage()
            left -= layer.count_chars()
            if left < 0:
                raise Refused(f"a PDF of more than {_MOST_CHARACTERS:,} characters; split it")
            pages.append((_runs(raw, page, layer), _rules(raw, page)))
            layer.close()
            page.close()
        return pages
    finally:
        document.close()


def _runs(raw: Any, page: Any, layer: Any) -> list[Run]:
    """The runs of a page as it is shown: turned pages are turned, characters of another direction left out."""
    (width, height), turn = page.get_size(), page.get_rotation()
    box, runs = raw.FS_RECTF(), list[Run]()
    text, left, top, right, bottom, em = list[str](), 0.0, 0.0, 0.0, 0.0, 0.0
    space = False

    def close() -> None:
        if text:
            places = (left, top, right, bottom, em or max(1.0, bottom - top))
            runs.append(Run("".join(text), *(round(v, 2) for v in places)))
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
            left, top, right, bottom, em = a, b, c, d, 0.0
        if unicodedata.east_asian_width(character) == "W":
            em = max(em, c - a)
        space = False
    close()
    return runs


def _rules(raw: Any, page: Any) -> list[Rule]:
    """The straight lines of a page: thin areas, and the strokes of paths."""
    (width, height), turn = page.get_size(), page.get_rotation()
    rules, box = list[Rule](), raw.FS_RECTF()
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    left = _MOST_STROKES
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        boxes = [path.get_bounds()]
        raw.FPDFPath_GetDrawMode(path.raw, fill, stroke)
        count = raw.FPDFPath_CountSegments(path.raw)
        if stroke.value and count <= left:
            boxes = _strokes(raw, path, count)
        left -= max(1, count)
        if left < 0:
            break
        for bounds in boxes:
            box.left, box.bottom, box.right, box.top = _placed(bounds, path)
            a, b, c, d = _turned(box, width, height, turn)
            if c - a <= _THIN < d - b:
                rules.append(Rule(True, round((a + c) / 2, 2), round(b, 2), round(d, 2)))
            elif d - b <= _THIN < c - a:
                rules.append(Rule(False, round((b + d) / 2, 2), round(a, 2), round(c, 2)))
    return rules


def _placed(bounds: tuple[float, ...], path: Any) -> tuple[float, ...]:
    """The bounds of a path on the page, which for a path inside a form are those in the form."""
    form = getattr(path, "container", None)
    while form is not None:
        bounds = form.get_matrix().on_rect(*bounds)
        form = getattr(form, "container", None)
    return bounds


def _strokes(raw: Any, path: Any, count: int) -> list[tuple[float, float, float, float]]:
    """The boxes around each straight segment of a path, on the page."""
    matrix, found = path.get_matrix(), list[tuple[float, float, float, float]]()
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for n in range(count):
        segment = raw.FPDFPath_GetPathSegment(path.raw, n)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        here = matrix.on_point(x.value, y.value)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            first = here
        else:
            found.append((*map(min, last, here), *map(max, last, here)))
        if raw.FPDFPathSegment_GetClose(segment):
            found.append((*map(min, first, here), *map(max, first, here)))
        last = here
    return found


def _turned(box: Any, width: float, height: float, turn: int) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a box on the page as it is shown; `turn` is clockwise in degrees."""
    if turn == 90:
        return box.bottom, box.left, box.top, box.right
    if turn == 180:
        return width - box.right, box.bottom, width - box.left, box.top
    if turn == 270:
        return width - box.top, height - box.right, width - box.bottom, height - box.left
    return box.left, height - box.top, box.right, height - box.bottom
