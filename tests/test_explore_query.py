"""The query tab in a browser, from a file and without the network: answers, errors, stop, languages, and what may not run."""

from __future__ import annotations

import csv
import io
import os
import re
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import RDFS, Graph, Literal, URIRef

from answers import SEED, seed_store
from attacks import ATTACKS
from kg.errors import BadInput
from kg.explore.engine import engine
from kg.ontology import KG
from kg.questions import Question, question, questions
from query_page import ask, open_tab, query_page

pytestmark = pytest.mark.browser
NUMBER = "http://www.w3.org/2001/XMLSchema#integer"


@pytest.fixture(scope="session")
def packed() -> Any:
    """The engine; without one the test is skipped, or fails where KG_REQUIRE_BROWSER=1."""
    found = engine()
    if found is None:
        stop = pytest.fail if os.environ.get("KG_REQUIRE_BROWSER") == "1" else pytest.skip
        stop("no query engine is packed: run .ci/engine")
    return found


@pytest.fixture(scope="module")
def opened(browser: Any, packed: Any, tmp_path_factory: Any) -> Any:
    """A function that opens the tab of a graph from a file; it fails at the end on an error or a request of the page."""
    contexts, errors = [], []

    def do(graph: Graph, **settings: Any) -> Any:
        file = tmp_path_factory.mktemp("page") / "page.html"
        file.write_text(query_page(graph), encoding="utf-8")
        context = browser.new_context(**{"offline": True, "accept_downloads": True, **settings})
        contexts.append(context)
        page = context.new_page()
        page.file, page.requests, page.errors = file.as_uri(), [], errors
        context.on("request", lambda r: page.requests.append(r.url))
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.goto(file.as_uri())
        open_tab(page)
        return page

    yield do
    for context in contexts:
        for page in context.pages:
            assert {url for url in page.requests if not url.startswith("blob:")} == {page.file}
        context.close()
    assert errors == []


@pytest.fixture(scope="module")
def seed(opened: Any) -> Any:
    return opened(Graph().parse(SEED))


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return seed_store()


def downloaded(page: Any) -> str:
    with page.expect_download() as found:
        page.click(".query-result .query-bar button:nth-child(2)")
    return Path(found.value.path()).read_bytes().decode("utf-8")


def run(page: Any) -> None:
    page.click(".query-run")
    page.wait_for_selector("#tab[data-state=done]", timeout=20_000)


def as_python(store: ox.Store, sparql: str) -> Counter[tuple[str, ...]]:
    result = store.query(sparql)
    if isinstance(result, ox.QueryTriples):
        return Counter({(f"{t} .",): 1 for t in result})
    assert isinstance(result, ox.QuerySolutions)
    names = [v.value for v in result.variables]
    rows = [tuple("" if t is None else t.value for t in solution) for solution in result]
    return Counter([tuple(names), *rows]) if rows else Counter()


def as_page(page: Any) -> Counter[tuple[str, ...]]:
    if page.locator(".query-result .query-bar button").count() == 0:
        return Counter()
    text = downloaded(page)
    if page.locator(".query-answer pre").count():
        return Counter((line,) for line in text.splitlines())
    assert text.startswith("\ufeff")
    return Counter(tuple(row) for row in csv.reader(io.StringIO(text[1:], newline="")))


@pytest.mark.parametrize("asked", [pytest.param(q, id=n) for n, q in questions().items()])
def test_a_ready_question_has_the_same_answer_as_in_python(
    seed: Any, store: ox.Store, asked: Question
) -> None:
    seed.select_option("#query-ready", asked.name)
    run(seed)
    assert as_page(seed) == as_python(store, asked.text)


