"""Each rule of kg.evaluate on a small table of its own."""

import hashlib
from typing import Any

import pytest

from kg.errors import BadInput
from kg.evaluate import Counts, Score, evaluate, render

Rows = list[dict[str, Any]]

TEXT = "太白县委组织部印发《方案》，太白县现任和离任村干部905名，最高达40~60元。太白县与眉县合作开展研学。"


def entity(type_: str, name: str, *aliases: str, optional: bool = False) -> dict[str, Any]:
    return {"type": type_, "name": name, "aliases": list(aliases), "optional": optional}


def figure(quote: str, value: Any, unit: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(quote)
    told = {"value": value, "value_max": None, "unit": unit, "qualifier": "exact", "measure": "村干部"}
    where = {"about": None, "area": None, "period": None, "start": start, "end": start + len(quote)}
    return {"kind": "figure", **told, **where, "quote": quote, **more}


def relation(subject: str, predicate: str, object_: str, quote: str) -> dict[str, Any]:
    start = TEXT.index(quote)
    ends = {"subject": subject, "predicate": predicate, "object": object_}
    return {"kind": "relation", **ends, "start": start, "end": start + len(quote), "quote": quote}


def row(id_: str, type_: str, name: str, *aliases: str, quote: str = "太白县") -> dict[str, Any]:
    start = TEXT.index(quote)
    mention = {"start": start, "end": start + len(quote), "quote": quote}
    named = {"type": type_, "name": name, "aliases": list(aliases), "mentions": [mention]}
    return {"kind": "entity", "id": id_, **named}


def score(rows: Rows, **gold: Any) -> Score:
    empty: dict[str, Any] = {"doc": "a.txt", "report": {}, "entities": [], "figures": [], "relations": []}
    return evaluate({**empty, **gold}, TEXT, rows)


COUNTY = entity("Place", "太白县", "全县")
OFFICE = entity("Organization", "太白县委组织部", "县委组织部")
PLAN = entity("Document", "《方案》")
OTHER = entity("Place", "眉县", optional=True)


ENTITY_RULES: dict[str, Any] = {
    "by name": ([COUNTY], [row("a", "Place", "太白县")], (1, 0, 0)),
    "by alias": ([COUNTY], [row("a", "Place", "某县", "全县")], (1, 0, 0)),
    "wrong type": ([COUNTY], [row("a", "Organization", "太白县")], (0, 1, 1)),
    "unknown type": ([COUNTY], [row("a", "County", "太白县")], (0, 1, 1)),
    "missed": ([COUNTY], [], (0, 0, 1)),
    "a second row for one entity is an extra": (
        [COUNTY],
        [row("a", "Place", "太白县"), row("b", "Place", "全县")],
        (1, 1, 0),
    ),
    "optional and absent": ([OTHER], [], (0, 0, 0)),
    "optional and given": ([OTHER], [row("a", "Place", "眉县")], (0, 0, 0)),
    "optional and given twice": ([OTHER], [row("a", "Place", "眉县")] * 2, (0, 1, 0)),
    "title marks and spaces": ([PLAN], [row("a", "Document", "方 案")], (1, 0, 0)),
    "half width": ([entity("Program", "“1+N”")], [row("a", "Program", "１＋N")], (1, 0, 0)),
    "the longest name chooses first": (
        [entity("Place", "太白"), COUNTY],
        [row("a", "Place", "太白"), row("b", "Place", "太白县", "太白")],
        (2, 0, 0),
    ),
    "a main name weighs more than a free entity": (
        [entity("Place", "太白县", "我县"), entity("Place", "我县城", "太白县")],
        [row("a", "Place", "太白县"), row("b", "Place", "太白县")],
        (1, 1, 1),
    ),
    "among equals a free one wins": (
        [entity("Place", "甲", "太白县"), entity("Place", "乙", "太白县")],
        [row("a", "Place", "太白县"), row("b", "Place", "太白县")],
        (2, 0, 0),
    ),
}


@pytest.mark.parametrize("rule", ENTITY_RULES)
def test_entities(rule: str) -> None:
    gold, rows, expected = ENTITY_RULES[rule]
    found = score(rows, entities=gold)
    assert found.entities["all"] == Counts(*expected)
    assert [len(found.lists[f"entities {side}"]) for side in ("extra", "missed")] == list(expected[1:])


def test_entities_by_type() -> None:
    rows = [row("a", "Place", "太白县"), row("b", "Thing", "太白县"), row("c", "Place", "眉县")]
    found = score(rows, entities=[COUNTY, OFFICE, OTHER])
    assert list(found.entities) == ["all", "Organization", "Place"]
    assert list(found.entities.values()) == [Counts(1, 1, 1), Counts(0, 0, 1), Counts(1, 0, 0)]
    assert found.lists["entities extra"] == ("Thing 太白县 (unknown type)",)


def test_entity_extras_name_what_they_repeat() -> None:
    rows = [row("a", "Place", "太白县"), row("b", "Place", "全县")]
    assert score(rows, entities=[COUNTY]).lists["entities extra"] == ("Place 全县 (again: 太白县)",)


FIGURE = figure("905名", 905, "名", period="2021", area="太白县", about="村干部")
RANGE = figure("40~60元", 40, "元", value_max=60, qualifier="max")


FIGURE_RULES: dict[str, Any] = {
    "equal": (FIGURE, {}, (1, 0, 0)),
    "a number in a string": (FIGURE, {"value": "905.0"}, (1, 0, 0)),
    "a millionth does not count": (FIGURE, {"value": 905.0000001}, (1, 0, 0)),
    "another value": (FIGURE, {"value": 906}, (0, 1, 1)),
    "no number": (FIGURE, {"value": "很多"}, (0, 1, 1)),
    "too large for a float": (FIGURE, {"value": 10**400}, (0, 1, 1)),
    "an upper value too many": (FIGURE, {"value_max": 905}, (0, 1, 1)),
    "range": (RANGE, {}, (1, 0, 0)),
    "a range without its upper value": (RANGE, {"value_max": None}, (0, 1, 1)),
    "another unit": (FIGURE, {"unit": "人"}, (0, 1, 1)),
    "marks in a unit do not count": (FIGURE, {"unit": " “名”"}, (1, 0, 0)),
    "scored apart": (FIGURE, {"qualifier": "over", "period": None}, (1, 0, 0)),
    "optional and given": ({**FIGURE, "optional": True}, {}, (0, 0, 0)),
    "optional and wrong": ({**FIGURE, "optional": True}, {"value": 1}, (0, 1, 0)),
}


@pytest.mark.parametrize("rule", FIGURE_RULES)
def test_figures(rule: str) -> None:
    want, change, expected = FIGURE_RULES[rule]
    found = score([{**want, **change}], figures=[want])
    assert found.figures == Counts(*expected)
    assert [len(found.lists[f"figures {side}"]) for side in ("extra", "missed")] == list(expected[1:])


@pytest.mark.parametrize(
    ("quote", "right"),
    [
        ("905", 1),
        ("名，最高", 1),
        ("，最高", 0),  # beside it
        ("县现任和离任村干部905名，最高达40~6", 0),  # 21 characters: more than 2 × 4 + 12
        ("县现任和离任村干部905名，最高达40~", 1),
    ],
)
def test_figure_spans(quote: str, right: int) -> None:
    found = score([figure(quote, 905, "名")], figures=[FIGURE])
    assert found.figures == Counts(right, 1 - right, 1 - right)


def test_one_row_serves_one_figure() -> None:
    assert score([FIGURE], figures=[FIGURE, FIGURE]).figures == Counts(1, 0, 1)
    assert score([FIGURE, FIGURE], figures=[FIGURE]).figures == Counts(1, 1, 0)
    assert score([FIGURE], figures=[FIGURE, FIGURE]).lists["figures missed"] == ("905名 = 905 名",)


@pytest.mark.parametrize(
    ("key", "given", "share"),
    [
        ("qualifier", None, 1.0),  # none told is exact
        ("qualifier", "over", 0.0),
        ("period", "2021-06-30", 1.0),  # the year decides
        ("period", 2021, 1.0),
        ("period", None, 0.0),
        ("area", "全县", 1.0),  # an alias of the same place
        ("area", "眉县", 0.0),
        ("area", None, 0.0),
        ("measure", "干部", 1.0),  # two of three characters
        ("measure", "干", 0.0),
        ("measure", None, 0.0),
        ("about", "《村干部》", 1.0),
        ("about", "村官", 1.0),
        ("about", "全县", 0.0),
    ],
)
def test_figure_attributes(key: str, given: Any, share: float) -> None:
    people = entity("PeopleGroup", "村干部", "村官")
    found = score([{**FIGURE, key: given}], figures=[FIGURE], entities=[COUNTY, people])
    assert found.attributes == dict.fromkeys(("qualifier", "period", "area", "measure", "about"), 1) | {
        key: share
    }


def test_about_is_not_judged_where_the_gold_file_leaves_it_open() -> None:
    assert "about" not in score([RANGE], figures=[RANGE]).attributes
    assert score([], figures=[RANGE]).attributes == {}


A, B, C = row("a", "Place", "太白县"), row("b", "Organization", "县委组织部"), row("c", "Document", "方案")
D = row("d", "Place", "眉县", quote="眉县")
ENTITIES = [COUNTY, OFFICE, PLAN, OTHER]
ISSUES = relation("太白县委组织部", "issues", "《方案》", "太白县委组织部印发《方案》")
WITH = relation("太白县", "cooperatesWith", "太白县委组织部", "太白县与眉县合作")
NEAR = relation("太白县", "locatedIn", "眉县", "太白县与眉县合作")


RELATION_RULES: dict[str, Any] = {
    "found": ([ISSUES], [{**ISSUES, "subject": "b", "object": "c"}], (1, 0, 0)),
    "said twice": ([ISSUES], [{**ISSUES, "subject": "b", "object": "c"}] * 2, (1, 0, 0)),
    "turned about": ([ISSUES], [{**ISSUES, "subject": "c", "object": "b"}], (0, 1, 1)),
    "no such row": ([ISSUES], [{**ISSUES, "subject": "b", "object": "x"}], (0, 1, 1)),
    "quote names no end": ([ISSUES], [relation("b", "issues", "c", "研学")], (0, 1, 1)),
    "quote names one end": ([ISSUES], [relation("b", "issues", "c", "方案")], (1, 0, 0)),
    "a predicate not used": ([ISSUES], [relation("b", "likes", "c", "方案")], (0, 0, 1)),
    "symmetric": ([WITH], [{**WITH, "subject": "b", "object": "a"}], (1, 0, 0)),
    "an optional end is not missed": ([NEAR], [], (0, 0, 0)),
    "nor scored": ([NEAR], [{**NEAR, "subject": "a", "object": "d"}], (0, 0, 0)),
    "optional, and wrong": ([ISSUES], [relation("b", "issues", "d", "眉县")], (0, 0, 1)),
}


@pytest.mark.parametrize("rule", RELATION_RULES)
def test_relations(rule: str) -> None:
    gold, rows, expected = RELATION_RULES[rule]
    found = score([A, B, C, D, *rows], entities=ENTITIES, relations=gold)
    assert found.relations == Counts(*expected)
    assert [len(found.lists[f"relations {side}"]) for side in ("extra", "missed")] == list(expected[1:])


def test_relation_lists() -> None:
    given = [relation(subject, "issues", "a", "太白县") for subject in ("z", "q")]
    found = score([A, row("z", "Place", "无此县"), *given], entities=ENTITIES, relations=[ISSUES])
    assert found.lists["relations missed"] == ("太白县委组织部 issues 《方案》",)
    assert found.lists["relations extra"] == (
        "?z issues 太白县",
        "issues q a (no such row, or quote names neither end)",
    )


def test_relation_without_predicate() -> None:
    wrong = relation("b", "", "c", "方案")
    del wrong["predicate"]
    with pytest.raises(BadInput, match="relation b c: its row has no predicate"):
        score([B, C, wrong], entities=ENTITIES, relations=[ISSUES])


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"kind": "entity", "name": "太白县", "type": "Place", "mentions": []}, "entity 太白县: no mention"),
        (
            {**A, "mentions": [*A["mentions"], {"start": 0, "end": 2, "quote": "眉县"}]},
            "entity 太白县: 0:2 '眉县'",
        ),
        ({**FIGURE, "start": 0}, "figure 905名: 0:29 '905名'"),
        ({**FIGURE, "start": None}, "figure 905名: None:29 '905名'"),
        ({**FIGURE, "start": "26"}, "figure 905名: 26:29 '905名'"),
        ({**FIGURE, "end": 9999}, "figure 905名: 25:9999 '905名'"),
        ({**FIGURE, "start": -1, "end": 0, "quote": ""}, "figure : -1:0 ''"),
    ],
)
def test_ungrounded_rows_are_listed_and_not_scored(row: dict[str, Any], why: str) -> None:
    found = score([row], entities=[COUNTY], figures=[FIGURE])
    assert (found.ungrounded, found.lists["ungrounded (not scored)"]) == (1, (why,))
    assert found.entities["all"] == Counts(0, 0, 1)
    assert found.figures == Counts(0, 0, 1)


