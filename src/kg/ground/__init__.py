"""Mentions, links and figures become facts about entities: aliases joined, relative names bound, ids minted.

Names are not identity. A division is its code in a named code book; everything else is scoped by the county (or the
smallest larger division) that the report is about; a person exists only within the report. Two wordings are one
entity only by a written rule (`rules/names.toml`) or when the shorter is a bare form of exactly one longer name.

Ids follow one recipe, ASCII and without `/`: kind, scope, and 12 hexadecimal digits of SHA-256 over the plain name.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache, cached_property
from itertools import pairwise

import regex

from kg.ground.names import (
    MARKS,
    Key,
    by_ending,
    by_opening,
    general_offices,
    is_head,
    noted,
    place_id,
    plain_name,
)
from kg.identifiers import digest, figure_id, statement_id
from kg.model import (
    Division,
    Document,
    Entity,
    Facts,
    Figure,
    Link,
    Mention,
    Numeral,
    Recognition,
    Relation,
    Span,
)
from kg.ontology import KG, annotation_type
from kg.rulebook import lexicon

__all__ = ["ground", "plain_name"]

_LEVEL_SIGNS = "省市州县区旗镇乡村"
# A county has many towns and villages: 镇党委, 村党支部 without the name of one is no organization of its own.
_MANY = "镇乡村"
_OF_MANY = ("PartyOrgan", "GovernmentOrgan", "VillageOrgan")
_GENERIC = regex.compile(
    r"^(?:各|该|本|所在|基层|农村|乡镇|社区|街道|村级?|镇级|[县市省]级[^委]*|网格)(?:党委|党支部|党总支|党组织|党工委|村委会|居委会|两委|委员会|政府|村党组织|[\p{Han}]{0,4}党组织)$"
)
# What a place does not do by itself, so that nobody is told of where no organ speaks.
_BY_ORGANS = ("issues", "cooperatesWith")
_OF_A_PLACE = regex.compile(r"\p{Han}{2,12}[县市区旗州盟镇乡][:\uff1a]")
_KINDS = {"Organization": "org", "Program": "program", "Document": "document", "Person": "person"}


def ground(
    document: Document, recognition: Recognition, links: Iterable[Link], figures: Iterable[Figure]
) -> Facts:
    """The facts of one report; every span of them cuts the report's text to the words that state the fact."""
    figures = tuple(figures)
    resolver = _Resolver(document, recognition, frozenset(f.about for f in figures if f.about is not None))
    entities = resolver.entities()
    home = recognition.line[0] if recognition.line else None
    relations: dict[tuple[str, str, str, Span], Relation] = {}
    for link in links:
        subject = (
            resolver.id_of(link.subject)
            if link.subject is not None
            else resolver.author(home, link.predicate)
        )
        target = resolver.id_of(link.object)
        if link.subject is None and link.predicate in _BY_ORGANS and not subject.startswith("org_"):
            subject = ""
        if subject and target and subject != target:
            key = (subject, link.predicate, target, link.span)
            id_ = statement_id(resolver.report, *key[:3], link.span.start, link.span.end)
            relations.setdefault(key, Relation(id_, *key[:3], link.span, link.rule))
    found = tuple(_figure_row(resolver, f, home) for f in figures)
    ends = [row[1].quantity.span.end for row in found]
    return Facts(
        document=document,
        report_id=resolver.report,
        area=resolver.home_id(home),
        year=recognition.year,
        entities=entities,
        relations=tuple(sorted(relations.values(), key=lambda r: (r.span, r.predicate, r.subject, r.object))),
        figures=found,
        numerals=tuple((n, _figure_of(n, found, ends)) for n in recognition.numerals),
    )


def _figure_row(resolver: _Resolver, figure: Figure, home: Division | None) -> tuple[str, Figure, str, str]:
    span = figure.quantity.span
    local = figure_id(resolver.report, span.start, span.end)
    about = resolver.id_of(figure.about) if figure.about is not None else ""
    area = resolver.id_of(figure.area) if figure.area is not None else resolver.home_id(home)
    return local, figure, about, area


def _figure_of(numeral: Numeral, figures: tuple[tuple[str, Figure, str, str], ...], ends: list[int]) -> str:
    """The id of the figure in which a numeral stands; `ends` is where the figures end."""
    nearest = bisect_right(ends, numeral.span.start)
    if nearest < len(figures) and figures[nearest][1].quantity.span.start < numeral.span.end:
        return figures[nearest][0]
    return ""


