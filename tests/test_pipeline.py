"""From made-up reports to facts, end to end through public functions: tables of what must be found."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import PROV, RDF, URIRef

from kg.assemble import assemble
from kg.model import Facts
from kg.ontology import KG
from kg.store import annotation_rows, jsonl, numbers_table, turtle
from kg.validate import validate
from texts import BRIEF, NEWS, facts, source


@cache
def rows(text: str) -> list[dict[str, Any]]:
    return annotation_rows(facts(text))


def of(text: str, kind: str) -> list[dict[str, Any]]:
    return [r for r in rows(text) if r["kind"] == kind]


def names(text: str) -> dict[str, str]:
    return {r["id"]: r["name"] for r in of(text, "entity")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            BRIEF,
            {
                "title": "眉县：基层治理跑出“加速度”",
                "subtitle": "2022年眉县基层党建工作综述",
                "publisher": "西部先锋网",
                "published": "2023-02-03T09:15:00+08:00",
                "contributor": "眉县县委组织部",
                "editor": "王小明",
                "area": "眉县",
                "period": "2022",
            },
        ),
        (NEWS, {"title": "曲江镇修通致富路", "published": "2021-06-18", "area": "曲江镇", "period": "2021"}),
    ],
)
def test_report(text: str, expected: dict[str, str]) -> None:
    (report,) = of(text, "report")
    assert {k: report[k] for k in expected} == expected


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        (BRIEF, "326名", (326, None, "名", "exact", "驻村工作队员", "眉县", "2022")),
        (BRIEF, "1800余人次", (1800, None, "人次", "over", "履职培训", "眉县", "2022")),
        (BRIEF, "98.5%", (98.5, None, "%", "exact", "履职培训", "眉县", "2022")),
        (BRIEF, "120余万元", (1200000, None, "元", "over", None, "岭北村", "2022")),
        (BRIEF, "不低于800元", (800, None, "元", "atLeast", None, "岭北村", "2022")),
        (BRIEF, "5万元", (50000, None, "元", "exact", "岭北村", "岭北村", None)),
        (BRIEF, "12万元", (120000, None, "元", "exact", "岭北村", "岭北村", "2022")),
        (NEWS, "350万元", (3500000, None, "元", "exact", "产业路硬化工程", "曲江镇", "2020")),
        (NEWS, "约12.5公里", (12.5, None, "公里", "approx", "产业路硬化工程", "曲江镇", "2020")),
        (NEWS, "2.3万亩", (23000, None, "亩", "exact", None, "曲江镇", "2021-05")),
        (NEWS, "5000元以上", (5000, None, "元", "over", None, "曲江镇", "2021-05")),
    ],
)
def test_figures(text: str, quote: str, expected: tuple[Any, ...]) -> None:
    (row,) = [r for r in of(text, "figure") if r["quote"] == quote]
    keys = ("value", "value_max", "unit", "qualifier", "about", "area", "period")
    assert tuple(row[k] for k in keys) == expected


@pytest.mark.parametrize(
    ("text", "quote", "measure"),
    [
        (BRIEF, "98.5%", "培训覆盖率"),
        (BRIEF, "不低于800元", "人均增收"),
        (BRIEF, "5万元", "村集体经济收入"),
        (BRIEF, "12万元", "村集体经济收入"),
        (NEWS, "5000元以上", "亩均产值"),
        (NEWS, "12.3%", "亩均产值增长率"),
    ],
)
def test_measures(text: str, quote: str, measure: str) -> None:
    (row,) = [r for r in of(text, "figure") if r["quote"] == quote]
    assert row["measure"] == measure


@pytest.mark.parametrize(
    ("text", "subject", "predicate", "object_"),
    [
        (BRIEF, "县委书记", "leads", "基层治理工作领导小组"),
        (BRIEF, "县委副书记", "deputyLeads", "基层治理工作领导小组"),
        (BRIEF, "部门负责人", "memberOf", "基层治理工作领导小组"),
        (BRIEF, "首善街道", "locatedIn", "眉县"),
        (BRIEF, "岭北村", "locatedIn", "首善街道"),
        (BRIEF, "履职培训", "targets", "网格员"),
        (BRIEF, "支书讲堂", "publishedIn", "西部日报"),
        (BRIEF, "眉县县委组织部", "issues", "眉县村级治理实施方案"),
        (NEWS, "欧营村", "locatedIn", "曲江镇"),
        (NEWS, "张明", "holdsPost", "建水县水务局副局长"),
        (NEWS, "张明", "worksFor", "建水县水务局"),
    ],
)
def test_relations(text: str, subject: str, predicate: str, object_: str) -> None:
    named = names(text)
    found = {(named[r["subject"]], r["predicate"], named[r["object"]]) for r in of(text, "relation")}
    assert (subject, predicate, object_) in found


def test_every_quote_is_the_text() -> None:
    for text in (BRIEF, NEWS):
        for row in rows(text):
            for span in (row.get("mentions") or []) + ([row] if "quote" in row else []):
                assert text[span["start"] : span["end"]] == span["quote"]


def test_every_numeral_has_an_outcome() -> None:
    for text in (BRIEF, NEWS):
        table = [line.split("\t") for line in numbers_table([facts(text)]).splitlines()[1:]]
        assert table
        for _, start, end, words, figure, reason in table:
            assert text[int(start) : int(end)] == words
            assert bool(figure) != bool(reason), words


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("6" * 48 + "元", None),
        ("6" * 24 + "元", int("6" * 24)),
        ("6" * 23 + "亿元", int("6" * 23 + "0" * 8)),
        ("六" * 5000 + "户", None),
        ("零分之三", None),
        ("9999999999999999分之1", None),
        ("1分之999999999999999", None),
    ],
)
def test_numerals_beyond_any_count_are_accounted_for_and_no_figures(words: str, value: int | None) -> None:
    text = f"某县简报\n去年支出{words}，建成3座桥。\n"
    assert [r["value"] for r in of(text, "figure")] == [v for v in (value, 3) if v]
    table = [line.split("\t") for line in numbers_table([facts(text)]).splitlines()[1:]]
    assert all(bool(figure) != bool(reason) for *_, figure, reason in table) and len(table) > 1


def test_villages_of_two_counties_stay_apart() -> None:
    one, other = (
        facts(f"{county}工作\n\n{county}{town}红星村种植苹果20亩。")
        for county, town in (("眉县", "首善街道"), ("太白县", "咀头镇"))
    )
    ids = [{e.id for e in f.entities if e.name == "红星村"} for f in (one, other)]
    assert all(ids)
    assert not ids[0] & ids[1]


def test_same_name_twice_in_a_county_stays_open() -> None:
    found = facts("庄浪县工作\n\n庄浪县大庄村种植苹果20亩。")
    (village,) = [e for e in found.entities if e.name == "大庄村"]
    assert village.codes == ()
    (told,) = [
        e for e in facts("庄浪县工作\n\n庄浪县大庄镇大庄村种植苹果20亩。").entities if e.name == "大庄村"
    ]
    assert told.codes or told.id != village.id


def test_relative_names_are_bound_to_the_county() -> None:
    ids = []
    for county in ("眉县", "太白县"):
        found = facts(f"{county}工作\n\n县委组织部开展履职培训3期，全县受益。")
        (organ,) = [e for e in found.entities if e.cls == "PartyOrgan" and e.name.endswith("组织部")]
        assert organ.name.startswith(county)
        ids.append(organ.id)
    assert ids[0] != ids[1]


def test_graph_conforms_and_is_grounded() -> None:
    for text in (BRIEF, NEWS):
        found = facts(text)
        graph = assemble([found])
        checked = validate(graph, {found.document.source.sha256: text})
        assert checked.conforms, checked.problems[:3]
        for cls in (KG.Figure, KG.Statement):
            for node in graph.subjects(RDF.type, cls):
                assert (node, PROV.wasQuotedFrom, None) in graph
        for entity in found.entities:
            node = URIRef(str(KG.Figure).split("ontology#")[0] + "id/" + entity.id)
            assert (node, KG.mention, None) in graph


def _output(found: Facts) -> tuple[str, str, str]:
    return turtle(assemble([found])), jsonl(annotation_rows(found)), numbers_table([found])


def test_same_text_same_output() -> None:
    assert _output(facts(BRIEF)) == _output(facts(BRIEF))


PIECES = st.sampled_from(
    ["眉县", "全县", "2021年", "培训", "村干部", "12名", "三分之二", "“一肩挑”", "《", "》", "（", "）", "，", "。", "\n", "\r\n", "　",
     "1.2万余亩", "第三批", "百分之", "～", "40", "元", "县委书记", "任组长", "的", "领导小组", "等", "、", "村", "镇", "一", "\t", "🌾",
     "来源：", "责任编辑：", "<script>", "\u2028", "党支部", "被", "日报", "报道", "王小明", "说", "30%", "至", "亿", "和县"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=40).map("".join).filter(lambda t: t.strip()))
def test_any_text_gives_grounded_rows(text: str) -> None:
    found = facts(text)
    for row in annotation_rows(found):
        for span in (row.get("mentions") or []) + ([row] if "quote" in row else []):
            assert text[span["start"] : span["end"]] == span["quote"] != ""
    figures = sorted(f.quantity.span for _, f, _, _ in found.figures)
    assert all(a.end <= b.start for a, b in pairwise(figures)), "figures overlap"
    assert len(numbers_table([found]).splitlines()) >= 1


def test_hostile_text_is_kept_as_text() -> None:
    text = "眉县工作\n\n实施“<script>alert(1)</script>工程”，投资300万元。\u2028全县受益。"
    found = facts(text)
    assert all("\u2028" not in line for line in jsonl(annotation_rows(found)).splitlines())
    assert source(text).text == text


HEAD = "眉县基层工作综述\n\n2022年，眉县首善街道工作不断推进。\n"


@pytest.mark.parametrize(
    ("sentence", "type_", "names"),
    [
        ("走进眉县首善街道岭北村党支部，墙上挂满奖状。", "Organization", ["眉县首善街道岭北村党支部"]),
        ("干部调动须报县委组织部。", "Organization", ["眉县县委", "眉县县委组织部"]),
        ("眉县项目开工。", "Program", []),
        ("引育青年人才20名。", "PeopleGroup", ["青年人才"]),
        ("全县培养畜牧技术人员30名。", "PeopleGroup", ["畜牧技术人员"]),
        ("镇农技站农艺师刘小红带着技术员下乡。", "Person", ["刘小红"]),
        ("脱贫户周大山就在园里务工。", "Person", ["周大山"]),
        ("苹果园创成国家现代农业产业园。", "Program", ["国家现代农业产业园"]),
        ("有技术员高兴地说好。", "Person", []),
    ],
)
def test_where_names_begin(sentence: str, type_: str, names: list[str]) -> None:
    found = [r["name"] for r in of(HEAD + sentence + "\n", "entity") if r["type"] == type_]
    assert [n for n in found if n not in ("眉县首善街道",)] == names


@pytest.mark.parametrize(
    ("paragraph", "quote", "area"),
    [
        ("在岭北村，苹果已经红了。合作社社员分红2100元。", "2100元", "岭北村"),
        ("在岭北村，苹果已经红了。全县苹果产量达380万斤。", "380万斤", "眉县"),
        ("在岭北村，苹果已经红了。全年投入资金380万元。", "380万元", "眉县"),
        ("江苏省东台市投入协作资金900万元。", "900万元", "眉县"),
        ("一是首善街道进度偏慢;二是果品加工率仅为43%。", "43%", "眉县"),
    ],
)
def test_the_area_goes_on_within_a_paragraph(paragraph: str, quote: str, area: str) -> None:
    text = HEAD + "眉县首善街道岭北村种植苹果。\n" + paragraph + "\n"
    (row,) = [r for r in of(text, "figure") if r["quote"] == quote]
    assert row["area"] == area
