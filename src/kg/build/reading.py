"""What a worker does to read a file: its shard is made and kept, and of it only a few numbers go back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.build.files import Unread
from kg.build.shard import Shard, shard_of_file
from kg.build.shelf import keep
from kg.gazetteer import Gazetteer

__all__ = ["Task", "Told", "gazetteer", "make"]


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read: `place` is where its shard goes."""

    file: Path
    sha256: str
    stated: str | None
    place: Path


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a shard that is kept: triples, what it could not read, whether the disk failed it."""

    triples: int = 0
    reports: int = 0
    unread: tuple[Unread, ...] = ()
    disk: str = ""

    @classmethod
    def of(cls, shard: Shard) -> Told:
        """The numbers of a shard."""
        return cls(int(shard.counts.get("triples", 0)), len(shard.sources), shard.unread)


@cache
def gazetteer() -> Gazetteer:
    """The one code book of this process: what is looked up in it is kept with it, for all reports that are read here.

    It is to be closed after each use, so that no process inherits an open file.
    """
    return Gazetteer()


def make(task: Task) -> Told:
    """Reads a file and keeps its shard."""
    with task.file.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != task.sha256:
            return Told(unread=(Unread(task.file.name, "the file was changed while it was read"),))
    with gazetteer() as opened:
        shard = shard_of_file(task.file, task.sha256, task.stated, opened)
    try:
        if shard.sources:
            keep(shard, task.place)
    except OSError as e:
        return Told(disk=e.strerror or str(e))
    return Told.of(shard)
