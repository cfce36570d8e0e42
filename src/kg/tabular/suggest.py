"""A first description of a table, from its headers: what the columns may mean, for a person to go over."""

from __future__ import annotations

from functools import cache
from typing import Any

from rdflib import URIRef

from kg.measures import concept_of
from kg.ontology import KG, local_name, units, wordings
from kg.rulebook import lexicon, wordlist
from kg.tabular.description import scaled_unit, split_header
from kg.tabular.grid import Grid
from kg.text import fold

__all__ = ["suggest"]

_ROLES = {
    "code": "skos:notation", "name": "rdfs:label", "period": "sdmx:refPeriod", "measure": "schema:variableMeasured",
    "value": "schema:value", "unit": "schema:unitText",
}  # fmt: skip


def suggest(grid: Grid) -> dict[str, Any]:
    """A description in CSVW. A column that no word of the lexicon or measure of the scheme tells is left out of the graph.

    A unit is taken from the header; without one the kind of unit that the measure has gives its commonest unit, which a
    person must look at. Wordings of a column of measures are listed with what they may mean.
    """
    columns: list[dict[str, Any]] = []
    taken: set[str] = set()
    for header in grid.headers:
        role = _role(header)
        if role in taken:
            role = ""
        taken.add(role)
        column: dict[str, Any] = {"titles": header}
        if role:
            column["propertyUrl"] = _ROLES[role]
        elif measure := _measure(header):
            column |= {
                "propertyUrl": f"measure:{measure[0]}" if measure[0] else "kg:Figure",
                "datatype": "decimal",
                "schema:unitText": measure[1],
            }
        else:
            column["suppressOutput"] = True
        columns.append(column)
    found: dict[str, Any] = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": grid.name,
        "dct:title": grid.name.rsplit(".", 1)[0],
        "tableSchema": {"columns": columns},
    }
    if {"measure", "value"} <= taken:
        place = next(i for i, c in enumerate(columns) if c.get("propertyUrl") == _ROLES["measure"])
        words = dict.fromkeys(row[place] for row in grid.rows[grid.heads :])
        told = {word: found_ for word in words if word and (found_ := _measure(word))}
        found["kg:measures"] = {
            word: ({"measure": m} if m else {}) | {"unit": unit} for word, (m, unit) in told.items()
        }
    return found


def _role(header: str) -> str:
    plain = fold(header).strip().lower()
    for role, words in lexicon("tabular")["headers"].items():
        if plain in words.lower().split():
            return str(role)
    return ""


def _measure(header: str) -> tuple[str, str] | None:
    """The measure of a header that is one of the measure's own names, and its unit; ("", unit) where only the unit is told.

    人口数_合计 is 人口数, 人口数_男 is not: a part of a measure is no measure of the same name.
    """
    words, unit = split_header(header)
    scaled = scaled_unit(unit) if unit else None
    head, _, rest = words.partition("_")
    if rest in wordlist("tabular", "totals"):
        words = head
    for kind in [scaled[1].kind] if scaled else sorted(_usual()):
        concept = concept_of(words, kind)
        if concept is not None and (words, concept) in wordings(KG.measures):
            return local_name(concept), unit or _unit(words, concept, kind)
    return ("", unit) if scaled else None


def _unit(words: str, concept: URIRef, kind: str) -> str:
    """The unit that the words themselves hold (户数 is counted in 户), else the usual one of the kind."""
    held = [u.name for u in units().values() if u.name in words and concept_of(words, u.kind) == concept]
    return min(held, key=lambda name: (-len(name), name), default=_usual()[kind])


@cache
def _usual() -> dict[str, str]:
    """The unit that numbers of a kind have where none is told: 人 for people, 元 for money."""
    usual = lexicon("tabular")["usual"]
    return {kind: unit for kind, unit in usual.items() if unit in units()}
