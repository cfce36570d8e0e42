"""Scores against gold annotations may not fall below those frozen in tests/data/scores.json.

The gold files of the shared folder are used where it exists; the project's own stand beside the scores.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.evaluate import evaluate, read_gold
from kg.gazetteer import Gazetteer
from kg.pipeline import extract
from kg.read import read
from kg.store import annotation_rows

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared"
FROZEN: dict[str, dict[str, Any]] = json.loads((HERE / "data" / "scores.json").read_text(encoding="utf-8"))


def gold_and_text(name: str) -> tuple[Path, Path]:
    own = HERE / "gold" / f"{name}.json"
    if own.is_file():
        return own, HERE / "gold"
    shared = SHARED / "gold" / f"{name}.json"
    if not shared.is_file():
        pytest.skip(f"{name}: the shared gold folder is not here")
    return shared, SHARED / "reports"


@pytest.mark.parametrize("name", sorted(FROZEN))
def test_scores_do_not_fall(name: str) -> None:
    gold_file, folder = gold_and_text(name)
    gold = read_gold(gold_file)
    source = read(folder / gold["doc"])
    with Gazetteer() as gazetteer:
        score = evaluate(gold, source.text, annotation_rows(extract(source, gazetteer))).as_dict()
    assert score["ungrounded"] == 0
    assert score["report"]["right"] >= FROZEN[name]["report"]
    found = {
        "entities": score["entities"]["all"]["f1"],
        "figures": score["figures"]["f1"],
        "relations": score["relations"]["f1"],
        **score["figures"]["attributes"],
    }
    fallen = {k: (v, FROZEN[name][k]) for k, v in found.items() if v < FROZEN[name].get(k, 0)}
    assert not fallen, "lower than frozen (now, frozen)"
