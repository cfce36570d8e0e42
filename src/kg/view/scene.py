"""What the network page tells: entities, relations and quotes, read from an RDF graph by the display hints.

No class of the domain is named here. `ontology/view.ttl` says with `kg:drawn` which classes are nodes and
which predicates are edges ("edge if alone": only for a subject that no other edge holds; "none": not told at
all). Every other predicate that the vocabulary labels in Chinese becomes a line in the panel.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from math import ceil
from typing import Any

import networkx as nx
from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from kg.ontology import KG, OA, class_chain, label, vocabulary

__all__ = ["Scene", "lines", "plain", "read"]

NAMING = (RDFS.label, DCTERMS.title, SKOS.prefLabel)
CLOSING = frozenset("”’）》】、，。：；！？…")  # not at the head of a line
BASIS = {"stated": "原文写明", "section": "由章节标题写明", "inferred": "由报告推定", "undated": "未注明时间"}


@dataclass(slots=True)
class Scene:
    """The entities as a networkx graph and what the panel tells of them.

    Nodes are numbers, places in `entities`; keys of edges are places in `relations`. A node has `name`,
    `text` (the short label), `group` (a place in `legend`) and `small`. The lists go into the page as JSON.
    """

    graph: nx.MultiDiGraph[int] = field(default_factory=nx.MultiDiGraph)
    legend: list[dict[str, Any]] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)
    relations: list[list[Any]] = field(default_factory=list)
    quotes: list[list[Any]] = field(default_factory=list)


def read(graph: Graph) -> Scene:
    """Read the scene. `graph` is only read; the same triples give the same scene whatever their order."""
    return _Reader(graph).scene()


class _Reader:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.kinds: dict[frozenset[Node], tuple[URIRef, URIRef] | None] = {}
        self.quote_ids: dict[Node, int] = {}
        self.out = Scene()

    def scene(self) -> Scene:
        kinds = {s: found for s in set(self.graph.subjects(RDF.type)) if (found := self._kind(s))}
        names = {s: self._name(s) for s in kinds}
        groups = self._groups(kinds)
        ordered = sorted(kinds, key=lambda s: (groups.index(kinds[s][1]), names[s], str(s)))
        ids = {s: i for i, s in enumerate(ordered)}
        self.out.legend = [_legend_entry(g, sum(k[1] == g for k in kinds.values())) for g in groups]
        for s, i in ids.items():
            words, (kind, group) = self._value(s, KG.words), kinds[s]
            about, quotes = self._about(s, names[s], ids)
            self.out.entities.append(
                {
                    "name": names[s],
                    "kind": label(kind),
                    "group": groups.index(group),
                    "figure": words is not None,
                    "about": about,
                    "quotes": quotes,
                    "iri": str(s),
                }
            )
            text, small = plain(words or names[s]), words is not None
            self.out.graph.add_node(i, name=names[s], text=text, group=groups.index(group), small=small)
        self._relate(ids)
        return self.out

    def _groups(self, kinds: dict[Node, tuple[URIRef, URIRef]]) -> list[URIRef]:
        """The classes of the legend, the most numerous first, those that are figures last."""
        counts = Counter(group for _, group in kinds.values())
        figures = {kinds[s][1] for s in self.graph.subjects(KG.words) if s in kinds}
        return sorted(counts, key=lambda group: (group in figures, -counts[group], str(group)))

    def _kind(self, subject: Node) -> tuple[URIRef, URIRef] | None:
        """The most specific class of a subject and the nearest class above it that is drawn as a node."""
        types = frozenset(self.graph.objects(subject, RDF.type))
        if types not in self.kinds:
            found = [
                (len(class_chain(t)), t, group)
                for t in types
                if isinstance(t, URIRef)
                for group in [c for c in class_chain(t) if _drawn(c) == "node"][:1]
            ]
            self.kinds[types] = max(found)[1:] if found else None
        return self.kinds[types]

    def _name(self, subject: Node) -> str:
        for predicate in NAMING:
            found = [o for o in self.graph.objects(subject, predicate) if isinstance(o, Literal) and plain(o)]
            if found:
                return plain(min(found, key=_language_order))
        if isinstance(subject, URIRef):
            return label(subject)
        return plain(subject)

    def _about(self, subject: Node, name: str, ids: dict[Node, int]) -> tuple[list[list[str]], list[int]]:
        """The lines of an entity that lead to no other entity, and the quotes of its passages."""
        lines: dict[str, set[str]] = {}
        passages = set()
        for predicate, value in self.graph.predicate_objects(subject):
            if self._is_passage(value):
                passages.add(value)
            elif value not in ids and _told(predicate):
                text = self._text(predicate, value)
                if text and not (predicate in NAMING and text == name):
                    lines.setdefault(_label(predicate), set()).add(text)
        return [[p, "、".join(sorted(texts))] for p, texts in sorted(lines.items())], self._quotes(passages)

    def _text(self, predicate: Node, value: Node) -> str:
        if not isinstance(value, Literal):
            return self._name(value)
        text = plain(value)
        if predicate == KG.periodBasis:
            return BASIS.get(text, text)
        return text[:16].replace("T", " ") if value.datatype == XSD.dateTime else text

    def _relate(self, ids: dict[Node, int]) -> None:
        """Add every relation between two entities, drawn or not, with the quotes of the statements of it."""
        stated = self._statements()
        found = ((s, p, o) for s in ids for p, o in self.graph.predicate_objects(s) if o in ids and _told(p))
        triples = sorted(((ids[s], ids[o], _label(p), str(p)), s, p, o) for s, p, o in found)
        joined = {end for _, s, p, o in triples if _drawn(p) == "edge" for end in (s, o)}
        for number, ((a, b, text, _), s, p, o) in enumerate(triples):
            drawn = _drawn(p) == "edge" or (_drawn(p) == "edge if alone" and s not in joined)
            if drawn:
                self.out.graph.add_edge(a, b, key=number)
            passages = stated.get((s, p, o)) or self.graph.objects(s, PROV.wasQuotedFrom)
            self.out.relations.append([a, b, text, self._quotes(passages), int(drawn)])

    def _statements(self) -> dict[tuple[Node, Node | None, Node | None], list[Node]]:
        found: dict[tuple[Node, Node | None, Node | None], list[Node]] = {}
        for statement, subject in self.graph.subject_objects(RDF.subject):
            key = (subject, self._value(statement, RDF.predicate), self._value(statement, RDF.object))
            found.setdefault(key, []).extend(self.graph.objects(statement, PROV.wasQuotedFrom))
        return found

    def _is_passage(self, value: Node) -> bool:
        return not isinstance(value, Literal) and (value, OA.exact, None) in self.graph

    def _quotes(self, passages: Iterable[Node]) -> list[int]:
        """The numbers of quotes in the order of the text; each passage goes into the page once."""
        rows = sorted((self._quote(p), str(p), p) for p in set(passages) if self._is_passage(p))
        for row, _, passage in rows:
            if passage not in self.quote_ids:
                self.quote_ids[passage] = len(self.out.quotes)
                self.out.quotes.append([row[3], row[1], row[2], row[0]])
        return [self.quote_ids[passage] for _, _, passage in rows]

    def _quote(self, passage: Node) -> tuple[str, int, int, str]:
        report = self._value(passage, KG.inReport)
        start, end = (_whole(self._value(passage, p)) for p in (OA.start, OA.end))
        return (self._name(report) if report else "", start, end, str(self._value(passage, OA.exact)))

    def _value(self, subject: Node, predicate: Node) -> Node | None:
        """The one value of a predicate, and of several always the same; `Graph.value` takes any of them."""
        return min(self.graph.objects(subject, predicate), key=str, default=None)


def plain(value: object) -> str:
    """Text on one line without control and format characters, which could hide or turn round what follows."""
    joined = " ".join(str(value).split())
    return "".join(c for c in joined if unicodedata.category(c) not in ("Cc", "Cf"))


@cache
def _drawn(term: Node) -> str:
    return str(vocabulary().value(term, KG.drawn) or "")


@cache
def _told(predicate: Node) -> bool:
    if _drawn(predicate) == "none":
        return False
    return bool(_drawn(predicate)) or any(_in_chinese(o) for o in vocabulary().objects(predicate, RDFS.label))


@cache
def _label(predicate: Node) -> str:
    return label(predicate) if isinstance(predicate, URIRef) else str(predicate)


def _in_chinese(term: Node) -> bool:
    return isinstance(term, Literal) and (term.language or "").startswith("zh")


def _language_order(name: Literal) -> tuple[int, str]:
    return (0 if _in_chinese(name) else 1 if not name.language else 2, str(name))


def _legend_entry(group: URIRef, count: int) -> dict[str, Any]:
    colour, shape = (vocabulary().value(group, p) for p in (KG.colour, KG.shape))
    look = {"colour": str(colour or "#999999"), "shape": str(shape or "dot")}
    return {"label": label(group), "count": count, **look}


def _whole(value: Node | None) -> int:
    try:
        return int(str(value))
    except ValueError:
        return -1


def lines(text: str, width: float = 7, most: int = 2) -> Iterator[str]:
    """Break a label into at most `most` lines of `width` Chinese characters; an ellipsis shows what is cut.

    Lines of one label are about equally long, so that no single character stands on the last.
    """
    whole = sum(map(_em, text))
    even = width if whole > width * most else whole / max(1, ceil(whole / width)) + 0.5
    used = 0.0
    for i, char in enumerate(text):
        if i and used + _em(char) > min(even, width):
            if most == 1:
                yield text[: i - 1] + "…"
                return
            back = int(char in CLOSING and i > 1)
            yield text[: i - back].rstrip()
            yield from lines(text[i - back :].lstrip(), width, most - 1)
            return
        used += _em(char)
    yield text


def _em(char: str) -> float:
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.58
