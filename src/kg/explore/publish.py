"""One HTML file from the template, the style, the joined modules and the data; nothing beside it is needed.

The modules in `page/` are plain ES modules with named imports from each other. Their top-level names are unique,
so they are joined in the order of their imports, without the import lines and the word `export`: no tool is needed
to build a page. A content security policy names the hashes of style and script and lets nothing be fetched.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Engine", "joined", "publish"]

HERE = Path(__file__).parent / "page"
_IMPORT = re.compile(r'^import\s+\{[^}]*\}\s+from\s+"\./([a-z]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function |const |let |class )", re.MULTILINE)
_SLOT = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Engine:
    """A query engine to pack into the page: see `page/register.js` for what its script must do.

    `script` is a classic script that runs after the page's own and calls `window.kgRegister(tab)`; `assets` are
    put into inert elements `<script type="text/plain" id="asset-NAME">` as base64; `style` is CSS. The page's policy
    then allows WebAssembly and workers from blobs, and nothing else more.
    """

    script: str
    assets: dict[str, bytes]
    style: str = ""


def publish(data: str, *, title: str, engine: Engine | None = None) -> str:
    """The text of the page, to be written as UTF-8. `data` is the JSON of `columns`."""
    # Level 6 saves a twentieth of the bytes for three times the time. No time of writing is in it.
    packed = base64.b64encode(gzip.compress(data.encode("utf-8", "replace"), 4, mtime=0)).decode()
    styles = [_read("page.css")]
    scripts = [f'"use strict";\n(() => {{\n{joined("main")}}})();\n']
    assets = ""
    if engine is not None:
        scripts.append(engine.script)
        styles += [engine.style] if engine.style else []
        assets = "".join(
            f'<script type="text/plain" id="asset-{html.escape(name)}">{base64.b64encode(content).decode()}</script>\n'
            for name, content in sorted(engine.assets.items())
        )
    slots = {
        "policy": _policy(scripts, styles, wasm=engine is not None),
        "title": html.escape(" ".join(title.split())).encode("utf-8", "replace").decode(),
        "styles": "".join(f"<style>{_raw(style)}</style>\n" for style in styles),
        "data": packed,
        "assets": assets,
        "scripts": "".join(f"<script>{_raw(script)}</script>\n" for script in scripts),
    }
    return _SLOT.sub(lambda slot: slots[slot[1]], _read("page.html"))


@cache
def joined(entry: str) -> str:
    """The modules that one needs and the module itself, as the text of one script."""
    return "".join(_EXPORT.sub("", _IMPORT.sub("", _read(f"{name}.js"))) for name in order(entry))


def order(entry: str, folder: Path = HERE) -> list[str]:
    """The names of the modules, each after those that it imports; raises ValueError for a circle."""
    done: list[str] = []
    open_: list[str] = []

    def visit(name: str) -> None:
        if name in open_:
            raise ValueError(f"modules import each other in a circle: {' '.join([*open_, name])}")
        if name not in done:
            open_.append(name)
            for needed in _IMPORT.findall((folder / f"{name}.js").read_text(encoding="utf-8")):
                visit(needed)
            done.append(open_.pop())

    visit(entry)
    return done


def _raw(text: str) -> str:
    """Text of an element that has no escapes; the only thing that may not stand in it is its own end."""
    if re.search(r"</(?:script|style)|<!--", text, re.IGNORECASE):
        raise ValueError("a script or style of the page holds the end of its element")
    return text


@cache
def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _policy(scripts: list[str], styles: list[str], *, wasm: bool) -> str:
    """A content security policy that lets exactly these scripts and styles run and nothing be fetched."""
    hashes = [" ".join(f"'sha256-{_sha256(text)}'" for text in texts) for texts in (scripts, styles)]
    more = ("'wasm-unsafe-eval' blob:", "worker-src blob:; ") if wasm else ("", "")
    return (
        f"default-src 'none'; script-src {' '.join(filter(None, (hashes[0], more[0])))}; style-src {hashes[1]}; "
        f"img-src data: blob:; {more[1]}base-uri 'none'; form-action 'none'"
    )


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
