"""A person goes through the candidates of a merge; each answer is a row of the ledger the moment it is given."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from kg.errors import BadInput
from kg.merge.ledger import APART, FILE, OPEN, SAME, append, header, human, read_ledger
from kg.store import alone, whole_file

__all__ = ["ANSWERS", "COLUMNS", "review"]

ANSWERS = {"s": SAME, "d": APART, "k": "skip", "u": "undo", "q": "quit"}
# The columns of review.tsv; the score only orders the rows.
COLUMNS = (
    "score",
    "why",
    "subject_id",
    "subject_label",
    "subject_context",
    "object_id",
    "object_label",
    "object_context",
)
_NEEDED = set(COLUMNS[1:])
_PATIENCE = 600  # seconds that an answer waits for a merge in the same folder


def review(
    folder: Path, author: str, date: str, ask: Callable[[Mapping[str, str], str], str]
) -> Counter[str]:
    """Asks about each candidate of `review.tsv` that no person has judged yet; returns how often each answer was given.

    `ask` gets the row and its place ("3 of 12") and gives a key of ANSWERS. An undo takes back the last answer of this
    session and asks again. Judgements bear the author and the date, which a clock outside has told. Raises BadInput for a
    folder that holds no merge.
    """
    rows, ledger = _candidates(folder / "review.tsv"), folder / FILE
    judged = {j.pair: j.verdict for j in read_ledger(ledger)[0] if j.human} if ledger.is_file() else {}
    waiting = [r for r in rows if judged.get(_pair(r), OPEN) == OPEN]
    given: Counter[str] = Counter()
    answered: list[int] = []
    place = 0
    while place < len(waiting):
        row = waiting[place]
        answer = ANSWERS.get(ask(row, f"{place + 1} of {len(waiting)}").strip().lower()[:1], "")
        if answer == "quit":
            break
        if answer == "undo":
            if answered:
                place = answered.pop()
                _write(ledger, waiting[place], OPEN, author, date)
                given["undo"] += 1
            continue
        if answer in (SAME, APART):
            _write(ledger, row, answer, author, date)
            answered.append(place)
        if answer:
            given[answer] += 1
            place += 1
    return given


def _pair(row: Mapping[str, str]) -> tuple[str, str]:
    one, two = sorted((row["subject_id"], row["object_id"]))
    return one, two


def _candidates(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t"))
    except (OSError, UnicodeDecodeError) as e:
        raise BadInput(f"{file}: cannot be read: {getattr(e, 'strerror', None) or 'it is not UTF-8'}") from e
    if rows and (missing := _NEEDED - set(rows[0])):
        raise BadInput(f"{file}, line 1: no column {', '.join(sorted(missing))}; write it anew with kg merge")
    return rows


def _write(ledger: Path, row: Mapping[str, str], verdict: str, author: str, date: str) -> None:
    labels = (row["subject_label"], row["object_label"])
    line = append([human(row["subject_id"], row["object_id"], labels, verdict, author, date)])
    # A merge reads the ledger first and writes it last; a row that came between would be lost.
    with alone(ledger.parent, wait=_PATIENCE):
        try:
            before = ledger.read_bytes() if ledger.is_file() else b""
        except OSError as e:
            raise BadInput(f"{ledger}: cannot be read: {e.strerror}") from e
        start = header() if not before else "" if before.endswith(b"\n") else "\n"
        # As a whole: half a row, of a full disk, would make the ledger unreadable.
        with whole_file(ledger) as aside:
            aside.write_bytes(before + (start + line).encode())
