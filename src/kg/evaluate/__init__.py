"""How well one report's annotations agree with a careful reader's: precision, recall and F1.

The form of both files and the meaning of each count are the contract in the gold folder's README. In short:
an entity is found by its type and one of its names, a figure by its place, number and unit, a relation by its
two ends, its predicate and a quote that names one end. What the gold file marks optional counts neither way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from kg.errors import BadInput
from kg.evaluate.files import KINDS, gold_files, read_gold, read_rows
from kg.evaluate.match import (
    Known,
    Row,
    fault,
    match_entities,
    match_figures,
    match_relations,
    missed_fields,
)
from kg.evaluate.score import Counts, Score, render

__all__ = ["Counts", "Score", "evaluate", "gold_files", "read_gold", "read_rows", "render"]


def evaluate(gold: Mapping[str, Any], text: str, rows: Sequence[Row]) -> Score:
    """Score the annotations of one report against its gold annotations.

    `gold` and `rows` are as `read_gold` and `read_rows` return them, `text` is the report's text with the BOM
    dropped. Rows that do not quote the text are counted and listed, and not scored. Raises BadInput when the
    gold file is about another text, or when a relation has no predicate.
    """
    if gold.get("sha256") and hashlib.sha256(text.encode()).hexdigest() != gold["sha256"]:
        raise BadInput(f"{gold['doc']}: its gold annotations are of another text (the SHA-256 differs)")
    grounded: dict[str, list[Row]] = {kind: [] for kind in KINDS}
    ungrounded = []
    for row in rows:
        if why := fault(row, text):
            ungrounded.append(f"{row['kind']} {row.get('name') or row.get('quote')}: {why}")
        else:
            grounded[row["kind"]].append(row)
    known = [Known.of(entity) for entity in gold["entities"]]
    entities, bound = match_entities(known, grounded["entity"])
    figures, attributes = match_figures(gold["figures"], grounded["figure"], known)
    relations = match_relations(gold["relations"], grounded["relation"], grounded["entity"], known, bound)
    wanted, absent = missed_fields(gold["report"], next(iter(grounded["report"]), {}))
    lists = {
        "ungrounded (not scored)": ungrounded,
        "entities missed": entities.misses,
        "entities extra": entities.extras,
        "figures missed": figures.misses,
        "figures extra": figures.extras,
        "relations missed": relations.misses,
        "relations extra": relations.extras,
    }
    return Score(
        doc=gold["doc"],
        ungrounded=len(ungrounded),
        fields_right=wanted - len(absent),
        fields_of=wanted,
        fields_missed=absent,
        entities=entities.counts,
        figures=figures.counts["all"],
        attributes=attributes,
        relations=relations.counts["all"],
        lists={title: tuple(items) for title, items in lists.items()},
    )