def test_a_value_for_a_parameter_has_the_same_answer_as_in_python(seed: Any, store: ox.Store) -> None:
    seed.select_option("#query-ready", "quotes-with")
    seed.fill("input[name=word]", "村")
    seed.keyboard.press("Enter")
    seed.wait_for_selector("#tab[data-state=done]")
    found = as_page(seed)
    assert found == as_python(store, question("quotes-with").sparql({"word": "村"}))
    seed.fill("input[name=word]", "")
    run(seed)
    assert as_page(seed) == as_python(store, question("quotes-with").text) != found


VALUES = [
    *(
        "驻村干部",
        '驻"村',
        "\\",
        "a } UNION { ?s ?p ?o",
        '"@zh } . ?x ?y ?z . VALUES ?q { "',
        "$& $1",
        "{{name}}",
    ),
    *(
        "1",
        "-007",
        "1.5",
        "id:x",
        "kg:Figure",
        "nothing:x",
        "javascript:alert(1)",
        "http://x/>",
        "甲 乙",
        "\t",
        "\u2028",
    ),
]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("figures-about", "name"),
        ("quotes-with", "word"),
        ("figures-between", "from"),
        ("evidence-of", "thing"),
    ],
)
def test_a_value_is_put_in_or_refused_as_in_python(seed: Any, name: str, parameter: str, value: str) -> None:
    seed.select_option("#query-ready", name)
    seed.fill(f"input[name={parameter}]", value)
    valid = seed.eval_on_selector(f"input[name={parameter}]", "field => field.checkValidity()")
    text = seed.input_value(".query-field")
    try:
        expected, refused = question(name).sparql({parameter: value}), False
    except BadInput:
        expected, refused = question(name).text, True
    assert valid != refused
    assert expected.endswith(text)


@pytest.mark.parametrize(
    ("sparql", "line", "column", "says"),
    [
        ("SELECT * {\n  ?s ?p ?o )\n}", 2, 12, "没有配对"),
        ("SELECT * {\n  # 中文\n  ?s kg:中文 ?o }", 3, 11, "Prefix not found"),
        ('SELECT ?x {\n ?x ?y "中文', 2, 8, "没有配对"),
    ],
)
def test_a_broken_query_shows_the_place(seed: Any, sparql: str, line: int, column: int, says: str) -> None:
    ask(seed, sparql, "failed")
    told = seed.inner_text(".query-error")
    assert f"第 {line} 行第 {column} 列" in told and says in told
    assert seed.inner_text(".query-gutter .query-wrong") == str(line)
    before = seed.eval_on_selector(".query-field", "f => f.value.slice(0, f.selectionStart)")
    assert [before.count("\n") + 1, len(before.rsplit("\n", 1)[-1]) + 1] == [line, column]
    ask(seed, "ASK { }")
    assert seed.inner_text(".query-error") == "" and seed.locator(".query-wrong").count() == 0


def test_a_prefix_that_is_not_declared_is_declared_by_a_button(seed: Any) -> None:
    ask(seed, "SELECT * { ?s a kg:County }", "failed")
    seed.click(".query-error button")
    assert seed.input_value(".query-field") == f"PREFIX kg: <{KG}>\nSELECT * {{ ?s a kg:County }}"
    seed.keyboard.press("Control+Enter")
    seed.wait_for_selector("#tab[data-state=done]")
    assert seed.locator(".query-answer tbody tr").count() == 1


