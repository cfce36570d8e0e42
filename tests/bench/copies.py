"""How well and how fast copies of reports are found.

    python tests/bench/copies.py CORPUS [--scale]

CORPUS is a folder with `reports/*.txt`, `copies.tsv` (copy, original) and `siblings.tsv` (report, sibling: one form, two
counties). Prints precision and recall over the pairs and the CPU time; a pair is right when the corpus says that both
come from one report, directly or through others. With --scale the fingerprints are made of numbers by a plain pattern
instead of by reading facts, so that the search alone can be measured on ten thousand reports: CPU seconds, memory, and
the exponent of growth between a tenth of the corpus and the whole.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import re
import resource
import time
from pathlib import Path

from kg.copies import Fingerprint, body_of, find_copies, fingerprint
from kg.copies.fingerprint import packed
from kg.gazetteer import Gazetteer
from kg.model import Source
from kg.pipeline import extract

_CLAUSE = re.compile(r"[^,，。；;：:！!？?、\n]*\d[^,，。；;：:！!？?、\n]*")
_FIGURE = re.compile(r"(\D{0,4})(\d[\d.]*)(\D?)")


def groups(file: Path) -> dict[str, str]:
    """The report at the root of each copy."""
    with file.open(encoding="utf-8", newline="") as rows:
        above = {row["copy"]: row["original"] for row in csv.DictReader(rows, delimiter="\t")}

    def root(name: str) -> str:
        while name in above:
            name = above[name]
        return name

    return {name: root(name) for pair in above.items() for name in pair}


def score(corpus: Path) -> None:
    """Precision, recall and time with facts that were read from the reports."""
    prints, bodies = [], {}
    spent = 0.0
    with Gazetteer() as gazetteer:
        for file in sorted((corpus / "reports").rglob("*.txt")):
            text = file.read_text(encoding="utf-8")
            sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
            facts = extract(Source(file.stem, text, "utf-8", sha256), gazetteer)
            start = time.process_time()
            prints.append(fingerprint(facts))
            bodies[facts.report_id] = body_of(facts.document)
            spent += time.process_time() - start
    start = time.process_time()
    copies = find_copies(prints, bodies.__getitem__)
    search = time.process_time() - start
    root = groups(corpus / "copies.tsv")
    found = {frozenset(c.files) for c in copies}
    same = {frozenset(c.files) for c in copies if c.one == c.two}  # byte for byte, whatever the corpus says
    right = {p for p in found if p in same or len({root.get(n, n) for n in p}) == 1}
    joined = {n for p in right for n in p}
    missed = sorted(n for n in root if n not in joined)
    with (corpus / "siblings.tsv").open(encoding="utf-8", newline="") as rows:
        forms = {frozenset(row.values()) for row in csv.DictReader(rows, delimiter="\t")}
    print(
        f"{len(prints)} reports, {len(found)} pairs found, {len(right)} right, {len(found & forms)} of {len(forms)} forms taken for copies"
    )
    print(
        f"precision {len(right) / max(1, len(found)):.3f}, recall over reports {1 - len(missed) / max(1, len(root)):.3f}"
    )
    print(
        "wrong:",
        *("–".join(sorted(p)) for p in sorted(found - right, key=sorted)[:10]),
        "missed:",
        *missed[:10],
    )
    print(
        f"CPU: fingerprints {spent:.2f} s ({1000 * spent / len(prints):.2f} ms each), search {search:.2f} s"
    )


def plain_print(file: Path) -> Fingerprint:
    """A fingerprint of the numbers in a text, without reading its facts."""
    text = file.read_text(encoding="utf-8")
    told = {
        hashlib.blake2b(m[0].strip().encode(), digest_size=8).digest()
        for m in _CLAUSE.finditer(text.split("\n", 4)[-1])
    }
    figures = packed((m[1], m[2], m[3]) for m in _FIGURE.finditer(plain_body(file)))
    body = hashlib.sha256(plain_body(file).encode()).hexdigest()
    return Fingerprint(file.stem, file.name, "", "", body, b"".join(sorted(told)), figures, "")


def plain_body(file: Path) -> str:
    """The text without its first lines and without blanks."""
    return re.sub(r"\s+", "", file.read_text(encoding="utf-8").split("\n", 4)[-1])


def scale(corpus: Path) -> None:
    """CPU time and memory of the search over a tenth and over all reports."""
    files = {f.stem: f for f in sorted((corpus / "reports").rglob("*.txt"))}
    prints = [plain_print(f) for f in files.values()]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = []
    for part in (prints[: len(prints) // 10], prints):
        start = time.process_time()
        copies = find_copies(part, lambda id_: plain_body(files[id_]))
        told.append((len(part), time.process_time() - start, len(copies)))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{len(part)} reports: {told[-1][1]:.2f} s CPU, {len(copies)} pairs, peak {after:.0f} MB ({before:.0f} MB before)"
        )
    (few, short, _), (many, long, _) = told
    print(f"exponent {math.log(long / short) / math.log(many / few):.2f}")


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--scale", action="store_true")
    asked = parser.parse_args()
    (scale if asked.scale else score)(asked.corpus)


if __name__ == "__main__":
    main()
