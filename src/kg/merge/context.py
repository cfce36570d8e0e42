"""What a person needs to see of a node: its label, and the words about it with the title of their report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.merge.terms import T, nt, text_of

if TYPE_CHECKING:
    from kg.merge.engine import Engine

__all__ = ["contexts", "labels_of"]

_LONGEST = 120


def contexts(tables: Engine, nodes: set[str]) -> dict[str, tuple[str, str]]:
    """The label and the context of each node: what it lies in, and the longest words that a source states about it."""
    found = dict.fromkeys(nodes, ("", ""))
    if not nodes:
        return found
    _wanted(tables, nodes)
    rows = tables.rows(
        """WITH said AS (
            SELECT w.s, st.s AS by_ FROM wanted w JOIN quad st ON st.o = w.s AND (st.p = $subject OR st.p = $object)
        ), quotes AS (
            SELECT said.s, q.o AS passage FROM said JOIN quad q ON q.s = said.by_ AND q.p = $quoted
            UNION SELECT w.s, q.o FROM wanted w JOIN quad q ON q.s = w.s AND q.p = $mention
        ), best AS (
            SELECT quotes.s, max_by(e.o, (least(length(e.o), $longest), e.o)) AS words,
                max_by(e.g, (least(length(e.o), $longest), e.o, e.g)) AS source
            FROM quotes JOIN quad e ON e.s = quotes.passage AND e.p = $quote GROUP BY quotes.s
        ), inside AS (
            SELECT w.s, array_sort(array_agg(DISTINCT l.o)) AS o FROM wanted w
            JOIN quad a ON a.s = w.s AND a.p = $located JOIN quad l ON l.s = a.o AND l.p = $label GROUP BY w.s
        )
        SELECT w.s, (SELECT min(o) FROM quad WHERE quad.s = w.s AND p = $label), inside.o, best.words,
            (SELECT min(o) FROM quad WHERE quad.s = best.source AND p = $title), best.source
        FROM wanted w LEFT JOIN best ON best.s = w.s LEFT JOIN inside ON inside.s = w.s""",
        {n: T[n] for n in ("subject", "object", "quoted", "mention", "quote", "located", "label", "title")}
        | {"longest": _LONGEST},
    )
    for node, label, inside, words, title, source in rows:
        parts = [
            " ".join(text_of(part) for part in inside or ()),
            f"“{text_of(words)[:_LONGEST]}”" if words else "",
            text_of(title) if title else (text_of(source).rsplit("/", 1)[-1] if source else ""),
        ]
        found[text_of(node)] = (text_of(label) if label else "", " | ".join(p for p in parts if p))
    return found


def labels_of(tables: Engine, nodes: set[str]) -> dict[str, str]:
    """The label or title of each node that has one."""
    if not nodes:
        return {}
    _wanted(tables, nodes)
    rows = tables.rows(
        """SELECT s, coalesce(min(o) FILTER (WHERE p = $label), min(o) FILTER (WHERE p = $title),
            min(o) FILTER (WHERE p = $identifier))
        FROM quad SEMI JOIN wanted USING (s) WHERE p IN ($label, $title, $identifier) GROUP BY s""",
        {n: T[n] for n in ("label", "title", "identifier")},
    )
    return {text_of(s): text_of(o) for s, o in rows}


def _wanted(tables: Engine, nodes: set[str]) -> None:
    tables.put("wanted", ("s",), [(nt(n),) for n in sorted(nodes)])
