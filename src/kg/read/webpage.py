"""The report of a web page: its title, source, time, text and editor, without navigation.

trafilatura (Barbaresi 2021, https://doi.org/10.18653/v1/2021.acl-demo.15) tells which part of a page is its article.
The lines of that part are then taken from the page itself (`kg.read.blocks`): trafilatura leaves out short ones, and
shifts the columns of tables with merged cells. Title, source and time stand mostly above that part and the editor
below it; where a page states them in the meta tags of China's government sites only (政府网站发展指引, 2017), they are put
into the text as one line.
"""

from __future__ import annotations

import logging
import re
from itertools import groupby
from typing import Any

from kg.read.blocks import Block, Page, blocks_of
from kg.read.encoding import decoded
from kg.read.extract import Extract, Refused, clean, from_lines

__all__ = ["read_html", "read_webpage"]

_MOST_TAGS = 150_000  # a page has some thousands
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_NO_WORD = re.compile(r"[\W_]+")
_TELLING = 30  # characters of a paragraph
_LONG = 12  # letters of a line that stands in an article by no chance
_ABOVE = 4  # lines around the beginning of an article among which its source and title are looked for
_BELOW = 10  # lines below an article in which the editor is looked for
_DASHES = "—－-"
_LONGEST_EDGE = 120
_AHEAD = 20_000
_SITE = re.compile(r"\s*(?:[-_|—–]+|&raquo;|»)\s*")
_TITLES = ("articletitle", "og:title")
# What a line of a report calls a field, the meta tags that state it, and the field.
_TAGS = (
    ("来源", ("contentsource",), "publisher"),
    ("发布时间", ("pubdate", "article:published_time"), "published"),
    ("责任编辑", ("editor",), "editor"),
)
_DAY_T = re.compile(r"(?<=\d)T(?=\d)")  # 2023-01-05T10:20


def read_webpage(data: bytes) -> Extract:
    """The report of a web page. Raises Refused."""
    stated = _CHARSET.search(data[:4096])
    text, encoding = decoded(data, stated[1].decode("ascii", "replace") if stated else "")
    root = _parse(text)
    page = _shown(root)
    tags = _meta(root)
    lines = _report(root, page, tags)
    if not lines:
        raise Refused("the page shows no text; save it from the browser when it has loaded")
    return from_lines(lines, f"html, {encoding}")


def read_html(text: str) -> list[str]:
    """The lines of an HTML text that holds nothing but a report."""
    return [block.words for block in _shown(_parse(text)).blocks]


def _parse(text: str) -> Any:
    from lxml import etree, html

    if text.count("<") > _MOST_TAGS:
        raise Refused(f"the page has more than {_MOST_TAGS} tags; save the article alone")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring("\n".join(map(clean, text.splitlines())).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as e:
        raise Refused(f"the page cannot be read as HTML ({e}); save it from the browser again") from e
    told = " ".join(error.message.lower() for error in parser.error_log if "huge" in error.message.lower())
    if "depth" in told:
        raise Refused("the page's elements stand more than 255 deep in each other; save the article alone")
    if told:
        raise Refused("the page holds a text or an attribute of more than 10 MB; save the article alone")
    return root


def _shown(root: Any) -> Page:
    body = root.find("body")
    return blocks_of(root if body is None else body)


def _meta(root: Any) -> dict[str, str]:
    found = dict[str, str]()
    for tag in root.iter("meta"):
        name, value = (tag.get("name") or tag.get("property") or ""), clean(tag.get("content") or "").strip()
        if name and 0 < len(value) <= 200:
            found.setdefault(name.lower(), value)
    return found


def _report(root: Any, page: Page, tags: dict[str, str]) -> list[str]:
    """The lines of the report."""
    blocks = [b for b in page.blocks if not _is_navigation(b)]
    titles = [t for name in _TITLES if (t := tags.get(name))]
    titles += [clean(e.text_content()).strip() for e in root.iter("h1")]
    window = clean(root.findtext("head/title") or "").strip()
    first, last = _article(root, page, blocks)
    title = _title(blocks, titles, window, first, last)
    start = first if title is None else min(first, title)
    above = [
        b for n, b in enumerate(blocks[start:first], start) if n == title or _says(b) or b.words[0] in _DASHES
    ]
    below = [b for b in blocks[last : last + _BELOW] if _says(b)]
    lines = [b.words for b in (*above, *blocks[first:last], *below)]
    if title is None and (told := [*titles, *_SITE.split(window)]) and told[0]:
        lines.insert(0, told[0])
    return _with_tags(lines, tags) if lines else lines


def _article(root: Any, page: Page, blocks: list[Block]) -> tuple[int, int]:
    """The range of lines from the first to the last one of those that trafilatura takes for the article's.

    It reaches to the ends of the element that holds the long ones among them, unless that is the whole page.
    """
    told = _judged(root, page)
    lines = {_bare(line) for line in told.splitlines()}
    whole = _bare(told)
    # The rows of a table stand or fall together.
    units = [
        [*unit] for _, unit in groupby(range(len(blocks)), key=lambda n: -1 if blocks[n].tag == "tr" else n)
    ]
    kept, place = list[int](), 0
    for unit in units:
        bare = "".join(_bare(blocks[n].words) for n in unit)
        # A line is looked for a bounded way ahead, so that the work has a bound.
        at = whole.find(bare, place, place + len(bare) + _AHEAD) if bare else -1
        if at >= 0 and (at == place > 0 or bare in lines or len(bare) >= _LONG):
            kept += unit
            place = at + len(bare)
    if not kept:
        return 0, len(blocks)
    paths = [blocks[n].path for n in kept if len(blocks[n].words) >= _TELLING] or [
        blocks[n].path for n in kept
    ]
    home = _common([path[:-1] for path in paths])
    if len(home) > 1:
        kept += [n for n, block in enumerate(blocks) if block.path[: len(home)] == home]
    return min(kept), max(kept) + 1


def _common(paths: list[tuple[int, ...]]) -> tuple[int, ...]:
    """The path that all of some paths begin with: what the least and the greatest of them share."""
    low, high = min(paths), max(paths)
    length = next(
        (n for n, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high))
    )
    return low[:length]


