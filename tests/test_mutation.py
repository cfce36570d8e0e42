"""Altered facts: how many of at least 1,000 seeded alterations of the seed graph validation catches, kind by kind.

Every mutant is run through the checks of evidence with the report's text (20 ms each); shapes are run on those alone that
the evidence lets pass, a few of each kind, since a run of SHACL takes 0.3 s. So the shares below are lower bounds. Four
kinds of alteration touch all that a careless extractor would write: the value alone, or with it the words, or with
them the quoted passage; for subjects, the statement is also minted anew, so that its identifier agrees.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from rdflib import PROV, RDF, Graph, Literal, Namespace, URIRef

from kg.identifiers import statement_id
from kg.ontology import KG, SDMX, local_name, prefixes, qualifier, units
from kg.quantities import reads_as
from kg.read import read
from kg.store import read_graph
from kg.validate import evidence, validate

ROOT = Path(__file__).parents[1]
SCHEMA, OA = Namespace(prefixes()["schema"]), Namespace(prefixes()["oa"])
QUALIFIERS = ("exact", "over", "atLeast", "atMost", "max", "min", "approx")
Triple = tuple[URIRef, URIRef, URIRef | Literal]
Change = tuple[list[Triple], list[Triple]]


class Seed:
    """The seed graph, its nodes in order, and the report's text."""

    def __init__(self) -> None:
        (folder,) = [f.parent for f in (ROOT / "seeds").glob("*/dataset.toml")]
        self.graph: Graph = read_graph(ROOT / "exports" / folder.name / "graph.ttl")
        sources = [read(file) for file in sorted(folder.glob("*.txt"))]
        self.texts = {s.sha256: s.text for s in sources}
        self.figures = self.of(KG.Figure)
        self.statements = self.of(KG.Statement)
        self.passages = self.of(KG.Passage)
        named = (self.graph.subjects(KG.mention, None), self.graph.subjects(RDF.type, KG.Report))
        reports = set(named[1])
        self.entities = sorted({s for s in named[0] if isinstance(s, URIRef)} - reports)

    def of(self, cls: URIRef) -> list[URIRef]:
        return sorted(s for s in self.graph.subjects(RDF.type, cls) if isinstance(s, URIRef))

    def value(self, node: URIRef, path: URIRef) -> URIRef | Literal:
        found = self.graph.value(node, path)
        assert isinstance(found, URIRef | Literal)
        return found

    def swap(self, node: URIRef, path: URIRef, new: URIRef | Literal | None) -> Change:
        old: list[Triple] = [(node, path, o) for o in self.graph.objects(node, path)]  # type: ignore[misc]
        return old, [] if new is None else [(node, path, new)]

    @contextmanager
    def altered(self, change: Change) -> Iterator[None]:
        gone, new = change
        new = [t for t in new if t not in self.graph]
        for triple in gone:
            self.graph.remove(triple)
        for triple in new:
            self.graph.add(triple)
        try:
            yield
        finally:
            for triple in new:
                self.graph.remove(triple)
            for triple in gone:
                self.graph.add(triple)


def join(*changes: Change) -> Change:
    return [t for c in changes for t in c[0]], [t for c in changes for t in c[1]]


def other(random_: random.Random, pool: list[URIRef], *not_: URIRef | Literal | None) -> URIRef:
    return random_.choice([one for one in pool if one not in not_])


def digit(seed: Seed, r: random.Random) -> Change:
    """One digit of the value (or upper value); in half of the mutants the words are altered with it, in some the quote too."""
    node = r.choice(seed.figures)
    path = r.choice([p for p in (SCHEMA.value, KG.upperValue) if (node, p, None) in seed.graph])
    old = str(seed.value(node, path))
    places = [i for i, c in enumerate(old) if c.isdigit()]
    place = r.choice(places)
    lowest = "1" if place == 0 else "0"
    new = (
        old[:place]
        + r.choice([c for c in "0123456789" if c != old[place] and c >= lowest])
        + old[place + 1 :]
    )
    number = Decimal(new)
    change = seed.swap(node, path, Literal(int(number) if number == int(number) else number))
    words = str(seed.value(node, KG.words))
    shown = [i for i, c in enumerate(words) if c.isdigit()]
    depth = r.choice((0, 0, 1, 2)) if shown else 0
    if depth:
        at = r.choice(shown)
        forged = words[:at] + r.choice([c for c in "123456789" if c != words[at]]) + words[at + 1 :]
        # The value is what the forged words say, so that only the passage or the report can tell.
        change = seed.swap(node, KG.words, Literal(forged))
        reading = reads_as(forged)
        if reading is not None:
            change = join(change, seed.swap(node, SCHEMA.value, _number(reading.value)))
            if reading.upper is not None:
                change = join(change, seed.swap(node, KG.upperValue, _number(reading.upper)))
        if depth == 2:
            passage = seed.value(node, PROV.wasQuotedFrom)
            assert isinstance(passage, URIRef)
            change = join(change, seed.swap(passage, OA.exact, Literal(forged)))
    return change


