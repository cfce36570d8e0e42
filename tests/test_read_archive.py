"""Archives: names of members as they were meant, what systems put beside files, order and laziness."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from forms import zipped
from kg.model import Source
from kg.read import documents, read

TEXT = "清河县培训村干部1200人次。"


def named(raw: bytes, flagged: bool) -> bytes:
    """An archive whose one member has a name of these bytes, told as UTF-8 or not."""
    data = zipped({"x" * len(raw): TEXT.encode()})
    data = bytearray(data.replace(b"x" * len(raw), raw))
    if flagged:
        data[7] |= 8
        data[data.index(b"PK\x01\x02") + 9] |= 8
    return bytes(data)


@pytest.mark.parametrize(
    ("raw", "flagged"),
    [
        ("二〇二二年/工作总结.txt".encode("gbk"), False),
        ("二〇二二年/工作总结.txt".encode("gb18030"), False),
        ("二〇二二年/工作总结.txt".encode(), False),
        ("二〇二二年/工作总结.txt".encode(), True),
        ("二〇二二年\\工作总结.txt".encode("gbk"), False),
    ],
)
def test_names_of_members(raw: bytes, flagged: bool, tmp_path: Path) -> None:
    file = tmp_path / "r.zip"
    file.write_bytes(named(raw, flagged))
    (found,) = documents(file)
    assert found.name == "r.zip/二〇二二年/工作总结.txt"
    assert read(file / "二〇二二年" / "工作总结.txt").text == TEXT


def test_what_systems_add_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "r.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.mkdir("b")
        for name in ("b/2.txt", "__MACOSX/b/._2.txt", "b/.DS_Store", "Thumbs.db", "a/1.txt"):
            archive.writestr(name, TEXT)
    found = list(documents(file))
    assert [f.name for f in found] == ["r.zip/b/2.txt", "r.zip/a/1.txt"]
    assert all(isinstance(f, Source) and not f.extracted for f in found)


@pytest.mark.parametrize("name", ["report.docx", "report.txt", "report"])
def test_what_a_file_is_its_bytes_tell(name: str, tmp_path: Path) -> None:
    from forms import REPORTS, as_docx, as_html, as_pdf

    title = REPORTS[0][0]
    for data, form in (
        (as_docx(REPORTS[0]), "docx"),
        (as_pdf(REPORTS[0]), "pdf"),
        (as_html(REPORTS[0]).encode(), "html, utf-8"),
    ):
        (tmp_path / name).write_bytes(data)
        source = read(tmp_path / name)
        assert (source.encoding, source.text.split("\n")[0]) == (form, title)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old or of locked Office"),
        (b"{\\rtf1\\ansi x}", "Rich Text Format"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "another Office program"),
    ],
)
def test_other_offices_are_named(data: bytes, reason: str, tmp_path: Path) -> None:
    from kg.errors import BadInput

    file = tmp_path / "r.docx"
    file.write_bytes(data)
    with pytest.raises(BadInput, match=reason):
        read(file)
