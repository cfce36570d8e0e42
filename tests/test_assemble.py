"""What the graph says beyond the words: intervals, bases, statistics, kinds, jurisdictions, posts. Made-up reports only."""

from __future__ import annotations

from functools import cache

import pytest
from rdflib import DCTERMS, ORG, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef

from kg.assemble import assemble
from kg.ontology import KG, local_name, prefixes
from kg.validate import validate
from texts import BRIEF, NEWS, facts

SCHEMA = Namespace("https://schema.org/")
MORE = """眉县产业发展综述
2022-12-30

眉县县委组织部副部长张华介绍，眉县农业农村局和汤峪镇岭北村党支部共同实施“金果”提升行动。
全县30户以上的自然村46个，发展猕猴桃种植基地约30个，森林覆盖率达到63.5%，粮食总产量3.2万吨。
汤峪镇岭北村荣获第三批省级森林乡村称号，村集体经济收入占全镇总收入的15%。
"""


@cache
def graph(text: str) -> Graph:
    return assemble([facts(text)])


def figure(text: str, words: str) -> URIRef:
    (found,) = graph(text).subjects(KG.words, Literal(words))
    assert isinstance(found, URIRef)
    return found


def told(text: str, node: URIRef, property_: URIRef) -> str:
    values = [
        local_name(o) if isinstance(o, URIRef) else str(o) for o in graph(text).objects(node, property_)
    ]
    return " ".join(sorted(values))


@pytest.mark.parametrize(
    ("text", "words", "low", "high", "statistic"),
    [
        (BRIEF, "326名", "326", "326", "total"),
        (BRIEF, "1800余人次", "1800", "1900", "total"),
        (BRIEF, "120余万元", "1200000", "1300000", ""),
        (BRIEF, "不低于800元", "800", "", "perHead"),
        (BRIEF, "98.5%", "98.5", "98.5", ""),
        (NEWS, "约12.5公里", "12.45", "12.55", ""),
        (NEWS, "5000元以上", "5000", "", "perArea"),
        (NEWS, "12.3%", "12.3", "12.3", "change"),
        (MORE, "46个", "46", "46", "total"),
        (MORE, "约30个", "25", "35", "total"),
    ],
)
def test_interval_and_statistic(text: str, words: str, low: str, high: str, statistic: str) -> None:
    node = figure(text, words)
    assert told(text, node, SCHEMA.minValue) == low
    assert told(text, node, SCHEMA.maxValue) == high
    assert told(text, node, KG.statistic) == statistic


@pytest.mark.parametrize(
    ("text", "words", "measure", "curated"),
    [
        (BRIEF, "1800余人次", "履职培训人次", "trainingAttendance"),
        (BRIEF, "12万元", "村集体经济收入", "collectiveIncome"),
        (BRIEF, "8个", "镇", "townships"),
        (NEWS, "12.3%", "亩均产值增长率", "growthRate"),
        (MORE, "63.5%", "森林覆盖率", "forestCover"),
        (MORE, "3.2万吨", "粮食总产量", "grainOutput"),
    ],
)
def test_a_wording_is_narrower_than_its_measure(text: str, words: str, measure: str, curated: str) -> None:
    (wording,) = graph(text).objects(figure(text, words), SCHEMA.variableMeasured)
    assert isinstance(wording, URIRef)
    assert wording.startswith(prefixes()["id"] + "measure_")
    assert str(graph(text).value(wording, SKOS.prefLabel)) == measure
    assert told(text, wording, SKOS.broader) == curated


@pytest.mark.parametrize(
    ("text", "words", "base"),
    [
        (BRIEF, "98.5%", "unknown-base"),
        (NEWS, "12.3%", "earlier-value"),
        (MORE, "63.5%", "landArea"),
        (MORE, "30户以上", ""),
        (BRIEF, "326名", ""),
    ],
)
def test_base_of_a_percentage(text: str, words: str, base: str) -> None:
    assert told(text, figure(text, words), KG.percentageOf) == base


@pytest.mark.parametrize("text", [BRIEF, NEWS, MORE])
def test_every_percentage_has_one_base(text: str) -> None:
    percentages = list(graph(text).subjects(SCHEMA.unitText, Literal("%")))
    assert percentages
    for node in percentages:
        assert len(list(graph(text).objects(node, KG.percentageOf))) == 1


SHORT = "眉县财政简报\n2022-12-30\n\n眉县提取奖励，按不高于年度经营收入的15%执行。\n"


