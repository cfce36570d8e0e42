"""A survey in parts: each report's own, made from its triples where they are at hand, and the sum of those of a dataset.

Most nodes of a report stand in no other graph (its passages and figures), so what is said of them is kept as numbers. Of
all else a hash of eight bytes is kept for each different node and triple, so that what several reports say counts once.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import pyoxigraph as ox
from rdflib import RDF

from kg.describe.distinct import WIDTH, Distinct
from kg.describe.survey import TOLD, Survey, namespace_of, report_kinds, value_of
from kg.identifiers import own_nodes
from kg.namespaces import prefixes

__all__ = ["Parts", "Row", "part_of", "rows_of", "survey_of_rows"]

Row = tuple[str, str, str]
"""Subject, property and object of a triple, each as N-Triples spells it."""

# What is counted: nodes of these three kinds, and triples by property and class or namespace of the object, "" for neither.
_Kind = tuple[str, str]
_SUBJECT, _OWN, _OBJECT = ("", "subject"), ("", "own subject"), ("", "object")
_TYPE = f"<{RDF.type}>"


@dataclass(frozen=True, slots=True)
class _Part:
    """`report` is the IRI of the report, "" of what is no report's own; `numbers` count what no other part can hold.

    `hashes` are of all else, by kind. `told` holds terms in N-Triples, of the nodes that are reports.
    """

    report: str
    numbers: dict[_Kind, int]
    hashes: dict[_Kind, bytes]
    examples: dict[str, str]
    told: dict[str, dict[str, list[str]]]

    def packed(self) -> bytes:
        """The part as bytes, several of which may follow each other."""
        kinds = sorted({k for k, n in self.numbers.items() if n} | {*self.hashes})
        head = {
            "report": self.report,
            "kinds": [[*k, self.numbers.get(k, 0), len(self.hashes.get(k, b""))] for k in kinds],
            "examples": self.examples,
            "told": self.told,
        }
        return b"".join(
            [json.dumps(head, sort_keys=True).encode(), b"\n", *(self.hashes.get(k, b"") for k in kinds)]
        )


def _parts(data: bytes) -> Iterator[_Part]:
    """The parts that were packed. Raises ValueError, KeyError or TypeError for anything else."""
    at = 0
    while at < len(data):
        end = data.index(b"\n", at) + 1
        head: dict[str, Any] = json.loads(data[at:end])
        at = end
        hashes: dict[_Kind, bytes] = {}
        for property_, name, _, size in head["kinds"]:
            hashes[property_, name] = data[at : at + size]
            at += size
        numbers = {(p, name): number for p, name, number, _ in head["kinds"]}
        yield _Part(head["report"], numbers, hashes, head["examples"], head["told"])


def rows_of(lines: Iterable[str]) -> list[Row]:
    """Lines of N-Triples without their end (` .`) as the spelled terms of each."""
    return [(s, p, o) for s, p, o in [line.split(" ", 2) for line in lines]]


def part_of(rows: Sequence[Row], report: str = "") -> bytes:
    """What triples add to a survey, for `Parts`; those of the report with the id `report`, "" for triples of no report.

    The terms are spelled as Oxigraph writes N-Triples; each triple comes once, in any order. There are neither blank
    nodes nor quoted triples, and what a report says of itself stands in its own graph.
    """
    return _part(rows, report, _own(report) if report else ()).packed()


def survey_of_rows(rows: Sequence[Row]) -> Survey:
    """The survey of a whole graph, with `rows` as for `part_of`."""
    with Parts() as parts:
        parts.take(_part(rows, "", ("",)))
        return parts.survey()


def _own(report: str) -> tuple[str, ...]:
    return tuple(f"<{start}" for start in own_nodes(report))


def _part(rows: Sequence[Row], report: str, own: tuple[str, ...]) -> _Part:
    """`own` is how terms begin that stand in no other part."""
    space = "<" + prefixes()["id"]
    subjects = {s for s, _, _ in rows}
    mine = {s for s in subjects if s.startswith(own)}
    targets: defaultdict[str, list[str]] = defaultdict(list)
    for _, p, o in rows:
        targets[p].append(o)
    numbers: Counter[_Kind] = Counter()
    objects: set[str] = set()
    for p, several in targets.items():
        different = Counter(several)
        objects.update(different)
        numbers[p[1:-1], ""] += len(several)
        for o in [o for o in different if o[0] == "<" and (p == _TYPE or not o.startswith(space))]:
            numbers[p[1:-1], ""] -= different[o]
            numbers[_kind(p, o, space)] += different[o]
    kept: defaultdict[_Kind, list[bytes]] = defaultdict(list)
    for s, p, o in [row for row in rows if row[0] not in mine]:
        if not o.startswith(own):
            kind = _kind(p, o, space)
            numbers[kind] -= 1
            kept[kind].append(_hash(f"{s} {p} {o}"))
    numbers[_OBJECT] = sum(o.startswith(own) for o in objects)
    kept[_OBJECT] = [_hash(o) for o in objects if not o.startswith(own)]
    for subject in subjects:
        kind = _OWN if subject.startswith(space) else _SUBJECT
        if subject in mine:
            numbers[kind] += 1
        else:
            kept[kind].append(_hash(subject))
    hashes = {kind: b"".join(sorted(values)) for kind, values in kept.items()}
    return _Part(report, numbers, hashes, *_said(rows))


def _said(rows: Iterable[Row]) -> tuple[dict[str, str], dict[str, dict[str, list[str]]]]:
    """The first instance of each class, and what reports say of themselves."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for s, _, o in [row for row in rows if row[1] == _TYPE]:
        found[o].add(s)
    # Compared without their brackets, of which the last would come before or behind what goes on in a longer one.
    examples = {
        cls[1:-1]: min(iris)
        for cls, nodes in found.items()
        if cls[0] == "<" and (iris := [s[1:-1] for s in nodes if s[0] == "<"])
    }
    reports = {s for cls in report_kinds() for s in found.get(f"<{cls}>", ()) if s[0] == "<"}
    told: dict[str, dict[str, list[str]]] = {iri[1:-1]: {} for iri in sorted(reports)}
    for s, p, o in [row for row in rows if row[0] in reports]:
        if p[1:-1] in TOLD:
            told[s[1:-1]].setdefault(p[1:-1], []).append(o)
    said = {iri: {p: sorted(terms) for p, terms in values.items()} for iri, values in told.items()}
    return examples, said


