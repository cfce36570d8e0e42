"""Figures of several sources side by side: where they agree, refine each other, conflict, follow in time, or cannot be compared.

Two figures are compared when measure, area, whom they are about, period, unit, statistic, base and count basis are one.
What is compared are the intervals that their words mean (2800余 is more than 2800 and less than 2900). Nothing is averaged
and nothing chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import regex
from rdflib import SKOS, Literal, URIRef

from kg.merge.comparison import AGREEMENT, CONFLICT, NOT_COMPARABLE, REFINEMENT, SERIES, Comparison
from kg.merge.terms import T, text_of
from kg.ontology import KG, prefixes, vocabulary, wordings

if TYPE_CHECKING:
    from kg.merge.engine import Engine

__all__ = ["Stated", "compare", "overlap", "read_figures"]

_INTERVAL = regex.compile(r"^(?P<low>[\[(]).*(?P<high>[\])])$")
_BOUNDS = ("atLeast", "atMost")


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as a source states it, its nodes replaced by the canonical ones. Ends of the interval are None where open."""

    iri: str
    measure: str
    measure_label: str
    area: str
    about: str
    period: str
    unit: str
    statistic: str
    per: str
    base: str
    value: Decimal
    upper: Decimal | None
    low: Decimal | None
    high: Decimal | None
    qualifier: str
    words: str
    source: str
    passage: str
    origin: str = (
        ""  # the source that stands for all publications of its text; "" for a source that is counted itself
    )

    @property
    def counted(self) -> str:
        """The source that is counted for this figure: a repost is no second witness (kg:countedWith)."""
        return self.origin or self.source

    @property
    def subject(self) -> tuple[str, ...]:
        """What two figures must share to be of one thing."""
        # A total is what a figure is unless it says otherwise (decision 5).
        statistic = "" if self.statistic.endswith("/total") else self.statistic
        return self.measure, self.area, self.about, self.unit, statistic, self.per, self.base

    @property
    def shown(self) -> str:
        """The value with its unit and qualifier."""
        value = str(self.value) if self.upper is None else f"{self.value}–{self.upper}"
        return f"{value} {self.unit} {self.qualifier}".strip()


_SQL = """
WITH f AS (SELECT s FROM quad WHERE p = $type AND o = $Figure GROUP BY s),
told AS (
    SELECT s, p, min(coalesce(canonical.new, o)) AS o
    FROM quad SEMI JOIN f USING (s) LEFT JOIN canonical ON canonical.old = quad.o
    WHERE array_contains($wanted, p) GROUP BY s, p
),
wide AS (
    SELECT s, {columns} FROM told GROUP BY s
),
told_by AS (
    SELECT s, min(g) AS g FROM quad SEMI JOIN f USING (s) WHERE p = $value GROUP BY s
)
SELECT wide.*, g, counted.o AS origin, pref.o AS words_of_measure, broader.o AS curated, label.o AS when_
FROM wide JOIN told_by USING (s)
LEFT JOIN (SELECT s, min(o) AS o FROM quad WHERE p = $counted GROUP BY s) counted ON counted.s = g
LEFT JOIN (SELECT s, min(o) AS o FROM quad WHERE p = $pref GROUP BY s) pref ON pref.s = wide.measured
LEFT JOIN (SELECT s, array_sort(array_agg(DISTINCT o)) AS o FROM quad WHERE p = $broader GROUP BY s) broader ON broader.s = wide.measured
LEFT JOIN (SELECT s, min(o) AS o FROM quad WHERE p = $label GROUP BY s) label ON label.s = wide.period
ORDER BY wide.s
"""
_WANTED = (
    "measured", "area", "about", "period", "unit", "statistic", "per", "base", "value", "upper", "low", "high", "qualifier",
    "words", "quoted",
)  # fmt: skip


