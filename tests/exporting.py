"""`kg export` as a user runs it, and reading the tables that it wrote."""

from __future__ import annotations

import csv
from pathlib import Path

from click.testing import CliRunner

from kg.cli import main


def run(*arguments: str | Path) -> tuple[int, str]:
    """Exit status and what was printed."""
    done = CliRunner().invoke(main, ["export", *map(str, arguments)])
    return done.exit_code, done.output


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))
