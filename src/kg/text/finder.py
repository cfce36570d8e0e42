"""All occurrences of many words in a text, found in one pass over it (Aho and Corasick 1975)."""

from __future__ import annotations

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, MatchKind

__all__ = ["Finder"]


class Finder:
    """Finds the words of a list in a text; places are code points, the end not included.

    >>> Finder(["县委", "组织部", "部"]).all("县委组织部")
    [(0, 2), (2, 5), (4, 5)]
    >>> Finder(["县委", "组织部", "部"]).longest("县委组织部")
    [(0, 2), (2, 5)]
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({word for word in words if word})
        self._all: AhoCorasick | None = None
        self._longest: AhoCorasick | None = None

    def all(self, text: str) -> list[tuple[int, int]]:
        """Where words stand, also inside one another, in order of their ends."""
        if self._all is None:
            self._all = AhoCorasick(self._words)
        return [(start, end) for _, start, end in self._all.find_matches_as_indexes(text, overlapping=True)]

    def longest(self, text: str) -> list[tuple[int, int]]:
        """Where words stand, the leftmost first and of those that begin together the longest; none overlap."""
        if self._longest is None:
            self._longest = AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest)
        return [(start, end) for _, start, end in self._longest.find_matches_as_indexes(text)]
