"""Reports of several graphs that publish one text: found by a merge, related, listed, and counted as one source."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from rdflib import PROV, Graph, URIRef

from kg.assemble import assemble
from kg.identifiers import digest
from kg.merge import merge
from kg.ontology import KG
from kg.query import ask
from kg.questions import question
from kg.store import load_files, turtle
from merging import COUNTY, HEAD, ID, content, figure, place, put, rows_of
from texts import facts

TEXT = """来源：{publisher} 发布时间：{day}

今年以来，眉县县委组织部印发《眉县村级治理实施方案》，成立由县委书记任组长的基层治理工作领导小组。
眉县首善街道岭北村投资{money}余万元，新建文化广场{squares}处，人均增收{gain}元。
眉县槐芽镇柳林村建成大棚{houses}座，流转土地{land}亩，带动农户{homes}户。
眉县横渠镇豆家堡村安装路灯{lamps}盏，硬化道路{roads}公里，选派驻村工作队员{members}名。
{more}
"""
FIRST = {
    "publisher": "眉县先锋网", "day": "2023-02-03 09:15", "money": 120, "squares": 3, "gain": 800, "houses": 45,
    "land": 1260, "homes": 312, "lamps": 96, "roads": 7, "members": 28, "more": "",
}  # fmt: skip
REPOST = {"publisher": "宝鸡先锋网", "day": "2023-02-05 10:00"}
OTHER_YEAR = {
    "day": "2024-02-01 08:00",
    "money": 150,
    "squares": 5,
    "gain": 950,
    "houses": 61,
    "land": 1480,
    "homes": 377,
}
OTHER_YEAR |= {"lamps": 130, "roads": 11, "members": 31}
HEADING = "眉县：基层治理跑出“加速度”\n"


def report(folder: Path, name: str, heading: str = HEADING, **told: object) -> tuple[Path, URIRef]:
    """The graph of a report, and the report."""
    found = facts(heading + TEXT.format(**FIRST | told))
    return put(folder, name, turtle(assemble([found]))), URIRef(ID + found.report_id)


def related(folder: Path) -> dict[str, set[tuple[URIRef, URIRef]]]:
    """What the merge says of copies."""
    graph = Graph().parse(folder / "graph.ttl")
    return {
        p: set(graph.subject_objects(KG[p])) for p in ("copyOf", "sharesTextWith", "excerptOf", "countedWith")
    }  # type: ignore[misc]


def test_a_repost_in_another_dataset_is_related_listed_and_no_second_witness(tmp_path: Path) -> None:
    (one, first), (two, again) = report(tmp_path, "one"), report(tmp_path, "two", **REPOST)
    merge([one, two], tmp_path / "out", draw=False)
    found = related(tmp_path / "out")
    assert found["copyOf"] == found["countedWith"] == {(again, first)}
    assert found["sharesTextWith"] == {(again, first), (first, again)}
    (row,) = rows_of(tmp_path / "out" / "copies.tsv")
    assert (row["kind"], row["iri_1"], row["iri_2"]) == ("near", str(first), str(again))
    assert (row["publisher_2"], row["published_2"][:10]) == ("宝鸡先锋网", "2023-02-05")
    assert row["original"] == row["counted_with"] == row["report_1"] != row["report_2"]
    kinds = [r["kind"] for r in rows_of(tmp_path / "out" / "conflicts.tsv")]
    assert "agreement" not in kinds
    graph = Graph().parse(tmp_path / "out" / "graph.ttl")  # nothing is taken out
    assert set(graph.objects(None, KG.inReport)) >= {first, again}


def test_a_number_that_was_corrected_is_told_and_contradicts(tmp_path: Path) -> None:
    (one, first), (two, again) = report(tmp_path, "one"), report(tmp_path, "two", **REPOST, lamps=69)
    merge([one, two], tmp_path / "out", draw=False)
    assert related(tmp_path / "out")["countedWith"] == {(again, first)}
    (row,) = rows_of(tmp_path / "out" / "copies.tsv")
    assert "96盏" in row["differs"] and "69盏" in row["differs"]
    assert [r["kind"] for r in rows_of(tmp_path / "out" / "conflicts.tsv")].count("conflict") == 1


@pytest.mark.parametrize(
    "told", [OTHER_YEAR, {"lamps": 130, "roads": 11, "members": 31, "homes": 377}], ids=["all", "some"]
)
def test_a_form_with_other_figures_is_no_copy(tmp_path: Path, told: dict[str, object]) -> None:
    files = [report(tmp_path, "one")[0], report(tmp_path, "two", **told)[0]]
    merge(files, tmp_path / "out", draw=False)
    assert not any(related(tmp_path / "out").values())
    assert not (tmp_path / "out" / "copies.tsv").exists()


def test_a_form_of_another_county_is_no_copy(tmp_path: Path) -> None:
    names = {
        "眉县": "太白县",
        "首善街道": "咀头镇",
        "岭北村": "塘口村",
        "槐芽镇": "桃川镇",
        "柳林村": "白云村",
    }
    names |= {"横渠镇": "鹦鸽镇", "豆家堡村": "瓦窑坡村"}
    words = HEADING + TEXT.format(**FIRST)
    for ours, theirs in names.items():
        words = words.replace(ours, theirs)
    two = put(tmp_path, "two", turtle(assemble([facts(words)])))
    merge([report(tmp_path, "one")[0], two], tmp_path / "out", draw=False)
    assert not any(related(tmp_path / "out").values())


def test_an_excerpt_in_another_dataset(tmp_path: Path) -> None:
    more = "\n".join(
        f"眉县汤峪镇上王村种植猕猴桃{n}37亩，收入{n}52万元，培训果农{n}11人次，建成冷库{n}8座。"
        for n in range(1, 6)
    )
    (one, whole), (two, part) = report(tmp_path, "one", more=more), report(tmp_path, "two", **REPOST)
    merge([one, two], tmp_path / "out", draw=False)
    found = related(tmp_path / "out")
    assert found["excerptOf"] == found["countedWith"] == {(part, whole)}


def test_equal_sums_of_reports_with_other_names(tmp_path: Path) -> None:
    county = place(COUNTY, "County", "太白县", code="610331")
    one, two = (f"<{ID}report_{digest(name)}>" for name in ("甲", "乙"))
    files = [
        put(
            tmp_path,
            name,
            HEAD + county + figure(name, COUNTY, "39630") + f'{iri} schema:sha256 "{"a" * 64}" .\n',
        )
        for name, iri in (("甲", one), ("乙", two))
    ]
    merge(files, tmp_path / "out", draw=False)
    assert [r["kind"] for r in rows_of(tmp_path / "out" / "copies.tsv")] == ["exact"]
    assert rows_of(tmp_path / "out" / "conflicts.tsv") == []


def test_short_reports_with_one_figure_are_not_judged_by_it(tmp_path: Path) -> None:
    county = place(COUNTY, "County", "太白县", code="610331")
    files = [put(tmp_path, n, HEAD + county + figure(n, COUNTY, "39630")) for n in ("甲", "乙")]
    merge(files, tmp_path / "out", draw=False)
    assert [r["kind"] for r in rows_of(tmp_path / "out" / "conflicts.tsv")] == ["agreement"]
    assert not (tmp_path / "out" / "copies.tsv").exists()


def test_the_order_and_grouping_of_inputs_do_not_matter(tmp_path: Path) -> None:
    told = ({}, REPOST, {**REPOST, "publisher": "陕西先锋网", "lamps": 69}, OTHER_YEAR)
    files = [report(tmp_path, str(n), **one)[0] for n, one in enumerate(told)]  # type: ignore[arg-type]
    merge(files, tmp_path / "all", draw=False)
    whole = content(tmp_path / "all")
    assert (tmp_path / "all" / "copies.tsv").is_file()
    for number, order in enumerate(list(permutations(files))[1::5]):
        merge(order, tmp_path / f"order{number}", draw=False)
        assert content(tmp_path / f"order{number}") == whole
    merge(files[:2], tmp_path / "left", draw=False)
    merge(files[2:], tmp_path / "right", draw=False)
    merge([tmp_path / "right", tmp_path / "left"], tmp_path / "both", draw=False)
    merge([tmp_path / "both", tmp_path / "all"], tmp_path / "again", draw=False)
    merge([tmp_path / "all"], tmp_path / "all", draw=False)
    for name in ("both", "again", "all"):
        assert content(tmp_path / name) == whole
        assert (tmp_path / name / "copies.tsv").read_bytes() == (
            tmp_path / "order0" / "copies.tsv"
        ).read_bytes()


def test_copies_table_goes_when_there_are_no_copies_any_more(tmp_path: Path) -> None:
    one, two = report(tmp_path, "one")[0], report(tmp_path, "two", **REPOST)[0]
    merge([one, two], tmp_path / "out", draw=False)
    merge([one], tmp_path / "out", draw=False)
    assert not (tmp_path / "out" / "copies.tsv").exists()


def test_a_group_that_a_build_found_is_counted_with_a_report_of_another_one(tmp_path: Path) -> None:
    """Of a dataset 乙 is counted with 甲; 丙 of another dataset came first, so all three are counted with 丙."""
    (one, first), (two, again) = report(tmp_path, "one"), report(tmp_path, "two", **REPOST)
    three, earliest = report(tmp_path, "three", publisher="陕西先锋网", day="2023-01-20 08:00")
    told = f"<{again}> <{KG.countedWith}> <{first}> ; <{KG.sharesTextWith}> <{first}> .\n"
    two.write_text(two.read_text(encoding="utf-8") + told, encoding="utf-8")
    merge([one, two, three], tmp_path / "out", draw=False)
    found = related(tmp_path / "out")
    assert found["countedWith"] >= {(first, earliest), (again, earliest), (again, first)}
    assert (first, earliest) in found["copyOf"]
    store = load_files([tmp_path / "out" / "graph.ttl"])
    answer = ask(store, question("independent-sources").sparql({}))
    names = [str(n).lstrip("?") for n in answer.variables]
    counts = {
        (int(r[names.index("sources")].value), int(r[names.index("publications")].value)) for r in answer.rows
    }  # type: ignore[union-attr]
    assert counts == {(1, 3)}
    graph = Graph().parse(tmp_path / "out" / "graph.ttl")
    assert (first, PROV.wasDerivedFrom, earliest) in graph
    assert "agreement" not in [r["kind"] for r in rows_of(tmp_path / "out" / "conflicts.tsv")]
