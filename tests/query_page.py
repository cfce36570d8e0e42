"""A page with nothing but the query tab, under the policy of the explorer's pages, and how a test asks it something."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from rdflib import Graph

from kg.explore.tab import query_tab
from kg.ontology import prefixes

# The tab is opened by a button, as in the explorer; `opened` is for the clock of the benchmark.
MOUNT = """
window.page = { selected: [] };
setTimeout(() => window.kgRegister = (mount) => {
 document.getElementById("open").disabled = false;
 document.getElementById("open").addEventListener("click", () => {
  window.page.opened = performance.now();
  window.page.tab = mount(document.getElementById("tab"), {
    ...JSON.parse(document.getElementById("given").textContent),
    asset: (name) => document.getElementById(`asset-${name}`).textContent,
    select: (iris) => window.page.selected.push(iris),
  });
 }, { once: true });
}, 50);
"""


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def query_page(graph: Graph) -> str:
    """The text of the page. An engine must be packed."""
    parts = query_tab(graph)
    assert parts is not None
    policy = (
        f"default-src 'none'; script-src {_hash(MOUNT)} {_hash(parts.script)} 'wasm-unsafe-eval'; "
        f"style-src {_hash(parts.style)}; worker-src blob:; connect-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assets = "".join(
        f'<script type="text/plain" id="asset-{name}">{base64.b64encode(content).decode()}</script>\n'
        for name, content in parts.assets.items()
    )
    given = json.dumps({"language": "zh", "prefixes": prefixes()})
    return f"""<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">
<title>查询</title><link rel="icon" href="data:,"><style>{parts.style}</style></head>
<body><main><h1>查询</h1><button id="open" type="button" disabled>查询</button><div id="tab"></div></main>
<script type="application/json" id="given">{given}</script>
{assets}<script>{MOUNT}</script><script>{parts.script}</script></body></html>
"""


def open_tab(page: Any) -> None:
    page.click("#open")
    page.wait_for_selector("#tab[data-state=ready]", timeout=20_000)


def ask(page: Any, sparql: str, state: str = "done") -> None:
    """Puts a query into the editor, runs it and waits for its end."""
    page.evaluate("text => window.page.tab.setText(text)", sparql)
    page.click(".query-run")
    page.wait_for_selector(f"#tab[data-state={state}]", timeout=20_000)
