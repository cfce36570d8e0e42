"""A file becomes a Source, by what it holds and not by its ending."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import BadInput
from kg.model import Source
from kg.read.encoding import decoded
from kg.read.extract import Extract, Refused

if TYPE_CHECKING:
    import zipfile

__all__ = ["ENDINGS", "Failure", "documents", "read"]

ENDINGS = frozenset((".txt", ".md", ".markdown", ".html", ".htm", ".docx", ".pdf", ".zip"))
_LARGEST = {"text": 20_000_000, "file": 100_000_000, "archive": 2_000_000_000}  # bytes
_PDF = b"%PDF-"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_HTML = re.compile(
    rb"(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|h1|article)\b",
    re.IGNORECASE | re.DOTALL,
)
_OFFICE = {"[Content_Types].xml", "mimetype"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RTF = b"{\\rtf"
_PDF_WITHIN = 1024  # PDFium, like Acrobat, passes over bytes before the mark


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or a member of an archive that was not read: its name as a Source would have it, and why not.

    `reason` is one line: what is wrong and what to do, without the name.
    """

    name: str
    reason: str


def documents(path: Path) -> Iterator[Source | Failure]:
    """What one path holds, in order: one reading of a file, one for each member of a zip archive.

    A path may lead into an archive: `reports.zip/2023/summary.docx` is that member. Nothing is raised: a file that
    cannot be read is a Failure, and the members beside it are still read. Members of an archive with an ending that
    no report has (.jpg) are failures too, so that nothing is lost unsaid. One member is held in memory at a time.

    For a Source with `extracted`, save `text` as UTF-8 (`newline=""`) under `saved_as` beside the export: offsets,
    quotes and SHA-256 are those of that text. The order and all results depend on the bytes and the name only.
    """
    inner = ""
    try:
        file, inner = _split(path)
        if (archive := _archive(file)) is None:
            if inner:
                raise Refused("no such file: the path goes on behind a file that is no zip archive")
            yield _source(file.name, _bytes(file))
            return
    except Refused as e:
        yield Failure(path.name, str(e))
        return
    found = False
    from kg.read.archive import members

    with archive:
        for name, data in members(archive):
            if inner and name != inner:
                continue
            found = True
            yield _member(f"{file.name}/{name}", data)
    if not found:
        yield Failure(
            path.name,
            f"the archive holds no file {inner}; see its list with unzip -l"
            if inner
            else "the archive holds no file",
        )


def read(file: Path, sha256: str | None = None) -> Source:
    """Reads one report: .txt, .md, .html, .docx, .pdf, or an archive that holds one of them only.

    `sha256` is the expected SHA-256 of the file's bytes, in hexadecimal. Raises BadInput when the file cannot be
    read, differs from it, is empty, too large (20 MB of text, 100 MB of other files), or no report.
    """
    if sha256 is not None:
        _compare(file, sha256)
    found = list[Source | Failure]()
    for one in documents(file):
        found.append(one)
        if len(found) > 1:
            raise BadInput(f"{file}: holds several files; name one, as in {file}/{_inner(found[0].name)}")
    if isinstance(found[0], Failure):
        raise BadInput(f"{file}: {found[0].reason}")
    return found[0]


def _inner(name: str) -> str:
    return name.partition("/")[2]


def _split(path: Path) -> tuple[Path, str]:
    """The file of a path, and the path inside it."""
    if not path.exists():
        for parent in path.parents:
            if parent.is_file():
                return parent, path.relative_to(parent).as_posix()
    return path, ""


def _compare(file: Path, sha256: str) -> None:
    try:
        with file.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as e:
        raise BadInput(f"{file}: cannot be read: {e.strerror}") from e
    if found != sha256.lower():
        raise BadInput(
            f"{file}: the file was changed: its SHA-256 is {found[:12]}…, dataset.toml states {sha256[:12]}…; "
            "restore the file, or state the new sum if the change is meant"
        )


def _bytes(file: Path) -> bytes:
    try:
        if file.is_file() and file.stat().st_size > _LARGEST["file"]:
            raise Refused(_too_large("file"))
        with file.open("rb") as opened:
            data = opened.read(_LARGEST["file"] + 1)  # a pipe tells no size
    except OSError as e:
        raise Refused(f"cannot be read: {e.strerror}") from e
    if len(data) > _LARGEST["file"]:
        raise Refused(_too_large("file"))
    return data


def _too_large(kind: str) -> str:
    return f"too large: {kind}s of up to {_LARGEST[kind] // 1_000_000} MB are read; split it"


def _archive(file: Path) -> zipfile.ZipFile | None:
    """The zip archive that a file is, None where it is something else, a Word file among them."""
    try:
        with file.open("rb") as opened:
            if not opened.read(4).startswith(_ZIP):
                return None
        if file.stat().st_size > _LARGEST["archive"]:
            raise Refused(_too_large("archive"))
    except OSError as e:
        raise Refused(f"cannot be read: {e.strerror}") from e
    from kg.read.archive import open_archive
    from kg.read.word import is_word

    archive = open_archive(file)
    if is_word(archive):
        archive.close()
        return None
    if _OFFICE & {*archive.namelist()}:
        archive.close()
        raise Refused("a file of another Office program (.xlsx, .pptx, .odt); save it as .docx, .pdf or .txt")
    return archive


def _member(name: str, data: bytes | Refused) -> Source | Failure:
    if isinstance(data, Refused):
        return Failure(name, str(data))
    ending = Path(name).suffix.lower()
    try:
        if ending and ending not in ENDINGS:
            raise Refused(f"no report: {ending} is none of {', '.join(sorted(ENDINGS - {'.zip'}))}")
        return _source(name, data)
    except Refused as e:
        return Failure(name, str(e))


def _source(name: str, data: bytes) -> Source:
    """The source of a file's bytes. Raises Refused."""
    if not data.strip():
        raise Refused("the file is empty")
    found = _extract(name, data)
    if isinstance(found, Extract):
        if not found.text.strip():
            raise Refused("holds no text")
        return Source(name, found.text, found.form, _sum(found.text), True, found.parts, found.notes)
    text, encoding = found
    return Source(name, text, encoding, _sum(text))


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _extract(name: str, data: bytes) -> Extract | tuple[str, str]:
    """What a file holds by its first bytes; only web pages and Markdown are also known by their ending."""
    ending = Path(name).suffix.lower()
    if data.startswith(_ZIP):
        from kg.read.archive import open_archive
        from kg.read.word import is_word, read_word

        with open_archive(io.BytesIO(data)) as archive:
            if is_word(archive):
                return read_word(archive)
        raise Refused(
            "a zip archive inside an archive, or of another program (.xlsx, .odt); unpack or convert it first"
        )
    if _PDF in data[:_PDF_WITHIN]:
        from kg.read.printed import read_pdf

        return read_pdf(data)
    if data.startswith(_OLE):
        raise Refused("a file of old or of locked Office (.doc, .wps); save it as .docx without a password")
    if data.startswith(_RTF):
        raise Refused("a file in Rich Text Format; save it as .docx")
    if len(data) > _LARGEST["text"]:
        raise Refused(_too_large("text"))
    if ending in (".html", ".htm") or _HTML.match(data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")):
        from kg.read.webpage import read_webpage

        return read_webpage(data)
    text, encoding = decoded(data)
    if ending in (".md", ".markdown"):
        from kg.read.markdown import read_markdown

        return read_markdown(text, encoding)
    return text, encoding