def read_figures(tables: Engine) -> Iterator[Stated]:
    """The figures of the table `quad`, their nodes replaced by those of the table `canonical(old, new)`."""
    columns = ", ".join(f"min(o) FILTER (WHERE p = '{T[name]}') AS {name}" for name in _WANTED)
    terms = {name: T[name] for name in ("type", "Figure", "value", "pref", "broader", "label", "counted")}
    values = terms | {"wanted": [T[name] for name in _WANTED]}
    for row in tables.stream(_SQL.format(columns=columns), values):
        iri, *cells, source, origin, words, curated, when = row
        cell = dict(zip(_WANTED, ("" if c is None else text_of(c) for c in cells), strict=True))
        value = _number(cell["value"])
        if value is None:
            continue
        words = text_of(words) if words else ""
        measure = _measure(cell["measured"], words, [text_of(c) for c in curated or []])
        about = "" if cell["about"] == cell["area"] else cell["about"]
        yield Stated(
            text_of(iri), measure, words or measure.rsplit("/", 1)[-1], cell["area"], about,
            text_of(when) if when else "", cell["unit"], cell["statistic"], cell["per"], cell["base"], value,
            _number(cell["upper"]), _number(cell["low"]), _number(cell["high"]),
            cell["qualifier"].rsplit("/", 1)[-1], cell["words"], text_of(source), cell["quoted"],
            text_of(origin) if origin else "",
        )  # fmt: skip


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except ArithmeticError:
        return None


def _measure(concept: str, words: str, curated: Sequence[str]) -> str:
    """The curated measure when the wording is one of its own names (常住人口, 总人口), else the wording's concept."""
    named = [c for c in curated if (words, c) in _names()]
    return named[0] if len(named) == 1 else concept


@cache
def _names() -> frozenset[tuple[str, str]]:
    return frozenset((words, str(concept)) for words, concept in wordings(KG.measures))


def compare(figures: Iterable[Stated]) -> list[Comparison]:
    """How figures of different sources stand to each other, and those of one source over time; in an order of their own."""
    groups: dict[tuple[str, str], list[Stated]] = defaultdict(list)
    for figure in figures:
        if figure.area and figure.measure:
            groups[figure.measure, figure.area].append(figure)
    found: list[Comparison] = []
    for group in groups.values():
        if len({f.source for f in group}) > 1 or len({f.period for f in group}) > 1:
            found += _group(sorted(group, key=_order))
    kinds = (CONFLICT, REFINEMENT, AGREEMENT, SERIES, NOT_COMPARABLE)
    return sorted(
        found, key=lambda c: (kinds.index(c.kind), c.one.area, c.one.measure, c.one.iri, c.two.iri, c.why)
    )


def _order(figure: Stated) -> tuple[str, Decimal, str]:
    return figure.period, figure.value, figure.iri


