"""One build at a time in one output folder: a lock that the system drops when its process ends, however it ends."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from kg.errors import BadInput

__all__ = ["turn"]

_FOLDER = ".kg"


@contextmanager
def turn(out: Path) -> Iterator[Path]:
    """The folder that a build keeps its own files in, held for this process alone.

    Raises BadInput when another process builds there, telling which and since when, and when nothing can be written. An
    output folder that was not there before and has got no file is removed again.
    """
    work = out / _FOLDER
    fresh = not out.exists()
    try:
        work.mkdir(parents=True, exist_ok=True)
        (work / ".gitignore").write_text("*\n", encoding="utf-8")
        lock = FileLock(work / "lock", timeout=0)
        lock.acquire()
    except Timeout as e:
        raise BadInput(
            f"{out}: another build writes there: {_holder(work)}; wait until it is done, or stop it"
        ) from e
    except (OSError, NotImplementedError) as e:
        raise BadInput(f"{out}: cannot be written: {getattr(e, 'strerror', None) or e}") from e
    try:
        told = {"process": os.getpid(), "machine": socket.gethostname(), "since": _now()}
        with contextlib.suppress(OSError):  # only for the message to others
            (work / "builder.json").write_text(json.dumps(told), encoding="utf-8")
        yield work
    finally:
        with contextlib.suppress(OSError):
            (work / "builder.json").unlink(missing_ok=True)
        lock.release()
        if fresh and not any(f.is_file() for f in out.rglob("*") if f.name not in ("lock", ".gitignore")):
            shutil.rmtree(out, ignore_errors=True)


def _now() -> str:
    return datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")


def _holder(work: Path) -> str:
    try:
        told = json.loads((work / "builder.json").read_text(encoding="utf-8"))
        return f"process {told['process']} on {told['machine']}, since {told['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "its process did not tell which it is"
