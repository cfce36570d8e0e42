"""PDFs: paragraphs over lines and pages, columns, tables, running lines, and those that are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from forms import ACROSS, LEFT, REPORTS, SIZE, TOP, as_html, as_pdf, as_text, bound, pdf, ruled, shown
from kg.errors import BadInput
from kg.read import read

LINE = 1.6 * SIZE


def found(folder: Path, data: bytes) -> Any:
    file = folder / "r.pdf"
    file.write_bytes(data)
    return read(file)


def column(lines: list[str], x: float, top: float = TOP, size: float = SIZE) -> list[str]:
    return [shown(words, x, top - n * size * 1.6, size) for n, words in enumerate(lines)]


FULL = "甲乙丙丁戊己庚辛壬癸" * (ACROSS // 10)  # a line without room for more


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (
            ["　　" + "甲" * 28, "乙" * 30, "丙丁。", "　　戊己。"],
            ["甲" * 28 + "乙" * 30 + "丙丁。", "戊己。"],
        ),
        (["甲" * 29 + "1", "200人次"], ["甲" * 29 + "1 200人次"]),  # never one number of two
        (["甲" * 28 + "of", "the"], ["甲" * 28 + "of the"]),
        (["短标题", FULL, "乙"], ["短标题", FULL + "乙"]),
        (
            ["甲" * 26 + "达到", "12,098.5%。"],
            ["甲" * 26 + "达到12,098.5%。"],
        ),  # no room was left for the number
        (["甲" * 26 + "丙。", "12,098.5吨"], ["甲" * 26 + "丙。", "12,098.5吨"]),
    ],
)
def test_lines_of_a_paragraph_are_joined(lines: list[str], wanted: list[str], tmp_path: Path) -> None:
    operators = [
        shown(words.strip("　"), LEFT + (len(words) - len(words.lstrip("　"))) * SIZE, TOP - n * LINE)
        for n, words in enumerate(["第一行标题在此够长了可以", *lines])
    ]
    operators.append(shown(FULL, LEFT, TOP - 20 * LINE))  # the column is this wide
    assert found(tmp_path, pdf([operators])).text.splitlines()[1:-1] == wanted


def test_digits_of_a_larger_font_part_no_paragraph(tmp_path: Path) -> None:
    most = "甲" * (ACROSS - 2)
    operators = column([FULL, most, "乙" * 10 + "。"], LEFT)
    operators.insert(2, shown("12", LEFT + (ACROSS - 2) * SIZE, TOP - LINE, 1.3 * SIZE))
    assert found(tmp_path, pdf([operators])).text == FULL + most + "12" + "乙" * 10 + "。\n"


def test_a_sentence_goes_on_over_the_page(tmp_path: Path) -> None:
    pages = [
        [*column([FULL, FULL[::-1]], LEFT), shown("- 1 -", 300, 40)],
        [*column(["乙" * 10 + "。"], LEFT), shown("- 2 -", 300, 40)],
    ]
    source = found(tmp_path, pdf(pages))
    assert source.text == FULL + FULL[::-1] + "乙" * 10 + "。\n"
    assert [(p.kind, p.number, source.text[p.start]) for p in source.parts] == [
        ("page", 1, "甲"),
        ("page", 2, "乙"),
    ]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [f"左栏第{n}行培训人数{n}23" for n in range(1, 9)]
    right = [f"{n}56人次为右栏第{n}行内容" for n in range(1, 9)]
    text = found(tmp_path, pdf([[*column(left, 60), *column(right, 330)]])).text
    assert text.replace("\n", "").replace(" ", "") == "".join(left + right)
    assert not [n for n in range(1, 9) if f"{n}23{n}56" in text]


def test_columns_that_are_written_line_by_line_are_parted(tmp_path: Path) -> None:
    rows = [
        words
        for n in range(4)
        for words in (shown(f"合计{n}23", 60, TOP - n * LINE), shown(f"{n}56人次", 330, TOP - n * LINE))
    ]
    assert found(tmp_path, pdf([rows])).text.splitlines() == [f"合计{n}23\t{n}56人次" for n in range(4)]


def test_cells_of_several_lines_and_merged_ones(tmp_path: Path) -> None:
    cells = [  # left, top, width, height in cells, and lines
        (0, 0, 1, 2, ["乡镇"]),
        (1, 0, 2, 1, ["培训情况"]),
        (1, 1, 1, 1, ["期数"]),
        (2, 1, 1, 1, ["人数", "（人）"]),
        (0, 2, 1, 1, ["青石镇高山移", "民安置社区"]),
        (1, 2, 1, 1, ["12"]),
        (2, 2, 1, 1, []),
        (0, 3, 1, 1, ["白马镇"]),
        (1, 3, 1, 1, ["8"]),
        (2, 3, 1, 1, ["210"]),
    ]
    operators = column(["清河县二〇二二年培训情况统计"], LEFT)
    for x, y, width, height, words in cells:
        left, top = LEFT + 120 * x, TOP - 40 - 50 * y
        operators.append(ruled(left, top - 50 * height, 120 * width, 50 * height))
        middle = top - 25 * height + 8 * len(words) - 12
        operators += [shown(line, left + 10, middle - 16 * n) for n, line in enumerate(words)]
    text = found(
        tmp_path, pdf([[*operators, *column(["下一步继续努力做好各项工作。"], LEFT, TOP - 300)]])
    ).text
    assert text.splitlines() == [
        "清河县二〇二二年培训情况统计",
        "乡镇\t培训情况\t",
        "\t期数\t人数（人）",
        "青石镇高山移民安置社区\t12\t",
        "白马镇\t8\t210",
        "下一步继续努力做好各项工作。",
    ]


def test_a_table_goes_on_with_its_header(tmp_path: Path) -> None:
    def part(rows: list[list[str]]) -> list[str]:
        return [
            operator
            for y, row in enumerate(rows)
            for x, cell in enumerate(row)
            for operator in (
                shown(cell, LEFT + 150 * x + 5, TOP - 30 * y),
                ruled(LEFT + 150 * x, TOP - 30 * y - 8, 150, 30),
            )
        ]

    head = ["乡镇名称", "参训人数"]
    source = found(
        tmp_path, pdf([part([head, ["白马镇人民政府", "120"]]), part([head, ["青石镇人民政府", "340"]])])
    )
    assert source.text.splitlines() == ["乡镇名称\t参训人数", "白马镇人民政府\t120", "青石镇人民政府\t340"]
    assert source.part_at(source.text.index("青石镇")) == source.parts[1]


def test_a_turned_page(tmp_path: Path) -> None:
    """A sheet that is turned for showing, and its text the other way, reads as it is seen."""
    page = ["-1 0 0 -1 595 842 cm", *column(["第一行在上面的文字内容", "第二行在下面的文字"], 60, 500)]
    text = found(tmp_path, pdf([page], "/Rotate 180")).text
    assert text.splitlines() == ["第一行在上面的文字内容", "第二行在下面的文字"]


def test_running_lines_are_left_out(tmp_path: Path) -> None:
    pages = [
        [
            shown("清河县工作简报 第17期", LEFT, 800),
            *column([f"第{n}章的内容各不相同{c}" for c in "甲乙丙"], LEFT),
            shown(str(n), 300, 40),
        ]
        for n in range(1, 5)
    ]
    text = found(tmp_path, pdf(pages)).text
    assert text.splitlines() == [f"第{n}章的内容各不相同{c}" for n in range(1, 5) for c in "甲乙丙"]


BLANK = pdf([[]] * 3)
ENCRYPTED = bound(
    [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>",
     b"<</Filter/Standard/V 1/R 2/Length 40/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>"],
    b"/Encrypt 3 0 R/ID[<61><61>]",
)  # fmt: skip


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (BLANK, "a scanned PDF: 3 of its 3 pages have no text layer; put it through text recognition"),
        (pdf([[shown("第1页", 60, 60)], []]), "a scanned PDF: 2 of its 2 pages"),
        (ENCRYPTED, "an encrypted PDF; open it with its password"),
        (b"%PDF-1.7\n%%EOF", "a damaged PDF"),
        (pdf([[shown("\ue001\ue002\ue003" * 20, 60, 600)]]), "fonts do not tell their characters"),
    ],
    ids=["blank", "page numbers", "encrypted", "damaged", "private characters"],
)
def test_refused(data: bytes, reason: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=reason) as error:
        found(tmp_path, data)
    assert "\n" not in str(error.value)


def test_pages_that_are_pictures_are_told(tmp_path: Path) -> None:
    pages = [column([f"第{n}页有足够长的文字内容在这里"], LEFT) for n in (1, 2, 3)]
    source = found(tmp_path, pdf([*pages[:1], [], *pages[1:]]))
    assert source.notes == ("pages without text, which may be pictures: 2",)


@pytest.mark.browser
@pytest.mark.parametrize("report", REPORTS, ids=lambda r: r[0])
def test_a_print_of_a_browser(report: Any, browser: Any, tmp_path: Path) -> None:
    """What Chromium prints, with fonts embedded and a header and a footer on each page, reads as the report."""
    title, source, blocks, editor = report
    html = as_html((title, source, blocks * 12, editor)).replace("</span><span>", "</span> <span>")
    style = "<style>.top, .here, .more, .foot { display: none } body { font: 16pt/1.6 serif } td { width: 9em }</style>"
    sheet = browser.new_page()
    sheet.set_content(html.replace("</head>", style + "</head>"))
    told = "<div style='font-size: 9px; width: 100%; text-align: center'>{}</div>"
    data = sheet.pdf(
        format="A4",
        display_header_footer=True,
        header_template=told.format("某某工作简报"),
        footer_template=told.format("第 <span class=pageNumber></span> 页"),
        margin=dict.fromkeys(("top", "bottom", "left", "right"), "60px"),
    )
    sheet.close()
    wanted = as_text((title, source, blocks * 12, editor))
    assert found(tmp_path, data).text.split() == wanted.split()


def test_a_report_in_columns_of_pages(tmp_path: Path) -> None:
    for report in REPORTS:
        assert found(tmp_path, as_pdf(report, down=7)).text.split() == as_text(report).split()
