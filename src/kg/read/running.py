"""Lines that run through the pages of a print: headers, footers and page numbers, known by their repetition."""

from __future__ import annotations

import re
from collections import Counter

from kg.read.printlines import Line

__all__ = ["without_running"]

_EDGE = 2  # lines at the top and at the bottom of a page that may run through
_NUMBER = re.compile(r"^\d{1,4}\s+|\s+\d{1,4}$")  # a page number beside a header
_PAGE = re.compile(r"\d{1,4}(?:\s*/\s*\d{1,4})?")
_MARKED = re.compile(r"[-—–·•]\s*\d{1,4}\s*[-—–·•]|第\s*\d{1,4}\s*页(?:[\s/,，]*共\s*\d{1,4}\s*页)?")


def without_running(pages: list[list[Line]]) -> list[list[Line]]:
    """The lines of pages without those that stand at one edge of half of them or more, or number them.

    On a single page only a number in its dashes (— 1 —, 第1页) is known.
    """
    edges = [Counter[str](), Counter[str]()]
    for lines in pages:
        for edge, part in zip(edges, (lines[:_EDGE], lines[-_EDGE:]), strict=True):
            edge.update({_form(line) for line in part})
    filled = sum(bool(lines) for lines in pages)
    enough = max(2, -(-filled // 2))
    return [
        [
            line
            for n, line in enumerate(lines)
            if not (n < _EDGE and _runs(line, edges[0], enough))
            and not (n >= len(lines) - _EDGE and _runs(line, edges[1], enough))
        ]
        for lines in pages
    ]


def _form(line: Line) -> str:
    return "" if _PAGE.fullmatch(line.words) else _NUMBER.sub("", line.words)


def _runs(line: Line, edge: Counter[str], enough: int) -> bool:
    words = line.words.strip()
    if _MARKED.fullmatch(words):
        return True
    return edge[_form(line)] >= enough and "\t" not in words  # the row of a table is none
