"""All files of a folder, or none: written beside their place and moved there when all of them are complete."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kg.errors import BadInput

__all__ = ["all_or_nothing", "save_folder"]


@contextmanager
def all_or_nothing(folder: Path, stale: Iterable[str] = ()) -> Iterator[Path]:
    """A folder beside the files to be, whose files are moved into place when all of them are complete.

    Files named in `stale` that were not written anew are removed then.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".kg-", dir=folder))
    except OSError as e:
        raise BadInput(f"{folder}: cannot be written: {e.strerror}") from e
    try:
        yield aside
        written = sorted(aside.iterdir())
        for file in written:
            file.replace(folder / file.name)
        for name in {*stale} - {f.name for f in written}:
            (folder / name).unlink(missing_ok=True)
    except OSError as e:
        raise BadInput(f"{folder}: cannot be written: {e.strerror}") from e
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def save_folder(folder: Path, files: Mapping[str, str], stale: Iterable[str] = ()) -> None:
    """Writes files into a folder so that it holds all of them or is left as it was; then removes the `stale` ones.

    Other files of the folder stay. Raises BadInput when the folder cannot be written.
    """
    with all_or_nothing(folder, stale) as aside:
        for name, content in files.items():
            with (aside / name).open("w", encoding="utf-8", newline="\n") as out:
                out.write(content)
