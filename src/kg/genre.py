"""What kind of text a report is, as far as the reading depends on it."""

from __future__ import annotations

import regex

__all__ = ["is_story"]

_BYLINE = regex.compile(r"(?:记者|通讯员)")
_HEAD = 300


def is_story(folded: str) -> bool:
    """Whether a reporter tells the text, who stays at a place from one paragraph to the next.

    >>> is_story("茶山有人回\\n本报记者 李红\\n")
    True
    """
    return _BYLINE.search(folded, 0, _HEAD) is not None
