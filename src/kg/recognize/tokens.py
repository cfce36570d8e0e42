"""A sentence as words on which names can be read: borders, heads and quotations made plain.

Word borders come from `kg.text`; what it cuts wrongly in the language of reports is mended here by patterns:
a preposition glued to a noun (对镇), a head cut in two (集体经济/组织), a locative glued to a head (生活会上).
What a word is by itself stands in its `Lexeme`."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate, starmap
from operator import attrgetter, itemgetter
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
    in_place,
    lexeme,
    passing,
)
from kg.rulebook import wordlist
from kg.text import Finder, tagged

__all__ = ["HeadPlaces", "Sentences", "Tokens", "longest", "longest_head"]

LONGEST_HEAD = 8
_TEXT, _SEAM, _LATE = (attrgetter(field) for field in ("text", "seam", "late"))


class Tokens(NamedTuple):
    """The words of a sentence, back to back: word `i` stands from `bounds[i]` to `bounds[i + 1]` in the report."""

    words: list[Lexeme]
    bounds: array[int]

    def starting_at(self, place: int) -> int | None:
        """The index of the word that begins at a place, if one does."""
        found = bisect_left(self.bounds, place, 0, len(self.words))
        return found if found < len(self.words) and self.bounds[found] == place else None

    def ending_at(self, place: int) -> int | None:
        """The index of the word that ends at a place, if one does."""
        found = bisect_left(self.bounds, place) - 1
        return found if found >= 0 and self.bounds[found + 1] == place else None


class _Cut(NamedTuple):
    """A sentence's words, and whether one of them was parted because of a head."""

    tokens: Tokens
    parted: bool


class HeadPlaces:
    """Where the words of a finder stand in a text, found in one pass over it and asked for line by line."""

    def __init__(self, finder: Finder, folded: str) -> None:
        self._finder, self._folded = finder, folded

    @cached_property
    def _found(self) -> tuple[array[int], array[int]]:
        """The ends of all words, in order, and for each where it begins, the shortest word first."""
        found = sorted(self._finder.all(self._folded), key=itemgetter(0), reverse=True)
        found.sort(key=itemgetter(1))
        return array("I", map(itemgetter(1), found)), array("I", map(itemgetter(0), found))

    def inside(self, line: Span) -> Iterator[tuple[int, int]]:
        """Where the words inside a line begin and end."""
        ends, starts = self._found
        first, last = bisect_right(ends, line.start), bisect_right(ends, line.end)
        return ((s, e) for s, e in zip(starts[first:last], ends[first:last], strict=True) if s >= line.start)

    def by_end(self, line: Span) -> dict[int, list[int]]:
        """For each end of a word in a line where the words begin that end there, the shortest first."""
        found: dict[int, list[int]] = {}
        for start, end in self.inside(line):
            if end - start <= LONGEST_HEAD:
                found.setdefault(end, []).append(start)
        return found


class Sentences:
    """The sentences of a text, cut into words when they are asked for, with spans that no name may cross."""

    def __init__(self, folded: str, barriers: Iterable[Span], heads: HeadPlaces | None = None) -> None:
        self._folded = folded
        self._barriers = spans_at(barriers)
        self.heads = heads or HeadPlaces(head_finder(), folded)
        # The words of a sentence whose first reader has come and whose second has not.
        self._cut: dict[Span, _Cut] = {}

    def without_barriers(self) -> Sentences:
        """The same sentences, in which names may cross any span."""
        return Sentences(self._folded, (), self.heads)

    def tokens(self, sentence: Span, places: SpanIndex[Span] | None = None) -> Tokens:
        """The words of a sentence. Claimed spans are words tagged `!`; short quotations are one word tagged `n`.

        A word inside one of `places` is tagged `ns`. A sentence may be asked for twice without being cut twice.
        """
        cut = self._cut.pop(sentence, None)
        if cut is None:
            cut = self._cut[sentence] = self._mended(self._pieces(sentence), sentence)
        known = places.overlapping(sentence) if places is not None else ()
        if not known:
            return cut.tokens
        if cut.parted or any(w.tag == "!" for w in _inside(cut.tokens, known)):
            # What is mended hangs on what is a place.
            words = _placed(self._pieces(sentence), sentence.start, known)
            return self._mended(words, sentence).tokens
        return _named_places(cut.tokens, known)

    def _mended(self, words: list[Lexeme], sentence: Span) -> _Cut:
        if self._folded.find("“", sentence.start, sentence.end) >= 0:
            words = _quotations_joined(words)
        parted = False
        if any(map(_LATE, words)):
            before = len(words)
            words = _localizers_cut(words)
            parted = len(words) > before
        return _Cut(_heads_joined(words, sentence.start, self.heads.inside(sentence)), parted)

    def _pieces(self, sentence: Span) -> list[Lexeme]:
        folded, place = self._folded, sentence.start
        found: list[Lexeme] = []
        for barrier in sorted(self._barriers.overlapping(sentence)):
            if barrier.start > place:
                found += self._words(place, barrier.start)
            if barrier.end > place:
                end = min(barrier.end, sentence.end)
                found.append(passing(folded[max(place, barrier.start) : end], "!"))
                place = barrier.end
        if place < sentence.end:
            found += self._words(place, sentence.end)
        return found

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


def _bounds(words: list[Lexeme], start: int) -> array[int]:
    return array("I", accumulate(map(len, map(_TEXT, words)), initial=start))


def _placed(words: list[Lexeme], start: int, places: Iterable[Span]) -> list[Lexeme]:
    """With the words inside places tagged `ns`."""
    return _named_places(Tokens(words, _bounds(words, start)), places).words


def _named_places(tokens: Tokens, places: Iterable[Span]) -> Tokens:
    """With the words inside places tagged `ns`, joined heads left out."""
    words, bounds = tokens
    found = list(words)
    for place in places:
        n = bisect_left(bounds, place.start)
        while n < len(words) and bounds[n + 1] <= place.end:
            if words[n].tag != "#":
                found[n] = in_place(words[n].text)
            n += 1
    return Tokens(found, bounds)


def _inside(tokens: Tokens, places: Iterable[Span]) -> Iterator[Lexeme]:
    """The words inside places."""
    words, bounds = tokens
    for place in places:
        n = bisect_left(bounds, place.start)
        while n < len(words) and bounds[n + 1] <= place.end:
            yield words[n]
            n += 1


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


def _heads_joined(words: list[Lexeme], start: int, places: Iterable[tuple[int, int]]) -> Tokens:
    """With words joined that make one head together: 集体经济 and 组织, which alone would read as a verb.

    `places` are where heads begin and end.
    """
    bounds = _bounds(words, start)
    runs: dict[int, int] = {}
    for begin, end in places:
        first = bisect_left(bounds, begin)
        # Most heads are one word, or the end of one.
        if bounds[first] == begin and bounds[first + 1] < end:
            for count in (2, 3):
                if bounds[min(first + count, len(words))] == end:
                    runs[first] = max(count, runs.get(first, 0))
                    break
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
