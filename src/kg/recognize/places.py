"""Places: which counties a report speaks of, and every place it names.

National names (province to county) are matched in full; towns and villages only within the counties that the
text names, since two of three village names are not unique in China. What the gazetteer lacks is read by suffix and
context and stays without a code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import regex

from kg.gazetteer import County, Division, Gazetteer
from kg.gazetteer.names import county_names, prefecture_names, province_names
from kg.model import Document, Mention, Span
from kg.rulebook import Rule, lexicon, rules, wordlist
from kg.text import Word, words

__all__ = ["Scope", "find_scope", "read_places", "read_unlisted"]

_LONGEST = 12


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: its own area and the counties whose towns and villages it may name.

    `home` is the smallest division that title, header or body single out; `line` that division and all above it.
    """

    home: Division | None
    line: tuple[Division, ...]
    counties: tuple[County, ...]

    def level(self, level: str) -> Division | None:
        """The division of a level in the line of the report's own area."""
        return next((d for d in self.line if d.level == level), None)


@cache
def _national(gazetteer: Gazetteer) -> tuple[dict[str, tuple[Division, ...]], dict[str, tuple[Division, ...]]]:
    """Full names and short names of provinces, prefectures and counties."""
    full, short = dict[str, tuple[Division, ...]](), dict[str, tuple[Division, ...]]()
    generic = wordlist("places", "generic")
    for division in (*gazetteer.provinces, *gazetteer.prefectures, *gazetteer.counties):
        spell = {"Province": province_names, "Prefecture": prefecture_names}.get(division.level)
        names = spell(division.name) if spell else county_names(division.name, zone="71" <= division.code[4:] <= "79")
        for name in names:
            if name in generic or len(name) < 2:
                continue
            table = full if name == division.name or name[-1] in "县区市旗州盟" else short
            table[name] = (*table.get(name, ()), division)
    return full, short


def _occurrences(text: str, names: dict[str, tuple[Division, ...]]) -> Iterator[tuple[Span, tuple[Division, ...]]]:
    place = 0
    while place < len(text):
        for length in range(min(_LONGEST, len(text) - place), 1, -1):
            found = names.get(text[place : place + length])
            if found:
                yield Span(place, place + length), found
                place += length - 1
                break
        place += 1


def _standing_alone(
    hits: list[tuple[Span, tuple[Division, ...]]], text: str
) -> list[tuple[Span, tuple[Division, ...]]]:
    """The hits without those of two characters that are an accident of two words: 和县 in 全省和县.

    Such a name counts where it is cut out as words, or where another place name stands right beside it.
    """
    borders = {b for line in regex.finditer(r"[^\n]+", text) for w in words(line[0]) for b in _borders(line, w)}
    starts, ends = {span.start for span, _ in hits}, {span.end for span, _ in hits}
    kept = []
    for span, divisions in hits:
        cut = span.start in borders and span.end in borders
        if len(span) > 2 or cut or span.start in ends or span.end in starts:
            kept.append((span, divisions))
    return kept


def _borders(line: regex.Match[str], word: Word) -> tuple[int, int]:
    return line.start() + word.start, line.start() + word.end


def find_scope(document: Document, gazetteer: Gazetteer) -> Scope:
    """The area that a report is about and the counties it names; an empty scope where it names none.

    A name in the title, subtitle or contributor outweighs any number in the body. Homonyms are told apart by the
    divisions above them that the text names too; what stays ambiguous opens no county.
    """
    full, short = _national(gazetteer)
    text = document.folded
    hits = _standing_alone(list(_occurrences(text, full)), text)
    named = {d.code for _, ds in hits for d in ds if len(ds) == 1}
    named |= {d.code for _, ds in _occurrences(text, short) for d in ds if d.level != "County"}
    weights: Counter[str] = Counter()
    by_code: dict[str, Division] = {}
    for span, divisions in hits:
        one = _told_apart(divisions, named, gazetteer)
        if one is not None:
            by_code[one.code] = one
            weights[one.code] += 20 if _is_heading(document, span) else 1
    for field in (document.header.title, document.header.subtitle):
        if field:
            for _, divisions in _occurrences(field.value, short):
                below = [d for d in divisions if d.level != "County" or d.code in by_code]
                if len(below) == 1:
                    by_code.setdefault(below[0].code, below[0])
                    weights[below[0].code] += 15
    counties = [gazetteer.county(c) for c in sorted(by_code) if by_code[c].level == "County"]
    home = _home(document, weights, by_code)
    if home is not None:
        line = (home, *gazetteer.containing(home))
    else:
        line = ()
    village = _division_in_title(document, counties)
    if village is not None:
        line = (village, *gazetteer.containing(village))
    return Scope(line[0] if line else None, tuple(line), tuple(counties))


