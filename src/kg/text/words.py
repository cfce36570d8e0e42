"""Words of a Chinese sentence with part of speech, by rjieba (MIT), whose dictionary ships in its wheel.

Word borders are evidence for where a name begins, never a fact: every name is still quoted from the text.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import regex

__all__ = ["Clauses", "Word", "is_word", "tagged", "words"]


_EACH = regex.compile(r"(?=[人户亩村]均)")
# Marks at which the tagger parts a text before it looks for words: no word holds one.
_MARK = regex.compile(r"[\s,。;:、!?“”《》()]")
# How far to look at once for the mark before a place.
_REACH = 64


class Word(NamedTuple):
    """A word with its place in the text it was cut from and its tag of the jieba tag set (n, v, p, d …)."""

    start: int
    end: int
    text: str
    tag: str


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of a text with their tags, back to back, none dropped."""
    import rjieba

    if "均" not in text:
        return rjieba.tag(text, True) if text else []
    # 脱贫户户均增收 is 脱贫户 and 户均增收
    return [pair for piece in _EACH.split(text) if piece for pair in rjieba.tag(piece, True)]


@lru_cache(maxsize=64)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text with their places, back to back, none dropped.

    >>> [w.text for w in words("召开座谈会")]
    ['召开', '座谈会']
    """
    found, place = [], 0
    for word, tag in tagged(text):
        found.append(Word(place, place + len(word), word, tag))
        place += len(word)
    assert place == len(text), "a tagger that drops characters cannot be used"
    return tuple(found)


@lru_cache(maxsize=1 << 16)
def is_word(text: str) -> bool:
    """Whether the tagger's dictionary has a word; it makes up others as it cuts."""
    import rjieba

    return bool(rjieba.has_word(text))


class Clauses:
    """The words of a text, cut only in the clauses that are asked for; a clause ends at any mark."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._last: tuple[int, int, list[tuple[str, str]]] = (0, 0, [])
        self._borders: tuple[int, frozenset[int]] = (-1, frozenset())

    def around(self, place: int) -> tuple[int, list[tuple[str, str]]]:
        """Where the clause that holds a character begins, and its words with their tags."""
        start, end, pairs = self._last
        if not start <= place < end:
            start, end = self._ends(place)
            pairs = tagged(self._text[start:end])
            self._last = start, end, pairs
        return start, pairs

    def is_border(self, place: int) -> bool:
        """Whether a word begins or ends at a place: 2 is one in 召开座谈会."""
        if place in (0, len(self._text)):
            return True
        start, pairs = self.around(place)
        if self._borders[0] != start:
            self._borders = start, frozenset(accumulate((len(word) for word, _ in pairs), initial=start))
        return place in self._borders[1]

    def _ends(self, place: int) -> tuple[int, int]:
        text = self._text
        if _MARK.match(text, place):
            return place, place + 1
        start = place
        while start > 0:
            reach = max(0, start - _REACH)
            marks = [m.end() for m in _MARK.finditer(text, reach, start)]
            if marks:
                start = marks[-1]
                break
            start = reach
        mark = _MARK.search(text, place)
        return start, mark.start() if mark else len(text)
