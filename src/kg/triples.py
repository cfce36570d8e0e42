"""A graph in plain dictionaries of spelled terms (`kg.nt`): what a report needs between assembly and its file.

rdflib's store keeps three indexes and a context for each triple, and compares terms in Python; here a report's triples are
added, asked and written in a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Collection, Container, ItemsView, Iterable, Mapping
from typing import Any

from rdflib import Graph

from kg import nt
from kg.namespaces import prefixes

__all__ = ["Links", "Triples"]

Links = dict[str, dict[str, None]]
"""The predicates of a node, with the objects of each, in the order in which they came."""

_NONE: Mapping[str, Collection[str]] = {}


class Triples:
    """Triples of spelled terms. `blank` tells that there are blank nodes among those of `of` and `of_lines`."""

    def __init__(self) -> None:
        self.blank = False
        self._nodes: dict[str, Links] = {}
        self._of_class: dict[str, list[str]] | None = None

    @classmethod
    def of(cls, graph: Graph) -> Triples:
        """The triples of a graph of rdflib. Each term is spelled once."""
        found, told = cls(), _Spelled()
        for subject, predicate, target in graph:
            found.add(told[subject], told[predicate], told[target])
        found.blank = any(term.startswith("_:") for term in told.values())
        return found

    @classmethod
    def of_lines(cls, lines: Iterable[str]) -> Triples:
        """The triples of lines of N-Triples as `lines` gives them, with their end or without."""
        found = cls()
        for line in lines:
            subject, predicate, target = line.split(" ", 2)
            target = target.removesuffix("\n").removesuffix(" .")
            found.add(subject, predicate, target)
            found.blank = found.blank or subject.startswith("_:") or target.startswith("_:")
        return found

    @classmethod
    def joined(cls, graphs: Iterable[Triples]) -> Triples:
        """The triples of several graphs, each once."""
        found = cls()
        for graph in graphs:
            for node, links in graph._nodes.items():
                found.put(node, {link: targets.copy() for link, targets in links.items()})
            found.blank = found.blank or graph.blank
        return found

    def add(self, subject: str, predicate: str, target: str) -> None:
        """Adds one triple."""
        links = self._nodes.get(subject)
        if links is None:
            links = self._nodes[subject] = {}
        found = links.get(predicate)
        if found is None:
            links[predicate] = {target: None}
        else:
            found[target] = None
        self._of_class = None

    def update(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Adds triples."""
        for row in rows:
            self.add(*row)

    def put(self, node: str, links: Links) -> None:
        """Adds the triples of a node; the dictionaries become those of the graph where it knows none of the node."""
        known = self._nodes.setdefault(node, links)
        if known is not links:
            for predicate, targets in links.items():
                known.setdefault(predicate, {}).update(targets)
        self._of_class = None

    def __len__(self) -> int:
        return sum(len(targets) for links in self._nodes.values() for targets in links.values())

    def of_node(self, node: str) -> Mapping[str, Collection[str]]:
        """The predicates of a node, with the objects of each."""
        return self._nodes.get(node, _NONE)

    def objects(self, node: str, predicate: str) -> Collection[str]:
        """The objects of a node and a predicate."""
        return self._nodes.get(node, _NONE).get(predicate, ())

    def instances(self, cls: str) -> Collection[str]:
        """The nodes that say they are of a class."""
        if self._of_class is None:
            self._of_class = {}
            for node, links in self._nodes.items():
                for one in links.get(nt.rdf.type, ()):
                    self._of_class.setdefault(one, []).append(node)
        return self._of_class.get(cls, ())

    def links(self) -> ItemsView[str, Links]:
        """Each node with its predicates, and the objects of each."""
        return self._nodes.items()

    def lines(self, among: Container[str] | None = None, classes: Container[str] | None = None) -> list[str]:
        """The triples as lines of N-Triples without their end (` .`), in no order.

        With `among` those of these predicates only; with `classes` the types that are among these only.
        """
        found: list[str] = []
        for node, links in self._nodes.items():
            for link, targets in links.items():
                if among is not None and link not in among:
                    continue
                if classes is not None and link == nt.rdf.type:
                    found += [f"{node} {link} {one}" for one in targets if one in classes]
                elif len(targets) == 1:
                    (one,) = targets
                    found.append(f"{node} {link} {one}")
                else:
                    found += [f"{node} {link} {one}" for one in targets]
        return found

    def rows(self) -> list[tuple[str, str, str]]:
        """The triples as subject, predicate and object, in no order."""
        return [
            (node, link, one)
            for node, links in self._nodes.items()
            for link, targets in links.items()
            for one in targets
        ]

    def sorted_lines(self, end: str) -> list[str]:
        """All triples as lines of N-Triples or, with the graph's name in `end`, of N-Quads, in the order of code points.

        No term begins with the whole of another of its place, but for literals, which stand last: so the order of terms
        is that of lines.
        """
        return [
            f"{node} {link} {one}{end}"
            for node, links in sorted(self._nodes.items())
            for link, targets in sorted(links.items())
            for one in (sorted(targets) if len(targets) > 1 else targets)
        ]

    def around(self, nodes: Iterable[str]) -> Triples:
        """The triples of some nodes and of all that they lead to."""
        found = Triples()
        for node in nodes:
            links = self.of_node(node)
            for one in (node, *(target for targets in links.values() for target in targets)):
                if one in self._nodes:
                    found._nodes[one] = self._nodes[one]
        return found

    def graph(self) -> Graph:
        """The same triples in a graph of rdflib, with the project's prefixes."""
        return _filled(Graph(), self._nodes.items())

    def given_up(self) -> Graph:
        """The triples in a graph of rdflib that is not fit for a Dataset, filled in half the time; none is left here.

        So they are not in memory twice.
        """
        nodes, self._of_class = self._nodes, None
        return _filled(Graph(store="SimpleMemory"), (nodes.popitem() for _ in range(len(nodes))))


def _filled(graph: Graph, nodes: Iterable[tuple[str, Links]]) -> Graph:
    told = _Parsed()
    for prefix, base in prefixes().items():
        graph.bind(prefix, base, replace=True)
    for node, links in nodes:
        subject = told[node]
        for link, targets in links.items():
            predicate = told[link]
            for one in targets:
                graph.add((subject, predicate, told[one]))
    return graph


class _Spelled(dict[Any, str]):
    def __missing__(self, term: Any) -> str:
        made = self[term] = nt.spelled(term)
        return made


class _Parsed(dict[str, Any]):
    def __missing__(self, term: str) -> Any:
        made = self[term] = nt.parsed(term)
        return made
