"""What may not happen in the query tab: text that runs, a request that leaves, a Worker before it is needed."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDFS, Graph, Literal, URIRef

from answers import SEED
from attacks import ATTACKS
from kg.ontology import KG
from listening import listening
from query_page import ask, open_tab, query_page

pytestmark = pytest.mark.browser


def hostile() -> Graph:
    graph = Graph()
    for i, text in enumerate(ATTACKS):
        thing = URIRef(f"javascript:window.pwned={i}//{''.join(c for c in text if c.isalnum())}")
        graph.add((thing, RDFS.label, Literal(text)))
        graph.add((thing, KG.words, Literal(text, lang="zh")))
        graph.add((URIRef(f"data:text/html,%3Cscript%3Ewindow.pwned={i}%3C/script%3E"), KG.mention, thing))
    return graph


@pytest.mark.parametrize("bypass_csp", [False, True], ids=["with policy", "text alone"])
def test_no_text_of_the_graph_runs(query_tab: Any, bypass_csp: bool) -> None:
    assert len(ATTACKS) >= 40
    page = query_tab(hostile(), bypass_csp=bypass_csp)
    before = page.locator("script").count()
    for query in (
        "SELECT * { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
        "DESCRIBE ?s { ?s ?p ?o }",
        "SELECT (<<( ?s ?p ?o )>> AS ?t) (BNODE() AS ?b) { ?s ?p ?o }",
        f"SELECT ?o {{ ?s <{RDFS.label}> ?o }}",
    ):
        ask(page, query)
        for button in page.locator(".query-answer th button").all():
            button.click()
        page.evaluate(
            "() => document.querySelectorAll('.query-answer tr, .query-answer td').forEach((e) => e.click())"
        )
        page.evaluate("window.page.tab.setLanguage('en'), window.page.tab.setLanguage('zh')")
        page.wait_for_timeout(200)
        harmless(page)
    assert sorted(page.locator(".query-answer tbody td:nth-child(2)").all_text_contents()) == sorted(ATTACKS)
    # As queries, and so in messages of errors.
    for text in [*ATTACKS, "SELECT (<javascript:window.pwned=1>(1) AS ?x) {}"]:
        page.evaluate("text => window.page.tab.setText(text)", text)
        page.click(".query-run")
        page.wait_for_selector("#tab:not([data-state=running])")
        harmless(page)
    assert page.locator("script").count() == before
    assert page.url == page.file


def harmless(page: Any) -> None:
    """No script has run, and the tab holds no element that text could have become."""
    assert page.evaluate("window.pwned") is None
    kinds = "script, img, svg, iframe, a, link, object, embed, style, math, video, form form, base, meta, template"
    assert page.locator(f"#tab :is({kinds})").count() == 0


def test_a_worker_of_the_page_reaches_nothing(query_tab: Any) -> None:
    """The engine's Worker is made as here, from a blob: it inherits the policy, and the network is not even asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    tries = """
        const url = URL_OF_SERVER;
        const tries = {
          fetch: () => fetch(url + "fetch"),
          request: () => new Promise((yes, no) => {
            const r = new XMLHttpRequest(); r.onload = yes; r.onerror = no; r.open("GET", url + "xhr"); r.send();
          }),
          socket: () => new Promise((yes, no) => {
            const s = new WebSocket(url.replace("http", "ws")); s.onopen = yes; s.onerror = no;
          }),
          imported: async () => importScripts(url + "script"),
          module: () => import(url + "module"),
          evaluated: async () => eval("1"),
          made: async () => Function("return 1")(),
          compiled: () => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
        };
        (async () => {
          const done = [];
          for (const [name, act] of Object.entries(tries)) await act().then(() => done.push(name), () => {});
          postMessage(done);
        })();
    """
    with listening(Handler, ThreadingHTTPServer) as address:
        page = query_tab(Graph().parse(SEED), offline=False)
        text = tries.replace("URL_OF_SERVER", f'"{address}/"')
        done = page.evaluate(
            """text => new Promise((yes, no) => {
                const worker = new Worker(URL.createObjectURL(new Blob([text])));
                worker.onmessage = (event) => yes(event.data);
                worker.onerror = (event) => no(event.message);
            })""",
            text,
        )
        assert done == ["compiled"]
        ask(page, f"SELECT * {{ SERVICE SILENT <{address}/> {{ ?s ?p ?o }} }}")
    assert asked == []
    # A request that the policy refuses is reported by the browser and is never sent.
    page.requests[:] = [url for url in page.requests if not url.startswith("http://127.0.0.1:")]


def test_the_worker_starts_when_the_tab_is_opened(browser: Any, packed_engine: None, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(query_page(Graph()), encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_timeout(200)
    assert page.workers == []
    open_tab(page)
    assert len(page.workers) == 1
    page.close()
