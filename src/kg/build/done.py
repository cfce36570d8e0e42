"""What an export was made of, and how its files looked then: an export that is still so is not made again."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.store import recovered

__all__ = ["FILE", "gone", "note", "noted", "prune"]

FILE = "done.json"


def note(
    kept: Path, folder: Path, sums: Mapping[str, str | None], seeds: Path, made_of: str, told: Any
) -> None:
    """Notes that files of an export's `folder` were made of what `made_of` names; `told` is JSON to be given back.

    `sums` gives the SHA-256 of each file by its name, None where it is not known.
    """
    record = {
        "made_of": made_of,
        "seeds": str(seeds.resolve()),
        "files": {
            name: _state(folder / name) | {"sha256": sums[name] or _sum(folder / name)}
            for name in sorted(sums)
        },
        "told": told,
    }
    aside = kept / ".new-done"
    aside.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    aside.replace(kept / FILE)


def noted(kept: Path, folder: Path, made_of: str) -> Any:
    """What was told with the note, None where the export was made of something else or one of its files was changed."""
    record = _read(kept)
    if record is None or record["made_of"] != made_of:
        return None
    for name, state in record["files"].items():
        try:
            same = _state(folder / name) == {k: state[k] for k in ("size", "time")}
            if not same and _sum(folder / name) != state["sha256"]:
                return None
        except (OSError, KeyError):
            return None
    return record["told"]


def gone(shards: Path, seeds: Path, places: set[Path]) -> Iterator[Path]:
    """The places of exports that were made of a dataset of `seeds` which is no longer there."""
    for place in sorted(file.parent.relative_to(shards) for file in shards.rglob(FILE)):
        record = _read(shards / place)
        if place not in places and record is not None and record["seeds"] == str(seeds.resolve()):
            yield place


def prune(shards: Path, out: Path, place: Path) -> None:
    """Removes the files of an export that the build made, its shards, and the folder if it holds nothing else."""
    recovered(out / place)
    record = _read(shards / place) or {"files": {}}
    for name in record["files"]:
        (out / place / name).unlink(missing_ok=True)
    for file in [f for f in (shards / place).iterdir() if f.is_file()]:
        file.unlink()
    for root in (out, shards):
        with contextlib.suppress(OSError):  # it holds more
            inside = sorted((f for f in (root / place).rglob("*") if f.is_dir()), reverse=True)
            for folder in (*inside, root / place):
                folder.rmdir()


def _read(kept: Path) -> dict[str, Any] | None:
    try:
        record = json.loads((kept / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(record, dict) and {"made_of", "seeds", "files", "told"} <= set(record)
    return record if whole and isinstance(record["files"], dict) else None


def _state(file: Path) -> dict[str, int]:
    stat = file.stat()
    return {"size": stat.st_size, "time": stat.st_mtime_ns}


def _sum(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
