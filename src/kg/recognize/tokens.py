"""A sentence as words on which names can be read: borders, heads and quotations made plain.

Word borders come from `kg.text`; what it cuts wrongly in the language of reports is mended here by patterns:
a preposition glued to a noun (对镇), a head cut in two (集体经济/组织), a locative glued to a head (生活会上).
What a word is by itself stands in its `Lexeme`, so that a sentence is quickly read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate, starmap
from operator import attrgetter
from typing import NamedTuple

from kg.model import Mention, Span, SpanIndex, spans_at
from kg.recognize.lexemes import (
    BY_CHANCE,
    ENDS_OF_BODIES,
    PREPOSITIONS,
    Lexeme,
    before_village,
    head_finder,
    heads,
    lexeme,
    passing,
)
from kg.rulebook import wordlist
from kg.text import Finder, tagged

__all__ = ["Sentences", "Tokens", "heads_of", "longest", "longest_head"]

LONGEST_HEAD = 8
_TEXT, _SEAM, _LATE = (attrgetter(field) for field in ("text", "seam", "late"))


class Tokens(NamedTuple):
    """The words of a sentence, back to back: word `i` stands from `bounds[i]` to `bounds[i + 1]` in the report."""

    words: list[Lexeme]
    bounds: list[int]

    def starting_at(self, place: int) -> int | None:
        """The index of the word that begins at a place, if one does."""
        found = bisect_left(self.bounds, place, 0, len(self.words))
        return found if found < len(self.words) and self.bounds[found] == place else None

    def ending_at(self, place: int) -> int | None:
        """The index of the word that ends at a place, if one does."""
        found = bisect_left(self.bounds, place) - 1
        return found if found >= 0 and self.bounds[found + 1] == place else None


class Sentences:
    """The sentences of a text, cut into words when they are asked for, with spans that no name may cross."""

    def __init__(self, folded: str, barriers: Iterable[Span]) -> None:
        self._folded = folded
        self._barriers = spans_at(barriers)
        # The words of a sentence whose first reader has come and whose second has not.
        self._cut: dict[Span, list[Lexeme]] = {}

    def tokens(self, sentence: Span, places: SpanIndex[Span] | None = None) -> Tokens:
        """The words of a sentence. Claimed spans are words tagged `!`; short quotations are one word tagged `n`.

        A word inside one of `places` is tagged `ns`. A sentence may be asked for twice without being cut twice.
        """
        words = self._cut.pop(sentence, None)
        if words is None:
            words = self._cut[sentence] = list(self._pieces(sentence))
        known = places.overlapping(sentence) if places is not None else ()
        if known:
            words = _placed(words, sentence.start, known)
        text = sentence.cut(self._folded)
        if "“" in text:
            words = _quotations_joined(words)
        if any(map(_LATE, words)):
            words = _localizers_cut(words)
        return _heads_joined(words, sentence.start, text)

    def _pieces(self, sentence: Span) -> Iterator[Lexeme]:
        folded, place = self._folded, sentence.start
        for barrier in sorted(self._barriers.overlapping(sentence)):
            if barrier.start > place:
                yield from self._words(place, barrier.start)
            if barrier.end > place:
                end = min(barrier.end, sentence.end)
                yield passing(folded[max(place, barrier.start) : end], "!")
                place = barrier.end
        if place < sentence.end:
            yield from self._words(place, sentence.end)

    def _words(self, start: int, end: int) -> list[Lexeme]:
        found = list(starmap(lexeme, tagged(self._folded[start:end])))
        return list(self._seams_cut(found, start)) if any(map(_SEAM, found)) else found

    def _seams_cut(self, words: list[Lexeme], place: int) -> Iterator[Lexeme]:
        """With words cut that the tagger glued together."""
        for word in words:
            text, place = word.text, place + len(word.text)
            if word.seam and before_village(text) and self._folded[place : place + 1] in "党两“委":
                # 夯实筑牢村党组织: the village belongs to what follows.
                yield lexeme(text[0], "v")
                yield lexeme("村", "n")
            elif text in BY_CHANCE:
                yield lexeme(text[:-1], "p")
                yield lexeme(text[-1], "n")
            elif word.seam and text[0] in ENDS_OF_BODIES:
                yield lexeme(text[0], "n")
                yield lexeme(text[1], "p")
            elif word.seam and text[0] in PREPOSITIONS:
                yield lexeme(text[0], "p")
                yield lexeme(text[1:], word.tag)
            else:
                yield word


def _bounds(words: list[Lexeme], start: int) -> list[int]:
    return list(accumulate(map(len, map(_TEXT, words)), initial=start))


def _placed(words: list[Lexeme], start: int, places: Iterable[Span]) -> list[Lexeme]:
    """With the words inside places tagged `ns`."""
    found, bounds = list(words), _bounds(words, start)
    for place in places:
        n = bisect_left(bounds, place.start)
        while n < len(words) and bounds[n + 1] <= place.end:
            found[n] = lexeme(words[n].text, "ns")
            n += 1
    return found


def _localizers_cut(words: list[Lexeme]) -> list[Lexeme]:
    """With 会上 cut in two where its first character ends a head: 民主生活会上."""
    found: list[Lexeme] = []
    place = 0
    for n, word in enumerate(words):
        if word.late:
            text, cut, tag = word.text, word.late, "n"  # 大学教授 is a school and a post
            if cut < 0:
                before = "".join(w.text for w in words[max(0, n - 3) : n]) + text[0]
                cut, tag = int(_ends_head(before)), "f"
            if cut:
                found += (*words[place:n], lexeme(text[:cut], "n"), lexeme(text[cut:], tag))
                place = n + 1
    return found + words[place:]


def _ends_head(text: str) -> bool:
    people = wordlist("roles", "group")
    return any(text[-k:] in heads() or text[-k:] in people for k in range(3, LONGEST_HEAD))


def _heads_joined(words: list[Lexeme], start: int, text: str) -> Tokens:
    """With words joined that make one head together: 集体经济 and 组织, which alone would read as a verb."""
    bounds = _bounds(words, start)
    runs: dict[int, int] = {}
    for begin, end in head_finder().all(text):
        first, last = bisect_left(bounds, start + begin), bisect_left(bounds, start + end)
        if last - first in (2, 3) and bounds[first] == start + begin and bounds[last] == start + end:
            runs[first] = max(last - first, runs.get(first, 0))
    if not runs:
        return Tokens(words, bounds)
    found: list[Lexeme] = []
    place = 0
    while place < len(words):
        count = runs.get(place, 0)
        # Of three words one may be claimed and the first two make a head all the same.
        while count > 1 and not _joins(words[place : place + count]):
            count -= 1
        if count > 1:
            found.append(lexeme("".join(w.text for w in words[place : place + count]), "#"))
            place += count
        else:
            found.append(words[place])
            place += 1
    return Tokens(found, _bounds(found, start))


def _joins(run: list[Lexeme]) -> bool:
    return "".join(w.text for w in run) in heads() and all(w.tag != "!" for w in run)


def _quotations_joined(words: list[Lexeme]) -> list[Lexeme]:
    found: list[Lexeme] = []
    place = 0
    texts = list(map(_TEXT, words))
    for opened in (n for n, text in enumerate(texts) if text == "“"):
        inside = texts[opened + 1 : opened + 12]
        if opened < place or "”" not in inside:
            continue
        closed = opened + 1 + inside.index("”")
        if not any(mark in texts[opened:closed] for mark in ",。!"):
            found += (*words[place:opened], passing("".join(texts[opened : closed + 1]), "n"))
            place = closed + 1
    return found + words[place:]


def heads_of(finder: Finder, line: Span, folded: str) -> dict[int, list[int]]:
    """Where heads stand in a line of a text: for each of their ends where they begin, the shortest head first."""
    found: dict[int, list[int]] = {}
    for start, end in finder.all(line.cut(folded)):
        if end - start <= LONGEST_HEAD:
            found.setdefault(line.start + end, []).append(line.start + start)
    for starts in found.values():
        starts.sort(reverse=True)
    return found


def longest_head(tokens: Tokens, last: int, starts: Iterable[int]) -> tuple[int, int] | None:
    """Of the heads that end with word `last` and begin at `starts`, the shortest first, the longest that counts.

    Gives where it begins and the index of the word in which it does. A head runs over five words at most and over no
    mark or claimed span.
    """
    words, bounds = tokens
    first, best = last + 1, None
    for start in starts:
        while bounds[first] > start:
            first -= 1
            if first < 0 or first < last - 4 or words[first].tag == "!" or words[first].text in ",。、":
                return best
        best = start, first
    return best


def longest(found: list[Mention]) -> tuple[Mention, ...]:
    """Without the names that end where a longer one ends."""
    begins: dict[int, int] = {}
    for mention in found:
        start, end = mention.span
        begins[end] = min(start, begins.get(end, start))
    kept = {m for m in found if m.span.start == begins[m.span.end]}
    return tuple(sorted(kept, key=lambda m: m.span))
