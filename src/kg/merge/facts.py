"""Facts of several sources that contradict each other: holders of one post, parents or classes of one place, dates of one document.

Which end of a relation is alone, at a time or for good, and which classes exclude each other, is told by the ontology. What one
source states together (two bodies that issue one document) goes together. Nothing is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from typing import TYPE_CHECKING

from rdflib import OWL, RDF, RDFS, URIRef
from rdflib.collection import Collection

from kg.merge.compare import overlap
from kg.merge.comparison import CONFLICT, NOT_COMPARABLE, SERIES, Comparison
from kg.merge.terms import T, nt, text_of
from kg.ontology import KG, label, local_name, vocabulary
from kg.rulebook import wordlist

if TYPE_CHECKING:
    from kg.merge.engine import Engine

__all__ = ["Fact", "contradictions"]

_EXCLUSIVE = "what one is, the other cannot be"
_ORDER = (CONFLICT, NOT_COMPARABLE, SERIES)


@dataclass(frozen=True, slots=True)
class Fact:
    """What a source states of a node: `iri` is that of its statement or passage, `shown` the other end as words."""

    iri: str
    measure: str
    measure_label: str
    area: str
    period: str
    shown: str
    words: str
    source: str
    passage: str


_Key = tuple[str, str, str]  # predicate, the end that stays, class of the end that is alone
_Row = tuple[str, str, str, str, str, str, str]


def contradictions(tables: Engine) -> list[Comparison]:
    """The facts of the table `quad`, its nodes replaced by those of `canonical`, that cannot both hold, in an order of their own.

    Facts of one time (that of the report) conflict; of times that follow each other they are a series; where a report tells no
    time, two facts that hold for a time only cannot be compared.
    """
    rows = [*_related(tables), *_classed(tables)]
    told = _told(tables, rows)
    groups: dict[_Key, dict[str, list[Fact]]] = defaultdict(lambda: defaultdict(list))
    for predicate, stays, cls, alone, name, source, evidence in sorted(rows):
        passage = told.passages.get(evidence, evidence)
        fact = Fact(
            text_of(evidence), text_of(predicate), label(URIRef(text_of(predicate))), text_of(stays),
            told.periods.get(source, ""), _shown(alone, told), told.words.get(passage, ""),
            text_of(source), text_of(passage) if "#" in passage else "",
        )  # fmt: skip
        groups[predicate, stays, cls][name or alone].append(fact)
    above = _above(tables) if groups else {}
    many = wordlist("merge", "shared_posts")
    found = [
        comparison
        for (predicate, stays, _), values in groups.items()
        if predicate != T["holds"] or not any(word in told.labels.get(stays, "") for word in many)
        for comparison in _compare(predicate, values, above)
    ]
    return sorted(
        found, key=lambda c: (_ORDER.index(c.kind), c.one.measure, c.one.area, c.one.iri, c.two.iri)
    )


def _compare(
    predicate: str, values: dict[str, list[Fact]], above: dict[str, set[str]]
) -> Iterator[Comparison]:
    for one, two in combinations(sorted(values), 2):
        first, second = values[one], values[two]
        # What a source states together goes together, unless it is a class.
        together = predicate != T["type"] and {f.source for f in first} & {f.source for f in second}
        if together or one in above.get(two, ()) or two in above.get(one, ()):
            continue
        pairs = [(a, b) for a, b in product(_dated(first), _dated(second)) if a.source != b.source]
        if pairs:
            stands = [(*_stand(predicate, a, b), a, b) for a, b in pairs]
            kind, why, a, b = min(stands, key=lambda p: _ORDER.index(p[0]))
            yield Comparison(kind, a, b, why, len(first) + len(second) - 2)


def _dated(facts: list[Fact]) -> list[Fact]:
    """The first fact of each period."""
    return list({fact.period: fact for fact in reversed(facts)}.values())


def _stand(predicate: str, one: Fact, two: Fact) -> tuple[str, str]:
    if predicate == T["type"]:
        return CONFLICT, _EXCLUSIVE
    if predicate in _alone(KG.oneForGood):
        return CONFLICT, "there is but one, whatever the time"
    if not one.period or not two.period:
        return NOT_COMPARABLE, "there is one at a time, and a source tells no time"
    if overlap(one.period, two.period):
        return CONFLICT, "there is but one at a time"
    return SERIES, f"{one.period}, {two.period}"


@cache
def _alone(how: URIRef) -> dict[str, str]:
    """The end that is alone of each such relation, which is written as in N-Triples."""
    return {nt(str(p)): str(end) for p, end in vocabulary().subject_objects(how)}


def _related(tables: Engine) -> list[_Row]:
    """Statements, and dates of documents, of whose relation a lone end has several values in several sources."""
    ends = {**_alone(KG.oneAtATime), **_alone(KG.oneForGood)}
    return tables.rows(
        """WITH stated AS (
            SELECT s AS evidence, g, min(o) FILTER (WHERE p = $subject) AS x,
                min(o) FILTER (WHERE p = $predicate) AS p, min(o) FILTER (WHERE p = $object) AS y
            FROM quad SEMI JOIN (SELECT s FROM quad WHERE p = $predicate AND array_contains($ends, o)) ending USING (s)
            WHERE p IN ($subject, $predicate, $object) GROUP BY s, g
        ), plain AS (
            SELECT coalesce(m.o, q.g) AS evidence, q.g, q.s AS x, q.p, q.o AS y
            FROM quad q SEMI JOIN entity USING (s)
            LEFT JOIN (SELECT s, g, min(o) AS o FROM quad WHERE p = $mention GROUP BY s, g) m ON m.s = q.s AND m.g = q.g
            WHERE array_contains($ends, q.p) AND left(q.o, 1) = '"'
        ), ends AS (
            SELECT evidence, g, p, array_contains($subjects, p) AS first, coalesce(a.new, x) AS x, coalesce(b.new, y) AS y
            FROM (SELECT evidence, g, x, p, y FROM stated UNION ALL SELECT evidence, g, x, p, y FROM plain) told
            LEFT JOIN canonical a ON a.old = x LEFT JOIN canonical b ON b.old = y
            WHERE x IS NOT NULL AND y IS NOT NULL
        ), sided AS (
            SELECT p, CASE WHEN first THEN y ELSE x END AS stays, CASE WHEN first THEN x ELSE y END AS alone,
                CASE WHEN first THEN '' ELSE coalesce(cls, '') END AS cls,
                CASE WHEN root = 'Person' THEN name.o ELSE '' END AS name, g, evidence
            FROM ends LEFT JOIN entity ON entity.s = CASE WHEN first THEN x ELSE y END
            LEFT JOIN (SELECT s, min(o) AS o FROM quad WHERE p = $label GROUP BY s) name
                ON root = 'Person' AND name.s = CASE WHEN first THEN x ELSE y END
        )
        SELECT p, stays, cls, alone, coalesce(name, ''), g, evidence FROM sided
        SEMI JOIN (
            SELECT p, stays, cls FROM sided GROUP BY p, stays, cls
            HAVING count(DISTINCT alone) > 1 AND count(DISTINCT g) > 1
        ) several USING (p, stays, cls)""",
        {n: T[n] for n in ("subject", "predicate", "object", "mention", "label")}
        | {"ends": sorted(ends), "subjects": sorted(p for p, end in ends.items() if end == "subject")},
    )


def _classed(tables: Engine) -> list[_Row]:
    """Classes of one node that exclude each other and that several sources tell."""
    tables.put("exclusive", ("a", "b"), _exclusive())
    return tables.rows(
        """WITH typed AS (
            SELECT coalesce(new, s) AS node, s, o, g FROM quad LEFT JOIN canonical ON canonical.old = quad.s
            WHERE p = $type AND o IN (SELECT a FROM exclusive UNION SELECT b FROM exclusive)
        ), classes AS (SELECT DISTINCT node, o FROM typed),
        clash AS (
            SELECT one.node, a, b FROM classes one JOIN classes two USING (node)
            JOIN exclusive ON a = one.o AND b = two.o
        )
        SELECT DISTINCT $type, node, a || b, typed.o, '', typed.g, coalesce(m.o, typed.g)
        FROM clash JOIN typed USING (node)
        LEFT JOIN (SELECT s, g, min(o) AS o FROM quad WHERE p = $mention GROUP BY s, g) m ON m.s = typed.s AND m.g = typed.g
        WHERE typed.o IN (a, b)""",
        {"type": T["type"], "mention": T["mention"]},
    )


@cache
def _exclusive() -> list[tuple[str, str]]:
    graph, pairs = vocabulary(), set[tuple[str, str]]()
    for node in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        members = graph.value(node, OWL.members)
        if members is not None:
            own = sorted(nt(str(c)) for c in Collection(graph, members) if str(c).startswith(str(KG)))
            pairs |= set(combinations(own, 2))
    return sorted(pairs)


@dataclass(frozen=True)
class _Told:
    """What the rows need to be shown: passages of statements, their words, labels of nodes, periods of sources."""

    passages: dict[str, str]
    words: dict[str, str]
    labels: dict[str, str]
    periods: dict[str, str]


def _told(tables: Engine, rows: list[_Row]) -> _Told:
    nodes = {term for row in rows for term in row if term.startswith("<")}

    def values(predicate: str, of: set[str]) -> dict[str, str]:
        if not of:
            return {}
        tables.put("wanted", ("s",), [(node,) for node in sorted(of)])
        found = "SELECT s, min(o) FROM quad SEMI JOIN wanted USING (s) WHERE p = $predicate GROUP BY s"
        return dict(tables.rows(found, {"predicate": predicate}))

    passages = values(T["quoted"], nodes)
    words = values(T["quote"], nodes | set(passages.values()))
    times = values(T["temporal"], nodes)
    dates = values(T["label"], set(times.values()))
    texts = {node: text_of(o) for node, o in values(T["label"], nodes).items()}
    periods = {source: text_of(dates[time]) for source, time in times.items() if time in dates}
    return _Told(passages, {p: text_of(o) for p, o in words.items()}, texts, periods)


def _shown(term: str, told: _Told) -> str:
    if term in told.labels or not term.startswith("<"):
        return told.labels.get(term) or text_of(term)
    iri = URIRef(text_of(term))
    return label(iri) if (iri, RDFS.isDefinedBy, None) in vocabulary() else local_name(iri)


def _above(tables: Engine) -> dict[str, set[str]]:
    """The divisions that lie around each, as any source tells."""
    direct: dict[str, set[str]] = defaultdict(set)
    for s, o in tables.rows(
        """SELECT DISTINCT coalesce(a.new, s), coalesce(b.new, quad.o) FROM quad
        LEFT JOIN canonical a ON a.old = s LEFT JOIN canonical b ON b.old = quad.o WHERE p = $located""",
        {"located": T["located"]},
    ):
        direct[s].add(o)
    found: dict[str, set[str]] = {}
    for node in list(direct):
        seen, waiting = set[str](), [*direct[node]]
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += direct.get(one, ())
        found[node] = seen
    return found
