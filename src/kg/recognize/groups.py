"""Kinds of people and posts: modifiers of the lexicon before a head (lexicon/roles.toml)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from sys import intern

import regex

from kg.model import Mention, Span, SpanIndex, spans_at
from kg.recognize.lexemes import Lexeme, heads, organ_heads
from kg.recognize.tokens import HeadPlaces, Sentences, Tokens, longest, longest_head
from kg.rulebook import lexicon, wordlist
from kg.text import Finder

__all__ = ["organ_of", "read_groups"]

# Each area has one of them, so that the bare word names a post of the report's own area.
_HEADS_OF_AREAS = ("县长", "市长", "区长", "州长", "旗长")
# Posts of which each street or river has its own.
_KEEPERS = ("河长", "林长", "田长", "路长", "街长", "楼长", "链长")
_OFFICE_STATE = frozenset({"现任", "在任", "在职", "离任", "退休", "新任"})
# 65岁以上老人, 80至89周岁老人: the age tells which.
_OF_AGE = regex.compile(
    r"\d{1,3}(?:周?岁)?(?:(?:至|到|-|~)\d{1,3}周?岁(?:以上)?|(?<=岁)(?:[及(含)]{0,4}以上|以下))$"
)
_ENDS_AGE = frozenset("上下岁")


@cache
def _people_heads() -> dict[str, str]:
    found = dict.fromkeys(wordlist("roles", "group"), "PeopleGroup")
    found.update(dict.fromkeys(wordlist("roles", "post"), "Post"))
    return found


@cache
def _people_finder() -> Finder:
    # Any noun of three or four characters in 员 names people by their work: 护路员.
    return Finder((*_people_heads(), "员"))


def read_groups(
    folded: str,
    sentences: Sentences,
    lines: Iterable[Span],
    places: Iterable[Mention] = (),
    organizations: Iterable[Mention] = (),
) -> tuple[Mention, ...]:
    """Kinds of people and posts: modifiers of the lexicon before a head; 现任和离任村干部 is one group.

    A post takes the organization or place right before it into its name (清河镇党委书记); a group does not, so that
    清河村驻村干部 is 驻村干部.
    """
    found: list[Mention] = []
    people, heads_at = _people_heads(), HeadPlaces(_people_finder(), folded)
    before = {m.span.end: m.span for m in places}
    inside = {place: m.span for m in places for place in range(m.span.start + 1, m.span.end)}
    of = {m.span.end: m.span for m in sorted(organizations, key=lambda m: len(m.span))}
    bodies = spans_at(of.values())
    refused = tuple(lexicon("roles")["group"]["not"].split())
    walk = frozenset(lexicon("roles")["group"]["walk"].split())
    weak = frozenset(lexicon("roles")["group"]["weak"].split())
    for line in lines:
        ends = heads_at.by_end(line)
        if not ends:
            continue
        tokens = sentences.tokens(line)
        words = tokens.words
        for end, starts in ends.items():
            last = tokens.ending_at(end)
            if last is None or words[last].tag == "!":
                continue
            hit = longest_head(tokens, last, (n for n in starts if folded[n:end] in people))
            if hit is None and not _by_work(words[last]):
                continue
            word = folded[hit[0] : end] if hit is not None else words[last].text
            cls, start = people.get(word, "PeopleGroup"), _modified(folded, end - len(word), tokens)
            if word in walk:
                start = min(start, _nouns_before(tokens, last, start))
            if start in inside:
                start = inside[start].start if cls == "Post" else inside[start].end
            if cls == "Post":
                start = of[start].start if start in of else start
                start = min(
                    [
                        start,
                        *(
                            o.start
                            for o in bodies.around(Span(max(0, start - 1), start + 1))
                            if o.start < start and o.end <= end
                        ),
                    ]
                )
                start = before[start].start if start in before else start
            name = intern(folded[start:end])
            if name in refused or folded.startswith(refused, start) or len(name) < len(word):
                continue
            # 县水利局党组书记、局长: the second post of one person.
            second = cls == "Post" and bool(found) and _follows(folded, found[-1], start)
            if (
                name == word
                and (
                    name in weak
                    or (cls == "Post" and len(word) <= 2 and word not in (*_HEADS_OF_AREAS, *_KEEPERS))
                )
                and not second
            ):
                continue
            after = words[last + 1].text if last + 1 < len(words) else ""
            if after[:1] in ("率", "家", "部", "制") or (word in walk and after == "工作"):  # 人才工作
                continue
            if word in walk and any(b.end > end for b in bodies.around(Span(start, end))):
                continue  # 农业专家服务团
            found.append(Mention(Span(start, end), cls, name, f"group.{cls}"))
    index = SpanIndex((m for m in found if m.cls != "Post"), lambda m: m.span)
    # 青年 in 青年人才 is what kind they are.
    return longest(
        [m for m in found if m.cls == "Post" or all(o.span == m.span for o in index.around(m.span))]
    )


def _follows(folded: str, before: Mention, start: int) -> bool:
    """Whether a post stands behind 、 and another post, that of a body."""
    own = before.cls == "Post" and before.span.end == start - 1 and folded[start - 1] == "、"
    return own and organ_of(folded, before) is not None


def _by_work(word: Lexeme) -> bool:
    return word.text[-1] == "员" and 3 <= len(word.text) <= 4 and word.tag[0] == "n"


def _nouns_before(tokens: Tokens, last: int, start: int) -> int:
    """Where the nouns begin that run up to a head, at most three, when a border stands before them: 卫生技术人员."""
    words, bounds = tokens
    place = last
    while place > 0 and bounds[place] > start:
        place -= 1
    for steps in range(4):
        before = words[place - 1] if place > 0 else None
        if before is None or before.border or before.tag == "ns":
            # 每万人口全科医生 counts physicians; people are what they are counted by.
            if before is not None and before.text[0] == "每" and bounds[place] < start:
                place += 1
            while bounds[place] < start and _opens_none(words[place]):
                place += 1
            return bounds[place]
        if steps == 3 or (before.tag[0] not in "nbjv" and before.tag != "an"):
            return start
        place -= 1
    return start


def _opens_none(word: Lexeme) -> bool:
    """Whether a word cannot open a group's name: what is done to people (引育青年人才), or whose they are (全市人才)."""
    verb = word.tag[0] == "v" and word.text not in wordlist("roles", "modifier")
    return verb or word.text[0] in "全我该本" or word.text == "科" or word.text in organ_heads()


