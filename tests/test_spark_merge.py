"""A merge on Spark, on two cores of this machine: the files of the local merge, to the byte."""

from __future__ import annotations

import gzip
import os
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph

from kg.codebook import county_graph
from kg.merge import merge
from kg.merge.ledger import APART, FILE, SAME, append, header, human
from kg.merge.terms import DERIVED
from kg.ontology import KG
from kg.store import turtle
from kg.tabular import import_table, suggest
from merging import COUNTY, FILES, HEAD, ID, built, content, figure, listing, put, rows_of, village
from reasoning import seed_graph
from test_cli import one_line, run
from test_merge_facts import POST, report
from test_spark import needs_spark

pytestmark = pytest.mark.slow

SPARK = ("--engine", "spark", "--master", "local[2]")
NEIGHBOUR = (
    "眉县2021年党建促乡村振兴工作情况（编写）\n2022-02-01\n"
    "2021年，眉县县委组织部举办培训班，和平村、红星村、枣园村等村参加，培训村干部120人次。\n"
)
# Two sorts of characters that UTF-16 and code points order differently, and all that a line of N-Quads escapes or does not.
ODD = r'"“引” \"q\" \\ \n\r\t \u0085 \u2028 | \U0001F600 ｆｕｌｌ @zh> <urn:x> ."'


def sheet(folder: Path) -> Path:
    """A table of a county as a graph."""
    table = folder / "人口.csv"
    table.write_text("代码,年份,人口（人）\n610331,2020,39630\n", encoding="utf-8")
    (folder / "人口.csv-metadata.json").write_text(suggest(table), encoding="utf-8")
    return put(folder, "people", turtle(import_table(table).graph))


def odd(folder: Path) -> list[Path]:
    """Blank nodes, escapes, a file without a report, one of several reports, named graphs, and compressed files."""
    rows = [
        {"cls": "Village", "county": "610331", "town": "咀头镇", "name": name}
        for name in ("磑里村", "磨里村", "上河村", "下河村", "和平村")
    ]
    several = listing("合一", rows[:2]) + figure("合二", COUNTY, "39630")
    files = [
        put(
            folder,
            "blank",
            HEAD + f"[] a kg:Village ; rdfs:label {ODD}@zh ; rdfs:seeAlso [ rdfs:label {ODD} ] .",
        ),
        put(folder, "several", several + f"<{COUNTY}> a kg:County, kg:Place ; rdfs:label {ODD}@zh-Hans .\n"),
        put(folder, "near", listing("近", rows[1:])),
    ]
    named = folder / "named.nq.gz"
    dataset = ox.Dataset(
        ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(f"urn:graph:{number % 3}"))
        for number, q in enumerate(ox.parse(listing("名", rows).encode(), format=ox.RdfFormat.TURTLE))
    )
    named.write_bytes(gzip.compress(ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""))
    return [*files, named]


def judgements(folder: Path) -> Path:
    one, two, north, south = (
        village("610331", "咀头镇", n) for n in ("磑里村", "磨里村", "上河村", "下河村")
    )
    labels = ("“甲” \\", "乙")
    rows = [
        human(one, two, labels, SAME, "测试", "2026-11-20"),
        human(north, south, labels, APART, "测试", "2026-11-20"),
    ]
    file = folder / "people.tsv"
    file.write_text(header() + append(rows), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Path]:
    """Graphs of two counties with figures and facts that agree, refine, conflict and follow each other, and a ledger."""
    folder = tmp_path_factory.mktemp("inputs")
    told = {"甲": {"value": "39630"}, "乙": {"value": "39600", "qualifier": "over", "high": "39700"}}
    told |= {"丙": {"value": "38000"}, "丁": {"value": "50928", "period": "2010"}}
    files = [
        put(folder, "seed", turtle(seed_graph(folder / "seed"))),
        put(folder, "codes", turtle(county_graph("610331"))),
        built(folder, "neighbour", NEIGHBOUR),
        sheet(folder),
        *(put(folder, name, HEAD + figure(name, COUNTY, **row)) for name, row in told.items()),
        put(folder, "holder", report("戊", "2021", ("李明华", "kg:holdsPost", POST))),
        put(folder, "other", report("己", "2021", ("王小军", "kg:holdsPost", POST))),
        *odd(folder),
    ]
    return files, judgements(folder)


