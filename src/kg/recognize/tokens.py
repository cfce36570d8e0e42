"""A sentence as words on which names can be read: borders, heads and quotations made plain.

Word borders come from `kg.text`; what it cuts wrongly in the language of reports is mended here by patterns:
a preposition glued to a noun (对镇), a head cut in two (集体经济/组织), a locative glued to a head (生活会上).
What a word is by itself is worked out once for each word and tag (`Lexeme`), so that a sentence is quickly read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import accumulate, starmap
from operator import attrgetter
from typing import NamedTuple

from kg.model import Mention, Span, SpanIndex, spans_at
from kg.rulebook import lexicon, wordlist
from kg.text import Finder, is_word, tagged

__all__ = [
    "Head",
    "Lexeme",
    "Sentences",
    "Tokens",
    "head_finder",
    "heads",
    "heads_of",
    "longest",
    "longest_head",
    "organ_heads",
    "relative_places",
]

LONGEST_HEAD = 8
_PREPOSITIONS = "对向在于为以把将从由与和及按经被让"


class Head(NamedTuple):
    """What a head names: a class of the ontology, and whether it names one thing without any modifier."""

    cls: str
    bare: bool


class Lexeme(NamedTuple):
    """A word with its tag; `!` tags a claimed span, `#` a joined head.

    `border` tells that it cannot belong to a name that ends behind it; `seam` how many of its characters are cut off
    at its front where it stands as the tagger cut it, `late` where a head in it or over it ends.
    """

    text: str
    tag: str
    border: bool
    seam: int
    late: int


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


@cache
def heads() -> dict[str, Head]:
    """Every head of lexicon/heads.toml with what it names."""
    found = dict[str, Head]()
    for cls, table in lexicon("heads").items():
        if cls == "back":
            continue
        for word in table["words"].split():
            found.setdefault(word, Head(cls, False))
        for word in table.get("bare", "").split():
            found[word] = Head(cls, True)
    return found


@cache
def organ_heads() -> frozenset[str]:
    """The heads of bodies that people lead or belong to."""
    kinds = (
        "PartyOrgan",
        "GovernmentOrgan",
        "VillageOrgan",
        "Collective",
        "LeadingGroup",
        "School",
        "Enterprise",
        "Organization",
    )
    return frozenset(word for word, head in heads().items() if head.cls in kinds)


@cache
def relative_places() -> frozenset[str]:
    """全县, 我镇 and the like, of every level."""
    return frozenset(w for listed in lexicon("places")["relative"].values() for w in listed.split())


@cache
def head_finder() -> Finder:
    """Finds all heads."""
    return Finder(heads())


@lru_cache(maxsize=1 << 16)
def _lexeme(text: str, tag: str) -> Lexeme:
    return Lexeme(text, tag, _is_border(text, tag), _seam(text), _late(text))


def _passing(text: str, tag: str) -> Lexeme:
    """The lexeme of words that are met once, a claimed span or a quotation, which are not worth keeping."""
    return Lexeme(text, tag, _is_border(text, tag), 0, _late(text))


def _seam(text: str) -> int:
    """1 for a word that the tagger made up and that begins with a preposition (对镇), or is of the kind of 牢村."""
    # 和县 is a county, but 统计局和县教育局 is met far more often.
    if len(text) < 2 or not (text[0] in _PREPOSITIONS or _before_village(text)):
        return 0
    return int(text == "和县" or not is_word(text))


def _before_village(text: str) -> bool:
    return len(text) == 2 and text[1] == "村"


def _late(text: str) -> int:
    """Where a word is cut in two that holds a head and a post (大学教授), or may hold the end of a head (会上).

    The length of the head, negative where the words before it must make the head whole; 0 for other words.
    """
    posts = wordlist("roles", "post")
    body = next((k for k in (2, 3) if text[:k] in heads() and text[k:] in posts), 0)
    return body or (-1 if len(text) == 2 and text[1] in "上中后前里内时" else 0)


def _is_border(text: str, tag: str) -> bool:
    """Whether a word cannot belong to a name that ends behind it."""
    if tag == "#":
        return False
    if tag == "!" or (tag == "x" and text not in ("·", "-", "+")):
        return True
    strong = wordlist("verbs", "strong")
    if text in strong or text in wordlist("verbs", "manner"):
        return True
    if len(text) > 2 and text[-2:] in strong:  # 大力开展
        return True
    if text == "非":  # 非物质文化遗产, 非公企业
        return False
    if tag == "f":
        return text in wordlist("verbs", "bound")
    return (
        tag[0] in "pdcuryehot" or tag in ("ad", "f", "uj", "ul") or (tag.startswith("m") and not _ordinal(text))
    )


def _ordinal(text: str) -> bool:
    return text.startswith("第") or text in ("一线", "一流", "双")


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
                yield _passing(folded[max(place, barrier.start) : end], "!")
                place = barrier.end
        if place < sentence.end:
            yield from self._words(place, sentence.end)

    def _words(self, start: int, end: int) -> list[Lexeme]:
        found = list(starmap(_lexeme, tagged(self._folded[start:end])))
        return list(self._seams_cut(found, start)) if any(map(_SEAM, found)) else found

    def _seams_cut(self, words: list[Lexeme], place: int) -> Iterator[Lexeme]:
        """With words cut that the tagger glued together."""
        for word in words:
            text, place = word.text, place + len(word.text)
            if word.seam and _before_village(text) and self._folded[place : place + 1] in "党两“委":
                # 夯实筑牢村党组织: the village belongs to what follows.
                yield _lexeme(text[0], "v")
                yield _lexeme("村", "n")
            elif word.seam and text[0] in _PREPOSITIONS:
                yield _lexeme(text[0], "p")
                yield _lexeme(text[1:], word.tag)
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
            found[n] = _lexeme(words[n].text, "ns")
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
                found += (*words[place:n], _lexeme(text[:cut], "n"), _lexeme(text[cut:], tag))
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
            found.append(_lexeme("".join(w.text for w in words[place : place + count]), "#"))
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
            found += (*words[place:opened], _passing("".join(texts[opened : closed + 1]), "n"))
            place = closed + 1
    return found + words[place:]


def heads_of(finder: Finder, line: Span, folded: str) -> dict[int, list[int]]:
    """Where heads stand in a line of a text: for each of their ends where they begin, the shortest head first."""
    found: dict[int, list[int]] = {}
    for start, end in sorted(finder.all(line.cut(folded)), key=lambda place: (place[1], -place[0])):
        if end - start <= LONGEST_HEAD:
            found.setdefault(line.start + end, []).append(line.start + start)
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
