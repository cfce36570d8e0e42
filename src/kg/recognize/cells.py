"""Places named by the cells of tables, where no sentence around them tells that they are places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.model import Mention, Span, spans_at
from kg.recognize.scope import Scope
from kg.rulebook import lexicon, wordlist

__all__ = ["read_cells"]

_LONGEST_NAME = 10


def read_cells(
    folded: str, cells: Iterable[Span], places: Iterable[Mention], scope: Scope
) -> Iterator[Mention]:
    """The cells that end like a place's name (白马镇) and hold no place that is known already.

    The gazetteer of the counties in scope tells their codes; what it lacks stays without one.
    """
    known = spans_at(m.span for m in places)
    generic = wordlist("places", "generic")
    for cell in cells:
        name = cell.cut(folded)
        if len(name) > _LONGEST_NAME or name in generic or known.overlapping(cell):
            continue
        cls = _class(name)
        if cls is None:
            continue
        divisions = [d for county in scope.counties for d in county.named(name)]
        if len(divisions) == 1:
            one = divisions[0]
            yield Mention(cell, one.level, one.name, "place.cell", one.code)
        elif divisions:
            codes = tuple(d.code for d in divisions)
            yield Mention(cell, divisions[0].level, name, "place.cell", candidates=codes)
        else:
            yield Mention(cell, cls, name, "place.cell")


def _class(name: str) -> str | None:
    """The class that the last words of a name tell, the longest of them first."""
    ends = {end: cls for cls, words in lexicon("tables")["places"].items() for end in words.split()}
    found = max((e for e in ends if name.endswith(e) and len(name) > len(e)), key=len, default=None)
    return ends[found] if found is not None and all("\u4e00" <= c <= "\u9fff" for c in name) else None
