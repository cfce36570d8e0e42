"""The area that a report is about, and the counties whose towns and villages it may name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from kg.gazetteer import County, Gazetteer
from kg.gazetteer.names import county_names, prefecture_names, province_names
from kg.genre import is_story
from kg.model import Division, Document, Span
from kg.rulebook import wordlist
from kg.text import Clauses, Finder

__all__ = ["Names", "Scope", "accident", "find_scope", "national", "occurrences", "standing_alone"]


class Names(dict[str, tuple[Division, ...]]):
    """Names of divisions, of two characters and more, with the divisions that each can mean. Not changed once used."""

    @cached_property
    def finder(self) -> Finder:
        """Finds the names."""
        return Finder(self)


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
def national(gazetteer: Gazetteer) -> tuple[Names, Names]:
    """Full names and short names of provinces, prefectures and counties."""
    full, short = Names(), Names()
    generic = wordlist("places", "generic")
    for division in (*gazetteer.provinces, *gazetteer.prefectures, *gazetteer.counties):
        spell = {"Province": province_names, "Prefecture": prefecture_names}.get(division.level)
        names = (
            spell(division.name)
            if spell
            else county_names(division.name, zone="71" <= division.code[4:] <= "79")
        )
        for name in names:
            if name in generic or len(name) < 2:
                continue
            # The short form of 红旗区 ends with 旗 and is no banner.
            whole = name == division.name or (len(name) > 2 and name[-1] in "县区市旗州盟")
            table = full if whole else short
            table[name] = (*table.get(name, ()), division)
    return full, short


def occurrences(text: str, *tables: Names) -> Iterator[tuple[Span, tuple[Division, ...]]]:
    """Where names stand in a text, leftmost and longest first, with the divisions they can mean.

    A later table wins over an earlier one that has the same name.
    """
    places = {place for table in tables if table for place in table.finder.all(text)}
    free = 0
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if start >= free:
            name, free = text[start:end], end
            yield Span(start, end), next(table[name] for table in reversed(tables) if name in table)


def standing_alone(
    hits: Iterable[tuple[Span, tuple[Division, ...]]], text: str
) -> list[tuple[Span, tuple[Division, ...]]]:
    """The hits without those of two characters that are an accident of two words: 和县 in 全省和县.

    Such a name counts where it is cut out as words, or where another place name stands right beside it.
    """
    hits, clauses = list(hits), Clauses(text)
    starts, ends = {span.start for span, _ in hits}, {span.end for span, _ in hits}
    return [
        (span, divisions)
        for span, divisions in hits
        if len(span) > 2
        or span.start in ends
        or span.end in starts
        or (clauses.is_border(span.start) and clauses.is_border(span.end))
    ]


def find_scope(document: Document, gazetteer: Gazetteer) -> Scope:
    """The area that a report is about and the counties it names; an empty scope where it names none.

    A name in the title, subtitle or contributor outweighs any number in the body. Homonyms are told apart by the
    divisions above them that the text names too; what stays ambiguous opens no county.
    """
    full, short = national(gazetteer)
    text = document.folded
    hits = standing_alone(occurrences(text, full), text)
    named = {d.code for _, ds in hits for d in ds if len(ds) == 1}
    named |= {d.code for _, ds in occurrences(text, short) for d in ds if d.level != "County"}
    weights: Counter[str] = Counter()
    by_code: dict[str, Division] = {}
    headed: set[str] = set()
    for span, divisions in hits:
        one = _told_apart(divisions, named, gazetteer)
        if one is not None:
            by_code[one.code] = one
            weights[one.code] += 20 if _is_heading(document, span) else 1
            if _is_heading(document, span):
                headed.add(one.code)
    for field in (document.header.title, document.header.subtitle):
        if field:
            for _, divisions in occurrences(field.value, short):
                below = [d for d in divisions if d.level != "County" or d.code in by_code]
                if len(below) == 1:
                    by_code.setdefault(below[0].code, below[0])
                    weights[below[0].code] += 15
                    headed.add(below[0].code)
    # In the order in which the text names them: a village of the title that two of them have is one of the first.
    counties = [gazetteer.county(c) for c in by_code if by_code[c].level == "County"]
    home = _home(weights, by_code, headed)
    line = (home, *gazetteer.containing(home)) if home is not None else ()
    smaller = _divisions_in_header(document, counties) or _village_told_of(document, counties)
    if smaller:
        line = (*smaller, *gazetteer.containing(smaller[-1]))
    counties.sort(key=lambda county: county.division.code)
    return Scope(line[0] if line else None, tuple(line), tuple(counties))


def _is_heading(document: Document, span: Span) -> bool:
    header = document.header
    fields = (header.title, header.subtitle, header.contributor)
    return any(f is not None and f.span.holds(span) for f in fields)


def _told_apart(divisions: tuple[Division, ...], named: set[str], gazetteer: Gazetteer) -> Division | None:
    if len(divisions) == 1 and not accident(divisions[0]):
        return divisions[0]
    fitting = [d for d in divisions if any(a.code in named for a in gazetteer.containing(d))]
    levels = {d.level for d in divisions}
    if len(fitting) != 1 and len(levels) > 1:  # 吉林 is a province and a city: the larger one unless told
        return min(divisions, key=lambda d: len(d.code))
    return fitting[0] if len(fitting) == 1 else None


def accident(division: Division) -> bool:
    """Whether a county's name is met by accident more often than not: 和县 in 统计局和县教育局."""
    if division.level != "County":
        return False
    glued = len(division.name) == 2 and division.name[0] in "和与及于从向"
    return glued or division.name[:-1] in wordlist("verbs", "strong")  # 会同县财政局


