"""Names without what does not tell two things apart, and the names of codes."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache

import regex

from kg.gazetteer import CODE_BOOK
from kg.rulebook import lexicon, rules, wordlist

__all__ = [
    "MARKS",
    "Key",
    "by_ending",
    "by_opening",
    "general_offices",
    "is_head",
    "noted",
    "place_id",
    "plain_name",
]

Key = tuple[str, str]
"""The type and the plain name of an entity."""

MARKS = regex.compile(r"[“”\"「」『』‘’'《》〈〉\s]")


@lru_cache(maxsize=1 << 14)
def plain_name(name: str, type_: str) -> str:
    """The plain form of a name, by which wordings of one thing within a report agree.

    >>> plain_name("“五星争创”活动工作任务", "Program")
    '五星争创活动'
    """
    plain = MARKS.sub("", unicodedata.normalize("NFKC", name))
    for rule in rules("names"):
        if type_ in rule.options["types"]:
            plain = rule.pattern.sub(rule.gives, plain) or plain
    return plain


def is_head(rest: str) -> bool:
    """Whether what a name has more than another one ends with the head noun of a program."""
    return len(rest) <= 6 and rest.endswith(_program_heads())


@cache
def _program_heads() -> tuple[str, ...]:
    kinds = ("Mechanism", "Initiative", "Activity")
    return tuple(sorted({w for kind in kinds for w in lexicon("heads")[kind]["words"].split()}))


def noted(code: str) -> str:
    """A division code with its code book: "gbt2260:610331"."""
    return f"{CODE_BOOK if len(code) > 6 else 'gbt2260'}:{code}"


def place_id(code: str) -> str:
    """The id of a division: up to the county the code is common to all code books, below it the book is named."""
    return f"place_{code}" if len(code) <= 6 else f"place_{CODE_BOOK}_{code}"


def by_ending(keys: Iterable[Key]) -> dict[Key, list[Key]]:
    """The names of a type by each shorter ending of theirs of three characters and more."""
    found: dict[Key, list[Key]] = defaultdict(list)
    for type_, name in keys:
        for cut in range(1, len(name) - 2):
            found[type_, name[cut:]].append((type_, name))
    return found


def by_opening(keys: Iterable[Key]) -> dict[Key, list[Key]]:
    """The names of programs by each shorter beginning of theirs of three characters and more."""
    found: dict[Key, list[Key]] = defaultdict(list)
    for type_, name in keys:
        for cut in range(3, len(name)) if type_ == "Program" else ():
            found[type_, name[:cut]].append((type_, name))
    return found


@cache
def general_offices() -> tuple[str, ...]:
    """How the names of offices end that write for the committee or government of a division."""
    return tuple(sorted(wordlist("roles", "general_office")))
