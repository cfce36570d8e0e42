"""How soon the query tab answers: from its opening to the first result, in headless Chromium, from a file, offline.

Two graphs: that of the seed report, and a made-up one of 100,000 triples. Each run is a fresh browser, so that nothing
is compiled already; the tab is opened and a question asked at once. The peer is rdflib in Python: the same N-Triples
read, the same question answered, and the same number of rows, else the run ends with an error. Then some ready
questions by themselves, engine warm. Times are medians. Bytes are what the tab adds to a page.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rdflib import Graph

from answers import SEED
from kg.explore.tab import query_tab
from kg.questions import question
from query_page import query_page
from view_county import county

from .records import Result

RUNS = {"small": 1, "full": 5}
FIRST = "class-counts"
WARM = ("class-counts", "most-mentioned", "shared-passages", "figures-in-area", "quotes-with")
BARS = {"seed": "<= 1000", "100,000 triples": "<= 2000"}
OPEN = """(name) => new Promise((done) => {
    const start = performance.now();
    document.getElementById("open").click();
    const tab = document.getElementById("tab");
    const ready = document.getElementById("query-ready");
    ready.value = name;
    ready.dispatchEvent(new Event("change"));
    new MutationObserver(() => {
        if (tab.dataset.state === "done")
            requestAnimationFrame(() => done([performance.now() - start, tab.querySelectorAll("tbody tr").length]));
    }).observe(tab, { attributes: true });
    tab.querySelector(".query-run").click();
})"""
AGAIN = OPEN.replace('document.getElementById("open").click();', "")


def launch(playwright: Any) -> Any:
    return playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
    )


def opened(playwright: Any, file: Path, warm: int) -> tuple[float, int, dict[str, float]]:
    """Milliseconds to the first result, its rows, and the medians of the questions in the warm tab."""
    browser = launch(playwright)
    page = browser.new_context(offline=True).new_page()
    page.goto(file.as_uri())
    page.wait_for_selector("#open:enabled")
    took, rows = page.evaluate(OPEN, FIRST)
    later = {n: statistics.median(page.evaluate(AGAIN, n)[0] for _ in range(warm)) for n in WARM if warm}
    browser.close()
    return took, rows, later


def by_rdflib(ntriples: str, name: str, graph: Graph | None = None) -> tuple[float, int]:
    start = time.perf_counter()
    graph = graph if graph is not None else Graph().parse(data=ntriples, format="nt")
    rows = len(list(graph.query(question(name).text)))
    return 1000 * (time.perf_counter() - start), rows


def measure(size: str) -> Iterator[Result]:
    """From the tab's opening to the first result, the warm tab, and bytes."""
    from playwright.sync_api import sync_playwright

    runs = RUNS[size]
    graphs = {"seed": Graph().parse(SEED)}
    if size == "full":
        graphs["100,000 triples"] = county(6700)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for name, graph in graphs.items():
            parts = query_tab(graph)
            if parts is None:
                raise RuntimeError("no query engine is packed: run .ci/engine")
            file = Path(folder) / "page.html"
            file.write_text(query_page(graph), encoding="utf-8")
            ntriples = graph.serialize(format="nt")
            found = [opened(playwright, file, warm=5 if n == 0 else 0) for n in range(runs)]
            peers = [by_rdflib(ntriples, FIRST) for _ in range(min(runs, 3))]
            if {rows for _, rows, _ in found} != {rows for _, rows in peers}:
                raise RuntimeError(f"{name}: {found} rows are not rdflib's {peers}")
            main = "tab" if name == list(graphs)[-1] else ""
            took, peer = statistics.median(t for t, _, _ in found), statistics.median(t for t, _ in peers)
            yield Result(f"opened to first result, {name}", took, "ms", "rdflib", peer, BARS[name], main=main)
            for asked, ms in found[0][2].items():
                yield Result(f"{asked}, {name}", ms, "ms", "rdflib", by_rdflib("", asked, graph)[0])
            added = sum((len(content) + 2) // 3 * 4 for content in parts.assets.values())
            added += len(parts.script.encode()) + len(parts.style.encode())
            yield Result(f"bytes of the tab, {name}", added / 1e6, "MB")
