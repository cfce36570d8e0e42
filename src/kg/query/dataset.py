"""The dataset of a query that names its graphs itself (FROM, or the protocol's default-graph-uri).

Oxigraph reads several default graphs as a bag: a triple of two of them counts twice, against RDF's merge. So two or more
are first merged into a store of their own; one, or none, needs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import BadQuery
from kg.namespaces import prefixes
from kg.query.lexing import tokens

if TYPE_CHECKING:
    from kg.query.endpoint import Endpoint

__all__ = ["graphs_of", "run_on"]

# A cheap look before a query is read word by word; names such as prov:wasQuotedFrom are no clause.
_CLAUSE = re.compile(r"(?<![\w:])from(?!\w)", re.IGNORECASE)


def graphs_of(sparql: str) -> tuple[list[str], list[str]]:
    """The IRIs after FROM and after FROM NAMED, as far as they are absolute or of a known or declared prefix."""
    if _CLAUSE.search(sparql) is None:
        return [], []
    bases, default, named = prefixes(), list[str](), list[str]()
    words = list(tokens(sparql))
    for n, word in enumerate(words):
        following = [w.text for w in words[n + 1 : n + 3]]
        if word.text.upper() == "PREFIX" and len(following) == 2:
            bases[following[0].removesuffix(":")] = following[1][1:-1]
        if word.kind != "word" or word.text.upper() != "FROM" or not following:
            continue
        is_named = following[0].upper() == "NAMED" and len(following) == 2
        term = following[-1] if is_named else following[0]
        name, _, local = term.partition(":")
        iri = term[1:-1] if term.startswith("<") else bases.get(name, f"{name}:") + local
        (named if is_named else default).append(iri)
    return default, named


def _needed(sparql: str) -> dict[str, str]:
    """The project's prefixes that a query may use: Oxigraph copies what it is given for every query."""
    escaped = "\\" in sparql  # then a name may stand there in another spelling
    return {name: base for colon, name, base in _prefixes() if escaped or colon in sparql}


@cache
def _prefixes() -> tuple[tuple[str, str, str], ...]:
    return tuple((f"{name}:", name, base) for name, base in prefixes().items())


def run_on(
    store: ox.Store | Endpoint, sparql: str, default: Sequence[str] = (), named: Sequence[str] = ()
) -> object:
    """Runs a query with the project's prefixes on the graphs that the caller names, else on those that it names itself.

    An endpoint merges them itself, as the standard says. Raises what Oxigraph or the endpoint raises, and BadQuery for
    a name of a graph that is no IRI.
    """
    if not default and not named:
        own, own_named = graphs_of(sparql)
        if len(set(own)) < 2 or not isinstance(store, ox.Store):
            return store.query(sparql, prefixes=_needed(sparql))
        default, named = own, own_named
    try:
        defaults = [ox.NamedNode(i) for i in dict.fromkeys(default)]
        nameds = [ox.NamedNode(i) for i in dict.fromkeys(named)]
    except ValueError as e:
        raise BadQuery(f"the name of a graph is no absolute IRI: {e}") from e
    if len(defaults) > 1 and isinstance(store, ox.Store):
        merged = ox.Store()
        for graph in defaults:
            quads = store.quads_for_pattern(None, None, None, graph)
            merged.extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
        for graph in nameds:
            merged.extend(store.quads_for_pattern(None, None, None, graph))
        return merged.query(
            sparql, prefixes=_needed(sparql), default_graph=ox.DefaultGraph(), named_graphs=list(nameds)
        )
    return store.query(
        sparql, prefixes=_needed(sparql), default_graph=list(defaults), named_graphs=list(nameds)
    )
