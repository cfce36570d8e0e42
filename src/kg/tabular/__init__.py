"""County tables become graphs: every cell that states a number is a figure, with the table, line and column as its evidence.

A table is a source like a report: its text is its rows, one to a line, with tabs between the cells; so passages, headings
and quotes are those of any other source. What a column means is told by a description in CSVW (W3C, 2015).

| module | does |
|---|---|
| `grid` | CSV, TSV, XLSX and ODS into rows of words, and the text of them |
| `description` | what the columns mean, read from CSVW |
| `areas` | a row's division: by code, full name, or name within a county or province |
| `draw` | rows into the graph |
| `suggest` | a first description, from the headers |
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph

from kg.errors import BadInput
from kg.gazetteer import Gazetteer
from kg.tabular.description import beside, read_description
from kg.tabular.draw import Unbound, draw
from kg.tabular.grid import read_grid
from kg.tabular.suggest import suggest as suggested

__all__ = ["Imported", "Unbound", "import_table", "suggest"]


@dataclass(frozen=True)
class Imported:
    """The graph of a table, how many figures it has, and what of it is not in the graph, with line and reason."""

    graph: Graph
    figures: int
    unbound: tuple[Unbound, ...]


def import_table(file: Path, description: Path | None = None) -> Imported:
    """Reads a table with its description, `TABLE-metadata.json` beside it unless told.

    Raises BadInput with file and place for a table or description that cannot be used.
    """
    told = description or beside(file)
    if not told.is_file():
        raise BadInput(
            f"{file}: no description {told.name} beside it; write a first one with: kg import --suggest {file}"
        )
    columns = read_description(told)
    grid = read_grid(file, columns.encoding, columns.delimiter, columns.header_rows)
    with Gazetteer() as gazetteer:
        graph, figures, unbound = draw(grid, columns, gazetteer)
    if not figures and not unbound:
        raise BadInput(f"{file}: its description finds no figure in it")
    return Imported(graph, figures, tuple(unbound))


def suggest(file: Path) -> str:
    """A first description of a table in CSVW, from its headers, for a person to go over."""
    return json.dumps(suggested(read_grid(file)), ensure_ascii=False, indent=2) + "\n"
