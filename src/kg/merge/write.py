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
from kg.merge.terms import DERIVED, T, nt
from kg.nt import literal
from kg.ontology import KG, class_chain, instance, prefixes
from kg.store import turtle

if TYPE_CHECKING:
    from kg.merge.engine import Engine

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
        found += [(node, T["label"], literal(label, "zh")), (node, nt(RDFS.comment), literal(one.why, "en"))]
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


def write_quads(tables: Engine, file: Path) -> None:
    """All quads with what the merge derived, as sorted N-Quads."""
    tables.write(
        f"""SELECT concat_ws(' ', s, p, o, g, '.') AS line FROM quad
        UNION ALL SELECT concat_ws(' ', s, p, o, '{nt(DERIVED)}', '.') FROM derived""",
        file,
    )


def write_view(tables: Engine, file: Path) -> Graph | None:
    """The canonical view as Turtle, and the graph itself where it is small enough to be laid out for reading.

    Every node is replaced by its canonical one; of several labels one stays and the rest become other names.
    """
    # Of several names in one language the canonical node's own stands first, then the longest: the fullest one.
    tables.keep(
        "named",
        """SELECT s, lang, min_by(o, (old, -length(o), o)) AS o FROM (
            SELECT coalesce(new, s) AS s, o, regexp_extract(o, '@([A-Za-z0-9-]+)$', 1) AS lang, new IS NOT NULL AS old
            FROM quad LEFT JOIN canonical ON canonical.old = s WHERE p = $label
        ) GROUP BY s, lang HAVING count(DISTINCT o) > 1""",
        {"label": T["label"]},
    )
    # In two steps: joins and the search for doubles in one take more memory than is given.
    tables.keep(
        "doubled",
        """SELECT
            coalesce(a.new, quad.s) AS s,
            CASE WHEN p = $label AND named.o <> quad.o THEN $alt ELSE p END AS p,
            coalesce(b.new, quad.o) AS o
        FROM quad LEFT JOIN canonical a ON a.old = quad.s LEFT JOIN canonical b ON b.old = quad.o
        LEFT JOIN named ON p = $label AND named.s = coalesce(a.new, quad.s)
            AND named.lang = regexp_extract(quad.o, '@([A-Za-z0-9-]+)$', 1)
        UNION ALL SELECT * FROM derived""",
        {"label": T["label"], "alt": T["alt"]},
    )
    # A name that is the first one already is no other name.
    tables.keep(
        "shown",
        """SELECT DISTINCT s, p, o FROM doubled WHERE p <> $alt
        UNION ALL SELECT DISTINCT s, p, o FROM doubled WHERE p = $alt AND NOT EXISTS (
            SELECT 1 FROM doubled first WHERE first.p = $label AND first.s = doubled.s AND first.o = doubled.o)""",
        {"alt": T["alt"], "label": T["label"]},
    )
    ((count,),) = tables.rows("SELECT count(*) FROM shown")
    if count > _READABLE:
        tables.write("SELECT concat_ws(' ', s, p, o, '.') AS line FROM shown", file)
        return None
    lines = tables.rows("SELECT concat_ws(' ', s, p, o, '.') FROM shown")
    graph = Graph()
    for prefix, base in prefixes().items():
        graph.bind(prefix, base, replace=True)
    graph.parse(data="\n".join(line for (line,) in lines), format="nt")
    file.write_text(turtle(graph), encoding="utf-8", newline="\n")
    return graph
