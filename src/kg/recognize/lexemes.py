"""Words by themselves: what a word of a tag is at the border of a name, and the nouns at the end of names.

All of it is worked out once for each word and tag, and shared by every sentence.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from kg.rulebook import lexicon, wordlist
from kg.text import Finder, is_word

__all__ = [
    "BEHIND_BODIES",
    "BY_CHANCE",
    "ENDS_OF_BODIES",
    "PREPOSITIONS",
    "Head",
    "Lexeme",
    "before_village",
    "head_finder",
    "heads",
    "in_place",
    "lexeme",
    "organ_heads",
    "passing",
    "relative_places",
]

PREPOSITIONS = "对向在于为以把将从由与和及按经被让"
# What ends the name of a body or a system, and may be glued to the preposition behind it: 振兴局|对, 积分制|等.
ENDS_OF_BODIES = "部委局厅办署院校社制"
# 卫生健康|局等 is cut by the tagger as 局对 is.
BEHIND_BODIES = PREPOSITIONS + "等"
# Counties, but 统计局和县教育局 and 会同县水利局 are met far more often.
BY_CHANCE = ("和县", "会同县")


class Head(NamedTuple):
    """What a head names: a class of the ontology, and whether it names one thing without any modifier."""

    cls: str
    bare: bool


class Lexeme(NamedTuple):
    """A word with its tag; `!` tags a claimed span, `#` a joined head.

    `border` tells that it cannot belong to a name that ends behind it, `seam` that the tagger made it up and glued it to
    what stands before or behind it, `late` where it is cut in two because of a head: behind so many characters, or
    (-1) behind the first if that ends a head with the words before.
    """

    text: str
    tag: str
    border: bool
    seam: bool
    late: int


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
def lexeme(text: str, tag: str) -> Lexeme:
    """The lexeme of a word and its tag."""
    return Lexeme(text, tag, _is_border(text, tag), _seam(text), _late(text))


def in_place(text: str) -> Lexeme:
    """A word inside the name of a place, which borders nothing whatever it means elsewhere: 和 in 秀和社区."""
    return Lexeme(text, "ns", False, False, 0)


def passing(text: str, tag: str) -> Lexeme:
    """The lexeme of words that are met once, a claimed span or a quotation, which are not worth keeping."""
    return Lexeme(text, tag, _is_border(text, tag), False, _late(text))


def _seam(text: str) -> bool:
    """Whether the tagger made up a word: one that begins (对镇) or ends (局对) with a preposition, or may have lost its 村."""
    if text in BY_CHANCE:
        return True
    glued = len(text) == 2 and text[0] in ENDS_OF_BODIES and text[1] in BEHIND_BODIES
    if len(text) < 2 or not (text[0] in PREPOSITIONS or before_village(text) or glued):
        return False
    return not is_word(text)


def before_village(text: str) -> bool:
    """Whether a word is a character and 村, which may belong to what follows."""
    return len(text) == 2 and text[1] == "村"


def _late(text: str) -> int:
    """Where a word is cut in two: behind the head in 大学教授; -1 for 会上, whose 会 may end a head; 0 for no cut."""
    posts = wordlist("roles", "post")
    body = next((k for k in (1, 2, 3) if text[:k] in heads() and text[k:] in posts), 0)
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
    if tag == "eng":  # 水文化EPC项目
        return False
    if (
        text == "非" or text in wordlist("verbs", "timeless") or text in wordlist("verbs", "nouns")
    ):  # 非物质文化遗产, 非公企业, 现代农业
        return False
    if tag == "f":
        return text in wordlist("verbs", "bound")
    return (
        tag[0] in "pdcuryehot"
        or tag in ("ad", "f", "uj", "ul")
        or (tag.startswith("m") and not _ordinal(text))
    )


def _ordinal(text: str) -> bool:
    return text.startswith("第") or text in ("一线", "一流", "双", "三维")
