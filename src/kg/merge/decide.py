"""Who is who: people's judgements first, then codes of one code book and year, then full keys; vetoes above all rules.

Nothing is joined by a likeness. What is alike but decided by no rule is a candidate, for a person to look at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from kg.merge.bind import Node
from kg.merge.ledger import APART, OPEN, SAME, Judgement, Row, by_rule
from kg.merge.names import apart, near
from kg.ontology import prefixes

__all__ = ["Candidate", "Decision", "decide"]

_SETTLED = ("Village", "Community")


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """Two nodes that may be one. `score` orders the list and decides nothing; `why` says what speaks for it."""

    one: str
    two: str
    score: float
    why: str


@dataclass
class Decision:
    """The outcome: the canonical IRI of each node that has another, rows of rules, candidates, and what stayed alone."""

    canonical: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    unmatched: list[tuple[str, str, str]] = field(default_factory=list)  # IRI, label, reason
    groups: dict[str, list[str]] = field(default_factory=dict)


class _Groups:
    """Nodes joined so far; two groups that hold nodes told apart are never joined."""

    def __init__(self) -> None:
        self.head: dict[str, str] = {}
        self.members: dict[str, list[str]] = {}
        self.apart: dict[str, set[str]] = defaultdict(set)

    def of(self, node: str) -> list[str]:
        return self.members.get(self.head.get(node, node), [node])

    def join(self, one: str, two: str) -> bool:
        first, second = self.of(one), self.of(two)
        if first[0] == second[0] or one in second:
            return True
        if any(b in self.apart[a] for a in first for b in second):
            return False
        both = sorted((*first, *second))
        for node in both:
            self.members.pop(self.head.get(node, node), None)
        for node in both:
            self.head[node] = both[0]
        self.members[both[0]] = both
        return True

    def part(self, one: str, two: str) -> None:
        self.apart[one].add(two)
        self.apart[two].add(one)


def decide(
    places: Mapping[str, Node],
    others: Iterable[tuple[str, str, str]],
    known: frozenset[str],
    judged: Mapping[tuple[str, str], Judgement],
) -> Decision:
    """The identity of all nodes. `others` are (IRI, key, label) of entities of another base, `known` the IRIs here."""
    groups, out = _Groups(), Decision()
    for pair, judgement in sorted(judged.items()):
        if judgement.verdict == APART:
            groups.part(*pair)
    present = known | set(places)
    for pair, judgement in sorted(judged.items()):
        if judgement.verdict == SAME and pair[0] in present and pair[1] in present:
            groups.join(*pair)
    edges = [*_code_edges(places, out), *_key_edges(places, out), *_other_edges(others, known, out)]
    for one, two, rule, why, labels in sorted(set(edges), key=lambda e: (e[2] != "code", e)):
        if _decided(judged, one, two):
            continue
        if groups.join(one, two):
            out.rows.append(by_rule(one, two, labels, SAME, rule, why))
        else:
            out.candidates.append(
                Candidate(one, two, 1.0, f"{why}, but judged different from one of its group")
            )
    _likely(places, groups, judged, out)
    for head, members in sorted(groups.members.items()):
        best = min(members, key=lambda iri: _rank(iri, places))
        out.groups[best] = members
        out.canonical |= {iri: best for iri in members if iri != best}
        del head
    out.rows.sort()
    out.candidates = _best_first(out.candidates)
    out.unmatched.sort()
    return out


def _best_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each pair once, with the best that speaks for it."""
    found: dict[tuple[str, str], Candidate] = {}
    for one in sorted(candidates, key=lambda c: (-c.score, c.why)):
        found.setdefault((one.one, one.two), one)
    return sorted(found.values(), key=lambda c: (-c.score, c.one, c.two))


def _rank(iri: str, places: Mapping[str, Node]) -> tuple[int, int, bool, str]:
    """Which IRI of a group stands for it: that of the latest code book, then one of our own base, then the first."""
    node = places.get(iri)
    years = [int(book[-4:]) for book in node.codes if book[-4:].isdigit()] if node else []
    return (
        (0 if node and node.codes else 1),
        -max(years, default=0),
        not iri.startswith(prefixes()["id"]),
        iri,
    )


def _decided(judged: Mapping[tuple[str, str], Judgement], one: str, two: str) -> bool:
    found = judged.get((min(one, two), max(one, two)))
    return found is not None and found.verdict != OPEN


_Edge = tuple[str, str, str, str, tuple[str, str]]


def _code_edges(places: Mapping[str, Node], out: Decision) -> list[_Edge]:
    """Nodes with one code of one code book and year, provided that their names agree."""
    bearers: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in places.values():
        for book, codes in node.codes.items():
            for code in codes:
                bearers[book, code].append(node)
    found: list[_Edge] = []
    for (book, code), nodes in bearers.items():
        for a, b in combinations(sorted(nodes, key=lambda n: n.iri), 2):
            if a.name == b.name or not a.name or not b.name:
                found.append((a.iri, b.iri, "code", f"code {code} of {book}", (a.label, b.label)))
            else:
                why = f"code {code} of {book} for both, but {a.name} is not {b.name}"
                out.candidates.append(Candidate(a.iri, b.iri, 0.8, why))
    return found


