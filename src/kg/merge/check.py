"""Whether a graph can be merged: it has types, and it uses the words of this ontology, of a version that agrees."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import OWL, RDF

from kg.errors import BadGraph
from kg.merge.terms import T, nt, text_of
from kg.ontology import KG, prefixes, vocabulary

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["check", "conforms"]


def check(db: DuckDBPyConnection, file: Path) -> None:
    """Raises BadGraph with what is wrong with the table `part`, read from a file, and what to do about it."""
    count = db.execute("SELECT count(*), count(*) FILTER (p = ?) FROM part", [T["type"]]).fetchone()
    assert count is not None
    if not count[0]:
        raise BadGraph(f"{file}: holds no triple")
    if not count[1]:
        raise BadGraph(f"{file}: no node has a type (rdf:type), so nothing tells places from figures")
    terms = str(KG)
    unknown = db.execute(
        """SELECT min(t) FROM (
            SELECT DISTINCT p AS t FROM part UNION SELECT DISTINCT o FROM part WHERE p = $type
        ) WHERE starts_with(t, $terms) AND NOT list_contains($known, t)""",
        {"type": T["type"], "terms": "<" + terms, "known": _own_terms()},
    ).fetchone()
    if unknown is not None and unknown[0] is not None:
        raise BadGraph(
            f"{file}: {text_of(unknown[0])} is no term of this ontology ({_version()}): "
            "the graph was made with another version"
        )
    _strange(db, file)
    _same_version(db, file)


def _own_terms() -> list[str]:
    terms = str(KG)
    return sorted({nt(str(s)) for s in vocabulary().subjects() if str(s).startswith(terms)})


def _version() -> str:
    found = next(vocabulary().subjects(RDF.type, OWL.Ontology))
    return str(vocabulary().value(found, OWL.versionInfo))


def _strange(db: DuckDBPyConnection, file: Path) -> None:
    """Another spelling of a namespace is another vocabulary to RDF: http for https, a trailing slash for a hash."""
    for ours in (prefixes()["schema"], str(KG), prefixes()["id"]):
        other = "<" + ours.replace("https://", "http://")
        found = db.execute(
            "SELECT 1 FROM part WHERE starts_with(s, $1) OR starts_with(p, $1) OR starts_with(o, $1) LIMIT 1",
            [other],
        ).fetchone()
        if found is not None:
            raise BadGraph(f"{file}: uses {other[1:]} where this ontology has {ours}; write https")
    entity = db.execute(
        "SELECT 1 FROM part WHERE p = $type AND starts_with(o, $terms) LIMIT 1",
        {"type": T["type"], "terms": "<" + str(KG)},
    ).fetchone()
    if entity is None:
        raise BadGraph(f"{file}: no node is of a class of {KG}; type its nodes with those classes")


def _same_version(db: DuckDBPyConnection, file: Path) -> None:
    base = str(KG).removesuffix("#")
    rows = db.execute(
        "SELECT DISTINCT o FROM part WHERE p = ? AND starts_with(o, ?) ORDER BY o",
        [T["conforms"], f"<{base}/"],
    ).fetchall()
    for (version,) in rows:
        stated = text_of(version).removeprefix(base + "/")
        if stated.split(".")[0] != _version().split(".")[0]:
            raise BadGraph(f"{file}: made for version {stated} of the ontology, this is {_version()}")


def conforms(file: Path) -> None:
    """Raises BadGraph with the first problem where a graph does not have the shape of `ontology/shapes.ttl` (SHACL)."""
    from kg.store import parts_of
    from kg.validate.shapes import misshapen

    problems = sorted(problem for part in parts_of(file) for problem in misshapen(part))
    if problems:
        first = problems[0]
        raise BadGraph(
            f"{file}: does not conform: {first.focus}: {first.message} ({len(problems)} in all, see: kg validate {file})"
        )
