"""Identifiers that a content determines, so that a fact changed after it was minted no longer agrees with its own.

The recipe is that of decision 2: kind, scope, and 12 hexadecimal digits of SHA-256; ASCII and without `/`.
"""

from __future__ import annotations

import hashlib

from kg.model import Figure
from kg.namespaces import prefixes

__all__ = ["digest", "earlier_id", "figure_id", "own_nodes", "statement_id"]


def digest(*parts: str) -> str:
    """12 hexadecimal digits of the SHA-256 of the parts, joined by `|`, in UTF-8."""
    return hashlib.sha256("|".join(parts).encode("utf-8")).hexdigest()[:12]


def figure_id(report: str, start: int, end: int) -> str:
    """The id of the figure that a report states at a place: `figure_id("report_ab", 3, 6)` is "figure_ab_3_6"."""
    return f"figure_{report.removeprefix('report_')}_{start}_{end}"


def earlier_id(report: str, figure: Figure) -> str:
    """The id of the figure that one was before (12份 in 由12份精简为5份), "" where there is none."""
    before = figure.changed_from
    return "" if before is None else figure_id(report, before.span.start, before.span.end)


def statement_id(report: str, subject: str, predicate: str, target: str, start: int, end: int) -> str:
    """The id of a statement: the report, both ends and the predicate by their local names, and the place."""
    return f"statement_{digest(report, subject, predicate, target, str(start), str(end))}"


def own_nodes(report: str) -> tuple[str, ...]:
    """How IRIs begin that stand in the graph of this report (an id) and in no other: those of its passages and figures."""
    space = prefixes()["id"]
    return f"{space}{report}#", f"{space}figure_{report.removeprefix('report_')}_"