@pytest.fixture(scope="module")
def merged(
    inputs: tuple[list[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, list[subprocess.CompletedProcess[str]]]:
    needs_spark()
    files, ledger = inputs
    root = tmp_path_factory.mktemp("merged")
    scratch = root / "tmp"
    scratch.mkdir()
    told = [
        run("merge", *files, "-o", "out", "--judgements", ledger, *more, cwd=root / name, TMPDIR=str(scratch))
        for name, more in (("here", ()), ("there", SPARK))
        if (root / name).mkdir() is None
    ]
    assert [t.returncode for t in told] == [0, 0], told
    assert not list(scratch.iterdir())
    return root / "here" / "out", root / "there" / "out", told


Merged = tuple[Path, Path, list[subprocess.CompletedProcess[str]]]


def test_the_files_are_the_same_to_the_byte(merged: Merged) -> None:
    here, there, told = merged
    names = {f.name for f in here.iterdir()}
    assert {f.name for f in there.iterdir()} == names >= {*FILES, FILE}
    for name, data in content(here, names).items():
        assert (there / name).read_bytes() == data, name
    assert {f.name for f in (there / ".kg").iterdir()} == {f.name for f in (here / ".kg").iterdir()}
    assert told[1].stdout == told[0].stdout and told[1].stderr == told[0].stderr


def test_what_was_compared_holds_something_of_each_kind(merged: Merged) -> None:
    """Else the same bytes would say little."""
    there = merged[1]
    rows = rows_of(there / "conflicts.tsv")
    assert {r["kind"] for r in rows} >= {"conflict", "refinement", "agreement", "series"}
    assert any({r["value_1"], r["value_2"]} == {"李明华", "王小军"} for r in rows)
    assert rows_of(there / "review.tsv") and rows_of(there / "unmatched.tsv")
    assert any(row["subject_context"] for row in rows_of(there / "review.tsv"))
    ledger = (there / FILE).read_text(encoding="utf-8")
    assert "测试" in ledger and "rule=key" in ledger
    quads = (there / "graph.nq").read_text(encoding="utf-8").split("\n")[:-1]
    assert quads == sorted(quads) and any("😀" in q for q in quads) and any("node_" in q for q in quads)
    assert any(str(DERIVED) in q for q in quads)
    Graph().parse(there / "graph.ttl")


def test_again_over_earlier_folders_and_in_another_order(
    inputs: tuple[list[Path], Path], merged: Merged, tmp_path: Path
) -> None:
    """Parts as a build on Spark writes them, folders of earlier merges, and a folder that holds a merge already."""
    here, there, _ = merged
    parts = tmp_path / "parts"
    parts.mkdir()
    lines = (here / "graph.nq").read_bytes().splitlines(keepends=True)
    own = [line for line in lines if not line.endswith(f"<{DERIVED}> .\n".encode())]
    sources = sorted({line.rsplit(b" ", 2)[1] for line in own})
    for number in range(2):
        chosen = set(sources[number::2])
        data = b"".join(line for line in own if line.rsplit(b" ", 2)[1] in chosen)
        (parts / f"graph-{number:05}.nq.gz").write_bytes(gzip.compress(data))
    ledger = inputs[1]
    local = run("merge", parts, "-o", tmp_path / "local", "--judgements", ledger, "-q")
    assert local.returncode == 0 and content(tmp_path / "local") == content(here), local.stderr
    told = run("merge", there, parts, "-o", there, "--judgements", ledger, "-q", *SPARK)
    assert (told.returncode, told.stdout) == (0, ""), told.stderr
    assert content(there) == content(here)


def test_a_view_too_large_to_be_laid_out(tmp_path: Path) -> None:
    needs_spark()
    lines = [
        f'<urn:thing:{n % 9973}> <urn:says> "{chr(0x4E00 + n % 7919)}{chr(0x1F300 + n % 300)}{n}" .\n'
        for n in range(51_000)
    ]
    lines.append(f"<{ID}report_aaaaaaaaaaaa> <{RDF.type}> <{KG.Report}> .\n")
    (tmp_path / "large.nt").write_text("".join(lines), encoding="utf-8")
    small = put(tmp_path, "small", listing("乙", [{"cls": "Township", "county": "610331", "name": "鹦鸽镇"}]))
    files = [tmp_path / "large.nt", small]
    merge(files, tmp_path / "here")
    told = run("merge", *files, "-o", tmp_path / "there", "-q", "--no-shapes", *SPARK)
    assert told.returncode == 0, told.stderr
    assert content(tmp_path / "there") == content(tmp_path / "here")
    assert len((tmp_path / "there" / "graph.ttl").read_text(encoding="utf-8").split("\n")) > 51_000


def test_the_first_file_that_cannot_be_merged_is_told(tmp_path: Path) -> None:
    needs_spark()
    good = put(tmp_path, "good", listing("甲", [{"cls": "Township", "county": "610331", "name": "鹦鸽镇"}]))
    put(tmp_path, "bad [1]", HEAD + "<urn:a> a kg:NoSuchClass .\n")
    put(tmp_path, "broken", "<urn:a> <urn:b> .\n")
    words = ("merge", good.name, "bad [1].ttl", "broken.ttl", "-o", "out", "-q", "--no-shapes")
    here = one_line(run(*words, cwd=tmp_path))
    assert one_line(run(*words, *SPARK, cwd=tmp_path)) == here and "bad [1].ttl: " in here
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("master", ["local[nonsense]", "nosuch://host:1"])
def test_a_wrong_master_is_told_and_nothing_is_written(tmp_path: Path, master: str) -> None:
    needs_spark()
    one = put(tmp_path, "one", listing("甲", []))
    told = one_line(run("merge", one, "-o", tmp_path / "out", "--engine", "spark", "--master", master))
    assert told.startswith("kg: Spark does not start: ") and not (tmp_path / "out").exists()


@pytest.mark.parametrize("package", ["pyspark", "pyarrow"])
def test_without_the_extra(tmp_path: Path, package: str) -> None:
    (tmp_path / f"{package}.py").write_text("raise ImportError", encoding="utf-8")
    one = put(tmp_path, "one", listing("甲", []))
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    told = one_line(run("merge", one, "-o", tmp_path / "out", "--engine", "spark", PYTHONPATH=path))
    assert "pip install 'kg[spark]'" in told and not (tmp_path / "out").exists()
