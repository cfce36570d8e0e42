"""Web pages and Markdown: what is kept, what is left out, and tables of every make."""

from __future__ import annotations

from pathlib import Path

import pytest

from forms import REPORTS, as_html
from kg.errors import BadInput
from kg.read import read
from kg.segment import segment
from kg.tables import find_tables
from kg.text import fold

PROSE = "今年以来，清河县委组织部深入贯彻落实上级部署，全县培训村干部1,200余人次，选派驻村第一书记45名，建成示范村12个，群众满意度不断提高。"
MERGED = (
    "<table><tr><td colspan=3>2022年培训情况</td></tr><tr><th rowspan=2>乡镇</th><th colspan=2>培训</th></tr>"
    "<tr><th>期数（期）</th><th>人数<br>（人）</th></tr><tr><td>白马镇</td><td>12</td><td>340</td></tr>"
    "<tr><td>青石镇</td><td>8</td><td rowspan=2>210</td></tr><tr><td>太平镇</td><td>6</td></tr>"
    "<tr><td colspan=3>注：太平镇与青石镇合办。</td></tr></table>"
)
MERGED_LINES = [
    "2022年培训情况",
    "乡镇\t培训\t",
    "\t期数（期）\t人数（人）",
    "白马镇\t12\t340",
    "青石镇\t8\t210",
    "太平镇\t6\t",
    "注：太平镇与青石镇合办。",
]


def lines(folder: Path, page: str, name: str = "r.html") -> list[str]:
    file = folder / name
    file.write_text(page, encoding="utf-8")
    return read(file).text.splitlines()


def page(body: str, head: str = "<title>清河县工作回眸-清河网</title>") -> str:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"


# A page laid out by tables in each other, paragraphs parted by line breaks, as sites of the 2000s have it.
OLD = f"""<table width=1000><tr><td colspan=2><a href=/>首页</a> | <a href=/a>新闻</a> | <a href=/b>党建</a></td></tr>
<tr><td><table><tr><td><a href=1>栏目一</a></td></tr><tr><td><a href=2>栏目二</a></td></tr></table></td>
<td><table><tr><td align=center><font size=5><b>清河县抓党建促振兴工作回眸</b></font></td></tr>
<tr><td align=center>来源：清河网 作者：王小明 发布时间：2023-01-05</td></tr>
<tr><td>　　{PROSE}<br>　　{PROSE}<br><br>{MERGED}<br>　　下一步继续努力。</td></tr></table></td></tr>
<tr><td colspan=2>版权所有 某某公司</td></tr></table>"""
SOURCE = "<p><span>来源：清河网</span><span>发布时间：2023-01-05 10:20</span></p>"


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        (
            page(OLD),
            [
                "清河县抓党建促振兴工作回眸",
                "来源：清河网 作者：王小明 发布时间：2023-01-05",
                PROSE,
                PROSE,
                *MERGED_LINES,
                "下一步继续努力。",
            ],
        ),
        (
            page(
                f"<div><a href=/>首页</a></div><h1>清河县召开会议</h1><div>2023-01-05 来源：清河网</div><div id=zoom><p>{PROSE}</p></div>"
            ),
            ["清河县召开会议", "2023-01-05 来源：清河网", PROSE],
        ),
        (
            page(
                f"<h1>清河县工作回眸</h1>{SOURCE}<div><p>{PROSE}</p><ul><li>一是抓班子。</li><li>二是强队伍。</li></ul><p>{PROSE}</p></div>"
            ),
            [
                "清河县工作回眸",
                "来源：清河网 发布时间：2023-01-05 10:20",
                PROSE,
                "一是抓班子。",
                "二是强队伍。",
                PROSE,
            ],
        ),
        (
            page(f"<div><p>{PROSE}</p><p>{PROSE}</p></div>"),  # the title stands in the window only
            ["清河县工作回眸", PROSE, PROSE],
        ),
        (
            page(
                f"<div class=c><p>{PROSE}</p></div>",
                '<meta name="ArticleTitle" content="清河县工作回眸"><meta name="ContentSource" content="清河县委组织部">'
                '<meta name="PubDate" content="2023-01-05 10:20">',
            ),
            ["清河县工作回眸", "来源：清河县委组织部 发布时间：2023-01-05 10:20", PROSE],
        ),
    ],
    ids=["tables of layout", "short", "lists", "title of the window", "meta tags"],
)
def test_what_a_page_reports(html: str, wanted: list[str], tmp_path: Path) -> None:
    assert lines(tmp_path, html) == wanted


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("全县培训\n      村干部<span>1</span><b>200</b>人", "全县培训村干部1200人"),
        ("投入&nbsp;&nbsp;35&nbsp;万元&amp;物资", "投入 35 万元&物资"),
        ("一<span style='display: none'>9999</span>、<!-- 8888 -->党建", "一、党建"),
        ("本报记者　王　超", "本报记者　王　超"),
        ("a <i>b</i>\n c", "a b c"),
        ("数据\ufeff&#8232;一&#1;份", "数据 一份"),
    ],
)
def test_words_of_a_line(body: str, words: str, tmp_path: Path) -> None:
    found = lines(
        tmp_path, page(f"<h1>清河县工作回眸</h1><div><p>{PROSE}</p><p>{body}</p><p>{PROSE}</p></div>")
    )
    assert found == ["清河县工作回眸", PROSE, words, PROSE]


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        (MERGED, MERGED_LINES),
        (
            "<table><caption>表1</caption><thead><tr><th>镇<th>村<th>户数</thead><tr><td rowspan=2>白马镇<td>柳沟村<td>12<tr><td>石桥村<td>9</table>",
            ["表1", "镇\t村\t户数", "白马镇\t柳沟村\t12", "白马镇\t石桥村\t9"],
        ),
        (
            "<table><tr><td>镇<td>情况<tr><td>白马镇<td>见下<table><tr><td>村<td>户数<tr><td>柳沟村<td>12</table><tr><td>青石镇<td>7</table>",
            ["镇\t情况", "白马镇\t见下", "青石镇\t7", "村\t户数", "柳沟村\t12"],
        ),
        (
            "<table><tr><th rowspan=3>镇<th colspan=2>培训<tr><th colspan=2>村干部<tr><th>期<th>人<tr><td>白马镇<td>1<td>2</table>",
            ["镇\t培训\t", "\t村干部期\t人", "白马镇\t1\t2"],
        ),
        ("<table><tr><td>甲\t乙<td><p>一</p><p>二</p></tr><tr><td>x<td></table>", ["甲 乙\t一二", "x\t"]),
    ],
    ids=["merged", "words in each row", "nested", "three rows of header", "tabs and paragraphs in cells"],
)
def test_tables(table: str, wanted: list[str], tmp_path: Path) -> None:
    html = page(f"<h1>清河县工作回眸</h1><div><p>{PROSE}</p>{table}<p>{PROSE}</p></div>")
    assert lines(tmp_path, html) == ["清河县工作回眸", PROSE, *wanted, PROSE]


