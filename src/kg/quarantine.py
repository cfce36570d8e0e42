"""What fails validation at build time is set aside with its reason and does not enter the graph.

A problem belongs to the figure, relation or entity whose node it is about, or that quotes the passage it is about. What
rests on an entity set aside (its relations, figures about it or for it, the later value of a change) goes with it, since nothing is ever altered. A
problem of anything else, or of the report's own area, is left: then the graph does not conform and nothing is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from kg.identifiers import earlier_id
from kg.model import Facts, Numeral, Span
from kg.ontology import instance
from kg.store import annotation_rows
from kg.validate import Problem

__all__ = ["FILE", "set_aside"]

FILE = "quarantine.jsonl"


class _Fact(NamedTuple):
    """A figure, relation or entity by its id: the rules that read it, its spans, the entities it rests on, its row."""

    id: str
    rules: list[str]
    spans: tuple[Span, ...]
    rests_on: tuple[str, ...]
    row: dict[str, Any]


def set_aside(facts: Facts, problems: Iterable[Problem]) -> tuple[Facts, list[dict[str, Any]]]:
    """The facts without those that have a problem, and a row for each that was taken out.

    A row holds id, the extraction rules, the reasons (check, path, zh, en) and the row of the annotation contract.
    """
    by_focus = defaultdict[str, list[Problem]](list)
    for problem in problems:
        by_focus[problem.focus].append(problem)
    if not by_focus:
        return facts, []
    listed = _facts(facts)
    reasons = dict[str, list[dict[str, str]]]()
    for fact in listed:
        places = (f"{instance(facts.report_id)}#char={s.start},{s.end}" for s in fact.spans)
        own = [p for focus in (str(instance(fact.id)), *places) for p in by_focus.get(focus, ())]
        if own and fact.id != facts.area:
            reasons[fact.id] = [{"check": p.check, "path": p.path, "zh": p.zh, "en": p.en} for p in own]
    for fact in listed:
        gone = [id_ for id_ in fact.rests_on if id_ in reasons]
        if gone and fact.id not in reasons:
            told = ", ".join(gone)
            zh, en = f"所依据的内容已被隔离：{told}。", f"It rests on what was set aside: {told}."
            reasons[fact.id] = [{"check": "SetAside", "path": "", "zh": zh, "en": en}]
    rows = [
        {"id": str(instance(f.id)), "rules": f.rules, "reasons": reasons[f.id], "row": f.row}
        for f in listed
        if f.id in reasons
    ]
    return _without(facts, frozenset(reasons)), rows


def _facts(facts: Facts) -> list[_Fact]:
    """Entities first, since the others rest on them."""
    rows = annotation_rows(facts)[1:]
    entities, rows = rows[: len(facts.entities)], rows[len(facts.entities) :]
    figures, relations = rows[: len(facts.figures)], rows[len(facts.figures) :]
    return [
        *(
            _Fact(e.id, list(e.rules), e.mentions, (), r)
            for e, r in zip(facts.entities, entities, strict=True)
        ),
        *(
            _Fact(
                id_,
                [f.quantity.rule],
                (f.quantity.span, *f.headings),
                (about, area, earlier_id(facts.report_id, f)),
                r,
            )
            for (id_, f, about, area), r in zip(facts.figures, figures, strict=True)
        ),
        *(
            _Fact(f.id, [f.rule], (f.span,), (f.subject, f.object), r)
            for f, r in zip(facts.relations, relations, strict=True)
        ),
    ]


def _without(facts: Facts, gone: frozenset[str]) -> Facts:
    return replace(
        facts,
        entities=tuple(e for e in facts.entities if e.id not in gone),
        relations=tuple(r for r in facts.relations if r.id not in gone),
        figures=tuple(f for f in facts.figures if f[0] not in gone),
        numerals=tuple(
            (Numeral(n.span, "set aside"), "") if figure in gone else (n, figure)
            for n, figure in facts.numerals
        ),
    )
