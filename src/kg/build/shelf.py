"""Shards kept in a folder from one build to the next, each a zip file whose sums tell whether it is whole.

    .kg/lock, holder.json              who builds here now (kg.store.lock)
    .kg/shards/<dataset>/<key>.shard   a shard by the key of its file
    .kg/shards/<dataset>/done.json     what the export was made of, and how its files looked (kg.build.done)

A shard is no RDF file by its name, so that no command takes it for a graph. Nothing in it is executed when it is read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from kg.build.files import Unread
from kg.build.shard import Shard
from kg.model import Part, Source
from kg.namespaces import folder

__all__ = ["keep", "kept", "key_of", "made_by", "tidy"]

_PARTS = ("quads", "annotations", "numbers", "quarantine", "survey")
_DENSE = ("quads", "survey")  # packed already, or hashes
_ENDING = ".shard"


@cache
def made_by() -> str:
    """Forty hexadecimal digits that change with any file of the package, any of the ontology that is read, or a library's version.

    What a shard holds depends on code, rules, lexicons, gazetteer and ontology alike, so all of them are in it.
    """
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    # Pages are made by the package's templates; those of the ontology are made of the rest, or words about it.
    for root, unread in ((package, ()), (folder(), (".html", ".svg", ".md"))):
        for file in sorted(f for f in root.rglob("*") if f.is_file() and f.suffix not in (".pyc", *unread)):
            data = file.read_bytes()
            digest.update(f"{file.relative_to(root).as_posix()}\n{len(data)}\n".encode() + data)
    with contextlib.suppress(PackageNotFoundError):  # run from a checkout that is not installed
        for requirement in sorted(requires("kg") or ()):
            name = requirement.split(";")[0].split("[")[0].split(">")[0].strip()
            with contextlib.suppress(PackageNotFoundError):
                digest.update(f"{name} {version(name)}\n".encode())
    return digest.hexdigest()[:40]


def key_of(name: str, sha256: str, stated: str | None) -> str:
    """The name of a file's shard: it changes with the file's name and bytes, the stated sum and what `made_by` covers."""
    told = "\n".join((name, sha256, stated or "", made_by()))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def keep(shard: Shard, place: Path) -> None:
    """Writes a shard so that it is there whole or not at all. OSError when it cannot be written."""
    place.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "sources": [asdict(s) for s in shard.sources],
        "unread": [[u.name, u.reason] for u in shard.unread],
        "prints": shard.prints,
        "counts": shard.counts,
    }
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".new-", delete=False) as out:
        aside = Path(out.name)
        try:
            with zipfile.ZipFile(out, "w") as packed:
                packed.writestr(_entry("shard.json"), json.dumps(told).encode(), zipfile.ZIP_DEFLATED, 1)
                for part in _PARTS:
                    how = zipfile.ZIP_STORED if part in _DENSE else zipfile.ZIP_DEFLATED
                    packed.writestr(_entry(part), getattr(shard, part), how, 1)
        except OSError:
            aside.unlink(missing_ok=True)
            raise
    aside.replace(place)


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name)  # of 1980: no time of writing is in it


def _source(told: dict[str, Any]) -> Source:
    parts, notes = (Part(*p) for p in told["parts"]), told["notes"]
    return Source(**{**told, "parts": tuple(parts), "notes": tuple(notes)})


def kept(place: Path, whole: bool = True) -> Shard | None:
    """The shard of a file, None where none is kept or it is not whole; if not `whole`, without its bytes, unchecked."""
    try:
        with zipfile.ZipFile(place) as packed:
            told = json.loads(packed.read("shard.json"))
            parts = {part: packed.read(part) for part in (_PARTS if whole else ())}
        return Shard(
            sources=tuple(_source(one) for one in told["sources"]),
            unread=tuple(Unread(*u) for u in told["unread"]),
            prints=tuple(told["prints"]),
            counts=told["counts"],
            **parts,
        )
    except (
        OSError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        ValueError,
        KeyError,
        TypeError,
        RuntimeError,
        NotImplementedError,
    ):
        return None


def tidy(folder_: Path, used: set[Path]) -> None:
    """Removes the shards of a dataset that its reports no longer use, and what killed builds left."""
    for file in _own(folder_):
        if file not in used:
            file.unlink(missing_ok=True)


def _own(folder_: Path) -> Iterator[Path]:
    with contextlib.suppress(FileNotFoundError):
        yield from [f for f in folder_.iterdir() if f.suffix == _ENDING or f.name.startswith(".new-")]
