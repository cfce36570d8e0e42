"""The files of a merge: what every source says, the canonical view, and what was decided, is open or differs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rdflib import RDFS, Graph

from kg.identifiers import digest
from kg.merge.comparison import AGREEMENT, CONFLICT, REFINEMENT, SERIES, Comparison
from kg.merge.facts import Fact
from kg.merge.terms import DERIVED, T, nt, word
from kg.ontology import KG, class_chain, instance, prefixes
from kg.store import turtle

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["comparison_rows", "derived", "table", "write_quads", "write_view"]

# Up to this many triples the canonical view is laid out for reading; a larger one is written one triple to a line.
_READABLE = 50_000
_CLASSES = {AGREEMENT: "Agreement", REFINEMENT: "Refinement", CONFLICT: "Conflict", SERIES: "Series"}

Triple = tuple[str, str, str]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table with tabs between its cells; a line end or tab inside a cell becomes a blank."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(head)
    writer.writerows(
        [[" ".join(str(cell).split()) if isinstance(cell, str) else cell for cell in row] for row in rows]
    )
    return out.getvalue()


def derived(canonical: dict[str, str], comparisons: Iterable[Comparison]) -> list[Triple]:
    """What the merge itself says: which IRI stands for which, and a node for each comparison with figures and passages."""
    found: list[Triple] = []
    for old, new in sorted(canonical.items()):
        found += [(nt(old), T["replaced"], nt(new)), (nt(old), T["exact"], nt(new))]
    for one in comparisons:
        if one.kind not in _CLASSES:
            continue
        node = nt(instance("comparison_" + digest(*sorted((one.one.iri, one.two.iri)), *_facet(one))))
        found += [(node, T["type"], nt(cls)) for cls in class_chain(KG[_CLASSES[one.kind]])]
        first, second = (f.shown if isinstance(f, Fact) else f.words for f in (one.one, one.two))
        label = f"{one.one.measure_label}：{first} / {second}"
        found += [(node, T["label"], word(label)), (node, nt(RDFS.comment), word(one.why, "en"))]
        for stated in (one.one, one.two):
            found.append((node, nt(KG.compares), nt(stated.iri)))
            if stated.passage:
                found.append((node, T["derived"], nt(stated.passage)))
    return found


def _facet(one: Comparison) -> tuple[str, ...]:
    """What a fact is about beside its passage, which may state several."""
    return (one.one.measure, one.one.area) if isinstance(one.one, Fact) else ()


def comparison_rows(
    comparisons: Iterable[Comparison], names: dict[str, str]
) -> tuple[list[str], list[list[object]]]:
    """The head and rows of conflicts.tsv. `names` holds labels and titles by IRI."""
    sides = ("value", "words", "period", "source", "title", "figure")
    head = [
        "kind",
        "measure",
        "area",
        "area_label",
        *(f"{s}_{n}" for n in (1, 2) for s in sides),
        "others",
        "why",
    ]
    rows: list[list[object]] = []
    for c in comparisons:
        row: list[object] = [c.kind, c.one.measure_label, c.one.area, names.get(c.one.area, "")]
        for f in (c.one, c.two):
            row += [f.shown, f.words, f.period, f.source, names.get(f.source, ""), f.iri]
        rows.append([*row, c.others, c.why])
    return head, rows


def write_quads(db: DuckDBPyConnection, file: Path) -> None:
    """All quads with what the merge derived, as sorted N-Quads."""
    _copy(
        db,
        f"""SELECT concat_ws(' ', s, p, o, g, '.') AS line FROM quad
        UNION ALL SELECT concat_ws(' ', s, p, o, '{nt(DERIVED)}', '.') FROM derived ORDER BY line""",
        file,
    )


def write_view(db: DuckDBPyConnection, file: Path) -> Graph | None:
    """The canonical view as Turtle, and the graph itself where it is small enough to be laid out for reading.

    Every node is replaced by its canonical one; of several labels one stays and the rest become other names.
    """
    # Of several names in one language the canonical node's own stands first, then the longest: the fullest one.
    db.execute(
        """CREATE OR REPLACE TEMP TABLE named AS
        SELECT s, lang, arg_min(o, (old, -length(o), o)) AS o FROM (
            SELECT coalesce(new, s) AS s, o, regexp_extract(o, '@([A-Za-z0-9-]+)$', 1) AS lang, new IS NOT NULL AS old
            FROM quad LEFT JOIN canonical ON canonical.old = s WHERE p = $label
        ) GROUP BY s, lang HAVING count(DISTINCT o) > 1""",
        {"label": T["label"]},
    )
    # In two steps: joins and the search for doubles in one take more memory than is given.
    db.execute(
        """CREATE OR REPLACE TABLE doubled AS SELECT
            coalesce(a.new, quad.s) AS s,
            CASE WHEN p = $label AND named.o <> quad.o THEN $alt ELSE p END AS p,
            coalesce(b.new, quad.o) AS o
        FROM quad LEFT JOIN canonical a ON a.old = quad.s LEFT JOIN canonical b ON b.old = quad.o
        LEFT JOIN named ON p = $label AND named.s = coalesce(a.new, quad.s)
            AND named.lang = regexp_extract(quad.o, '@([A-Za-z0-9-]+)$', 1)
        UNION ALL SELECT * FROM derived""",
        {"label": T["label"], "alt": T["alt"]},
    )
    db.execute("CREATE OR REPLACE TABLE view AS SELECT DISTINCT * FROM doubled")
    db.execute("DROP TABLE doubled")
    # A name that is the first one already is no other name.
    db.execute(
        """DELETE FROM view WHERE p = $alt AND EXISTS (
            SELECT 1 FROM view v WHERE v.s = view.s AND v.o = view.o AND v.p = $label)""",
        {"alt": T["alt"], "label": T["label"]},
    )
    count = db.execute("SELECT count(*) FROM view").fetchone()
    assert count is not None
    if count[0] > _READABLE:
        _copy(db, "SELECT concat_ws(' ', s, p, o, '.') AS line FROM view ORDER BY line", file)
        return None
    lines = db.execute("SELECT concat_ws(' ', s, p, o, '.') FROM view").fetchall()
    graph = Graph()
    for prefix, base in prefixes().items():
        graph.bind(prefix, base, replace=True)
    graph.parse(data="\n".join(line for (line,) in lines), format="nt")
    file.write_text(turtle(graph), encoding="utf-8", newline="\n")
    return graph


def _copy(db: DuckDBPyConnection, query: str, file: Path) -> None:
    target = str(file).replace("'", "''")
    db.execute(
        f"COPY ({query}) TO '{target}' (FORMAT csv, HEADER false, DELIMITER '\x1f', QUOTE '', ESCAPE '')"
    )