def _kind(property_: str, target: str, space: str) -> _Kind:
    """What a triple counts as."""
    if target[:1] != "<" or (property_ != _TYPE and target.startswith(space)):
        return property_[1:-1], ""
    return property_[1:-1], target[1:-1] if property_ == _TYPE else namespace_of(target[1:-1])


def _hash(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=WIDTH).digest()


class Parts:
    """Takes parts one after the other, and then gives the survey of all of them together. To be used in a `with`.

    In memory are what reports say of themselves, and some megabytes.
    """

    def __init__(self) -> None:
        self._numbers: Counter[_Kind] = Counter()
        self._distinct: Distinct[_Kind] = Distinct()
        self._examples: dict[str, str] = {}
        self._told: dict[str, dict[str, set[str]]] = {}
        self._seen: set[str] = set()
        self.again: set[str] = set()
        """Reports of which a second part came, whose numbers are those of the first until `settle` is told more."""

    def __enter__(self) -> Parts:
        return self

    def __exit__(self, *_: object) -> None:
        self._distinct.__exit__()

    def add(self, data: bytes) -> list[str]:
        """What `part_of` gave, or several of them joined; the ids of their reports are returned."""
        found = []
        for part in _parts(data):
            self.take(part)
            found.append(part.report)
        return found

    def take(self, part: _Part) -> None:
        """One part."""
        if part.report in self._seen:
            self.again.add(part.report)
        else:
            self._numbers.update(part.numbers)
        if part.report:
            self._seen.add(part.report)
        for kind, hashes in part.hashes.items():
            if hashes:
                self._distinct.add(kind, hashes)
        for cls, iri in part.examples.items():
            self._examples[cls] = min(self._examples.get(cls, iri), iri)
        for iri, values in part.told.items():
            known = self._told.setdefault(iri, {})
            for property_, terms in values.items():
                known.setdefault(property_, set()).update(terms)

    def settle(self, report: str, several: Sequence[Sequence[str]]) -> None:
        """The lines, as for `rows_of`, of each part of a report that came again, in the order in which they came."""
        self.again.discard(report)
        own = _own(report)
        together = set(several[0]).union(*several[1:])
        apart = together.difference(set(several[0]).intersection(*several[1:]))
        if any(start in line for line in apart for start in own):
            self._numbers.subtract(_part(rows_of(several[0]), report, own).numbers)
            self._numbers.update(_part(rows_of(together), report, own).numbers)

    def survey(self) -> Survey:
        """The survey of the graph that all parts are of."""
        counts = self._numbers + Counter(self._distinct.counts())
        found = Survey(
            subjects=counts[_SUBJECT] + counts[_OWN],
            objects=counts[_OBJECT],
            own=counts[_OWN],
            examples=self._examples,
            reports={
                iri: {p: sorted(map(_value, terms)) for p, terms in sorted(values.items())}
                for iri, values in sorted(self._told.items())
            },
        )
        for (property_, name), number in counts.items():
            if not property_:
                continue
            found.triples += number
            found.properties[property_] += number
            if name and property_ == str(RDF.type):
                found.classes[name] += number
            elif name:
                found.links[property_, name] += number
        return found


def _value(term: str) -> str:
    (quad,) = ox.parse(f"<s:> <p:> {term} .", format=ox.RdfFormat.N_TRIPLES)
    return value_of(quad.object)
