"""Gains, losses and changes between annotation files, graphs and folders.

More than 300 lines because its tables of changes show every line that is printed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg.assemble import assemble
from kg.cli import main
from kg.diff import diff, render
from kg.errors import BadGraph, BadInput
from kg.gazetteer import Gazetteer
from kg.pipeline import extract
from kg.store import annotation_rows, jsonl, turtle
from texts import BRIEF, NEWS, facts, source

Rows = list[dict[str, Any]]


def report(file: str = "a.txt", **fields: Any) -> dict[str, Any]:
    return {"kind": "report", "file": file, "title": "通知"} | fields


def entity(
    id_: str, name: str, *aliases: str, type_: str = "Organization", at: int = 0, **more: Any
) -> dict[str, Any]:
    mention = {"start": at, "end": at + len(name), "quote": name}
    told = {"kind": "entity", "id": id_, "type": type_, "subtype": None, "name": name}
    return told | {"aliases": list(aliases), "mentions": [mention]} | more


def figure(start: int, value: float, unit: str = "人", **more: Any) -> dict[str, Any]:
    quote = f"{value}{unit}"
    told = {"kind": "figure", "value": value, "value_max": None, "unit": unit, "qualifier": "exact"}
    place = {"start": start, "end": start + len(quote), "quote": quote}
    return told | {"measure": "培训", "about": None, "area": "甲县", "period": "2022"} | place | more


def relation(subject: str, predicate: str, target: str, start: int = 0) -> dict[str, Any]:
    told = {"kind": "relation", "subject": subject, "predicate": predicate, "object": target}
    return told | {"start": start, "end": start + 4, "quote": "四个字。"}


PARTY, BODY = entity("x:1", "甲县县委", at=3), entity("x:2", "工作专班", "专班", at=20)
BASE: Rows = [report(), PARTY, BODY, figure(30, 905), relation("x:1", "establishes", "x:2", 9)]


def changed(place: int, **more: Any) -> Rows:
    return [row | more if n == place else row for n, row in enumerate(BASE)]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def to(name: str, rows: Rows) -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(jsonl(rows), encoding="utf-8")
        return file

    return to


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (BASE, []),
        (BASE[:1] + BASE[:0:-1], []),  # the order of rows says nothing
        ([{**row, "id": "other", "rule": "other"} if row["kind"] == "figure" else row for row in BASE], []),
        (changed(3, value=905.0), []),
        (changed(3, measure=None), ["~\tfigure\t905人\tmeasure 培训 → 人"]),
        (changed(0, title="通报"), ["~\treport\ta.txt\ttitle 通知 → 通报"]),
        (changed(0, period="2022"), ["~\treport\ta.txt\tperiod ∅ → 2022"]),
        # entities
        (
            [*BASE, entity("x:3", "乙村", type_="Place", at=40)],
            ["+\tentity\tPlace 乙村\tnames=乙村; mentions=40–42"],
        ),
        (
            BASE[:2] + BASE[3:4],
            [
                "-\tentity\tOrganization 工作专班\tnames=专班, 工作专班; mentions=20–24",
                "-\trelation\t甲县县委 establishes 工作专班\tplace=9–13",
            ],
        ),
        (changed(2, aliases=["专班", "领导小组"]), ["~\tentity\tOrganization 工作专班\tnames +领导小组"]),
        (changed(2, subtype="LeadingGroup"), ["~\tentity\tOrganization 工作专班\tsubtype ∅ → LeadingGroup"]),
        (
            changed(2, mentions=[{"start": 50, "end": 54, "quote": "工作专班"}]),
            ["~\tentity\tOrganization 工作专班\tmentions -20–24 +50–54"],
        ),
        (
            changed(2, type="Program"),  # a thing of another type is another thing
            [
                "+\tentity\tProgram 工作专班\tnames=专班, 工作专班; mentions=20–24",
                "-\tentity\tOrganization 工作专班\tnames=专班, 工作专班; mentions=20–24",
            ],
        ),
        (
            # the same names, another one of them as its label: relations are told by labels
            changed(2, name="专班", aliases=["工作专班"]),
            [
                "~\tentity\tOrganization 专班\tname 工作专班 → 专班",
                "+\trelation\t甲县县委 establishes 专班\tplace=9–13",
                "-\trelation\t甲县县委 establishes 工作专班\tplace=9–13",
            ],
        ),
        # figures
        (
            changed(3, value=950, qualifier="over", period="2021"),
            ["~\tfigure\t905人\tvalue 905 → 950; qualifier exact → over; period 2022 → 2021"],
        ),
        (changed(3, unit="名", about="工作专班"), ["~\tfigure\t905人\tunit 人 → 名; about ∅ → 工作专班"]),
        (changed(3, value_max=1000), ["~\tfigure\t905人\tvalue_max ∅ → 1000"]),
        (changed(3, start=28, quote="约 905人"), ["~\tfigure\t约 905人\tplace 30–34 → 28–34"]),
        (
            changed(3, start=60, end=64),
            [
                "-\tfigure\t905人\tplace=30–34; value=905; unit=人; qualifier=exact; measure=培训; area=甲县; period=2022",
                "+\tfigure\t905人\tplace=60–64; value=905; unit=人; qualifier=exact; measure=培训; area=甲县; period=2022",
            ],
        ),
        # relations
        ([*BASE, BASE[4]], ["+\trelation\t甲县县委 establishes 工作专班\tplace=9–13"]),
        (changed(4, start=8), ["~\trelation\t甲县县委 establishes 工作专班\tplace 9–13 → 8–13"]),
        (
            changed(4, predicate="leads"),
            [
                "+\trelation\t甲县县委 leads 工作专班\tplace=9–13",
                "-\trelation\t甲县县委 establishes 工作专班\tplace=9–13",
            ],
        ),
        (
            changed(4, subject="x:9"),  # an id that no entity has
            [
                "-\trelation\t甲县县委 establishes 工作专班\tplace=9–13",
                "+\trelation\tx:9 establishes 工作专班\tplace=9–13",
            ],
        ),
    ],
)
def test_table(rows: Rows, lines: list[str], write: Callable[..., Path]) -> None:
    a, b = write("a.jsonl", BASE), write("b.jsonl", rows)
    found = render(diff(a, b)).splitlines()
    assert sorted(found[1:-1]) == sorted(lines)
    assert found[0] == ("a.txt" if lines else "no difference")
    # The way back tells the same with the signs turned.
    turned = {"+": "-", "-": "+", "~": "~"}
    back = render(diff(b, a)).splitlines()
    assert sorted(line[0] for line in back[1:-1]) == sorted(turned[line[0]] for line in lines)


def test_counts_stand_in_the_last_line(write: Callable[..., Path]) -> None:
    a = write("a.jsonl", BASE)
    b = write("b.jsonl", [*changed(3, value=1), entity("x:3", "乙村"), entity("x:4", "丙村")])
    assert render(diff(a, b)).splitlines()[-1] == "entity +2 -0 ~0, figure +0 -0 ~1"


def test_reports_are_kept_apart(write: Callable[..., Path]) -> None:
    """Ids repeat from report to report; each report is compared with the one of its file name."""
    other = [
        report("b.txt"),
        entity("x:1", "乙县县委"),
        entity("x:2", "乙组"),
        relation("x:1", "leads", "x:2"),
    ]
    a, b = write("a.jsonl", [*BASE, *other]), write("b.jsonl", [*other, *BASE])
    assert diff(a, b).changes == ()
    lines = render(diff(a, write("c.jsonl", BASE))).splitlines()
    assert lines[0] == "b.txt" and lines[-1] == "report +0 -1 ~0, entity +0 -2 ~0, relation +0 -1 ~0"
    assert "-\trelation\t乙县县委 leads 乙组\tplace=0–4" in lines


def test_one_report_under_two_file_names_is_one_report(write: Callable[..., Path]) -> None:
    assert diff(write("a.jsonl", BASE), write("b.jsonl", changed(0, file="copy.txt"))).changes == ()


@pytest.mark.parametrize("text", [BRIEF, NEWS])
def test_annotations_and_graph_of_one_run_state_the_same(text: str, tmp_path: Path) -> None:
    found = facts(text)
    rows, graph, other = tmp_path / "a.jsonl", tmp_path / "g.ttl", tmp_path / "h.ttl"
    rows.write_text(jsonl(annotation_rows(found)), encoding="utf-8")
    graph.write_text(turtle(assemble([found])), encoding="utf-8")
    assert diff(rows, graph).changes == ()
    less = text.replace("60余户", "70余户").replace("326名", "327名")
    other.write_text(turtle(assemble([facts(less)])), encoding="utf-8")
    (change,) = diff(graph, other).changes
    assert (change.kind, change.how, list(change.attributes)) == ("figure", "changed", ["value"])


def test_an_entity_of_several_reports_in_one_graph_is_told_for_each(tmp_path: Path) -> None:
    texts = {"a.txt": "眉县开会\n\n眉县召开会议。\n", "b.txt": "眉县培训\n\n眉县培训5名村干部。\n"}
    with Gazetteer() as gazetteer:
        first, second = (extract(source(text, name), gazetteer) for name, text in texts.items())
    both, one = tmp_path / "both.ttl", tmp_path / "one.ttl"
    both.write_text(turtle(assemble([first, second])), encoding="utf-8")
    one.write_text(turtle(assemble([first])), encoding="utf-8")
    changes = diff(both, one).changes
    assert {(c.report, c.how) for c in changes} == {("b.txt", "lost")}
    assert ("entity", "Place 眉县") in {(c.kind, c.shown) for c in changes}


def test_folders(tmp_path: Path, write: Callable[..., Path]) -> None:
    write("before/one/annotations.jsonl", BASE)
    write("after/one/annotations.jsonl", changed(3, value=906))
    write("before/two.jsonl", BASE)
    write("after/two.jsonl", BASE)
    write("after/three.jsonl", [report("c.txt"), PARTY])
    (tmp_path / "after" / "graph.ttl").write_text(
        "no graph", encoding="utf-8"
    )  # annotations are there: not read
    found = diff(tmp_path / "before", tmp_path / "after")
    assert render(found).splitlines() == [
        "one/annotations.jsonl · a.txt",
        "~\tfigure\t905人\tvalue 905 → 906",
        "three.jsonl · c.txt",
        "+\treport\tc.txt\ttitle=通知",
        "+\tentity\tOrganization 甲县县委\tnames=甲县县委; mentions=3–7",
        "report +1 -0 ~0, entity +1 -0 ~0, figure +0 -0 ~1",
    ]
    assert diff(tmp_path / "before", tmp_path / "before").changes == ()


def test_folders_of_graphs(tmp_path: Path) -> None:
    for name, text in (("before", NEWS), ("after", NEWS.replace("350万元", "360万元"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "graph.ttl").write_text(turtle(assemble([facts(text)])), encoding="utf-8")
    (change,) = diff(tmp_path / "before", tmp_path / "after").changes
    assert change.attributes == {"value": ("3500000", "3600000")}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments)])


def test_command(tmp_path: Path, write: Callable[..., Path]) -> None:
    a, b = write("a.jsonl", BASE), write("b.jsonl", changed(3, value=906))
    same, other = run(a, a), run(a, b)
    assert (same.exit_code, same.stdout) == (0, "no difference\n")
    assert (other.exit_code, other.stdout) == (
        1,
        "a.txt\n~\tfigure\t905人\tvalue 905 → 906\nfigure +0 -0 ~1\n",
    )
    told = run(a, b, "--format", "json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["changes"] == [
        {
            "file": "",
            "report": "a.txt",
            "kind": "figure",
            "how": "changed",
            "what": "905人",
            "attributes": {"value": {"a": "905", "b": "906"}},
        }
    ]
    assert json.loads(told.stdout)["counts"]["figure"] == {"gained": 0, "lost": 0, "changed": 1}
    assert json.loads(run(a, a, "--format", "json").stdout)["changes"] == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "No such file"),
        ("{", "not JSON"),
        ('{"kind": "event"}', "kind must be"),
        ('{"kind": "figure", "value": 3}', "no such row"),
        ('{"kind": "figure", "value": "three", "start": 1, "end": 2}', "no such row"),
        ('{"kind": "entity", "type": "Place"}', "no such row"),
        ('{"kind": "entity", "type": "Place", "name": "甲", "mentions": [{"start": null}]}', "no such row"),
        ('{"kind": "entity", "type": "Place", "name": "甲", "aliases": [["a"]]}', "no such row"),
    ],
)
def test_bad_annotations(content: str | None, why: str, tmp_path: Path, write: Callable[..., Path]) -> None:
    bad = tmp_path / "bad.jsonl"
    if content is not None:
        bad.write_text(content, encoding="utf-8")
    result = run(write("a.jsonl", BASE), bad)
    assert (result.exit_code, result.stdout) == (2, "")
    assert why in result.stderr and "bad.jsonl" in result.stderr and result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("g.ttl", "@prefix : <x> .", "a graph without a report"),
        ("g.ttl", ":a :b", "not readable as turtle"),
        ("g.csv", "", "unknown ending"),
    ],
)
def test_bad_graphs(name: str, content: str, why: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(BadGraph, match=why):
        diff(tmp_path / name, tmp_path / name)


def test_a_figure_without_its_passage(tmp_path: Path) -> None:
    graph = turtle(assemble([facts(NEWS)]))
    broken = tmp_path / "g.ttl"
    broken.write_text(graph.replace("oa:start", "oa:begin"), encoding="utf-8")
    with pytest.raises(BadGraph, match="kg validate"):
        diff(broken, broken)


def test_what_cannot_be_compared(tmp_path: Path, write: Callable[..., Path]) -> None:
    file = write("a.jsonl", BASE)
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="a folder and a file"):
        diff(file, tmp_path / "empty")
    with pytest.raises(BadInput, match=r"no annotation file \(\*\.jsonl\)"):
        diff(tmp_path / "empty", tmp_path / "empty")
    assert run(tmp_path / "empty", tmp_path / "none").exit_code == 2
