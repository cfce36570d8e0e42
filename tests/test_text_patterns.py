"""What patterns are made of: the words that a match needs, and the words that a small pattern stands for."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from kg.rulebook import families, rules
from kg.text import needed, spellings

# Small patterns of the kinds that rules are written in, over few characters so that they match often.
_ATOMS = st.sampled_from(
    ["村", "县", "[村县]", "[^村]", r"\d", r"\p{Han}", ".", "^", "(?=村)", "(?<!县)", "(?P<n>村长|县长)"]
)
_PATTERNS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{0,2}", "{1,}", "??", "{1,3}?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=8,
).map(lambda pattern: regex.sub(r"\(\?P<n>", "(?:", pattern))


@given(_PATTERNS, st.text("村县长1,", max_size=12))
def test_every_match_holds_a_word_of_each_set(pattern: str, text: str) -> None:
    for match in regex.finditer(pattern, text):
        assert all(any(word in match[0] for word in words) for words in needed(pattern))


@given(st.lists(_PATTERNS, min_size=2, max_size=3).map("|".join), st.text("村县长1,", max_size=12))
def test_every_match_of_alternatives_holds_a_word(pattern: str, text: str) -> None:
    for match in regex.finditer(pattern, text):
        assert all(any(word in match[0] for word in words) for words in needed(pattern))


@pytest.mark.parametrize(
    ("pattern", "sets"),
    [
        ("成立了?的?", [{"成立", "成立了", "成立的"}]),
        ("(?:成立|组建)(?:县|村)委", [{"成立县", "成立村", "组建县", "组建村"}]),
        (r"\p{Han}{2,3}村(?=民)", [{"村"}]),
        ("(?:成立)?", []),
        ("成立|.", []),
        ("(?!成立)县{2}", [{"县"}]),
        ("[^成]", []),
    ],
)
def test_needed(pattern: str, sets: list[set[str]]) -> None:
    assert [set(words) for words in needed(pattern)][: len(sets) or 1] == sets


@pytest.mark.parametrize("pattern", ["(", "县)", "*", r"(?i)a", r"\1", "(?>县)"])
def test_what_is_not_understood_needs_nothing(pattern: str) -> None:
    assert needed(pattern) == ()


def test_rules_of_relations_need_words() -> None:
    assert "relations" in families()
    assert all(needed(rule.pattern.pattern) for rule in rules("relations"))


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("村", ["村"]),
        ("[村镇]|街道", ["村", "镇", "街道"]),
        ("(?:(村|镇)长|户)主", ["村长主", "镇长主", "户主"]),
        ("县|县", ["县"]),
    ],
)
def test_spellings(pattern: str, words: list[str]) -> None:
    assert list(spellings(pattern)) == words


def test_spellings_of_digits_are_those_of_the_rules() -> None:
    assert all(regex.fullmatch(r"\d", digit) for digit in spellings(r"\d"))
    assert {"0", "9", "٣"} <= set(spellings(r"\d"))


@pytest.mark.parametrize("pattern", ["村?", "(村", "村)", ".", "[^村]", r"\p{Han}"])
def test_spellings_refuse_what_is_no_list(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"bracket|no list"):
        spellings(pattern)
