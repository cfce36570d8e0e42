"""Files of a folder with their sizes and sums, which are counted as the bytes go by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kg.describe import DataFile

__all__ = ["Summed", "SummedFile"]


class SummedFile:
    """A file that is written from its beginning to its end."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._sum, self.size = out, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        """Writes bytes behind those before. Raises OSError."""
        self._out.write(data)
        self._sum.update(data)
        self.size += len(data)

    @property
    def sha256(self) -> str:
        """The sum of what was written so far, in hexadecimal."""
        return self._sum.hexdigest()


class Summed:
    """The files written into a folder, by their names there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, DataFile] = {}

    @contextmanager
    def opened(self, name: str) -> Iterator[SummedFile]:
        """A new file. Raises OSError."""
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as out:
            file = SummedFile(out)
            yield file
        self.files[name] = DataFile(name, file.size, file.sha256)

    def save(self, name: str, text: str) -> None:
        """Writes a text in UTF-8, its line ends as they are. Raises OSError."""
        with self.opened(name) as file:
            file.write(text.encode("utf-8"))

    def drop(self, name: str) -> None:
        """Takes a file away again."""
        (self.folder / name).unlink()
        del self.files[name]
