"""What a Python process of Spark does: files with their bytes come in, and for each a row with its shard goes out.

Nothing of Spark is imported here; rows come and go as record batches of Arrow (`DataFrame.mapInArrow`).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.gazetteer import Gazetteer
from kg.spark.shard import shard_of, sources_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ROW", "Place", "path_of", "shards"]

ROW = (
    "dataset int, file string, reason string, quads string, annotations string, numbers string, quarantine string, "
    "counts string"
)
_FIELDS = ("quads", "annotations", "numbers", "quarantine")


@dataclass(frozen=True, slots=True)
class Place:
    """A dataset's number, and the SHA-256 that is stated for each of its files."""

    number: int
    sums: Mapping[str, str]


def path_of(uri: str) -> Path:
    """The path of a file as Spark names it: `file:/reports/太白.txt`."""
    return Path("/" + uri.removeprefix("file:").lstrip("/"))


def shards(batches: Iterable[pa.RecordBatch], places: Mapping[str, Place]) -> Iterator[pa.RecordBatch]:
    """The rows of ROW for batches of (path, content); `places` maps a folder to its dataset.

    A report that cannot be read, or that breaks our code, is a row with its reason.
    """
    import pyarrow as pa

    for batch in batches:
        for path, content in zip(batch.column("path"), batch.column("content"), strict=True):
            file = path_of(path.as_py())
            place = places[str(file.parent)]
            row = _row(file.name, content.as_py(), place.sums.get(file.name))
            whole = {name: [row.get(name)] for name in ("file", "reason", *_FIELDS, "counts")}
            yield pa.RecordBatch.from_pydict(
                {"dataset": pa.array([place.number], pa.int32())}
                | {name: pa.array(values, pa.string()) for name, values in whole.items()}
            )


def _row(name: str, content: bytes, sha256: str | None) -> dict[str, Any]:
    # Readers of formats want a file, and the name is a report's source.
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        file = Path(folder) / name
        try:
            file.write_bytes(content)
            found = [shard_of(source, _gazetteer()) for source in sources_of(file, sha256)]
        except Exception as e:  # whatever a report makes our code do must not stop the others
            known = type(e).__module__.startswith("kg.")
            return {"file": name, "reason": str(e) if known else f"{type(e).__name__}: {e}"}
    told = {field: "".join(getattr(shard, field) for shard in found) for field in _FIELDS}
    return told | {"file": name, "counts": json.dumps([shard.counts for shard in found])}


@cache
def _gazetteer() -> Gazetteer:
    """Opened once for each process, which reads many reports."""
    return Gazetteer()
