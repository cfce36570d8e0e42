"""What people have judged, gathered from several ledgers: the last row on two nodes holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.errors import BadInput
from kg.merge.ledger import APART, OPEN, SAME, Judgement, Row

__all__ = ["gather"]


def gather(ledgers: Sequence[Sequence[Judgement]]) -> tuple[dict[tuple[str, str], Judgement], list[Row]]:
    """The judgements of people that hold, by pair, and all their rows, each once, in an order that no order of files changes.

    Within a ledger the later row holds. Raises BadInput, with both places, where two ledgers leave a pair in contradiction,
    and where the judgements that two nodes are the same lead to a pair that was judged different.
    """
    holds: dict[tuple[str, str], Judgement] = {}
    rows: dict[tuple[str, int, Row, int], None] = {}
    for ledger in ledgers:
        last: dict[tuple[str, str], Judgement] = {}
        times: dict[Row, int] = {}
        for place, one in enumerate(j for j in ledger if j.human):
            last[one.pair] = one
            times[one.row] = times.get(one.row, 0) + 1
            rows.setdefault((one.row.mapping_date, place, one.row, times[one.row]))
        for pair, one in last.items():
            other = holds.get(pair)
            if other is not None and {one.verdict, other.verdict} == {SAME, APART}:
                first, second = sorted((one.where, other.where))
                raise BadInput(
                    f"{first} and {second}: one says same, the other different, of {pair[0]} and {pair[1]}"
                )
            if other is None or other.verdict == OPEN:
                holds[pair] = one
    _agree(holds.values())
    seen = {(date, row, time): place for date, place, row, time in sorted(rows, reverse=True)}
    ordered = sorted((date, place, row, time) for (date, row, time), place in seen.items())
    return holds, [row for _, _, row, _ in ordered]


def _agree(judgements: Iterable[Judgement]) -> None:
    """Raises BadInput where what was judged the same holds two nodes that were judged different."""
    found = sorted(judgements, key=lambda j: j.pair)
    group: dict[str, str] = {}

    def head(node: str) -> str:
        while group.get(node, node) != node:
            node = group[node]
        return node

    for one in found:
        if one.verdict == SAME:
            first, second = sorted((head(one.one), head(one.two)))
            group[second] = first
    for one in found:
        if one.verdict == APART and head(one.one) == head(one.two):
            raise BadInput(
                f"{one.where}: {one.one} and {one.two} are judged different here, but the same by other rows"
            )
