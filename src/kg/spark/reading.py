"""What a Python process of Spark does for a merge: names of graph files come in, and their quads with their sources go out.

Nothing of Spark is imported here; rows come and go as record batches of Arrow (`DataFrame.mapInArrow`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.merge.load import database, read

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ROW", "quads"]

ROW = "number int, problem string, s string, p string, o string, g string"
"""A quad of the file of that number, or what is wrong with the file."""


def quads(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The rows of ROW for batches of (number, path). A file's rows are what `kg.merge.load.read` finds, in any order."""
    for batch in batches:
        for number, path in zip(batch.column("number"), batch.column("path"), strict=True):
            yield from _of_file(number.as_py(), Path(path.as_py()))


def _of_file(number: int, file: Path) -> Iterator[pa.RecordBatch]:
    import duckdb
    import pyarrow.parquet as pq

    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        found = Path(folder) / "part.parquet"
        try:
            with database(Path(folder)) as db:
                read(db, Path(folder), file)
                target = str(found).replace("'", "''")
                db.execute(f"COPY (SELECT s, p, o, g FROM part) TO '{target}' (FORMAT parquet)")
        except (KgError, duckdb.Error) as e:
            yield _rows(number, [" ".join(str(e).split())], [[None]] * 4)
            return
        with pq.ParquetFile(found) as rows:
            for batch in rows.iter_batches():
                yield _rows(number, [None] * batch.num_rows, batch.columns)


def _rows(
    number: int, problems: list[str | None], columns: list[pa.Array] | list[list[None]]
) -> pa.RecordBatch:
    import pyarrow as pa

    numbers = pa.array([number] * len(problems), pa.int32())
    texts = [pa.array(problems, pa.string()), *(pa.array(c, pa.string()) for c in columns)]
    return pa.RecordBatch.from_arrays([numbers, *texts], ["number", "problem", "s", "p", "o", "g"])
