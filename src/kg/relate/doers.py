"""Who acts in a slotted sentence, for the relations whose pattern names nobody."""

from __future__ import annotations

from functools import cache

import regex

from kg.model import Mention
from kg.ontology import is_a
from kg.relate.slots import Slotted
from kg.rulebook import lexicon

__all__ = ["BEARERS", "doers", "opening"]

_DOERS = {
    "any": ("Organization", "AdministrativeDivision"),
    "organ": ("Organization",),
    "bearer": ("Organization", "AdministrativeDivision", "Person"),
}
# Who opens a sentence that later tells of an honour: anybody who can bear one.
BEARERS = ("Organization", "Place", "Person")
_BEFORE_DOER = ",:。;”…是由\ue008\ue00b"
_FOUNDED = ("Collective", "Enterprise")
_FOUNDING = regex.compile(r"(?:成立|组建|创办|领办|建立)(?:了|起)?“?$")
_NOT_DOERS = ("MediaOutlet", "School")


@cache
def _words(table: str) -> str:
    return "|".join(sorted(lexicon("verbs")[table]["words"].split(), key=lambda w: (-len(w), w)))


@cache
def _speaks() -> regex.Pattern[str]:
    return regex.compile(f"(?:{_words('manner_of_speech')})?(?:{_words('speech')})")


@cache
def _no_doer_before() -> regex.Pattern[str]:
    """Words before a mention that make it part of an adverbial or an object, not the doer of the sentence."""
    return regex.compile(f"(?:{_words('not_doing')})$")


def opening(text: Slotted, kinds: tuple[str, ...] = _DOERS["any"]) -> tuple[Mention, ...]:
    """The body or division, or another of `kinds`, with which a sentence begins as its subject, after a time at most."""
    skipped = " ,　\ue008" + ("\ue004\ue005" if "Person" in kinds else "")
    for place in sorted(text.mentions):
        front = text.text[:place].strip(skipped)
        mention = text.mentions[place]
        if not front and "Person" in kinds and text.text[place] in "\ue004\ue005":
            continue
        if front or not is_a(mention.cls, *kinds):
            return ()
        if text.text[place + 1 : place + 2] in ("的", "、") or mention.cls in _NOT_DOERS:
            return ()
        if mention.cls == "Person" and _speaks().match(text.text, place + 1):
            return ()
        if place + 1 not in text.mentions:
            return (mention,)
        return (text.mentions[place + 1],) if text.text[place] == "\ue00b" else ()
    return ()


def doers(text: Slotted, before: int, kind: str) -> tuple[Mention, ...]:
    """Who acts: the last organization or division before the verb that stands where a subject stands.

    Of 白马镇、石桥镇推行… and of A与B合作 all act. Empty (the report's author acts) when the sentence names nobody so.
    """
    for place in sorted((i for i in text.mentions if i < before), reverse=True):
        if not _may_act(text.mentions[place], kind) or text.text[place + 1 : place + 2] in ("的", "、"):
            continue
        acting = _list_up_to(text, place, kind)
        first = acting[0]
        while text.text[first - 1 : first] == "\ue00b":
            first -= 1  # 争取天津市东丽区资金: who stands before the chain of places tells
        front = text.text[max(0, first - 4) : first]
        starts = not front or front[-1] in _BEFORE_DOER or front.endswith(("来", "后", "中", "时"))
        # 成立了养蜂合作社,采取…模式: what was founded acts on.
        founded = text.mentions[first].cls in _FOUNDED and text.text.startswith(("采取", "采用"), before)
        starts = starts or (founded and _FOUNDING.search(front) is not None)
        if kind == "bearer" and front.endswith("由"):
            continue  # 由县农业农村局选派的干部,被授予…: who sent somebody is not honoured
        if kind == "bearer" and is_a(text.mentions[first].cls, "Person"):
            starts = starts or front[-1] in "\ue004\ue005"  # 村民某某
        if starts and not _no_doer_before().search(front):
            return tuple(text.mentions[i] for i in acting)
    return ()


def _may_act(mention: Mention, kind: str) -> bool:
    return is_a(mention.cls, *_DOERS[kind]) and mention.cls not in _NOT_DOERS


def _list_up_to(text: Slotted, place: int, kind: str) -> list[int]:
    """The places of the members of the list that ends at `place`; of 石桥镇上坝村 the smaller one is a member."""
    found = [place]
    while True:
        first = found[0]
        while text.text[first - 1 : first] == "\ue00b" and text.text[first : first + 1] == "\ue00b":
            first -= 1
        other = first - 2
        if (
            other not in text.mentions
            or text.text[first - 1] not in "、和与及"
            or not _may_act(text.mentions[other], kind)
        ):
            return found
        found.insert(0, other)
