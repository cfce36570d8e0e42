"""Answers of rdflib and Oxigraph in one form: rows of terms in the notation of SPARQL 1.1 TSV, sorted.

A number stands for its value (10.0 is 10), since engines may give it another datatype or spelling.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef

from kg.questions import question

SEED = Path(__file__).parents[1] / "exports" / "taibai-2021" / "graph.ttl"

XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = {XSD + n for n in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")}

Row = tuple[str, ...]
Answer = tuple[Row, list[Row]]


def literal(value: str, language: str | None, datatype: str | None) -> str:
    if datatype in NUMBERS:
        return f"{Decimal(value).normalize():f}"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\n", "\\n")
    if language:
        return f'"{escaped}"@{language}'
    return f'"{escaped}"' if datatype in (None, XSD + "string") else f'"{escaped}"^^<{datatype}>'


def rdflib_term(term: Any) -> str:
    assert not isinstance(term, BNode), "no answer needs a blank node"
    if isinstance(term, Literal):
        return literal(str(term), term.language, None if term.datatype is None else str(term.datatype))
    return "" if term is None else f"<{URIRef(term)}>"


def oxigraph_term(term: Any) -> str:
    assert not isinstance(term, ox.BlankNode), "no answer needs a blank node"
    if isinstance(term, ox.Literal):
        return literal(term.value, term.language, term.datatype.value)
    return "" if term is None else f"<{term.value}>"


def by_rdflib(graph: Graph, sparql: str) -> Answer:
    result = graph.query(sparql)
    if result.type == "CONSTRUCT":
        return ("subject", "predicate", "object"), sorted(tuple(map(rdflib_term, t)) for t in result)
    names = tuple(str(v) for v in result.vars or ())
    return names, sorted(tuple(rdflib_term(b.get(v)) for v in result.vars or ()) for b in result.bindings)


def by_oxigraph(store: ox.Store, sparql: str) -> Answer:
    result = store.query(sparql)
    if isinstance(result, ox.QueryTriples):
        rows = {tuple(oxigraph_term(t) for t in (a.subject, a.predicate, a.object)) for a in result}
        return ("subject", "predicate", "object"), sorted(rows)
    assert isinstance(result, ox.QuerySolutions)
    names = tuple(v.value for v in result.variables)
    return names, sorted(tuple(map(oxigraph_term, solution)) for solution in result)


def tsv(answer: Answer) -> str:
    names, rows = answer
    return "".join("\t".join(r) + "\n" for r in [tuple(f"?{n}" for n in names), *rows])


def plain(answer: Answer) -> list[dict[str, str]]:
    """Rows by name, for reading: the words of a literal, the last part of an IRI."""
    found = []
    for row in answer[1]:
        cells = (c.rsplit("@", 1)[0].strip('"') if c.startswith('"') else c.strip("<>") for c in row)
        local = (c.rsplit("/", 1)[-1].rsplit("#", 1)[-1] if c.startswith("http") else c for c in cells)
        found.append(dict(zip(answer[0], local, strict=True)))
    return found


def seed_store() -> ox.Store:
    """The committed graph of the seed in Oxigraph."""
    store = ox.Store()
    store.load(path=str(SEED), format=ox.RdfFormat.TURTLE)
    return store


def rows(store: ox.Store, name: str, /, **values: Any) -> list[dict[str, str]]:
    """The answer of a ready question, for reading."""
    return plain(by_oxigraph(store, question(name).sparql(values)))
