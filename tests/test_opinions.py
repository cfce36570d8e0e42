"""Second opinions: words are found where they stand or dropped, numbers are read again, our own reading stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from rdflib import RDF

from kg.assemble import assemble
from kg.gazetteer import Gazetteer
from kg.model import Entity, Facts, Span
from kg.ontology import KG, annotation_type, class_chain, vocabulary
from kg.opinions import (
    ENTITY_TYPES,
    FIGURE,
    Answer,
    Heard,
    Proposal,
    Sentence,
    joined,
    locate,
    sentences,
)
from kg.pipeline import extract
from kg.segment import segment
from kg.store import annotation_rows, turtle
from kg.validate import validate
from texts import BRIEF, NEWS, source

REPORT = """眉县办好家门口的培训
2022-03-05

眉县槐芽镇开办“云上课堂”，阿依古丽带着云雾谷的乡亲学手艺，培训１８００余人次，发放补助662万元。
云雾谷的茶、云雾谷的菜卖到了外地，唱响“百名干部20场宣讲”。
"""


class Said:
    """An opinion that says what the test tells it to, and keeps what it was asked."""

    rule = "opinion.said"

    def __init__(self, *proposals: Proposal, rule: str = "opinion.said") -> None:
        self.rule, self.proposals = rule, proposals
        self.asked: list[Sentence] = []

    def propose(self, sentences: Sequence[Sentence]) -> Answer:
        self.asked += sentences
        return Answer(self.proposals)


def told(value: str, unit: str, quote: str, sentence: str = "s2", upper: str | None = None) -> Proposal:
    return Proposal(sentence, FIGURE, quote, None, Decimal(value), Decimal(upper) if upper else None, unit)


def read(text: str, *opinions: Any) -> tuple[Facts, Heard]:
    heard: list[Heard] = []
    with Gazetteer() as gazetteer:
        facts = extract(source(text), gazetteer, opinions, heard.append)
    return facts, heard[0]


@pytest.mark.parametrize(
    ("text", "quote", "nth", "places"),
    [
        ("甲村、乙村和甲村", "乙村", None, [(3, 5)]),
        ("甲村、乙村和甲村", "甲村", None, [(0, 2), (6, 8)]),
        ("甲村、乙村和甲村", "甲村", 2, [(6, 8)]),
        ("甲村、乙村和甲村", "甲村", 3, []),
        ("甲村、乙村和甲村", "甲村", 0, []),
        ("甲村、乙村和甲村", "甲村", -1, []),
        ("甲村、乙村和甲村", "丙村", None, []),  # invented
        ("甲村、乙村和甲村", "甲 村", None, []),  # nearly right is wrong
        ("甲村、乙村和甲村", "甲村乙村", None, []),
        ("甲村、乙村和甲村", " 乙村\n", None, [(3, 5)]),
        ("甲村、乙村和甲村", "", None, []),
        ("甲村、乙村和甲村", " ", None, []),
        ("哈哈哈", "哈哈", None, [(0, 2), (1, 3)]),
        ("投资１２％", "12%", None, [(2, 5)]),  # after folding only
        ("12%与１２％", "12%", None, [(0, 3)]),  # the exact words come first
        ("“甲”工程", "「甲」工程", None, [(0, 5)]),
    ],
)
def test_locate(text: str, quote: str, nth: int | None, places: list[tuple[int, int]]) -> None:
    assert locate(text, quote, nth) == tuple(Span(*p) for p in places)


@pytest.mark.parametrize(
    ("proposal", "outcome", "places"),
    [
        (Proposal("s2", "Person", "阿依古丽"), "added", ["阿依古丽"]),
        (Proposal("s3", "Place", "云雾谷"), "added", ["云雾谷", "云雾谷"]),
        (Proposal("s3", "Place", "云雾谷", 2), "added", ["云雾谷"]),
        (Proposal("s3", "Place", "云雾谷", 3), "dropped: words not in the sentence", []),
        (
            Proposal("s3", "Person", "阿依古丽"),
            "dropped: words not in the sentence",
            [],
        ),  # of another sentence
        (Proposal("s2", "Person", "阿依古兰"), "dropped: words not in the sentence", []),  # invented
        (Proposal("s9", "Person", "阿依古丽"), "dropped: no such sentence", []),
        (Proposal("2", "Person", "阿依古丽"), "dropped: no such sentence", []),
        (Proposal("s2", "County", "云雾谷"), "dropped: unknown type", []),
        (Proposal("s2", "", "云雾谷"), "dropped: unknown type", []),
        (Proposal("s2", "Place", "谷"), "dropped: no name", []),
        (Proposal("s2", "Place", "“，"), "dropped: no name", []),
        (Proposal("s2", "Program", "云" * 61), "dropped: no name", []),
        (
            Proposal("s3", "Place", "云雾谷的茶、云雾谷的菜卖到了外地，唱响"),
            "dropped: no name",
            [],
        ),  # a clause
        (Proposal("s2", "Place", "槐芽镇"), "agreed", []),
        (Proposal("s2", "Organization", "槐芽镇"), "differs", []),  # our own type stands
        (Proposal("s2", "Place", "槐芽"), "differs", []),
        (Proposal("s2", "PeopleGroup", "1800余人次"), "differs", []),  # a figure of ours
        (told("1800", "人次", "1800余人次"), "agreed", []),
        (told("6620000", "元", "662万元"), "agreed", []),
        (told("20", "场", "20场", "s3"), "added", ["20场"]),
        (told("0", "场", "0场", "s3"), "differs", []),  # half of a number
        (told("662", "元", "662万元"), "dropped: number not as told", []),
        (told("662", "万元", "662万元"), "dropped: number not as told", []),
        (told("6620000", "人", "662万元"), "dropped: number not as told", []),
        (told("6620000", "元", "662万元", upper="7000000"), "dropped: number not as told", []),
        (told("6620000", "元", "补助662万元"), "dropped: number not as told", []),
        (told("700000", "元", "70万元"), "dropped: words not in the sentence", []),
        (told("3", "名", "三名", "s3"), "dropped: words not in the sentence", []),
        (Proposal("s2", FIGURE, "662万元"), "dropped: number not as told", []),  # no value told
    ],
)
def test_a_proposal_is_grounded_or_counted(proposal: Proposal, outcome: str, places: list[str]) -> None:
    own = annotation_rows(read(REPORT, Said())[0])
    facts, heard = read(REPORT, Said(proposal))
    assert heard.tally == {("opinion.said", "proposed"): 1, ("opinion.said", outcome): max(len(places), 1)}
    new = [row for row in annotation_rows(facts) if row not in own]
    assert [row for row in own if row not in annotation_rows(facts)] == []
    spans = [m for row in new for m in row.get("mentions", [row])]
    assert [m["quote"] for m in spans] == places
    assert all(REPORT[m["start"] : m["end"]] == m["quote"] for m in spans)
    assert all(row["opinions"] == ["opinion.said"] for row in new)
    assert [heard.account()] == [f"opinion.said: {outcome} {max(len(places), 1)}, proposed 1"]


def test_without_an_opinion_nothing_is_asked_or_marked() -> None:
    with Gazetteer() as gazetteer:
        rows = annotation_rows(extract(source(REPORT), gazetteer))
    assert rows == annotation_rows(read(REPORT, Said())[0])
    assert not any("opinions" in row for row in rows)


def test_what_differs_is_told() -> None:
    _, heard = read(REPORT, Said(Proposal("s2", "Organization", "槐芽镇"), Proposal("s2", "Place", "云雾谷")))
    assert [(span.cut(REPORT), rule, type_) for span, rule, type_ in heard.differing] == [
        ("槐芽镇", "opinion.said", "Organization")
    ]


def test_of_overlapping_proposals_the_longer_stands_whatever_their_order() -> None:
    said = [
        Proposal("s2", "Place", "云雾谷"),
        Proposal("s2", "PeopleGroup", "云雾谷的乡亲"),
        Proposal("s2", "Place", "云雾谷"),
    ]
    results = [read(REPORT, Said(*order)) for order in (said, said[::-1])]
    assert turtle(assemble([results[0][0]])) == turtle(assemble([results[1][0]]))
    assert results[0][1].tally == results[1][1].tally
    assert results[0][1].tally["opinion.said", "again"] == 1
    assert [m.name for m in results[0][1].mentions] == ["云雾谷的乡亲"]


def test_an_earlier_opinion_stands_before_a_later_one() -> None:
    first = Said(Proposal("s2", "Person", "阿依古丽"), rule="opinion.first")
    second = Said(
        Proposal("s2", "Place", "阿依古丽"), Proposal("s2", "Person", "阿依古丽"), rule="opinion.second"
    )
    facts, heard = read(REPORT, first, second)
    assert heard.tally["opinion.second", "differs"] == heard.tally["opinion.second", "agreed"] == 1
    assert [e.rules for e in facts.entities if e.name == "阿依古丽"] == [("opinion.first",)]


def test_a_further_mention_of_an_own_entity_keeps_its_name_and_class() -> None:
    own, _ = read(NEWS, Said())
    before = next(e for e in own.entities if e.name == "建水县")
    same = Entity(before.id, "Place", "建水", (), (Span(0, 2),), ("opinion.said",))
    other = Entity("person_x", "Person", "甲乙", (), (Span(2, 4),), ("opinion.said",))
    facts = joined(own, [other, same])
    after = next(e for e in facts.entities if e.id == before.id)
    assert (after.name, after.cls, after.codes) == ("建水县", "County", before.codes)
    assert set(after.aliases) == {*before.aliases, "建水"}
    assert after.mentions == (Span(0, 2), *before.mentions)
    assert set(after.rules) == {*before.rules, "opinion.said"}
    assert [e.mentions[0] for e in facts.entities] == sorted(e.mentions[0] for e in facts.entities)
    assert len(facts.entities) == len(own.entities) + 1


@pytest.mark.parametrize("text", [BRIEF, NEWS, REPORT])
def test_everything_proposed_leaves_a_valid_graph_with_every_own_row(text: str) -> None:
    """An opinion that claims every few words of a report as everything can only add."""
    asked = sentences(segment(source(text)))
    flood = [
        Proposal(s.id, type_, s.text[i : i + n])
        for s, _ in asked
        for i in range(0, len(s.text), 3)
        for n, type_ in zip((2, 3, 4, 5, 6, 7), ENTITY_TYPES, strict=True)
    ]
    own, (facts, heard) = read(text, Said())[0], read(text, Said(*flood))
    assert heard.tally["opinion.said", "added"] > 5
    for kind in ("relations", "figures", "numerals"):
        assert getattr(facts, kind) == getattr(own, kind)
    after = {e.id: e for e in facts.entities}
    for entity in own.entities:
        same = after[entity.id]
        assert (same.name, same.cls, same.codes) == (entity.name, entity.cls, entity.codes)
        assert set(entity.mentions) <= set(same.mentions)
    found = validate(assemble([facts]), {source(text).sha256: text})
    assert found.conforms, found.problems[:3]


def test_an_added_figure_is_measured_by_our_own_rules_and_accounted_for() -> None:
    facts, _ = read(REPORT, Said(told("20", "场", "20场", "s3")))
    (row,) = (r for r in annotation_rows(facts) if "opinions" in r)
    assert (row["value"], row["unit"], row["area"], row["basis"]) == (20, "场", "眉县", "undated")
    told_of = {n.span.cut(REPORT): figure for n, figure in facts.numerals}
    assert told_of["20"].startswith("figure_")
    graph = assemble([facts])
    assert validate(graph, {source(REPORT).sha256: REPORT}).conforms
    assert len(set(graph.subjects(RDF.type, KG.Figure))) == 3


def test_sentences_are_those_of_the_report() -> None:
    asked = sentences(segment(source(BRIEF)))
    assert [s.id for s, _ in asked] == [f"s{n}" for n in range(1, len(asked) + 1)]
    assert all(span.cut(BRIEF) == s.text and "\n" not in s.text for s, span in asked)
    words = "".join(s.text for s, _ in asked)
    assert "责任编辑" in words and "首页" not in words and "上一篇" not in words


def test_types_are_those_of_the_ontology() -> None:
    classes = {c for c in vocabulary().subjects(KG.annotationType) if annotation_type(c)[1] is None}  # type: ignore[arg-type]
    names = {str(c).rsplit("#", 1)[-1] for c in classes if len(class_chain(c)) > 0}  # type: ignore[arg-type]
    assert set(ENTITY_TYPES) <= names
    assert {annotation_type(KG[name])[0] for name in names} == set(ENTITY_TYPES)


def test_schema_and_prompt_know_the_same_types() -> None:
    from importlib import resources

    folder = resources.files("kg") / "opinions"
    schema = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    item = schema["properties"]["proposals"]["items"]
    prompt = (folder / "prompt.txt").read_text(encoding="utf-8")
    assert item["properties"]["type"]["enum"] == [*ENTITY_TYPES, FIGURE]
    assert item["required"] == list(item["properties"])
    assert all(f"- {name}：" in prompt for name in item["properties"]["type"]["enum"])
    assert all(name in prompt for name in item["properties"])
