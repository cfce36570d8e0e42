"""A first description of a table: what headers of yearbooks and censuses mean, and that a wrong guess is worse than none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, RDFS

from kg.ontology import KG, SDMX
from kg.tabular import import_table, suggest

# header, a cell below it, what it means ("" for: left out), its unit
HEADERS = [
    ("代码", "610331", "skos:notation", ""),
    ("区划代码", "610331", "skos:notation", ""),
    ("行政区划代码", "610331100", "skos:notation", ""),
    ("统计用区划代码", "610331100201", "skos:notation", ""),
    ("统一社会信用代码", "91610331MA6X", "", ""),
    ("邮政编码", "721600", "", ""),
    ("地区", "太白县", "rdfs:label", ""),
    ("县（市、区）", "太白县", "rdfs:label", ""),
    ("镇名", "咀头镇", "rdfs:label", ""),
    ("乡镇名称", "咀头镇", "rdfs:label", ""),
    ("村名", "东青村", "rdfs:label", ""),
    ("行政村", "东青村", "rdfs:label", ""),
    ("行政村", "44", "measure:villages", "个"),
    ("行政村数", "44", "measure:villages", "个"),
    ("行政村数（个）", "44", "measure:villages", "个"),
    ("乡镇数", "7", "measure:townships", "个"),
    ("村民小组（个）", "120", "measure:villageGroups", "个"),
    ("年份", "2020", "sdmx:refPeriod", ""),
    ("年度", "2020年", "sdmx:refPeriod", ""),
    ("日期", "待定", "", ""),
    ("序号", "1", "", ""),
    ("备注", "含代管", "", ""),
    ("排名", "3", "", ""),
    ("联系电话", "0917-4951234", "", ""),
    ("人口（万人）", "3.96", "measure:population", "万人"),
    ("人口[万人]", "3.96", "measure:population", "万人"),
    ("总人口（单位：人）", "39630", "measure:population", "人"),
    ("常住人口", "39630", "measure:population", "人"),
    ("常住人口", "三万余", "", ""),
    ("2020年常住人口", "39630", "measure:population", "人"),
    ("2020年末常住人口（万人）", "3.96", "measure:population", "万人"),
    ("人口_2010", "50928", "measure:population", "人"),
    ("人口数_合计", "39630", "measure:population", "人"),
    ("人口数_男", "20987", "", ""),
    ("户籍人口", "50000", "measure:registeredPopulation", "人"),
    ("户籍人口（户）", "15881", "kg:Figure", "户"),
    ("户数", "15881", "measure:households", "户"),
    ("总户数（户）", "15881", "measure:households", "户"),
    ("户规模（人/户）", "2.5", "", ""),
    ("性别比（女=100）", "112.57", "", ""),
    ("其中：城镇", "12000", "", ""),
    ("其中：女性（人）", "18643", "", ""),
    ("合计（人）", "39630", "", ""),
    ("男", "20987", "", ""),
    ("人数", "12", "", ""),
    ("数量（个）", "12", "", ""),
    ("城镇人口（人）", "12000", "measure:urbanPopulation", "人"),
    ("城镇化率（%）", "45.1", "measure:urbanization", "%"),
    ("城镇化率%", "45.1", "measure:urbanization", "%"),
    ("同比增长%", "6.5", "", ""),
    ("比上年增长（%）", "6.5", "", ""),
    ("占比(%)", "6.5", "", ""),
    ("地区生产总值(亿元)", "23.5", "measure:gdp", "亿元"),
    ("GDP（万元）", "235000", "measure:gdp", "万元"),
    ("地区生产总值增速（%）", "6.5", "kg:Figure", "%"),
    ("人均地区生产总值（元）", "52000", "kg:Figure", "元"),
    ("第一产业增加值（万元）", "5000", "measure:gdpPrimary", "万元"),
    ("一般公共预算收入（万元）", "9000", "measure:budgetRevenue", "万元"),
    ("社会消费品零售总额（亿元）", "5.1", "measure:retailSales", "亿元"),
    ("农村居民人均可支配收入（元）", "12000", "measure:ruralIncome", "元"),
    ("粮食产量（吨）", "9800", "measure:grainOutput", "吨"),
    ("粮食产量/吨", "9800", "measure:grainOutput", "吨"),
    ("耕地面积（亩）", "98000", "measure:arableLand", "亩"),
    ("森林覆盖率（％）", "91.7", "measure:forestCover", "%"),
    ("人口密度（人/平方公里）", "14", "", ""),
    ("2020年", "39630", "", ""),
    ("资料来源", "七普", "", ""),
    ("单位", "财政局", "", ""),
    ("项目", "产业路", "", ""),
]  # fmt: skip


def column(folder: Path, header: str, cell: str) -> dict[str, Any]:
    file = folder / "a.tsv"
    file.write_text(f"{header}\n{cell}\n", encoding="utf-8")
    (found,) = json.loads(suggest(file))["tableSchema"]["columns"]
    return dict(found)


@pytest.mark.parametrize(("header", "cell", "meaning", "unit"), HEADERS)
def test_what_a_header_means(tmp_path: Path, header: str, cell: str, meaning: str, unit: str) -> None:
    found = column(tmp_path, header, cell)
    told = (found.get("propertyUrl", ""), found.get("schema:unitText", "").replace("％", "%"))
    assert told == (meaning, unit)
    assert bool(found.get("suppressOutput")) == (not meaning)


def test_the_narrower_of_two_columns_of_names_is_the_area(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("县名,镇名,常住人口\n太白县,咀头镇,5\n太白县,桃川镇,6\n", encoding="utf-8")
    columns = json.loads(suggest(file))["tableSchema"]["columns"]
    assert [c.get("propertyUrl") for c in columns] == [None, "rdfs:label", "measure:population"]


def test_a_year_in_a_header_is_the_period_of_its_column(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("地区,2010年人口（人）,2020年人口（人）\n太白县,50928,39630\n", encoding="utf-8")
    (tmp_path / "a.csv-metadata.json").write_text(suggest(file), encoding="utf-8")
    graph = import_table(file).graph
    periods = {
        str(graph.value(f, KG.words)): str(graph.value(graph.value(f, SDMX.refPeriod), RDFS.label))
        for f in graph.subjects(RDF.type, KG.Figure)
    }
    assert periods == {"50928": "2010", "39630": "2020"}
