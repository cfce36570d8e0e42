"""Keys of nodes: what makes two nodes of different IRIs one and the same.

A division has its codes, each of a named code book and year, and its full key: class, county, town and name. Any other
entity has the key of its identifier (decision 2): kind, scope and the digest of its plain name; a node of another base
gets the key that its name would have here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from rdflib import RDFS, URIRef

from kg.gazetteer import CODE_BOOK, Gazetteer, UnknownDivision
from kg.ground import plain_name
from kg.identifiers import digest
from kg.merge.names import plain_division
from kg.merge.terms import T, nt, text_of
from kg.ontology import KG, annotation_type, class_chain, local_name, prefixes, vocabulary

if TYPE_CHECKING:
    from kg.merge.engine import Engine

__all__ = ["DIVISIONS", "Node", "divisions", "foreign", "read_classes"]

DIVISIONS = ("Province", "Prefecture", "County", "Township", "Village", "Community")
_ROOTS = ("Place", "Organization", "Program", "Document", "PeopleGroup", "Post", "Person")
_KINDS = {
    "Organization": "org",
    "Program": "program",
    "Document": "document",
    "PeopleGroup": "group",
    "Post": "post",
}
_SCOPED = re.compile(r"[a-z]+_(\d{6})_[0-9a-f]{12}")
_CODE = re.compile(r'"(\d{2,12})"\^\^<([^<>]+)>')
_MINTED = re.compile(r"place_(\d{6})_[0-9a-f]{12}|place_(?:[a-z]+[0-9]{4}_)?\d{2,12}")


@dataclass(slots=True)
class Node:
    """A node with what its keys are made of. `codes` maps a code book to its codes; `line` is the town's name."""

    iri: str
    cls: str
    label: str
    name: str
    codes: dict[str, list[str]] = field(default_factory=dict)
    candidates: tuple[tuple[str, str], ...] = ()
    county: str = ""
    town: str = ""
    sources: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[str, str, str, str] | None:
        """The full key of a division: class, county, town (a county's town has none) and name; None if a part is unknown."""
        if not self.county or not self.name:
            return None
        if self.cls == "Township":
            return self.cls, self.county, "", self.name
        if self.cls in ("Village", "Community") and self.town:
            return self.cls, self.county, self.town, self.name
        return None


def read_classes(tables: Engine) -> None:
    """Fills the table `entity(s, cls, root)`: every entity with its narrowest class, the first by name of several."""
    found = [
        (-len(chain), local_name(cls), next(r for r in _ROOTS if KG[r] in chain), nt(cls))
        for cls, chain in _classes()
        if any(KG[root] in chain for root in _ROOTS)
    ]
    rows = [(cls, name, root, f"{rank:06}") for rank, (_, name, root, cls) in enumerate(sorted(found))]
    tables.put("class", ("o", "cls", "root", "rank"), rows)
    tables.keep(
        "entity",
        """SELECT s, min_by(cls, rank) AS cls, min_by(root, rank) AS root
        FROM quad JOIN class USING (o) WHERE p = $type GROUP BY s""",
        {"type": T["type"]},
    )


@cache
def _classes() -> list[tuple[URIRef, tuple[URIRef, ...]]]:
    below = (c for c in vocabulary().subjects(RDFS.subClassOf) if isinstance(c, URIRef))
    return [(c, class_chain(c)) for c in sorted({c for c in below if c.startswith(str(KG))})]


def divisions(tables: Engine) -> dict[str, Node]:
    """All divisions by IRI, each with its codes, county and town as far as any source or the code book tells them."""
    nodes: dict[str, Node] = {}
    rows = tables.rows(
        """SELECT entity.s, cls, min(o) FILTER (WHERE p = $label), array_agg(DISTINCT o) FILTER (WHERE p = $notation),
            array_agg(DISTINCT o) FILTER (WHERE p = $candidate), array_agg(DISTINCT g)
        FROM entity JOIN quad USING (s) WHERE array_contains($classes, cls) GROUP BY entity.s, cls""",
        {
            "label": T["label"],
            "notation": T["notation"],
            "candidate": T["candidate"],
            "classes": list(DIVISIONS),
        },
    )
    for iri, cls, label, notations, candidates, sources in rows:
        words = text_of(label) if label else ""
        node = Node(text_of(iri), cls, words, plain_division(words, cls), sources=frozenset(sources))
        for book, code in _codes(notations):
            node.codes.setdefault(book, []).append(code)
        node.candidates = tuple(_codes(candidates))
        nodes[node.iri] = node
    _Places(tables, nodes).settle()
    return nodes


