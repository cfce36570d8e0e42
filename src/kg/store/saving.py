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

__all__ = [
    "all_or_nothing",
    "moved",
    "recovered",
    "save_file",
    "save_folder",
    "synced",
    "whole_file",
    "written_aside",
]

_ASIDE = ".kg-"
_READY = ".kg-ready"
_STALE = ".stale.json"


@contextmanager
def all_or_nothing(folder: Path, stale: Iterable[str] = (), told: Path | None = None) -> Iterator[Path]:
    """A folder beside the files to be, whose files are moved into place when all of them are complete.

    It may hold folders too, each of which takes the place of the one of its name. Files and folders named in `stale` that
    were not written anew are removed then. Raises BadInput when the folder cannot be written, naming it or what is `told`.
    """
    with written_aside(folder, stale, told) as aside:
        yield aside
    moved(folder, aside, told)


@contextmanager
def written_aside(folder: Path, stale: Iterable[str] = (), told: Path | None = None) -> Iterator[Path]:
    """The same without the last step: what was written stays beside, whole and on the disk, for `moved`."""
    told = told or folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _finish(folder)
        aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=folder))
    except OSError as e:
        raise BadInput(f"{told}: cannot be written: {e.strerror}") from e
    try:
        yield aside
        gone = sorted({*stale} - {f.name for f in aside.iterdir()})
        (aside / _STALE).write_text(json.dumps(gone), encoding="utf-8")
        for file in aside.rglob("*"):
            # A file cannot take the place of a folder, and what stands ready has to come to its place.
            if file.parent == aside and file.is_file() and (folder / file.name).is_dir():
                raise BadInput(f"{folder / file.name}: is a folder; a file of this name is to be written")
            synced(file)
        synced(aside)
    except BaseException as e:
        shutil.rmtree(aside, ignore_errors=True)
        if isinstance(e, OSError):
            raise BadInput(f"{told}: cannot be written: {e.strerror or e}") from e
        raise


def moved(folder: Path, aside: Path, told: Path | None = None) -> None:
    """Moves what `written_aside` wrote into its place. Raises BadInput when the folder cannot be written."""
    told = told or folder
    try:
        aside.rename(folder / _READY)
        _finish(folder)
    except OSError as e:
        raise BadInput(f"{told}: cannot be written: {e.strerror or e}") from e
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


@contextmanager
def whole_file(file: Path) -> Iterator[Path]:
    """A file aside that takes the place of `file` when it is complete; of a link, that of the file it leads to.

    What is neither file nor folder (a device, a pipe) stays what it is, and is written to. Raises BadInput when that cannot be
    done.
    """
    place = file.resolve() if file.is_symlink() else file
    if place.is_dir():
        raise BadInput(f"{file}: is a folder; the name of a file is needed")
    if place.is_file() or not place.exists():
        with all_or_nothing(place.parent, told=file) as aside:
            yield aside / place.name
        return
    try:
        with tempfile.TemporaryDirectory(prefix="kg-") as folder:
            made = Path(folder) / place.name
            yield made
            with made.open("rb") as content, place.open("wb") as out:
                shutil.copyfileobj(content, out)
    except OSError as e:
        raise BadInput(f"{file}: cannot be written: {e.strerror}") from e


def save_file(file: Path, content: str) -> None:
    """Writes a text to a file as a whole, or leaves the file as it was. Raises BadInput when it cannot be written."""
    with whole_file(file) as aside:
        aside.write_text(content, encoding="utf-8", newline="\n")
