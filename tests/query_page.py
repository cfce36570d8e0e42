"""A page with nothing but the query tab, under the policy of the explorer's pages, and how a test asks it something."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from rdflib import Graph

from kg.explore.asked import names_payload, questions_payload
from kg.explore.engine import Engine, pack, tab_script
from kg.ontology import prefixes

# The tab is opened by a button, as in the explorer; `opened` and `done` are for the clock of the benchmark.
MOUNT = """
const page = { selected: [] };
document.getElementById("open").addEventListener("click", () => {
  page.opened = performance.now();
  const given = JSON.parse(document.getElementById("given").textContent);
  const text = (id) => document.getElementById(id).textContent;
  page.tab = kgQuery.mountQuery(document.getElementById("tab"), {
    ...given,
    engine: given.worker && { worker: given.worker, wasm: text("wasm") },
    ntriples: text("graph"),
    select: (iris) => page.selected.push(iris),
  });
}, { once: true });
window.page = page;
"""
CSS = Path(__file__).parents[1] / "src" / "kg" / "explore" / "page" / "query.css"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def query_page(graph: Graph, engine: Engine | None, language: str = "zh") -> str:
    """The text of the page."""
    script, style = tab_script() + MOUNT, CSS.read_text(encoding="utf-8")
    given: dict[str, Any] = {
        "language": language,
        "prefixes": prefixes(),
        "questions": questions_payload(),
        "names": names_payload(graph),
        "worker": engine and engine.worker,
    }
    data = json.dumps(given, ensure_ascii=False).replace("<", "\\u003c")
    policy = (
        f"default-src 'none'; script-src {_hash(script)} 'wasm-unsafe-eval'; style-src {_hash(style)}; "
        "worker-src blob:; connect-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    return f"""<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">
<title>查询</title><link rel="icon" href="data:,"><style>{style}</style></head>
<body><main><h1>查询</h1><button id="open" type="button">查询</button><div id="tab"></div></main>
<script type="application/json" id="given">{data}</script>
<script type="text/plain" id="wasm">{engine.wasm_gz_base64 if engine else ""}</script>
<script type="text/plain" id="graph">{pack(graph.serialize(format="nt"))}</script>
<script>{script}</script></body></html>
"""


def open_tab(page: Any) -> None:
    page.click("#open")
    page.wait_for_selector("#tab[data-state=ready]", timeout=20_000)


def ask(page: Any, sparql: str, state: str = "done") -> None:
    """Puts a query into the editor, runs it and waits for its end."""
    page.evaluate("text => window.page.tab.setText(text)", sparql)
    page.click(".query-run")
    page.wait_for_selector(f"#tab[data-state={state}]", timeout=20_000)
