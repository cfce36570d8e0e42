"""All files of a folder, or none: written beside their place and moved there when all of them are complete."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from kg.errors import BadInput

__all__ = ["save_folder"]


def save_folder(folder: Path, files: Mapping[str, str], stale: Iterable[str] = ()) -> None:
    """Writes files into a folder so that it holds all of them or is left as it was; then removes the `stale` ones.

    Other files of the folder stay. Raises BadInput when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".kg-", dir=folder))
    except OSError as e:
        raise BadInput(f"{folder}: cannot be written: {e.strerror}") from e
    try:
        for name, content in files.items():
            with (aside / name).open("w", encoding="utf-8", newline="\n") as out:
                out.write(content)
        for name in files:
            (aside / name).replace(folder / name)
        for name in stale:
            (folder / name).unlink(missing_ok=True)
    except OSError as e:
        raise BadInput(f"{folder}: cannot be written: {e.strerror}") from e
    finally:
        shutil.rmtree(aside, ignore_errors=True)
