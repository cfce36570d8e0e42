"""The one place where a build meets `kg.read`: which files are reports, and what a file holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadInput
from kg.model import Source
from kg.read import read

__all__ = ["Unread", "is_report", "sources_of"]

_ENDINGS = (".txt", ".md")


@dataclass(frozen=True, slots=True)
class Unread:
    """A file, or a part of an archive, that cannot be read, with the reason."""

    name: str
    reason: str


def is_report(name: str) -> bool:
    """Whether a file of this name is one to read: "report.txt", but neither "map.png" nor ".DS_Store"."""
    return not name.startswith((".", "~$")) and Path(name).suffix.lower() in _ENDINGS


def sources_of(file: Path) -> Iterator[Source | Unread]:
    """The reports in a file, with the reason for each that cannot be read."""
    try:
        yield read(file)
    except BadInput as e:
        yield Unread(file.name, str(e).removeprefix(f"{file}: "))
