"""How many different values come by, of several kinds, in bounded memory: values of eight bytes, most of them hashes.

As many as _HELD are in memory; what is more goes to a temporary file in sorted runs, which are then counted range by range.
"""

from __future__ import annotations

import tempfile
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Generic, TypeVar

__all__ = ["WIDTH", "Distinct"]

WIDTH = 8
"""Bytes of one value."""
_HELD = 1 << 20
_RANGES = 256
_AT_ONCE = 1 << 18

_Kind = TypeVar("_Kind", bound=Hashable)


@dataclass(frozen=True, slots=True)
class _Run:
    """Different values in order, in the file from `start` on; `bounds` are where each range ends, in values."""

    start: int
    bounds: array[int]


class Distinct(Generic[_Kind]):
    """Values by kind. To be used in a `with`."""

    def __init__(self) -> None:
        self._held: defaultdict[_Kind, array[int]] = defaultdict(_values)
        self._number = 0
        self._runs: defaultdict[_Kind, list[_Run]] = defaultdict(list)
        self._file: IO[bytes] | None = None
        self._at_end = ExitStack()

    def __enter__(self) -> Distinct[_Kind]:
        return self

    def __exit__(self, *_: object) -> None:
        self._at_end.close()

    def add(self, kind: _Kind, values: bytes) -> None:
        """Values of one kind, WIDTH bytes each. Raises OSError when there is no room for the temporary file."""
        self._held[kind].frombytes(values)
        self._number += len(values) // WIDTH
        if self._number > _HELD:
            self._spill()

    def counts(self) -> dict[_Kind, int]:
        """How many different values of each kind there were."""
        if not self._runs:
            return {kind: len(set(held)) for kind, held in self._held.items()}
        self._spill()
        return {kind: self._count(runs) for kind, runs in self._runs.items()}

    def _spill(self) -> None:
        if self._file is None:
            self._file = self._at_end.enter_context(tempfile.TemporaryFile(prefix="kg-"))  # noqa: SIM115 - closed in __exit__
        for kind, held in self._held.items():
            run = array("Q", sorted(set(held)))
            step = (1 << 64) // _RANGES
            bounds = array("Q", [*(bisect_left(run, step * n) for n in range(1, _RANGES)), len(run)])
            self._runs[kind].append(_Run(self._file.seek(0, 2), bounds))
            self._file.write(run)
        self._held.clear()
        self._number = 0

    def _count(self, runs: list[_Run]) -> int:
        total = sum(run.bounds[-1] for run in runs)
        together = max(1, _RANGES * _AT_ONCE // max(total, 1))  # ranges that are counted at once
        found = 0
        for first in range(0, _RANGES, together):
            last = min(first + together, _RANGES) - 1
            seen: set[int] = set()
            for run in runs:
                seen.update(self._read(run, run.bounds[first - 1] if first else 0, run.bounds[last]))
            found += len(seen)
        return found

    def _read(self, run: _Run, start: int, end: int) -> array[int]:
        found = _values()
        assert self._file is not None
        self._file.seek(run.start + start * WIDTH)
        found.frombytes(self._file.read((end - start) * WIDTH))
        return found


def _values() -> array[int]:
    return array("Q")
