"""Words that every match of a pattern holds, worked out from how the pattern is written.

What a pattern needs can be looked for in one quick pass, so that the pattern is tried only where it stands. Understood
are literals, classes, groups, alternatives, repetition and what looks around; anything else tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, reduce
from typing import NamedTuple

import regex

__all__ = ["needed"]

# Words are followed up to this length, and as long as there are no more than so many of them.
_LONGEST, _MOST = 3, 200
_TOKEN = regex.compile(
    r"(?P<around>\(\?<?[=!])|(?P<open>\((?:\?:|\?P<\w+>)?(?![?*]))|(?P<close>\))|(?P<or>\|)"
    r"|(?P<repeat>(?:[?*+]|\{\d*,?\d*\})[?+]?)|(?P<edge>[\^$]|\\[bB])|(?P<class>\[\^?(?:\\.|[^\]\\])+\])"
    r"|(?P<kind>\\[dswDSW]|\\p\{\w+\}|\.)|(?P<char>\\[^\w]|\\[nt]|\\u[\dA-Fa-f]{4}|[^\\()\[\]|?*+{}^$.])",
    regex.DOTALL,
)
_MEMBER = regex.compile(
    r"(?P<kind>\\[dswDSW]|\\p\{\w+\})|(?P<first>\\u[\dA-Fa-f]{4}|\\.|.)(?:-(?P<last>\\u[\dA-Fa-f]{4}|\\.|.))?",
    regex.DOTALL,
)
_ESCAPED = {"n": "\n", "t": "\t"}

_Words = frozenset[tuple[str, bool]]
_NOTHING: _Words = frozenset({("", True)})
_ANYTHING: _Words = frozenset({("", False)})


class _Unknown(Exception):
    """A pattern with something that is not understood."""


class _Part(NamedTuple):
    """A part of a pattern: the words with which its matches begin, each with whether it is a whole match of the part,
    and words of which each match of it holds one; none where no such words are known.
    """

    words: _Words
    needs: frozenset[str]


@cache
def needed(pattern: str) -> tuple[frozenset[str], ...]:
    """Sets of words, the most telling first: every match of a pattern holds a word of each. Empty where none are known.

    >>> [sorted(words) for words in needed(r"(?:成立|组建)了?\\p{Han}{2,3}(?=[队组])会")]
    [['成立', '组建'], ['会']]
    """
    try:
        tokens = _tokens(pattern)
        found = (
            {_alternatives(tokens).needs}
            if _divided(tokens)
            else {words for words in _needs(_parts(tokens)) if words}
        )
    except _Unknown:
        return ()
    return tuple(sorted(found - {frozenset()}, key=lambda words: (_cost(words), sorted(words))))


def _tokens(pattern: str) -> list[tuple[str, str]]:
    """The tokens of a pattern with their kinds, the last one first."""
    found, place = [], 0
    while place < len(pattern):
        token = _TOKEN.match(pattern, place)
        if token is None or token.lastgroup is None:
            raise _Unknown
        found.append((token.lastgroup, token[0]))
        place = token.end()
    return found[::-1]


def _alternatives(tokens: list[tuple[str, str]]) -> _Part:
    branches = [_sequence(tokens)]
    while tokens and tokens[-1][0] == "or":
        tokens.pop()
        branches.append(_sequence(tokens))
    words = frozenset[tuple[str, bool]]().union(*(b.words for b in branches))
    all_need = all(b.needs for b in branches)
    needs = frozenset[str]().union(*(b.needs for b in branches)) if all_need else frozenset[str]()
    return _Part(words, needs)


def _divided(tokens: list[tuple[str, str]]) -> bool:
    """Whether a pattern has alternatives outside all groups, or a bracket too many."""
    depth = 0
    for kind, _ in reversed(tokens):
        depth += (kind in ("open", "around")) - (kind == "close")
        if depth < 0:
            raise _Unknown
        if kind == "or" and not depth:
            return True
    return False


def _sequence(tokens: list[tuple[str, str]]) -> _Part:
    parts = _parts(tokens)
    words = reduce(_joined, (part.words for part in reversed(parts)), _NOTHING)
    return _Part(words, min(_needs(parts), key=_cost, default=frozenset()))


def _needs(parts: list[_Part]) -> list[frozenset[str]]:
    """Of parts that stand one behind the other: the words that each needs, and those with which runs of them begin."""
    found, behind = [part.needs for part in parts if part.needs], _NOTHING
    for part in reversed(parts):
        behind = _joined(behind, part.words)
        if all(word for word, _ in behind):
            found.append(frozenset(word for word, _ in behind))
    return found


def _parts(tokens: list[tuple[str, str]]) -> list[_Part]:
    """The parts up to the next alternative or closing bracket."""
    parts: list[_Part] = []
    while tokens and tokens[-1][0] not in ("or", "close"):
        kind, text = tokens.pop()
        if kind in ("open", "around"):
            part = _alternatives(tokens)
            if not tokens or tokens.pop()[0] != "close":
                raise _Unknown
            part = part if kind == "open" else _Part(_NOTHING, frozenset())
        elif kind == "repeat":
            raise _Unknown
        else:
            part = _atom(kind, text)
        while tokens and tokens[-1][0] == "repeat":
            part = _repeated(part, tokens.pop()[1])
        parts.append(part)
    return parts


def _joined(behind: _Words, before: _Words) -> _Words:
    """The beginnings of two parts one behind the other, the first of which is `before`."""
    if behind == _NOTHING:
        return before
    found = {(w, False) for w, whole in before if not whole or len(w) >= _LONGEST}
    ahead = [w for w, whole in before if whole and len(w) < _LONGEST]
    if len(ahead) * len(behind) > _MOST:
        # The first of them has no beginning of its own only where it is empty.
        found.update((w, False) if w else pair for w in ahead for pair in (behind if not w else [("", True)]))
        return frozenset(found)
    found.update((w + v, whole) for w in ahead for v, whole in behind)
    return frozenset((w[:_LONGEST], whole and len(w) <= _LONGEST) for w, whole in found)


def _atom(kind: str, text: str) -> _Part:
    if kind == "edge":
        return _Part(_NOTHING, frozenset())
    if kind == "kind":
        chars = _of_kind(text)
    elif kind == "class":
        chars = _members(text)
    else:
        chars = _plain(text)
    if not chars:
        return _Part(_ANYTHING, frozenset())
    # Of a wide class it is enough to know how it begins.
    words = frozenset((char, len(chars) <= 64) for char in chars)
    return _Part(words, frozenset(chars))


def _repeated(part: _Part, times: str) -> _Part:
    counts = [int(n) if n else -1 for n in times.strip("{}?+*").split(",")] if times[0] == "{" else []
    least = max(counts[0], 0) if counts else int(times[0] == "+")
    most = counts[-1] if counts else (1 if times[0] == "?" else -1)
    words = (
        part.words
        if most == 1
        else frozenset((word, False) if word else (word, whole) for word, whole in part.words)
    )
    if least == 0:
        return _Part(words | _NOTHING, frozenset())
    return _Part(words, part.needs)


def _members(text: str) -> frozenset[str]:
    """The characters of a class; none for one that is all but some, or too wide."""
    if text[1] == "^":
        return frozenset()
    found = set[str]()
    for member in _MEMBER.finditer(text[1:-1]):
        if member["kind"]:
            chars: Iterable[str] = _of_kind(member["kind"])
            if not chars:
                return frozenset()
        else:
            (first,) = _plain(member["first"])
            (last,) = _plain(member["last"]) if member["last"] else (first,)
            chars = map(chr, range(ord(first), ord(last) + 1))
        found.update(chars)
    return frozenset(found) if len(found) <= _MOST else frozenset()


def _plain(text: str) -> frozenset[str]:
    if text.startswith("\\u"):
        return frozenset({chr(int(text[2:], 16))})
    char = text[-1]
    return frozenset({_ESCAPED.get(char, char) if text[0] == "\\" else char})


@cache
def _of_kind(kind: str) -> frozenset[str]:
    """The characters of `\\d` and `\\s`; none for wider kinds."""
    # The package `regex` has its own list of the world's digits, all of which stand in the first two planes.
    if kind in (r"\d", r"\p{Nd}", r"\s"):
        return frozenset(regex.findall(kind, "".join(map(chr, range(0x20000)))))
    return frozenset()


def _cost(words: frozenset[str]) -> float:
    """How often words may be met, roughly: a character is common, a longer word is rare."""
    return sum(0.05 ** (len(word) - 1) for word in words)
