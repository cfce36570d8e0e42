"""Encodings: which one a text is in is found from its bytes, and told."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BadInput
from kg.read import decode, read

# Made-up prose of the genre, in the characters of the mainland and of Taiwan and Hong Kong.
SIMPLIFIED = """今年以来，清河县委组织部深入贯彻落实上级部署，坚持抓党建、强班子、夯基础，全县培训村干部1,200余人次，选派驻村第一书记45名，\
建成示范村12个，发放补贴350.5万元。各镇结合实际发展苹果、茶叶、食用菌等产业，带动脱贫户3～5户为一组共同增收，村集体经济收入由5万元增加到\
12万元。对懈怠履职的干部约谈17人次，调整村党组织书记6名。“夜校讲堂”等做法受到群众欢迎，满意度达到98.5%。下一步，将进一步完善机制，补齐短板。"""
TRADITIONAL = """今年以來，清河縣政府持續推動鄉村發展，全縣辦理研習課程28場次，參與民眾達1,200餘人，培訓社區幹部45名，完成示範社區12處，\
補助經費350.5萬元。各鄉鎮結合在地特色發展蘋果、茶葉及香菇等產業，輔導農戶3～5戶為一組共同經營，農會營收由5萬元增加到12萬元。「長青學堂」等\
措施深受長輩歡迎，滿意度達98.5%。縣長於會議中表示，未來將結合衛生所與學校資源，建置社區關懷據點，讓偏遠地區的居民也能享有完善的服務。"""
ENCODINGS = {
    "utf-8": "utf-8",
    "gb18030": "gb18030",
    "cp950": "big5",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}


@st.composite
def prose(draw: st.DrawFn, whole: str) -> str:
    """At least 100 characters of a prose from some place on, its sentences and numbers in another order."""
    clauses = draw(st.permutations(whole.split("，")))
    text = "，".join(clauses)
    start = draw(st.integers(0, len(text) - 100))
    return text[start : start + draw(st.integers(100, 240))].strip() or whole


@given(prose(SIMPLIFIED), st.sampled_from(["utf-8", "gb18030", "utf-16-le", "utf-16-be"]))
def test_simplified_prose_is_decoded_to_itself(text: str, codec: str) -> None:
    assert decode(text.encode(codec), "r.txt") == (text, ENCODINGS[codec])


@given(prose(TRADITIONAL), st.sampled_from(sorted(ENCODINGS)))
def test_traditional_prose_is_decoded_to_itself(text: str, codec: str) -> None:
    assert decode(text.encode(codec), "r.txt") == (text, ENCODINGS[codec])


@pytest.mark.parametrize(
    ("text", "codec", "told"),
    [
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED.replace("～", "-"), "gb2312", "gb18030"),
        (SIMPLIFIED + "𠮷镕㛃", "gb18030", "gb18030"),  # four bytes, beyond GBK
        (TRADITIONAL.replace("～", "-"), "big5", "big5"),
        (TRADITIONAL.replace("～", "-") + "深水埗，嚿嘢", "big5hkscs", "big5-hkscs"),
        ("代码,名称\r\n610331,清河县\r\n", "gbk", "gb18030"),
        ("代碼,名稱\r\n610331,清河縣\r\n", "cp950", "big5"),
        ("a,b\r\n1,2\r\n", "utf-16-le", "utf-16-le"),
        ("a,b\n1,2\n", "ascii", "utf-8"),
    ],
)
def test_examples(text: str, codec: str, told: str) -> None:
    assert decode(text.encode(codec), "r.txt") == (text, told)


@pytest.mark.parametrize(
    ("mark", "codec"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_mark_decides_and_is_no_text(mark: bytes, codec: str) -> None:
    assert decode(mark + "清河".encode(codec), "r.txt") == ("清河", codec)


@pytest.mark.parametrize(
    ("stated", "codec", "told"),
    [
        ("gb2312", "gb18030", "gb18030"),
        ("GBK", "gb18030", "gb18030"),
        ("big5", "cp950", "big5"),
        ("gb2312", "utf-8", "utf-8"),  # a false statement
        ("utf-8", "gb18030", "gb18030"),
        ("x-unheard-of", "gb18030", "gb18030"),
    ],
)
def test_a_page_states_its_encoding(tmp_path: Path, stated: str, codec: str, told: str) -> None:
    file = tmp_path / "r.html"
    words = "清河鄉" if codec == "cp950" else "清河县培训村干部"
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={stated}"><title>t</title></head><body><p>{words}</p>'
    file.write_bytes(page.encode(codec))
    found = read(file)
    assert words in found.text
    assert found.encoding == f"html, {told}"


@pytest.mark.parametrize(
    "data", [bytes(range(256)), b"\x00" * 50, b"\xff\xd8\xff\xe0" + bytes(200), b"\x80" * 30]
)
def test_bytes_that_are_no_text(data: bytes) -> None:
    with pytest.raises(BadInput, match=r"^r\.bin: not a text in UTF-8, UTF-16, GB18030 or Big5; save it as"):
        decode(data, "r.bin")


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_give_a_text_or_one_reason(data: bytes) -> None:
    try:
        text, encoding = decode(data, "r.txt")
    except BadInput as e:
        assert "\n" not in str(e)
    else:
        assert text.strip()
        assert encoding in {*ENCODINGS.values(), "big5-hkscs"}