@pytest.mark.parametrize(
    ("gold", "given", "right", "missed"),
    [
        ({"title": "破题发展"}, {"title": "破题发展迎蝶变"}, 1, []),  # longer than the gold file's
        ({"title": "破题发展"}, {"title": "破题"}, 0, ["title"]),
        ({"title": "一二三四五六七八九十甲"}, {"title": "一二三四五六七八九十乙"}, 1, []),  # ten decide
        ({"published": "2022-01-24T11:23:00+08:00"}, {"published": "2022-01-24"}, 1, []),
        ({"published": "2022-01-24"}, {"published": "2022-01-25"}, 0, ["published"]),
        ({"editor": None, "area": "", "period": "2021"}, {"editor": "魏捷", "period": 2021}, 1, []),
        ({"title": "《“》", "area": "太白县"}, {"title": "《”》"}, 0, ["area", "title"]),  # only marks
        ({"title": "题", "area": "太白县"}, None, 0, ["area", "title"]),
    ],
)
def test_report(gold: dict[str, Any], given: dict[str, Any] | None, right: int, missed: list[str]) -> None:
    rows = [] if given is None else [{"kind": "report", **given}, {"kind": "report", **gold}]
    told = score(rows, report=gold).as_dict()["report"]
    assert told == {"right": right, "of": right + len(missed), "missed": missed}


