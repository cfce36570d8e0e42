"""Made-up reports in the forms that offices publish: text, web page, Word file, print, archive.

The print is a PDF made here, with one font that is not embedded and whose glyphs are the code points: lines are set
as a word processor sets Chinese, full lines to the edge and a first line indented by two characters.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

Block = str | list[list[str]]
Report = tuple[
    str, str, list[Block], str
]  # title, line of source and time, paragraphs and tables, line of the editor

REPORTS: tuple[Report, ...] = (
    (
        "眉县基层治理工作综述",
        "来源：西部先锋网 发布时间：2023-02-03 09:15",
        [
            "今年以来，眉县县委组织部印发《眉县村级治理实施方案》，成立由县委书记任组长，县委副书记任副组长，12个部门负责人为成员的基层治理工作领导小组。",
            "全县8个镇（街道）选派驻村工作队员326名，对村党组织书记、网格员等开展履职培训6期1,800余人次，培训覆盖率达到98.5%。",
            "表1 2022年各镇培训情况",
            [["镇", "培训期数（期）", "参训人数（人）"], ["首善街道", "12", "340"], ["横渠镇", "8", "210"]],
            "首善街道岭北村投资120余万元，新建文化广场3处，人均增收不低于800元，村集体经济收入由5万元增加到12万元。",
        ],
        "责任编辑：王小明",
    ),
    (
        "建水县产业路硬化工程进展情况",
        "来源：建水县水务局 发布时间：2021-06-18",
        [
            "2020年，曲江镇争取资金350万元，实施产业路硬化工程，硬化道路约12.5公里，惠及农户860余户。建水县水务局副局长张明介绍，三分之二的村用上了自来水。",
            "单位：万元",
            [["项目", "2019年", "2020年"], ["公路投资", "230", "350"], ["水利投资", "96.5", "120"]],
            "截至今年5月底，全镇种植蔬菜2.3万亩，亩均产值5000元以上，同比增长12.3%。",
        ],
        "责任编辑：李红",
    ),
    (
        "太平镇村级集体经济情况通报",
        "来源：清河县委组织部 发布时间：2022-11-30",
        [
            "2022年，太平镇党委组织16个村成立股份经济合作社，村集体经济总收入达到486万元，比上年增长18%。",
            "一、培育产业",
            "各村发展冷水鱼养殖基地4个、食用菌大棚260座，吸纳脱贫户312户务工，户均增收6,500元。",
            [
                ["村", "收入（万元）", "户数（户）"],
                ["柳沟村", "35.6", "128"],
                ["石桥村", "", "96"],
                ["合计", "35.6", "224"],
            ],
            "二、下一步打算",
            "力争到2025年，收入超过20万元的村不少于10个。",
        ],
        "责任编辑：赵敏",
    ),
)


def as_text(report: Report) -> str:
    title, source, blocks, editor = report
    lines = [title, source]
    for block in blocks:
        lines += [block] if isinstance(block, str) else ["\t".join(row) for row in block]
    return "\n".join([*lines, editor]) + "\n"


def as_html(report: Report, body: str = "") -> str:
    title, source, blocks, editor = report
    places = "".join(f'<li><a href="/c{n}">栏目{n}</a></li>' for n in range(9))
    told = body or "".join(
        f"<p>　　{html.escape(b)}</p>" if isinstance(b, str) else html_table(b) for b in blocks
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}-某某网</title>
<style>p {{ text-indent: 2em }}</style><script>var x = "<p>1234 人</p>";</script></head><body>
<div class="top"><ul>{places}</ul></div>
<div class="here">当前位置：<a href="/">首页</a> &gt; <a href="/n">新闻</a> &gt; 正文</div>
<div class="main"><h1>{title}</h1><div class="info"><span>{source.split()[0]}</span><span>{" ".join(source.split()[1:])}</span></div>
<div class="content">{told}</div><p class="editor">{editor}</p></div>
<div class="more"><h3>相关阅读</h3><ul><li><a href="/x">某某县召开会议部署春耕生产</a></li></ul></div>
<div class="foot">版权所有：某某县委组织部 地址：人民路1号 电话：0917-1234567</div></body></html>"""


def html_table(rows: Sequence[Sequence[str]]) -> str:
    told = ("".join(f"<td><p>{html.escape(cell)}</p></td>" for cell in row) for row in rows)
    return "<table border=1>" + "".join(f"<tr>{row}</tr>" for row in told) + "</table>"


def as_docx(report: Report) -> bytes:
    from docx import Document

    title, source, blocks, editor = report
    document = Document()
    document.add_heading(title, 0)
    document.add_paragraph(source)
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            docx_table(document, block)
    document.add_paragraph(editor)
    return saved(document)


