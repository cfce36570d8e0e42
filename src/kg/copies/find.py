"""Pairs of reports that are copies: hashes propose them, texts decide.

Three ways lead to a pair: equal bodies by their hash; many shared clauses that state facts, by MinHash signatures in
bands (locality-sensitive hashing, rensa); and rare clauses that stand in both, for an excerpt shares too little with
the whole for its signature to tell. Clauses without figure or name are not looked at, so the reports that fill in one
form do not all meet each other.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from kg.copies.fingerprint import Fingerprint, clause_count
from kg.copies.judge import NEAR, Copy, in_time, judge

__all__ = ["find_copies"]

# 20 bands of 6: a pair with half of its clauses in common is proposed once in four times, one with 70 % nine times in
# ten, one with 20 % once in eight hundred. The seed makes the permutations; it is no secret.
_HASHES, _BANDS, _SEED = 120, 20, 20_260
_ESTIMATE = 0.4
# A clause of more reports than this is a phrase of the genre or a form (2021年, 8个镇).
_RARE = 32
_SHARED_CLAUSES = 3
_SHARED_PART = 0.5
# Candidates of one report that are looked at, the most alike first.
_MOST = 16
# So close that whatever is a copy of the one is found as a copy of the other.
_SAME = 0.95
_BATCH = 200


def find_copies(prints: Sequence[Fingerprint], body: Callable[[str], str]) -> list[Copy]:
    """The pairs of reports of which one is a copy of the other, or of a part of it.

    `body` gives the text that `body_of` made of a report, by the report's id; it is asked only for candidates, mostly
    one after the other. Of a text published many times each later report is paired with the first, not with all
    others. The order of `prints` does not matter. Memory: some kilobytes for each report.
    """
    ordered = sorted(prints, key=in_time)
    found: list[Copy] = []
    firsts: dict[str, Fingerprint] = {}
    for one in ordered:
        first = firsts.setdefault(one.body, one)
        if first is not one and (copy := judge(first, one, ("", ""))):
            found.append(copy)
    known = {one.report_id: one for one in firsts.values()}
    text = lru_cache(maxsize=64)(body)

    def judged(a: str, b: str) -> Copy | None:
        return judge(known[a], known[b], (text(a), text(b)))

    near, apart = _near(list(known.values()), judged)
    found += near
    told = {frozenset((c.one, c.two)) for c in near}
    for a, b in _sharing([known[id_] for id_ in apart]):
        if frozenset((a, b)) not in told and (copy := judged(a, b)):
            found.append(copy)
    return sorted(found, key=lambda c: (c.one, c.two, c.files))


def _near(
    prints: Sequence[Fingerprint], judged: Callable[[str, str], Copy | None]
) -> tuple[list[Copy], list[str]]:
    """Near-copies by their signatures, and the ids of the reports that no other one stands for."""
    import rensa

    index = rensa.RMinHashLSH(threshold=_ESTIMATE, num_perm=_HASHES, num_bands=_BANDS)
    signatures: dict[int, rensa.RMinHash] = {}
    found: list[Copy] = []
    for number, one in enumerate(prints):
        signature = rensa.RMinHash(num_perm=_HASHES, seed=_SEED)
        signature.update([one.clauses[n : n + 8] for n in range(0, len(one.clauses), 8)])
        stood_for = False
        if one.clauses:
            likely = sorted((-signature.jaccard(signatures[n]), n) for n in set(index.query(signature)))
            for estimate, other in likely[:_MOST]:
                copy = judged(prints[other].report_id, one.report_id) if -estimate >= _ESTIMATE else None
                if copy is not None:
                    found.append(copy)
                    if copy.kind == NEAR and copy.similarity >= _SAME:
                        stood_for = True
                        break
        if not stood_for:
            signatures[number] = signature
            index.insert(number, signature)
    return found, [prints[n].report_id for n in signatures]


def _sharing(prints: Sequence[Fingerprint]) -> Iterator[tuple[str, str]]:
    """Pairs of which one shares half of its clauses with the other, counted over the clauses of few reports."""
    import duckdb

    counts = [clause_count(p) for p in prints]
    with (
        tempfile.TemporaryDirectory(prefix="kg-") as spill,
        duckdb.connect(config={"threads": 2, "memory_limit": "200MB", "temp_directory": spill}) as db,
    ):
        db.execute("CREATE TABLE stands (clause UBIGINT, report INTEGER)")
        often = _how_often(prints)
        mask = len(often) - 1
        for start in range(0, len(prints), _BATCH):
            clauses: list[int] = []
            reports: list[int] = []
            for number in range(start, min(start + _BATCH, len(prints))):
                row = [c for c in _clauses(prints[number]) if 1 < often[c & mask] <= _RARE]
                clauses += row
                reports += [number] * len(row)
            db.execute("INSERT INTO stands SELECT unnest(?), unnest(?)", [clauses, reports])
        db.execute("CREATE TABLE has (report INTEGER, clauses INTEGER)")
        if prints:
            db.execute("INSERT INTO has SELECT unnest(?), unnest(?)", [list(range(len(prints))), counts])
        rows = db.execute(
            """
            WITH rare AS (SELECT clause FROM stands GROUP BY clause HAVING count(*) BETWEEN 2 AND $rare),
            few AS (SELECT clause, report FROM stands SEMI JOIN rare USING (clause)),
            pairs AS (
                SELECT a.report AS one, b.report AS two, count(*) AS shared
                FROM few a JOIN few b ON a.clause = b.clause AND a.report < b.report
                GROUP BY a.report, b.report
            )
            SELECT one, two FROM pairs
            JOIN has x ON x.report = one JOIN has y ON y.report = two
            WHERE shared >= least($least, x.clauses, y.clauses) AND shared >= $part * least(x.clauses, y.clauses)
            ORDER BY one, two
            """,
            {"rare": _RARE, "least": _SHARED_CLAUSES, "part": _SHARED_PART},
        ).fetchall()
    for one, two in rows:
        yield prints[one].report_id, prints[two].report_id


def _clauses(one: Fingerprint) -> memoryview:
    return memoryview(one.clauses).cast("Q")


def _how_often(prints: Sequence[Fingerprint]) -> bytearray:
    """How many reports have a clause, by the last bits of its hash, counted up to one above _RARE.

    Most clauses stand in one report or in very many, and need no row. Two may share a place of the table, so that a clause
    gets a row for nothing or, now and then, none.
    """
    bits = (4 * sum(map(clause_count, prints))).bit_length()
    table = bytearray(1 << bits)
    mask = len(table) - 1
    for one in prints:
        for clause in _clauses(one):
            place = clause & mask
            if table[place] <= _RARE:
                table[place] += 1
    return table
