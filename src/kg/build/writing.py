"""What a worker does to write a dataset: all its files stand beside their place, to be moved there by the build itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from kg.build.export import NAMES, write_export, write_failed
from kg.build.files import Unread
from kg.build.reading import Task, make
from kg.build.shard import Shard
from kg.build.shelf import kept
from kg.build.summed import Summed
from kg.errors import BadInput, KgError
from kg.read import Dataset
from kg.store import written_aside

__all__ = ["Writing", "Written", "write"]


@dataclass(frozen=True, slots=True)
class Writing:
    """A dataset to write: the `tasks` of which shards are kept, in order, and what `failed`.

    `triples` are those of all shards, `whole` is as for `write_export`.
    """

    dataset: Dataset
    out: Path
    tasks: tuple[Task, ...]
    failed: tuple[Unread, ...]
    triples: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the folder `aside`, its counts, the SHA-256 of each file by name, what is to be said of it.

    Where nothing could be written, `error` is the reason.
    """

    aside: Path = Path()
    counts: dict[str, Any] = field(default_factory=dict)
    sums: dict[str, str] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    error: KgError | None = None


def write(writing: Writing) -> Written:
    """Writes a dataset beside its place."""
    said: list[str] = []
    counts: dict[str, Any] = {}
    try:
        # A dataset of which nothing could be built keeps the files that it has.
        with written_aside(writing.out, NAMES if writing.tasks else ()) as aside:
            files = Summed(aside)
            if writing.tasks:
                counts = write_export(
                    files,
                    writing.dataset,
                    partial(_shards, writing.tasks),
                    writing.failed,
                    whole=writing.whole,
                    say=said.append,
                )
            else:
                write_failed(files, writing.failed)
        return Written(aside, counts, {f.name: f.sha256 for f in files.files.values()}, tuple(said))
    except KgError as e:
        return Written(error=e)


def _shards(tasks: Sequence[Task], only: Iterable[int] | None = None) -> Iterator[Shard]:
    """The shards of a dataset in the order of its files, made again where the disk has lost one."""
    for task in tasks if only is None else [tasks[number] for number in only]:
        shard = kept(task.place)
        if shard is None:
            told = make(task)
            shard = kept(task.place)
            if shard is None:
                raise BadInput(f"{task.place}: cannot be kept: {told.disk or 'it was changed'}")
        yield shard
