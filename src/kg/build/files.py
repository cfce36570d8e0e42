"""The one place where a build meets `kg.read`: which files are reports, and what a file holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.model import Source
from kg.read import ENDINGS, documents
from kg.read import Failure as Unread

__all__ = ["Unread", "is_report", "sources_of"]


def is_report(name: str) -> bool:
    """Whether a file of this name is one to read: "report.txt", but neither "map.png" nor ".DS_Store"."""
    return not name.startswith((".", "~$")) and Path(name).suffix.lower() in ENDINGS


def sources_of(file: Path) -> Iterator[Source | Unread]:
    """The reports in a file, with the reason for each that cannot be read."""
    yield from documents(file)
