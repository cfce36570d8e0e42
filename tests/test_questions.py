"""The files of ready questions: titles, terms, parameters, and values that cannot become query text."""

from __future__ import annotations

import re
from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, Graph, URIRef

from answers import by_oxigraph, by_rdflib
from kg.errors import BadInput, BadKnowledge
from kg.ontology import prefixes, vocabulary
from kg.questions import Question, question, questions, read_question

# Terms of other standards that a CONSTRUCT writes and no question reads, so that kg.ttl need not declare them.
WRITTEN = {
    *(
        f"oa:{n}"
        for n in [
            "Annotation",
            "SpecificResource",
            "hasBody",
            "hasTarget",
            "hasSource",
            "hasSelector",
            "motivatedBy",
        ]
    ),
    *("oa:identifying", "oa:describing", "prov:wasDerivedFrom", "prov:hadPrimarySource", "prov:value"),
}

ALL = [pytest.param(q, id=name) for name, q in questions().items()]


def test_there_are_enough_questions() -> None:
    assert sum(q.form == "SELECT" for q in questions().values()) >= 28


@pytest.mark.parametrize("language", ["title_zh", "title_en"])
def test_titles_are_unique_and_in_their_language(language: str) -> None:
    titles = [getattr(q, language) for q in questions().values()]
    assert not [t for t, n in Counter(titles).items() if n > 1]
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert all(bool(chinese.search(t)) == (language == "title_zh") for t in titles)


@pytest.mark.parametrize("asked", ALL)
def test_notes_and_parameters_are_in_two_languages(asked: Question) -> None:
    assert bool(asked.note_zh) == bool(asked.note_en)
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for parameter in asked.parameters:
        assert chinese.search(parameter.title_zh)
        assert not chinese.search(parameter.title_en)


@pytest.mark.parametrize("asked", ALL)
def test_every_term_is_declared(asked: Question) -> None:
    code = re.sub(r"^#.*$", "", asked.text, flags=re.MULTILINE)
    declared = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", code, re.MULTILINE))
    assert declared == {p: prefixes()[p] for p in declared}
    body = re.sub(r'^PREFIX.*$|"[^"]*"', "", code, flags=re.MULTILINE)
    assert "<" not in body.replace("<=", "").replace(" < ", ""), "an IRI is written with its prefix"
    used = set(re.findall(r"(?<![\w?])(\w+):([\w-]*)", body))
    assert {p for p, _ in used} == set(declared)
    known = {s for s in vocabulary().subjects() if isinstance(s, URIRef)}
    for prefix, local in used:
        core = declared[prefix] in (str(RDF), "http://www.w3.org/2001/XMLSchema#") or not local
        written = asked.form == "CONSTRUCT" and f"{prefix}:{local}" in WRITTEN
        assert core or written or URIRef(declared[prefix] + local) in known, f"{prefix}:{local}"


HEAD = "# title-zh: 问\n# title-en: ask\n"
PROBE = 'SELECT ?x WHERE {\n    VALUES ?x { "a" }\n}\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("# title-zh: 问\nSELECT * WHERE { ?s ?p ?o }", "no title-en"),
        (HEAD + "# title-zh: 再问\n" + PROBE, "'title-zh' is unknown or stands twice"),
        (HEAD + "# titel-en: ask\n" + PROBE, "'titel-en' is unknown"),
        (HEAD + "# a remark\n" + PROBE, "not of the form"),
        (HEAD + "DELETE WHERE { ?s ?p ?o }", "no line begins with SELECT"),
        (HEAD + "# param: x colour 词 | word\n" + PROBE, "of the kinds name, text, integer, iri"),
        (HEAD + "# param: x text 词\n" + PROBE, "param must be"),
        (HEAD + "# param: y text 词 | word\n" + PROBE, "param y must have one line"),
        (
            HEAD + "# param: x text 词 | word\n" + PROBE.replace("}\n}", "}\n    VALUES ?x { 1 }\n}"),
            "param x must have one",
        ),
        (
            HEAD + "# param: x text 词 | word\n# param: x text 词 | word\n" + PROBE,
            "param x must have one line",
        ),
    ],
)
def test_a_bad_file_is_refused(text: str, says: str) -> None:
    with pytest.raises(BadKnowledge, match=re.escape(says)) as raised:
        read_question("probe", text)
    assert "queries/probe.rq" in str(raised.value)


def test_an_unknown_question_is_answered_with_near_names() -> None:
    with pytest.raises(BadInput, match="figures-about"):
        question("figure-about")


# --- Values of parameters ---


def probe(kind: str) -> Question:
    return read_question("probe", HEAD + f"# param: x {kind} 词 | word\n" + PROBE)


def both(sparql: str) -> list[str]:
    answers = by_rdflib(Graph(), sparql), by_oxigraph(ox.Store(), sparql)
    assert answers[0] == answers[1]
    assert answers[0][0] == ("x",)
    return [cell for (cell,) in answers[0][1]]


def test_a_question_without_values_is_its_file() -> None:
    for asked in questions().values():
        assert asked.sparql() == asked.text


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("text", "村", '"村"'),
        ("name", "村", '"村"@zh'),
        ("name", "“学浙江 话振兴”座谈会", '"“学浙江 话振兴”座谈会"@zh'),
        ("text", '" } UNION { ?s ?p ?o } #', '"\\" } UNION { ?s ?p ?o } #"'),
        ("text", "# VALUES ?x { 1 }", '"# VALUES ?x { 1 }"'),
        ("integer", 7, "7"),
        ("integer", "-07", "-7"),
        ("iri", "id:place_33", "<https://w3id.org/county-kg/id/place_33>"),
        ("iri", "urn:x:1", "<urn:x:1>"),
    ],
)
def test_a_value_becomes_one_term(kind: str, value: str | int, term: str) -> None:
    assert both(probe(kind).sparql({"x": value})) == [term]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "\\u0022 }"),
        ("text", "\\"),
        ("text", "a\nb"),
        ("name", "a\x00"),
        ("name", "\ud800"),
        ("integer", "1 } #"),
        ("integer", "一"),
        ("integer", "٣"),
        ("integer", ""),
        ("integer", "9" * 19),
        ("iri", "place_33"),
        ("iri", "http://a> } #"),
        ("iri", "http://a b"),
        ("iri", "id:\\u003e"),
        ("iri", ""),
    ],
)
def test_a_value_of_another_kind_is_refused(kind: str, value: str) -> None:
    with pytest.raises(BadInput, match=f"not of the kind {kind}"):
        probe(kind).sparql({"x": value})


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(BadInput, match="no parameter 'y'; its parameters: x"):
        probe("text").sparql({"y": "1"})


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\\"), max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_words_reach_both_engines_unchanged(value: str) -> None:
    escaped = value.replace('"', '\\"')
    assert both(probe("text").sparql({"x": value})) == [f'"{escaped}"']