def test_updates_and_services_are_refused(seed: Any) -> None:
    ask(seed, "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "failed")
    assert "not supported" in seed.inner_text(".query-error")
    for text in ("INSERT DATA { <a:a> <a:b> <a:c> }", "LOAD <http://127.0.0.1/>", "CLEAR ALL"):
        ask(seed, text, "failed")
    ask(seed, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert seed.inner_text(".query-answer td.query-number") == str(len(Graph().parse(SEED)))


def test_a_query_that_takes_too_long_is_stopped(opened: Any) -> None:
    page = opened(Graph().parse(SEED))
    page.evaluate("window.page.tab.setText('SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }')")
    page.click(".query-run")
    page.locator(".query-status", has_text=re.compile(r"\d\.\d 秒")).wait_for()
    assert page.locator("#tab").get_attribute("data-state") == "running"
    page.click(".query-run + button")
    page.wait_for_selector("#tab[data-state=done]")
    assert "已停止" in page.inner_text(".query-status >> nth=0")
    ask(page, "ASK { ?s ?p ?o }")
    assert page.inner_text(".query-truth") == "是"
    # The Worker that was stopped is gone and not only left alone.
    for _ in range(50):
        if len(page.workers) > 1:
            page.wait_for_timeout(100)
    assert len(page.workers) == 1


def test_long_answers_are_shown_in_part_and_sorted_and_saved_whole(seed: Any) -> None:
    ask(seed, "SELECT ?start ?s { ?s <http://www.w3.org/ns/oa#start> ?start . ?a ?b ?c } LIMIT 5000")
    rows = seed.locator(".query-answer tbody tr")
    assert rows.count() == 1000
    assert "共 5000 行，显示前 1000 行" in seed.inner_text(".query-status >> nth=0")
    everything = list(csv.reader(io.StringIO(downloaded(seed)[1:])))[1:]
    numbers = sorted(int(row[0]) for row in everything)
    assert len(numbers) == 5000
    for direction, order in (("ascending", numbers), ("descending", numbers[::-1])):
        seed.click(".query-answer th button >> nth=0")
        seed.wait_for_selector(f"th[aria-sort={direction}]")
        assert [int(t) for t in seed.locator("td.query-number").all_inner_texts()] == order[:1000]
    assert seed.evaluate("document.activeElement.dataset.column") == "0"


def test_rows_select_their_nodes_by_mouse_and_keyboard(seed: Any) -> None:
    ask(seed, f"SELECT ?place ?name {{ ?place a <{KG.County}> ; <{RDFS.label}> ?name }}")
    (place,) = (str(s) for s in Graph().parse(SEED).subjects(None, KG.County))
    for act in (
        lambda: seed.click(".query-answer tbody td >> nth=2"),
        lambda: (seed.focus(".query-answer tbody button"), seed.keyboard.press("Enter")),
        lambda: seed.click(".query-result .query-bar button:nth-child(3)"),
    ):
        seed.evaluate("window.page.selected.length = 0")
        act()
        assert seed.evaluate("window.page.selected") == [[place]]
    assert seed.locator("tr.query-chosen").count() == 1
    # The place is shown by its name.
    assert len(set(seed.locator("tbody td").all_inner_texts()[1:])) == 1


def test_completion_takes_terms_of_the_graph_and_declares_their_prefix(seed: Any) -> None:
    seed.evaluate("window.page.tab.setText('')")
    seed.click(".query-field")
    seed.wait_for_timeout(300)  # the graph's terms are asked for on the first focus
    seed.keyboard.type("SELECT * { ?s a kg:Coun")
    seed.wait_for_selector(".query-list li")
    assert "kg:County" in seed.locator(".query-list li").all_inner_texts()
    index = seed.locator(".query-list li").all_inner_texts().index("kg:County")
    for _ in range(index):
        seed.keyboard.press("ArrowDown")
    assert seed.inner_text(".query-list [aria-selected=true]") == "kg:County"
    seed.keyboard.press("Enter")
    seed.keyboard.type(" }")
    assert seed.input_value(".query-field") == f"PREFIX kg: <{KG}>\nSELECT * {{ ?s a kg:County }}"
    assert seed.locator(".query-list").is_hidden()
    seed.keyboard.press("Control+Enter")
    seed.wait_for_selector("#tab[data-state=done]")
    assert seed.locator(".query-answer tbody tr").count() == 1
    # Tab leaves the field.
    seed.keyboard.press("Tab")
    assert seed.evaluate("document.activeElement.className") == "query-run"


def test_languages_change_in_place(opened: Any) -> None:
    page = opened(Graph().parse(SEED))
    page.select_option("#query-ready", "figures-about")
    page.fill("input[name=name]", "驻村干部")
    page.fill(".query-field", page.input_value(".query-field") + "# 我的")
    run(page)
    before = page.locator(".query-answer td").all_inner_texts()
    page.evaluate("window.page.tab.setLanguage('en')")
    page.locator(".query-answer td", has_text="exact").wait_for()
    chinese = [
        t for t in page.locator("#tab button, #tab label").all_inner_texts() if t != "◎" and not t.isascii()
    ]
    assert chinese == []
    assert page.locator("#query-ready option:checked").inner_text() == question("figures-about").title_en
    assert page.input_value("input[name=name]") == "驻村干部"
    assert page.input_value(".query-field").endswith("# 我的")
    assert "1 rows" in page.inner_text(".query-status >> nth=0")
    page.evaluate("window.page.tab.setLanguage('zh')")
    page.locator(".query-answer td", has_text="exact").wait_for(state="detached")
    assert page.locator(".query-answer td").all_inner_texts() == before


def hostile() -> Graph:
    graph = Graph()
    for i, text in enumerate(ATTACKS):
        thing = URIRef(f"javascript:window.pwned={i}//{''.join(c for c in text if c.isalnum())}")
        graph.add((thing, RDFS.label, Literal(text)))
        graph.add((thing, KG.words, Literal(text, lang="zh")))
        graph.add((URIRef(f"data:text/html,%3Cscript%3Ewindow.pwned={i}%3C/script%3E"), KG.mention, thing))
    return graph


@pytest.mark.parametrize("bypass_csp", [False, True], ids=["with policy", "text alone"])
def test_no_text_of_the_graph_runs(opened: Any, bypass_csp: bool) -> None:
    assert len(ATTACKS) >= 40
    page = opened(hostile(), bypass_csp=bypass_csp)
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
    assert sorted(page.locator(".query-answer tbody td:nth-child(2)").all_text_contents()) == sorted(ATTACKS)
    for text in ATTACKS:
        page.evaluate("text => window.page.tab.setText(text)", text)
        page.click(".query-run")
        page.wait_for_selector("#tab:not([data-state=running])")
    ask(
        page,
        "SELECT (<http://x/<img>(1) AS ?x) {}".replace(
            "<img>", "%3Cimg%20src=x%20onerror=window.pwned=1%3E>"
        ),
        "failed",
    )
    assert page.evaluate("window.pwned") is None
    assert page.locator("script").count() == before
    assert (
        page.locator("#tab :is(script, img, svg, iframe, a, link, object, embed, style, math, video)").count()
        == 0
    )
    assert page.url == page.file


def test_a_worker_of_the_page_reaches_nothing(opened: Any) -> None:
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
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            page = opened(Graph().parse(SEED), offline=False)
            text = tries.replace("URL_OF_SERVER", f'"http://127.0.0.1:{server.server_port}/"')
            done = page.evaluate(
                """text => new Promise((yes, no) => {
                    const worker = new Worker(URL.createObjectURL(new Blob([text])));
                    worker.onmessage = (event) => yes(event.data);
                    worker.onerror = (event) => no(event.message);
                })""",
                text,
            )
            assert done == ["compiled"]
            ask(
                page, f"SELECT * {{ SERVICE SILENT <http://127.0.0.1:{server.server_port}/> {{ ?s ?p ?o }} }}"
            )
        finally:
            server.shutdown()
            thread.join()
    assert asked == []
    # A request that the policy refuses is reported by the browser and is never sent.
    page.requests[:] = [url for url in page.requests if not url.startswith("http://127.0.0.1:")]


def test_the_worker_starts_when_the_tab_is_opened(browser: Any, packed: Any, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(query_page(Graph()), encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_timeout(200)
    assert page.workers == []
    open_tab(page)
    assert len(page.workers) == 1
    page.close()
