"""Places: every place that a report names.

National names (province to county) are matched in full; towns and villages only within the counties that the
text names, since two of three village names are not unique in China. What the gazetteer lacks is read by suffix and
context and stays without a code.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from kg.gazetteer import Gazetteer
from kg.gazetteer.names import town_names
from kg.model import Cover, Division, Document, Mention, Span, SpanIndex, spans_at
from kg.recognize.scope import Names, Scope, accident, national, occurrences, standing_alone
from kg.rulebook import Rule, lexicon, rules, wordlist
from kg.text import Finder, words

__all__ = ["read_places", "read_unlisted"]


def read_places(document: Document, scope: Scope, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Every place of the text that the gazetteer knows, and the relative names (全县) that the scope resolves."""
    text = document.folded
    full, own = national(gazetteer)[0], Names()
    named = {d.code for d in scope.line} | {c.division.code for c in scope.counties}
    above = {d.code: d for c in scope.counties for d in gazetteer.containing(c.division)}
    above |= {d.code: d for d in scope.line} | {c.division.code: c.division for c in scope.counties}
    for short, divisions in national(gazetteer)[1].items():
        known = tuple(d for d in divisions if d.code in above or d.level == "Province")
        if known and short not in full:
            own[short] = known
    generic, local = wordlist("places", "generic"), dict[str, list[Division]]()
    for county in scope.counties:
        for division in (*county.towns, *county.villages):
            # 高头乡 is short for 高头回族乡.
            town = division.level == "Township"
            shorter = {n for n in town_names(division.name) if n[-1] in "乡镇"} if town else set[str]()
            for name in {division.name, division.official} | shorter:
                if len(name) > 1 and name not in generic:
                    local.setdefault(name, []).append(division)
    own |= {name: tuple(divisions) for name, divisions in local.items()}
    found: list[Mention] = []
    for span, divisions in standing_alone(occurrences(text, full, own), text):
        if _inside_word(text, span) or not _known(divisions, named, gazetteer):
            continue
        before = found[-1] if found and found[-1].span.end == span.start else None
        if before is not None and not _within(divisions, before):
            continue
        found.append(_mention(span, divisions, before, named, gazetteer, text))
    return tuple(sorted((*found, *_enumerated(text, scope), *_relative(text, scope)), key=lambda m: m.span))


def _known(divisions: tuple[Division, ...], named: set[str], gazetteer: Gazetteer) -> bool:
    """Whether a name is more than an accident: the text names a division above it too."""
    return any(
        not accident(d) or d.code in named or any(a.code in named for a in gazetteer.containing(d))
        for d in divisions
    )


def _within(divisions: tuple[Division, ...], before: Mention) -> bool:
    """Whether a name right behind that of a place can be one of its county: 柳树沟村 of another county is not meant in 青石镇柳树沟村.

    The town is not asked, since villages move from town to town and a list of divisions is of one year.
    """
    local = all(d.level in ("Village", "Community", "Township") for d in divisions)
    return not (local and before.code) or any(d.code.startswith(before.code[:6]) for d in divisions)


# What makes 村 a kind: 新建村级养老点, 提高村干部报酬. A name before it is meant all the same where it is no verb.
_OF_VILLAGES = regex.compile(r"级|干部|党组织|[“”]?两委")


def _inside_word(text: str, span: Span) -> bool:
    """Whether a name is an accident: the beginning of a longer one (太白 in 太白山), or a verb before a kind of village."""
    after = text[span.end : span.end + 1]
    if text[span.end - 1] == "村" and _OF_VILLAGES.match(text, span.end):
        return after == "级" or text[span.start : span.end - 1] in wordlist("verbs", "strong")
    return len(span) == 2 and bool(after) and after in "山河江湖路街村镇乡寨沟坪岭话菜剧"


def _mention(
    span: Span,
    divisions: tuple[Division, ...],
    before: Mention | None,
    named: set[str],
    gazetteer: Gazetteer,
    text: str,
) -> Mention:
    fitting = divisions
    if len(divisions) > 1 and before is not None and before.code:
        fitting = tuple(d for d in divisions if d.code.startswith(before.code)) or divisions
    if len(fitting) > 1:
        near = [
            d for d in fitting if d.code in named or any(a.code in named for a in gazetteer.containing(d))
        ]
        fitting = tuple(near) or fitting
    if len({d.level for d in fitting}) > 1 and len(fitting) > 1:
        largest = min(len(d.code) for d in fitting)
        fitting = tuple(d for d in fitting if len(d.code) == largest)
    if len(fitting) == 1:
        one = fitting[0]
        return Mention(span, one.level, one.name, "place.gazetteer", one.code)
    return Mention(
        span, fitting[0].level, span.cut(text), "place.ambiguous", candidates=tuple(d.code for d in fitting)
    )


_LIST = regex.compile(
    r"(?P<item>(?:(?!等)\p{Han}){2,5})(?:、(?P<item>(?:(?!等)\p{Han}){2,5})){1,60}(?:等|(?=\d|[一二三四五六七八九十]))(?:\d+|[一二三四五六七八九十]+)?个?(?P<kind>村委会|行政村|自然村|村|社区)(?!级|干)"
)


