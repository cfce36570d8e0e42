"""The seed graph with real tables and a neighbour's report: what must be found, and the laws of the merge on these files."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph

from kg.codebook import county_graph
from kg.merge import merge
from kg.ontology import KG, prefixes
from kg.store import turtle
from kg.tabular import import_table, suggest
from merging import COUNTY, HEAD, ID, ROOT, SHARED, built, content, figure, put, rows_of, shared

SEED = ROOT / "exports" / "taibai-2021" / "graph.ttl"
CENSUS, POVERTY = "census_2010_2020_sample.csv", "shaanxi_56_poverty_counties_exit.csv"
# 和平村, 红星村 and 枣园村 are villages of both counties. Made up.
NEIGHBOUR = (
    "眉县2021年党建促乡村振兴工作情况（编写）\n2022-02-01\n"
    "2021年，眉县县委组织部举办培训班，和平村、红星村、枣园村等村参加，培训村干部120人次。\n"
)
NAMED = ("610331102203", "610331100217", "610331104200", "610331104", "610331")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The seed, the divisions of its county, two tables, a report of the next county, and one that contradicts the census."""
    folder = tmp_path_factory.mktemp("inputs")
    shared(CENSUS), shared(POVERTY)
    for name in (CENSUS, POVERTY):
        (folder / name).write_bytes((SHARED / name).read_bytes())
    (folder / f"{CENSUS}-metadata.json").write_text(suggest(folder / CENSUS), encoding="utf-8")
    columns = [
        {"titles": "code_2024", "propertyUrl": "skos:notation"},
        {"titles": "exit_year_assessed", "propertyUrl": "kg:Figure", "schema:unitText": "年"},
    ]
    described = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": POVERTY,
        "dct:title": "陕西省贫困县退出年份",
        "tableSchema": {"columns": columns},
    }
    (folder / f"{POVERTY}-metadata.json").write_text(json.dumps(described), encoding="utf-8")
    told = figure("编写的报道", COUNTY, "45000", period="2020-11-01")
    return [
        SEED,
        put(folder, "codes", turtle(county_graph("610331"))),
        *(
            put(folder, name.split(".")[0], turtle(import_table(folder / name).graph))
            for name in (CENSUS, POVERTY)
        ),
        built(folder, "neighbour", NEIGHBOUR),
        put(folder, "written", HEAD + told),
    ]


@pytest.fixture(scope="module")
def merged(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("merged")
    merge(files, out, draw=False)
    return out


def test_every_county_of_the_poverty_table_is_bound(files: list[Path]) -> None:
    graph = Graph().parse(files[3])
    counties = {str(c) for c in graph.subjects(RDF.type, KG.County)}
    assert len(counties) == len(shared(POVERTY)) == 56
    assert f"{ID}place_610981" in counties  # 旬阳市, which was a county of another code when it left the list
    assert len(set(graph.subjects(RDF.type, KG.Figure))) == 56


def test_what_the_sources_say_together(merged: Path) -> None:
    rows = rows_of(merged / "conflicts.tsv")
    told = {(r["kind"], r["words_1"], r["words_2"]) for r in rows if r["area"] == COUNTY}
    assert ("agreement", "44个", "44 (nbs2023)") in told
    assert ("conflict", "39630", "45000人") in told
    (urban,) = [r for r in rows if (r["area"], r["measure"]) == (COUNTY, "城镇人口")]
    assert (urban["kind"], urban["words_1"], urban["words_2"]) == ("series", "16471", "19220")
    assert (urban["period_1"], urban["period_2"]) == ("2010-11-01", "2020-11-01")


def test_named_places_are_bound_to_their_codes(merged: Path) -> None:
    said: dict[str, set[str]] = {}
    for quad in ox.parse(path=str(merged / "graph.nq")):
        said.setdefault(str(quad.subject), set()).add(str(quad.graph_name))
    for code in NAMED:
        node = f"<{ID}place_{'nbs2023_' if len(code) > 6 else ''}{code}>"
        assert len(said[node] - {f"<{ID}merge>"}) >= 2, code


def test_the_next_county_shares_no_village_of_the_same_name(files: list[Path], merged: Path) -> None:
    neighbour, view = Graph().parse(files[4]), Graph().parse(merged / "graph.ttl")
    codes = prefixes()["codebook"]
    villages = set(neighbour.subjects(RDF.type, KG.Village))
    assert len(villages) == 3
    for village in villages:
        assert not [
            c
            for c in view.objects(village)
            if str(c).startswith("610331") and codes in str(getattr(c, "datatype", ""))
        ]
        assert "610331" not in str(village)
    for row in rows_of(merged / "review.tsv"):
        assert not ({row["subject_id"], row["object_id"]} & set(map(str, villages)))


def test_the_order_of_real_files_does_not_matter(files: list[Path], merged: Path, tmp_path: Path) -> None:
    merge(files[::-1], tmp_path / "out", draw=False)
    assert content(tmp_path / "out") == content(merged)


@pytest.mark.parametrize("cut", [1, 4])
def test_how_real_files_are_grouped_does_not_matter(
    files: list[Path], merged: Path, tmp_path: Path, cut: int
) -> None:
    merge(files[:cut], tmp_path / "first", draw=False)
    merge(files[cut:], tmp_path / "rest", draw=False)
    merge([tmp_path / "first", tmp_path / "rest"], tmp_path / "out", draw=False)
    assert content(tmp_path / "out") == content(merged)


def test_a_merge_of_real_files_with_itself_and_its_parts_is_itself(
    files: list[Path], merged: Path, tmp_path: Path
) -> None:
    merge([merged, *files, merged], tmp_path / "out", draw=False)
    assert content(tmp_path / "out") == content(merged)


def test_every_triple_of_real_files_is_found_again_with_its_source(files: list[Path], merged: Path) -> None:
    found: dict[str, set[str]] = {}
    for quad in ox.parse(path=str(merged / "graph.nq")):
        found.setdefault(str(quad.triple), set()).add(str(quad.graph_name))
    for file in files:
        triples = [q.triple for q in ox.parse(path=str(file))]
        report = next(str(t.subject) for t in triples if str(t.object) == f"<{KG.Report}>")
        assert all(report in found.get(str(t), ()) for t in triples), file
