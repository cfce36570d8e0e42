"""Asking a store: answers and their forms, evidence, labels, errors that say where, and what is refused."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pyoxigraph as ox
import pytest
from rdflib import Graph

import kg
from answers import SEED, by_oxigraph, seed_store
from kg.errors import BadInput, BadQuery
from kg.query import FORMS, Answer, Namer, ask, render, with_evidence
from kg.questions import question, questions

TRIPLES = len(Graph().parse(SEED))


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return seed_store()


# --- Errors ---


@pytest.mark.parametrize(
    ("sparql", "says"),
    [
        ("", "the query is empty"),
        ("# only a remark", "the query is empty"),
        ("SELEC * { ?s ?p ?o }", "line 1, column 1: SELEC begins no query; did you mean SELECT?"),
        ("PREFIX x: <urn:x>\nSELCT * { }", "line 2, column 1: SELCT begins no query; did you mean SELECT?"),
        ("SELECT * {\n  ?s a kg:Village FILTR(1)\n}", "line 2, column 19: FILTR is no word of SPARQL; did you mean FILTER?"),
        ("SELECT * {\r\n?s rdfs:label '村 }", "line 2, column 15: a quotation mark is not closed"),
        ("SELECT * { ?s shcema:value ?o }", "line 1, column 15: the prefix shcema: is not declared; did you mean schema:?"),
        ("SELECT * { ?s 村:x ?o }", "the prefix 村: is not declared; known without declaring: kg id"),
        ("SELECT * { ?s ?p ?o ", "line 1, column 21: the query stops too early"),
        ("SELECT * { ?s ?p '村村村' } LIMIT x", "line 1, column 32: x is no word of SPARQL"),
        ("SELECT * { ?s ?p ?o } LIMIT ?x", "line 1, column 29: '?x' does not fit here"),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }", "SELECT names a variable that GROUP BY leaves out"),
        ("SELECT * { ?s <http://a b> ?o }", "line 1, column"),
        ("SELECT * { ?x a kg:Vilage }", "line 1, column 17: kg:Vilage is in neither the ontology nor the graph; did you mean kg:Village?"),
        ("ASK {\n ?x <https://w3id.org/county-kg/ontology#mentoin> ?y }", "line 2, column 5: <https://w3id.org/county-kg/"),
        ("INSERT DATA { <urn:a> <urn:p> 1 }", "line 1, column 1: INSERT changes the graph"),
        ("PREFIX x: <urn:x>\nDELETE WHERE { ?s ?p ?o }", "line 2, column 1: DELETE changes the graph"),
        ("LOAD <file:///etc/passwd>", "line 1, column 1: LOAD changes the graph"),
        ("SELECT * { } ; DROP ALL", "line 1, column 16: DROP is no word of SPARQL"),
        ("\ud800", "Unicode"),
    ],
)  # fmt: skip
def test_errors_say_where_and_what_was_meant(store: ox.Store, sparql: str, says: str) -> None:
    with pytest.raises((BadQuery, BadInput)) as raised:
        ask(store, sparql)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value) and len(str(raised.value)) < 400


def test_a_term_that_only_the_graph_has_is_no_error() -> None:
    own = ox.NamedNode("https://w3id.org/county-kg/ontology#ofTomorrow")
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:a"), own, ox.Literal("1")))
    assert len(ask(store, "SELECT * { ?s kg:ofTomorrow ?o }").rows) == 1


def test_every_ready_question_passes_the_checks_of_queries(store: ox.Store) -> None:
    for one in questions().values():
        answer = ask(store, one.sparql())
        if one.form == "SELECT":
            names, rows = by_oxigraph(store, one.sparql())
            assert (answer.variables, len(answer.rows)) == (names, len(rows)), one.name


# --- Forms ---

VALUES = """SELECT ?text ?thing ?none { VALUES (?text ?thing ?none) {
  ("村，\\n\\"镇\\"|\\t<b>"@zh kg:Village UNDEF) (7 <urn:x> UNDEF) ("\\u001b[31mred\\u202e" <urn:y> UNDEF) ("=1+1" "" UNDEF) } }"""


@pytest.fixture(scope="module")
def mixed(store: ox.Store) -> Answer:
    return ask(store, VALUES)


def test_json_is_what_oxigraph_writes(store: ox.Store, mixed: object) -> None:
    for one in [
        VALUES.replace("kg:Village", "<urn:v>"),
        *(q.sparql() for q in questions().values() if q.form == "SELECT"),
    ]:
        found = store.query(one)
        assert isinstance(found, ox.QuerySolutions)
        theirs = json.loads(found.serialize(format=ox.QueryResultsFormat.JSON) or b"")
        assert json.loads(render(ask(store, one), "json")) == theirs


ROWS = [q.text for q in questions().values() if q.form == "SELECT"]


def test_tsv_is_what_oxigraph_writes(store: ox.Store) -> None:
    for sparql in [
        *ROWS,
        'SELECT * { VALUES ?x { 1 1.5 1e6 true "a\\tb" "村"@zh <urn:x> "2"^^<urn:d> UNDEF } }',
    ]:
        found = store.query(sparql)
        assert isinstance(found, ox.QuerySolutions)
        wanted = (found.serialize(format=ox.QueryResultsFormat.TSV) or b"").decode()
        assert render(ask(store, sparql), "tsv") == wanted


def test_csv_holds_the_values_and_quotes_what_needs_it(store: ox.Store) -> None:
    """Compared with the terms themselves: Oxigraph 0.5.13 does not quote an IRI with a comma, as passages have it."""
    for sparql in [*ROWS, VALUES]:
        answer = ask(store, sparql)
        text = render(answer, "csv")
        cells = [["" if c is None else c.value for c in row] for row in answer.rows]  # type: ignore[union-attr]
        assert list(csv.reader(io.StringIO(text, newline=""))) == [list(answer.variables), *cells]
        assert text.count("\r\n") >= 1 + len(cells)


def test_table_lines_up_and_shows_what_a_terminal_would_act_on(mixed: Answer) -> None:
    from wcwidth import wcswidth

    lines = render(mixed, "table").splitlines()
    assert lines[0].split() == ["text", "thing", "none"]
    assert "\x1b" not in "".join(lines) and "\\x1b[31mred\\u202e" in lines[4]
    starts = [
        wcswidth(line[: line.index(word)])
        for line, word in zip(lines[2:5], ("kg:Village", "<urn:x>", "<urn:y>"), strict=True)
    ]
    assert len(set(starts)) == 1 and starts[0] == lines[0].index("thing")


def test_a_narrow_table_cuts_its_widest_columns(store: ox.Store) -> None:
    from wcwidth import wcswidth

    text = render(ask(store, question("relations").sparql()), "table", width=60)
    assert max(wcswidth(line) for line in text.splitlines()) <= 60
    assert "…" in text


def test_markdown_cannot_break_its_table(mixed: Answer) -> None:
    lines = render(mixed, "markdown").splitlines()
    assert len(lines) == 6
    assert "\\|" in lines[2] and "&lt;b>" in lines[2]


def test_graphs(store: ox.Store) -> None:
    answer = ask(store, question("evidence-prov").sparql())
    turtle, ntriples = render(answer, "turtle"), render(answer, "ntriples")
    assert set(Graph().parse(data=turtle, format="turtle")) == set(Graph().parse(data=ntriples, format="nt"))
    assert ntriples.splitlines() == sorted(set(ntriples.splitlines()))
    assert render(ask(store, question("evidence-prov").sparql()), "turtle") == turtle
    assert render(answer, "csv").startswith("subject,predicate,object\r\n")
    described = ask(store, "DESCRIBE id:place_33")
    assert described.triples and "浙江省" in render(described, "turtle")


@pytest.mark.parametrize(
    ("sparql", "truth"),
    [("ASK { ?x a kg:Village }", "true"), ("ASK { ?x a kg:Prefecture, kg:Village }", "false")],
)
def test_yes_or_no(store: ox.Store, sparql: str, truth: str) -> None:
    answer = ask(store, sparql)
    assert render(answer, "table") == truth + "\n"
    assert json.loads(render(answer, "json"))["boolean"] is (truth == "true")


@pytest.mark.parametrize(
    ("sparql", "form"), [("SELECT * { }", "turtle"), ("ASK { }", "ntriples"), ("SELECT * { }", "yaml")]
)
def test_forms_that_do_not_fit(store: ox.Store, sparql: str, form: str) -> None:
    with pytest.raises(BadInput):
        render(ask(store, sparql), form)


def test_no_form_fails_on_empty_answers(store: ox.Store) -> None:
    for form in FORMS:
        sparql = "CONSTRUCT { ?s ?p ?o } { ?s <urn:none> ?o . ?s ?p ?o }"
        render(ask(store, sparql), form)
        if form not in ("turtle", "ntriples"):
            render(ask(store, "SELECT * { ?s <urn:none> ?o }"), form)
            render(ask(store, "SELECT * { }"), form)


# --- Labels and evidence ---


def test_labels(store: ox.Store) -> None:
    answer = ask(store, "SELECT ?x ?p { ?x ?p id:org_610331_49a7b33c8843 FILTER (?p = kg:leads) }")
    (row,) = answer.rows
    zh, en = Namer(store, ("zh", "en")), Namer(store, ("en", "zh"))
    for namer in (zh, en):
        namer.learn(c.value for c in row if isinstance(c, ox.NamedNode))
    assert [zh.term(c) for c in row] == ["县委书记", "牵头"]
    assert [en.term(c) for c in row] == ["县委书记", "leads"]
    assert [Namer().term(c) for c in row] == ["id:post_610331_a2c717f18cd3", "kg:leads"]


def test_evidence_of_each_row(store: ox.Store) -> None:
    text = (
        (SEED.parents[2] / "seeds" / "taibai-2021" / "000_422ab341e01ff17a.txt").read_bytes().decode("utf-8")
    )
    for name in ("figures-about", "leaders", "places", "money"):
        plain = ask(store, question(name).sparql())
        answer = with_evidence(store, plain)
        assert [r[:-4] for r in answer.rows] == list(plain.rows)
        assert answer.variables[-4:] == (
            "evidence_quote",
            "evidence_start",
            "evidence_end",
            "evidence_report",
        )
        for row in answer.rows:
            quote, start, end, report = (c.value for c in row[-4:])  # type: ignore[union-attr]
            assert text[int(start) : int(end)] == quote
            assert report == "000_422ab341e01ff17a.txt"
    words = with_evidence(store, ask(store, question("figures-about").sparql())).rows[0]
    assert "145名" in [getattr(c, "value", None) for c in words]


def test_evidence_of_rows_that_have_none(store: ox.Store) -> None:
    answer = with_evidence(store, ask(store, "SELECT ?n { ?x a kg:Village ; rdfs:label ?n }"))
    assert all(r[1:] == (None, None, None, None) for r in answer.rows)
    with pytest.raises(BadInput, match="SELECT"):
        with_evidence(store, ask(store, "ASK { }"))


# --- Notebook ---


def test_a_graph_of_rdflib_answers_through_oxigraph() -> None:
    graph = kg.load(SEED)
    assert isinstance(graph, Graph)
    assert {tuple(map(str, t)) for t in graph} == {tuple(map(str, t)) for t in Graph().parse(SEED)}
    found = {str(r.name) for r in graph.query("SELECT ?name { ?x a kg:Village ; rdfs:label ?name }")}
    assert "东青村" in found
    assert graph.query("ASK { ?x a kg:Village }").askAnswer


def test_a_frame_in_one_call() -> None:
    frame = kg.to_dataframe(kg.load(SEED), "figures-about", name="驻村干部")
    assert isinstance(frame, pd.DataFrame)
    assert list(frame["value"]) == [145]
    assert frame["upper"][0] is None or pd.isna(frame["upper"][0])
    counts = kg.to_dataframe(
        kg.load(SEED), "SELECT (COUNT(*) AS ?n) (2.5 AS ?half) (true AS ?yes) { ?s ?p ?o }"
    )
    assert counts.to_dict("records") == [{"n": TRIPLES, "half": 2.5, "yes": True}]
    with pytest.raises(BadInput):
        kg.to_dataframe(kg.load(SEED), "ASK { }")
    with pytest.raises(BadInput):
        kg.to_dataframe(Graph(), "class-counts")
