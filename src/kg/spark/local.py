"""The one place where a build on Spark meets the local one: the datasets of a tree, and all that is done with one file."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.build.folders import Folder, find_folders
from kg.build.shard import shard_of_file
from kg.gazetteer import Gazetteer

__all__ = ["Folder", "Told", "find_folders", "told_of"]


@dataclass(frozen=True, slots=True)
class Told:
    """A shard as text: Spark's columns. `unread` holds names with the reasons."""

    reports: int = 0
    unread: tuple[tuple[str, str], ...] = ()
    quads: str = ""
    annotations: str = ""
    numbers: str = ""
    quarantine: str = ""
    counts: Mapping[str, Any] = field(default_factory=dict)


def told_of(file: Path, stated: str | None, gazetteer: Gazetteer) -> Told:
    """The shard of a file, a pure function of its name and bytes; `stated` is the SHA-256 that is stated of them."""
    shard = shard_of_file(file, hashlib.sha256(file.read_bytes()).hexdigest(), stated, gazetteer)
    return Told(
        len(shard.sources),
        tuple((u.name, u.reason) for u in shard.unread),
        gzip.decompress(shard.quads).decode() if shard.quads else "",
        shard.annotations.decode(),
        shard.numbers.decode(),
        shard.quarantine.decode(),
        shard.counts,
    )