def test_the_table_reader_finds_them(tmp_path: Path) -> None:
    text = "\n".join(
        lines(tmp_path, page(f"<h1>清河县工作回眸</h1><div><p>{PROSE}</p>{MERGED}<p>{PROSE}</p></div>"))
    )
    (table,) = find_tables(fold(text))
    assert table.heads == 2
    assert [cell and cell.cut(text) for cell in table.rows[-1]] == ["太平镇", "6", None]


def test_navigation_is_left_out(tmp_path: Path) -> None:
    told = " ".join(lines(tmp_path, as_html(REPORTS[0])))
    for words in ("栏目", "当前位置", "相关阅读", "版权", "1234", "春耕", "0917"):
        assert words not in told


@pytest.mark.parametrize(
    "html",
    [
        "<html><body></body></html>",
        "<html><script>1</script></html>",
        "<html><body><nav><a href=/>首页</a></nav></body>",
    ],
)
def test_a_page_without_text(html: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="the page shows no text"):
        lines(tmp_path, html)


def test_markdown(tmp_path: Path) -> None:
    text = """# 清河县工作回眸

来源：清河网 发布时间：2023-01-05
**今年以来**，全县培训村干部1,200余人次，见[通报](http://a.b/c)。
第二段，投入35万元。

- 一是抓班子。

| 镇 | 户数 |
|---|---:|
| 白马镇 | 120 |
| **合计** | 120 |

<div>责任编辑：王小明</div>
"""
    file = tmp_path / "r.md"
    file.write_bytes(text.encode("gb18030"))
    source = read(file)
    assert source.encoding == "markdown, gb18030"
    assert source.text.splitlines() == [
        "清河县工作回眸",
        "来源：清河网 发布时间：2023-01-05",
        "今年以来，全县培训村干部1,200余人次，见通报。",
        "第二段，投入35万元。",
        "一是抓班子。",
        "镇\t户数",
        "白马镇\t120",
        "合计\t120",
        "责任编辑：王小明",
    ]
    header = segment(source).header
    assert header.editor is not None
    assert header.editor.value == "王小明"
