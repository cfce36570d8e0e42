"""Names that end in a telling noun: organizations, programs, documents, kinds of people and posts.

The noun at the end (lexicon/heads.toml, lexicon/roles.toml) gives the class; the name begins behind the last word
that cannot belong to it: a mark, a particle, a preposition, an adverb, or a verb that governs the name
(lexicon/verbs.toml). Word borders come from `kg.text.words`.

Steps for each sentence: cut into words, with claimed spans (figures, times) as borders; look for the longest head
at each word end; walk left; strip verbs and adverbs of manner from the front; refuse what lexicons refuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from kg.model import Mention, Span
from kg.rulebook import lexicon, wordlist
from kg.text import words

__all__ = ["organ_of", "read_groups", "read_names"]

_LONGEST_HEAD = 8
_LONGEST_NAME = 28
# Heads so common that they name something only with a modifier of this many characters before them.
_LEAST_MODIFIER = {"Mechanism": 3, "Initiative": 3, "Activity": 2, "Document": 3, "Title": 2}
_DOCUMENT_VERBS = ("出台", "制定", "印发", "修订", "编制", "完善", "执行", "按照", "依据", "落实", "参照", "根据", "签订", "起草", "下发")


class _Head(NamedTuple):
    cls: str
    bare: bool


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str
    tag: str


@cache
def _heads() -> dict[str, _Head]:
    found = dict[str, _Head]()
    for cls, table in lexicon("heads").items():
        for word in table["words"].split():
            found.setdefault(word, _Head(cls, False))
        for word in table.get("bare", "").split():
            found[word] = _Head(cls, True)
    return found


@cache
def _refused() -> frozenset[str]:
    lists = (table.get("not", "").split() for table in lexicon("heads").values())
    return frozenset(word for words_ in lists for word in words_)


@cache
def _people_heads() -> dict[str, str]:
    found = dict.fromkeys(wordlist("roles", "group"), "PeopleGroup")
    found.update(dict.fromkeys(wordlist("roles", "post"), "Post"))
    return found


def _tokens(folded: str, sentence: Span, barriers: tuple[Span, ...]) -> list[_Token]:
    """The words of a sentence. Claimed spans are tokens tagged `!`; short quotations are one word tagged `n`.

    A word that the tagger made up and that begins with a preposition (对镇) is cut behind it.
    """
    import rjieba

    found: list[_Token] = []
    place = sentence.start
    inside = sorted(b for b in barriers if b.overlaps(sentence))
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
            found.append(_Token(start, end, folded[start:end], "!"))
            continue
        for word in words(folded[start:end]):
            token = _Token(start + word.start, start + word.end, word.text, word.tag)
            # 和县 is a county, but 统计局和县教育局 is met far more often.
            made_up = word.text == "和县" or not rjieba.has_word(word.text)
            if made_up and len(word.text) == 2 and word.text[1] == "村" and folded[token.end : token.end + 1] in "党两“委":
                # 夯实筑牢村党组织: the village belongs to what follows.
                found.append(_Token(token.start, token.start + 1, word.text[0], "v"))
                found.append(_Token(token.start + 1, token.end, "村", "n"))
                continue
            if len(word.text) > 1 and word.text[0] in "对向在于为以把将从由与和及按经被让" and made_up:
                found.append(_Token(token.start, token.start + 1, word.text[0], "p"))
                token = _Token(token.start + 1, token.end, word.text[1:], word.tag)
            found.append(token)
    return list(_heads_joined(list(_localizers_cut(list(_quotations_joined(found))))))


def _localizers_cut(tokens: list[_Token]) -> Iterator[_Token]:
    """With 会上 cut in two where its first character ends a head: 民主生活会上."""
    for n, token in enumerate(tokens):
        before = "".join(t.text for t in tokens[max(0, n - 3) : n]) + token.text[:1]
        if len(token.text) == 2 and token.text[1] in "上中后前里内时" and any(
            before[-length:] in _heads() for length in range(3, _LONGEST_HEAD)
        ):
            yield _Token(token.start, token.start + 1, token.text[0], "n")
            yield _Token(token.start + 1, token.end, token.text[1], "f")
        else:
            yield token


def _heads_joined(tokens: list[_Token]) -> Iterator[_Token]:
    """With words joined that make one head together: 集体经济 and 组织, which alone would read as a verb."""
    place = 0
    while place < len(tokens):
        for count in (3, 2):
            run = tokens[place : place + count]
            text = "".join(t.text for t in run)
            if len(run) == count and text in _heads() and all(t.tag != "!" for t in run):
                yield _Token(run[0].start, run[-1].end, text, "#")
                place += count
                break
        else:
            yield tokens[place]
            place += 1


def _quotations_joined(tokens: list[_Token]) -> Iterator[_Token]:
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.text == "“":
            close = next((n for n in range(place + 1, min(place + 12, len(tokens))) if tokens[n].text == "”"), None)
            between = tokens[place + 1 : close] if close else []
            if close and not any(t.text in (",", "。", "!") for t in between):
                yield _Token(token.start, tokens[close].end, "".join(t.text for t in tokens[place : close + 1]), "n")
                place = close + 1
                continue
        yield token
        place += 1


def _is_border(token: _Token) -> bool:
    """Whether a word cannot belong to a name that ends behind it."""
    tag = token.tag
    if tag == "#":
        return False
    if tag == "!" or tag == "x" and token.text not in ("·", "-", "+"):
        return True
    strong = wordlist("verbs", "strong")
    if token.text in strong or token.text in wordlist("verbs", "manner"):
        return True
    if len(token.text) > 2 and token.text[-2:] in strong:  # 大力开展
        return True
    return tag[0] in "pdcuryehot" or tag in ("ad", "f", "uj", "ul") or tag.startswith("m") and not _ordinal(token.text)


def _ordinal(text: str) -> bool:
    return text.startswith("第") or text in ("一线", "一流", "双")


def _head_at(tokens: list[_Token], last: int, heads: dict[str, object]) -> tuple[str, int] | None:
    """The longest head that ends with token `last`: the head and the index of the token in which it begins."""
    text, best = "", None
    for first in range(last, max(-1, last - 5), -1):
        if tokens[first].tag == "!" or tokens[first].text in ",。、":
            break
        text = tokens[first].text + text
        for length in range(min(len(text), _LONGEST_HEAD), 0, -1):
            if text[-length:] in heads and length > len(text) - len(tokens[first].text):
                best = (text[-length:], first)
                break
    return best


def _walk_left(tokens: list[_Token], first: int) -> int:
    """The index of the first token of the name whose head begins in token `first`."""
    begin = first
    while begin > 0 and not _is_border(tokens[begin - 1]):
        if tokens[first].end - tokens[begin - 1].start > _LONGEST_NAME:
            break
        begin -= 1
    front = begin
    # 挂钩机制试点: a verb that makes a name with the noun behind it stays.
    while front < first and _strippable(tokens[front]) and tokens[front + 1].text not in _heads():
        front += 1
    # 示范轮训 and 提升行动 are names though a verb opens them: the last modifier is not stripped.
    if front == first and begin < first and tokens[first - 1].tag[0] == "v" and len(tokens[first - 1].text) > 1:
        front = first - 1
    return front


def _strippable(token: _Token) -> bool:
    """Whether a word at the front of a name belongs to the clause: a verb, an adverb, a relative place."""
    if token.text in _relative_places() or (token.text in wordlist("verbs", "weak") and token.tag[0] == "v"):
        return True
    if len(token.text) == 1:
        return token.tag in ("a", "ad", "d", "zg", "v") and token.text not in "村县镇乡市区省抓促老新"
    return token.tag[0] == "v" and token.tag != "vn" or token.tag in ("a", "ad")


@cache
def _relative_places() -> frozenset[str]:
    return frozenset(w for listed in lexicon("places")["relative"].values() for w in listed.split())


def read_names(folded: str, sentences: Iterable[Span], barriers: Iterable[Span]) -> tuple[Mention, ...]:
    """Organizations, programs and documents by their last noun. `barriers` are spans that no name may cross."""
    found: list[Mention] = []
    fixed, heads = tuple(barriers), _heads()
    for sentence in sentences:
        tokens = _tokens(folded, sentence, fixed)
        for last in range(len(tokens)):
            hit = _head_at(tokens, last, heads)  # type: ignore[arg-type]
            if hit is None:
                continue
            mention = _name(folded, tokens, last, *hit)
            if mention is not None:
                found.append(mention)
    return _longest(found)


def _name(folded: str, tokens: list[_Token], last: int, word: str, first: int) -> Mention | None:
    head = _heads()[word]
    begin = _walk_left(tokens, first)
    end = tokens[last].end
    span = Span(tokens[begin].start, end)
    name = span.cut(folded)
    modifier = len(name) - len(word)
    if any(name == r or r not in _heads() and name.endswith(r) for r in _refused()):
        return None
    if head.bare and modifier <= 0:
        return Mention(Span(end - len(word), end), head.cls, word, f"name.{head.cls}")
    if modifier <= 0 or modifier < _LEAST_MODIFIER.get(head.cls, 1):
        return None
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if after is not None and _goes_on(after, head.cls):
        return None
    if head.cls == "Document" and not any(t.text in _DOCUMENT_VERBS for t in tokens[max(0, begin - 12) : begin]):
        return None
    return Mention(span, head.cls, name, f"name.{head.cls}")


def _goes_on(after: _Token, cls: str) -> bool:
    """Whether the word behind shows that the head was only part of a longer noun: 组织部 in 组织部长."""
    if cls in ("Initiative", "Mechanism", "Activity", "Document"):
        return after.text[0] in "率化期式类地员者"
    return after.text[0] in "长员率化"


def _longest(found: list[Mention]) -> tuple[Mention, ...]:
    """Without the names that end where a longer one ends."""
    kept = [m for m in found if not any(o.span != m.span and o.span.holds(m.span) and o.span.end == m.span.end for o in found)]
    return tuple(sorted(set(kept), key=lambda m: m.span))


def read_groups(
    folded: str,
    sentences: Iterable[Span],
    barriers: Iterable[Span],
    places: Iterable[Mention] = (),
    organizations: Iterable[Mention] = (),
) -> tuple[Mention, ...]:
    """Kinds of people and posts: modifiers of the lexicon before a head; 现任和离任村干部 is one group.

    A post takes the organization or place right before it into its name (清河镇党委书记); a group does not, so that
    清河村驻村干部 is 驻村干部.
    """
    found: list[Mention] = []
    fixed, heads = tuple(barriers), _people_heads()
    before = {m.span.end: m.span for m in places}
    inside = {place: m.span for m in places for place in range(m.span.start + 1, m.span.end)}
    of = {m.span.end: m.span for m in organizations}
    refused = frozenset(lexicon("roles")["group"]["not"].split())
    weak = frozenset(lexicon("roles")["group"]["weak"].split())
    for sentence in sentences:
        tokens = _tokens(folded, sentence, fixed)
        starts = {t.start for t in tokens}
        for last, token in enumerate(tokens):
            hit = _head_at(tokens, last, heads)  # type: ignore[arg-type]
            if hit is None or token.tag == "!":
                continue
            word = hit[0]
            cls, start = heads[word], _modified(folded, token.end - len(word), tokens[0].start, starts)
            if start in inside:
                start = inside[start].start if cls == "Post" else inside[start].end
            if cls == "Post":
                start = of[start].start if start in of else start
                start = before[start].start if start in before else start
            name = folded[start : token.end]
            if name in refused or any(folded.startswith(r, start) for r in refused) or len(name) < len(word):
                continue
            if name == word and (name in weak or (cls == "Post" and len(word) <= 2)):
                continue
            if last + 1 < len(tokens) and tokens[last + 1].text[0] in "率家部":
                continue
            found.append(Mention(Span(start, token.end), cls, name, f"group.{cls}"))
    return _longest(found)


def _modified(folded: str, start: int, least: int, starts: set[int]) -> int:
    """Where a group's name begins: left over modifiers, and over 和 between modifiers of one kind (现任和离任)."""
    modifiers = wordlist("roles", "modifier")
    place = start
    while True:
        step = _modifier_before(folded, place, least, modifiers, starts)
        if step:
            place -= step
        elif place < start and place - 1 > least and folded[place - 1] in "和及":
            step = _modifier_before(folded, place - 1, least, _OFFICE_STATE, starts)
            if not step:
                return place
            place -= step + 1
        else:
            return place


