"""A first description of a table, from its headers: what the columns may mean, for a person to go over."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import regex
from rdflib import URIRef

from kg.measures import concept_of
from kg.ontology import KG, local_name, units, wordings
from kg.rulebook import lexicon, wordlist
from kg.tabular.dates import iso_date
from kg.tabular.description import scaled_unit, split_header, split_year
from kg.tabular.grid import Grid
from kg.text import fold

__all__ = ["suggest"]

_ROLES = {
    "code": "skos:notation", "name": "rdfs:label", "period": "sdmx:refPeriod", "measure": "schema:variableMeasured",
    "value": "schema:value", "unit": "schema:unitText",
}  # fmt: skip

_NUMBER = regex.compile(r"^[-−－]?\d[\d,， ]*(?:[.．]\d+)?(?!\w)")
_CODE = regex.compile(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}")


def suggest(grid: Grid) -> dict[str, Any]:
    """A description in CSVW. A column that no word of the lexicon or measure of the scheme tells is left out of the graph.

    Headers propose and cells dispose: a measure has numbers below it, a name none, a period dates. A unit is taken from the
    header; without one the kind of unit that the measure has gives its commonest unit, which a person must look at. Wordings
    of a column of measures are listed with what they may mean.
    """
    roles = _roles(grid)
    columns: list[dict[str, Any]] = []
    for place, header in enumerate(grid.headers):
        column: dict[str, Any] = {"titles": header}
        wording, unit = split_header(header)
        words, year = split_year(wording)
        if place in roles:
            column["propertyUrl"] = _ROLES[roles[place]]
        elif _mostly(grid, place, _is_number) and (measure := _measure(words, unit)):
            column |= {
                "propertyUrl": f"measure:{measure[0]}" if measure[0] else "kg:Figure",
                "datatype": "decimal",
                "schema:unitText": measure[1],
            }
            if year:
                column["sdmx:refPeriod"] = year
        else:
            column["suppressOutput"] = True
        columns.append(column)
    taken = set(roles.values())
    found: dict[str, Any] = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": grid.name,
        "dct:title": grid.name.rsplit(".", 1)[0],
        "tableSchema": {"columns": columns},
    }
    if {"measure", "value"} <= taken:
        place = next(i for i, c in enumerate(columns) if c.get("propertyUrl") == _ROLES["measure"])
        stated = dict.fromkeys(row[place] for row in grid.rows[grid.heads :])
        told = {word: found_ for word in stated if word and (found_ := _measure(*split_header(word)))}
        found["kg:measures"] = {
            word: ({"measure": m} if m else {}) | {"unit": unit} for word, (m, unit) in told.items()
        }
    return found


def _roles(grid: Grid) -> dict[int, str]:
    """The role of each column that has one, each role once: of several columns with names, that with the most of them."""
    fits = {
        "name": _is_name,
        "code": _is_code,
        "period": _is_date,
        "unit": _is_unit,
        "value": _is_number,
        "measure": _is_name,
    }
    found: dict[str, list[int]] = {}
    for place, header in enumerate(grid.headers):
        role = _role(header)
        if role and _mostly(grid, place, fits[role]):
            found.setdefault(role, []).append(place)
    if not {"measure", "value"} <= set(found):
        for role in ("measure", "value", "unit"):
            found.pop(role, None)
    return {max(places, key=lambda p: (len(_cells(grid, p)), -p)): role for role, places in found.items()}


def _role(header: str) -> str:
    plain = fold(header).strip().lower()
    for role, words in lexicon("tabular")["headers"].items():
        if plain in fold(words).lower().split():
            return str(role)
    return ""


def _cells(grid: Grid, place: int) -> set[str]:
    """The different words of a column that state something."""
    cells = {fold(row[place]).strip() for row in grid.rows[grid.heads :]}
    return cells - {"", *wordlist("tabular", "empty")}


def _mostly(grid: Grid, place: int, fits: Callable[[str], bool]) -> bool:
    """Whether most cells of a column are of a kind; an empty column is of each."""
    cells = _cells(grid, place)
    return 2 * sum(map(fits, cells)) > len(cells) or not cells


def _is_number(words: str) -> bool:
    return _NUMBER.match(words) is not None


def _is_code(words: str) -> bool:
    return _CODE.fullmatch(words) is not None


def _is_name(words: str) -> bool:
    return not _is_number(words)


def _is_date(words: str) -> bool:
    return bool(iso_date(words))


def _is_unit(words: str) -> bool:
    return scaled_unit(words) is not None


def _measure(words: str, unit: str) -> tuple[str, str] | None:
    """The measure of a wording that is one of the measure's own names, and its unit; ("", unit) where only the unit is told.

    人口数_合计 is 人口数, 人口数_男 is not: a part of a measure is no measure of the same name. 合计（人） and 同比增长% are none at
    all: of what is not told.
    """
    scaled = scaled_unit(unit) if unit else None
    head, _, rest = words.partition("_")
    if rest in wordlist("tabular", "totals"):
        words = head
    last = words.rsplit("_", 1)[-1]
    if words in wordlist("tabular", "vague") or last.startswith(tuple(wordlist("tabular", "part"))):
        return None
    held = lexicon("tabular")["held"].get(scaled[1].name, "").split() if scaled else []
    if held and not words.endswith(tuple(held)):
        return "", unit
    for kind in [scaled[1].kind] if scaled else sorted(_usual()):
        concept = concept_of(words, kind)
        if concept is not None and (words, concept) in wordings(KG.measures):
            return local_name(concept), unit or _unit(words, concept, kind)
    return ("", unit) if scaled else None


def _unit(words: str, concept: URIRef, kind: str) -> str:
    """The unit that the words themselves name at their end (户数 is counted in 户), else the usual one of the kind."""
    named = (unit for unit, ends in lexicon("tabular")["held"].items() if words.endswith(tuple(ends.split())))
    return next((u for u in named if concept_of(words, units()[u].kind) == concept), _usual()[kind])


@cache
def _usual() -> dict[str, str]:
    """The unit that numbers of a kind have where none is told: 人 for people, 元 for money."""
    usual = lexicon("tabular")["usual"]
    return {kind: unit for kind, unit in usual.items() if unit in units()}