# How a list of villages ends; the list itself stands before it on its line.
_LIST_ENDS = regex.compile(r"(?:等|\d|[一二三四五六七八九十])个?(?:村委会|行政村|自然村|村|社区)")


def _listings(text: str) -> Iterator[regex.Match[str]]:
    """The matches of `_LIST`, looked for only on lines where a list ends."""
    end = 0
    for last in _LIST_ENDS.finditer(text):
        if last.start() >= end:
            start, end = text.rfind("\n", 0, last.start()) + 1, text.find("\n", last.start())
            end = end if end >= 0 else len(text)
            yield from _LIST.finditer(text, start, end)


def _enumerated(text: str, scope: Scope) -> Iterator[Mention]:
    """Villages named without 村 in a list that ends in 等3个村.

    When the county's gazetteer knows one of them, the others are taken for villages too, unlisted.
    """
    for match in _listings(text):
        if not any(c.named(i) or c.named(i[1:]) for c in scope.counties for i in match.captures("item")):
            continue
        for place, item in zip(match.starts("item"), match.captures("item"), strict=True):
            for cut in range(len(item) - 1):  # the first item may carry a verb: 有龙街
                name = item[cut:]
                divisions = [
                    d for c in scope.counties for d in c.named(name) if d.level in ("Village", "Community")
                ]
                if divisions:
                    span = Span(place + cut, place + len(item))
                    if len(divisions) == 1:
                        yield Mention(
                            span, divisions[0].level, divisions[0].name, "place.list", divisions[0].code
                        )
                    else:
                        codes = tuple(d.code for d in divisions)
                        yield Mention(span, divisions[0].level, name, "place.list", candidates=codes)
                    break
            else:
                if len(item) <= 4 and place > match.starts("item")[0]:
                    yield Mention(Span(place, place + len(item)), "Village", item + "村", "place.list")


def _relative(text: str, scope: Scope) -> Iterator[Mention]:
    meant: dict[str, Division] = {}
    for level, listed in lexicon("places")["relative"].items():
        division = scope.level(level)
        if division is None and level == "Village":
            division = scope.level("Community")
        if division is not None:
            meant |= dict.fromkeys(listed.split(), division)
    for start, end in Finder(meant).all(text) if meant else ():
        division = meant[text[start:end]]
        yield Mention(Span(start, end), division.level, division.name, "place.relative", division.code)


def read_unlisted(folded: str, taken: tuple[Span, ...], rule: Rule | None = None) -> tuple[Mention, ...]:
    """Places by suffix and context that no listed place overlaps; they carry no code."""
    found: list[Mention] = []
    listed, read = spans_at(taken), Cover(len(folded))
    generic = wordlist("places", "generic")
    endings = tuple(sorted(generic))
    for reader in (rule,) if rule else rules("places"):
        for match in reader.matches(folded):
            span: Span | None = Span(*match.span("name"))
            if span is not None and not reader.options.get("whole"):
                span = _without_verbs(folded, span, reader.options.get("least", 3))
            if span is None:
                continue
            name = span.cut(folded)
            site, kinds = reader.options["cls"] == "Site", wordlist("places", "kinds")
            if name.endswith(endings) and any(
                name.endswith(word) and (not (site or word in kinds) or len(name) < len(word) + 2)
                for word in generic
            ):
                continue
            # 清河南站 is one place though it begins with a county's name.
            if any(
                not (site and t.start == span.start and t.end < span.end) for t in listed.overlapping(span)
            ):
                continue
            if not read.meets(span):
                cls = reader.options["cls"]
                if cls == "Village":
                    cls = {"区": "Community", "镇": "Township", "乡": "Township", "道": "Township"}.get(
                        name[-1], cls
                    )
                found.append(Mention(span, cls, name, reader.name))
                read.add(span)
    return tuple(sorted((*found, *_regions(folded, listed, read)), key=lambda m: m.span))


@cache
def _region_finder() -> Finder:
    return Finder(wordlist("places", "regions"))


def _regions(folded: str, listed: SpanIndex[Span], read: Cover) -> Iterator[Mention]:
    """Regions of China that are no division: 长三角. 湘西州 is one."""
    for start, end in _region_finder().all(folded):
        span = Span(start, end)
        if (
            folded[end : end + 1] not in ("州", "自", "县", "市")
            and not listed.overlapping(span)
            and not read.meets(span)
        ):
            yield Mention(span, "Site", span.cut(folded), "place.region")


def _without_verbs(folded: str, span: Span, least: int = 3) -> Span | None:
    """The name without the words of a clause that a pattern took in at its front: 推进清水河 is 清水河."""
    begin = 0
    for mark in ",。\n;":
        begin = max(begin, folded.rfind(mark, begin, span.start) + 1)
    inside = [w for w in words(folded[begin : span.end]) if begin + w.end > span.start]
    start = span.start
    for n, word in enumerate(inside[:-1]):
        if word.tag == "a" and len(word.text) == 1 and n > 0 and inside[n - 1].tag[0] == "n":
            continue  # 钼钨新材料产业园
        if word.tag[0] in "vpdcurft" or word.tag in ("ad", "a") or word.text in wordlist("verbs", "manner"):
            start = begin + word.end
    if span.end - max(start, span.start) < least:
        return None
    return Span(max(start, span.start), span.end)
