"""The shapes of small inputs, checked in a process of their own while the merge goes on."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from kg.errors import BadGraph
from kg.merge.check import conforms
from kg.store.files import COMPRESSED

__all__ = ["MOST", "shaped"]

MOST = 1_000_000
"""Bytes of plain Turtle, of all inputs together, that are checked unasked: about 25,000 triples, 3 s on one core."""
_PACKED = 10  # what compression may have saved


@contextmanager
def shaped(files: Sequence[Path], say: Callable[[str], None]) -> Iterator[None]:
    """Says, when the work inside is done, which of the smaller files break the SHACL shapes and which were not checked."""
    small, large, size = list[Path](), list[Path](), 0
    for file in sorted(files, key=_size):
        size += _size(file)
        (small if size <= MOST else large).append(file)
    # A copy of this process has its libraries already; elsewhere than on Linux it is not safe.
    fork = sys.platform == "linux"
    context = multiprocessing.get_context("fork") if fork else multiprocessing.get_context("spawn")
    told, tell = context.Pipe(duplex=False)
    process = context.Process(target=_check, args=(small, tell), daemon=True)
    process.start()
    tell.close()
    try:
        yield
        for problem in told.recv() if small else ():
            say(problem)
        for file in large:
            say(f"{file}: not checked against the shapes, being large; ask for that with --shapes")
    except EOFError:
        say("the inputs could not be checked against the shapes")
    finally:
        process.kill()
        process.join()
        told.close()


def _size(file: Path) -> int:
    size = file.stat().st_size if file.is_file() else 0
    return size * _PACKED if file.suffix.lower() in COMPRESSED else size


def _check(files: Sequence[Path], tell: Connection) -> None:
    found = []
    for file in files:
        try:
            conforms(file)
        except BadGraph as e:
            found.append(str(e))
    tell.send(found)
