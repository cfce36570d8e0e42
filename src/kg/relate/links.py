"""Relations between mentions, by rules over slotted sentences (`rules/relations.toml`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

import regex

from kg.model import Document, Link, Mention, Recognition, Span
from kg.ontology import is_a
from kg.relate.doers import BEARERS, doers, opening
from kg.relate.slots import Slotted, slotted
from kg.rulebook import Rule, rules
from kg.text import Finder, needed
from kg.text.numerals import parse_number

__all__ = ["read_links", "read_rule"]

# What begins a new point of a list, whose doer is not that of the point before: 三是搭台练兵。
_NEW_POINT = regex.compile(
    r"\s*(?:[(]?[一二三四五六七八九十]{1,3}[)、]|其?[一二三四五六七八九十]是|第[一二三四五六七八九十],|\d{1,2}[.、])"
)


def read_links(document: Document, recognition: Recognition) -> tuple[Link, ...]:
    """The relations that the sentences state, in order of the text."""
    found: list[Link] = []
    meta = (s.span for s in document.segments if s.kind in ("title", "meta", "credit"))
    topic: tuple[Mention, ...] = ()
    paragraph, begun = Span(0, 1), False
    for sentence in (*meta, *document.sentences):
        if not paragraph.holds(sentence):
            segment = document.segment_at(sentence.start)
            topic, paragraph = (), segment.span if segment is not None else sentence
            begun = False
        if _NEW_POINT.match(document.folded, sentence.start, sentence.end):
            topic, begun = (), False
        inside = recognition.mentions_at.inside(sentence)
        if not inside:
            begun = begun or len(sentence) > _LONGEST_SLOGAN
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
        # Who acts in the first sentence acts on; whom a later one names is an example.
        topic, begun = topic if begun else opening(text), True
    found += _employed(recognition, found)
    found += _aimed(recognition)
    found += _named_after(recognition)
    found += _chained(recognition, found)
    found += _placed(document, recognition, found)
    return tuple(dict.fromkeys(found))


# The most characters of a slogan that opens a paragraph: 织密保障网。
_LONGEST_SLOGAN = 22
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

    `topic` is who acts in the paragraph's first sentence, for one that names nobody.
    """
    names = rule.pattern.groupindex
    for match in rule.pattern.finditer(text.text, overlapped=bool(rule.options.get("overlapped"))):
        objects = [m for place in match.spans("o") for m in text.within(*place)]
        named = [m for place in match.spans("s") for m in text.within(*place)] if "s" in names else []
        if rule.options.get("counted") and not all(_says(o, len(named)) for o in objects):
            continue
        if kind := rule.options.get("subject"):
            named = [m for m in named if is_a(m.cls, kind)]
        span = _balanced(text, *match.span("q" if "q" in names and match["q"] else 0))
        subjects: list[Mention | None] = list(named)
        if not subjects and "doer" in rule.options:
            acting = _acting(rule, text, match)
            if acting is None:
                continue
            for doer in acting:
                span = span.through(doer.span)
            subjects = list(acting or (() if rule.options["doer"] == "bearer" else topic or (None,)))
        for subject in subjects:
            for object_ in objects:
                if subject is None or subject.span != object_.span:
                    if not rule.options.get("reverse"):
                        yield Link(subject, rule.gives, object_, span, rule.name)
                    elif subject is not None:
                        # 清河县举办文化节: the event is told of, the doer is the other end
                        yield Link(object_, rule.gives, subject, span, rule.name)


def _acting(rule: Rule, text: Slotted, match: regex.Match[str]) -> tuple[Mention, ...] | None:
    """Who does what a match tells of: empty where the sentence names nobody, None where that is nobody in particular."""
    if rule.options["doer"] == "bearer":
        return doers(text, match.start("o"), "bearer") or opening(text, BEARERS)
    verb = match.start("q") if match.re.groupindex.get("q") and match["q"] else match.start("o")
    acting = doers(text, verb, rule.options["doer"])
    if not acting and rule.gives == "establishes" and _BY_A_PERSON.search(text.text, 0, verb):
        return None  # 退休教师某某牵头组建调解队
    behind = text.text[match.end() :]
    if not acting and rule.gives == "implements" and behind.lstrip("”》").startswith("的"):
        return None  # 自发开展护河行动的群众: who does so is named behind
    return acting


