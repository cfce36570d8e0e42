"""The modules of the query tab by themselves: their unit tests in Node."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PAGE = HERE.parent / "src" / "kg" / "explore" / "page"


def program(name: str) -> str:
    return shutil.which(name) or pytest.skip(f"needs {name}")


def test_modules_do_what_they_say() -> None:
    command = [program("node"), "--test", str(HERE / "test_explore_query.js")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", sorted([*PAGE.glob("query*.js"), PAGE / "query.css"]), ids=lambda f: f.name)
def test_no_module_is_too_long_or_writes_markup(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    for way in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "</",
    ):
        assert way not in text, way
