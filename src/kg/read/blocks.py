"""The lines of text that an HTML document shows: its paragraphs, headings, list items and tables, in order."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kg.read.extract import between, clean
from kg.read.grid import Cell, lines_of

__all__ = ["Block", "Page", "blocks_of"]

_LINES = frozenset(
    re.findall(
        r"\S+",
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
        "footer form frameset h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol optgroup p pre section summary "
        "table tbody td tfoot th thead tr ul",
    )
)
_UNSEEN = frozenset(
    re.findall(
        r"\S+",
        "audio button canvas datalist embed frame head iframe input map math meta noframes noscript object script select "
        "style svg template textarea title video",
    )
)
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_EDGE = "\x1f"  # where an inline element begins
_SPACES = re.compile(r"[ \t\f\xa0]+")
_BROKEN = re.compile(r"[ \t\f]*[\r\n][ \t\r\n\f]*")
_LABEL = re.compile(_EDGE + r"+(?=\s*(?:[\u4e00-\u9fff]{2,5}\s*[:：]|\d{4}[-年./]\d))")
_SENTENCE = re.compile("[。！？；!?;]")
_LONGEST_LABELLED = 150
_LONG_CELL = 300
_MANY_LINKS = 20


@dataclass(frozen=True, slots=True)
class Block:
    """A line of text, the HTML element it stands in, and how many of its characters are links.

    `path` numbers the elements around it that begin a line, from the outermost.
    """

    words: str
    tag: str
    linked: int
    path: tuple[int, ...] = ()


@dataclass
class Page:
    """The lines of a page, the tables that lay the page out, and those of data with their lines."""

    blocks: list[Block] = field(default_factory=list)
    layout: list[Any] = field(default_factory=list)
    data: list[tuple[Any, list[str]]] = field(default_factory=list)
    count: Iterator[int] = field(default_factory=itertools.count)


def blocks_of(body: Any) -> Page:
    """The lines of an lxml element. Its depth must be bounded (libxml2 does so): elements are walked recursively."""
    page = Page()
    writer = _Writer(page)
    writer.walk(body)
    writer.flush()
    return page


class _Writer:
    """Gathers the text of inline elements until a line ends."""

    def __init__(self, page: Page, path: tuple[int, ...] = ()) -> None:
        self.page, self.path = page, path
        self.pieces: list[str] = []
        self.linked = 0
        self.tags = ["body"]
        self.links = 0

    def walk(self, element: Any) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _UNSEEN or _is_hidden(element):
            return
        if tag == "br":
            self.flush()
        elif tag == "pre":
            self._pre(element)
        elif tag == "table":
            self._table(element)
        elif tag in _LINES:
            self.flush()
            self.tags.append(tag)
            self.path += (next(self.page.count),)
            self.inside(element)
            self.flush()
            self.tags.pop()
            self.path = self.path[:-1]
        else:
            self.pieces.append(_EDGE)
            self.links += tag == "a"
            self.inside(element)
            self.links -= tag == "a"

    def inside(self, element: Any) -> None:
        self._text(element.text)
        for child in element:
            self.walk(child)
            self._text(child.tail)

    def _text(self, text: str | None) -> None:
        if text:
            self.pieces.append(text.replace(_EDGE, ""))
            self.linked += len("".join(text.split())) if self.links else 0

    def flush(self) -> None:
        words = _words("".join(self.pieces))
        if words:
            self.page.blocks.append(Block(words, self.tags[-1], self.linked, self.path))
        self.pieces, self.linked = [], 0

    def _pre(self, element: Any) -> None:
        self.flush()
        for line in "".join(element.itertext()).splitlines():
            if words := clean(line).strip(" \xa0\u3000"):
                self.page.blocks.append(Block(words, "pre", 0, self.path))

    def _table(self, element: Any) -> None:
        """The lines of a table; each cell is read once, however deep tables stand in each other."""
        self.flush()
        path = (*self.path, next(self.page.count))
        rows = [[self._cell(cell, path) for cell in cells] for cells in _rows(element)]
        inners = [inner for row in rows for _, inner in row]
        captions = [w for c in element.iterfind("caption") if (w := _cell_words(blocks_of(c).blocks))]
        if _is_layout(element, rows):
            self.page.layout += [element, *(t for inner in inners for t in inner.layout)]
            self.page.data += [pair for inner in inners for pair in inner.data]
            self.page.blocks += [Block(words, "caption", 0, path) for words in captions]
            self.page.blocks += [block for inner in inners for block in inner.blocks]
            return
        lines = captions + lines_of([[cell for cell, _ in row] for row in rows])
        linked = sum(block.linked for inner in inners for block in inner.blocks)
        all_linked = 2 * linked > sum(map(len, lines))
        self.page.data.append((element, lines))
        self.page.blocks += [Block(line, "tr", len(line) if all_linked else 0, path) for line in lines]
        for inner in inners:
            self.page.layout += inner.layout
            self.page.data += inner.data
            self.page.blocks += [block for block in inner.blocks if block.tag == "tr"]

    def _cell(self, element: Any, path: tuple[int, ...]) -> tuple[Cell, Page]:
        """A cell with the words of its lines, and what stands in it."""
        inner = Page(count=self.page.count)
        writer = _Writer(inner, (*path, next(inner.count)))
        writer.inside(element)
        writer.flush()
        own = [block for block in inner.blocks if block.tag != "tr"]  # a table in it stands below its own
        return Cell(_cell_words(own), _span(element, "colspan"), _span(element, "rowspan")), inner


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _words(raw: str) -> str:
    """The words of a line: white space collapsed, an end of line between Chinese characters dropped."""
    raw = raw.strip(_EDGE + " \t\r\n\f\xa0\u3000\u200b")
    if len(raw) <= _LONGEST_LABELLED and not _SENTENCE.search(raw):
        raw = _LABEL.sub(" ", raw)
    raw = raw.replace(_EDGE, "")
    raw = _BROKEN.sub(lambda m: between(raw[: m.start()][-1:], raw[m.end() : m.end() + 1]), raw)
    return clean(_SPACES.sub(" ", raw)).strip(" \xa0\u3000\u200b")


def _rows(table: Any) -> Iterator[list[Any]]:
    for part in table:
        for row in [part] if part.tag == "tr" else part if part.tag in ("thead", "tbody", "tfoot") else ():
            if row.tag == "tr":
                yield [cell for cell in row if cell.tag in ("td", "th") and not _is_hidden(cell)]


def _cell_words(blocks: list[Block]) -> str:
    words = ""
    for block in blocks:
        words += between(words, block.words) + block.words
    return words.replace("\t", " ")


def _span(cell: Any, name: str) -> int:
    told = (cell.get(name) or "").strip()
    return int(told) if told.isascii() and told.isdigit() and len(told) < 6 else 1


def _is_layout(element: Any, rows: list[list[tuple[Cell, Page]]]) -> bool:
    """Whether a table lays out a page: of one column, or with headings, long texts, lists of links or tables in it."""
    cells = [pair for row in rows for pair in row]
    if max((sum(cell.words != "" for cell, _ in row) for row in rows), default=0) <= 1:
        return True
    if element.get("role") == "presentation":
        return True
    own = sum(len(cell.words) for cell, _ in cells)
    nested = sum(len(line) for _, inner in cells for _, lines in inner.data for line in lines)
    return nested > own or any(
        inner.layout
        or (len(inner.blocks) > 2 and len(cell.words) > _LONG_CELL)
        or any(block.tag in ("h1", "h2", "h3") for block in inner.blocks)
        or sum(block.linked > 0 for block in inner.blocks) > _MANY_LINKS
        for cell, inner in cells
    )