def _group(figures: list[Stated]) -> Iterator[Comparison]:
    """All comparisons of the figures on one measure of one area."""
    subjects: dict[tuple[str, ...], dict[str, list[Stated]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        if figure.qualifier in _BOUNDS:
            subjects[(*figure.subject, figure.qualifier)][figure.period].append(figure)
        else:
            subjects[figure.subject][figure.period].append(figure)
    for periods in subjects.values():
        for period, same in sorted(periods.items()):
            if period:
                yield from _same_key(same)
        yield from _over_time(periods)
    firsts = [next(iter(sorted(p.items())))[1][0] for p in subjects.values()]
    for one, two in pairwise(sorted(firsts, key=lambda f: f.iri)):
        if one.source != two.source:
            yield Comparison(NOT_COMPARABLE, one, two, _differing(one, two))


def _same_key(figures: list[Stated]) -> Iterator[Comparison]:
    """Agreement within each interval, and how two intervals stand to each other, each told by its first figure."""
    places: dict[tuple[Decimal | None, Decimal | None, str], list[Stated]] = defaultdict(list)
    for figure in figures:
        places[figure.low, figure.high, figure.qualifier if _open(figure.qualifier) else ""].append(figure)
    for same in places.values():
        other = next((f for f in same if f.counted != same[0].counted), None)
        if other is not None:
            yield Comparison(AGREEMENT, same[0], other, "the same value", len(same) - 2)
    for first, second in combinations(places.values(), 2):
        pair = next(((a, b) for a in first for b in second if a.source != b.source), None)
        if pair is not None:
            kind, why = _stand(*pair)
            yield Comparison(kind, *pair, why, len(first) + len(second) - 2)


def _stand(one: Stated, two: Stated) -> tuple[str, str]:
    if _disjoint(one, two) or _disjoint(two, one):
        return CONFLICT, "the intervals that the words mean do not meet"
    return REFINEMENT, "the intervals that the words mean overlap: one says it more closely"


def _disjoint(low: Stated, high: Stated) -> bool:
    """Whether the one lies wholly below the other. An end that is not part of an interval (2800余 is above 2800) meets nothing."""
    if low.high is None or high.low is None:
        return False
    if low.high == high.low:
        return _open(low.qualifier)[1:] == ")" or _open(high.qualifier)[:1] == "("
    return low.high < high.low


@cache
def _open(notation: str) -> str:
    """The brackets of a qualifier's interval, "" when both ends belong to it."""
    graph = vocabulary()
    for concept in graph.subjects(SKOS.notation, Literal(notation)):
        text = graph.value(concept, KG.interval) if isinstance(concept, URIRef) else None
        found = _INTERVAL.match(str(text)) if text is not None else None
        if found is not None and (found["low"], found["high"]) != ("[", "]"):
            return found["low"] + found["high"]
    return ""


def _over_time(periods: dict[str, list[Stated]]) -> Iterator[Comparison]:
    """Figures of one thing in periods that follow each other; of periods that overlap, and of none, why they cannot be compared."""
    dated = [(period, periods[period]) for period in sorted(periods) if period]
    for (before, first), (after, second) in pairwise(dated):
        pair = next(((a, b) for a in first for b in second if a.source != b.source), None)
        if not overlap(before, after):  # one table, too, may tell of several years
            yield Comparison(SERIES, *(pair or (first[0], second[0])), f"{before}, {after}")
        elif pair is not None:
            why = f"periods overlap but are not the same: {before}, {after}"
            yield Comparison(NOT_COMPARABLE, *pair, why)
    if "" in periods and dated:
        pair = next(((a, b) for a in periods[""] for b in dated[0][1] if a.source != b.source), None)
        if pair is not None:
            yield Comparison(NOT_COMPARABLE, *pair, "one has no period")


def overlap(one: str, two: str) -> bool:
    """Whether two periods in ISO 8601 share a day: 2020 and 2020-11, 2019/2021 and 2020."""
    (a, b), (c, d) = _ends(one), _ends(two)
    return a <= d and c <= b


def _ends(period: str) -> tuple[str, str]:
    start, _, end = period.partition("/")
    return start + "-01-01"[len(start) - 4 :], (end or start) + "-12-31"[len(end or start) - 4 :]


def _differing(one: Stated, two: Stated) -> str:
    """What keeps two figures on one measure of one area apart."""
    parts = {
        "about": (one.about, two.about),
        "unit": (one.unit, two.unit),
        "statistic": (one.statistic, two.statistic),
        "per": (one.per, two.per),
        "base": (one.base, two.base),
    }
    told = [f"{name} {_short(a)} ≠ {_short(b)}" for name, (a, b) in parts.items() if a != b]
    if one.qualifier != two.qualifier and {one.qualifier, two.qualifier} & set(_BOUNDS):
        told.append(f"a bound is no count: {one.qualifier}, {two.qualifier}")
    return "; ".join(told)


def _short(text: str) -> str:
    return text.removeprefix(prefixes()["id"]).rsplit("/", 1)[-1] or "-"
