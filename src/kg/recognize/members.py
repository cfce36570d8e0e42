"""Where a name begins that has several members, or another word, before the one with its last noun."""

from __future__ import annotations

from kg.model import Span, SpanIndex
from kg.recognize.lexemes import Lexeme
from kg.recognize.tokens import Tokens, longest_head
from kg.rulebook import wordlist

__all__ = ["behind_places", "joined_by_and", "opened_by_noun", "with_members"]

_JOINING = ("和", "及", "与", "以及", "、")


def behind_places(folded: str, start: int, places: SpanIndex[Span]) -> int:
    """Where the list of places begins behind which a name stands at `start`: 清水河、石头溪等河道综合治理."""
    begin, end = start, start - 1
    while found := [p for p in places.inside(Span(max(0, end - 12), end)) if p.end == end]:
        begin = max(found, key=len).start
        end = begin - 1
        if not folded.startswith("、", end):
            break
    return begin


def joined_by_and(tokens: Tokens, begin: int, ends: dict[int, list[int]]) -> int:
    """Where 清河区水利和湖泊局 begins, whose name has a 和: at the place that opens the part before it.

    统计局和教育局 are two: the part before 和 ends with a head of its own.
    """
    words = tokens.words
    if begin < 2 or words[begin - 1].text != "和":
        return begin
    last = begin - 2
    ended = longest_head(tokens, last, ends.get(tokens.bounds[last + 1], ()))
    if ended is not None or words[last].border:
        return begin
    first = last
    while first > 0 and last - first < 3 and not words[first - 1].border:
        first -= 1
    return first if words[first].tag == "ns" or words[first].text[-1] in "县市区省" else begin


def with_members(tokens: Tokens, begin: int, ends: dict[int, list[int]]) -> int:
    """Where 村级考核、公示和备案制度 begins, one name with several members: right behind the verb that governs it.

    Each member is a few words without a head of their own. Else `begin` itself.
    """
    words, place = tokens.words, begin
    while place > 1 and words[place - 1].text in _JOINING:
        last = first = place - 2
        ended = longest_head(tokens, last, ends.get(tokens.bounds[last + 1], ()))
        # 群租房整治、油烟治理、违建拆除专项行动: what is done ends a member, and is no head of its own there.
        if words[last].border or (ended and words[last].text not in wordlist("verbs", "weak")):
            return begin
        while first > 0 and not words[first - 1].border and words[first - 1].text != "、":
            if _governed(words, first):
                break
            first -= 1
        quoted = words[last].text[0] == "“"  # “时间银行”、志愿服务积分制 are two
        if quoted or tokens.bounds[last + 1] - tokens.bounds[first] > 10:
            return begin
        place = first
    return place if place < begin and _governed(words, place) else begin


def _governed(words: list[Lexeme], place: int) -> bool:
    """Whether a verb of which a name can be the object stands right before a place, also one cut in two: 打|好."""
    return any(_governs("".join(w.text for w in words[max(0, place - n) : place])) for n in (1, 2))


def _governs(word: str) -> bool:
    """Whether a verb has the name behind it as its object: 实施, 大力实施."""
    return len(word) > 1 and (word in wordlist("verbs", "strong") or word[-2:] in wordlist("verbs", "strong"))


def opened_by_noun(words: list[Lexeme], begin: int, first: int) -> int:
    """Where a name begins that has a verb inside it: at the noun between the verb that governs it and that one.

    举办手工制作培训班 and 签订产品购销协议: the verb right before the head has what it is done with before it.
    """
    if (
        begin != first
        or begin < 3
        or len(words[begin - 1].text) < 2
        or words[begin - 1].text not in wordlist("verbs", "strong")
    ):
        return begin
    noun, verb = words[begin - 2], words[begin - 3]
    if noun.border or noun.tag[0] not in "nbj" or len(noun.text) < 2 or not _governs(verb.text):
        return begin
    return begin - 2
