"""All occurrences of many words in a text, found in one pass over it (Aho and Corasick 1975)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from ahocorasick_rs import AhoCorasick

__all__ = ["Finder"]

# Characters looked at in one step: the automaton takes eight bytes of memory for each byte of the text it is given.
_STEP = 1 << 16


class Finder:
    """Finds the words of a list in a text, also inside one another; places are code points, the end not included.

    >>> sorted(Finder(["县委", "组织部", "部"]).all("县委组织部"))
    [(0, 2), (2, 5), (4, 5)]
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted({word for word in words if word})

    def all(self, text: str) -> list[tuple[int, int]]:
        """Where words begin and end, in no order that holds for all of them."""
        automaton = self._automaton
        if len(text) <= _STEP:
            return [
                (start, end) for _, start, end in automaton.find_matches_as_indexes(text, overlapping=True)
            ]
        reach = max(map(len, self._words), default=0)
        return [
            (step + start, step + end)
            for step in range(0, len(text), _STEP)
            for _, start, end in automaton.find_matches_as_indexes(
                text[step : step + _STEP + reach], overlapping=True
            )
            if start < _STEP
        ]

    @cached_property
    def _automaton(self) -> AhoCorasick:
        """Built when it is first needed."""
        return AhoCorasick(self._words)
