"""Made-up county reports with their gold annotations, in any number, byte for byte the same each time.

    python -m tests.bench.corpus OUT --reports 1000 --length 15000 --layout tree

writes OUT/reports (a folder with dataset.toml for each county, or with `--layout plain` one folder of texts and nothing
else), OUT/gold (NAME.json for each report, for `kg evaluate OUT/gold --reports FOLDER`; none with --no-gold), OUT/copies.tsv
(each copy with its original and kind: an `exact` repost, or a `near` one with another header and a sentence less) and
OUT/siblings.tsv (reports that say the same of another county with other numbers, and are no copies).
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

from .county_reports import LONG, MANNERS, SEED, SHORT, made_reports

__all__ = ["write_corpus"]


def write_corpus(
    out: Path,
    count: int,
    length: int | None = None,
    layout: str = "tree",
    gold: bool = True,
    seed: int = SEED,
    manner: str = MANNERS[0],
) -> int:
    """Writes a corpus into a folder that does not exist or is empty; returns the characters of its reports."""
    if out.exists() and any(out.iterdir()):
        raise SystemExit(f"{out}: is not empty; name a folder that is")
    reports = out / "reports"
    for folder in (reports, out / "gold") if gold else (reports,):
        folder.mkdir(parents=True)
    copies, siblings = ["copy\toriginal\tkind"], ["report\tsibling"]
    counties: dict[str, tuple[str, dict[str, str]]] = {}
    characters = 0
    for made in made_reports(count, length, seed, manner):
        folder = reports / made.folder if layout == "tree" else reports
        folder.mkdir(exist_ok=True)
        data = made.text.encode()
        (folder / f"{made.name}.txt").write_bytes(data)
        files = counties.setdefault(made.folder, (made.area.name, {}))[1]
        files[f"{made.name}.txt"] = hashlib.sha256(data).hexdigest()
        if gold:
            written = json.dumps(made.gold, ensure_ascii=False, indent=1) + "\n"
            (out / "gold" / f"{made.name}.json").write_bytes(written.encode())
        copies += [f"{made.name}\t{made.copies}\t{made.how}"] if made.copies else []
        siblings += [f"{made.name}\t{made.sibling}"] if made.sibling else []
        characters += len(made.text)
    if layout == "tree":
        for code, (name, files) in counties.items():
            rows = "".join(f'"{file}" = "{sha256}"\n' for file, sha256 in files.items())
            told = f'title = "{name}"\npublisher = "made up"\nsource = "made up"\ndate = "2024-01-31"\nlicence = "MIT"\n'
            (reports / code / "dataset.toml").write_bytes(f"{told}\n[files]\n{rows}".encode())
    for file, lines in (("copies.tsv", copies), ("siblings.tsv", siblings)):
        (out / file).write_bytes(("\n".join(lines) + "\n").encode())
    return characters


def main() -> None:
    """Reads the command line and writes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--reports", type=int, default=100)
    parser.add_argument(
        "--length", type=int, help=f"characters of a report [default: varied, {SHORT} to {LONG}]"
    )
    parser.add_argument("--layout", choices=("tree", "plain"), default="tree")
    parser.add_argument(
        "--manner", choices=MANNERS, default=MANNERS[0], help="full of numbers, or mostly prose"
    )
    parser.add_argument("--no-gold", action="store_true", help="write no gold annotations")
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    characters = write_corpus(
        chosen.out,
        chosen.reports,
        chosen.length,
        chosen.layout,
        not chosen.no_gold,
        chosen.seed,
        chosen.manner,
    )
    print(f"{chosen.out}: {chosen.reports} reports, {characters:,} characters")


if __name__ == "__main__":
    main()
