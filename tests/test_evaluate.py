"""kg.evaluate against the contract's own scorer, on gold with seeded damage; and the reading of its files."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.errors import BadInput
from kg.evaluate import Score, evaluate, gold_files, read_gold, read_rows

SHARED = Path(__file__).parents[2] / "shared"
GOLD, REPORTS = SHARED / "gold", SHARED / "reports"

Rows = list[dict[str, Any]]

# --- Against score.py -------------------------------------------------------------------------------------


def perfect(gold: dict[str, Any]) -> Rows:
    """What an extractor without fault would print."""
    ids = {e["name"]: f"id:{n}" for n, e in enumerate(gold["entities"])}
    rows: Rows = [{"kind": "report", **gold["report"]}]
    for e in gold["entities"]:
        mention = {key: e[key] for key in ("start", "end", "quote")}
        named = {key: e[key] for key in ("type", "subtype", "name", "aliases")}
        rows.append({"kind": "entity", "id": ids[e["name"]], **named, "mentions": [mention]})
    rows += [{"kind": "figure", **f} for f in gold["figures"]]
    rows += [{**r, "kind": "relation", "subject": ids[r["subject"]], "object": ids[r["object"]]}
             for r in gold["relations"]]  # fmt: skip
    return rows


def damaged(gold: dict[str, Any], text: str, seed: int) -> Rows:
    """The perfect rows with seeded damage of every kind that the scorer tells apart."""
    chance = random.Random(seed)
    rate = (0.02, 0.15, 0.4)[seed % 3]
    rows: Rows = []
    for row in perfect(gold):
        if chance.random() < rate:
            continue
        for _ in range(1 + (chance.random() < rate)):
            rows.append(json.loads(json.dumps(row)))
    names = [e["name"] for e in gold["entities"]]
    for row in rows:
        for spoil in (_spoil_span, _spoil_name, _spoil_figure, _spoil_relation, _spoil_report):
            if chance.random() < rate:
                spoil(row, text, names, chance)
    chance.shuffle(rows)
    return rows


def _spoil_span(row: dict[str, Any], text: str, names: list[str], chance: random.Random) -> None:
    for span in row.get("mentions", [row]) if row["kind"] != "report" else []:
        left, right = chance.choice([(-3, 0), (0, 5), (2, 2), (-20, 30), (400, 400), (0, 14)])
        span["start"], span["end"] = max(0, span["start"] + left), min(len(text), span["end"] + right)
        if chance.random() < 0.8:  # else it stays ungrounded
            span["quote"] = text[span["start"] : span["end"]]
    if row["kind"] == "entity" and chance.random() < 0.1:
        row["mentions"] = []


def _spoil_name(row: dict[str, Any], text: str, names: list[str], chance: random.Random) -> None:
    if row["kind"] != "entity":
        return
    how = chance.randrange(7)
    if how == 0 and row["aliases"]:
        row["name"] = chance.choice(row["aliases"])
    elif how == 1:
        row["name"] = f"“{row['name']}” "
    elif how == 2:
        row["aliases"] = [*row["aliases"], chance.choice(names)]
    elif how == 3:
        row["name"], row["aliases"] = "无此名", chance.choice([[], None])
    elif how == 4:
        row["type"] = chance.choice(["Place", "Program", "Organization", "PeopleGroup", "Thing", None])
    elif how == 5:
        row["id"] = chance.choice(["id:0", "id:1", "id:none"])
    else:
        row["name"] = chance.choice(names)


def _spoil_figure(row: dict[str, Any], text: str, names: list[str], chance: random.Random) -> None:
    if row["kind"] != "figure":
        return
    changes: dict[str, list[Any]] = {
        "value": [row["value"] + 1, row["value"] * (1 + 1e-9), str(row["value"]), None, "x"],
        "value_max": [None, row["value"] + 10, 0],
        "unit": ["个", f" {row['unit']}", "％", None],
        "qualifier": ["exact", "over", "", None],
        "measure": ["村", row["measure"][:2], f"《{row['measure']}》", None],
        "about": [*names[:3], None],
        "area": [*names[:2], "全县", None],
        "period": ["2021-05", "2020", 2021, None],
    }
    for key in chance.sample(sorted(changes), 2):
        row[key] = chance.choice(changes[key])
    if chance.random() < 0.2:
        del row[chance.choice(["value_max", "qualifier", "period", "about"])]


def _spoil_relation(row: dict[str, Any], text: str, names: list[str], chance: random.Random) -> None:
    if row["kind"] != "relation":
        return
    how = chance.randrange(4)
    if how == 0:
        row["subject"], row["object"] = row["object"], row["subject"]
    elif how == 1:
        row["predicate"] = chance.choice(["locatedIn", "cooperatesWith", "targets", "holdsPost", "likes"])
    elif how == 2:
        row[chance.choice(["subject", "object"])] = f"id:{chance.randrange(len(names) + 3)}"
    else:
        del row["subject"]


def _spoil_report(row: dict[str, Any], text: str, names: list[str], chance: random.Random) -> None:
    if row["kind"] == "report":
        row["title"] = chance.choice([str(row["title"])[:8], f"《{row['title']}》再", None])
        row["period"] = chance.choice(["2021", 2021, "", None])


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold files stand beside the checkout, in ../shared")
@pytest.mark.parametrize("name", [p.stem for p in sorted(GOLD.glob("*.json"))] or ["no gold"])
def test_equal_to_the_contracts_scorer(name: str, tmp_path: Path) -> None:
    gold = read_gold(GOLD / f"{name}.json")
    report = REPORTS / gold["doc"]
    text = report.read_bytes().decode("utf-8-sig")
    predictions = [perfect(gold), [], *(damaged(gold, text, seed) for seed in range(12))]
    seen = []
    for number, rows in enumerate(predictions):
        file = tmp_path / f"{number}.jsonl"
        file.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
        score = evaluate(gold, text, read_rows(file))
        command = [sys.executable, str(GOLD / "score.py"), str(GOLD / f"{name}.json"), str(report), str(file)]
        told = subprocess.run([*command, "--json", "--misses"], capture_output=True, text=True, check=True,
                              encoding="utf-8", env={"PYTHONIOENCODING": "utf-8"}).stdout  # fmt: skip
        numbers, _, lists = told.partition("\n")
        assert score.as_dict() == json.loads(numbers), f"prediction {number}"
        assert _blocks(score) == lists, f"prediction {number}"
        seen.append(score.entities["all"].f1)
    assert seen[0] == 1.0 and seen[1] == 0.0 and min(seen[2:]) < 0.9, "the damage must show"


def _blocks(score: Score) -> str:
    """The lists as score.py prints them below its numbers."""
    shown = ((title, "\n  ".join(items)) for title, items in score.lists.items() if items)
    return "".join(f"\n{title}:\n  {items}\n" for title, items in shown)


# --- Files ------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    for name in ("b.json", "a.json", "notes.md"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    yield tmp_path


def test_gold_files(folder: Path) -> None:
    assert [p.name for p in gold_files(folder)] == ["a.json", "b.json"]
    assert gold_files(folder / "notes.md") == [folder / "notes.md"]
    (folder / "empty").mkdir()
    with pytest.raises(BadInput, match=r"empty: no gold file \(\*\.json\) in this folder"):
        gold_files(folder / "empty")
    with pytest.raises(BadInput, match=r"none\.json: no such file or folder"):
        gold_files(folder / "none.json")


def one_line(error: pytest.ExceptionInfo[BadInput]) -> str:
    assert "\n" not in str(error.value)
    return str(error.value)


SPAN = {"start": 0, "end": 3, "quote": "太白县"}
COUNTY = {"type": "Place", "name": "太白县", "aliases": [], "optional": False}
TOLD = ("value", "value_max", "unit", "qualifier", "measure", "about", "area", "period")
FIGURE = {**SPAN, **dict.fromkeys(TOLD)}
GOOD = {
    "doc": "a.txt",
    "report": {},
    "entities": [COUNTY],
    "figures": [FIGURE],
    "relations": [{"subject": "a", "predicate": "b", "object": "c"}],
}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{\n"doc": }', ":2: not JSON: Expecting value"),
        (b"\xff\xfe", ": not UTF-8 at byte 0"),
        ([], ": a gold file must be one JSON object"),
        ({}, ": doc: must be there and be a string"),
        ({**GOOD, "report": []}, ": report: must be there and be an object"),
        ({**GOOD, "entities": {}}, ": entities: must be there and be a list"),
        ({**GOOD, "entities": [COUNTY, "太白县"]}, ": entities[1]: must be an object"),
        ({**GOOD, "entities": [COUNTY | {"aliases": "全县"}]}, ": entities[0].aliases: must be a list"),
        ({**GOOD, "figures": [{**FIGURE, "start": "1"}]}, ": figures[0].start: must be a whole number"),
        ({**GOOD, "relations": [{"subject": "a"}]}, ": relations[0]: no predicate"),
    ],
)
def test_bad_gold(content: object, why: str, tmp_path: Path) -> None:
    file = tmp_path / "g.json"
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    with pytest.raises(BadInput) as error:
        read_gold(file)
    assert one_line(error) == f"{file}{why}"


def test_good_gold(tmp_path: Path) -> None:
    file = tmp_path / "g.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode())
    assert read_gold(file) == GOOD
    with pytest.raises(BadInput, match=r"none\.json: No such file"):
        read_gold(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", ":3: not JSON: Expecting property name"),
        ("[]", ":3: kind must be report, entity, figure or relation"),
        ('{"kind": "event"}', ":3: kind must be report, entity, figure or relation"),
        ('{"kind": "entity", "aliases": "全县"}', ":3: aliases must be a list"),
        ('{"kind": "entity", "mentions": {}}', None),  # as good as none
        ('{"kind": "entity", "mentions": {"start": 1}}', ":3: mentions must be a list"),
        ('{"kind": "entity", "mentions": [3]}', ":3: each of mentions must be an object"),
        ('{"kind": "relation", "subject": ["a"]}', ":3: subject must be a string"),
    ],
)
def test_rows_files(line: str, why: str | None, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(f'{{"kind": "report", "title": "甲\u2028乙"}}\n \n{line}\n', encoding="utf-8")
    if why is None:
        assert len(read_rows(file)) == 2
        return
    with pytest.raises(BadInput) as error:
        read_rows(file)
    assert one_line(error).startswith(f"{file}{why}")


def test_rows_file_not_readable(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.jsonl: No such file"):
        read_rows(tmp_path / "none.jsonl")
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff")
    with pytest.raises(BadInput, match=r"bytes\.jsonl: not UTF-8 at byte 0"):
        read_rows(tmp_path / "bytes.jsonl")


def test_the_command_finds_texts_beside_their_gold() -> None:
    gold = Path(__file__).parent / "gold"
    result = CliRunner().invoke(main, ["evaluate", str(gold), "--json"])
    assert result.exit_code == 0, result.output
    scores = [json.loads(line) for line in result.output.splitlines()]
    assert len(scores) == len(list(gold.glob("*.json"))) > 3
    assert {score["ungrounded"] for score in scores} == {0}
