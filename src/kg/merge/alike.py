"""Entities of different counties or reports that bear one name: a person may join them, no rule does."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.merge.decide import Candidate, Decision
from kg.merge.ledger import OPEN, Judgement
from kg.merge.terms import T, text_of
from kg.rulebook import wordlist

if TYPE_CHECKING:
    from kg.merge.engine import Engine

__all__ = ["likely_elsewhere"]


def likely_elsewhere(tables: Engine, judged: Mapping[tuple[str, str], Judgement], decision: Decision) -> None:
    """Adds candidates: outlets, schools and firms of one name in several counties, and people of one name in several reports.

    Of a name that n nodes bear, each is put beside the next, so that n - 1 answers settle them all.
    """
    rows = tables.rows(
        """SELECT cls, o, array_sort(array_agg(DISTINCT entity.s)) AS nodes
        FROM entity JOIN quad USING (s) WHERE p = $label AND array_contains($classes, cls)
        GROUP BY cls, o HAVING count(DISTINCT entity.s) > 1 ORDER BY cls, o""",
        {"label": T["label"], "classes": [*sorted(wordlist("merge", "widespread")), "Person"]},
    )
    for cls, label, nodes in rows:
        heads = sorted({decision.canonical.get(text_of(n), text_of(n)) for n in nodes})
        score, where = (0.3, "reports") if cls == "Person" else (0.6, "counties")
        for one, two in pairwise(heads):
            found = judged.get((one, two))
            if found is None or found.verdict == OPEN:
                decision.candidates.append(
                    Candidate(one, two, score, f"{cls} of one name in several {where}: {text_of(label)}")
                )
    decision.candidates.sort(key=lambda c: (-c.score, c.one, c.two))
