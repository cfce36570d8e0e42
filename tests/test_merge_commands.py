"""The commands merge, review, import and gazetteer export, from files to files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib import DCTERMS, PROV, RDF, Graph, Literal, URIRef

from kg.cli import main
from kg.ontology import KG
from kg.store import read_graph
from kg.validate import validate
from merging import COUNTY, HEAD, ID, ROOT, SHARED, content, figure, listing, put, rows_of, village

SEED = ROOT / "exports" / "taibai-2021" / "graph.ttl"


def run(*words: object, answers: str = "", status: int = 0) -> str:
    done = CliRunner().invoke(main, [str(w) for w in words], input=answers)
    assert done.exit_code == status, done.output
    assert "Traceback" not in done.output
    return done.output


@pytest.fixture(scope="module")
def codes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("codes") / "codes.ttl"
    run("gazetteer", "export", "--county", "610331", "-o", file)
    return file


def test_the_divisions_of_a_county_conform(codes: Path) -> None:
    graph = read_graph(codes)
    assert validate(graph).problems == ()
    assert len(set(graph.subjects(RDF.type, KG.Village))) == 44
    assert (
        URIRef(f"{ID}place_nbs2023_610331104200"),
        KG.locatedIn,
        URIRef(f"{ID}place_nbs2023_610331104"),
    ) in graph
    again = codes.with_name("again.ttl")
    run("gazetteer", "export", "--county", "610331", "-o", again)
    assert again.read_bytes() == codes.read_bytes()


def test_a_county_that_changed_is_two_nodes(tmp_path: Path) -> None:
    former = tmp_path / "former.csv"
    former.write_text(
        "代码,名称,级别,新代码\n610305,凤翔区,县级,\n610322,凤翔县,县级,610305\n", encoding="utf-8"
    )
    run("gazetteer", "export", "--county", "610305", "--former", former, "-o", tmp_path / "out.ttl")
    graph = read_graph(tmp_path / "out.ttl")
    assert (URIRef(f"{ID}place_610322"), DCTERMS.isReplacedBy, URIRef(f"{ID}place_610305")) in graph
    assert validate(graph).problems == ()
    run("gazetteer", "export", "--county", "610322", status=2)


def test_seed_code_book_and_tables_together(tmp_path: Path, codes: Path) -> None:
    table = tmp_path / "人口.csv"
    table.write_text("代码,年份,人口（人）\n610331,2020,39630\n610331,2010,50928\n", encoding="utf-8")
    run("import", "--suggest", table)
    run("import", table, "-o", tmp_path / "people.ttl")
    written = put(tmp_path, "written", HEAD + figure("编写的报道", COUNTY, "39000"))
    run("merge", SEED, codes, tmp_path / "people.ttl", written, "-o", tmp_path / "out")
    rows = rows_of(tmp_path / "out" / "conflicts.tsv")
    told = {(r["kind"], r["words_1"], r["words_2"]) for r in rows}
    assert ("agreement", "44个", "44 (nbs2023)") in told
    assert ("conflict", "39000人", "39630") in told
    assert ("series", "50928", "39000人") in told
    run("merge", tmp_path / "people.ttl", "-o", tmp_path / "alone", "-q")
    (alone,) = rows_of(tmp_path / "alone" / "conflicts.tsv")
    assert (alone["kind"], alone["words_1"], alone["words_2"]) == ("series", "50928", "39630")
    graph = read_graph(tmp_path / "out" / "graph.ttl")
    (conflict,) = graph.subjects(RDF.type, KG.Conflict)
    quotes = {
        str(q)
        for p in graph.objects(conflict, PROV.wasDerivedFrom)
        for q in graph.objects(p, URIRef("http://www.w3.org/ns/oa#exact"))
    }
    assert quotes == {"39000人", "39630"}


def test_a_person_goes_through_the_review_and_back(tmp_path: Path) -> None:
    rows = [
        {"cls": "Village", "county": "610331", "town": "咀头镇", "name": name}
        for name in ("磑里村", "磨里村")
    ]
    files = [put(tmp_path, row["name"], listing(row["name"], [row])) for row in rows]
    out = tmp_path / "out"
    run("merge", *files, "-o", out, "-q")
    before = content(out)
    assert "1 of 1" in run("review", out, "--author", "张三", "--date", "2026-11-20", answers="k\n")
    assert content(out) == before
    run("review", out, "--author", "张三", "--date", "2026-11-20", answers="s\n")
    run("merge", *files, "-o", out, "-q")
    one, two = (URIRef(village("610331", "咀头镇", row["name"])) for row in rows)
    graph = Graph().parse(out / "graph.ttl")
    assert {(one, two), (two, one)} & set(graph.subject_objects(DCTERMS.isReplacedBy))
    ledger = (out / "judgements.sssom.tsv").read_text(encoding="utf-8")
    assert "user:张三\t2026-11-20" in ledger


def test_an_undo_in_the_review_leaves_the_pair_open_and_quitting_loses_nothing(tmp_path: Path) -> None:
    names = ("磑里村", "磨里村", "驮巷村", "驼巷村")
    rows = [{"cls": "Village", "county": "610331", "town": "咀头镇", "name": name} for name in names]
    files = [put(tmp_path, str(n), listing(str(n), rows[n::2])) for n in (0, 1)]
    out = tmp_path / "out"
    run("merge", *files, "-o", out, "-q")
    told = run("review", out, "--author", "a", "--date", "2026-11-20", answers="d\nu\ns\nq\n")
    assert told.count("1 of 2") == 2 and "1 same" in told and "1 undo" in told
    rest = run("review", out, "--author", "a", "--date", "2026-11-21", answers="q\n")
    assert "1 of 1" in rest


def test_bad_usage_is_one_line_and_status_two(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<urn:a> <urn:b> .\n", encoding="utf-8")
    told = run("merge", SEED, broken, "-o", tmp_path / "out", "-q", status=2)
    assert told.startswith(f"kg: {broken}, line 1: ") and told.count("\n") == 1
    assert not (tmp_path / "out").exists()
    run("review", tmp_path, "--author", "a", status=2)
    run("import", tmp_path / "none.csv", status=2)
    table = tmp_path / "a.csv"
    table.write_text("代码,人口（人）\n610331,5\n610999,6\n", encoding="utf-8")
    run("import", "--suggest", table)
    assert "already" in run("import", "--suggest", table, status=2)
    told = run("import", table, status=1)
    assert "a.csv, line 3" in told and "1 figures, 1 not bound" in told


def test_former_codes_of_a_real_table(tmp_path: Path) -> None:
    former = SHARED / "areacodes_history_baoji.csv"
    if not former.is_file():
        pytest.skip("../shared/data/areacodes_history_baoji.csv is not at hand")
    run("gazetteer", "export", "--county", "610304", "--former", former, "-o", tmp_path / "out.ttl")
    graph = read_graph(tmp_path / "out.ttl")
    assert (URIRef(f"{ID}place_610321"), DCTERMS.isReplacedBy, URIRef(f"{ID}place_610304")) in graph
    assert (URIRef(f"{ID}place_610321"), None, Literal("宝鸡县", lang="zh")) in graph
