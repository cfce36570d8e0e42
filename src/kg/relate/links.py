"""Relations between mentions, by rules over slotted sentences (`rules/relations.toml`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

import regex

from kg.model import Document, Link, Mention, Recognition, Span
from kg.ontology import is_a
from kg.relate.slots import Slotted, slotted
from kg.rulebook import Rule, rules
from kg.text import Finder, needed

__all__ = ["read_links", "read_rule"]

_DOERS = {
    "any": ("Organization", "AdministrativeDivision"),
    "organ": ("Organization",),
    "bearer": ("Organization", "AdministrativeDivision", "Person"),
}
# Who opens a sentence that later tells of an honour: anybody who can bear one.
_BEARERS = ("Organization", "Place", "Person")
_SPEAKS = regex.compile(r"(?:激动地|高兴地|笑着|信心满满地|深有感触地)?(?:说|表示|介绍|告诉|坦言|感慨|回忆)")
_BEFORE_DOER = ",:。;”…是由\ue008\ue00b"
# What begins a new point of a list, whose doer is not that of the point before: 三是搭台练兵。
_NEW_POINT = regex.compile(
    r"\s*(?:[(]?[一二三四五六七八九十]{1,3}[)、]|其?[一二三四五六七八九十]是|第[一二三四五六七八九十],|\d{1,2}[.、])"
)
_NOT_DOERS = ("MediaOutlet", "School")
# Words behind a mention that make it part of an adverbial or an object, not the doer of the sentence.
_NO_DOER_BEFORE = regex.compile(
    r"(?:对|向|在|从|以|把|将|为|与|和|、|按照|围绕|结合|依托|贯彻|落实|按|经|被|于|赴|到|组织)$"
)


def read_links(document: Document, recognition: Recognition) -> tuple[Link, ...]:
    """The relations that the sentences state, in order of the text."""
    found: list[Link] = []
    meta = (s.span for s in document.segments if s.kind in ("title", "meta", "credit"))
    topic: tuple[Mention, ...] = ()
    paragraph = Span(0, 1)
    for sentence in (*meta, *document.sentences):
        if not paragraph.holds(sentence):
            segment = document.segment_at(sentence.start)
            topic, paragraph = (), segment.span if segment is not None else sentence
        if _NEW_POINT.match(document.folded, sentence.start, sentence.end):
            topic = ()
        inside = recognition.mentions_at.inside(sentence)
        if not inside:
            continue
        text = slotted(
            document.folded,
            sentence,
            inside,
            recognition.quantities_at.inside(sentence),
            recognition.periods_at.inside(sentence),
        )
        words = {text.text[start:end] for start, end in _words().all(text.text)}
        for rule, needs in _fitting(_SLOTS.intersection(words)):
            for need in needs:
                if words.isdisjoint(need):
                    break
            else:
                found += read_rule(rule, text, topic)
        topic = _opening(text) or topic
    found += _employed(recognition, found)
    found += _aimed(recognition)
    found += _placed(document, recognition, found)
    return tuple(dict.fromkeys(found))


_SLOTS = frozenset(map(chr, range(0xE000, 0xE00D)))
_WRITTEN = regex.compile(r"\\u(E00[\dA-C])")
_BRACKET = regex.compile(r"(?P<open>[(])|[)]|\[\^?.[^]]*\]|\\.")


@lru_cache(maxsize=1 << 12)
def _fitting(slots: frozenset[str]) -> tuple[tuple[Rule, tuple[frozenset[str], ...]], ...]:
    """The rules whose object, and subject where the rule has one, can be among the slots of a sentence.

    With each the sets of words of every one of which a match holds a word.
    """
    return tuple(
        (rule, _needs(rule))
        for rule in rules("relations")
        if _slots_in(rule.pattern.pattern, "o") & slots
        and ("doer" in rule.options or _slots_in(rule.pattern.pattern, "s") & slots)
    )


# The most telling sets are enough to pass over a rule.
_ASKED = 3


def _needs(rule: Rule) -> tuple[frozenset[str], ...]:
    return needed(rule.pattern.pattern)[:_ASKED]


@cache
def _words() -> Finder:
    """Finds the slots and the words that rules need."""
    return Finder(_SLOTS.union(*(need for rule in rules("relations") for need in _needs(rule))))


@cache
def _slots_in(pattern: str, group: str) -> frozenset[str]:
    """The slots that groups of a name can match, as its pattern writes them; without these a rule reads no link."""
    found: set[str] = set()
    for opened in regex.finditer(regex.escape(f"(?P<{group}>"), pattern):
        depth = 1
        for mark in _BRACKET.finditer(pattern, opened.end()):
            depth += 1 if mark["open"] else -1 if mark[0] == ")" else 0
            if not depth:
                inside = pattern[opened.end() : mark.start()]
                if "[^" in inside:  # which may match any slot
                    return _SLOTS
                found |= {chr(int(code, 16)) for code in _WRITTEN.findall(inside)}
                break
    return frozenset(found)


def read_rule(rule: Rule, text: Slotted, topic: tuple[Mention, ...] = ()) -> Iterator[Link]:
    """The links that one rule reads in a slotted sentence: every subject with every object.

    `topic` is who acted in the sentence before, for one that names nobody.
    """
    names = rule.pattern.groupindex
    for match in rule.pattern.finditer(text.text, overlapped=bool(rule.options.get("overlapped"))):
        objects = [m for place in match.spans("o") for m in text.within(*place)]
        subjects: list[Mention | None] = (
            [m for place in match.spans("s") for m in text.within(*place)] if "s" in names else []
        )
        if kind := rule.options.get("subject"):
            subjects = [m for m in subjects if m is not None and is_a(m.cls, kind)]
        quote = "q" if "q" in names and match["q"] else 0
        span = _balanced(text, *match.span(quote))
        if not subjects and "doer" in rule.options:
            if rule.options["doer"] == "bearer":
                doers = _doers(text, match.start("o"), "bearer") or _opening(text, _BEARERS)
                subjects = list(doers)
            else:
                doers = _doers(text, match.start("o"), rule.options["doer"])
                behind = text.text[match.end() :]
                if not doers and rule.gives == "implements" and behind.lstrip("”》").startswith("的"):
                    continue  # 自发开展护河行动的群众: who does so is named behind, and is nobody in particular
                subjects = list(doers or topic) or [None]
            for doer in doers:
                span = span.through(doer.span)
        for subject in subjects:
            for object_ in objects:
                if subject is None or subject.span != object_.span:
                    if not rule.options.get("reverse"):
                        yield Link(subject, rule.gives, object_, span, rule.name)
                    elif (
                        subject is not None
                    ):  # 清河县举办文化节: the event is told of, the doer is the other end
                        yield Link(object_, rule.gives, subject, span, rule.name)


def _balanced(text: Slotted, start: int, end: int) -> Span:
    """The span of a match, with the closing marks of the quotations that it opens: 推行“挂钩机制”."""
    for opening, closing in (("“", "”"), ("《", "》")):
        words = text.text[start:end]
        if words.count(opening) > words.count(closing):
            mark = text.text.find(closing, end, end + 12)
            end = mark + 1 if mark >= 0 else end
    return text.span(start, end)


def _opening(text: Slotted, kinds: tuple[str, ...] = _DOERS["any"]) -> tuple[Mention, ...]:
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
        if mention.cls == "Person" and _SPEAKS.match(text.text, place + 1):
            return ()
        if place + 1 not in text.mentions:
            return (mention,)
        return (text.mentions[place + 1],) if text.text[place] == "\ue00b" else ()
    return ()


def _doers(text: Slotted, before: int, kind: str) -> tuple[Mention, ...]:
    """Who acts: the last organization or division before the verb that stands where a subject stands.

    Of 白马镇、石桥镇推行… and of A与B合作 all act. Empty (the report's author acts) when the sentence names nobody so.
    """
    for place in sorted((i for i in text.mentions if i < before), reverse=True):
        if not _may_act(text.mentions[place], kind) or text.text[place + 1 : place + 2] in ("的", "、"):
            continue
        acting = _list_up_to(text, place, kind)
        first = acting[0]
        front = text.text[max(0, first - 4) : first]
        starts = not front or front[-1] in _BEFORE_DOER or front.endswith(("来", "后", "中", "时"))
        if kind == "bearer" and front.endswith("由"):
            continue  # 由县农业农村局选派的干部,被授予…: who sent somebody is not honoured
        if kind == "bearer" and is_a(text.mentions[first].cls, "Person"):
            starts = starts or front[-1] in "\ue004\ue005"  # 村民某某
        if starts and not _NO_DOER_BEFORE.search(front):
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


def _employed(recognition: Recognition, found: list[Link]) -> Iterator[Link]:
    """Who holds a post works for the body that the post's name begins with."""
    for link in found:
        if link.predicate == "holdsPost" and link.subject is not None:
            post = link.object.span
            bodies = [
                m
                for m in recognition.mentions_at.inside(post)
                if m.span.start == post.start and m.span.end < post.end and is_a(m.cls, "Organization")
            ]
            if bodies:
                body = max(bodies, key=lambda m: len(m.span))
                yield Link(link.subject, "worksFor", body, link.span, "relation.works-in-post")


# What is done with the people whom its name begins with: 网格员培训.
_DONE_WITH = regex.compile(
    r"(?:\p{Han}{0,4}(?:培训班?|轮训班?|研修班|提升班|集训|选拔|招募|比武|评选|竞赛|比赛))$"
)


def _aimed(recognition: Recognition) -> Iterator[Link]:
    """The kinds of people for whom an activity is, whose name begins with theirs: 村党支部书记轮训班."""
    for mention in recognition.mentions:
        if mention.cls == "Activity":
            for people in recognition.mentions_at.inside(mention.span):
                begins = people.span.start == mention.span.start and is_a(people.cls, "PeopleGroup", "Post")
                if begins and _DONE_WITH.match(mention.name, len(people.span)):
                    yield Link(mention, "targets", people, mention.span, "relation.aimed")


def _placed(document: Document, recognition: Recognition, found: list[Link]) -> Iterator[Link]:
    """For each listed place without a stated relation: it lies in the nearest division above it that the text names.

    The gazetteer tells that it does; the quote is the first one that goes from the division to the place in a sentence,
    else the first mention of the place.
    """
    # A place stated to lie in one of its own code lies nowhere yet.
    stated = {
        link.subject.name
        for link in found
        if link.predicate == "locatedIn"
        and link.subject is not None
        and link.subject.code != link.object.code
    }
    first: dict[str, Mention] = {}
    together: dict[tuple[str, str], Span] = {}
    last: dict[str, Mention] = {}
    for mention in recognition.mentions:
        if not mention.code or mention.rule == "place.relative":
            continue
        first.setdefault(mention.code, mention)
        for wider in (last[mention.code[:n]] for n in (9, 6) if mention.code[:n] in last):
            sentence = document.sentence_around(mention.span)
            if wider.code != mention.code and sentence is not None and sentence.holds(wider.span):
                together.setdefault((mention.code, wider.code), wider.span.through(mention.span))
        last[mention.code] = mention
    for code, mention in first.items():
        if len(code) < 9 or mention.name in stated:
            continue
        above = next((first[code[:n]] for n in (9, 6) if n < len(code) and code[:n] in first), None)
        if above is not None:
            span = together.get((code, above.code), mention.span)
            yield Link(mention, "locatedIn", above, span, "place.gazetteer")
