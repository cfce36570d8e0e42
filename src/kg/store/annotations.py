"""Annotations as JSON lines, and the account of numerals as a table: UTF-8 with `\\n`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from kg.identifiers import earlier_id
from kg.model import Entity, Facts, Figure, Span
from kg.ontology import KG, annotation_type, instance

__all__ = ["NUMBERS_HEAD", "annotation_rows", "jsonl", "numbers_rows", "numbers_table"]

NUMBERS_HEAD = "file\tstart\tend\twords\tfigure\treason\n"


def annotation_rows(facts: Facts) -> list[dict[str, Any]]:
    """The rows of one report in the annotation contract: the report, then entities, figures and relations."""
    text = facts.document.text
    names = {e.id: e.name for e in facts.entities}
    header = facts.document.header
    fields = {f: getattr(header, f) for f in header.__slots__}
    rows: list[dict[str, Any]] = [
        {"kind": "report", "id": str(instance(facts.report_id)), "file": facts.document.source.name}
        | {name: field.value if field else None for name, field in fields.items()}
        | {"area": names.get(facts.area), "period": facts.year or None}
    ]
    rows += [_entity_row(facts, e) for e in facts.entities]
    for id_, figure, about, area in facts.figures:
        quantity, id_before = figure.quantity, earlier_id(facts.report_id, figure)
        rows.append(
            {
                "kind": "figure",
                "id": str(instance(id_)),
                "value": _number(quantity.value),
                "value_max": None if quantity.upper is None else _number(quantity.upper),
                "unit": quantity.unit,
                "qualifier": quantity.qualifier,
                "measure": figure.measure or None,
                "about": names.get(about),
                "area": names.get(area),
                "period": figure.period or None,
                "basis": figure.basis,
                "per": quantity.per or None,
                "changedFrom": str(instance(id_before)) if id_before else None,
                "start": quantity.span.start,
                "end": quantity.span.end,
                "quote": quantity.span.cut(text),
            }
            | _part(facts, quantity.span)
            | _header(facts, figure)
            | _opinions((quantity.rule,))
        )
    for relation in facts.relations:
        rows.append(
            {
                "kind": "relation",
                "subject": str(instance(relation.subject)),
                "predicate": relation.predicate,
                "object": str(instance(relation.object)),
                "rule": relation.rule,
                "start": relation.span.start,
                "end": relation.span.end,
                "quote": relation.span.cut(text),
            }
            | _part(facts, relation.span)
        )
    return rows


def _header(facts: Facts, figure: Figure) -> dict[str, Any]:
    """The headings of a table's cell that state measure, unit or period; no key for a figure of a sentence."""
    found = [_quoted(facts, span) for span in figure.headings]
    return {"header": found} if found else {}


def _quoted(facts: Facts, span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "quote": span.cut(facts.document.text)} | _part(facts, span)


def _part(facts: Facts, span: Span) -> dict[str, int]:
    """The page or paragraph of the file in which a span begins; no key where the file has none, as plain text."""
    part = facts.document.source.part_at(span.start)
    return {part.kind: part.number} if part is not None else {}


def _entity_row(facts: Facts, entity: Entity) -> dict[str, Any]:
    type_, subtype = annotation_type(KG[entity.cls])
    return {
        "kind": "entity",
        "id": str(instance(entity.id)),
        "type": type_,
        "subtype": subtype,
        "name": entity.name,
        "aliases": list(entity.aliases),
        "codes": list(entity.codes),
        "candidates": list(entity.candidates),
        "mentions": [_quoted(facts, span) for span in entity.mentions],
    } | _opinions(entity.rules)


def _opinions(rules: Iterable[str]) -> dict[str, Any]:
    """The second opinions that a row owes something to, so that it can be told apart; no key without one."""
    found = [rule for rule in rules if rule.startswith("opinion.")]
    return {"opinions": found} if found else {}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def jsonl(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as JSON lines; control characters and line separators of a report stay escaped."""
    lines = (
        json.dumps(row, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
        for row in rows
    )
    return "".join(line + "\n" for line in lines)


def numbers_table(facts: Iterable[Facts]) -> str:
    """The account of all numerals as a tab-separated table: file, span, words, figure IRI or the reason it is none."""
    return NUMBERS_HEAD + "".join(map(numbers_rows, facts))


def numbers_rows(facts: Facts) -> str:
    """The rows of one report in that table."""
    out = io.StringIO()
    table = csv.writer(out, delimiter="\t", lineterminator="\n")
    document = facts.document
    for numeral, figure in facts.numerals:
        span = numeral.span
        reason = "" if figure else numeral.reason or "not in the body"
        iri = str(instance(figure)) if figure else ""
        table.writerow([document.source.name, span.start, span.end, span.cut(document.text), iri, reason])
    return out.getvalue()
