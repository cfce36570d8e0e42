"""Tables in a report's text: their cells are figures with measure, unit, place and period, each with its words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.assemble import assemble
from kg.store import annotation_rows, numbers_table
from kg.tables import find_tables, reads_in_table
from kg.text import fold
from kg.validate import validate
from texts import facts

HEAD = "眉县2023年统计简况\n\n2023年，眉县发展平稳。\n\n"


def told(text: str) -> list[str]:
    """The figures of a text that come from cells: words, value and unit, measure, about, area, period."""
    rows = (r for r in annotation_rows(facts(HEAD + text)) if r["kind"] == "figure" and "header" in r)
    return [
        f"{r['quote']}={r['value']}{r['unit']} {r['measure']} {r['about'] or '-'} {r['area']} {r['period']}"
        for r in rows
    ]


def headers(text: str) -> list[list[str]]:
    rows = (r for r in annotation_rows(facts(HEAD + text)) if r["kind"] == "figure" and "header" in r)
    return [[h["quote"] for h in r["header"]] for r in rows]


def reasons(text: str) -> list[tuple[str, str]]:
    """The numerals of a text below the head, each with the reason why it is no figure, "" where it is one."""
    lines = numbers_table([facts(HEAD + text)]).splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return [(r[3], r[5]) for r in rows if int(r[1]) >= len(HEAD)]


TABLES: dict[str, tuple[str, list[str]]] = {
    "tabs": (
        "序号\t乡镇\t户数（户）\t人口\t2022年人均可支配收入（元）\t占比(%)\n"
        "1\t首善街道\t1,234\t4 567\t12,345.6\t45.2\n"
        "2\t横渠镇\t—\t890\t…\t\n"
        "合计\t\t1234\t5457\t/\t100\n",
        [
            "1,234=1234户 户数 首善街道 首善街道 2023",
            "4 567=4567人 人口 首善街道 首善街道 2023",
            "12,345.6=12345.6元 人均可支配收入 首善街道 首善街道 2022",
            "45.2=45.2% 占比 首善街道 首善街道 2023",
            "890=890人 人口 横渠镇 横渠镇 2023",
            "1234=1234户 户数 - 眉县 2023",
            "5457=5457人 人口 - 眉县 2023",
            "100=100% 占比 - 眉县 2023",
        ],
    ),
    "Markdown": (
        "| 镇 | 总产值（万元） | 备注 |\n|:---|---:|---|\n| 横渠镇 | 1,200 | 平稳 |\n| **合计** | 1,200 | |\n",
        ["1,200=12000000元 总产值 横渠镇 横渠镇 2023", "1,200=12000000元 总产值 - 眉县 2023"],
    ),
    "full width": (
        "村｜党员（名）｜集体经济收入／万元\n横渠村｜４５｜８～１０\n柳树湾村｜50｜-1.5\n",
        [
            "４５=45名 党员 横渠村 横渠村 2023",
            "８～１０=80000元 集体经济收入 横渠村 横渠村 2023",
            "50=50名 党员 柳树湾村 柳树湾村 2023",
            "-1.5=-15000元 集体经济收入 柳树湾村 柳树湾村 2023",
        ],
    ),
    "units in cells": (
        "镇\t户数\t投资（元）\n横渠镇\t12户\t0.9万\n首善街道\t约120户\t3万元\n汤峪镇\t三十户\t5\n",
        [
            "12户=12户 户数 横渠镇 横渠镇 2023",
            "0.9万=9000元 投资 横渠镇 横渠镇 2023",
            "约120户=120户 户数 首善街道 首善街道 2023",
            "3万元=30000元 投资 首善街道 首善街道 2023",
            "三十户=30户 户数 汤峪镇 汤峪镇 2023",
            "5=5元 投资 汤峪镇 汤峪镇 2023",
        ],
    ),
    "caption": (
        "表3 2022年各镇情况\n单位：万元\n镇\t总产值\t户数\t示范村\n横渠镇\t10\t20\t4\n",
        [
            "10=100000元 总产值 横渠镇 横渠镇 2022",
            "20=20户 户数 横渠镇 横渠镇 2022",
            "4=4村 示范村 横渠镇 横渠镇 2022",
        ],
    ),
    "indicators": (
        "指标\t单位\t绝对数\t比上年增长(%)\n一、地区生产总值\t亿元\t12.5\t6.1\n其中：工业增加值\t亿元\t3.2\t-1.2\n"
        "常住人口\t万人\t25.1\t—\n",
        [
            "12.5=1250000000元 地区生产总值 - 眉县 2023",
            "6.1=6.1% 地区生产总值比上年增长 - 眉县 2023",
            "3.2=320000000元 工业增加值 - 眉县 2023",
            "-1.2=-1.2% 工业增加值比上年增长 - 眉县 2023",
            "25.1=251000人 常住人口 - 眉县 2023",
        ],
    ),
    "years across": (
        "年份\t2021\t2022年\n户数（户）\t120\t130\n",
        ["120=120户 户数 - 眉县 2021", "130=130户 户数 - 眉县 2022"],
    ),
    "years below": (
        "年份\t户数（户）\n2021\t120\n2022年\t130\n",
        ["120=120户 户数 - 眉县 2021", "130=130户 户数 - 眉县 2022"],
    ),
    "quarters": (
        "季度\t游客（万人次）\n一季度\t1.2\n2022年第二季度\t2\n",
        [
            "1.2=12000人次 游客 游客 眉县 2023-01/2023-03",
            "2=20000人次 游客 游客 眉县 2022-04/2022-06",
        ],
    ),
    "months": (
        "月份\t降水量（毫米）\n5月\t30\n6月\t45.5\n",
        ["30=30毫米 降水量 - 眉县 2023-05", "45.5=45.5毫米 降水量 - 眉县 2023-06"],
    ),
    "two header rows": (
        "乡镇\t2021年\t\t2022年\t\n\t户数\t人口\t户数\t人口\n横渠镇\t10\t20\t11\t22\n",
        [
            "10=10户 户数 横渠镇 横渠镇 2021",
            "20=20人 人口 横渠镇 横渠镇 2021",
            "11=11户 户数 横渠镇 横渠镇 2022",
            "22=22人 人口 横渠镇 横渠镇 2022",
        ],
    ),
    "places across": (
        "指标\t横渠镇\t首善街道\n人口（人）\t10\t20\n",
        ["10=10人 人口 横渠镇 横渠镇 2023", "20=20人 人口 首善街道 首善街道 2023"],
    ),
    "bodies": (
        "单位\t干部人数\t联系电话\t排名\n县教育局\t45\t0917-5542345\t1\n",
        ["45=45人 干部人数 眉县县教育局 眉县 2023"],
    ),
    "a town and its village": (
        "乡镇\t村名\t户数\n横渠镇\t横渠村\t45\n",
        ["45=45户 户数 横渠村 横渠村 2023"],
    ),
    "ragged rows": (
        "镇\t户数\t人口\n横渠镇\t10\n首善街道\t11\t22\t33\n\n汤峪镇\t5\t6\n",
        [
            "10=10户 户数 横渠镇 横渠镇 2023",
            "11=11户 户数 首善街道 首善街道 2023",
            "22=22人 人口 首善街道 首善街道 2023",
            "5=5户 户数 汤峪镇 汤峪镇 2023",
            "6=6人 人口 汤峪镇 汤峪镇 2023",
        ],
    ),
    "a group in the header": (
        "村干部（名）\t脱贫户（户）\n20\t30\n",
        ["20=20名 村干部 村干部 眉县 2023", "30=30户 脱贫户 脱贫户 眉县 2023"],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_cells(name: str) -> None:
    text, expected = TABLES[name]
    assert told(text) == expected


@pytest.mark.parametrize("name", TABLES)
def test_every_table_conforms(name: str) -> None:
    one = facts(HEAD + TABLES[name][0])
    found = validate(assemble([one]), {one.document.source.sha256: one.document.text})
    assert found.problems == ()


@pytest.mark.parametrize("name", TABLES)
def test_no_digit_of_a_table_is_dropped(name: str) -> None:
    text = TABLES[name][0]
    listed = "".join(c for words, _ in reasons(text) for c in fold(words) if c.isdigit())
    assert listed == "".join(c for c in fold(text) if c.isdigit())


PROSE = {
    "navigation": "首页 | 新闻 | 公告\n政务 | 服务 | 互动\n眉县投入资金12万元。\n",
    "breadcrumb": "当前位置：首页 | 县情\n眉县投入资金12万元。\n",
    "indented": "\t今年，眉县投入资金12万元。\n\t建成道路3公里。\n",
    "meta": "来源：眉县政府网 | 发布：2023-09-06\n浏览：286 | 打印：12\n",
    "one row": "镇\t户数\n",
    "header only": "镇\t户数\n—\t—\n",
    "contents without a header": "一、概况\t1\n二、农业\t5\n",
    "contacts": "电话：\t5542345\n传真：\t5542346\n",
    "words only": "镇\t书记\n横渠镇\t王某某\n",
    "sentences": "全县经济平稳。\t农业丰收。\n产值增长。\t收入增加。\n1\t2\n",
}


@pytest.mark.parametrize("name", PROSE)
def test_what_is_no_table(name: str) -> None:
    assert find_tables(fold(HEAD + PROSE[name])) == ()


def test_figures_of_prose_with_bars_stay() -> None:
    rows = [r for r in annotation_rows(facts(HEAD + PROSE["navigation"])) if r["kind"] == "figure"]
    assert [(r["quote"], "header" in r) for r in rows] == [("12万元", False)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("镇\t户数（户）\n横渠镇\t12\n", [["户数（户）"]]),
        ("镇\t户数（户）\n横渠镇\t12户\n", [["户数"]]),
        ("表1 2022年情况（单位：万元）\n镇\t产值\n横渠镇\t12\n", [["2022年", "（单位：万元）", "产值"]]),
        ("年份\t户数\n2021\t12\n", [["户数", "2021"]]),
        ("指标\t单位\t2021\n耕地面积\t亩\t12\n", [["2021", "耕地面积", "亩"]]),
    ],
)
def test_only_the_words_that_tell_are_quoted(text: str, expected: list[list[str]]) -> None:
    assert headers(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("序号\t镇\t户数\n1\t横渠镇\t12\n", [("1", "ordinal"), ("12", "")]),
        ("年份\t户数\n2021\t12\n", [("2021", "date"), ("12", "")]),
        ("镇\t电话\t户数\n横渠镇\t5542345\t12\n", [("5542345", "address"), ("12", "")]),
        ("镇\t建成年份\t户数\n横渠镇\t2019\t12\n", [("2019", "date"), ("12", "")]),
        # A size without a unit is no figure: nothing tells whether it is in 元 or 万元.
        ("镇\t产值\t户数\n横渠镇\t55\t12\n", [("55", "no unit"), ("12", "")]),
        ("镇\t户数\n横渠镇3组\t12\n", [("3", "name"), ("12", "")]),
        ("目录\t页码\n概况\t5\n农业\t12\n", [("5", "ordinal"), ("12", "ordinal")]),
    ],
)
def test_numbers_that_are_no_figures_have_their_reason(text: str, expected: list[tuple[str, str]]) -> None:
    assert reasons(text) == expected


@pytest.mark.parametrize(
    ("words", "headings", "expected"),
    [
        ("1,234.5", ("总产值（万元）",), "12345000 元 exact"),
        ("45", ("行政村数",), "45 村 exact"),
        ("45", ("参训人次",), "45 人次 exact"),
        ("45", ("合作社",), "45 合作社 exact"),
        ("45", ("城镇化率",), "45 % exact"),
        ("45", ("地区生产总值", "同比增长"), "45 % exact"),
        ("约45", ("户数",), "45 户 approx"),
        ("45%", ("户数（户）",), "45 % exact"),
        ("12", ("亩产（公斤/亩）",), "12 公斤/亩 exact"),
        ("45", ("总产值",), ""),
        ("45", ("户数（户）", "单位：万元"), ""),
        ("—", ("户数",), ""),
        ("12 34", ("户数",), ""),
    ],
)
def test_a_cell_is_read_with_its_headings(words: str, headings: tuple[str, ...], expected: str) -> None:
    reading = reads_in_table(words, headings)
    assert expected == (f"{reading.value} {reading.unit} {reading.qualifier}" if reading else "")


@given(st.integers(-(10**9), 10**9), st.sampled_from(["户数（户）", "人口（万人）", "产值（亿元）"]))
def test_a_number_keeps_its_value_however_it_is_grouped(number: int, header: str) -> None:
    plain, grouped = reads_in_table(str(number), [header]), reads_in_table(f"{number:,}", [header])
    assert plain is not None
    assert plain == grouped == reads_in_table(f"{number:,}".replace(",", " "), [header])
    scale = {"户": 1, "万": 10**4, "亿": 10**8}[header[3]]
    assert plain.value == Decimal(number) * scale
