"""The rows of a graph as files: CSV, CSV and Cypher for Neo4j, Parquet.

CSV is that of RFC 4180: UTF-8, CRLF, a header, cells quoted where they must be. A spreadsheet runs a cell that begins with
`=`, `+`, `-` or `@` (or a tab or line end before it) as a formula, and reports are not ours. So in columns of text such a
cell gets an apostrophe before it, and one that begins with an apostrophe gets another: whoever takes one leading
apostrophe away has the cell as it was. Numbers stay as they are, and nothing is guarded in files for programs.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.export.rows import COLUMNS, NUMBERS, Rows

__all__ = ["write_csv", "write_neo4j", "write_parquet"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def write_csv(rows: Rows, folder: Path, *, guarded: bool = True) -> None:
    """reports.csv, entities.csv, relations.csv, figures.csv and passages.csv into a folder."""
    for name, columns in COLUMNS.items():
        cells = ([_cell(c, row[c], guarded) for c in columns] for row in rows.table(name))
        _write(folder / f"{name}.csv", columns, cells)


def _cell(column: str, text: str, guarded: bool) -> str:
    return "'" + text if guarded and column not in NUMBERS and text.startswith(_FORMULA) else text


def _write(file: Path, head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(head)
        table.writerows(rows)


# --- Neo4j ---

_ENTITY = ("label", "class_label", "aliases", "codes", "mentions")
_FIGURE = (
    "label", "value", "upper", "lowest", "highest", "unit", "qualifier", "measure", "statistic", "per", "base",
    "period", "period_basis", "words", "quote", "report",
)  # fmt: skip
_TYPES = {"BIGINT": "long", "DECIMAL(38, 10)": "double"}
_RELATION = ("quote", "passage", "report")
_PLACE = {"about": "observationAbout", "area": "refArea"}


def write_neo4j(rows: Rows, folder: Path) -> None:
    """nodes.csv and relationships.csv with the headers of `neo4j-admin database import`, and load.cypher, which loads them.

    Labels and types are names of the ontology. load.cypher is for a database that runs: it reads both files from the
    database's import folder and may be run again.
    """
    labels: set[str] = set()
    types: set[str] = set()
    properties = tuple(dict.fromkeys((*_ENTITY, *_FIGURE)))
    head = ["iri:ID", *(_typed(p) for p in properties), ":LABEL"]

    def nodes() -> Iterator[list[str]]:
        for name, kind in (("entities", "Entity"), ("figures", "Figure")):
            for row in rows.table(name):
                own = {kind, row.get("class", kind)}
                labels.update(own)
                yield [row["iri"], *(row.get(p, "") for p in properties), ";".join(sorted(own))]

    def relationships() -> Iterator[list[str]]:
        for row in rows.table("relations"):
            types.add(row["predicate"])
            yield [row["subject"], *(row[p] for p in _RELATION), row["object"], row["predicate"]]
        for row in rows.table("figures"):
            for end, type_ in _PLACE.items():
                if row[end]:
                    types.add(type_)
                    yield [row["iri"], *(row[p] for p in _RELATION), row[end], type_]

    _write(folder / "nodes.csv", head, nodes())
    _write(folder / "relationships.csv", [":START_ID", *_RELATION, ":END_ID", ":TYPE"], relationships())
    script = _script(properties, sorted(labels), sorted(types))
    (folder / "load.cypher").write_text(script, encoding="utf-8", newline="\n")


def _typed(column: str) -> str:
    return f"{column}:{_TYPES[NUMBERS[column]]}" if column in NUMBERS else column


def _script(properties: Iterable[str], labels: Iterable[str], types: Iterable[str]) -> str:
    convert = {"long": "toInteger", "double": "toFloat"}
    lines = []
    for p in properties:
        name, _, type_ = _typed(p).partition(":")
        value = f"row.`{_typed(p)}`"
        lines.append(f"    n.`{name}` = {convert[type_]}({value})" if type_ else f"    n.`{name}` = {value}")
    parts = [
        "// Loads nodes.csv and relationships.csv from the database's import folder; may be run again.\n"
        "CREATE CONSTRAINT kg_iri IF NOT EXISTS FOR (n:Node) REQUIRE n.iri IS UNIQUE;\n",
        "LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row\n"
        "CALL { WITH row\n"
        "  MERGE (n:Node {iri: row.`iri:ID`}) SET\n" + ",\n".join(lines) + "\n"
        "} IN TRANSACTIONS OF 1000 ROWS;\n",
    ]
    parts += [
        "LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row\n"
        f"WITH row WHERE '{name}' IN split(row.`:LABEL`, ';')\n"
        f"CALL {{ WITH row MATCH (n:Node {{iri: row.`iri:ID`}}) SET n:`{name}` }} IN TRANSACTIONS OF 1000 ROWS;\n"
        for name in labels
    ]
    told = ", ".join(f"r.{p} = row.{p}" for p in _RELATION)
    parts += [
        "LOAD CSV WITH HEADERS FROM 'file:///relationships.csv' AS row\n"
        f"WITH row WHERE row.`:TYPE` = '{name}'\n"
        "CALL { WITH row\n"
        "  MERGE (a:Node {iri: row.`:START_ID`}) MERGE (b:Node {iri: row.`:END_ID`})\n"
        f"  MERGE (a)-[r:`{name}` {{passage: coalesce(row.passage, '')}}]->(b) SET {told}\n"
        "} IN TRANSACTIONS OF 1000 ROWS;\n"
        for name in types
    ]
    return "\n".join(parts)


# --- Parquet ---


def write_parquet(rows: Rows, folder: Path) -> None:
    """A Parquet file for each table; an empty cell is NULL, a number a number. Raises OSError."""
    import duckdb

    with tempfile.TemporaryDirectory(prefix="kg-") as aside, duckdb.connect(config={"threads": 1}) as db:
        write_csv(rows, Path(aside), guarded=False)
        for name, columns in COLUMNS.items():
            cells = ", ".join(
                f'CAST(nullif("{c}", \'\') AS {NUMBERS.get(c, "VARCHAR")}) AS "{c}"' for c in columns
            )
            told = ", ".join(f"'{c}': 'VARCHAR'" for c in columns)
            source, target = (
                str(f / n).replace("'", "''")
                for f, n in ((Path(aside), f"{name}.csv"), (folder, f"{name}.parquet"))
            )
            copy = f"""COPY (
                    SELECT {cells} FROM read_csv('{source}', header = true, auto_detect = false, delim = ',', quote = '"',
                        escape = '"', new_line = '\\r\\n', columns = {{{told}}}, max_line_size = 16777216)
                ) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"""
            try:
                db.execute(copy)
            except duckdb.IOException as e:
                raise OSError(" ".join(str(e).split())) from e
