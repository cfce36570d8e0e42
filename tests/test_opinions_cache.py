"""Kept answers of a model: a rebuild asks nobody, from the endpoint to the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.errors import BadInput
from kg.opinions import Cache, Endpoint
from loopback import ASKED, KEY, REPORT, REQUESTS, ask, guarded, serving

__all__ = ["guarded"]

pytestmark = pytest.mark.usefixtures("guarded")


@pytest.mark.parametrize("scenario", ["right", "schema refused", "fenced", "broken", "huge", "half a pair"])
def test_a_rebuild_asks_nobody(scenario: str, tmp_path: Path) -> None:
    first, stub, _ = ask(scenario, tmp_path, largest=1_000_000)
    kept = {f.name: f.read_bytes() for f in tmp_path.iterdir()}
    assert len(kept) == len(stub.asked)
    assert not any(KEY.encode() in data or stub.url.encode() in data for data in kept.values())
    assert {name.removesuffix(".json") for name in kept} <= set(REQUESTS)
    assert Endpoint("", "stub-1", cache=Cache(tmp_path)).propose(ASKED) == first
    assert {f.name: f.read_bytes() for f in tmp_path.iterdir()} == kept


def test_another_model_or_report_is_another_request(tmp_path: Path) -> None:
    ask("right", tmp_path)
    for model, asked in (("stub-2", ASKED), ("stub-1", ASKED[:1])):
        with pytest.raises(BadInput, match="no kept answer"):
            Endpoint("", model, cache=Cache(tmp_path)).propose(asked)


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda _: b"{", "no kept answer; delete it"),
        (lambda _: b"[]", "no kept answer; delete it"),
        (lambda _: b"\xff", "no kept answer; delete it"),
        (lambda data: data.replace(b'"answer"', b'"guess"'), "no answer to this request"),
        (lambda data: data.replace(b"stub-1", b"stub-2"), "no answer to this request"),
    ],
)
def test_a_damaged_kept_answer(damage: Callable[[bytes], bytes], why: str, tmp_path: Path) -> None:
    ask("right", tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(BadInput, match=why):
        Endpoint("", "stub-1", cache=Cache(tmp_path)).propose(ASKED)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BadInput, match=r"cannot be (?:written|read)"):
        ask("right", tmp_path / "file" / "kept")


def test_extract_with_a_model_and_again_without(tmp_path: Path) -> None:
    report, kept = tmp_path / "report.txt", tmp_path / "kept"
    report.write_text(REPORT, encoding="utf-8")
    command = ["extract", str(report), "--opinion", "model", "--opinion-cache", str(kept)]
    run = partial(CliRunner().invoke, main)
    with serving("wrong and right") as stub:
        first = run(command, env={"KG_MODEL_URL": stub.url, "KG_MODEL": "stub-1", "KG_MODEL_KEY": KEY})
    assert first.exit_code == 0, first.output
    assert stub.headers[0]["Authorization"] == f"Bearer {KEY}"
    added = [r for r in map(json.loads, first.stdout.splitlines()) if "opinions" in r]
    assert [(r["type"], r["name"], r["opinions"]) for r in added] == [
        ("Person", "阿依古丽", ["opinion.model:stub-1"]),
        ("Place", "云雾谷", ["opinion.model:stub-1"]),
    ]
    assert first.stderr == (
        "opinion.model:stub-1: added 4, agreed 2, dropped: item not in the form 1, dropped: no name 1, dropped: no such sentence 1, "
        "dropped: number not as told 1, dropped: unknown type 1, dropped: words not in the sentence 2, proposed 11\n"
    )
    again = run([*command, "--model", "stub-1"])
    assert (again.exit_code, again.stdout) == (0, first.stdout)
    plain = run(["extract", str(report)])
    assert [r for r in map(json.loads, first.stdout.splitlines()) if "opinions" not in r] == [
        json.loads(line) for line in plain.stdout.splitlines()
    ]
    none = run(["extract", str(report), "--opinion", "model", "--model", "stub-1"])
    assert (none.exit_code, none.stdout) == (2, "") and "KG_MODEL_URL" in none.stderr


def test_nothing_is_sent_unless_asked(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(REPORT, encoding="utf-8")
    with serving("nothing") as stub:
        result = CliRunner().invoke(
            main, ["extract", str(report)], env={"KG_MODEL_URL": stub.url, "KG_MODEL": "stub-1"}
        )
    assert (result.exit_code, stub.asked, stub.headers) == (0, [], [])
