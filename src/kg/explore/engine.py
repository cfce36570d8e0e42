"""The query engine of a page: Oxigraph's WebAssembly build, and the script of the Worker that it runs in.

The files are packed beside this module by `.ci/engine`, which has them from npm; no one of them is committed. A wheel
holds what lay there when it was built.
"""

from __future__ import annotations

import base64
import gzip
import io
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Engine", "engine", "pack", "tab_script"]

HERE = Path(__file__).parent
FILES = ("engine.wasm.gz", "glue.js", "LICENCE.txt")
# Modules in the order in which they are joined: each after those that it imports.
WORKER = ("query-rows", "query-worker")
TAB = ("query-words", "query-text", "query-client", "query-editor", "query-answer", "query")
_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function |const |class )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Engine:
    """What a page needs to answer SPARQL by itself.

    `wasm_gz_base64` is the WebAssembly module, gzip-compressed, in base64. `worker` is the text of a classic script
    that is run in a Worker from a blob; it may stand in a script element and begins with the notice. `licence` is the
    notice alone.
    """

    wasm_gz_base64: str
    worker: str
    licence: str


def engine(folder: Path | None = None) -> Engine | None:
    """The engine that is packed in `folder` (as a rule: beside this module), or None where there is none."""
    return _engine(folder or HERE / "_engine")


@cache
def _engine(folder: Path) -> Engine | None:
    if not all((folder / name).is_file() for name in FILES):
        return None
    wasm, glue, notice = ((folder / name).read_bytes() for name in FILES)
    licence = notice.decode("utf-8").strip()
    worker = f"/*\n{licence}\n*/\n{glue.decode('utf-8')}(() => {{\n{_joined(WORKER)}}})();\n"
    return Engine(base64.b64encode(wasm).decode("ascii"), worker, licence)


def tab_script() -> str:
    """The modules of the tab as one classic script, after which `kgQuery.mountQuery` is there."""
    return f'"use strict";\nconst kgQuery = (() => {{\n{_joined(TAB)}return {{ mountQuery }};\n}})();\n'


def _joined(names: tuple[str, ...]) -> str:
    """Modules as parts of one script: without their imports, and without the word export."""
    texts = ((HERE / "page" / f"{name}.js").read_text(encoding="utf-8") for name in names)
    return "".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)


def pack(ntriples: str) -> str:
    """N-Triples for a page: the lines sorted, gzip-compressed, in base64; the same for the same triples.

    The graph is the union of what is shown, without graph names and without blank nodes: Oxigraph's own union of named
    graphs counts a triple once for each graph that holds it.
    """
    lines = sorted({line for line in ntriples.split("\n") if line.strip()})
    out = io.BytesIO()
    # No name, no time and no operating system in the head of the file.
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0, filename="") as packed:
        packed.write("".join(line + "\n" for line in lines).encode("utf-8", "replace"))
    return base64.b64encode(out.getvalue()).decode("ascii")
