"""All files of a folder, or none: written beside their place and moved there when all of them are complete.

A process that is killed while it writes leaves a folder `.kg-…` that nobody reads. One that is killed while it moves has
renamed that folder to `.kg-ready`, which is one step of the file system; the next writer moves the rest (`recovered`).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kg.errors import BadInput

__all__ = ["all_or_nothing", "moved", "recovered", "save_folder", "synced", "written_aside"]

_ASIDE = ".kg-"
_READY = ".kg-ready"
_STALE = ".stale.json"


@contextmanager
def all_or_nothing(folder: Path, stale: Iterable[str] = ()) -> Iterator[Path]:
    """A folder beside the files to be, whose files are moved into place when all of them are complete.

    It may hold folders too, each of which takes the place of the one of its name. Files and folders named in `stale` that
    were not written anew are removed then. Raises BadInput when the folder cannot be written.
    """
    with written_aside(folder, stale) as aside:
        yield aside
    moved(folder, aside)


@contextmanager
def written_aside(folder: Path, stale: Iterable[str] = ()) -> Iterator[Path]:
    """The same without the last step: what was written stays beside, whole and on the disk, for `moved`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _finish(folder)
        aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=folder))
    except OSError as e:
        raise BadInput(f"{folder}: cannot be written: {e.strerror}") from e
    try:
        yield aside
        gone = sorted({*stale} - {f.name for f in aside.iterdir()})
        (aside / _STALE).write_text(json.dumps(gone), encoding="utf-8")
        for file in aside.rglob("*"):
            synced(file)
        synced(aside)
    except BaseException as e:
        shutil.rmtree(aside, ignore_errors=True)
        if isinstance(e, OSError):
            raise BadInput(f"{folder}: cannot be written: {e.strerror}") from e
        raise


def moved(folder: Path, aside: Path) -> None:
    """Moves what `written_aside` wrote into its place. Raises BadInput when the folder cannot be written."""
    try:
        aside.rename(folder / _READY)
        _finish(folder)
    except OSError as e:
        raise BadInput(f"{folder}: cannot be written: {e.strerror}") from e
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def recovered(folder: Path) -> bool:
    """Whether a killed process had left something in a folder: what was complete is in its place now, the rest is gone.

    Only for who alone writes there: what another process is writing would be taken away.
    """
    if not folder.is_dir():
        return False
    try:
        finished = _finish(folder)
        left = [f for f in folder.glob(_ASIDE + "*") if f.is_dir()]
        for aside in left:
            shutil.rmtree(aside)
    except OSError as e:
        raise BadInput(f"{folder}: cannot be written: {e.strerror}") from e
    return finished or bool(left)


def _finish(folder: Path) -> bool:
    """Moves what stands ready; doing it again after half of it was done comes to the same."""
    ready = folder / _READY
    if not ready.is_dir():
        return False
    with contextlib.suppress(FileNotFoundError, ValueError):
        for name in json.loads((ready / _STALE).read_text(encoding="utf-8")):
            _removed(folder / name)
    for file in sorted(ready.iterdir()):
        if file.name != _STALE:
            place = folder / file.name
            if file.is_dir():
                _removed(place)
            file.replace(place)
    synced(folder)
    shutil.rmtree(ready)
    return True


def _removed(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def synced(path: Path) -> None:
    """Sees that a file, or the names in a folder, are on the disk."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:  # a folder, on Windows
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def save_folder(folder: Path, files: Mapping[str, str], stale: Iterable[str] = ()) -> None:
    """Writes files into a folder so that it holds all of them or is left as it was; then removes the `stale` ones.

    Other files of the folder stay. Raises BadInput when the folder cannot be written.
    """
    with all_or_nothing(folder, stale) as aside:
        for name, content in files.items():
            with (aside / name).open("w", encoding="utf-8", newline="\n") as out:
                out.write(content)
