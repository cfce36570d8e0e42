"""The words of a SPARQL query, as far as errors and refusals need them; the grammar is Oxigraph's business.

Follows the terminals of SPARQL 1.1 (section 19.8), with names shorter where that is the safe side: a local name ends
at a dot, so that what follows the dot is seen as a word of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Token", "place", "tokens"]

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
    |(?P<string>\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\"
        |'''(?:'{0,2}(?:[^'\\]|\\.))*'''
        |"(?!"")(?:[^"\\\n\r]|\\.)*"
        |'(?!'')(?:[^'\\\n\r]|\\.)*')
    |(?P<open>["'])
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<variable>[?$]\w+)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<blank>_:\w[\w-]*)
    |(?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:-]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?\#@%-])*)
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<word>[^\W\d_]\w*)
    |(?P<space>\s+)
    |(?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `kind` is string, open, iri, variable, language, blank, name, number, word or mark; `start` counts characters.

    A quotation mark that is never closed is `open`, holds the rest of the query, and is the last.
    """

    kind: str
    text: str
    start: int


def tokens(sparql: str) -> Iterator[Token]:
    """The words of a query in order; spaces and comments are left out."""
    for found in _TOKEN.finditer(sparql):
        kind = found.lastgroup or "mark"
        if kind == "open":
            yield Token(kind, sparql[found.start() :], found.start())
            return
        if kind not in ("comment", "space"):
            yield Token(kind, found[0], found.start())


def place(sparql: str, start: int) -> str:
    """Where a character of a query stands, for reading: "line 2, column 5", both counted from 1."""
    before = sparql[:start].replace("\r\n", "\n")
    return f"line {before.count(chr(10)) + 1}, column {len(before) - (before.rfind(chr(10)) + 1) + 1}"