@pytest.mark.parametrize(
    ("text", "words", "base", "curated"),
    [
        (SHORT, "不高于年度经营收入的15%", "年度经营收入", "salesRevenue"),
        (MORE, "15%", "全镇总收入", ""),
    ],
)
def test_a_base_told_by_the_wording(text: str, words: str, base: str, curated: str) -> None:
    node = graph(text).value(figure(text, words), KG.percentageOf)
    assert isinstance(node, URIRef)
    assert str(graph(text).value(node, SKOS.prefLabel)) == base
    assert told(text, node, SKOS.broader) == curated


@pytest.mark.parametrize(
    ("text", "name", "property_", "expected"),
    [
        (BRIEF, "眉县县委组织部", ORG.classification, "organizationDepartment"),
        (BRIEF, "眉县县委组织部", KG.jurisdiction, "place_610326"),
        (BRIEF, "西部日报", ORG.classification, "newspaper"),
        (BRIEF, "西部日报", KG.jurisdiction, ""),
        (NEWS, "建水县水务局", ORG.classification, "waterBureau"),
        (NEWS, "建水县水务局", KG.jurisdiction, "place_532524"),
        (NEWS, "建水县水务局副局长", ORG.role, "deputyDepartmentHead"),
        (MORE, "眉县农业农村局", ORG.classification, "agricultureBureau"),
        (MORE, "第三批省级森林乡村称号", KG.level, "provincial"),
        (MORE, "第三批省级森林乡村称号", DCTERMS.type, "honour"),
        (MORE, "“金果”提升行动", DCTERMS.type, "campaign"),
    ],
)
def test_what_a_name_tells(text: str, name: str, property_: URIRef, expected: str) -> None:
    nodes = set(graph(text).subjects(RDFS.label, Literal(name, lang="zh")))
    (node,) = (n for n in nodes if isinstance(n, URIRef))
    assert told(text, node, property_) == expected


def test_jurisdiction_is_the_last_division_of_the_name() -> None:
    (organ,) = (
        s
        for s in graph(MORE).subjects(RDF.type, KG.PartyOrgan)
        if "党支部" in str(graph(MORE).value(s, RDFS.label))
    )
    (area,) = graph(MORE).objects(organ, KG.jurisdiction)
    assert (area, RDF.type, KG.Village) in graph(MORE)


@pytest.mark.parametrize(
    ("text", "post", "body"),
    [
        (NEWS, "建水县水务局副局长", "建水县水务局"),
        (MORE, "眉县县委组织部副部长", "眉县县委组织部"),
        (BRIEF, "村党组织书记", ""),
    ],
)
def test_post_in_an_organization(text: str, post: str, body: str) -> None:
    (node,) = graph(text).subjects(RDFS.label, Literal(post, lang="zh"))
    found = graph(text).value(node, ORG.postIn)
    assert ("" if found is None else str(graph(text).value(found, RDFS.label))) == body


@pytest.mark.parametrize("text", [BRIEF, NEWS, MORE])
def test_the_graph_conforms(text: str) -> None:
    found = facts(text)
    checked = validate(assemble([found]), {found.document.source.sha256: text})
    assert checked.conforms, checked.problems


def test_a_name_that_several_villages_bear_stays_open() -> None:
    """庄浪县 has two 李湾村, one in 南湖镇 and one in 阳川镇."""
    found = assemble([facts("庄浪县2022年工作综述\n\n2022年，庄浪县李湾村种植苹果200亩。\n")])
    (village,) = found.subjects(RDFS.label, Literal("李湾村", lang="zh"))
    book = URIRef(prefixes()["codebook"] + "nbs2023")
    assert list(found.objects(village, SKOS.notation)) == []
    assert set(found.objects(village, KG.candidateCode)) == {
        Literal("620825101206", datatype=book),
        Literal("620825106201", datatype=book),
    }
    assert validate(found).conforms


def test_the_town_decides_between_namesakes() -> None:
    found = assemble([facts("庄浪县2022年工作综述\n\n2022年，庄浪县阳川镇李湾村种植苹果200亩。\n")])
    (village,) = found.subjects(RDFS.label, Literal("李湾村", lang="zh"))
    assert [str(code) for code in found.objects(village, SKOS.notation)] == ["620825106201"]
    assert list(found.objects(village, KG.candidateCode)) == []


def test_each_of_two_villages_of_one_name_lies_in_its_own_town() -> None:
    text = "平山县乡村振兴工作综述\n2022-12-30\n\n平山县温塘镇辛庄村党支部把乡亲们组织起来。\n下口镇辛庄村安装路灯60盏。\n"
    found = graph(text)
    towns = {
        told(text, village, KG.locatedIn): len(set(found.objects(village, KG.mention)))
        for village in found.subjects(RDF.type, KG.Village)
    }
    assert len(towns) == 2 and "" not in towns and min(towns.values()) > 0
    assert validate(found, {facts(text).document.source.sha256: text}).conforms
