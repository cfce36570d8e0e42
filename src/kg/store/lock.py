"""One writer at a time in a folder: a lock that the system drops when its process ends, however it ends."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from kg.errors import BadInput
from kg.store.saving import recovered

__all__ = ["alone", "scratch"]

_OWN = ".kg"
_HOLDER = "holder.json"
_SCRATCH = "scratch-"


@contextmanager
def alone(folder: Path, wait: float = 0) -> Iterator[Path]:
    """The folder `.kg` inside `folder`, for what the one process that writes `folder` keeps for itself.

    What a killed process had ready is moved to its place first (`recovered`). A `folder` that was not there and has got no
    file is removed again. Raises BadInput when another process writes there for longer than `wait` seconds, telling which
    and since when, and when nothing can be written.
    """
    from filelock import FileLock, Timeout  # brings asyncio, which most commands need not wait for

    own, fresh = folder / _OWN, not folder.exists()
    try:
        own.mkdir(parents=True, exist_ok=True)
        (own / ".gitignore").write_text("*\n", encoding="utf-8")
        lock = FileLock(own / "lock", timeout=wait)
        lock.acquire()
    except Timeout as e:
        raise BadInput(
            f"{folder}: another process writes there: {_holder(own)}; wait until it is done, or stop it"
        ) from e
    except (OSError, NotImplementedError) as e:
        raise BadInput(f"{folder}: cannot be written: {getattr(e, 'strerror', None) or e}") from e
    try:
        told = {"process": os.getpid(), "machine": socket.gethostname(), "since": _now()}
        with contextlib.suppress(OSError):  # only for the message to others
            (own / _HOLDER).write_text(json.dumps(told), encoding="utf-8")
        recovered(folder)
        yield own
    finally:
        with contextlib.suppress(OSError):
            (own / _HOLDER).unlink(missing_ok=True)
        lock.release()
        if fresh and not any(f.is_file() for f in folder.rglob("*") if f.name not in ("lock", ".gitignore")):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def scratch(own: Path) -> Iterator[Path]:
    """An empty folder in the one of `alone`, removed afterwards; what killed processes left of such is removed first.

    Raises BadInput when it cannot be made.
    """
    for left in own.glob(f"{_SCRATCH}*"):
        shutil.rmtree(left, ignore_errors=True)
    try:
        made = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=own))
    except OSError as e:
        raise BadInput(f"{own.parent}: cannot be written: {e.strerror}") from e
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _now() -> str:
    return datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")


def _holder(own: Path) -> str:
    try:
        told = json.loads((own / _HOLDER).read_text(encoding="utf-8"))
        return f"process {told['process']} on {told['machine']}, since {told['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "its process did not tell which it is"
