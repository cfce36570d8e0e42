"""From–to changes: which of two figures is the earlier value of the other (由8份减至5份: 5份 was 8份 before)."""

from __future__ import annotations

import regex

from kg.model import Span
from kg.rulebook import Rule, rules
from kg.text import needed

__all__ = ["reads_as_change"]

# The fragment {figure} of rules/_parts.toml.
_FIGURE = "\ue007"
# How far a pattern looks, in characters.
_REACH = 40
# A list of words that is quickly looked through.
_SHORT = 12
_PRIVATE = regex.compile(r"[\ue000-\uf8ff]")


def reads_as_change(folded: str, start: int, earlier: Span, later: Span, rule: Rule | None = None) -> bool:
    """Whether the words from `start` (where the sentence begins) say that `earlier` changed into `later`.

    Both are spans of figures in the folded text, the second behind the first. By `rules/changes.toml`.

    >>> reads_as_change("材料由12份精简为5份", 0, Span(3, 6), Span(9, 11))
    True
    """
    if not start <= earlier.start < earlier.end <= later.start or later.start - earlier.end > _REACH:
        return False
    before = _PRIVATE.sub(" ", folded[max(start, earlier.start - _REACH) : earlier.start])
    between = _PRIVATE.sub(" ", folded[earlier.end : later.start])
    words = f"{before}{_FIGURE}{between}{_FIGURE}"
    return any(_may_match(one, words) and one.pattern.search(words) is not None for one in _rules(rule))


def _rules(rule: Rule | None) -> tuple[Rule, ...]:
    return (rule,) if rule else rules("changes")


def _may_match(rule: Rule, words: str) -> bool:
    """Whether the words hold what the rule's pattern needs, by its short lists."""
    return all(any(w in words for w in need) for need in needed(rule.pattern.pattern) if len(need) <= _SHORT)
