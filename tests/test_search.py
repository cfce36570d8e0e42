"""Full-text search: the same texts as CONTAINS finds, in any order of building, whatever stands in them."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answers import SEED, seed_store
from kg.errors import BadInput
from kg.search import Index, build_index, open_index
from test_cli import one_line, run

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@pytest.fixture(scope="module")
def index() -> Index:
    return build_index(seed_store())


def contains(store: ox.Store, words: str) -> set[tuple[str, str, str]]:
    sparql = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX oa: <http://www.w3.org/ns/oa#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?s ?p ?t { VALUES ?p { rdfs:label skos:prefLabel skos:altLabel oa:exact } ?s ?p ?t
        FILTER (CONTAINS(STR(?t), "WORDS")) }"""
    found = store.query(sparql.replace("WORDS", words))
    return {(s.value, p.value, t.value) for s, p, t in found}  # type: ignore[union-attr]


@pytest.mark.parametrize("words", ["村", "干部", "村干部", "太白县", "905名", "没有的词", "县委书记亲自挂帅"])
def test_the_same_texts_as_contains(index: Index, words: str) -> None:
    found = [(h.subject, h.property, h.text) for h in index.search(words, -1)]
    assert len(found) == len(set(found))
    assert set(found) == contains(seed_store(), words)


def labelled(*texts: str) -> Index:
    store = ox.Store()
    for n, text in enumerate(texts):
        store.add(ox.Quad(ox.NamedNode(f"urn:{n}"), ox.NamedNode(LABEL), ox.Literal(text)))
    return build_index(store)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("全县ＧＤＰ增长", "gdp", True),
        ("全县GDP增长", "ＧＤＰ", True),
        ("县委、县政府", "县委、县", True),
        ("县委、县政府", "县委县", False),
        ("县委、县政府", "政府 县委", True),
        ("县委、县政府", "委县", False),
        ("村干部培训", "村培训", False),
        ("㐂村𠮷村", "𠮷", True),
        ("a AND b", "and", True),
        ('说"好"', '"好"', True),
        ("x*y", "x*", True),
        ("xy", "x*", False),
        ("2021年1月", "1月", True),
    ],
)
def test_what_is_found(text: str, words: str, found: bool) -> None:
    assert bool(labelled(text).search(words)) is found


@pytest.mark.parametrize("words", ["", " ", "。，", '"', "*", "()"])
def test_nothing_to_look_for(words: str) -> None:
    with pytest.raises(BadInput, match="at least one letter"):
        labelled("村").search(words)


@given(st.text("县委村村、 ab\"*(-'🏠", min_size=1, max_size=12), st.data())
@settings(max_examples=200, deadline=None)
def test_every_part_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    words = text[start : data.draw(st.integers(start + 1, len(text)))]
    if any(c.isalnum() for c in words):
        assert labelled(text, "别的").search(words)[0].text == text


def test_an_index_in_a_file_is_whole_or_absent(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    build_index(seed_store(), path).close()
    assert [f.name for f in tmp_path.iterdir()] == ["index.sqlite"]
    again = open_index(path)
    assert "县委书记亲自挂帅" in {h.text for h in again.search("挂帅")}
    again.close()
    broken = ox.Store()
    with pytest.raises(BadInput, match="no index can be kept there"):
        build_index(broken, tmp_path / "none" / "index.sqlite")


def test_the_command(tmp_path: Path) -> None:
    for store in ([], ["--store", tmp_path / "store"], ["--store", tmp_path / "store"]):
        found = run("query", SEED, "--search", "挂帅", "--with-evidence", *store)
        assert found.returncode == 0, found.stderr
        assert "县委书记亲自挂帅" in found.stdout
    assert len(list((tmp_path / "store").glob("*.sqlite"))) == 1
    cut = run("query", SEED, "--search", "村", "--limit", "2", "--format", "csv")
    assert len(cut.stdout.splitlines()) == 3 and "cut at --limit 2" in cut.stderr
    assert "--search needs GRAPH and no query" in one_line(run("query", SEED, "leaders", "--search", "x"))
    assert "at least one letter" in one_line(run("query", SEED, "--search", "。"))
