"""The reports in a zip archive, each under the name archive.zip/folder/name.docx."""

from __future__ import annotations

import os
import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from kg.read.extract import Refused
from kg.read.packed import unpack

__all__ = ["members", "open_archive"]

_MOST_MEMBERS = 10_000
_LARGEST_SUM = 2_000_000_000  # bytes of all members, unpacked
_LARGEST = 100_000_000  # bytes of one
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_END_WITHIN = 22 + 20 + (1 << 16)  # the end of an archive, and a comment behind it
_LONGEST_LIST = 4_000_000  # bytes: 400 for each file
_UTF8_NAME = 0x800
_ODD = re.compile('[\x00-\x1f\x7f:*?"<>|\u2028\u2029]')


def open_archive(file: Path | BinaryIO) -> zipfile.ZipFile:
    """An archive of a file. Raises Refused when it is none, or holds too much."""
    try:
        if isinstance(file, Path):
            with file.open("rb") as opened:
                _measure(opened)
        else:
            _measure(file)
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, struct.error) as e:
        raise Refused(f"a damaged zip archive ({e}); pack it again") from e
    found = archive.infolist()
    total = sum(member.file_size for member in found)
    if len(found) > _MOST_MEMBERS:
        raise Refused(f"holds {len(found):,} files, more than {_MOST_MEMBERS:,}; unpack it into a folder")
    if total > _LARGEST_SUM:
        raise Refused(
            f"unpacks to {total:,} bytes, more than {_LARGEST_SUM:,}; unpack it into a folder, if it can be"
        )
    return archive


def _measure(file: BinaryIO) -> None:
    """Refuses a list of files that is too long, before it is read: each entry would take half a kilobyte."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_WITHIN))
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + 22:
        raise zipfile.BadZipFile("its end is missing")
    (length,) = struct.unpack_from("<I", tail, end + 12)
    if length > _LONGEST_LIST or tail[max(0, end - 20) :].startswith(_END_64):
        raise Refused(f"holds more than {_MOST_MEMBERS:,} files, or too large ones; unpack it into a folder")
    file.seek(0)


def members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes | Refused]]:
    """The files of an archive in its order: the path inside with its bytes, or with the reason why it is not read.

    Folders and what the systems of Apple and Microsoft put beside files are passed over. One member is held at a time.
    """
    seen = set[str]()
    for member in archive.infolist():
        name = name_of(member)
        parts = PurePosixPath(name).parts
        if (
            member.is_dir()
            or "__MACOSX" in parts
            or (parts and parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini"))
        ):
            continue
        try:
            if not parts or name.startswith("/") or ".." in parts or _ODD.search(name):
                raise Refused("its name leads out of the archive or is none; rename it")
            if name in seen:
                raise Refused("the archive holds another file of this name; rename one")
            seen.add(name)
            found: bytes | Refused = unpack(archive, member, _LARGEST)
        except Refused as e:
            found = e
        yield _ODD.sub("_", name), found


def name_of(member: zipfile.ZipInfo) -> str:
    """The name of a member: UTF-8 where it says so; else what Windows in China writes without saying, GB18030.

    >>> name_of(zipfile.ZipInfo("报告.docx".encode("gbk").decode("cp437")))
    '报告.docx'
    """
    name = member.filename
    if not member.flag_bits & _UTF8_NAME:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:  # made by this process, not read
            raw = name.encode()
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")