def _key_edges(places: Mapping[str, Node], out: Decision) -> list[_Edge]:
    """Divisions with one full key. A name that one code book gives to several divisions of a town decides nothing."""
    bearers: dict[tuple[str, str, str, str], list[Node]] = defaultdict(list)
    for node in places.values():
        if node.key is not None:
            bearers[node.key].append(node)
    found: list[_Edge] = []
    for key, nodes in bearers.items():
        nodes.sort(key=lambda n: n.iri)
        codes: dict[str, set[str]] = defaultdict(set)
        for node in nodes:
            for book, own in node.codes.items():
                codes[book] |= set(own)
        homonyms = max(map(len, codes.values()), default=1)
        why = f"{key[0]}, county {key[1]}" + (f", {key[2]}" if key[2] else "") + f", {key[3]}"
        for a, b in combinations(nodes, 2):
            if homonyms == 1:
                found.append((a.iri, b.iri, "key", why, (a.label, b.label)))
            elif not _other_code(a, b):
                out.candidates.append(
                    Candidate(a.iri, b.iri, 1 / homonyms, f"{why}: {homonyms} of this name")
                )
    return found


def _other_code(a: Node, b: Node) -> bool:
    """Whether one code book has a code for each of them, and not the same: two divisions."""
    return any(not set(a.codes[book]) & set(b.codes[book]) for book in set(a.codes) & set(b.codes))


def _other_edges(others: Iterable[tuple[str, str, str]], known: frozenset[str], out: Decision) -> list[_Edge]:
    """Entities of another base with the key of an own one, or with one key among them."""
    bearers: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for iri, key, label in others:
        if key:
            bearers[key].append((iri, label))
        else:
            out.unmatched.append((iri, label, "its county is not told, or it is a person: it has no key"))
    found: list[_Edge] = []
    for key, nodes in bearers.items():
        both = sorted(nodes) + ([(key, nodes[0][1])] if key in known else [])
        for (a, first), (b, second) in combinations(both, 2):
            found.append((a, b, "key", "kind, county and full name", (first, second)))
        if len(both) == 1:
            out.unmatched.append(
                (both[0][0], both[0][1], "no other node of its kind and county has its name")
            )
    return found


def _likely(
    places: Mapping[str, Node], groups: _Groups, judged: Mapping[tuple[str, str], Judgement], out: Decision
) -> None:
    """Candidates for villages and towns without a code, and the vetoes that tell near names apart."""
    by_county: dict[str, list[Node]] = defaultdict(list)
    for node in places.values():
        by_county[node.county].append(node)
    for node in sorted(places.values(), key=lambda n: n.iri):
        if node.codes or any(places[m].codes for m in groups.of(node.iri) if m in places):
            continue
        if not node.county:
            out.unmatched.append((node.iri, node.label, "neither a code nor a report tells its county"))
            continue
        before = len(out.candidates)
        around = by_county[node.county]
        # Where the very name stands in the town, a near one is another place.
        if any(n.key == node.key and n is not node for n in around if node.key):
            around = [n for n in around if n.name == node.name]
        for other in around:
            _pair(node, other, groups, judged, out, places)
        for book, code in node.candidates:
            for other in by_county[code[:6]]:
                if code in other.codes.get(book, ()) and not _decided(judged, node.iri, other.iri):
                    one, two = sorted((node.iri, other.iri))
                    many = len(node.candidates)
                    why = f"code {code} of {book} is one of {many} candidates"
                    out.candidates.append(Candidate(one, two, 1 / many, why))
        town = "" if node.town or node.cls not in _SETTLED else "; its town is not told"
        reason = (
            "candidates stand in review.tsv"
            if len(out.candidates) > before
            else "no division of its county has its name"
        )
        out.unmatched.append((node.iri, node.label, reason + town))


def _pair(
    a: Node,
    b: Node,
    groups: _Groups,
    judged: Mapping[tuple[str, str], Judgement],
    out: Decision,
    places: Mapping[str, Node],
) -> None:
    """A candidate or a veto for two divisions of one county, unless one source names both: then they are two."""
    if a.iri == b.iri or b.iri in groups.of(a.iri) or _decided(judged, a.iri, b.iri):
        return
    if (
        (not b.codes and b.iri < a.iri)
        or a.cls not in ("Township", *_SETTLED)
        or b.cls not in ("Township", *_SETTLED)
    ):
        return
    same, alike = a.name == b.name, near(a.name, b.name)
    stems = a.name.removesuffix("社区").removesuffix("村"), b.name.removesuffix("社区").removesuffix("村")
    if a.cls != b.cls:
        if stems[0] == stems[1] and len(stems[0]) > 1 and _told_together(a, b):
            labels = (a.label, b.label)
            out.rows.append(by_rule(a.iri, b.iri, labels, APART, "veto.class", f"{a.cls} is not {b.cls}"))
        return
    if not same and not alike:
        return
    if _sources(a, groups, places) & _sources(b, groups, places):
        return
    one, two = sorted((a.iri, b.iri))
    if same:
        towns = f"{a.town or '?'} and {b.town or '?'}"
        score = 0.5 if a.town and b.town else 0.9
        out.candidates.append(Candidate(one, two, score, f"same name and county; towns {towns}"))
    elif _told_together(a, b):
        if kind := apart(a.name, b.name):
            why = f"{a.name} is not {b.name}: {kind}"
            out.rows.append(by_rule(a.iri, b.iri, (a.label, b.label), APART, f"veto.{kind}", why))
        else:
            score = round(0.7 * (1 - 1 / max(len(a.name), len(b.name))), 3)
            out.candidates.append(
                Candidate(one, two, score, f"names differ by one character: {a.name}, {b.name}")
            )


def _told_together(a: Node, b: Node) -> bool:
    """Whether both are towns, or lie in one town that is told."""
    return a.cls == b.cls == "Township" or bool(a.town and a.town == b.town)


def _sources(node: Node, groups: _Groups, places: Mapping[str, Node]) -> set[str]:
    return {s for m in groups.of(node.iri) if m in places for s in places[m].sources}
