"""Figures of two sources side by side, in the table, as RDF and on the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import PROV, RDF, Graph

from kg.identifiers import digest
from kg.merge import merge
from kg.ontology import KG
from merging import COUNTY, HEAD, ID, figure, place, put, rows_of

COMPARED = [
    ({"value": "39630"}, {"value": "39630"}, "agreement"),
    ({"value": "39630"}, {"value": "39000"}, "conflict"),
    ({"value": "2800", "qualifier": "over", "high": "2900"}, {"value": "2843"}, "refinement"),
    ({"value": "2800", "qualifier": "over", "high": "2900"}, {"value": "2900"}, "conflict"),
    ({"value": "50928", "period": "2010"}, {"value": "39630"}, "series"),
    ({"value": "39630"}, {"value": "39630", "measure": "总人口"}, "agreement"),
    ({"value": "39630"}, {"value": "100", "unit": "户"}, "not comparable"),
    ({"value": "39630"}, {"value": "39630", "period": ""}, "not comparable"),
    ({"value": "39630"}, {"value": "39630", "period": "2020-11"}, "not comparable"),
    ({"value": "39630"}, {"value": "30000", "qualifier": "atLeast", "high": ""}, "not comparable"),
]


@pytest.mark.parametrize(("first", "second", "kind"), COMPARED)
def test_how_two_figures_stand_to_each_other(
    tmp_path: Path, first: dict[str, str], second: dict[str, str], kind: str
) -> None:
    county = place(COUNTY, "County", "太白县", code="610331")
    files = [
        put(tmp_path, name, HEAD + county + figure(name, COUNTY, **told))  # type: ignore[arg-type]
        for name, told in (("甲", first), ("乙", second))
    ]
    merge(files, tmp_path / "out")
    rows = rows_of(tmp_path / "out" / "conflicts.tsv")
    assert [r["kind"] for r in rows] == [kind]
    values = {r[f"value_{n}"].split()[0] for r in rows for n in (1, 2)}
    assert values == {first["value"], second["value"]}
    graph = Graph().parse(tmp_path / "out" / "graph.ttl")
    nodes = list(graph.subjects(RDF.type, KG.Comparison))
    assert len(nodes) == (kind != "not comparable")
    for node in nodes:
        assert (node, RDF.type, KG[kind.capitalize()]) in graph
        assert (
            len(set(graph.objects(node, KG.compares)))
            == len(set(graph.objects(node, PROV.wasDerivedFrom)))
            == 2
        )
    page = (tmp_path / "out" / "conflicts.html").read_text(encoding="utf-8")
    assert all(f"{told['value']}{told.get('unit', '人')}" in page for told in (first, second))


def test_markup_in_words_stays_words_on_the_page(tmp_path: Path) -> None:
    text = HEAD + place(COUNTY, "County", "<script>alert(1)</script>", code="610331")
    files = [put(tmp_path, n, text + figure(f"{n}<b>", COUNTY, "5")) for n in "ab"]
    merge(files, tmp_path / "out")
    page = (tmp_path / "out" / "conflicts.html").read_text(encoding="utf-8")
    assert "<script" not in page and "a<b>" not in page and "&lt;script&gt;" in page


@pytest.mark.parametrize(("value", "kinds"), [("39630", []), ("39360", ["conflict"])])
def test_a_repost_agrees_with_nobody_and_may_contradict(tmp_path: Path, value: str, kinds: list[str]) -> None:
    county = place(COUNTY, "County", "太白县", code="610331")
    first, again, other = (f"<{ID}report_{digest(name)}>" for name in ("甲", "乙", "丙"))
    told = {"甲": "39630", "乙": value}
    texts = {name: HEAD + county + figure(name, COUNTY, number) for name, number in told.items()}
    texts["乙"] += f"{again} kg:countedWith {first} .\n"
    files = [put(tmp_path, name, text) for name, text in texts.items()]
    merge(files, tmp_path / "out")
    assert [r["kind"] for r in rows_of(tmp_path / "out" / "conflicts.tsv")] == kinds
    files.append(put(tmp_path, "丙", HEAD + county + figure("丙", COUNTY, "39630")))
    merge(files, tmp_path / "three")
    rows = [r for r in rows_of(tmp_path / "three" / "conflicts.tsv") if r["kind"] == "agreement"]
    assert [{r["source_1"], r["source_2"]} & {other[1:-1]} for r in rows] == [{other[1:-1]}]
