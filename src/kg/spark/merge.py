"""The joins of a merge on Spark: `kg.merge` asks, Spark SQL finds, over Parquet files in the scratch folder of the merge.

A file is read by one Python process, in the code of the local merge: what blank nodes are called and which source says a
triple depends on the one file alone. All that is keyed across files is joined, sorted and written by Spark. The driver
gets what the local merge holds in Python too (names of divisions, figures, what was decided), and never the graph.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from kg.errors import BadGraph
from kg.merge.engine import Engine, Opener, Row, Values
from kg.merge.terms import columns
from kg.spark.paths import read_uri, uri
from kg.spark.reading import ROW, quads
from kg.spark.session import session

__all__ = ["on_spark"]

_AT_ONCE = 2**20
_VALUE = re.compile(r"\$(\w+)")


@contextmanager
def on_spark(master: str | None) -> Iterator[Opener]:
    """What `kg.merge.merge` takes as its engine: a session of Spark. Raises BadInput as `session`.

    The inputs and the folder of the merge must have the same path on all machines.
    """
    with session(master) as spark:
        yield partial(_opened, spark)


@contextmanager
def _opened(spark: Any, _out: Path, work: Path, files: Sequence[Path]) -> Iterator[Engine]:
    tables = _Tables(spark, work)
    tables.load(files)
    yield tables


class _Tables:
    """Each table is a folder of Parquet files, which no loss of a machine takes away, and a view of that name."""

    def __init__(self, spark: Any, work: Path) -> None:
        self._spark = spark
        self._work = work
        self._made = 0

    def load(self, files: Sequence[Path]) -> None:
        """Makes `quad`. Raises BadGraph for the first file that cannot be merged."""
        paths = [(number, str(file.absolute())) for number, file in enumerate(files)]
        listed = self._spark.createDataFrame(paths, "number int, path string")
        self._keep("read", listed.repartition(len(files)).mapInArrow(quads, ROW))
        wrong = self.rows(
            "SELECT number, problem FROM read WHERE problem IS NOT NULL ORDER BY number LIMIT 1"
        )
        for number, problem in wrong:
            raise BadGraph(problem.replace(paths[number][1], str(files[number])))
        self.keep("quad", "SELECT DISTINCT s, p, o, g FROM read")

    def put(self, name: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        folder = self._folder(name)
        folder.mkdir()
        cells = [pa.array(column, pa.string()) for column in columns(rows) or [[]] * len(head)]
        pq.write_table(pa.table(cells, list(head)), folder / "rows.parquet")
        self._show(name, folder, ", ".join(f"{column} string" for column in head))

    def keep(self, name: str, query: str, values: Values | None = None) -> None:
        self._keep(name, self._found(query, values))

    def rows(self, query: str, values: Values | None = None) -> list[Row]:
        return [tuple(row) for row in self._found(query, values).collect()]

    def stream(self, query: str, values: Values | None = None) -> Iterator[Row]:
        return map(tuple, self._found(query, values).toLocalIterator())

    def write(self, query: str, file: Path) -> None:
        # The parts of a sorted table follow each other in the order of their names.
        folder = self._folder("lines")
        self._found(f"{query} ORDER BY line").write.text(uri(folder))
        with file.open("wb") as out:
            for part in sorted(folder.glob("part-*")):
                with part.open("rb") as lines:
                    shutil.copyfileobj(lines, out, _AT_ONCE)
                part.unlink()

    def _found(self, query: str, values: Values | None = None) -> Any:
        from pyspark.sql import functions as sf

        told = {
            name: value if isinstance(value, str | int) else sf.array(*map(sf.lit, value))
            for name, value in (values or {}).items()
        }
        return self._spark.sql(_VALUE.sub(r":\1", query), args=told)

    def _keep(self, name: str, found: Any) -> None:
        folder = self._folder(name)
        found.write.parquet(uri(folder))
        self._show(name, folder, found.schema)

    def _folder(self, name: str) -> Path:
        self._made += 1
        return self._work / f"{self._made}-{name}"

    def _show(self, name: str, folder: Path, schema: Any) -> None:
        self._spark.read.schema(schema).parquet(read_uri(folder)).createOrReplaceTempView(name)
