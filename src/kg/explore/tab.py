"""The query tab as parts of a page: a script, a style and two packed assets.

The script calls `window.kgRegister(mount)` once, as soon as the page has that function. `mount(host, context)` builds
the tab in an element, starts the Worker and returns `{setLanguage, text, setText}`; it is to be called when the tab is
opened for the first time. Of `context` it takes `language` ("zh", "en"), `prefixes` ({name: IRI}), `asset` (name →
base64 text) and `select` ([IRI, …], of which the page takes those that it shows).

The page's policy must let the script run by its hash, WebAssembly be compiled ('wasm-unsafe-eval') and a Worker start
from a blob (worker-src blob:), and nothing else: the Worker inherits it.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import Graph

from kg.explore.asked import names_payload, questions_payload
from kg.explore.engine import HERE, engine, joined
from kg.triples import Triples

__all__ = ["Tab", "lines_of", "pack", "query_tab"]

# Each after those that it imports.
MODULES = ("query-words", "query-text", "query-client", "query-editor", "query-answer", "query")
_REGISTER = """\
const given = {given};
const mount = (host, context) => mountQuery(host, {{
  language: context.language, prefixes: context.prefixes, select: context.select, ...given,
  engine: {{ worker: given.worker, wasm: context.asset("wasm") }},
  ntriples: context.asset("ntriples"),
}});
// The page unpacks its data before it takes anything in.
const offer = () => void (window.kgRegister ? window.kgRegister(mount) : setTimeout(offer, 20));
offer();
"""


@dataclass(frozen=True, slots=True)
class Tab:
    """`script` is a classic script that may stand in a script element, `assets` are bytes by name, `style` is CSS."""

    script: str
    assets: dict[str, bytes]
    style: str


def query_tab(graph: Graph | Triples) -> Tab | None:
    """The tab for a page of `graph`, or None where no engine is packed. The same for the same triples."""
    found = engine()
    if found is None:
        return None
    given = {"worker": found.worker, "questions": questions_payload(), "names": names_payload(graph)}
    assets = {
        "wasm": base64.b64decode(found.wasm_gz_base64),
        "ntriples": pack(graph.lines() if isinstance(graph, Triples) else lines_of(graph)),
    }
    return Tab(
        f"/*\n{found.licence}\n*/\n{_script(given)}", assets, (HERE / "page" / "query.css").read_text("utf-8")
    )


def _script(given: object) -> str:
    text = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":  # nothing in it can end the element or a line of it
        text = text.replace(char, f"\\u{ord(char):04x}")
    return f'"use strict";\n(() => {{\n{joined(MODULES)}{_REGISTER.format(given=text)}}})();\n'


def lines_of(graph: Graph) -> list[str]:
    """The triples of a graph as lines of N-Triples without their end (` .`), in no order."""
    return [line.removesuffix(" .") for line in graph.serialize(format="nt").split("\n") if line.strip()]


def pack(lines: Iterable[str]) -> bytes:
    """N-Triples for a page: the lines sorted, each once and with its end, gzip-compressed; the same for the same triples.

    The graph is the union of what is shown, without graph names and without blank nodes: Oxigraph's own union of named
    graphs counts a triple once for each graph that holds it.
    """
    out = io.BytesIO()
    # No name, no time and no operating system in the head of the file.
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=6, mtime=0, filename="") as packed:
        packed.write("".join(line + " .\n" for line in sorted(set(lines))).encode("utf-8", "replace"))
    return out.getvalue()
