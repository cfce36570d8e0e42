"""The rows of an export in Spark SQL: lines of N-Quads, and the tables that are kept as Parquet.

Each statement gives the number of the dataset and of the part, then the columns; `shard` is the view it reads.
"""

from __future__ import annotations

__all__ = ["ORDER", "TABLES"]

_SPAN = "start INT, end INT, quote STRING"
_FIGURE = (
    "id STRING, value DOUBLE, value_max DOUBLE, unit STRING, qualifier STRING, measure STRING, about STRING, area STRING, "
    "period STRING, basis STRING, per STRING, changedFrom STRING, " + _SPAN
)
_FACT = "subject STRING, predicate STRING, object STRING, rule STRING, " + _SPAN
_NUMBER = "file STRING, start INT, end INT, words STRING, figure STRING, reason STRING"
_LINES = "SELECT dataset, part, file, posexplode(split(trim(TRAILING '\n' FROM {0}), '\n')) AS (line, row) FROM shard WHERE {0} > ''"


def _of_kind(kind: str, columns: str) -> str:
    return f"""SELECT dataset, part, file, line, told.* FROM (
        SELECT dataset, part, file, line, from_json(row, 'kind STRING, {columns}') AS told FROM ({_LINES.format("annotations")})
    ) WHERE told.kind = '{kind}'"""


TABLES = {
    "graph": r"SELECT dataset, part, file, trim(TRAILING '\n' FROM quads) AS value FROM shard WHERE quads > ''",
    "annotations": _LINES.format("annotations"),
    "figures": _of_kind("figure", _FIGURE),
    "facts": _of_kind("relation", _FACT),
    "numbers": f"""SELECT dataset, part, line, told.* FROM (
        SELECT dataset, part, line, from_csv(row, '{_NUMBER}', map('sep', '\t')) AS told FROM ({_LINES.format("numbers")})
    )""",
}
"""Each table by its name; `graph` is written as text, the others as Parquet."""

ORDER = {"graph": ("file",)}
"""What the rows of a part are sorted by, where that is not file and line."""
