"""What is known about a folder of reports: `dataset.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadInput

__all__ = ["Dataset", "read_dataset"]

_KEYS = {"title", "publisher", "source", "date", "licence", "files"}


@dataclass(frozen=True, slots=True)
class Dataset:
    """A folder of reports with what is known about them. `files` maps a file name to the SHA-256 of its bytes."""

    name: str
    folder: Path
    title: str
    publisher: str
    source: str
    date: str
    licence: str
    files: dict[str, str]


def read_dataset(folder: Path) -> Dataset:
    """Reads `dataset.toml` of a folder.

    Raises BadInput when it is missing, not TOML, lacks a key or has one that nobody reads.
    """
    file = folder / "dataset.toml"
    try:
        record = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise BadInput(f"{file}: cannot be read as a dataset description: {_reason(e)}") from e
    if missing := _KEYS - set(record):
        raise BadInput(f"{file}: lacks {', '.join(sorted(missing))}")
    if unknown := set(record) - _KEYS:
        raise BadInput(f"{file}: unknown key {', '.join(sorted(unknown))}")
    files = record.pop("files")
    if not isinstance(files, dict) or not files or not all(isinstance(v, str) for v in files.values()):
        raise BadInput(f"{file}: [files] must map each report's file name to its SHA-256")
    for name in files:
        if Path(name).name != name or name in ("", ".", ".."):
            raise BadInput(f"{file}: [files]: {name!r} must be a file in the same folder")
    strings = {k: str(v) for k, v in record.items()}
    return Dataset(name=folder.resolve().name, folder=folder, files=dict(sorted(files.items())), **strings)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
