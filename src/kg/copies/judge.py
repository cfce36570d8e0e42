"""Whether one report is a copy of another, by their texts, figures and names; and what differs between them.

The likeness of texts is that of their sets of character shingles: resemblance |A∩B| / |A∪B| and containment
|A∩B| / |A| (Broder, On the resemblance and containment of documents, 1997), counted exactly.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kg.copies.fingerprint import Fingerprint

__all__ = ["CONTAINS", "EXACT", "NEAR", "Copy", "in_time", "judge", "shingles"]

EXACT, NEAR, CONTAINS = "exact", "near", "contains"

_SHINGLE = 5  # characters: about two words of Chinese
_RESEMBLES = 0.75
_HOLDS = 0.85
# Of texts with neither figure nor name only the characters can tell.
_WORDLESS = 0.95
_SHARED = 0.8
_SENTENCE = re.compile(r"[^。!?;]+[。!?;]?")
_CLAUSE = re.compile(r"[^,。;:!?、…]+")
_MOST_TOLD = 12
# Above these, a report is a book, or made to be slow: its clauses are its shingles, and its numbers are not aligned.
_LONG, _MANY = 300_000, 3_000


@dataclass(frozen=True, slots=True)
class Copy:
    """Two reports with one text. `one` and `two` are their ids: of two dated reports `one` is the earlier, of CONTAINS the longer.
    The ids are equal where the same bytes were given twice; `files` are the names of the files.

    `similarity` is the resemblance of the bodies from 0 to 1, for CONTAINS the share of `two` that stands in `one`.
    `original` is the id of the report that was published first, "" where a date is missing or both are of one time;
    an excerpt's is the report that holds it unless the excerpt is known to be the earlier.
    `differs` tells what one has and the other has not: figures, names, sentences.
    """

    one: str
    two: str
    kind: str
    similarity: float
    original: str
    differs: tuple[str, ...] = ()
    files: tuple[str, str] = ("", "")


def shingles(body: str, *, long: bool = False) -> frozenset[str]:
    """All runs of five characters of a body; a shorter body is its own shingle. With `long`, its clauses."""
    if long:
        return frozenset(m[0] for m in _CLAUSE.finditer(body))
    if len(body) <= _SHINGLE:
        return frozenset([body] if body else ())
    return frozenset(body[n : n + _SHINGLE] for n in range(len(body) - _SHINGLE + 1))


def judge(one: Fingerprint, two: Fingerprint, bodies: tuple[str, str]) -> Copy | None:
    """How two reports stand to each other, or None where neither is a copy of the other or of a part of it.

    `bodies` are theirs, as `body_of` gives them.
    """
    if in_time(two) < in_time(one):
        one, two, bodies = two, one, (bodies[1], bodies[0])
    if one.body == two.body:
        return Copy(one.report_id, two.report_id, EXACT, 1.0, _earlier(one, two), (), (one.file, two.file))
    long = max(map(len, bodies)) > _LONG
    a, b = (shingles(body, long=long) for body in bodies)
    if not a or not b:
        return None
    common = len(a & b)
    resemblance, contained = common / len(a | b), common / min(len(a), len(b))
    if resemblance >= _RESEMBLES and _alike(one, two, NEAR, resemblance):
        kind, similarity = NEAR, resemblance
    else:
        if len(a) < len(b):
            one, two, bodies = two, one, (bodies[1], bodies[0])
        if contained < _HOLDS or not _alike(one, two, CONTAINS, contained):
            return None
        kind, similarity = CONTAINS, contained
    differs = tuple(_differences(one, two, bodies, kind))
    files = one.file, two.file
    return Copy(one.report_id, two.report_id, kind, similarity, _earlier(one, two), differs, files)


def in_time(one: Fingerprint) -> tuple[str, str, str]:
    """The key by which reports are put in order: the earlier first, those without a date last."""
    return one.published or "~", one.report_id, one.file


def _earlier(one: Fingerprint, two: Fingerprint) -> str:
    """The id of the report published first; a day and a time of that day are not told apart."""
    length = min(len(one.published), len(two.published))
    a, b = one.published[:length], two.published[:length]
    return "" if a == b else one.report_id if a < b else two.report_id


def _alike(one: Fingerprint, two: Fingerprint, kind: str, similarity: float) -> bool:
    """Whether nearly all figures and names are shared: of both reports, or of the one that may be a part of the other."""
    told = False
    for first, second in ((one.figures, two.figures), (_names(one), _names(two))):
        a, b = Counter[object](first), Counter[object](second)
        whole = max(a.total(), b.total()) if kind == NEAR else b.total()
        if whole:
            told = True
            # One of a few may have been corrected; of one or two, none: then nothing tells a copy from another year.
            free = max(whole * (1 - _SHARED), 1 if whole >= 3 else 0)
            if whole - (a & b).total() > free:
                return False
    return told or similarity >= _WORDLESS


def _names(one: Fingerprint) -> set[str]:
    return set(one.names.split("\n")) if one.names else set()


def _differences(one: Fingerprint, two: Fingerprint, bodies: tuple[str, str], kind: str) -> Iterator[str]:
    """What one report has and the other has not; of the longer of CONTAINS, its further text is only counted."""
    changed = list(_numbers_changed(one.figures, two.figures, kind))
    yield from _first(changed)
    for side, own, other in ((1, one, two), (2, two, one)):
        names = sorted(_names(own) - _names(other))
        if names and not (kind == CONTAINS and side == 1):
            yield f"names only in {side}: {'、'.join(names[:_MOST_TOLD])}"
    sentences = [dict.fromkeys(m[0] for m in _SENTENCE.finditer(body)) for body in bodies]
    for side, own_ones, others in ((1, sentences[0], sentences[1]), (2, sentences[1], sentences[0])):
        only = [s for s in own_ones if s not in others]
        if only:
            characters = sum(map(len, only))
            yield f"sentences only in {side}: {len(only)} ({characters} characters), the first: {only[0][:30]}"


def _numbers_changed(
    first: Sequence[tuple[str, str, str]], second: Sequence[tuple[str, str, str]], kind: str
) -> Iterator[str]:
    if max(len(first), len(second)) > _MANY:
        for side, own, other in ((1, first, second), (2, second, first)):
            only = Counter(own) - Counter(other) if side == 2 or kind != CONTAINS else ()
            yield from (f"number only in {side}: {_told(x)}" for x in only)
        return
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "replace" and b - a == d - c:
            yield from (
                f"number: {_told(x)} → {_told(y)}"
                for x, y in zip(first[a:b], second[c:d], strict=True)
                if x[1] != y[1]
            )
        elif what != "equal":
            yield from (f"number only in 1: {_told(x)}" for x in first[a:b] if kind != CONTAINS)
            yield from (f"number only in 2: {_told(y)}" for y in second[c:d])


def _told(figure: tuple[str, str, str]) -> str:
    return "".join(figure)


def _first(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:_MOST_TOLD]
    if len(lines) > _MOST_TOLD:
        yield f"numbers: {len(lines) - _MOST_TOLD} more"
