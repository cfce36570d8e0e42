"""Figures of tables: the number of each cell with whom it is about, its area and its period."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import Document, Entry, Figure, Mention, Recognition, Span
from kg.periods import section_year
from kg.relate.setting import is_a

__all__ = ["read_table_figures"]


def read_table_figures(document: Document, recognition: Recognition) -> Iterator[Figure]:
    """The figures of the document's tables, in order.

    A number is about what its row names, in a table of indicators what its column names, else about what the words
    of its measure name; that of a sum (合计) about no row. Its area is the division that it is about or that its row
    names.
    """
    for entry in recognition.entries:
        about, area = _named(document, recognition, entry)
        period, basis = _period(document, recognition, entry)
        yield Figure(entry.quantity, entry.measure, about, area, period, basis, headings=entry.headings)


def _named(
    document: Document, recognition: Recognition, entry: Entry
) -> tuple[Mention | None, Mention | None]:
    """Whom an entry is about, and the division it holds for; None where that is the report's own."""
    cells = (*entry.names, entry.across) if entry.across is not None else entry.names
    found = [] if entry.total else [m for c in cells if (m := _fills(document, recognition, c)) is not None]
    places = [m for m in found if is_a(m, "Place")]
    about = places[-1] if places else next(iter(found), None)
    # 乡镇 | 合作社: a body is told of before the place in which it is.
    bodies = [m for m in found if m not in places and places and m.span > places[-1].span]
    if bodies and is_a(bodies[0], "Organization"):
        about = bodies[0]
    divisions = [m for m in places if is_a(m, "AdministrativeDivision")]
    return about or _counted(recognition, entry), divisions[-1] if divisions else None


def _fills(document: Document, recognition: Recognition, cell: Span) -> Mention | None:
    """The entity that a cell names in full, but for marks and words before it such as 其中."""
    inside = [m for m in recognition.mentions_at.inside(cell) if m.span.end == cell.end]
    for mention in sorted(inside, key=lambda m: m.span.start):
        front = document.folded[cell.start : mention.span.start]
        if not front or front[-1] in ":、.) 中":
            return mention
    return None


def _counted(recognition: Recognition, entry: Entry) -> Mention | None:
    """The entity that the words of the measure name: 脱贫户 in 脱贫户户数."""
    inside = [m for span in entry.headings for m in recognition.mentions_at.inside(span)]
    things = [m for m in inside if not is_a(m, "AdministrativeDivision")]
    return max(things, key=lambda m: (m.span.end, len(m.span)), default=None)


def _period(document: Document, recognition: Recognition, entry: Entry) -> tuple[str, str]:
    stated = entry.period.resolved(recognition.year) if entry.period is not None else ""
    if stated:
        return stated, "stated"
    section = section_year(document.folded, entry.quantity.span.start)
    if section and section != recognition.year:
        return section, "section"
    return recognition.year, "inferred"