def _number(value: Decimal) -> Literal:
    return Literal(int(value) if value == int(value) else value)


def unit(seed: Seed, r: random.Random) -> Change:
    """Another unit as text, as concept, or both."""
    node = r.choice(seed.figures)
    told = str(seed.value(node, SCHEMA.unitText))
    new = r.choice(sorted({u.name for u in units().values()} - {told}))
    text, concept = Literal(new), units()[new].iri
    return r.choice(
        [
            seed.swap(node, SCHEMA.unitText, text),
            seed.swap(node, SCHEMA.unitCode, concept),
            join(seed.swap(node, SCHEMA.unitText, text), seed.swap(node, SCHEMA.unitCode, concept)),
        ]
    )


def bound(seed: Seed, r: random.Random) -> Change:
    """Another qualifier; for a range also its upper end left out; for any figure an upper end made up."""
    node = r.choice(seed.figures)
    told = seed.value(node, KG.qualifier)
    options = [
        seed.swap(node, KG.qualifier, qualifier(r.choice([q for q in QUALIFIERS if qualifier(q) != told])))
    ]
    if (node, KG.upperValue, None) in seed.graph:
        options.append(seed.swap(node, KG.upperValue, None))
    else:
        upper = int(Decimal(str(seed.value(node, SCHEMA.value)))) + r.randint(1, 50)
        options.append(([], [(node, KG.upperValue, Literal(upper))]))
    for path in (SCHEMA.minValue, SCHEMA.maxValue):
        if (node, path, None) in seed.graph:
            end = Decimal(str(seed.value(node, path))) + r.choice((-1, 1)) * r.randint(1, 9)
            options += [seed.swap(node, path, None), seed.swap(node, path, _number(end))]
        else:
            options.append(([], [(node, path, seed.value(node, SCHEMA.value))]))
    return r.choice(options)


def offset(seed: Seed, r: random.Random) -> Change:
    """A passage moved, or a fact moved to another passage."""
    if r.random() < 0.5:
        passage = r.choice(seed.passages)
        path = r.choice((OA.start, OA.end))
        return seed.swap(
            passage, path, Literal(int(str(seed.value(passage, path))) + r.choice((-3, -2, -1, 1, 2, 3)))
        )
    node = r.choice(seed.figures + seed.statements)
    return seed.swap(node, PROV.wasQuotedFrom, other(r, seed.passages, seed.value(node, PROV.wasQuotedFrom)))


def period_value(seed: Seed, r: random.Random) -> Change:
    """Another period of the graph, or none."""
    node = r.choice(seed.figures)
    pool = sorted({o for o in seed.graph.objects(None, SDMX.refPeriod) if isinstance(o, URIRef)})
    told = seed.graph.value(node, SDMX.refPeriod)
    choices: list[URIRef | None] = [*(p for p in pool if p != told), None]
    return seed.swap(node, SDMX.refPeriod, r.choice(choices))


def period_basis(seed: Seed, r: random.Random) -> Change:
    """Stated for inferred, or inferred for stated."""
    node = r.choice(seed.figures)
    new = "inferred" if str(seed.value(node, KG.periodBasis)) == "stated" else "stated"
    return seed.swap(node, KG.periodBasis, Literal(new))


def _subject(seed: Seed, r: random.Random) -> tuple[URIRef, URIRef, URIRef, list[URIRef | Literal]]:
    node = r.choice(seed.statements)
    parts = [seed.value(node, p) for p in (RDF.subject, RDF.predicate, RDF.object)]
    assert isinstance(parts[0], URIRef)
    return node, other(r, seed.entities, parts[0], parts[2]), parts[0], parts


