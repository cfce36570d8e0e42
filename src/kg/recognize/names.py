"""Names that end in a telling noun: organizations, programs and documents.

The noun at the end (lexicon/heads.toml) gives the class; the name begins behind the last word that cannot belong to
it: a mark, a particle, a preposition, an adverb, or a verb that governs the name (lexicon/verbs.toml).

Steps for each sentence: cut into words, with claimed spans (figures, times) as borders; look for the longest head
at each word end; walk left; strip verbs and adverbs of manner from the front; refuse what lexicons refuse.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from sys import intern

import regex

from kg.model import Mention, Span, SpanIndex, spans_at
from kg.ontology import is_a
from kg.recognize.counted import any_of_many, counted, goes_on
from kg.recognize.lexemes import Lexeme, heads, relative_places
from kg.recognize.members import behind_places, joined_by_and, opened_by_noun, with_members
from kg.recognize.tokens import Sentences, Tokens, longest, longest_head
from kg.rulebook import lexicon, wordlist

__all__ = ["read_names"]

_LONGEST_NAME = 28
# Of a level of divisions: 县 in 县财政局.
_SIGNS = "省市州盟县区旗镇乡"
# Heads so common that they name something only with a modifier of this many characters before them.
_LEAST_MODIFIER = {"Mechanism": 3, "Initiative": 3, "Activity": 2, "Document": 3, "Title": 2}


@cache
def _refused() -> frozenset[str]:
    lists = (table.get("not", "").split() for table in lexicon("heads").values())
    return frozenset(word for words_ in lists for word in words_)


@cache
def _refused_ends() -> tuple[str, ...]:
    """What no name ends with; a refused word that is a head is refused only alone."""
    return tuple(word for word in _refused() if word not in heads())


@cache
def _placed() -> frozenset[str]:
    """Heads that name something only behind a place's or a proper name: 先锋 in 清河先锋."""
    return frozenset(w for table in lexicon("heads").values() for w in table.get("placed", "").split())


def _walk_left(tokens: Tokens, first: int, word: str) -> int:
    """The index of the first word of the name whose head begins in word `first`."""
    words, bounds = tokens
    begin = first
    # 县委农村工作暨实施乡村振兴战略领导小组: 暨 joins what governs a part of the name.
    while begin > 0 and (
        not words[begin - 1].border or "暨" in words[max(0, begin - 2)].text or _inner(words, begin - 1)
    ):
        if bounds[first + 1] - bounds[begin - 1] > _LONGEST_NAME:
            break
        begin -= 1
    front = begin
    # 挂钩机制试点: a verb that makes a name with the noun behind it stays.
    program = is_a(heads()[word].cls, "Program")
    people = wordlist("roles", "group")
    while front < first and _strippable(words[front], program) and words[front + 1].text not in heads():
        if words[front].text + words[front + 1].text in people:  # 脱贫人口小额信贷
            break
        front += 1
    if not program:
        front = _body_begins(words, front, first)
    # 示范轮训 and 提升行动 are names though a verb opens them: the last modifier is not stripped.
    opens = begin < first and words[first - 1].tag[0] == "v" and len(words[first - 1].text) > 1
    if front == first and opens and program:
        front = first - 1
    return front


def _inner(words: list[Lexeme], place: int) -> bool:
    """Whether a word that mostly borders names stands inside one: 饮水安全巩固提升工程, 高标准农田建设资金."""
    word, after = words[place].text, words[place + 1]
    if word == "高标准":
        return after.tag == "n"
    if word in ("两年", "三年", "五年", "百日"):  # 专项整治三年行动
        return after.text[:2] in ("行动", "计划", "规划", "攻坚")
    chained = word in ("巩固", "强化", "优化", "深化") and after.text in wordlist("verbs", "weak")
    return chained and place > 0 and words[place - 1].tag[0] in "na" and not words[place - 1].border


