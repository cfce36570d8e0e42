"""What fails at build time goes to quarantine.jsonl with its reasons, not into the graph."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import kg.build.shard
from kg.assemble import assemble
from kg.build import Export, build
from kg.cli import main
from kg.errors import BadInput
from kg.model import Facts, Span
from kg.ontology import instance
from kg.store import read_graph
from kg.validate import validate
from texts import BRIEF, facts, seeds_of_brief


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return seeds_of_brief(tmp_path, "brief")


def spoil(monkeypatch: pytest.MonkeyPatch, change: Callable[[Facts], Facts]) -> None:
    extract = kg.build.shard.extract
    monkeypatch.setattr(kg.build.shard, "extract", lambda *a: change(extract(*a)))


def built(seeds: Path, out: Path) -> Export:
    """The export of the only dataset, without shards of another extraction."""
    (export,) = build(seeds, out, jobs=0, cache=False)
    return export


def text_of(export: Export, name: str) -> str:
    return (export.folder / name).read_text(encoding="utf-8")


def wrong_value(found: Facts) -> Facts:
    id_, figure, about, area = found.figures[0]
    quantity = replace(figure.quantity, value=figure.quantity.value + 1)
    return replace(
        found, figures=((id_, replace(figure, quantity=quantity), about, area), *found.figures[1:])
    )


def wrong_quote(found: Facts) -> Facts:
    relation = replace(found.relations[0], span=Span(0, 2))
    return replace(found, relations=(relation, *found.relations[1:]))


def subject_of_relations(found: Facts) -> str:
    ends = {r.subject for r in found.relations} | {about for _, _, about, _ in found.figures}
    return next(e.id for e in found.entities if e.id in ends and e.id != found.area)


def nameless(found: Facts) -> Facts:
    bad = subject_of_relations(found)
    entities = tuple(replace(e, name="", aliases=()) if e.id == bad else e for e in found.entities)
    return replace(found, entities=entities)


def rows_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "quarantine.jsonl").read_text("utf-8").splitlines()]


CASES = [(wrong_value, "FigureReading"), (wrong_quote, "StatementIdentifier")]


@pytest.mark.parametrize(("change", "check"), CASES)
def test_a_fact_that_fails_is_set_aside(
    seeds: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Facts], Facts],
    check: str,
) -> None:
    spoil(monkeypatch, change)
    export = built(seeds, tmp_path / "out")
    (row,) = rows_of(tmp_path / "out" / "brief")
    assert export.quarantined == 1
    assert check in {r["check"] for r in row["reasons"]}
    assert all(r["zh"] and r["en"] for r in row["reasons"])
    assert row["rules"] and row["row"]["quote"] in BRIEF
    for name in ("graph.ttl", "annotations.jsonl", "numbers.tsv"):
        assert row["id"].rsplit("/")[-1] not in text_of(export, name)
    assert json.loads(text_of(export, "manifest.json"))["validation"]["setAside"] == 1


def test_the_numeral_of_a_figure_set_aside_says_so(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, wrong_value)
    export = built(seeds, tmp_path / "out")
    (row,) = rows_of(tmp_path / "out" / "brief")
    lines = [line.split("\t") for line in text_of(export, "numbers.tsv").splitlines()]
    told = [line for line in lines if line[-1] == "set aside"]
    assert told and all(row["row"]["start"] <= int(line[1]) < row["row"]["end"] for line in told)


def test_what_rests_on_an_entity_goes_with_it(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = facts(BRIEF)
    bad = subject_of_relations(good)
    resting = {r.id for r in good.relations if bad in (r.subject, r.object)}
    resting |= {id_ for id_, _, about, area in good.figures if bad in (about, area)}
    assert resting
    spoil(monkeypatch, nameless)
    export = built(seeds, tmp_path / "out")
    rows = rows_of(tmp_path / "out" / "brief")
    assert {r["id"] for r in rows} == {str(instance(i)) for i in {bad, *resting}}
    graph = read_graph(export.folder / "graph.ttl")
    assert (instance(bad), None, None) not in graph
    assert (None, None, instance(bad)) not in graph


def test_no_file_where_nothing_is_set_aside_and_a_stale_one_goes(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out" / "brief"
    with monkeypatch.context() as during:
        spoil(during, wrong_value)
        built(seeds, tmp_path / "out")
        assert (out / "quarantine.jsonl").is_file()
    export = built(seeds, tmp_path / "out")
    assert export.quarantined == 0
    assert not (out / "quarantine.jsonl").exists()


def test_the_command_says_so_and_ends_with_status_1(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["build", str(seeds), "-o", str(tmp_path / "out"), "-q", "--no-cache", "--jobs", "1"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    spoil(monkeypatch, wrong_value)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert "facts set aside since they do not conform: 1" in result.output
    assert str(tmp_path / "out" / "brief" / "quarantine.jsonl") in result.output
    assert (tmp_path / "out" / "brief" / "graph.ttl").is_file()


def test_what_belongs_to_no_fact_stops_the_build(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_digest(found: Facts) -> Facts:
        source = replace(found.document.source, sha256="0")
        return replace(found, document=replace(found.document, source=source))

    spoil(monkeypatch, without_digest)
    with pytest.raises(BadInput, match="does not conform"):
        built(seeds, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_area_of_a_report_is_not_set_aside(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nameless_area(found: Facts) -> Facts:
        return replace(
            found,
            entities=tuple(
                replace(e, name="", aliases=()) if e.id == found.area else e for e in found.entities
            ),
        )

    assert not validate(assemble([nameless_area(facts(BRIEF))])).conforms
    spoil(monkeypatch, nameless_area)
    with pytest.raises(BadInput, match="does not conform"):
        built(seeds, tmp_path / "out")