def _is_heading(document: Document, span: Span) -> bool:
    header = document.header
    fields = (header.title, header.subtitle, header.contributor)
    return any(f is not None and f.span.holds(span) for f in fields)


def _told_apart(divisions: tuple[Division, ...], named: set[str], gazetteer: Gazetteer) -> Division | None:
    if len(divisions) == 1 and (len(divisions[0].name) > 2 or divisions[0].level != "County"):
        return divisions[0]
    fitting = [d for d in divisions if any(a.code in named for a in gazetteer.containing(d))]
    levels = {d.level for d in divisions}
    if len(fitting) != 1 and len(levels) > 1:  # 吉林 is a province and a city: the larger one unless told
        return min(divisions, key=lambda d: len(d.code))
    return fitting[0] if len(fitting) == 1 else None


def _home(document: Document, weights: Counter[str], by_code: dict[str, Division]) -> Division | None:
    """The division named most, the lowest level first, unless only a higher one stands in the title."""
    if not weights:
        return None
    headed = [c for c in weights if weights[c] >= 15]
    pool = headed or list(weights)
    lowest = max(len(c) for c in pool)
    # A county named once in a report on its prefecture is not the report's own area.
    best = max((c for c in pool if len(c) == lowest), key=lambda c: (weights[c], c))
    if not headed:
        counties = [c for c in weights if len(c) == 6]
        prefectures = [c for c in weights if len(c) == 4]
        if len(counties) > 1 and prefectures and max(weights[c] for c in counties) < 3:
            best = max(prefectures, key=lambda c: (weights[c], c))
    return by_code[best]


def _division_in_title(document: Document, counties: list[County]) -> Division | None:
    """A town or village that the title names, if its county's gazetteer knows exactly one of the name."""
    for field in (document.header.title, document.header.subtitle):
        if field is None:
            continue
        for county in counties:
            names = {d.name: county.named(d.name) for d in (*county.villages, *county.towns)}
            for _, found in _occurrences(field.value, names):
                if len(found) == 1:
                    return found[0]
    return None


def read_places(document: Document, scope: Scope, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """Every place of the text that the gazetteer knows, and the relative names (全县) that the scope resolves."""
    text = document.folded
    names = dict(_national(gazetteer)[0])
    named = {d.code for d in scope.line} | {c.division.code for c in scope.counties}
    above = {d.code: d for c in scope.counties for d in gazetteer.containing(c.division)}
    above |= {d.code: d for d in scope.line} | {c.division.code: c.division for c in scope.counties}
    for short, divisions in _national(gazetteer)[1].items():
        known = tuple(d for d in divisions if d.code in above or d.level == "Province")
        if known and short not in names:
            names[short] = known
    for county in scope.counties:
        for division in (*county.towns, *county.villages):
            for name in {division.name, division.official}:
                if len(name) > 1 and name not in wordlist("places", "generic"):
                    names[name] = tuple(d for c in scope.counties for d in c.named(name))
    found: list[Mention] = []
    for span, divisions in _standing_alone(list(_occurrences(text, names)), text):
        if _inside_word(text, span) or (len(span) == 2 and not _known(divisions, named, gazetteer)):
            continue
        before = next((m for m in reversed(found) if m.span.end == span.start), None)
        found.append(_mention(span, divisions, before, named, gazetteer, text))
    return tuple(sorted((*found, *_enumerated(text, scope), *_relative(text, scope)), key=lambda m: m.span))


def _known(divisions: tuple[Division, ...], named: set[str], gazetteer: Gazetteer) -> bool:
    """Whether a name of two characters is no county (和县) of which the text names nothing above it."""
    return any(
        d.level != "County" or d.code in named or any(a.code in named for a in gazetteer.containing(d))
        for d in divisions
    )


def _inside_word(text: str, span: Span) -> bool:
    """Whether a short name is the beginning of a longer place name of its own: 太白 in 太白山."""
    after = text[span.end : span.end + 1]
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
        near = [d for d in fitting if d.code in named or any(a.code in named for a in gazetteer.containing(d))]
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
    r"(?P<item>(?:(?!等)\p{Han}){2,5})(?:、(?P<item>(?:(?!等)\p{Han}){2,5}))+(?:等|(?=\d|[一二三四五六七八九十]))(?:\d+|[一二三四五六七八九十]+)?个?(?P<kind>村委会|行政村|自然村|村|社区)(?!级|干)"
)


