"""A wheel holds all that the commands need: it is built, unpacked elsewhere, and run from there."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from texts import NEWS

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_wheel_runs_without_the_checkout(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "site")
    page, engine = (tmp_path / "site" / "kg" / "explore" / name for name in ("page", "_engine"))
    assert (page / "query.js").is_file()
    # The engine is in a wheel where it was at hand, with its licence.
    here = ROOT / "src" / "kg" / "explore" / "_engine"
    for file in here.glob("*"):
        assert (engine / file.name).read_bytes() == file.read_bytes()
    (tmp_path / "news.txt").write_text(NEWS, encoding="utf-8")
    script = (
        "import sys, kg; assert kg.__file__.startswith(sys.argv[1]), kg.__file__; "
        "sys.argv[1:] = ['extract', sys.argv[2]]; from kg.cli import main; main()"
    )
    found = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "site"), str(tmp_path / "news.txt")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert found.returncode == 0, found.stderr
    assert "欧营村" in found.stdout
