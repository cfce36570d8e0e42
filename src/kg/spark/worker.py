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
from kg.spark.local import Told, told_of

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ROW", "Place", "path_of", "shards"]

ROW = (
    "dataset int, reports int, file string, unread string, quads string, annotations string, numbers string, "
    "quarantine string, counts string"
)
_TEXTS = ("quads", "annotations", "numbers", "quarantine")


@dataclass(frozen=True, slots=True)
class Place:
    """A dataset's number, and its files, each with the SHA-256 that is stated for it, if one is."""

    number: int
    sums: Mapping[str, str | None]


def path_of(uri: str) -> Path:
    """The path of a file as Spark names it: `file:/reports/太白.txt`."""
    return Path("/" + uri.removeprefix("file:").lstrip("/"))


def shards(batches: Iterable[pa.RecordBatch], places: Mapping[str, Place]) -> Iterator[pa.RecordBatch]:
    """The rows of ROW for batches of (path, content); `places` maps a folder to its dataset.

    What cannot be read, or breaks our code, stands in its row with the reason.
    """
    import pyarrow as pa

    for batch in batches:
        for path, content in zip(batch.column("path"), batch.column("content"), strict=True):
            file = path_of(path.as_py())
            place = places[str(file.parent)]
            row = _row(file.name, content.as_py(), place.sums.get(file.name))
            numbers = {"dataset": place.number, "reports": row["reports"]}
            yield pa.RecordBatch.from_pydict(
                {name: pa.array([value], pa.int32()) for name, value in numbers.items()}
                | {name: pa.array([row[name]], pa.string()) for name in ("file", "unread", *_TEXTS, "counts")}
            )


def _row(name: str, content: bytes, sha256: str | None) -> dict[str, Any]:
    # Readers of formats want a file, and the name is a report's source.
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        file = Path(folder) / name
        try:
            file.write_bytes(content)
            found = told_of(file, sha256, _gazetteer())
        except Exception as e:  # whatever a report makes our code do must not stop the others
            found = Told(unread=((name, f"{type(e).__name__}: {e}"),))
    told = {field: getattr(found, field) for field in _TEXTS}
    return told | {
        "file": name,
        "unread": json.dumps(found.unread),
        "counts": json.dumps(found.counts),
        "reports": found.reports,
    }


@cache
def _gazetteer() -> Gazetteer:
    """Opened once for each process, which reads many reports."""
    return Gazetteer()
