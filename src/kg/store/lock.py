"""One writer at a time in a folder: a lock that the system drops when its process ends, however it ends."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import BadInput

__all__ = ["alone"]

_OWN = ".kg"
_WORK = "work-"
# What `all_or_nothing` of a killed process left; that which stands ready to be moved has another name and stays.
_LEFT = ".kg-????????"


@contextmanager
def alone(folder: Path, wait: float = 0) -> Iterator[Path]:
    """An empty folder inside `folder`, which no other process that asks for it writes meanwhile; it is removed afterwards.

    What a killed process left is removed first. A `folder` that was not there and has got no file is removed again.
    Raises BadInput when another process writes there for longer than `wait` seconds, and when nothing can be written.
    """
    from filelock import FileLock, Timeout  # brings asyncio, which most commands need not wait for

    own, fresh = folder / _OWN, not folder.exists()
    try:
        own.mkdir(parents=True, exist_ok=True)
        (own / ".gitignore").write_text("*\n", encoding="utf-8")
        lock = FileLock(own / "lock", timeout=wait)
        lock.acquire()
    except Timeout as e:
        raise BadInput(f"{folder}: another process writes there; wait until it is done, or stop it") from e
    except (OSError, NotImplementedError) as e:
        raise BadInput(f"{folder}: cannot be written: {getattr(e, 'strerror', None) or e}") from e
    try:
        for left in (*own.glob(_WORK + "*"), *folder.glob(_LEFT)):
            shutil.rmtree(left, ignore_errors=True)
        try:
            work = Path(tempfile.mkdtemp(prefix=_WORK, dir=own))
        except OSError as e:
            raise BadInput(f"{folder}: cannot be written: {e.strerror}") from e
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)
    finally:
        lock.release()
        if fresh and not any(f.is_file() for f in folder.rglob("*") if own not in f.parents):
            shutil.rmtree(folder, ignore_errors=True)
