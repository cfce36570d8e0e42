"""Word files: paragraphs, tables and notes in order, what is never opened, and damaged packages."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from bombs import changed, word
from forms import REPORTS, as_docx, docx_table, saved
from kg.errors import BadInput
from kg.read import read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def lines(folder: Path, data: bytes) -> list[str]:
    file = folder / "r.docx"
    file.write_bytes(data)
    return read(file).text.splitlines()


def text(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def test_document_order(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("清河县工作回眸", 0)
    document.add_paragraph("　　一是抓班子。", style="List Number")
    docx_table(document, [["镇", "户数"], ["白马镇", "12"]])
    document.add_heading("二、强队伍", 1)
    document.add_paragraph("第一行\n第二行\t甲")
    document.add_page_break()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    assert lines(tmp_path, saved(document)) == [
        "清河县工作回眸",
        "一是抓班子。",
        "镇\t户数",
        "白马镇\t12",
        "二、强队伍",
        "第一行",
        "第二行 甲",
    ]


def test_merged_and_nested_cells(tmp_path: Path) -> None:
    document = Document()
    table = docx_table(
        document,
        [
            ["镇", "培训", ""],
            ["", "期数", "人数"],
            ["白马镇", "12", "340"],
            ["青石镇", "8", ""],
            ["合计", "20", "340"],
        ],
    )
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(2, 2).merge(table.cell(3, 2))
    inner = table.cell(3, 1).add_table(2, 2)
    for cell, words in zip(
        (c for row in inner.rows for c in row.cells), ("村", "户", "柳沟村", "5"), strict=True
    ):
        cell.text = words
    assert lines(tmp_path, saved(document)) == [
        "镇\t培训\t",
        "\t期数\t人数",
        "白马镇\t12\t340",
        "青石镇\t8\t",
        "合计\t20\t340",
        "村\t户",
        "柳沟村\t5",
    ]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (
            f"<w:p>{text('培训')}<w:ins>{text('1200')}</w:ins><w:del><w:r><w:delText>900</w:delText></w:r></w:del>{text('人')}</w:p>",
            ["培训1200人"],
        ),
        (f"<w:sdt><w:sdtContent><w:p>{text('控件内')}</w:p></w:sdtContent></w:sdt>", ["控件内"]),
        (
            f"<w:p><w:hyperlink>{text('链接')}</w:hyperlink><w:r><w:instrText>HYPERLINK x</w:instrText></w:r>{text('后')}</w:p>",
            ["链接后"],
        ),
        (
            f"<w:p>{text('前')}<w:r><w:pict><w:txbxContent><w:p>{text('框内')}</w:p></w:txbxContent></w:pict></w:r>{text('后')}</w:p>",
            ["前后", "框内"],
        ),
        (
            f"<w:tbl><w:tr><w:tc><w:p>{text('一格')}</w:p><w:p>{text('两段')}</w:p></w:tc></w:tr></w:tbl>",
            ["一格", "两段"],
        ),
        (
            f"<w:p>{text('2021')}<w:r><w:noBreakHyphen/></w:r>{text('2022年&#x2028;末&#xFEFF;')}</w:p>",
            ["2021-2022年 末"],
        ),
    ],
    ids=["revisions", "content control", "link", "text box", "frame", "marks"],
)
def test_words_of_a_document(body: str, wanted: list[str], tmp_path: Path) -> None:
    assert lines(tmp_path, word(body)) == wanted


def test_notes_stand_below_their_paragraph(tmp_path: Path) -> None:
    """A footnote is no part of the sentence that it stands in; python-docx writes none, so its part is put in here."""
    document = Document()
    document.add_paragraph("全县培训1200人，满意度98%。")
    document.add_paragraph("第二段。")
    data = saved(document)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
        types = archive.read("[Content_Types].xml").decode()
        links = archive.read("word/_rels/document.xml.rels").decode()
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = body.replace(
        "满意度98%。</w:t></w:r>", f"满意度98%</w:t></w:r>{reference}<w:r><w:t>。</w:t></w:r>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    types = types.replace(
        "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    links = links.replace(
        "</Relationships>",
        f'<Relationship Id="rId99" Type="{relation}" Target="footnotes.xml"/></Relationships>',
    )
    rule = '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    note = f'<w:footnote w:id="2"><w:p>{text("据组织部统计。")}</w:p></w:footnote>'
    notes = f"<w:footnotes {W}>{rule}{note}</w:footnotes>"
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/footnotes.xml", notes)
    for name, part in (
        ("word/document.xml", body),
        ("[Content_Types].xml", types),
        ("word/_rels/document.xml.rels", links),
    ):
        out = io.BytesIO(changed(out.getvalue(), name, part.encode()))
    assert lines(tmp_path, out.getvalue()) == ["全县培训1200人，满意度98%。", "据组织部统计。", "第二段。"]


def test_macros_and_pictures_are_not_opened(tmp_path: Path) -> None:
    out = io.BytesIO(as_docx(REPORTS[0]))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"\xd0\xcf" * 50)
        archive.writestr("word/media/image1.png", b"no picture")
    assert lines(tmp_path, out.getvalue())[0] == REPORTS[0][0]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda whole: whole[: len(whole) // 2], "a damaged zip archive"),
        (lambda whole: changed(whole, "word/document.xml", b"<w:document"), "a damaged Word file"),
        (lambda whole: changed(whole, "[Content_Types].xml", b"<Types/>"), "a damaged Word file"),
        (lambda _: word("<w:p/>"), "holds no text; a report of pictures"),
    ],
)
def test_damaged_files(make: Any, reason: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=reason) as error:
        lines(tmp_path, make(as_docx(REPORTS[0])))
    assert "\n" not in str(error.value)
