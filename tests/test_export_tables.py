"""Graphs as networks and tables: nothing lost, nothing that a program would run, and other libraries read them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

import duckdb
import igraph
import networkx as nx
import pyoxigraph as ox
import pytest
from rdflib import Graph

from answers import SEED
from exporting import rows, run
from kg.export.rows import COLUMNS
from kg.namespaces import prefixes

ROOT = Path(__file__).parents[1]
ID = prefixes()["id"]


@pytest.fixture(scope="module")
def seed() -> Graph:
    return Graph().parse(SEED)


# --- Networks ---


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, str]]]:
    folder = tmp_path_factory.mktemp("csv")
    assert run(SEED, "--format", "csv", "-o", folder, "--raw")[0] == 0
    return {name: rows(folder / f"{name}.csv") for name in COLUMNS}


def test_graphml_opens_in_networkx_and_igraph(
    tmp_path: Path, tables: dict[str, list[dict[str, str]]]
) -> None:
    assert run(SEED, "-o", tmp_path / "g.graphml")[0] == 0
    graph = nx.read_graphml(tmp_path / "g.graphml", force_multigraph=True)
    other = igraph.Graph.Read_GraphML(str(tmp_path / "g.graphml"))
    places = sum(bool(row["about"]) + bool(row["area"]) for row in tables["figures"])
    assert graph.number_of_nodes() == other.vcount() == len(tables["entities"]) + len(tables["figures"])
    assert graph.number_of_edges() == other.ecount() == len(tables["relations"]) + places
    figure = next(d for _, d in graph.nodes(data=True) if d.get("quote") == "905名")
    assert (figure["value"], figure["unit"], figure["class"]) == (905.0, "名", "Figure")
    edge = next(d for _, _, d in graph.edges(data=True) if d["predicate"] == "deputyLeads")
    assert edge["label"] == "任副职" and edge["quote"] and edge["report"].startswith(ID)


def test_gexf_opens_and_holds_the_same_network(tmp_path: Path) -> None:
    for form in ("graphml", "gexf"):
        assert run(SEED, "-o", tmp_path / f"g.{form}")[0] == 0
    one = nx.read_graphml(tmp_path / "g.graphml", force_multigraph=True)
    two = nx.read_gexf(tmp_path / "g.gexf")
    assert set(one) == set(two)
    assert Counter(one.edges()) == Counter(two.edges())
    assert {n: d["label"] for n, d in one.nodes(data=True)} == {
        n: d["label"] for n, d in two.nodes(data=True)
    }
    assert b"lastmodified" not in (tmp_path / "g.gexf").read_bytes()


HOSTILE = '=HYPERLINK("http://x","y"),\r\n<b>&\u0007'


def hostile(folder: Path) -> Path:
    """A graph whose label and quote begin like a formula and hold what CSV and XML must escape."""
    report = f"{ID}report_0123456789ab"
    text = ox.Literal(HOSTILE)
    told = {
        f"{ID}place_1": {"rdf#type": "kg:Place", "label": ox.Literal(HOSTILE, language="zh")},
        f"{ID}place_2": {"rdf#type": "kg:Place", "label": ox.Literal("'quoted", language="zh")},
        f"{report}#char=0,5": {"rdf#type": "kg:Passage", "exact": text},
    }
    p = prefixes()
    names = {"rdf#type": p["rdf"] + "type", "label": p["rdfs"] + "label", "exact": p["oa"] + "exact"}
    found = [
        ox.Quad(
            ox.NamedNode(s),
            ox.NamedNode(names[name]),
            value if isinstance(value, ox.Literal) else ox.NamedNode(value.replace("kg:", p["kg"])),
        )
        for s, values in told.items()
        for name, value in values.items()
    ]
    file = folder / "hostile.nt"
    ox.serialize((q.triple for q in found), str(file), format=ox.RdfFormat.N_TRIPLES)
    return file


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_a_network_of_hostile_words_is_well_formed(form: str, tmp_path: Path) -> None:
    assert run(hostile(tmp_path), "-o", tmp_path / f"g.{form}")[0] == 0
    read = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[form]
    (label,) = [d["label"] for n, d in read(tmp_path / f"g.{form}").nodes(data=True) if n.endswith("place_1")]
    assert label.replace("\r\n", "\n") == HOSTILE.replace("\x07", "\ufffd").replace("\r\n", "\n")


# --- Tables ---


def test_tables_hold_every_entity_figure_statement_and_passage(
    tables: dict[str, list[dict[str, str]]], seed: Graph
) -> None:
    for name, cls in (("figures", "Figure"), ("passages", "Passage"), ("reports", "Report")):
        found = {str(r.x) for r in seed.query(f"SELECT ?x {{ ?x a kg:{cls} }}")}
        assert {row["iri"] for row in tables[name]} == found, name
    entities = {
        str(r.x) for r in seed.query("SELECT ?x { ?x kg:mention ?p FILTER NOT EXISTS { ?x a kg:Report } }")
    }
    assert {row["iri"] for row in tables["entities"]} == entities
    statements = {str(r.x) for r in seed.query("SELECT ?x { ?x a kg:Statement }")}
    assert {row["statement"] for row in tables["relations"]} - {""} == statements


def test_rows_carry_their_words(tables: dict[str, list[dict[str, str]]]) -> None:
    (figure,) = [row for row in tables["figures"] if row["words"] == "905名"]
    wanted = {"value": "905", "unit": "名", "area_label": "太白县", "period": "2021", "qualifier": "exact"}
    assert wanted.items() <= figure.items() and figure["quote"] == "905名"
    county = next(row for row in tables["entities"] if row["iri"] == f"{ID}place_610331")
    assert (county["label"], county["class"], county["codes"]) == ("太白县", "County", "610331")
    text = (ROOT / "seeds" / "taibai-2021" / "000_422ab341e01ff17a.txt").read_text(encoding="utf-8")
    for row in tables["passages"]:
        assert text[int(row["start"]) : int(row["end"])] == row["quote"]


def test_csv_is_that_of_rfc_4180(tmp_path: Path) -> None:
    assert run(hostile(tmp_path), "--format", "csv", "-o", tmp_path / "t", "--raw")[0] == 0
    data = (tmp_path / "t" / "passages.csv").read_bytes().decode("utf-8")
    head, rest = data.split("\r\n", 1)
    assert head == ",".join(COLUMNS["passages"])
    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    assert rest == f'"{ID}report_0123456789ab#char=0,5",,,,{quoted}\r\n'
    assert [r["quote"] for r in csv.DictReader(io.StringIO(data, newline=""))] == [HOSTILE]


def test_no_cell_is_a_formula_and_each_can_be_had_back(tmp_path: Path) -> None:
    file = hostile(tmp_path)
    for name, flags in (("guarded", []), ("raw", ["--raw"])):
        assert run(file, "--format", "csv", "-o", tmp_path / name, *flags)[0] == 0
    for table in COLUMNS:
        guarded, raw = (rows(tmp_path / name / f"{table}.csv") for name in ("guarded", "raw"))
        for one, other in zip(guarded, raw, strict=True):
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in one.values())
            assert {k: v.removeprefix("'") for k, v in one.items()} == other
    labels = [r["label"] for r in rows(tmp_path / "guarded" / "entities.csv")]
    assert labels == ["'" + HOSTILE, "''quoted"]


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    (tmp_path / "in.ttl").write_text(
        f"@prefix kg: <{prefixes()['kg']}> . @prefix schema: <https://schema.org/> .\n"
        f"<{ID}figure_1> a kg:Figure ; schema:value -3.5 .",
        encoding="utf-8",
    )
    assert run(tmp_path / "in.ttl", "--format", "csv", "-o", tmp_path / "t")[0] == 0
    assert [r["value"] for r in rows(tmp_path / "t" / "figures.csv")] == ["-3.5"]


def test_parquet_holds_the_tables_with_numbers(
    tmp_path: Path, tables: dict[str, list[dict[str, str]]]
) -> None:
    assert run(SEED, "--format", "parquet", "-o", tmp_path)[0] == 0
    for name, wanted in tables.items():
        found = duckdb.sql(f"SELECT * FROM '{tmp_path / name}.parquet'")
        assert tuple(found.columns) == COLUMNS[name]
        assert len(found.fetchall()) == len(wanted), name
    total = duckdb.sql(f"SELECT sum(value) FROM '{tmp_path}/figures.parquet' WHERE unit = '名'").fetchall()
    assert float(total[0][0]) == sum(float(r["value"]) for r in tables["figures"] if r["unit"] == "名")


def test_parquet_of_hostile_words_is_unchanged(tmp_path: Path) -> None:
    assert run(hostile(tmp_path), "--format", "parquet", "-o", tmp_path / "p")[0] == 0
    found = duckdb.sql(f"SELECT label FROM '{tmp_path}/p/entities.parquet' ORDER BY iri").fetchall()
    assert found == [(HOSTILE,), ("'quoted",)]


def test_neo4j_files_agree_with_each_other(tmp_path: Path, tables: dict[str, list[dict[str, str]]]) -> None:
    assert run(SEED, "--format", "cypher", "-o", tmp_path)[0] == 0
    nodes, edges = rows(tmp_path / "nodes.csv"), rows(tmp_path / "relationships.csv")
    known = {row["iri:ID"] for row in nodes}
    assert len(known) == len(nodes) == len(tables["entities"]) + len(tables["figures"])
    assert {row[end] for row in edges for end in (":START_ID", ":END_ID")} <= known
    script = (tmp_path / "load.cypher").read_text(encoding="utf-8")
    labels = {label for row in nodes for label in row[":LABEL"].split(";")}
    assert labels == set(re.findall(r"SET n:`(\w+)`", script)) and {"Entity", "Figure", "Village"} <= labels
    assert {row[":TYPE"] for row in edges} == set(re.findall(r"\[r:`(\w+)`", script))
    assert set(re.findall(r"row\.`([^`]+)`", script)) <= {*nodes[0], *edges[0]}
