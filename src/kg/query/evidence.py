"""The words behind a row: for the first thing of it that was quoted from a report, the quote and the report."""

from __future__ import annotations

import pyoxigraph as ox

from kg.errors import BadInput
from kg.namespaces import prefixes
from kg.query.answer import Answer, Asked, Term
from kg.query.names import BATCH
from kg.questions import question

__all__ = ["COLUMNS", "with_evidence"]

COLUMNS = ("evidence_quote", "evidence_start", "evidence_end", "evidence_report")


def with_evidence(store: Asked, answer: Answer) -> Answer:
    """The answer with four more columns: the quote, its place in characters, and the file name of the report.

    A row's evidence is the first passage, in the order of the text, of its last IRI that has one: by the custom of the
    ready questions a row ends with the fact it tells. Rows without such an IRI stay empty there. Raises BadInput for an
    answer that has no rows.
    """
    if answer.truth is not None or answer.triples is not None:
        raise BadInput("evidence goes with rows: --with-evidence needs a SELECT query")
    things = list(dict.fromkeys(c.value for r in answer.rows for c in r if isinstance(c, ox.NamedNode)))
    found: dict[str, tuple[Term | None, ...]] = {}
    for n in range(0, len(things), BATCH):
        sparql = question("evidence-of").sparql({"thing": things[n : n + BATCH]})
        for solution in store.query(sparql, prefixes=prefixes()):  # in the order of reports and places
            told = tuple(solution[c] for c in ("quote", "start", "end", "report"))
            found.setdefault(solution["thing"].value, told)
    nothing: tuple[Term | None, ...] = (None,) * len(COLUMNS)
    rows = []
    for row in answer.rows:
        iris = (c.value for c in reversed(row) if isinstance(c, ox.NamedNode))
        rows.append((*row, *next((found[i] for i in iris if i in found), nothing)))
    return Answer((*answer.variables, *COLUMNS), tuple(rows), cut=answer.cut)
