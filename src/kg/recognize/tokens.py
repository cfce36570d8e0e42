"""A sentence as words on which names can be read: borders, heads and quotations made plain.

Word borders come from `kg.text.words`; what it cuts wrongly in the language of reports is mended here by patterns:
a preposition glued to a noun (对镇), a head cut in two (集体经济/组织), a locative glued to a head (生活会上).
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from kg.model import Mention, Span, SpanIndex
from kg.rulebook import lexicon, wordlist
from kg.text import words

__all__ = [
    "Head",
    "Token",
    "head_at",
    "heads",
    "is_border",
    "longest",
    "organ_heads",
    "relative_places",
    "tokens_of",
]

LONGEST_HEAD = 8


class Head(NamedTuple):
    """What a head names: a class of the ontology, and whether it names one thing without any modifier."""

    cls: str
    bare: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence with its place in the report's text; `!` tags a claimed span, `#` a joined head."""

    start: int
    end: int
    text: str
    tag: str


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


def tokens_of(
    folded: str, sentence: Span, barriers: SpanIndex[Span], places: SpanIndex[Span] | None = None
) -> list[Token]:
    """The words of a sentence. Claimed spans are tokens tagged `!`; short quotations are one word tagged `n`.

    A word that the tagger made up and that begins with a preposition (对镇) is cut behind it.
    """
    import rjieba

    found: list[Token] = []
    place = sentence.start
    inside = sorted(barriers.overlapping(sentence))
    pieces: list[tuple[int, int, bool]] = []
    for barrier in inside:
        if barrier.start > place:
            pieces.append((place, barrier.start, False))
        if barrier.end > place:
            pieces.append((max(place, barrier.start), min(barrier.end, sentence.end), True))
            place = barrier.end
    if place < sentence.end:
        pieces.append((place, sentence.end, False))
    for start, end, claimed in pieces:
        if claimed:
            found.append(Token(start, end, folded[start:end], "!"))
            continue
        for word in words(folded[start:end]):
            token = Token(start + word.start, start + word.end, word.text, word.tag)
            # 和县 and 会同县 are counties, but 统计局和县教育局 is met far more often.
            made_up = word.text in ("和县", "会同县") or not rjieba.has_word(word.text)
            if (
                made_up
                and len(word.text) == 2
                and word.text[1] == "村"
                and folded[token.end : token.end + 1] in "党两“委"
            ):
                # 夯实筑牢村党组织: the village belongs to what follows.
                found.append(Token(token.start, token.start + 1, word.text[0], "v"))
                found.append(Token(token.start + 1, token.end, "村", "n"))
                continue
            if (
                len(word.text) == 2
                and word.text[0] in "部委局厅办署院校社"
                and word.text[1] in "对向在于与和及"
                and made_up
            ):
                # 振兴局对脱贫村: the body's last character belongs to the body.
                found.append(Token(token.start, token.start + 1, word.text[0], "n"))
                found.append(Token(token.start + 1, token.end, word.text[1], "p"))
                continue
            if len(word.text) > 1 and word.text[0] in "对向在于为以把将从由与和及按经被让" and made_up:
                found.append(Token(token.start, token.start + 1, word.text[0], "p"))
                token = Token(token.start + 1, token.end, word.text[1:], word.tag)
            found.append(token)
    known = places.overlapping(sentence) if places is not None else []
    found = [
        replace(t, tag="ns") if any(p.start <= t.start and t.end <= p.end for p in known) else t
        for t in found
    ]
    return list(_heads_joined(list(_localizers_cut(list(_quotations_joined(found))))))


def _localizers_cut(tokens: list[Token]) -> Iterator[Token]:
    """With 会上 cut in two where its first character ends a head: 民主生活会上."""
    people, posts = wordlist("roles", "group"), wordlist("roles", "post")
    for n, token in enumerate(tokens):
        body = next(
            (token.text[:k] for k in (2, 3) if token.text[:k] in heads() and token.text[k:] in posts), ""
        )
        if body:  # 大学教授 is a school and a post
            yield Token(token.start, token.start + len(body), body, "n")
            yield Token(token.start + len(body), token.end, token.text[len(body) :], "n")
            continue
        before = "".join(t.text for t in tokens[max(0, n - 3) : n]) + token.text[:1]
        if (
            len(token.text) == 2
            and token.text[1] in "上中后前里内时"
            and any(before[-n:] in heads() or before[-n:] in people for n in range(3, LONGEST_HEAD))
        ):
            yield Token(token.start, token.start + 1, token.text[0], "n")
            yield Token(token.start + 1, token.end, token.text[1], "f")
        else:
            yield token


def _heads_joined(tokens: list[Token]) -> Iterator[Token]:
    """With words joined that make one head together: 集体经济 and 组织, which alone would read as a verb."""
    place = 0
    while place < len(tokens):
        for count in (3, 2):
            run = tokens[place : place + count]
            text = "".join(t.text for t in run)
            if len(run) == count and text in heads() and all(t.tag != "!" for t in run):
                yield Token(run[0].start, run[-1].end, text, "#")
                place += count
                break
        else:
            yield tokens[place]
            place += 1


def _quotations_joined(tokens: list[Token]) -> Iterator[Token]:
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.text == "“":
            close = next(
                (n for n in range(place + 1, min(place + 12, len(tokens))) if tokens[n].text == "”"), None
            )
            between = tokens[place + 1 : close] if close else []
            if close and not any(t.text in (",", "。", "!") for t in between):
                yield Token(
                    token.start, tokens[close].end, "".join(t.text for t in tokens[place : close + 1]), "n"
                )
                place = close + 1
                continue
        yield token
        place += 1


def is_border(token: Token) -> bool:
    """Whether a word cannot belong to a name that ends behind it."""
    tag = token.tag
    if tag == "#":
        return False
    if tag == "!" or (tag == "x" and token.text not in ("·", "-", "+")):
        return True
    strong = wordlist("verbs", "strong")
    if token.text in strong or token.text in wordlist("verbs", "manner"):
        return True
    if len(token.text) > 2 and token.text[-2:] in strong:  # 大力开展
        return True
    if token.text == "非" or token.text in wordlist("verbs", "timeless"):  # 非物质文化遗产, 非公企业
        return False
    if tag == "f":
        return token.text in wordlist("verbs", "bound")
    return (
        tag[0] in "pdcuryehot"
        or tag in ("ad", "f", "uj", "ul")
        or (tag.startswith("m") and not _ordinal(token.text))
    )


def _ordinal(text: str) -> bool:
    return text.startswith("第") or text in ("一线", "一流", "双")


def head_at(tokens: list[Token], last: int, known: Container[str]) -> tuple[str, int] | None:
    """The longest head that ends with token `last`: the head and the index of the token in which it begins."""
    text, best = "", None
    for first in range(last, max(-1, last - 5), -1):
        if tokens[first].tag == "!" or tokens[first].text in ",。、":
            break
        text = tokens[first].text + text
        for length in range(min(len(text), LONGEST_HEAD), 0, -1):
            if text[-length:] in known and length > len(text) - len(tokens[first].text):
                best = (text[-length:], first)
                break
    return best


def longest(found: list[Mention]) -> tuple[Mention, ...]:
    """Without the names that end where a longer one ends."""
    index = SpanIndex(found, lambda m: m.span)
    kept = [
        m
        for m in found
        if not any(o.span != m.span and o.span.end == m.span.end for o in index.around(m.span))
    ]
    return tuple(sorted(set(kept), key=lambda m: m.span))
