"""What a reader takes out of a file that is no plain text: the lines of its text with their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kg.model import Part

__all__ = ["Extract", "Refused", "between", "clean", "from_lines"]

# What no text holds; tabs part cells, and no line holds an end of line.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile("[\r\n\u0085\u2028\u2029]+")
_WIDE = re.compile(
    r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff“”‘’…—·]"
)


class Refused(Exception):
    """A file that is not read, with the reason and the remedy; whoever knows the file's name puts it before them."""


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of a file, its parts (pages or paragraphs), its form, and notes on what could not be read."""

    text: str
    parts: tuple[Part, ...]
    form: str
    notes: tuple[str, ...] = ()


def from_lines(lines: Iterable[str], form: str, notes: Iterable[str] = ()) -> Extract:
    """An extract of lines, of which each that is not empty is a paragraph: its number is that of its line."""
    text, parts = list[str](), list[Part]()
    start = 0
    for line in lines:
        if line.strip():
            parts.append(Part(start, "paragraph", len(parts) + 1))
            text.append(line + "\n")
            start += len(line) + 1
    return Extract("".join(text), tuple(parts), form, tuple(notes))


def clean(words: str) -> str:
    """Words without control characters and halves of characters; ends of line become spaces."""
    return _CONTROL.sub("", _BREAKS.sub(" ", words))


def between(before: str, after: str) -> str:
    """What parts two lines of one paragraph: nothing where one side is Chinese, else a space.

    >>> between("培训1200", "人次"), between("of the", "county"), between("增加12", "345")
    ('', ' ', ' ')
    """
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return ""
    return "" if _WIDE.match(before[-1]) or _WIDE.match(after[0]) else " "
