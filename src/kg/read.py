"""A report's file becomes a Source: its text as decoded, never altered afterwards.

Encodings are tried in an order in which a wrong one fails: a byte order mark decides; else UTF-8, whose form no
other Chinese encoding meets by chance in a text of any length; else GB18030, which holds GBK and GB2312.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadInput
from kg.model import Source

__all__ = ["Dataset", "read", "read_dataset"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LIMIT = 20_000_000  # bytes; the longest report seen has 60 thousand
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_KEYS = {"title", "publisher", "source", "date", "licence", "files"}


@dataclass(frozen=True, slots=True)
class Dataset:
    """A folder of reports with what is known about them. `files` maps a file name to the SHA-256 of its bytes."""

    name: str
    folder: Path
    title: str
    publisher: str
    source: str
    date: str
    licence: str
    files: dict[str, str]


def read_dataset(folder: Path) -> Dataset:
    """Reads `dataset.toml` of a folder.

    Raises BadInput when it is missing, not TOML, lacks a key or has one that nobody reads.
    """
    file = folder / "dataset.toml"
    try:
        record = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise BadInput(f"{file}: cannot be read as a dataset description: {_reason(e)}") from e
    if missing := _KEYS - set(record):
        raise BadInput(f"{file}: lacks {', '.join(sorted(missing))}")
    if unknown := set(record) - _KEYS:
        raise BadInput(f"{file}: unknown key {', '.join(sorted(unknown))}")
    files = record.pop("files")
    if not isinstance(files, dict) or not files or not all(isinstance(v, str) for v in files.values()):
        raise BadInput(f"{file}: [files] must map each report's file name to its SHA-256")
    for name in files:
        if Path(name).name != name or name in ("", ".", ".."):
            raise BadInput(f"{file}: [files]: {name!r} must be a file in the same folder")
    strings = {k: str(v) for k, v in record.items()}
    return Dataset(name=folder.resolve().name, folder=folder, files=dict(sorted(files.items())), **strings)


def read(file: Path, sha256: str | None = None) -> Source:
    """Reads one report.

    `sha256` is the expected SHA-256 of the file's bytes, in hexadecimal. Raises BadInput when the file cannot be
    read, differs from it, is empty, too large (20 MB), or no text.
    """
    try:
        if file.is_file() and file.stat().st_size > _LIMIT:
            raise BadInput(f"{file}: larger than {_LIMIT // 1_000_000} MB: too large for a report")
        data = file.read_bytes()
    except OSError as e:
        raise BadInput(f"{file}: cannot be read: {_reason(e)}") from e
    if sha256 is not None and (found := hashlib.sha256(data).hexdigest()) != sha256.lower():
        raise BadInput(
            f"{file}: the file was changed: its SHA-256 is {found[:12]}…, dataset.toml states {sha256[:12]}…; "
            "restore the file, or state the new sum if the change is meant"
        )
    text, encoding = decode(data, str(file))
    return Source(file.name, text, encoding, hashlib.sha256(text.encode("utf-8")).hexdigest())


def decode(data: bytes, where: str) -> tuple[str, str]:
    """The text of a file's bytes and the encoding's name; raises BadInput when it is no text."""
    if not data.strip():
        raise BadInput(f"{where}: the file is empty")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            tries = [(data[len(mark) :], encoding)]
            break
    else:
        tries = [(data, "utf-8"), (data, "gb18030")]
    for rest, encoding in tries:
        try:
            text = rest.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text) is None and text.strip() and _mostly_text(text):
            return text, encoding
    raise BadInput(f"{where}: not a text in UTF-8, UTF-16 with a mark, or GB18030")


def _mostly_text(text: str) -> bool:
    """Whether the characters look like writing: bytes of another kind decode to unassigned or private ones."""
    odd = sum(1 for c in text[:20_000] if "\ue000" <= c <= "\uf8ff" or c == "\ufffd" or c >= "\U000e0000")
    return odd * 50 <= len(text[:20_000])


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