class _Resolver:
    """The mentions of one report, grouped into entities."""

    def __init__(self, document: Document, recognition: Recognition, counted: frozenset[Mention]) -> None:
        self.document, self.line, self._recognition = document, recognition.line, recognition
        self.report = f"report_{document.source.sha256[:12]}"
        county = next((d for d in self.line if d.level == "County"), self.line[0] if self.line else None)
        self.scope = county.code if county else document.source.sha256[:12]
        self._ids: dict[Mention, str] = {}
        self._groups: dict[str, list[Mention]] = defaultdict(list)
        self._counted = counted
        self._opened = {m.span.start for m in recognition.mentions if m.code and m.rule != "place.relative"}
        joined = self._joined(recognition.mentions)
        for mention in recognition.mentions:
            id_ = self._mint(mention, joined)
            if not id_:
                continue
            self._ids[mention] = id_
            self._groups[id_].append(mention)

    def id_of(self, mention: Mention) -> str:
        """The id of the entity that a mention names, "" for a mention that was not recognized."""
        return self._ids.get(mention, "")

    def home_id(self, home: Division | None) -> str:
        """The id of the report's own area, "" when the text mentions it nowhere."""
        wanted = place_id(home.code) if home is not None else ""
        return wanted if wanted in self._groups else ""

    def author(self, home: Division | None, predicate: str) -> str:
        """Who acts in sentences without a subject.

        The organization that contributed the report, the organ that issued it, else its area. A title that names a
        place as who speaks (眉县：治理有方) makes the place the one that acts; the organ issued documents all the same.
        """
        header = self.document.header
        told = (
            predicate not in _BY_ORGANS and header.title is not None and _OF_A_PLACE.match(header.title.value)
        )
        for field in () if told else (header.contributor, header.publisher):
            if field is not None and field.span in self._organs:
                if predicate not in _BY_ORGANS and field.value.endswith(general_offices()):
                    return self.home_id(home)  # the office of a committee writes what its town or county does
                return self._organs[field.span]
        return self.home_id(home)

    @cached_property
    def _organs(self) -> dict[Span, str]:
        """The organizations except outlets, by the spans that name them."""
        found: dict[Span, str] = {}
        for mention, id_ in self._ids.items():
            if _type_of(mention.cls) == "Organization" and mention.cls != "MediaOutlet":
                found.setdefault(mention.span, id_)
        return found

    def _key(self, mention: Mention) -> tuple[str, str]:
        type_ = _type_of(mention.cls)
        name = mention.name
        if type_ in ("Organization", "PeopleGroup") and mention.cls not in ("MediaOutlet", "School"):
            name = self._bound(plain_name(self._nearest(name, mention), type_), mention)
            if not name:
                return type_, ""
        return type_, plain_name(name, type_)

    def _nearest(self, name: str, mention: Mention) -> str:
        """A name without the larger of the divisions with which it begins: 清河县白马镇党委 is 白马镇党委."""
        cut = 0
        while chained := self._chains.get(mention.span.start + cut, 0):
            cut += chained
        return (
            name[cut:] if name == mention.span.cut(self.document.text) and cut < len(mention.span) else name
        )

    @cached_property
    def _chains(self) -> dict[int, int]:
        """For each place where a division is named right before a smaller one: the length of its name."""
        named = sorted(m.span for m in self._recognition.mentions if m.code and m.rule != "place.relative")
        return {a.start: len(a) for a, b in pairwise(named) if a.end == b.start}

    def _bound(self, name: str, mention: Mention) -> str:
        """A relative name with its division: 县委组织部 in a report on 太白县 is 太白县委组织部.

        Kinds of people (村干部) stay as they are; posts and organs of one body are bound.
        """
        sign = name[:1]
        if mention.span.start in self._opened:  # 市山镇党委 begins with a town, not with 市
            return name
        if mention.cls == "PeopleGroup" or sign not in _LEVEL_SIGNS or name[1:2] == "级":
            return name
        if len(name) < 3 and name[1:] != "委":
            return name
        division = next((d for d in self.line if d.name.endswith(sign)), None)
        if division is not None:
            # 眉县县委, not 眉县委: a name of two characters keeps the sign of the level.
            return division.name + (name if len(division.name) == 2 else name[1:])
        # 村委会 without a village names no body, unless the report counts them (3个村委会).
        generic = mention.cls in _OF_MANY and sign in _MANY and mention not in self._counted
        return "" if generic else name

    def _joined(self, mentions: tuple[Mention, ...]) -> dict[Key, Key]:
        """For each short form of exactly one longer name of the report: the longer one."""
        keys = {self._key(m): m for m in mentions if not m.code and not m.candidates}
        ending, opening = by_ending(keys), by_opening(keys)
        bare = frozenset(lexicon("roles")["group"]["short"].split())
        joined: dict[Key, Key] = {}
        for key, mention in sorted(keys.items()):
            type_, name = key
            longer = ending.get(key, ())
            if type_ == "PeopleGroup":  # 第一书记 in general is not that of one village
                longer = [k for k in longer if keys[k].span.start not in self._opened]
            if not longer:
                continue
            if type_ == "PeopleGroup":
                if name in bare and len({k[1] for k in longer}) == 1:
                    joined[key] = longer[0]
            elif mention.cls == "MediaOutlet":
                if [k for k in longer if k[1] in (f"中国{name}", f"全国{name}")]:
                    joined[key] = longer[0]
            elif type_ == "Program" and len(longer) == 1 and len(name) >= 4:
                joined[key] = longer[0]
        for key in sorted(keys):
            # 寨管家 beside “寨管家”治理模式: a quoted name with its head noun.
            if key in joined or key[0] != "Program":
                continue
            headed = [k for k in opening.get(key, ()) if is_head(k[1].removeprefix(key[1]))]
            if len(headed) == 1:
                joined[key] = headed[0]
        return joined

    def _mint(self, mention: Mention, joined: dict[Key, Key]) -> str:
        if mention.code:
            return place_id(mention.code)
        key = self._key(mention)
        type_, name = joined.get(key, key)
        if not name or (type_ == "Organization" and _GENERIC.match(name) and mention not in self._counted):
            return ""
        if type_ == "Person":
            return f"person_{self.document.source.sha256[:12]}_{digest(name)}"
        if type_ == "Place":
            # The town is not told for a place that the gazetteer lacks (recipe of the project's identifiers).
            return f"place_{self.scope}_{digest('?', name)}"
        kind = _KINDS.get(type_) or ("post" if mention.cls == "Post" else "group")
        return f"{kind}_{self.scope}_{digest(name)}"

    def entities(self) -> tuple[Entity, ...]:
        """The entities in order of their first mention."""
        found = []
        for id_, mentions in self._groups.items():
            ordered = sorted(mentions, key=lambda m: (m.span, m.name))
            names = list(dict.fromkeys(n for m in ordered for n in self._names(m)))
            first = ordered[0]
            label = (
                first.name
                if first.code or first.cls == "Person"
                else max(names, key=lambda n: (len(MARKS.sub("", n)), n not in ("",)))
            )
            kinds = Counter(m.cls for m in ordered)
            cls = first.cls if first.code else min(kinds, key=lambda c: (-kinds[c], c))
            open_ = sorted({code for m in ordered for code in m.candidates}) if not first.code else []
            found.append(
                Entity(
                    id=id_,
                    cls=cls,
                    name=label,
                    aliases=tuple(sorted(set(names) - {label})),
                    mentions=tuple(dict.fromkeys(m.span for m in ordered)),
                    rules=tuple(sorted({m.rule for m in ordered})),
                    codes=(noted(first.code),) if first.code else (),
                    candidates=tuple(map(noted, open_)),
                )
            )
        return tuple(sorted(found, key=lambda e: (e.mentions[0], e.id)))

    def _names(self, mention: Mention) -> list[str]:
        """The names that a mention bears: as stated, as bound to the county."""
        stated = mention.span.cut(self.document.text)
        names = [stated, mention.name]
        type_ = _type_of(mention.cls)
        if type_ == "Organization" and mention.cls not in ("MediaOutlet", "School"):
            names.append(self._bound(plain_name(mention.name, type_), mention))
        return [n.strip() for n in names if n.strip()]


@cache
def _type_of(cls: str) -> str:
    return annotation_type(KG[cls])[0]