def _home(weights: Counter[str], by_code: dict[str, Division], named: set[str]) -> Division | None:
    """The division named most, the lowest level first, unless only a higher one stands in the title or is named very often.

    `named` are those that title, subtitle or contributor name, which no number in the body outweighs.
    """
    if not weights:
        return None
    headed = [c for c in weights if c in named] or [c for c in weights if weights[c] >= 15]
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


def _divisions_in_header(document: Document, counties: list[County]) -> tuple[Division, ...]:
    """The village and the town, or one of them, that the first of title, subtitle, contributor and publisher names.

    A name counts if its county's gazetteer knows exactly one of it. 清河县白马镇党委办公室 speaks for the town. The town
    stated before a village is its town, also where the gazetteer has the village in another one.
    """
    header = document.header
    for field in (header.title, header.subtitle, header.contributor, header.publisher):
        if field is None:
            continue
        for county in counties:
            found = [ds[0] for _, ds in _local(field.value, county) if len(ds) == 1]
            if found:
                towns = [d for d in found if d.level == "Township"]
                return (*[d for d in found if d not in towns][:1], *towns[:1])
        if any(county.division.name in field.value for county in counties):  # 清河县:… is told of the county
            return ()
    return ()


def _local(text: str, county: County) -> Iterator[tuple[Span, tuple[Division, ...]]]:
    """Where a short text names the county's towns and villages in full."""
    listed = {d.name for d in (*county.villages, *county.towns) if d.name in text}
    return occurrences(text, Names({name: county.named(name) for name in listed}))


_OFTEN = 3


def _village_told_of(document: Document, counties: list[County]) -> tuple[Division, ...]:
    """The village of which a reporter's story tells: named in its first paragraph, often, and far more than any other."""
    lead = next((s.span for s in document.segments if s.kind == "paragraph"), None)
    if lead is None or not is_story(document.folded):
        return ()
    for county in counties:
        listed = {d.name for d in county.villages if len(d.name) > 2 and d.name in document.folded}
        times = Counter({name: document.folded.count(name) for name in listed})
        if not times:
            continue
        first, often = times.most_common(1)[0]
        others = max((n for name, n in times.items() if name != first), default=1)
        told = often >= _OFTEN * others and first in lead.cut(document.folded)
        if told and len(county.named(first)) == 1:
            return county.named(first)
    return ()
