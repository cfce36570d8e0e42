"""Where the words of a proposal stand: by exact match, or not at all.

There is no nearest match: it would put invented words on real text, and a fact would show a passage that does not
state it.
"""

from __future__ import annotations

import regex

from kg.model import Span
from kg.ontology import units
from kg.opinions.proposals import ENTITY_TYPES, FIGURE, Proposal
from kg.quantities import Reading, reads_as
from kg.text import fold

__all__ = ["fault", "locate", "reading"]

# What ends a clause; only titles of documents hold it.
_CLAUSE = regex.compile(r"[，。；！？,;!?]")
_LETTERS = regex.compile(r"\p{L}")
# The longest full name of a body in the genre has about 40 characters; more than this is a clause.
_LONGEST_NAME = 60


def locate(text: str, quote: str, nth: int | None = None) -> tuple[Span, ...]:
    """The places of a quote in a sentence: the exact words, else the words after folding (full-width forms, dashes).

    `nth` chooses one occurrence, counted from 1. Nothing when the words, or so many of them, do not stand there.

    >>> locate("甲村、乙村和甲村", "甲村")
    (Span(start=0, end=2), Span(start=6, end=8))
    """
    wanted = quote.strip()
    if not wanted:
        return ()
    # Folding keeps the length, so that places in the folded sentence are places in the sentence.
    found = _occurrences(text, wanted) or _occurrences(fold(text), fold(wanted))
    if nth is None:
        return found
    return found[nth - 1 : nth] if nth >= 1 else ()


def _occurrences(text: str, words: str) -> tuple[Span, ...]:
    found, at = [], text.find(words)
    while at >= 0:
        found.append(Span(at, at + len(words)))
        at = text.find(words, at + 1)
    return tuple(found)


def reading(proposal: Proposal) -> Reading | None:
    """What our own grammar reads in the words of a proposed figure, where it is what the proposal tells.

    None when the words are not one figure in full, or another value or unit than the told one.
    """
    read = reads_as(proposal.quote.strip())
    if read is None or proposal.value is None:
        return None
    unit = units().get(proposal.unit or "")
    told = (proposal.value, proposal.upper, unit.name if unit else proposal.unit)
    return read if told == (read.value, read.upper, read.unit) else None


def fault(proposal: Proposal) -> str:
    """Why a proposal is dropped whatever its sentence says; "" when it may stand."""
    if proposal.type == FIGURE:
        return "" if reading(proposal) else "number not as told"
    if proposal.type not in ENTITY_TYPES:
        return "unknown type"
    words = proposal.quote.strip()
    if len(words) > _LONGEST_NAME or len(_LETTERS.findall(words)) < 2:
        return "no name"
    if proposal.type != "Document" and _CLAUSE.search(words):
        return "no name"
    return ""