_BY_A_PERSON = regex.compile(r"\ue006[^,。;\ue000-\uf8ff]{0,8}$")
_NUMBER = regex.compile(r"[两二三四五六七八九十]{1,2}|\d{1,2}")


def _says(mention: Mention, count: int) -> bool:
    """Whether a name says how many members it has: of “六个一”改革 there are six."""
    stated = _NUMBER.search(mention.name)
    return stated is not None and parse_number(stated[0]) == count


def _balanced(text: Slotted, start: int, end: int) -> Span:
    """The span of a match, with the closing marks of the quotations that it opens: 推行“挂钩机制”."""
    for opened, closed in (("“", "”"), ("《", "》")):
        words = text.text[start:end]
        if words.count(opened) > words.count(closed):
            mark = text.text.find(closed, end, end + 12)
            end = mark + 1 if mark >= 0 else end
    return text.span(start, end)


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


# The lengths of the codes of towns, counties, prefectures and provinces.
_ABOVE = (9, 6, 4, 2)


def _chained(recognition: Recognition, found: list[Link]) -> list[Link]:
    """Places in a chain that opens a longer name: 白马镇柳沟村 in 白马镇柳沟村第一书记.

    What a sentence states of a place holds: a village of a town is told of its county too.
    """
    stated = {
        link.subject.name for link in found if link.predicate == "locatedIn" and link.subject is not None
    }
    places = [
        m
        for m in recognition.mentions
        if is_a(m.cls, "AdministrativeDivision") and m.rule != "place.relative"
    ]
    return [
        Link(place, "locatedIn", wider, wider.span.through(place.span), "relation.place-chain")
        for wider, place in pairwise(places)
        if wider.span.end == place.span.start and place.name not in stated
    ]


_BODIES_OF_TOWNS = ("Enterprise", "Collective", "School")


def _named_after(recognition: Recognition) -> Iterator[Link]:
    """A body lies in the town or village, a site in the division with which its name begins: 白马镇红旗合作社.

    An event whose name begins so is held there.
    """
    for mention in recognition.mentions:
        if mention.cls not in (*_BODIES_OF_TOWNS, "Site", "Activity"):
            continue
        for place in recognition.mentions_at.inside(mention.span):
            small = place.cls in ("Township", "Village", "Community") or mention.cls == "Site"
            opens = place.span.start == mention.span.start and place.span.end < mention.span.end
            opens = opens and len(place.span) == len(
                place.name
            )  # 清河南站 tells of the county only by its short name
            if opens and mention.cls == "Activity" and place.code and place.rule != "place.relative":
                yield Link(mention, "hostedBy", place, mention.span, "relation.named-after")
            elif opens and small and place.code and is_a(place.cls, "AdministrativeDivision"):
                yield Link(mention, "locatedIn", place, mention.span, "relation.named-after")


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
        for wider in (last[mention.code[:n]] for n in _ABOVE if mention.code[:n] in last):
            sentence = document.sentence_around(mention.span)
            if wider.code != mention.code and sentence is not None and sentence.holds(wider.span):
                together.setdefault((mention.code, wider.code), wider.span.through(mention.span))
        last[mention.code] = mention
    for code, mention in first.items():
        if mention.name in stated:
            continue
        above = next((first[code[:n]] for n in _ABOVE if n < len(code) and code[:n] in first), None)
        if above is not None:
            # That a county is of a prefecture is told where both are named together or the report is on the prefecture.
            home = bool(recognition.line) and recognition.line[0].code == above.code
            if len(code) <= 6 and not home and (code, above.code) not in together:
                continue
            span = together.get((code, above.code), mention.span)
            yield Link(mention, "locatedIn", above, span, "place.gazetteer")
