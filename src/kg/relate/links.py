"""Relations between mentions, by rules over slotted sentences (`rules/relations.toml`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

import regex

from kg.model import Document, Link, Mention, Recognition, Span
from kg.ontology import is_a
from kg.relate.doers import BEARERS, doers, opening
from kg.relate.slots import Slotted, slotted
from kg.relate.told import add_told
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
    add_told(document, recognition, found)
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
