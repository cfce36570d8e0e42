"""What the words of a name tell of the thing: the kind of an organization or program, a post's role, a level.

The words stand in `ontology/schemes/`. The head of a Chinese name is its end, so kinds and roles are read from there,
levels from the beginning; the longest wording wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import regex
from rdflib import SKOS, Literal, URIRef

from kg.ontology import KG, vocabulary, wordings
from kg.text import fold

__all__ = ["is_role", "kind_of", "level_of", "role_of"]

_MARKS = regex.compile(r"[“”\"‘’'《》〈〉\s]")
_BATCH = regex.compile(r"^第[\p{Han}\d]{1,4}?[批届期]")


def kind_of(names: Iterable[str], cls: str) -> URIRef | None:
    """The kind of an organization or program of class `cls`, by the head noun of the first name that has a known one.

    >>> kind_of(["乙县农业农村局"], "GovernmentOrgan").rsplit("/")[-1]
    'agricultureBureau'
    >>> kind_of(["乙县农业农村局"], "MediaOutlet")
    """
    return _first(names, _kinds(cls), at_end=True)


def role_of(names: Iterable[str]) -> URIRef | None:
    """The role of a post, by the end of its name.

    >>> role_of(["乙县水务局副局长"]).rsplit("/")[-1]
    'deputyDepartmentHead'
    """
    return _first(names, dict(wordings(KG.roles)), at_end=True)


def is_role(words: str) -> bool:
    """Whether words are a role and nothing else: 副局长 is, 办公室主任 is not."""
    return words in dict(wordings(KG.roles))


def level_of(names: Iterable[str]) -> URIRef | None:
    """The level of recognition or administration that the beginning of a name tells.

    >>> level_of(["第三批省级示范村"]).rsplit("/")[-1]
    'provincial'
    """
    return _first((_BATCH.sub("", _plain(n)) for n in names), dict(wordings(KG.levels)), at_end=False)


@cache
def _kinds(cls: str) -> dict[str, URIRef]:
    """The wordings of the kinds below the top concept of a class, whose notation is the class's local name."""
    graph = vocabulary()
    schemes = (KG.organizationKinds, KG.programKinds)
    return {
        words: concept
        for scheme in schemes
        for words, concept in wordings(scheme)
        if (above := graph.value(concept, SKOS.broader)) is not None
        and (above, SKOS.notation, Literal(cls)) in graph
    }


def _plain(name: str) -> str:
    return _MARKS.sub("", fold(name))


def _first(names: Iterable[str], told: dict[str, URIRef], *, at_end: bool) -> URIRef | None:
    for name in map(_plain, names):
        for n in range(len(name)):
            found = told.get(name[n:] if at_end else name[: len(name) - n])
            if found is not None:
                return found
    return None
