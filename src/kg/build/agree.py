"""What holds of each report must hold of all of them in one graph too: shapes that several reports share a node of.

One organization may be spelled in two ways in two reports, and has one name; one village may be placed in two towns.
"""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from sys import intern

from rdflib import RDFS, SKOS

from kg.build.reading import gazetteer
from kg.build.shard import NotValid, Shard, joined, shard_of
from kg.gazetteer import Gazetteer
from kg.triples import Triples
from kg.validate import Problem, validate

__all__ = ["Together", "agreed"]

_LABEL, _OTHER = f"<{RDFS.label}>", f"<{SKOS.altLabel}>"


@dataclass(frozen=True, slots=True)
class Together:
    """Shards that go into one graph, and that graph; `checked` is what its validation counts, {} for one report."""

    shards: Sequence[Shard]
    graph: Triples
    checked: Mapping[str, int]


def agreed(shards: Sequence[Shard]) -> Together:
    """The shards in one graph that conforms as a whole.

    Of several names that reports give one entity, the one of most reports is its label and the others are other names. A fact
    that conforms in its report and not beside those of others is set aside in each report that states it. Raises NotValid
    when the graph still does not conform.
    """
    if sum(len(s.sources) for s in shards) < 2:
        return Together(shards, _union(shards), {})
    texts = {s.sha256: s.text for shard in shards for s in shard.sources}
    known: list[Problem] = []
    while True:
        graph = _union(shards)
        found = validate(graph, texts)
        if found.conforms:
            return Together(shards, graph, found.checked)
        del graph  # before there is another
        known += found.problems
        before = sum(s.counts["aside"] for s in shards)
        with gazetteer() as opened:
            shards = [_again(shard, opened, known, found.problems) for shard in shards]
        if sum(s.counts["aside"] for s in shards) == before:
            first = found.problems[0]
            raise NotValid(
                f"the reports do not conform together: {first.focus}: {first.message} ({len(found.problems)} in all)"
            )


def _again(shard: Shard, gazetteer: Gazetteer, known: list[Problem], fresh: Sequence[Problem]) -> Shard:
    """The shard without the facts that have a problem; as it was where its graph has none of the nodes."""
    triples = gzip.decompress(shard.quads)
    if not any(f"<{p.focus}>".encode() in triples for p in fresh):
        return shard
    return joined(shard_of(source, gazetteer, known) for source in shard.sources)


def _union(shards: Sequence[Shard]) -> Triples:
    """The triples of all shards in one graph; one label for each node."""
    found = Triples()
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    others: defaultdict[str, set[str]] = defaultdict(set)
    for shard in shards:
        for quad in gzip.decompress(shard.quads).decode("utf-8").split("\n")[:-1]:
            subject, predicate, rest = quad[: quad.rindex(" <")].split(" ", 2)
            if predicate == _LABEL:
                labels[subject][rest] += 1
            elif predicate == _OTHER:
                others[subject].add(rest)
            else:
                found.add(subject, predicate, intern(rest))
    for subject, names in labels.items():
        by_language = defaultdict[str, list[str]](list)
        for name in names:
            by_language[name.rpartition("@")[2]].append(name)
        for several in by_language.values():
            best = min(several, key=lambda n: (-names[n], -len(n), n))
            found.add(subject, _LABEL, best)
            others[subject].update(several)
            others[subject].discard(best)
    for subject, known in others.items():
        for name in sorted(known):
            found.add(subject, _OTHER, name)
    return found
