"""The words that a small pattern stands for."""

from __future__ import annotations

from functools import cache
from itertools import product

import regex

__all__ = ["spellings"]

_TOKEN = regex.compile(r"\((?:\?:)?|\)|\||\[[^\]\\^-]+\]|\\d|[^\\()\[\]|?*+{}^$.]")


def spellings(pattern: str) -> tuple[str, ...]:
    """All words that a pattern of plain characters, classes, `\\d`, groups and alternatives matches.

    Raises ValueError for a pattern with anything else in it.

    >>> spellings("(?:[村镇]|社区)长")
    ('村长', '镇长', '社区长')
    """
    tokens = [token[0] for token in _TOKEN.finditer(pattern)][::-1]
    if sum(map(len, tokens)) != len(pattern):
        raise ValueError(f"no list of words: {pattern}")
    found = _alternatives(tokens)
    if tokens:
        raise ValueError(f"a bracket too many: {pattern}")
    return tuple(dict.fromkeys(found))


def _alternatives(tokens: list[str]) -> list[str]:
    """The words up to the next closing bracket; takes the tokens, the last of which is the first one, as it goes."""
    found = _sequence(tokens)
    while tokens and tokens[-1] == "|":
        tokens.pop()
        found += _sequence(tokens)
    return found


def _sequence(tokens: list[str]) -> list[str]:
    parts: list[tuple[str, ...]] = []
    while tokens and tokens[-1] not in ("|", ")"):
        token = tokens.pop()
        if token[0] == "(":
            parts.append(tuple(_alternatives(tokens)))
            if not tokens or tokens.pop() != ")":
                raise ValueError("a bracket that is not closed")
        elif token == r"\d":
            parts.append(_digits())
        else:
            parts.append(tuple(token.strip("[]")) if len(token) > 1 else (token,))
    return ["".join(word) for word in product(*parts)]


@cache
def _digits() -> tuple[str, ...]:
    """The world's digits, which stand in the first two planes, as the package `regex` knows them."""
    return tuple(regex.findall(r"\d", "".join(map(chr, range(0x20000)))))