def test_rates() -> None:
    assert Counts().as_dict() == {"p": 1.0, "r": 1.0, "f1": 1.0, "tp": 0, "fp": 0, "fn": 0}
    assert Counts(0, 1, 1).as_dict() == {"p": 0.0, "r": 0.0, "f1": 0.0, "tp": 0, "fp": 1, "fn": 1}
    assert Counts(2, 1, 1).as_dict() == {"p": 0.6667, "r": 0.6667, "f1": 0.6667, "tp": 2, "fp": 1, "fn": 1}
    assert Counts(1, 0, 2).as_dict() == {"p": 1.0, "r": 0.3333, "f1": 0.5, "tp": 1, "fp": 0, "fn": 2}


def test_another_text() -> None:
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert score([], sha256=digest).doc == "a.txt"
    with pytest.raises(BadInput, match=r"^a\.txt: .*another text"):
        score([], sha256="0" * 64)


def test_render() -> None:
    table = render(score([A, FIGURE], entities=ENTITIES, figures=[FIGURE], report={"title": "题"}))
    assert "report fields 0 of 1 (wrong or absent: title)" in table
    line = next(line for line in table.splitlines() if line.startswith("entities"))
    assert line.split() == ["entities", "1.000", "0.333", "0.500", "1", "0", "2"]
    assert "of the figures found, right: qualifier 1.000" in table
    assert "entities missed (2):\n  Organization 太白县委组织部\n  Document 《方案》\n" in table
    assert "figures missed" not in table
    assert table.endswith("\n") and not table.endswith("\n\n")