def _judged(root: Any, page: Page) -> str:
    """The text of the article by trafilatura; tables of layout become divisions for it, those of data paragraphs."""
    from lxml import etree
    from trafilatura import bare_extraction

    for table, lines in page.data:
        if (parent := table.getparent()) is not None:
            paragraph = etree.Element("p")
            paragraph.text = "\n".join(lines)
            paragraph.tail = table.tail
            parent.replace(table, paragraph)
    for element in root.iter("table", "thead", "tbody", "tfoot", "tr", "td", "th"):
        element.tag = "div"
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # what it misses is told by no message
    try:
        found = bare_extraction(root, fast=True, include_comments=False, with_metadata=False)
    except Exception:  # whatever a broken page leads it to: then all lines are the article's
        return ""
    return str(getattr(found, "text", "") or "")


def _title(blocks: list[Block], told: list[str], window: str, first: int, last: int) -> int | None:
    """The line of the title: one that the page tells as such, or begins the window's, or the last one above the source.

    None where there is none of them.
    """
    wanted = {_bare(title) for title in told} - {""}
    for n in range(last):
        if _bare(blocks[n].words) in wanted:
            return n
    for n in range(last):
        if _begins(window, blocks[n].words):
            return n
    source = next(
        (n for n in range(max(0, first - _ABOVE), min(first + _ABOVE, last)) if _says(blocks[n])), None
    )
    if source is None:
        return None
    lines = [n for n in range(max(0, source - _ABOVE), source) if 6 <= len(blocks[n].words) <= 70]
    return lines[-1] if lines else None


def _bare(words: str) -> str:
    return _NO_WORD.sub("", words)


def _begins(window: str, words: str) -> bool:
    """Whether a line is the beginning of the window's title, or the other way round."""
    window, words = _bare(window), _bare(words)
    return len(words) >= 6 and (window.startswith(words) or (len(window) >= 8 and words.startswith(window)))


def _is_navigation(block: Block) -> bool:
    """Whether a line leads elsewhere: a line of links that ends no sentence, or one that the rules know."""
    if 5 * block.linked >= 4 * len("".join(block.words.split())) and block.words[-1] not in "。！？；”）":
        return True
    return _states(block.words, "line", "navigation")


def _says(block: Block) -> bool:
    """Whether a line states source, time, author or editor."""
    return len(block.words) <= _LONGEST_EDGE and _states(block.words, "edge")


def _states(words: str, lines: str, field: str = "") -> bool:
    """Whether a rule of the header reads a field in a line of a kind."""
    from kg.rulebook import rules  # and with it rdflib, which no other form needs
    from kg.text import fold

    known = [r for r in rules("header") if r.options["lines"] == lines and field in ("", r.options["field"])]
    folded = fold(words)
    return any(rule.pattern.search(folded) for rule in known)


def _with_tags(lines: list[str], tags: dict[str, str]) -> list[str]:
    """The lines with what only the meta tags state, below the title."""
    head = [line for line in (*lines[:8], *lines[-8:]) if len(line) <= _LONGEST_EDGE]
    told = []
    for label, names, field in _TAGS:
        value = next((tags[name] for name in names if name in tags), "")
        value = _DAY_T.sub(" ", value)
        if value and not any(_states(line, "edge", field) for line in head):
            told.append(f"{label}：{value}")
    return [lines[0], " ".join(told), *lines[1:]] if told else lines