def _modified(folded: str, start: int, tokens: Tokens) -> int:
    """Where a group's name begins: left over modifiers, and over 和 between modifiers of one kind (现任和离任)."""
    least = tokens.bounds[0]
    modifiers = wordlist("roles", "modifier")
    place = start
    while True:
        step = _modifier_before(folded, place, least, modifiers, tokens)
        if step:
            place -= step
        elif place < start and place - 1 > least and folded[place - 1] in "和及":
            step = _modifier_before(folded, place - 1, least, _OFFICE_STATE, tokens)
            if not step:
                return place
            place -= step + 1
        else:
            break
    # In 服务群众 somebody does it for them; 服务人员 do so themselves.
    served = folded[place:start] in wordlist("roles", "serving_verbs")
    place = start if served and folded[start : start + 2] in wordlist("roles", "served") else place
    aged = (
        _OF_AGE.search(folded, max(least, place - 14), place)
        if folded[place - 1 : place] in _ENDS_AGE
        else None
    )
    return aged.start() if aged else place


def _modifier_before(folded: str, place: int, least: int, modifiers: frozenset[str], tokens: Tokens) -> int:
    """The length of the modifier that ends at `place`, or 0. One character must begin a word: 村 in 村干部."""
    for length in range(7, 0, -1):
        if place - length >= least:
            piece = folded[place - length : place]
            if piece in modifiers or (length > 1 and piece in organ_heads()):
                if length == 1 and tokens.starting_at(place - 1) is None:
                    continue
                return length
    return 0


def organ_of(folded: str, post: Mention) -> Mention | None:
    """The body in which a post is: 清河镇纪委 in 清河镇纪委书记; None for a post that names none."""
    name = post.span.cut(folded)
    role = _ending(name, wordlist("roles", "post"))
    praised = len(name) - len(name.removeprefix("优秀"))  # 优秀社区党组织书记
    body = name.removesuffix(role)[praised:]
    head = _ending(body, organ_heads())
    if not role or not head or (body == head and not heads()[head].bare):
        return None
    span = Span(post.span.start + praised, post.span.start + praised + len(body))
    return Mention(span, heads()[head].cls, body, "name.of-post")


def _ending(name: str, known: frozenset[str]) -> str:
    """The longest of some words with which a name ends, "" for none."""
    return next((name[n:] for n in range(len(name)) if name[n:] in known), "")
