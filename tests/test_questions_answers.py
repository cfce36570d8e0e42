"""Competency questions: each answered alike by rdflib and Oxigraph, and as `ontology/queries/expected/` says.

`KG_FIX=1 pytest tests/test_questions_answers.py` writes the expected answers anew; read the difference before you
commit it. For a CONSTRUCT the expected answer is the number of triples of each property.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, URIRef

from answers import SEED, Answer, by_oxigraph, by_rdflib, plain, rows, seed_store, tsv
from kg.ontology import KG, folder, prefixes
from kg.questions import Question, questions

EXPECTED = folder() / "queries" / "expected"

# What a question is asked with on the seed; others are asked with the defaults of their files.
VALUES: dict[str, dict[str, str | int]] = {
    "in-place": {"name": "东青村"},
    "figures-in-area": {"name": "太白县"},
    "evidence-of": {"thing": "id:place_nbs2023_610331104200"},
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(SEED)


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return seed_store()


def summary(asked: Question, answer: Answer) -> Answer:
    if asked.form == "SELECT":
        return answer
    counted = Counter(r[1] for r in answer[1])
    return ("property", "triples"), [(p, str(n)) for p, n in sorted(counted.items())]


@pytest.mark.parametrize("asked", [pytest.param(q, id=name) for name, q in questions().items()])
def test_answer(asked: Question, graph: Graph, store: ox.Store) -> None:
    sparql = asked.sparql(VALUES.get(asked.name))
    answer = by_oxigraph(store, sparql)
    assert by_rdflib(graph, sparql) == answer, "rdflib and Oxigraph differ"
    assert bool(answer[1]) != bool(asked.empty_because), (
        "no rows if and only if the head says `empty-because`"
    )
    file = EXPECTED / f"{asked.name}.tsv"
    found = tsv(summary(asked, answer))
    if os.environ.get("KG_FIX") == "1":
        file.parent.mkdir(exist_ok=True)
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8"), (
        "if the new answer is right: KG_FIX=1 pytest tests/test_questions_answers.py"
    )


def test_every_expected_answer_has_its_question() -> None:
    assert {f.stem for f in EXPECTED.glob("*.tsv")} == set(questions())


# What a reader of the seed report knows, whatever the stored answers say.


def test_who_leads_the_leading_group(store: ox.Store) -> None:
    found = rows(store, "leading-groups")
    by_part = {
        p: sorted(r["who"] for r in found if r["part"] == p) for p in ("leads", "deputyLeads", "memberOf")
    }
    assert {r["group"] for r in found} == {"太白县委抓党建促乡村振兴领导小组"}
    assert [w.removeprefix("太白") for w in by_part["leads"]] == ["县委书记"]
    assert [w.removeprefix("太白") for w in by_part["deputyLeads"]] == ["县委副书记", "县委组织部长"]
    assert by_part["memberOf"] == ["部门领导"]


def test_model_villages(store: ox.Store) -> None:
    found = rows(store, "model-villages")
    assert {r["village"] for r in found} == {"马耳山村", "七里川村"}
    # The report names no town for them; the code tells it.
    assert {(r["village"], r["town_code"]) for r in found} == {
        ("马耳山村", "610331102"),
        ("七里川村", "610331100"),
    }


def test_a_village_and_its_town(store: ox.Store) -> None:
    found = rows(store, "in-place", name="东青村")
    assert ("东青村", "locatedIn", "太白河镇") in {(r["subject"], r["relation"], r["object"]) for r in found}
    assert {"6名", "最高获6000元", "最低3600元"} <= {r["words"] for r in found}


def test_payments(store: ox.Store) -> None:
    paid = {(r["to"], r["value"], r["words"]) for r in rows(store, "payments")}
    assert ("现任和离任村干部", "6620000", "662万元") in paid


def test_media_of_three_articles(store: ox.Store) -> None:
    found = rows(store, "media-coverage")
    media = {"农民日报", "中国组织人事报", "共产党员网"}
    articles = {r["article"] for r in found if r["medium"] in media}
    assert len(articles) == 3
    for article in articles:
        assert {r["medium"] for r in found if r["article"] == article} == media
    assert {
        r["article"] for r in rows(store, "media-coverage", name="组织人事报")
    } == articles  # by another name


def test_figures_about_a_group_word_for_word(store: ox.Store) -> None:
    text = (
        (SEED.parents[2] / "seeds" / "taibai-2021" / "000_422ab341e01ff17a.txt").read_bytes().decode("utf-8")
    )
    found = rows(store, "figures-about", name="驻村干部")
    assert "145名" in {r["words"] for r in found}
    assert all(r["words"] in text for r in found)


def test_bounds(store: ox.Store) -> None:
    found = {r["words"] for r in rows(store, "bounds")}
    assert {"2800余人次", "不低于40~60元", "不高于年集体经济收益的15%", "最高获6000元", "最低3600元"} <= found
    assert not {"905名", "662万元", "145名"} & found


def test_documents_issued(store: ox.Store) -> None:
    found = {r["document"] for r in rows(store, "documents-issued")}
    assert {"太白县抓党建促乡村振兴工作方案", "太白县驻村第一书记纪实手册", "驻村工作队考勤册"} <= found


# Answers counted without SPARQL.


def test_answers_agree_with_the_graph(graph: Graph, store: ox.Store) -> None:
    def count(cls: URIRef) -> int:
        return len(set(graph.subjects(RDF.type, cls)))

    assert {r["class"]: int(r["count"]) for r in rows(store, "class-counts")}["Figure"] == count(KG.Figure)
    assert len(rows(store, "relations")) == count(KG.Statement)
    assert len(rows(store, "facts-of-report")) == count(KG.Figure) + count(KG.Statement)
    assert {r["organization"] for r in rows(store, "organizations")} == {
        s.rsplit("/", 1)[-1] for s in graph.subjects(RDF.type, KG.Organization)
    }
    once = {s for s in set(graph.subjects(KG.mention)) if len(list(graph.objects(s, KG.mention))) == 1}
    assert len(rows(store, "mentioned-once")) == len(once)
    inferred = sum(str(o) == "inferred" for o in graph.objects(None, KG.periodBasis))
    assert len(rows(store, "inferred-periods")) == inferred


@pytest.mark.parametrize(
    ("name", "values", "column", "holds"),
    [
        ("figures-between", {"from": 1500, "to": 1540}, "words", {"905名", "662万元"}),
        ("figures-between", {"from": "1500", "to": "1520"}, "words", {"905名"}),
        ("quotes-with", {"word": "挂帅"}, "kind", {"Statement"}),
        ("documents-issued", {"name": "没有的机构"}, "document", set()),
        ("places", {}, "code", {"33", "61", "6103", "610331", "610331104"}),
        ("connections", {"from": "县委书记", "to": "没有的实体"}, "through", set()),
        ("most-mentioned", {"least": 1000}, "name", set()),
        ("leaders", {"name": "县委书记"}, "part", {"leads"}),
        ("leaders", {"name": "没有的实体"}, "part", set()),
        ("implementers", {"name": "没有的实体"}, "what", set()),
        ("figures-by-measure", {"name": "待遇补贴", "when": "2021"}, "words", {"662万元"}),
        ("figures-by-measure", {"name": "待遇补贴", "when": "1999"}, "words", set()),
        ("figures-by-measure", {"when": ["1999", "2021"]}, "words", {"662万元", "905名"}),
        ("paths", {"from": "县委书记", "to": "部门领导"}, "over", {"太白县委抓党建促乡村振兴领导小组"}),
        ("evidence-of", {"thing": "https://w3id.org/county-kg/id/place_33"}, "quote", {"浙江"}),
    ],
)
def test_parameters_change_the_answer(
    store: ox.Store, name: str, values: dict[str, Any], column: str, holds: set[str]
) -> None:
    found = {r[column] for r in rows(store, name, **values)}
    assert holds <= found
    assert holds or not found


# What the seed report does not say: the same questions on a small county with made-up names.

PREFIXES = "".join(f"PREFIX {name}: <{base}>\n" for name, base in prefixes().items())
SAYS = "prov:wasQuotedFrom <http://example.org/report#char=0,9>"
FIGURE = 'a kg:Figure ; schema:variableMeasured id:m ; schema:unitText "户" ; sdmx:refArea id:county'
COUNTY = f"""{PREFIXES}
<http://example.org/report#char=0,9> oa:exact "清河县长乐镇东山村" .
id:m skos:prefLabel "脱贫户"@zh, "households out of poverty"@en .
id:county a kg:County, kg:AdministrativeDivision, kg:Place ; rdfs:label "清河县"@zh .
id:town a kg:Township, kg:AdministrativeDivision, kg:Place ; rdfs:label "长乐镇"@zh ; kg:locatedIn id:county .
id:village a kg:Village, kg:AdministrativeDivision, kg:Place ; rdfs:label "东山村"@zh ; kg:locatedIn id:town .
id:title rdfs:label "示范村"@zh .
id:s1 rdf:subject id:village ; rdf:predicate kg:designatedAs ; rdf:object id:title ; {SAYS} .
id:f1 {FIGURE} ; schema:value 120 ; kg:qualifier qualifier:exact .
id:f2 {FIGURE} ; schema:value 125.0 ; kg:qualifier qualifier:exact .
id:f3 {FIGURE} ; schema:value 100 ; kg:qualifier qualifier:over .
id:who a kg:Person ; rdfs:label "王明"@zh ; kg:mention <http://example.org/report#char=0,9> ;
    kg:holdsPost id:post ; kg:worksFor id:body .
