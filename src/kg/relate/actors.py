"""Of whom a quantity tells because he acts: the person, company, school or office of the sentence or the story."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from kg.genre import is_story
from kg.model import Mention, Span
from kg.relate.phrases import pattern
from kg.relate.setting import Setting, is_a
from kg.rulebook import wordlist

__all__ = ["acting", "person_before"]

_ACTORS = ("Person", "Enterprise", "Collective", "School")
_BORDERS = regex.compile(r"(?:^|[,。;:!?“”）)\n\ue000-\uf8ff])$")
# How far behind a person's name a pronoun is taken for that person.
_RECALLED = 300


def acting(setting: Setting) -> Mention | None:
    """Who the sentence is told of: 他家种了18亩, 公司投资3200万元建成2条生产线, 县一中新增学位1200个."""
    folded, start = setting.document.folded, setting.quantity.span.start
    for mention in reversed([m for m in setting.inside if _acts(m) and m.span.end <= start]):
        begin = _with_title(setting.inside, mention)
        front = folded[setting.sentence.start : begin]
        person = is_a(mention, "Person")
        # 在外开货车的某某卖掉两台车
        named = person and front.endswith("的") and mention.span.start >= setting.clause
        named = named or (begin < mention.span.start and not pattern("with_whom", "{}$").search(front))
        founded = pattern("acting", "{}$").search(front)
        if not (named or founded or _BORDERS.search(front)) or not _alone(setting, mention):
            continue
        if person and pattern("not_told_of", r"\p{Han}{0,5}{}").match(folded, mention.span.end):
            return None
        # 某公司深加工项目投产,完成投资: the sentence goes on about the project.
        works = (m for m in setting.inside if is_a(m, "Program") and m.span.end > mention.span.end)
        return next((m for m in works if m.span.start in (mention.span.start, mention.span.end)), mention)
    return None


def _with_title(inside: Iterable[Mention], mention: Mention) -> int:
    """Where a name begins with the post, the trade and the place before it: 石桥镇上坝村村民某某."""
    ends = {m.span.end: m.span.start for m in inside if is_a(m, "Post", "PeopleGroup", "Place")}
    start = mention.span.start
    while start in ends:
        start = ends[start]
    return start


def _acts(mention: Mention) -> bool:
    """Whether a mention is of somebody who does things by himself: a person, a company, a school, an office that serves."""
    if mention.cls == "GovernmentOrgan":
        return mention.name.endswith(tuple(sorted(wordlist("roles", "serving"))))
    return is_a(mention, *_ACTORS) or mention.cls == "Organization"


def _alone(setting: Setting, mention: Mention) -> bool:
    """Whether a mention is neither one of several nor an attribute; 合作社与某公司签订协议 is told of the cooperative."""
    folded, end = setting.document.folded, mention.span.end
    if folded[end : end + 1] not in "、与和的同":
        return True
    other = next((m for m in setting.inside if m.span.start == end + 1), None)
    return other is not None and pattern("jointly").match(folded, other.span.end) is not None


def person_before(setting: Setting) -> Mention | None:
    """The person of whom a story goes on: 他家种了18亩, 自己垫资8万元."""
    folded = setting.document.folded
    if setting.kind == "people" or not is_story(folded) or not pattern("pronouns").search(setting.front):
        return None
    begin = max(0, setting.sentence.start - _RECALLED)
    near = setting.recognition.mentions_at.inside(Span(begin, setting.quantity.span.start))
    people = [m for m in near if is_a(m, "Person")]
    told = [m for m in people if not pattern("with_whom", "{}$").search(folded, 0, _with_title(near, m))]
    return next(reversed(told or people), None)
