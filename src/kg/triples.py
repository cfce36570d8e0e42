"""A graph in plain dictionaries: one report's triples, added, asked and written ten times as fast as in rdflib's store.

It is an rdflib Graph for whoever asks; only what a report needs between assembly and its file goes round rdflib's store,
which keeps three indexes and a context for each triple.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Any

from rdflib import RDF, XSD, Graph, Literal, Node, URIRef

__all__ = ["Triples", "ntriples_term"]

_TYPE = RDF.type
_STRING = XSD.string
_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f]')
_ESCAPES = {"\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f", '"': '\\"', "\\": "\\\\"}


class Triples(Graph):
    """Triples without blank nodes. What Graph offers beyond the methods below works through `triples`."""

    def __init__(self) -> None:
        super().__init__(bind_namespaces="none")
        self._nodes: dict[Any, dict[Any, dict[Any, None]]] = {}
        self._of_class: dict[Any, list[Any]] | None = None
        self._told = _Terms()
        self._count = 0

    def add(self, triple: Any) -> Triples:
        """Adds one triple."""
        subject, predicate, target = triple
        links = self._nodes.get(subject)
        if links is None:
            links = self._nodes[subject] = {}
        found = links.get(predicate)
        if found is None:
            found = links[predicate] = {}
        if target not in found:
            found[target] = None
            self._count += 1
            self._of_class = None
        return self

    def __len__(self) -> int:
        return self._count

    def __contains__(self, triple: Any) -> bool:
        subject, predicate, target = triple
        if subject is None or predicate is None or target is None:
            return next(self.triples(triple), None) is not None
        return target in self._nodes.get(subject, {}).get(predicate, ())

    def objects(self, subject: Any = None, predicate: Any = None, unique: bool = False) -> Any:
        """The objects of a subject and predicate."""
        if subject is None or not isinstance(predicate, URIRef):
            return super().objects(subject, predicate, unique)
        links = self._nodes.get(subject)
        return iter(links.get(predicate, ())) if links is not None else iter(())

    def subjects(self, predicate: Any = None, object: Any = None, unique: bool = False) -> Any:  # noqa: A002 - rdflib's name
        """The subjects of a predicate and object."""
        if object is None or predicate != _TYPE:
            return super().subjects(predicate, object, unique)
        if self._of_class is None:
            self._of_class = {}
            for node, links in self._nodes.items():
                for cls in links.get(_TYPE, ()):
                    self._of_class.setdefault(cls, []).append(node)
        return iter(self._of_class.get(object, ()))

    def triples(self, triple: Any) -> Any:
        """The triples of a pattern; None stands for any term."""
        subject, predicate, target = triple
        if predicate is not None and not isinstance(
            predicate, URIRef
        ):  # a path, which asks for triples in its turn
            yield from ((s, predicate, o) for s, o in predicate.eval(self, subject, target))
            return
        nodes = self._nodes if subject is None else {subject: self._nodes.get(subject, {})}
        for node, links in nodes.items():
            for link in links if predicate is None else (predicate,):
                found = links.get(link, ())
                for one in found if target is None else (target,) if target in found else ():
                    yield node, link, one

    def of(self, node: Any) -> dict[Any, dict[Any, None]]:
        """The predicates of a node, with the objects of each."""
        return self._nodes.get(node, {})

    def links(self) -> Iterator[tuple[Any, dict[Any, dict[Any, None]]]]:
        """Each node with its predicates, and the objects of each."""
        return iter(self._nodes.items())

    def lines(self, among: Container[Any] | None = None, classes: Container[Any] | None = None) -> list[str]:
        """The triples as lines of N-Triples without their end (` .`), in Oxigraph's spelling, in no order.

        With `among` those of these predicates only; with `classes` the types that are among these only.
        """
        told = self._told
        found = []
        for node, links in self._nodes.items():
            subject = told[node]
            for link, targets in links.items():
                if among is not None and link not in among:
                    continue
                start = f"{subject} {told[link]} "
                some = classes is not None and link == _TYPE
                found += [start + told[one] for one in targets if not some or one in classes]  # type: ignore[operator]
        return found


class _Terms(dict[Any, str]):
    """Terms as N-Triples writes them, each worked out once."""

    def __missing__(self, term: Any) -> str:
        made = self[term] = ntriples_term(term)
        return made


def ntriples_term(term: Node) -> str:
    """A term in N-Triples, in Oxigraph's spelling: no needless escape."""
    if isinstance(term, Literal):
        text = str.__str__(term)
        if _ESCAPED.search(text):
            text = _ESCAPED.sub(_escape, text)
        if term.language:
            return f'"{text}"@{term.language}'
        kind = term.datatype
        return f'"{text}"' if kind is None or kind == _STRING else f'"{text}"^^<{kind}>'
    return f"<{term}>"


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}"