def docx_table(document: Any, rows: Sequence[Sequence[str]]) -> Any:
    table = document.add_table(len(rows), len(rows[0]))
    for row, words in zip(table.rows, rows, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    return table


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zipped(files: dict[str, bytes], form: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", form) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


SIZE, ACROSS, DOWN = 14, 30, 20  # of a character in points, characters to a line, lines to a page
LEFT, TOP = 80, 740


def as_pdf(report: Report, down: int = DOWN, header: str = "") -> bytes:
    """A print with a page number below each page, and a header above it if there is one."""
    pages = [list[str]()]
    y = 0

    def place(words: str, x: float) -> None:
        pages[-1].append(shown(words, LEFT + x * SIZE, TOP - y * SIZE * 1.6))

    def feed(lines: int = 1) -> None:
        nonlocal y
        y += lines
        if y >= down:
            pages.append([])
            y = 0

    title, source, blocks, editor = report
    for words in (title, source):
        place(words, (ACROSS - len(words)) / 2)
        feed()
    for block in [*blocks, editor]:
        if isinstance(block, str):
            rest, room = block, ACROSS - 2
            while rest:
                line = filled(rest, room)
                place(line, ACROSS - room)
                rest, room = rest[len(line) :], ACROSS
                feed()
            continue
        if y + len(block) + 1 >= down:
            feed(down)
        for row in block:
            for n, cell in enumerate(row):
                place(cell, n * 9 + 0.5)
                pages[-1].append(
                    ruled(LEFT + n * 9 * SIZE, TOP - y * SIZE * 1.6 - 0.35 * SIZE, 9 * SIZE, 1.6 * SIZE)
                )
            feed()
    for number, page in enumerate(pages, 1):
        page.append(shown(f"— {number} —", LEFT + ACROSS / 2 * SIZE, 60))
        page.extend([shown(header, LEFT, 800)] if header else [])
    return pdf(pages)


def filled(words: str, room: int) -> str:
    """As much of the words as a line has room for; letters and digits take half a character and stay together."""
    taken = 0.0
    for end, c in enumerate(words):
        taken += 0.5 if c < "\x7f" else 1
        if taken > room:
            whole = re.match(r".*[^!-~](?=[!-~]*$)", words[:end]) if c < "\x7f" else None
            return whole[0] if whole else words[:end]
    return words


def shown(words: str, x: float, y: float, size: float = SIZE) -> str:
    # PDFium drops a text of one glyph without an outline, for it has no width.
    codes = "".join(f"{ord(c):04x}" for c in (words if len(words) > 1 else words + " "))
    return f"BT /F {size} Tf {x:.1f} {y:.1f} Td <{codes}> Tj ET" if words else ""


def ruled(x: float, y: float, width: float, height: float) -> str:
    return f"0.5 w {x:.1f} {y:.1f} {width:.1f} {height:.1f} re S"


def pdf(pages: Sequence[Sequence[str]], extra: str = "") -> bytes:
    """A PDF of pages of operators; `extra` goes into each page's dictionary."""
    ranges = "".join(f"<{high:02x}00><{high:02x}ff><{high:02x}00>\n" for high in range(256))
    blocks = ranges.splitlines()
    cmap = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def 1 begincodespacerange <0000><ffff> endcodespacerange\n"
    for n in range(0, 256, 64):
        cmap += "64 beginbfrange\n" + "\n".join(blocks[n : n + 64]) + "\nendbfrange\n"
    cmap += "endcmap CMapName currentdict /CMap defineresource pop end end"
    half = "32[" + "500 " * 95 + "]"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{7 + 2 * n} 0 R' for n in range(len(pages)))}]>>",
        "<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/FontDescriptor 5 0 R/DW 1000"
        f"/W[{half}]/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        "<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -200 1000 900]/Ascent 880/Descent -120"
        "/CapHeight 800/ItalicAngle 0/StemV 80>>",
        stream(cmap),
    ]
    for n, page in enumerate(pages):
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {8 + 2 * n} 0 R/Resources<</Font<</F 3 0 R>>>>{extra}>>",
            stream("\n".join(page)),
        ]
    return bound([o.encode("latin-1") for o in objects])


def stream(words: str) -> str:
    return f"<</Length {len(words)}>>stream\n{words}\nendstream"


def bound(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF file of objects, of which the first is the catalog."""
    out, offsets = bytearray(b"%PDF-1.7\n"), list[int]()
    for n, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return bytes(
        out
        + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start)
    )