id:post a kg:Post ; rdfs:label "书记"@zh ; org:postIn id:body .
id:body rdfs:label "东山村党支部"@zh .
id:r a kg:Statement ; rdf:subject id:who ; rdf:predicate kg:holdsPost ; rdf:object id:post ; {SAYS} .
id:r2 a kg:Statement ; rdf:subject id:who ; rdf:predicate kg:holdsPost ; rdf:object id:post ;
    prov:wasQuotedFrom <http://example.org/report#char=20,25> .
"""


@pytest.mark.parametrize(
    ("name", "columns", "answer"),
    [
        ("conflicts", ("measure", "least", "most"), [("脱贫户", "120", "125")]),
        ("places-without-code", ("place_name",), [("东山村",), ("清河县",), ("长乐镇",)]),
        ("model-villages", ("village", "town", "around", "town_code"), [("东山村", "长乐镇", "长乐镇", "")]),
        ("people", ("name", "post", "employer"), [("王明", "书记", "东山村党支部")]),
        ("posts", ("name", "body", "holder"), [("书记", "东山村党支部", "王明")]),
        ("single-passage-relations", ("subject",), []),  # the only kg:Statement is told in two passages
    ],
)
def test_answer_on_another_county(name: str, columns: tuple[str, ...], answer: list[tuple[str, ...]]) -> None:
    store = ox.Store()
    store.load(COUNTY.encode(), format=ox.RdfFormat.TURTLE)
    asked = questions()[name].sparql()
    found = by_oxigraph(store, asked)
    assert by_rdflib(Graph().parse(data=COUNTY, format="turtle"), asked) == found
    assert sorted(tuple(r[c] for c in columns) for r in plain(found)) == answer
