"""Paths of files as Hadoop wants them."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["read_uri", "uri"]


def uri(path: Path | str) -> str:
    """A path as Hadoop wants it, which knows no escapes of a URI."""
    return f"file:{path if isinstance(path, str) else path.resolve()}"


def read_uri(path: Path | str) -> str:
    r"""The same for reading, where `*` and its like would stand for several files."""
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", uri(path))