def _body_begins(words: list[Lexeme], front: int, first: int) -> int:
    """Where a body's name begins at the latest: behind a dash, at the place or the bare organ that opens it.

    走进清河区春江社区 is told of the community; 调整须报县委组织部 of the department of the county's committee.
    """
    for place in range(front + 1, first + 1):
        before, here = words[place - 1], words[place]
        dashed = before.text == "-" and place > 1 and words[place - 2].text[-1] > "z"
        opened = before.text in ("企业", "公司", "单位") and here.tag == "ns"  # 爱心企业清河集团
        opened = opened or (
            (here.tag == "ns" or here.text in ("自治区", "乡镇"))
            and all(w.tag[0] == "v" for w in words[front:place])
        )
        organ = (
            _is_bare_organ(here.text)
            and before.tag not in ("ns", "nt", "nz")
            and before.text not in ("中共", "共青团")
        )
        # 跑县交通局, 联系镇卫生院
        acts = before.tag == "v" or before.text in wordlist("verbs", "weak") or before.text in ("联系", "驻")
        signed = here.text in _SIGNS and place == first - 1 and acts
        if dashed or opened or organ or signed:
            front = place
    return front


def _glued(name: str, head: int, program: bool) -> int:
    """The length of a verb that the tagger glued to the front of a name: 争创 in 争创全省示范县, 请 in 请县畜牧中心."""
    if not program:
        if name.startswith(("优秀", "先进", "后进")) and name.endswith("党组织"):
            return 2
        return int(name[0] in "请邀聘由让" and name[1:2] in _SIGNS)
    verbs = wordlist("verbs", "strong")
    cut = next((n for n in (4, 3, 2) if name[:n] in verbs), 0)
    return cut if cut and len(name) - cut >= head + 2 else 0


def _is_bare_organ(word: str) -> bool:
    """Whether the report's own area has one organ that goes by this name there: 县委."""
    head = heads().get(word)
    return head is not None and head.bare and head.cls in ("PartyOrgan", "GovernmentOrgan")


@lru_cache(maxsize=1 << 16)
def _strippable(token: Lexeme, program: bool) -> bool:
    """Whether a word at the front of a name belongs to the clause: a verb, an adverb, a relative place.

    Bodies bear names of any word (沿江茶叶合作社), so that only listed verbs are stripped from theirs.
    """
    if (
        token.text in wordlist("verbs", "sending")
        or token.text in relative_places()
        or (token.text in wordlist("verbs", "weak") and token.tag[0] == "v")
    ):
        return True
    if token.tag == "q":
        return True
    if len(token.text) == 1:
        if token.tag == "a" and token.text not in wordlist("verbs", "praising"):
            return False  # 黑茶产业
        return token.tag in ("a", "ad", "d", "zg", "v") and token.text not in "村县镇乡市区省抓促老新防"
    if not program:
        return False
    return (token.tag[0] == "v" and token.tag != "vn") or token.tag in ("a", "ad")


def read_names(
    folded: str, sentences: Sentences, lines: Iterable[Span], places: Iterable[Mention] = ()
) -> tuple[Mention, ...]:
    """Organizations, programs and documents by their last noun, in the lines of a text cut by `sentences`."""
    found: list[Mention] = []
    known = spans_at(m.span for m in places)
    for line in lines:
        ends = sentences.heads.by_end(line)
        if not ends:
            continue
        tokens = sentences.tokens(line, known)
        for end, starts in ends.items():
            last = tokens.ending_at(end)
            hit = longest_head(tokens, last, starts) if last is not None else None
            if last is None or hit is None:
                continue
            mention = _name(folded, tokens, last, folded[hit[0] : end], hit[1], ends, known)
            mention = mention or _bare(folded, tokens, Span(hit[0], end), line, found)
            if mention is not None:
                found.append(mention)
    return _without_members(longest(found))


