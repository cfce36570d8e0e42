"""Files that are made to hurt their reader: small ones that unpack to much, loops, lists without end, names that lead out."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from forms import REPORTS, as_docx, bound, pdf, shown, zipped

MEGABYTE = 1 << 20
DOCUMENT = "word/document.xml"


def zeros(megabytes: int) -> bytes:
    return bytes(megabytes * MEGABYTE)


def changed(archive: bytes, name: str, data: bytes) -> bytes:
    """An archive with other bytes in a member."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return zipped({m.filename: data if m.filename == name else opened.read(m) for m in opened.infolist()})


def lying(archive: bytes, size: int) -> bytes:
    """An archive that states a size for each of its members."""
    out = bytearray(archive)
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = out.find(mark)
        while place >= 0:
            struct.pack_into("<I", out, place + offset, size)
            place = out.find(mark, place + 4)
    return bytes(out)


def word_xml(body: str, head: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<?xml version="1.0"?>{head}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'.encode()


def word(body: str, head: str = "") -> bytes:
    return changed(as_docx(REPORTS[0]), DOCUMENT, word_xml(body, head))


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return word("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>')


def flate(times: int, megabytes: int) -> bytes:
    """A page whose operators unpack to megabytes after unpacking several times."""
    packer, piece = zlib.compressobj(9), b"q Q " * (MEGABYTE // 4)
    data = b"".join(packer.compress(piece) for _ in range(megabytes)) + packer.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    filters = b"/FlateDecode" * times
    return bound(
        [*_TREE, _PAGE, b"<</Length %d/Filter[%s]>>stream\n%s\nendstream" % (len(data), filters, data)]
    )


_TREE = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"


def forms_in_forms(depth: int) -> bytes:
    """A page that draws a form thirty times, which draws the next one thirty times, and so on."""
    draw = b"/X Do " * 30
    inner = [
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>/Length %d>>stream\n%s\nendstream"
        % (n + 1, len(draw), draw)
        for n in range(5, 5 + depth)
    ]
    return bound([*_TREE, _PAGE, b"<</Length %d>>stream\n%s\nendstream" % (len(draw), draw), *inner])


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % n for n in range(3, 3 + count))
    tree = [_TREE[0], b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)]
    return bound([*tree, *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]>>"] * count])


def pages_in_circles() -> bytes:
    tree = b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 1500>>"
    return bound([_TREE[0], tree, b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1000>>"])


def page_of(html: str) -> bytes:
    return f"<html><head><meta charset=utf-8><title>t</title></head><body>{html}</body></html>".encode()


def overlapping(count: int) -> bytes:
    """An archive whose list names one member many times."""
    archive = zipped({"a.txt": zeros(10)})
    start = archive.index(b"PK\x01\x02")
    entry, end = (
        archive[start : archive.index(b"PK\x05\x06")],
        bytearray(archive[archive.index(b"PK\x05\x06") :]),
    )
    struct.pack_into("<HHII", end, 8, min(count, 65535), min(count, 65535), len(entry) * count, start)
    return archive[:start] + entry * count + bytes(end)


# Name of the file, how it is made, and words of the reason for which it is refused.
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "zeros.docx": (lambda: changed(as_docx(REPORTS[0]), DOCUMENT, zeros(300)), "bytes, more than the"),
    "lying.docx": (lambda: lying(changed(as_docx(REPORTS[0]), DOCUMENT, zeros(300)), 1000), "damaged"),
    "laughs.docx": (laughs, "document type or entities"),
    "outside.docx": (
        lambda: word("<w:p/>", '<!DOCTYPE x SYSTEM "file:///etc/passwd">'),
        "document type or entities",
    ),
    "deep.docx": (lambda: word("<w:sdt>" * 100_000), "damaged Word file"),
    "wide.docx": (
        lambda: word(
            "<w:tbl>"
            + '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999"/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr>'
            * 300
            + "</w:tbl>"
        ),
        "more than 200000 cells",
    ),
    "paragraphs.docx": (lambda: word("<w:p/>" * 6_500_000), "of more than 1,500,000 tags"),
    "zeros.zip": (lambda: zipped({"a.txt": zeros(300)}), "bytes, more than the"),
    "lying.zip": (lambda: lying(zipped({"a.txt": zeros(300)}), 1000), "damaged"),
    "overlapping.zip": (lambda: overlapping(9_000), "unpack it into a folder"),
    "list.zip": (lambda: overlapping(200_000), "unpack it into a folder"),
    "nested.zip": (lambda: zipped({"b.zip": zipped({"a.txt": zeros(1)})}), "zip archive inside an archive"),
    "deep.html": (lambda: page_of("<div>" * 1_000_000 + "清河县"), "tags"),
    "deep-allowed.html": (lambda: page_of("<div>" * 100_000 + "清河县"), "deep in each other"),
    "text.html": (lambda: page_of("清河县" * 1_500_000), "more than 10 MB"),
    "tables.html": (lambda: page_of("<table><tr><td>a<td>b" * 1_000), "deep in each other"),
    "cells.html": (
        lambda: page_of("<table>" + "<tr><td colspan=1000 rowspan=1000>a<td>b" * 900 + "</table>"),
        "more than 200000 cells",
    ),
    "flate.pdf": (lambda: flate(2, 1024), "takes more than"),
    "forms.pdf": (lambda: forms_in_forms(12), "takes more than"),
    "pages.pdf": (lambda: many_pages(100_000), "100,000 pages"),
    "circles.pdf": (pages_in_circles, "damaged|scanned"),
    "text.pdf": (
        lambda: pdf([[shown("清河县" * 1000, 10, 10)]] * 700),
        "more than 2,000,000 characters",
    ),
}
