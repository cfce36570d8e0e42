"""A report in Markdown as the lines that it shows: without marks of headings, emphasis and links, tables with tabs."""

from __future__ import annotations

from kg.read.extract import Extract, Refused, from_lines
from kg.read.webpage import read_html

__all__ = ["read_markdown"]

_LONGEST = 2_000_000


def read_markdown(text: str, encoding: str) -> Extract:
    """The lines of a text in CommonMark with tables. A line's end stays one: reports begin each paragraph on a line.

    Raises Refused when it is too long (2,000,000 characters).
    """
    from markdown_it import MarkdownIt

    if len(text) > _LONGEST:
        raise Refused(f"longer than {_LONGEST} characters; split it, or save it as .txt")
    parser = MarkdownIt("commonmark", {"breaks": True, "html": True}).enable("table")
    return from_lines(read_html(parser.render(text)), f"markdown, {encoding}")