def _enumerated(text: str, scope: Scope) -> Iterator[Mention]:
    """Villages named without 村 in a list that ends in 等3个村.

    When the county's gazetteer knows one of them, the others are taken for villages too, unlisted.
    """
    for match in _LIST.finditer(text):
        if not any(c.named(i) or c.named(i[1:]) for c in scope.counties for i in match.captures("item")):
            continue
        for place, item in zip(match.starts("item"), match.captures("item"), strict=True):
            for cut in range(len(item) - 1):  # the first item may carry a verb: 有龙街
                name = item[cut:]
                divisions = [d for c in scope.counties for d in c.named(name) if d.level in ("Village", "Community")]
                if divisions:
                    span = Span(place + cut, place + len(item))
                    if len(divisions) == 1:
                        yield Mention(span, divisions[0].level, divisions[0].name, "place.list", divisions[0].code)
                    else:
                        codes = tuple(d.code for d in divisions)
                        yield Mention(span, divisions[0].level, name, "place.list", candidates=codes)
                    break
            else:
                if len(item) <= 4 and place > match.starts("item")[0]:
                    yield Mention(Span(place, place + len(item)), "Village", item + "村", "place.list")


def _relative(text: str, scope: Scope) -> Iterator[Mention]:
    for level, listed in lexicon("places")["relative"].items():
        division = scope.level(level)
        if division is None and level == "Village":
            division = scope.level("Community")
        if division is not None:
            for word in listed.split():
                for match in regex.finditer(regex.escape(word), text):
                    yield Mention(Span(*match.span()), division.level, division.name, "place.relative", division.code)


def read_unlisted(folded: str, taken: tuple[Span, ...], rule: Rule | None = None) -> tuple[Mention, ...]:
    """Places by suffix and context that no listed place overlaps; they carry no code."""
    found: list[Mention] = []
    generic = wordlist("places", "generic")
    for reader in (rule,) if rule else rules("places"):
        for match in reader.pattern.finditer(folded):
            span = _without_verbs(folded, Span(*match.span("name")))
            if span is None:
                continue
            name = span.cut(folded)
            if any(name.endswith(word) for word in generic) or any(t.overlaps(span) for t in taken):
                continue
            if not any(m.span.overlaps(span) for m in found):
                cls = reader.options["cls"]
                if cls == "Village":
                    cls = {"区": "Community", "镇": "Township", "乡": "Township", "道": "Township"}.get(name[-1], cls)
                found.append(Mention(span, cls, name, reader.name))
    return tuple(sorted(found, key=lambda m: m.span))


def _without_verbs(folded: str, span: Span) -> Span | None:
    """The name without the words of a clause that a pattern took in at its front: 推进清水河 is 清水河."""
    begin = max(folded.rfind(mark, 0, span.start) for mark in "\n。,;") + 1
    inside = [w for w in words(folded[begin : span.end]) if begin + w.end > span.start]
    start = span.start
    for word in inside[:-1]:
        if word.tag[0] in "vpdcurft" or word.tag in ("ad", "a") or word.text in wordlist("verbs", "manner"):
            start = begin + word.end
    if span.end - max(start, span.start) < 3:
        return None
    return Span(max(start, span.start), span.end)