_OFFICE_STATE = frozenset({"现任", "在任", "在职", "离任", "退休", "新任"})


def _modifier_before(folded: str, place: int, least: int, modifiers: frozenset[str], starts: set[int]) -> int:
    """The length of the modifier that ends at `place`, or 0. One character must begin a word: 村 in 村干部."""
    for length in range(7, 0, -1):
        if place - length >= least:
            piece = folded[place - length : place]
            if piece in modifiers or (length > 1 and piece in _organ_heads()):
                if length == 1 and place - 1 not in starts:
                    continue
                return length
    return 0


def organ_of(folded: str, post: Mention) -> Mention | None:
    """The body in which a post is: 清河镇纪委 in 清河镇纪委书记; None for a post that names none."""
    name = post.span.cut(folded)
    role = max((w for w in wordlist("roles", "post") if name.endswith(w)), key=len, default="")
    body = name.removesuffix(role)
    head = max((w for w in _organ_heads() if body.endswith(w)), key=len, default="")
    if not role or not head:
        return None
    span = Span(post.span.start, post.span.start + len(body))
    return Mention(span, _heads()[head].cls, body, "name.of-post")


@cache
def _organ_heads() -> frozenset[str]:
    """The heads of bodies that people lead or belong to."""
    kinds = ("PartyOrgan", "GovernmentOrgan", "VillageOrgan", "Collective", "LeadingGroup")
    return frozenset(word for word, head in _heads().items() if head.cls in kinds)
