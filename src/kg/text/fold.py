"""A view of a text in which forms of one character are equal, of the same length, so that offsets agree."""

from __future__ import annotations

import unicodedata

__all__ = ["fold"]

# Forms that NFKC keeps apart but reports use alike.
_ALIKE = {
    "〜": "~", "∼": "~", "～": "~", "–": "-", "—": "-", "―": "-", "‐": "-", "‑": "-", "−": "-", "－": "-",
    "「": "“", "」": "”", "『": "“", "』": "”", "﹁": "“", "﹂": "”", "〝": "“", "〞": "”",
    "﹪": "%", "‧": "·", "•": "·", "・": "·", "﹐": ",", "﹑": "、", "〇": "零", "○": "零", "◯": "零",
}  # fmt: skip


def _folded(char: str) -> str:
    if char in _ALIKE:
        return _ALIKE[char]
    wide = unicodedata.normalize("NFKC", char)
    return wide if len(wide) == 1 else char


class _Table(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = _folded(chr(code))
        return self[code]


_TABLE = _Table()


def fold(text: str) -> str:
    """The text with full-width forms, dashes and quotation marks made equal, character for character.

    A character whose compatibility form is longer (㎡) stays, so `len(fold(t)) == len(t)` always holds.

    >>> fold("增长１２％，４０～６０元")
    '增长12%,40~60元'
    """
    return text.translate(_TABLE)