def _codes(literals: list[str] | None) -> Iterator[tuple[str, str]]:
    base = prefixes()["codebook"]
    for found in (_CODE.fullmatch(literal) for literal in sorted(literals or [])):
        if found is not None:
            yield found[2].removeprefix(base), found[1]


class _Places:
    """Where each division lies, told by its codes, its IRI, what it is located in, and the reports that mention it."""

    def __init__(self, tables: Engine, nodes: dict[str, Node]) -> None:
        self.nodes = nodes
        self.above: dict[str, list[str]] = defaultdict(list)
        for s, o in tables.rows(
            "SELECT DISTINCT s, o FROM quad SEMI JOIN entity USING (s) WHERE p = $located ORDER BY s, o",
            {"located": T["located"]},
        ):
            self.above[text_of(s)].append(text_of(o))
        self.spatial = _areas_of_reports(tables)
        self.by_code = {(b, c): n for n in nodes.values() for b, codes in n.codes.items() for c in codes}

    def settle(self) -> None:
        for node in self.nodes.values():
            node.county = self._county(node, 4)
        with Gazetteer() as book:
            for node in self.nodes.values():
                if node.cls in ("Village", "Community"):
                    node.town = self._town(node, book)

    def _county(self, node: Node, steps: int) -> str:
        for codes in node.codes.values():
            for code in codes:
                if len(code) >= 6:
                    return code[:6]
        scoped = _SCOPED.fullmatch(node.iri.removeprefix(prefixes()["id"]))
        if scoped is not None:
            return scoped[1]
        around = {
            self._county(self.nodes[above], steps - 1)
            for above in self.above[node.iri]
            if steps and above in self.nodes
        } - {""}
        if not around and node.cls in ("Township", "Village", "Community"):
            areas = {self.spatial[s] for s in node.sources if s in self.spatial}
            around = {self._county(self.nodes[a], 0) for a in areas if a in self.nodes} - {""}
        return around.pop() if len(around) == 1 else ""

    def _town(self, node: Node, book: Gazetteer) -> str:
        towns = {
            self.nodes[a].name
            for a in self.above[node.iri]
            if a in self.nodes and self.nodes[a].cls == "Township"
        }
        if len(towns) == 1:
            return towns.pop()
        for name, codes in sorted(node.codes.items()):
            for code in codes:
                town = self.by_code.get((name, code[:9]))
                if town is not None:
                    return town.name
                if name == CODE_BOOK:
                    try:
                        found = book.county(code[:6])
                    except UnknownDivision:
                        continue
                    for one in found.towns:
                        if one.code == code[:9]:
                            return plain_division(one.name, "Township")
        return ""


def _areas_of_reports(tables: Engine) -> dict[str, str]:
    query = "SELECT s, min(o) FROM quad WHERE p = $spatial AND s = g GROUP BY s"
    rows = tables.rows(query, {"spatial": T["spatial"]})
    return {s: text_of(o) for s, o in rows}


def foreign(tables: Engine, places: dict[str, Node]) -> list[tuple[str, str, str]]:
    """Each entity of another base that is no division, with its key as an own IRI ("" if none can be made) and its label.

    The scope is the county of its jurisdiction, else of the one area that its sources are about.
    """
    base = prefixes()["id"]
    rows = tables.rows(
        """SELECT entity.s, cls, root, min(o) FILTER (WHERE p = $label),
            array_agg(DISTINCT o) FILTER (WHERE p = $jurisdiction), array_agg(DISTINCT g)
        FROM entity JOIN quad USING (s)
        WHERE left(entity.s, length($base)) <> $base AND NOT array_contains($classes, cls)
        GROUP BY entity.s, cls, root ORDER BY entity.s""",
        {
            "label": T["label"],
            "jurisdiction": T["jurisdiction"],
            "base": "<" + base,
            "classes": list(DIVISIONS),
        },
    )
    areas = _areas_of_reports(tables)
    found = []
    for iri, cls, root, label, jurisdictions, sources in rows:
        near = {text_of(o) for o in jurisdictions or []} or {areas[g] for g in sources if g in areas}
        counties = {places[a].county for a in near if a in places} - {""}
        kind, words = _KINDS.get(root), text_of(label) if label else ""
        key = ""
        if kind and words and len(counties) == 1:
            type_ = annotation_type(KG[cls])[0]
            key = f"{base}{kind}_{counties.pop()}_{digest(plain_name(words, type_))}"
        found.append((text_of(iri), key, words))
    return found
