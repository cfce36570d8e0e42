"""The same triples as the same bytes of Turtle, in the layout of one object a line, whatever store they come from.

rdflib's `longturtle` has the layout, but orders blocks by how often they are referred to, so that one new triple moves a
block that did not change, and takes minutes for a million triples. Here N-Triples are sorted as lines of text, which is
the order of Unicode code points for subjects, predicates and objects alike, and shortened in one pass.

Layout: subjects in order; `a` first, then the other predicates; prefixes are declared if they are used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.namespaces import prefixes

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["turtle", "turtle_of_lines", "turtle_of_store"]

_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_PLAIN = {
    "<http://www.w3.org/2001/XMLSchema#integer>": re.compile(r"[+-]?[0-9]+"),
    "<http://www.w3.org/2001/XMLSchema#decimal>": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    "<http://www.w3.org/2001/XMLSchema#boolean>": re.compile(r"true|false"),
}
# A part of what Turtle allows, without anything that would need an escape.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")


def turtle(graph: Graph) -> str:
    """An rdflib graph as Turtle with its own prefixes, the same bytes for the same triples (it must hold no blank node)."""
    told = graph.serialize(format="nt", encoding="utf-8")
    nt = ox.RdfFormat.N_TRIPLES
    # Not through a store, which would keep the value of a number and not its spelling.
    lines = ox.serialize(ox.parse(told, format=nt, lenient=True), format=nt)
    return turtle_of_lines(
        (lines or b"").decode("utf-8"), {str(n): str(base) for n, base in graph.namespaces()}
    )


def turtle_of_store(store: ox.Store) -> str:
    """The default graph of a store as Turtle with the project's prefixes."""
    data = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
    return turtle_of_lines(data.decode("utf-8"), prefixes())


def turtle_of_lines(told: str | Iterable[str], bases: Mapping[str, str]) -> str:
    """Turtle of N-Triples, one text or its lines, in Oxigraph's spelling: one space between terms, ` .` at the end, no needless escape."""
    lines = sorted(told.split("\n") if isinstance(told, str) else told)
    short = _Short(bases)
    out: list[str] = []
    block: dict[str, list[str]] = {}
    subject = predicate = ""
    last = ""
    for line in lines:
        if line in ("", last):
            continue
        last = line
        found, link, rest = line.split(" ", 2)
        if found != subject:
            if block:
                _close(out, short, subject, block)
            subject, predicate = found, ""
        if link != predicate:
            predicate = link
            block[link] = []
        block[link].append(short[rest[:-2]])
    if block:
        _close(out, short, subject, block)
    head = [f"PREFIX {name}: <{base}>" for name, base in sorted(bases.items()) if name in short.used]
    return "\n".join([*head, *out]) + "\n"


def _close(out: list[str], short: _Short, subject: str, block: dict[str, list[str]]) -> None:
    out.append("\n" + short[subject])
    types = block.pop(_TYPE, None)
    if types:
        out.append("    a " + types[0] + " ;" if len(types) == 1 else _many("a", types))
    for link, objects in block.items():
        name = short[link]
        out.append(f"    {name} {objects[0]} ;" if len(objects) == 1 else _many(name, objects))
    out.append(".")
    block.clear()


def _many(name: str, objects: list[str]) -> str:
    return f"    {name}\n        " + " ,\n        ".join(objects) + " ;"


class _Short(dict[str, str]):
    """Terms of N-Triples as Turtle writes them, each worked out once."""

    def __init__(self, bases: Mapping[str, str]) -> None:
        super().__init__()
        self._names = {base: name for name, base in sorted(bases.items(), reverse=True)}
        self.used: set[str] = set()

    def __missing__(self, term: str) -> str:
        made = self[term] = self._made(term)
        return made

    def _made(self, term: str) -> str:
        if term.startswith("<"):
            cut = max(term.rfind("#"), term.rfind("/")) + 1
            name = self._names.get(term[1:cut])
            if name is None or not _LOCAL.fullmatch(term, cut, len(term) - 1):
                return term
            self.used.add(name)
            return f"{name}:{term[cut:-1]}"
        if term.endswith(">") and term.startswith('"'):
            end = term.rindex('"')
            kind = term[end + 3 :]
            plain = _PLAIN.get(kind)
            if plain is not None and plain.fullmatch(term, 1, end):
                return term[1:end]
            return term[: end + 3] + self[kind]
        return term
