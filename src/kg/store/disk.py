"""A store in a folder: built once, opened by any number of processes, built anew when a source changed.

    DIR/sources.json             what the files looked like when they were last hashed, to hash them only when they changed
    DIR/<fingerprint>/           an Oxigraph store of exactly these bytes
    DIR/<fingerprint>.sqlite     the index of its texts, once one was asked for (kg.search)
    DIR/<fingerprint>.lock       held (shared) by every process that reads the store
    DIR/.building-…              a store, an index or a record in the making; it gets its name in one step when it is complete
    DIR/.building-….lock         held (exclusively) by the process that makes it

A process that is killed leaves a `.building-…` that nobody opens, and that the next one to open a store there removes. Two
processes that build the same store both succeed: the second finds the name taken and opens what is there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import BadGraph, BadInput
from kg.store.load import fill

__all__ = ["fingerprint", "in_the_making", "open_store"]

_MAKING = ".building-"
_LAYOUT = 1  # of what a store holds beside its sources; a higher number rebuilds every store
_SETTLED = 2_000_000_000  # nanoseconds: a file as young as this may change again within one tick of its clock


def open_store(files: Sequence[Path], folder: Path) -> ox.Store:
    """The store of these files in a folder, read-only; loaded first if it is not there yet or a file changed.

    The process holds a lock on it until it ends. Raises BadGraph for a file, BadInput for the folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        name = fingerprint(files, folder)
        place = folder / name
        lock = _locked(folder / f"{name}.lock", exclusive=False)
        if not place.is_dir():
            _build(files, folder, place)
            _tidy(folder, keep=name)
        store = ox.Store.read_only(str(place))
    except OSError as e:
        raise BadInput(f"{folder}: no store can be kept there: {e.strerror or e}") from e
    _HELD.append(lock)
    return store


# Locks live as long as the process: a store cannot tell when it is no longer used
_HELD: list[int | None] = []


def fingerprint(files: Sequence[Path], folder: Path) -> str:
    """Twenty hexadecimal digits that change with the bytes, formats or order of the files and with Oxigraph's version."""
    known = _known(folder)
    now = time.time_ns()
    seen: dict[str, Any] = {}
    digest = hashlib.sha256(f"{_LAYOUT} {ox.__version__}".encode())
    for file in files:
        try:
            stat = file.stat()
            state = [stat.st_size, stat.st_mtime_ns, stat.st_ino, stat.st_ctime_ns]
            key = str(file.resolve())
            told = known.get(key)
            if told and told["state"] == state:
                content = told["sha256"]
            else:
                with file.open("rb") as stream:
                    content = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as e:
            raise BadGraph(f"{file}: cannot be read: {e.strerror}") from e
        if now - max(stat.st_mtime_ns, stat.st_ctime_ns) > _SETTLED:
            seen[key] = {"state": state, "sha256": content}
        digest.update(f"\n{''.join(file.suffixes[-2:]).lower()} {content}".encode())
    if any(known.get(k) != v for k, v in seen.items()):
        _remember(folder, known | seen)
    return digest.hexdigest()[:20]


def _known(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / "sources.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    good = isinstance(found, dict) and all(
        isinstance(v, dict) and isinstance(v.get("state"), list) and isinstance(v.get("sha256"), str)
        for v in found.values()
    )
    return found if good else {}


def _remember(folder: Path, known: dict[str, Any]) -> None:
    with in_the_making(folder) as aside:
        aside.write_text(json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
        aside.replace(folder / "sources.json")


@contextmanager
def in_the_making(folder: Path) -> Iterator[Path]:
    """A path in a folder of stores that nobody else uses, for a file or a folder that is moved to its place when it is complete.

    What is still there at the end is removed; what a killed process left, by the next `open_store`. Raises OSError.
    """
    while True:
        # The lock comes first: what has none belongs to a process that is gone.
        handle, name = tempfile.mkstemp(prefix=_MAKING, suffix=".lock", dir=folder)
        os.close(handle)
        lock = Path(name)
        with contextlib.suppress(OSError):  # a sweep holds it at this moment, and will have removed it
            held = _locked(lock, exclusive=True)
            break
    aside = lock.with_suffix("")
    try:
        yield aside
    finally:
        _remove(aside)
        lock.unlink(missing_ok=True)
        if held is not None:
            os.close(held)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Removes what killed processes had in the making."""
    left = sorted({f.name.removesuffix(".lock") for f in folder.glob(f"{_MAKING}*")})
    for name in left:
        lock = folder / f"{name}.lock"
        with contextlib.suppress(OSError):
            held = _locked(lock, exclusive=True)
            # Without locks (Windows) nobody can tell whether it is in use, so it stays.
            if held is not None:
                _remove(folder / name)
                lock.unlink(missing_ok=True)
                os.close(held)


def _build(files: Sequence[Path], folder: Path, place: Path) -> None:
    with in_the_making(folder) as aside:
        store = ox.Store(str(aside))
        fill(store, files, bulk=True)
        store.flush()
        del store
        with contextlib.suppress(OSError):  # another process was first
            aside.rename(place)
        if not place.is_dir():
            raise BadInput(f"{place}: the store could not be put in its place")


def _tidy(folder: Path, keep: str) -> None:
    """Removes stores of earlier sources, but none that a process still uses."""
    for place in sorted(folder.iterdir()):
        if len(place.name) != len(keep) or place.name == keep or not (place / "CURRENT").is_file():
            continue
        lock = place.with_name(place.name + ".lock")
        with contextlib.suppress(OSError):
            held = _locked(lock, exclusive=True)
            # Without locks (Windows) nobody can tell whether it is in use, so it stays.
            if held is not None:
                # Out of the way in one step first, so that no process opens it half removed.
                gone = place.with_name(f"{_MAKING}{os.getpid()}-{place.name}")
                place.rename(gone)
                shutil.rmtree(gone, ignore_errors=True)
                place.with_name(place.name + ".sqlite").unlink(missing_ok=True)
                lock.unlink(missing_ok=True)
                os.close(held)


def _locked(path: Path, *, exclusive: bool) -> int | None:
    """A lock that the system drops when the process ends; OSError when it is exclusive and another process holds one."""
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lock, (fcntl.LOCK_EX | fcntl.LOCK_NB) if exclusive else fcntl.LOCK_SH)
        except OSError:
            os.close(lock)
            raise
        # The file may have been removed between opening and locking it; then nobody else would see this lock.
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_ino == os.fstat(lock).st_ino:
                return lock
        os.close(lock)