def _without_members(names: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Without the undertakings that are members of one whose name has several."""
    several = spans_at(m.span for m in names if "、" in m.name)
    inside = {m for m in names if is_a(m.cls, "Program") and set(several.around(m.span)) - {m.span}}
    return tuple(m for m in names if m not in inside)


_FORMED = regex.compile(r"(?:成立|组成|组建|设立|抽调)[^,。;]{0,40}$")
_AND = "、和及与"


def _bare(folded: str, tokens: Tokens, head: Span, line: Span, before: list[Mention]) -> Mention | None:
    """A head alone that names a body: in a list under the sign of the first (县财政局、民政局), or formed there (组成督查组)."""
    word = head.cut(folded)
    cls = heads()[word].cls
    if head.start not in tokens.bounds or len(word) < 3:
        return None
    if cls == "LeadingGroup" and _FORMED.search(folded, max(line.start, head.start - 60), head.start):
        return Mention(head, cls, word, "name.formed")
    last = before[-1] if before else None
    behind = tokens.starting_at(head.end)
    if behind is not None and behind < len(tokens.words) and tokens.words[behind].tag == "ns":
        return None  # 县妇联、共青团清河县委
    if (
        cls not in ("GovernmentOrgan", "PartyOrgan")
        or last is None
        or folded[last.span.end : head.start] not in _AND
    ):
        return None
    sign = last.name[0]
    if last.span.end == head.start or sign not in _SIGNS or is_a(last.cls, "Program"):
        return None
    return Mention(head, cls, sign + word, "name.listed")


def _begins(tokens: Tokens, first: int, word: str, ends: dict[int, list[int]]) -> int:
    """The index of the word with which the name begins whose head begins in word `first`."""
    cls = heads()[word].cls
    begin = opened_by_noun(tokens.words, _walk_left(tokens, first, word), first)
    if cls == "GovernmentOrgan":
        return joined_by_and(tokens, begin, ends)
    return (
        with_members(tokens, begin, ends) if cls in ("Mechanism", "Initiative") and begin < first else begin
    )


def _name(
    folded: str,
    tokens: Tokens,
    last: int,
    word: str,
    first: int,
    ends: dict[int, list[int]],
    places: SpanIndex[Span],
) -> Mention | None:
    head, words = heads()[word], tokens.words
    begin = _begins(tokens, first, word, ends)
    end = tokens.bounds[last + 1]
    start = tokens.bounds[begin]
    start += _glued(folded[start:end], len(word), is_a(head.cls, "Program"))
    if head.cls == "Initiative" and folded.startswith("等", start - 1):
        start = behind_places(folded, start, places)
    span = Span(start, end)
    name = intern(span.cut(folded))
    modifier = len(name) - len(word)
    if name[0] in "委会部局每":  # 县(市、区)委组织部 is no name of one body
        return None
    if name in _refused() or name.endswith(_refused_ends()):
        return None
    if head.bare and modifier <= 0:
        return Mention(Span(end - len(word), end), head.cls, word, f"name.{head.cls}")
    least = _LEAST_MODIFIER.get(head.cls, 1)
    if head.cls == "Document" and begin > 0 and words[begin - 1].text in wordlist("verbs", "signing"):
        least = 2  # 签订购销协议
    if modifier <= 0 or (modifier < least and not (head.bare and modifier > 1)):
        return None
    if word in _placed() and words[begin].tag not in ("ns", "nz", "nt", "nr"):
        return None
    after = words[last + 1] if last + 1 < len(words) else None
    if word == "试点" and after is not None and after.text[0] == "“":  # 在两镇试点“红色驿站”
        return None
    if after is not None and goes_on(after, head.cls):
        return None
    if counted(words, begin, last, head.cls, name) or any_of_many(folded, start, word, after):
        return None
    weak = head.cls in ("Initiative", "Mechanism", "Activity") and len(word) == 2
    if weak and all(w.tag == "ns" for w in words[begin:first]):  # 清河县项目 is any project there
        return None
    if head.cls == "Document" and not any(
        w.text in wordlist("verbs", "documenting") for w in words[max(0, begin - 12) : begin]
    ):
        return None
    return Mention(span, head.cls, name, f"name.{head.cls}")
