"""Copies between reports: reposts, near-copies and excerpts are found, forms and last year's text are not taken for them."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from functools import cache
from itertools import permutations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import DCTERMS, PROV, Graph

import articles
from kg.assemble import assemble
from kg.copies import (
    Copy,
    Fingerprint,
    body_of,
    copies_table,
    copy_quads,
    copy_triples,
    counted_with,
    find_copies,
    fingerprint,
)
from kg.copies.fingerprint import packed
from kg.gazetteer import Gazetteer
from kg.model import Facts
from kg.ontology import KG, instance
from kg.pipeline import extract
from kg.questions import question
from texts import source


@cache
def facts_of(name: str) -> Facts:
    with Gazetteer() as gazetteer:
        return extract(source(getattr(articles, name), f"{name}.txt"), gazetteer)


def found(*names: str) -> list[Copy]:
    facts = [facts_of(name) for name in names]
    bodies = {f.report_id: body_of(f.document) for f in facts}
    return find_copies([fingerprint(f) for f in facts], bodies.__getitem__)


def only(*names: str) -> Copy:
    (copy,) = found(*names)
    return copy


@pytest.mark.parametrize(
    ("one", "two", "kind"),
    [
        ("ARTICLE", "REPOST", "exact"),  # another header, half-width commas, other line ends
        ("ARTICLE", "EDITED", "near"),  # an editor's line above
        ("ARTICLE", "CORRECTED", "near"),
        ("EDITED", "CORRECTED", "near"),
        ("ARTICLE", "SHORTENED", "contains"),
        ("EDITED", "SHORTENED", "contains"),
        ("WORDS_ONLY", "WORDS_ONLY_REPOST", "exact"),
    ],
)
def test_a_copy_is_found(one: str, two: str, kind: str) -> None:
    copy = only(one, two)
    assert (copy.kind, copy.original) == (kind, facts_of(min(one, two, key=published)).report_id)
    assert only(two, one) == copy


def published(name: str) -> str:
    field = facts_of(name).document.header.published
    return field.value if field else ""


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("ARTICLE", "SIBLING"),  # one form, two counties
        ("ARTICLE", "NEXT_YEAR"),  # last year's words, this year's numbers
        ("ARTICLE", "OTHER"),  # one county, one closing sentence
        ("SHORTENED", "SIBLING"),
        ("SHORTENED", "NEXT_YEAR"),
        ("OTHER", "NEXT_YEAR"),
        ("ARTICLE", "WORDS_ONLY"),
    ],
)
def test_what_is_no_copy(one: str, two: str) -> None:
    assert found(one, two) == []


def test_a_corrected_number_is_named() -> None:
    assert [d for d in only("ARTICLE", "CORRECTED").differs if d.startswith("number")] == [
        "number: 纳劳动力1085人, → 纳劳动力1058人,"
    ]


def test_an_editors_line_is_named() -> None:
    (told,) = only("ARTICLE", "EDITED").differs
    assert told.startswith("sentences only in 2: 1 ") and "编者按" in told


def test_an_excerpt_is_second_whichever_came_first() -> None:
    copy = only("SHORTENED", "ARTICLE")
    assert (copy.one, copy.two) == (facts_of("ARTICLE").report_id, facts_of("SHORTENED").report_id)
    assert copy.similarity > 0.95


def test_of_many_publications_each_is_told_once_with_the_first() -> None:
    names = ("ARTICLE", "REPOST", "EDITED", "CORRECTED", "SIBLING", "NEXT_YEAR", "OTHER")
    first = facts_of("ARTICLE").report_id
    assert {(c.one, c.kind) for c in found(*names)} == {(first, "exact"), (first, "near")}
    assert len(found(*names)) == 3


def test_the_order_of_reports_does_not_matter() -> None:
    names = ("ARTICLE", "REPOST", "SHORTENED", "SIBLING")
    assert len({tuple(found(*order)) for order in permutations(names)}) == 1


def test_the_same_file_twice_is_told_and_is_one_report() -> None:
    one = fingerprint(facts_of("ARTICLE"))
    again = replace(one, file="again.txt")
    (copy,) = find_copies([again, one], {one.report_id: ""}.__getitem__)
    assert (copy.kind, copy.files, copy.original) == ("exact", ("ARTICLE.txt", "again.txt"), "")
    assert list(copy_triples([copy], {})) == []
    table = copies_table([copy], [again, one])
    assert "ARTICLE.txt\tagain.txt\texact\t1.0000\t\tARTICLE.txt" in table


@pytest.mark.parametrize("name", ["ARTICLE", "WORDS_ONLY", "REPOST"])
def test_a_fingerprint_is_kept_as_a_line(name: str) -> None:
    one = fingerprint(facts_of(name))
    line = one.kept()
    assert Fingerprint.of_kept(line) == one and "\n" not in line and line.isascii()


def test_quads_stand_in_the_graph_of_the_report_they_are_said_of() -> None:
    names = ("ARTICLE", "REPOST", "SHORTENED")
    prints = [fingerprint(facts_of(name)) for name in names]
    data = "".join(copy_quads(found(*names), prints))
    quads = list(ox.parse(data.encode(), format=ox.RdfFormat.N_QUADS))
    assert all(q.subject == q.graph_name for q in quads)
    dates = {p.report_id: p.published for p in prints}
    triples = {tuple(map(str, t)) for t in copy_triples(found(*names), dates)}
    assert {(q.subject.value, q.predicate.value, q.object.value) for q in quads} == triples


@pytest.mark.parametrize(("words", "kind"), [("投入{}万元。", "near"), ("投入1万元。", "contains")])
def test_a_book_is_compared_too(words: str, kind: str) -> None:
    bodies = {"report_1": "".join(words.format(n) for n in range(60_000))}
    bodies["report_2"] = bodies["report_1"].replace("投入1万元", "投入2万元", 1)
    prints = [
        Fingerprint(
            id_,
            f"{id_}.txt",
            "",
            "",
            id_,
            b"12345678",
            packed(("投入", n, "万") for n in re.findall(r"\d+", body)),
            "",
        )
        for id_, body in bodies.items()
    ]
    (copy,) = find_copies(prints, bodies.__getitem__)
    assert copy.kind == kind
    assert kind != "near" or "number only in 2: 投入2万" in copy.differs


def test_without_dates_no_original_is_claimed() -> None:
    undated = [articles.ARTICLE.replace(" 发布时间：2022-03-01", ""), "头条\n" + articles.ARTICLE]
    with Gazetteer() as gazetteer:
        facts = [extract(source(text), gazetteer) for text in undated]
    bodies = {f.report_id: body_of(f.document) for f in facts}
    prints = [fingerprint(f) for f in facts]
    assert [p.published for p in prints].count("") >= 1
    (copy,) = find_copies(prints, bodies.__getitem__)
    assert copy.original == ""
    properties = {p for _, p, _ in copy_triples([copy], {})}
    assert KG.copyOf not in properties and KG.sharesTextWith in properties


def graph_of(*names: str) -> Graph:
    """The graph of articles with what is known of their copies."""
    graph = assemble(facts_of(name) for name in names)
    copies = found(*names)
    dates = {facts_of(name).report_id: published(name) for name in names}
    for triple in copy_triples(copies, dates):
        graph.add(triple)
    return graph


def test_the_graph_keeps_both_reports_and_says_what_they_share() -> None:
    graph = graph_of("ARTICLE", "REPOST", "SHORTENED")
    first, repost, part = (instance(facts_of(n).report_id) for n in ("ARTICLE", "REPOST", "SHORTENED"))
    assert (repost, KG.copyOf, first) in graph and (repost, PROV.wasDerivedFrom, first) in graph
    assert (part, KG.excerptOf, first) in graph and (part, DCTERMS.isPartOf, first) in graph
    assert {(s, o) for s, o in graph.subject_objects(KG.countedWith)} == {(repost, first), (part, first)}
    assert all((o, KG.sharesTextWith, s) in graph for s, o in graph.subject_objects(KG.sharesTextWith))
    for name in ("ARTICLE", "REPOST", "SHORTENED"):
        own = assemble([facts_of(name)])
        assert all(triple in graph for triple in own)


def test_a_fact_and_its_repost_are_one_source_with_two_publications() -> None:
    graph = graph_of("ARTICLE", "REPOST", "OTHER")
    rows = {
        (str(r.value), str(r.unit)): (int(r.sources), int(r.publications))
        for r in graph.query(question("independent-sources").sparql())
    }
    assert rows["11", "个"] == (2, 3)  # 11个乡镇: all three say so
    assert rows["1085", "人"] == (1, 2)


def test_the_table_tells_publishers_dates_and_differences() -> None:
    names = ("ARTICLE", "REPOST", "CORRECTED", "SHORTENED")
    text = copies_table(found(*names), [fingerprint(facts_of(n)) for n in names])
    rows = {r["report_2"]: r for r in csv.DictReader(io.StringIO(text), delimiter="\t")}
    assert set(rows) == {"REPOST.txt", "CORRECTED.txt", "SHORTENED.txt"}
    assert rows["REPOST.txt"]["kind"] == "exact" and rows["REPOST.txt"]["publisher_2"] == "西部乡村网"
    assert rows["REPOST.txt"]["published_1"].startswith("2022-03-01")
    assert "1085人" in rows["CORRECTED.txt"]["differs"]
    assert {r["counted_with"] for r in rows.values()} == {"ARTICLE.txt"}


IDS = st.sampled_from([f"report_{n}" for n in range(8)])
PAIRS = st.lists(st.tuples(IDS, IDS).filter(lambda p: p[0] != p[1]), max_size=12)


@given(PAIRS, st.dictionaries(IDS, st.sampled_from(["", "2021", "2022-01-03", "2022-05"])))
def test_those_joined_by_copies_are_counted_with_one_that_is_the_earliest(
    pairs: list[tuple[str, str]], dates: dict[str, str]
) -> None:
    firsts = counted_with([Copy(a, b, "near", 1.0, "", ()) for a, b in pairs], dates)
    assert set(firsts) == {id_ for pair in pairs for id_ in pair}
    assert all(firsts[a] == firsts[b] for a, b in pairs)
    for id_, first in firsts.items():
        assert firsts[first] == first
        assert (dates.get(first) or "~", first) <= (dates.get(id_) or "~", id_)


LINES = [line for line in articles.ARTICLE.split("\n\n", 1)[1].splitlines() if line]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 9_999), min_size=8, max_size=8, unique=True), st.integers(3, 8))
def test_a_form_with_other_numbers_is_no_copy_and_any_part_of_it_is(numbers: list[int], size: int) -> None:
    def facts(lines: list[str], name: str) -> Facts:
        head = f"清河县工作\n来源：{name} 发布时间：2022-03-01\n\n"
        text = head + "\n".join(lines) + "\n"
        with Gazetteer() as gazetteer:
            return extract(source(text, name), gazetteer)

    form = [
        f"第{n}项工作稳步推进，白马镇投入{{}}万元，受益群众{{}}户，成效明显。" for n in "一二三四五六七八"
    ]
    one = facts([f.format(n, n + 7) for f, n in zip(form, numbers, strict=True)], "甲网")
    other = facts([f.format(n + 20_000, n + 30_007) for f, n in zip(form, numbers, strict=True)], "乙网")
    part = facts([f.format(n, n + 7) for f, n in zip(form, numbers, strict=True)][:size], "丙网")
    bodies = {f.report_id: body_of(f.document) for f in (one, other, part)}
    copies = find_copies([fingerprint(f) for f in (one, other, part)], bodies.__getitem__)
    assert {frozenset((c.one, c.two)) for c in copies} == {frozenset((one.report_id, part.report_id))}
