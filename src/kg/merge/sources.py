"""Which source says a triple that stands in no named graph.

A file of one report: that report. A file of several: the report in which the subject stands, or that states the relation,
or that alone mentions the subject; for what several of them may have said, a source of its own that is derived from them
all. A file without a report is a source by its content. So a name depends on what a file says and not on where it lies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import URIRef

from kg.identifiers import digest
from kg.merge.terms import T, columns, nt
from kg.ontology import KG, below, instance, superproperties, vocabulary

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["attribute"]


def attribute(db: DuckDBPyConnection) -> None:
    """Gives every row of the table `part` without a graph (`g` is empty) the graph of its source."""
    if not db.execute("SELECT 1 FROM part WHERE g = '' LIMIT 1").fetchone():
        return
    kinds = [nt(cls) for cls in below(KG.Report)]
    rows = db.execute(
        "SELECT DISTINCT s FROM part WHERE g = '' AND p = ? AND list_contains(?, o) ORDER BY s",
        [T["type"], kinds],
    ).fetchall()
    reports = [row[0] for row in rows]
    if not reports:
        # The sum over MD5 of each triple does not depend on their order.
        found = db.execute(
            "SELECT bit_xor(h) FROM (SELECT DISTINCT md5_number(concat_ws(' ', s, p, o)) AS h FROM part WHERE g = '')"
        ).fetchone()
        assert found is not None
        db.execute("UPDATE part SET g = ? WHERE g = ''", [_source(str(found[0]))])
    elif len(reports) == 1:
        db.execute("UPDATE part SET g = ? WHERE g = ''", [reports[0]])
    else:
        _several(db, reports)


def _source(*parts: str) -> str:
    return nt(instance("source_" + digest(*parts)))


def _several(db: DuckDBPyConnection, reports: list[str]) -> None:
    source = _source(*reports)
    db.execute("CREATE OR REPLACE TEMP TABLE report AS SELECT unnest(?) AS r", [reports])
    # The report of each passage, figure and statement; a passage's IRI is the report's with a fragment.
    db.execute(
        """CREATE OR REPLACE TEMP TABLE own AS
        SELECT DISTINCT s, r FROM (
            SELECT r AS s, r FROM report
            UNION ALL SELECT s, o FROM part WHERE g = '' AND p = $in_report
            UNION ALL SELECT s, split_part(o, '#', 1) || '>' FROM part WHERE g = '' AND p = $quoted
        ) SEMI JOIN report USING (r)""",
        {"in_report": T["in_report"], "quoted": T["quoted"]},
    )
    above = [(nt(p), nt(q)) for p in _relations() for q in (p, *superproperties(p))]
    db.execute("CREATE OR REPLACE TEMP TABLE relation (p VARCHAR, q VARCHAR)")
    db.execute("INSERT INTO relation SELECT unnest(?), unnest(?)", columns(above))
    db.execute(
        """CREATE OR REPLACE TEMP TABLE stated AS
        SELECT DISTINCT st.a AS s, relation.q AS p, st.c AS o, own.r FROM (
            SELECT s, min(o) FILTER (p = $subject) AS a, min(o) FILTER (p = $predicate) AS b,
                min(o) FILTER (p = $object) AS c
            FROM part WHERE g = '' AND p IN ($subject, $predicate, $object) GROUP BY s
        ) st JOIN relation ON relation.p = st.b JOIN own ON own.s = st.s""",
        {name: T[name] for name in ("subject", "predicate", "object")},
    )
    db.execute(
        """CREATE OR REPLACE TEMP TABLE seen AS
        SELECT s, CASE WHEN count(DISTINCT r) = 1 THEN min(r) ELSE $source END AS r FROM (
            SELECT part.s, split_part(o, '#', 1) || '>' AS r FROM part WHERE g = '' AND p = $mention
        ) SEMI JOIN report USING (r) GROUP BY s""",
        {"source": source, "mention": T["mention"]},
    )
    db.execute(
        """CREATE OR REPLACE TEMP TABLE told AS
        SELECT part.s, part.p, part.o, part.g AS stood,
            coalesce(stated.r, own.r, mentioned.r, seen.r, $source) AS r
        FROM part
        LEFT JOIN stated ON stated.s = part.s AND stated.p = part.p AND stated.o = part.o
        LEFT JOIN own ON own.s = part.s
        LEFT JOIN report mentioned ON part.p = $mention AND mentioned.r = split_part(part.o, '#', 1) || '>'
        LEFT JOIN seen ON seen.s = part.s""",
        {"source": source, "mention": T["mention"]},
    )
    db.execute(
        """CREATE OR REPLACE TABLE part AS
        SELECT s, p, o, CASE WHEN stood = '' THEN r ELSE stood END AS g FROM told
        UNION ALL SELECT $source, $derived, r, $source FROM report""",
        {"source": source, "derived": T["derived"]},
    )
    for name in ("told", "seen", "stated", "own"):
        db.execute(f"DROP TABLE {name}")


def _relations() -> list[URIRef]:
    """The relations between entities: the properties of our own that lead from one to another."""
    from rdflib import OWL, RDF

    found = vocabulary().subjects(RDF.type, OWL.ObjectProperty)
    return sorted(p for p in found if isinstance(p, URIRef) and str(p).startswith(str(KG)))
