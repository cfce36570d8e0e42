"""The query engine of a page: Oxigraph's WebAssembly build, and the script of the Worker that it runs in.

The files are packed beside this module by `.ci/engine`, which has them from npm; no one of them is committed. A wheel
holds what lay there when it was built.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Engine", "engine", "joined"]

HERE = Path(__file__).parent
FILES = ("engine.wasm.gz", "glue.js", "LICENCE.txt")
WORKER = ("query-rows", "query-worker")
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
    worker = f"/*\n{licence}\n*/\n{glue.decode('utf-8')}(() => {{\n{joined(WORKER)}}})();\n"
    return Engine(base64.b64encode(wasm).decode("ascii"), worker, licence)


def joined(names: tuple[str, ...]) -> str:
    """Modules of `page/` as parts of one script, without their imports and the word export; each after those that it needs."""
    texts = ((HERE / "page" / f"{name}.js").read_text(encoding="utf-8") for name in names)
    return "".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)
