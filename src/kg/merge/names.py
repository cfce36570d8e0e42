"""Names of divisions: how two are compared, and what tells two near ones apart."""

from __future__ import annotations

import unicodedata
from functools import cache

from kg.gazetteer import cut_committee
from kg.rulebook import lexicon

__all__ = ["apart", "near", "plain_division"]


def plain_division(name: str, cls: str) -> str:
    """The name of a division without its committee and without white space, with the ending of its level.

    >>> plain_division("马耳山村委会", "Village"), plain_division(" 七里川", "Village"), plain_division("太白河镇", "Township")
    ('马耳山村', '七里川村', '太白河镇')
    """
    plain = "".join(unicodedata.normalize("NFKC", name).split())
    endings = lexicon("merge")["ending"].get(cls, "").split()
    if not endings:
        return plain
    plain = cut_committee(plain)
    return plain if plain.endswith(("村", "社区", *endings)) else plain + endings[0]


def near(one: str, two: str) -> bool:
    """Whether two names differ by one character put in, left out or replaced.

    >>> near("磑里村", "磨里村"), near("河村", "上河村"), near("上河村", "下沟村")
    (True, True, False)
    """
    return _difference(one, two) is not None


def apart(one: str, two: str) -> str:
    """What tells two near names apart (direction, ordinal, size, level), "" when nothing does.

    >>> apart("南程村", "北程村"), apart("河村", "上河村"), apart("百乐村", "白乐村")
    ('direction', 'direction', '')
    """
    found = _difference(one, two)
    for kind, chars in sorted(_telling().items()):
        if found is not None and any(char in chars for char in found):
            return kind
    return ""


@cache
def _telling() -> dict[str, frozenset[str]]:
    return {kind: frozenset(chars) for kind, chars in lexicon("merge")["apart"].items()}


def _difference(one: str, two: str) -> str | None:
    """The characters in which two names differ when one edit leads from one to the other; None otherwise."""
    if one == two or abs(len(one) - len(two)) > 1:
        return None
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    if len(one) == len(two):
        return one[start] + two[start] if one[start + 1 :] == two[start + 1 :] else None
    longer, shorter = sorted((one, two), key=len, reverse=True)
    return longer[start] if longer[start + 1 :] == shorter[start:] else None
