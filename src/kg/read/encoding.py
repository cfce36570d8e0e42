"""The characters of a file's bytes, and the encoding that gives them.

A byte order mark decides; else UTF-8, whose form no other Chinese encoding meets by chance in a text of any length;
else what the file itself states, if it is true; else the one of GB18030 (with GBK and GB2312), Big5 and UTF-16 in
which most characters are of those that GB 2312 and Big5 list as the frequently used ones: a wrong one gives rare ones.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

from kg.errors import BadInput
from kg.read.extract import Refused

__all__ = ["decode", "decoded"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Big5 as it is written is Microsoft's, with the wave dash of 3～5; Hong Kong's has more characters.
_UNMARKED = (
    ("gb18030", "gb18030"),
    ("cp950", "big5"),
    ("big5hkscs", "big5-hkscs"),
    ("utf-16-le", "utf-16-le"),
    ("utf-16-be", "utf-16-be"),
)
_STATED = {
    "gb18030": ("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "cp936", "euc-cn"),
    "cp950": ("big5", "x-x-big5", "big5-hkscs", "cp950"),
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SAMPLE = 20_000
_FEWEST_COMMON = 0.5  # a right one gives over 0.9, a wrong one of 200 characters below 0.7


def decode(data: bytes, where: str) -> tuple[str, str]:
    """The text of a file's bytes and the encoding's name: utf-8, gb18030, big5, big5-hkscs, utf-16-le or utf-16-be.

    `where` names the file in messages. A byte order mark is no part of the text. Raises BadInput when the file is
    empty or no text.

    >>> decode("清河县培训村干部1200人次。".encode("gbk"), "r.txt")
    ('清河县培训村干部1200人次。', 'gb18030')
    """
    try:
        return decoded(data)
    except Refused as e:
        raise BadInput(f"{where}: {e}") from e


def decoded(data: bytes, stated: str = "") -> tuple[str, str]:
    """The same for bytes without a name; `stated` is the encoding that they tell of themselves. Raises Refused."""
    if not data.strip():
        raise Refused("the file is empty")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            found = _text(data[len(mark) :], encoding)
            break
    else:
        found, encoding = _text(data, "utf-8"), "utf-8"
        if found is None:
            found, encoding = _by_statement(data, stated) or _by_writing(data) or (None, "")
    if found is None:
        raise Refused(
            "not a text in UTF-8, UTF-16, GB18030 or Big5; save it as a text in UTF-8, or as the .docx or .pdf that it is"
        )
    return found, encoding


def _text(data: bytes, codec: str) -> str | None:
    """The text in an encoding, None where the bytes are none."""
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    if not text.strip() or _CONTROL.search(text) or not _mostly_text(text):
        return None
    return text


def _mostly_text(text: str) -> bool:
    """Whether the characters look like writing: bytes of another kind decode to unassigned or private ones."""
    odd = sum(1 for c in text[:_SAMPLE] if "\ue000" <= c <= "\uf8ff" or c == "\ufffd" or c >= "\U000e0000")
    return odd * 50 <= len(text[:_SAMPLE])


def _by_statement(data: bytes, stated: str) -> tuple[str, str] | None:
    name = stated.strip().lower()
    for codec, names in _STATED.items():
        if name in names and (text := _text(data, codec)) is not None:
            return text, dict(_UNMARKED)[codec]
    return None


def _by_writing(data: bytes) -> tuple[str, str] | None:
    """The text in which most characters are frequent ones, of equal ones the first."""
    tries = [(text, name) for codec, name in _UNMARKED if (text := _text(data, codec)) is not None]
    best = max(tries, key=lambda t: _common_share(t[0]), default=None)
    return best if best is not None and _common_share(best[0]) >= _FEWEST_COMMON else None


def _common_share(text: str) -> float:
    sample = text[:_SAMPLE]
    common = _common()
    # A code page that lacks a character gives one of private use.
    private = sum("\ue000" <= c <= "\uf8ff" for c in sample)
    return (sum(c in common for c in sample) - private) / len(sample)


@cache
def _common() -> frozenset[str]:
    """ASCII, the marks, and the characters of frequent use in GB 2312 (level 1, 3,755) and Big5 (level 1, 5,401)."""
    rows = [bytes((a, b)) for a in (*range(0xA1, 0xA4), *range(0xB0, 0xD8)) for b in range(0xA1, 0xFF)]
    found = {pair.decode("gb2312", "ignore") for pair in rows}
    low = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    found |= {bytes((a, b)).decode("cp950", "ignore") for a in range(0xA1, 0xC7) for b in low}
    return frozenset({*map(chr, range(0x20, 0x7F)), *"\t\r\n", *found} - {""})
