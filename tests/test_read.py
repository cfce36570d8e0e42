"""Reading a report: encodings, offsets that still quote, and input that is refused with one line."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

import pytest

from kg.errors import BadInput
from kg.read import read, read_dataset
from kg.segment import segment

TEXT = "清河县工作回眸\n来源:清河网 发布时间:2023-01-05\n2022年，全县培训村干部1,200余人次。\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("gbk"), "gb18030"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, encoding: str) -> None:
    file = tmp_path / "r.txt"
    file.write_bytes(data)
    source = read(file)
    assert (source.text, source.encoding) == (TEXT, encoding)
    assert source.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


def test_line_ends_stay_and_are_quoted_rightly(tmp_path: Path) -> None:
    file = tmp_path / "r.txt"
    file.write_bytes(TEXT.replace("\n", "\r\n").encode("gb18030"))
    document = segment(read(file))
    assert document.text.count("\r\n") == 3
    title = document.header.title
    assert title is not None
    assert title.span.cut(document.text) == title.value == "清河县工作回眸"
    assert all("\r" not in s.span.cut(document.text) for s in document.segments)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n\r\n\t", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text"),
        (b"PK\x03\x04" + bytes(range(256)) * 4, "a damaged zip archive"),
        (b"\xff\xfe\x00", "not a text"),
        (b"%PDF-1.7\n\x00\x01\x02", "a damaged PDF"),
    ],
)
def test_no_text(tmp_path: Path, data: bytes, reason: str) -> None:
    file = tmp_path / "r.txt"
    file.write_bytes(data)
    with pytest.raises(BadInput, match=reason) as error:
        read(file)
    assert str(file) in str(error.value)
    assert "\n" not in str(error.value)


def test_missing_and_folder(tmp_path: Path) -> None:
    for file in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(BadInput, match="cannot be read"):
            read(file)


def test_changed_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "r.txt"
    file.write_text(TEXT, encoding="utf-8")
    right = hashlib.sha256(TEXT.encode()).hexdigest()
    assert read(file, right).text == TEXT
    assert read(file, right.upper()).text == TEXT
    with pytest.raises(BadInput, match="the file was changed"):
        read(file, "0" * 64)


GOOD = 'title = "t"\npublisher = "p"\nsource = "s"\ndate = "2022-01-01"\nlicence = "l"\n[files]\n"r.txt" = "00"\n'


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        ("title = ", "cannot be read as a dataset description"),
        (GOOD.replace('title = "t"\n', ""), "lacks title"),
        ('colour = "red"\n' + GOOD, "unknown key colour"),
        (GOOD.split("[files]", maxsplit=1)[0] + "files = {}\n", "must map each report"),
        (GOOD.replace('"r.txt"', '"../r.txt"'), "must be a file in the same folder"),
        (GOOD.replace('"r.txt"', '"a/b.txt"'), "must be a file in the same folder"),
    ],
)
def test_bad_dataset(tmp_path: Path, toml: str, reason: str) -> None:
    (tmp_path / "dataset.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(BadInput, match=reason):
        read_dataset(tmp_path)


def test_dataset(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_text(GOOD, encoding="utf-8")
    found = read_dataset(tmp_path)
    assert (found.name, found.title, found.files) == (tmp_path.name, "t", {"r.txt": "00"})
