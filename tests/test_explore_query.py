"""The query tab in a browser, from a file and without the network: answers, errors, stop, languages, and what may not run."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import RDF, RDFS, Graph

from answers import SEED, seed_store
from kg.errors import BadInput
from kg.ontology import KG
from kg.questions import Question, question, questions
from query_page import ask

pytestmark = pytest.mark.browser
NUMBER = "http://www.w3.org/2001/XMLSchema#integer"


@pytest.fixture(scope="module")
def seed(query_tab: Any) -> Any:
    return query_tab(Graph().parse(SEED))


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


def test_a_query_that_takes_too_long_is_stopped(query_tab: Any) -> None:
    page = query_tab(Graph().parse(SEED))
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


def chosen(page: Any) -> list[str]:
    """What the page was last told to select: the Worker is asked first."""
    for _ in range(50):
        if page.evaluate("window.page.selected.length"):
            break
        page.wait_for_timeout(20)
    (found,) = page.evaluate("window.page.selected")
    return list(found)


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
        assert chosen(seed) == [place]
    assert seed.locator("tr.query-chosen").count() == 1
    # The place is shown by its name.
    assert len(set(seed.locator("tbody td").all_inner_texts()[1:])) == 1


def test_a_row_of_a_statement_selects_what_it_relates(seed: Any) -> None:
    graph = Graph().parse(SEED)
    statement = min(graph.subjects(RDF.type, KG.Statement))
    ends = {str(graph.value(statement, p)) for p in (RDF.subject, RDF.object)}
    ask(seed, f"SELECT ?s {{ VALUES ?s {{ <{statement}> }} }}")
    seed.evaluate("window.page.selected.length = 0")
    seed.click(".query-answer tbody button")
    found = chosen(seed)
    assert set(found) == {*ends, str(statement)} and found[-1] == str(statement)


def test_an_answer_is_copied(query_tab: Any) -> None:
    page = query_tab(Graph().parse(SEED), permissions=["clipboard-read", "clipboard-write"])
    ask(page, 'SELECT * { VALUES (?a ?b) { ("甲,乙" 1) ("=1+1" UNDEF) } }')
    page.click(".query-result .query-bar button:nth-child(1)")
    page.locator(".query-told", has_text="已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").splitlines() == ["a,b", '"甲,乙",1', "'=1+1,"]


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
    assert seed.evaluate("document.activeElement.textContent") == "复制 CSV"


def test_languages_change_in_place(query_tab: Any) -> None:
    page = query_tab(Graph().parse(SEED))
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
    assert "1 row (" in page.inner_text(".query-status >> nth=0")
    page.evaluate("window.page.tab.setLanguage('zh')")
    page.locator(".query-answer td", has_text="exact").wait_for(state="detached")
    assert page.locator(".query-answer td").all_inner_texts() == before