def subject(seed: Seed, r: random.Random) -> Change:
    """Another subject, in the statement and in the plain triple."""
    node, new, old, (_, predicate, target) = _subject(seed, r)
    assert isinstance(predicate, URIRef)
    return join(seed.swap(node, RDF.subject, new), ([(old, predicate, target)], [(new, predicate, target)]))


def subject_minted_anew(seed: Seed, r: random.Random) -> Change:
    """Another subject in a statement whose identifier is made from what it now states."""
    node, new, old, (_, predicate, target) = _subject(seed, r)
    assert isinstance(predicate, URIRef) and isinstance(target, URIRef)
    passage = seed.value(node, PROV.wasQuotedFrom)
    place = [int(str(seed.value(URIRef(passage), p))) for p in (OA.start, OA.end)]
    report = local_name(URIRef(str(passage).split("#")[0]))
    minted = statement_id(report, *(local_name(n) for n in (new, predicate, target)), place[0], place[1])
    forged = URIRef(prefixes()["id"] + minted)
    old_triples: list[Triple] = list(seed.graph.triples((node, None, None)))  # type: ignore[arg-type]
    new_triples: list[Triple] = [(forged, p, new if p == RDF.subject else o) for _, p, o in old_triples]
    return [*old_triples, (old, predicate, target)], [*new_triples, (new, predicate, target)]


def about(seed: Seed, r: random.Random) -> Change:
    """Another entity as what a figure is about."""
    node = r.choice([f for f in seed.figures if (f, SCHEMA.observationAbout, None) in seed.graph])
    path = SCHEMA.observationAbout
    return seed.swap(node, path, other(r, seed.entities, seed.value(node, path)))


# Each kind with its number of mutants and the least share that must be caught. What is below 1 is a fact that another
# fact of the same paragraph would bear out as well; decision note 6 says which.
KINDS: list[tuple[Callable[[Seed, random.Random], Change], int, float]] = [
    (digit, 250, 1.0),
    (unit, 150, 1.0),
    (bound, 150, 1.0),
    (offset, 200, 1.0),
    (period_value, 100, 1.0),
    (period_basis, 60, 0.75),
    (subject, 100, 1.0),
    (subject_minted_anew, 100, 0.85),
    (about, 100, 0.8),
]


@pytest.fixture(scope="module")
def seed() -> Seed:
    return Seed()


def test_no_false_alarm_on_the_unaltered_graph(seed: Seed) -> None:
    outcome = validate(seed.graph, seed.texts)
    assert outcome.problems == ()
    assert outcome.checked["quotes"] == outcome.checked["passages"] > 100


def test_there_are_enough_mutants() -> None:
    assert sum(count for _, count, _ in KINDS) >= 1000


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "count", "least"), KINDS, ids=lambda v: getattr(v, "__name__", None))
def test_altered_facts_are_caught(
    seed: Seed, kind: Callable[[Seed, random.Random], Change], count: int, least: float
) -> None:
    r = random.Random(f"{kind.__name__} 2021")
    size = len(seed.graph)
    passed: list[Change] = []
    for _ in range(count):
        change = kind(seed, r)
        assert set(change[0]) != set(change[1])
        with seed.altered(change):
            if evidence(seed.graph, seed.texts).conforms:
                passed.append(change)
    caught = Counter(evidence=count - len(passed))
    for change in passed[:4]:
        with seed.altered(change):
            caught["shapes"] += not validate(seed.graph, seed.texts).conforms
    assert len(seed.graph) == size, "every alteration must be undone"
    share = sum(caught.values()) / count
    print(
        f"{kind.__name__}: {caught['evidence']} of {count} by evidence, {caught['shapes']} of {len(passed[:4])} others by shapes"
    )
    assert share >= least, f"{share:.3f}"


@pytest.mark.slow
def test_what_evidence_finds_makes_the_whole_validation_fail(seed: Seed) -> None:
    """The shares above rest on the evidence alone; a sample shows that `validate` refuses the same mutants."""
    r = random.Random(2021)
    for kind, _, least in KINDS:
        change = kind(seed, r)
        with seed.altered(change):
            alone, whole = (f(seed.graph, seed.texts) for f in (evidence, validate))
        assert set(alone.problems) <= set(whole.problems)
        assert not whole.conforms or least < 1
