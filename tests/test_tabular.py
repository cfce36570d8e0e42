"""County tables become figures: what is read, what is refused and where, and the first description."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rdflib import PROV, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef

from kg.errors import BadInput
from kg.ontology import KG, SDMX, instance, prefixes
from kg.tabular import import_table, suggest
from kg.validate import validate
from merging import shared

SCHEMA, OA = Namespace(prefixes()["schema"]), Namespace(prefixes()["oa"])


def describe(folder: Path, name: str, columns: list[dict[str, Any]], **more: Any) -> None:
    content = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": name,
        "tableSchema": {"columns": columns},
    } | more
    (folder / f"{name}-metadata.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


CODE = {"titles": "代码", "propertyUrl": "skos:notation"}
NAME = {"titles": "地区", "propertyUrl": "rdfs:label"}
YEAR = {"titles": "年份", "propertyUrl": "sdmx:refPeriod"}


def people(title: str) -> dict[str, Any]:
    return {"titles": title, "propertyUrl": "measure:population"}


def values(graph: Graph) -> dict[tuple[str, str, str], Decimal]:
    """The value of each figure by area, period and unit."""
    found = {}
    for figure in graph.subjects(RDF.type, KG.Figure):
        period = graph.value(graph.value(figure, SDMX.refPeriod), RDFS.label)
        area = str(graph.value(figure, SDMX.refArea)).rsplit("/", 1)[-1]
        found[area, str(period or ""), str(graph.value(figure, SCHEMA.unitText))] = Decimal(
            str(graph.value(figure, SCHEMA.value))
        )
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_becomes_figures_with_line_and_column(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "人口.csv"
    text = '代码,地区,年份,人口（万人）\n610331,太白县,2020年,3.963\n610326,眉县,2020年,"２８.１"\n'
    file.write_bytes(text.encode(encoding))
    describe(tmp_path, file.name, [CODE, NAME, YEAR, people("人口（万人）")])
    found = import_table(file)
    assert values(found.graph) == {
        ("place_610331", "2020", "人"): Decimal(39630),
        ("place_610326", "2020", "人"): Decimal(281000),
    }
    assert found.unbound == ()
    graph = found.graph
    figure = next(f for f in graph.subjects(RDF.type, KG.Figure) if (f, KG.words, Literal("3.963")) in graph)
    cell = graph.value(figure, PROV.wasQuotedFrom)
    assert [int(str(graph.value(cell, p))) for p in (KG.line, KG.column)] == [2, 4]
    assert str(graph.value(graph.value(figure, KG.quotedHeader), OA.exact)) == "人口（万人）"
    assert validate(graph).problems == ()


CELLS = [
    ("39,630", 39630), ("39630①", 39630), ("39630*", 39630), ("３９６３０", 39630), ("39630[1]", 39630), ("39 630", 39630),
    ("-120", -120), ("0", 0), ("", None), ("…", None), ("……", None), ("—", None), ("NA", None), ("/", None),
]  # fmt: skip


@pytest.mark.parametrize(("words", "value"), CELLS)
def test_cells(tmp_path: Path, words: str, value: int | None) -> None:
    file = tmp_path / "a.tsv"
    file.write_text(f"代码\t人口（人）\n610331\t{words}\n610326\t1\n", encoding="utf-8")
    describe(tmp_path, file.name, [CODE, people("人口（人）")], **{"sdmx:refPeriod": "2020"})
    found = import_table(file)
    assert values(found.graph).get(("place_610331", "2020", "人")) == value
    assert found.unbound == ()
    assert validate(found.graph).problems == ()


def test_workbooks_with_merged_headers(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["代码", "人口", ""], ["", "合计（人）", "男（人）"], [610331, 39630, 20987]):
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    file = tmp_path / "人口.xlsx"
    book.save(file)
    columns = [
        CODE,
        people("人口_合计（人）"),
        {"titles": "人口_男（人）", "propertyUrl": "kg:Figure", "schema:unitText": "人"},
    ]
    describe(tmp_path, file.name, columns, dialect={"headerRowCount": 2}, **{"sdmx:refPeriod": "2020"})
    graph = import_table(file).graph
    measures = {
        str(graph.value(graph.value(f, SCHEMA.variableMeasured), SKOS.prefLabel)): str(
            graph.value(f, SCHEMA.value)
        )
        for f in graph.subjects(RDF.type, KG.Figure)
    }
    assert measures == {"人口": "39630", "人口_男": "20987"}
    assert validate(graph).problems == ()


def test_open_documents(tmp_path: Path) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book, sheet = OpenDocumentSpreadsheet(), Table(name="一")
    for row in (["地区", "人口（人）"], ["太白县", "39630"]):
        line = TableRow()
        for words in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=words))
            line.addElement(cell)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    file = tmp_path / "人口.ods"
    book.save(str(file))
    describe(tmp_path, file.name, [NAME, people("人口（人）")])
    assert values(import_table(file).graph) == {("place_610331", "", "人"): Decimal(39630)}


UNBOUND = [
    ("610999", "", "code 610999 is not in nbs2023"),
    ("610331", "眉县", "code 610331 is 太白县 in nbs2023, not 眉县"),
    ("", "鼓楼区", "divisions of this name"),
    ("", "无此县", "no such division"),
    ("", "", "neither code nor name"),
    ("abc", "", "is no code"),
]


@pytest.mark.parametrize(("code", "name", "reason"), UNBOUND)
def test_rows_that_cannot_be_bound_are_told_with_their_line(
    tmp_path: Path, code: str, name: str, reason: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"代码,地区,人口（人）\n610326,眉县,1\n{code},{name},5\n", encoding="utf-8")
    describe(tmp_path, file.name, [CODE, NAME, people("人口（人）")])
    found = import_table(file)
    assert found.figures == 1
    assert [(u.line, reason in u.reason) for u in found.unbound] == [(3, True)]


@pytest.mark.parametrize(
    ("name", "within", "place"),
    [
        ("太白县", "", "place_610331"),
        ("太白", "61", "place_610331"),
        ("陕西省宝鸡市太白县", "", "place_610331"),
        ("宝鸡市", "", "place_6103"),
        ("陕西省", "", "place_61"),
        ("鼓楼区", "3201", "place_320106"),
        ("太白河镇", "610331", "place_nbs2023_610331104"),
        ("东青村", "610331", "place_nbs2023_610331104200"),
    ],
)
def test_areas_by_name(tmp_path: Path, name: str, within: str, place: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"地区,人口（人）\n{name},5\n", encoding="utf-8")
    describe(tmp_path, file.name, [NAME, people("人口（人）")], **{"dct:spatial": within})
    assert set(values(import_table(file).graph)) == {(place, "", "人")}


BAD: list[tuple[str, list[dict[str, Any]], dict[str, Any], str]] = [
    (
        "代码,人口\n610331,1\n",
        [CODE, people("人数")],
        {},
        r"metadata\.json: the table a\.csv has no column '人数'",
    ),
    (
        "代码,人口\n610331,1\n",
        [CODE, {"titles": "人口", "propertyUrl": "measure:hamlets"}],
        {},
        "is no measure of the scheme",
    ),
    ("代码,人口\n610331,1\n", [people("人口")], {}, "no column is the area"),
    ("代码,人口\n610331,1\n", [CODE], {}, "no column states a figure"),
    ("代码,人口\n", [CODE, people("人口")], {}, "no row below"),
    ('代码,人口\n610331,"1\n', [CODE, people("人口")], {}, r"a\.csv, line \d: not readable as a table"),
]


@pytest.mark.parametrize(("text", "columns", "more", "message"), BAD)
def test_what_cannot_be_used_is_refused_with_its_place(
    tmp_path: Path, text: str, columns: list[dict[str, Any]], more: dict[str, Any], message: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(text, encoding="utf-8")
    describe(tmp_path, file.name, columns, **more)
    with pytest.raises(BadInput, match=message):
        import_table(file)


def test_a_table_without_a_description_is_refused_with_the_remedy(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("代码,人口\n610331,1\n", encoding="utf-8")
    with pytest.raises(BadInput, match="kg import --suggest"):
        import_table(file)
    (tmp_path / "a.csv-metadata.json").write_text("{\n 1", encoding="utf-8")
    with pytest.raises(BadInput, match=r"metadata\.json, line 2: not readable as JSON"):
        import_table(file)


def test_a_first_description_tells_roles_measures_and_units(tmp_path: Path) -> None:
    file = tmp_path / "统计.csv"
    file.write_text(
        "区划代码,地区,年份,人口（万人）,户数,人口_男（人）,备注\n610331,太白县,2020,3.96,15881,20987,无\n",
        encoding="utf-8",
    )
    (tmp_path / (file.name + "-metadata.json")).write_text(suggest(file), encoding="utf-8")
    columns = json.loads(suggest(file))["tableSchema"]["columns"]
    assert [(c.get("propertyUrl"), c.get("schema:unitText")) for c in columns] == [
        ("skos:notation", None),
        ("rdfs:label", None),
        ("sdmx:refPeriod", None),
        ("measure:population", "万人"),
        ("measure:households", "户"),
        ("kg:Figure", "人"),
        (None, None),
    ]
    found = import_table(file)
    assert (found.figures, found.unbound) == (3, ())


def test_the_census_by_a_first_description(tmp_path: Path) -> None:
    rows = shared("census_2010_2020_sample.csv")
    file = tmp_path / "census.csv"
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "census.csv-metadata.json").write_text(suggest(file), encoding="utf-8")
    graph = import_table(file).graph
    population = [
        (str(graph.value(f, SCHEMA.value)), str(graph.value(graph.value(f, SDMX.refPeriod), RDFS.label)))
        for f in graph.subjects(SDMX.refArea, instance("place_610331"))
        if (f, SCHEMA.variableMeasured, URIRef(prefixes()["measure"] + "population")) in graph
    ]
    assert ("39630", "2020-11-01") in population
    assert validate(graph).problems == ()
