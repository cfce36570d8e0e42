"""Where the joins of a merge run: a small interface, and DuckDB behind it.

The SQL of a merge is written once, in what DuckDB and Spark (`kg.spark.merge`) both understand: texts only, values as
`$name`, `min_by`, `array_agg`, `array_sort`, `array_contains`, `FILTER (WHERE …)`, `SEMI JOIN … USING`. Both order texts by
their code points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from kg.errors import BadInput
from kg.merge.load import database, load
from kg.merge.terms import columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["Engine", "Opener", "Row", "Values", "local"]

Row = tuple[Any, ...]
Values = Mapping[str, str | int | Sequence[str]]
"""What stands for the `$name` of a query."""


class Engine(Protocol):
    """Tables of texts; `quad(s, p, o, g)` holds the quads of all inputs, each once."""

    def put(self, name: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Makes a table of rows that are at hand, in place of one of that name."""

    def keep(self, name: str, query: str, values: Values | None = None) -> None:
        """Makes a table of what a query finds, in place of one of that name."""

    def rows(self, query: str, values: Values | None = None) -> list[Row]:
        """What a query finds, all at once; a list of none may be None."""

    def stream(self, query: str, values: Values | None = None) -> Iterator[Row]:
        """What a query finds, which is never all in memory."""

    def write(self, query: str, file: Path) -> None:
        """Writes the texts of a query's one column `line` into a file, sorted."""


Opener = Callable[[Path, Path, Sequence[Path]], AbstractContextManager[Engine]]
"""Gives the tables of graph files: (folder of the merge, empty folder for its own files, files in their order).

Raises BadGraph for a file that cannot be merged, BadInput where nothing can be written."""

_AT_ONCE = 2_000


class _DuckDB:
    def __init__(self, db: DuckDBPyConnection) -> None:
        self._db = db

    def put(self, name: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        cells = ", ".join(f"unnest(?::VARCHAR[]) AS {column}" for column in head)
        self._db.execute(
            f"CREATE OR REPLACE TABLE {name} AS SELECT {cells}", columns(rows) or [[]] * len(head)
        )

    def keep(self, name: str, query: str, values: Values | None = None) -> None:
        self._db.execute(f"CREATE OR REPLACE TABLE {name} AS {query}", values)

    def rows(self, query: str, values: Values | None = None) -> list[Row]:
        return self._db.execute(query, values).fetchall()

    def stream(self, query: str, values: Values | None = None) -> Iterator[Row]:
        found = self._db.execute(query, values)
        while rows := found.fetchmany(_AT_ONCE):
            yield from rows

    def write(self, query: str, file: Path) -> None:
        target = str(file).replace("'", "''")
        self._db.execute(
            f"COPY ({query} ORDER BY line) TO '{target}' (FORMAT csv, HEADER false, DELIMITER '\x1f', QUOTE '', ESCAPE '')"
        )


@contextmanager
def local(out: Path, work: Path, files: Sequence[Path]) -> Iterator[Engine]:
    """DuckDB on this machine (an `Opener`), which joins and sorts on disk what does not fit in 600 MB."""
    import duckdb  # 0.2 s, which no other command need wait for

    try:
        with database(work) as db:
            load(db, work, files)
            yield _DuckDB(db)
    except (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.TransactionException) as e:
        raise BadInput(f"{out}: cannot be written: {' '.join(str(e).split())}") from e
