"""Folding, numerals and words: small grammars are checked in full, the rest by laws."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text import Clauses, Finder, fold, parse_number, plain, words

DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A numeral below 10,000 as it is usually written, made another way than it is read."""
    if number < 10:
        return DIGITS[number]
    out, rest = "", number
    for scale, sign in ((1000, "千"), (100, "百"), (10, "十")):
        digit, rest = divmod(rest, scale)
        if digit:
            out += (DIGITS[digit] if (digit, sign) != (1, "十") or out else "") + sign
        elif out and rest and not out.endswith("零"):
            out += "零"
    return out + (DIGITS[rest] if rest else "")


def test_every_numeral_below_ten_thousand() -> None:
    for number in range(10_000):
        assert parse_number(chinese(number)) == number, chinese(number)


@pytest.mark.parametrize(
    ("words_", "value"),
    [
        ("662万", "6620000"),
        ("2.3亿", "230000000"),
        ("1,698", "1698"),
        ("12,345.60", "12345.6"),
        ("一亿二千万", "120000000"),
        ("二万亿", "2000000000000"),
        ("一万二", "12000"),
        ("两千三", "2300"),
        ("三百零五", "305"),
        ("十五万", "150000"),
        ("一点二亿", "120000000"),
        ("二〇二一", "2021"),
        ("壹佰贰拾", "120"),
        ("俩", "2"),
        ("3千", "3000"),
    ],
)
def test_numerals(words_: str, value: str) -> None:
    assert parse_number(words_) == Decimal(value)
    assert str(parse_number(words_)) == value


@pytest.mark.parametrize("words_", ["", "个", "三个", "1万2", "点五点", "12,34"])
def test_no_numerals(words_: str) -> None:
    with pytest.raises(ValueError, match="no numeral"):
        parse_number(words_)


@pytest.mark.parametrize(
    "words_", ["6" * 48, "六" * 5000, "9万亿亿亿亿", "一" + "亿" * 4000, "零点" + "三" * 30, "1" + "亿" * 99]
)
def test_longer_than_a_number(words_: str) -> None:
    with pytest.raises(ValueError, match="than a number"):
        parse_number(words_)


@given(st.decimals(min_value=0, max_value=10**12, places=3, allow_nan=False))
def test_plain_is_shortest_and_equal(value: Decimal) -> None:
    assert plain(value) == value
    assert "E" not in str(plain(value))
    assert plain(plain(value)) == plain(value)


@given(st.text())
def test_fold_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("４０～６０元", "40~60元"),
        ("（１５％）", "(15%)"),
        ("——2021年", "--2021年"),
        ("「两委」", "“两委”"),
        ("㎡", "㎡"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(alphabet=st.sampled_from("召开座谈会五次,。“”A1\n \U00020000太白县"), max_size=40))
def test_words_drop_nothing(text: str) -> None:
    assert "".join(w.text for w in words(text)) == text
    assert all(text[w.start : w.end] == w.text for w in words(text))


@given(
    st.lists(st.text("县委村", min_size=1, max_size=4)),
    st.text("县委村部", max_size=40),
    st.sampled_from([0, 65_530]),
)
def test_a_finder_finds_every_occurrence(listed: list[str], text: str, before: int) -> None:
    text = "部" * before + text
    expected = {
        (n, n + len(word)) for word in listed for n in range(before, len(text)) if text.startswith(word, n)
    }
    found = Finder(listed).all(text)
    assert set(found) == expected
    assert len(found) == len(expected)


@given(st.text("县委召开座谈会,。张明和\n 村均3%", max_size=60))
def test_clauses_have_the_words_of_the_whole_line(text: str) -> None:
    clauses, borders, start = Clauses(text), {0, len(text)}, 0
    for line in text.split("\n"):
        borders |= {start + place for word in words(line) for place in (word.start, word.end)}
        borders |= {start, start + len(line)}
        start += len(line) + 1
    assert {place for place in range(len(text) + 1) if clauses.is_border(place)} == borders
