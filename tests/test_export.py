"""Graphs in the forms of other programs: the same dataset read back, the same bytes each time, nothing lost or run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Dataset, Graph

from answers import SEED
from exporting import run
from kg.export import ENDINGS, FOLDERS, export
from kg.namespaces import prefixes

ROOT = Path(__file__).parents[1]
RDFLIB = {"nq": "nquads", "trig": "trig", "nt": "nt", "ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}
FORMATS = {"nq": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD}
ID = prefixes()["id"]


@pytest.fixture(scope="module")
def seed() -> Graph:
    return Graph().parse(SEED)


# --- RDF ---


@pytest.mark.parametrize("form", RDFLIB)
def test_rdf_read_back_by_another_library_is_the_same_graph(form: str, seed: Graph, tmp_path: Path) -> None:
    assert run(SEED, "-o", tmp_path / f"g.{form}")[0] == 0
    back = Dataset().parse(tmp_path / f"g.{form}", format=RDFLIB[form])
    assert {quad[:3] for quad in back.quads()} == set(seed)


def test_turtle_of_a_build_is_what_the_build_wrote(tmp_path: Path) -> None:
    export([SEED], "ttl", tmp_path, "g.ttl")
    assert (tmp_path / "g.ttl").read_bytes() == SEED.read_bytes()


IRIS = st.sampled_from([ox.NamedNode(f"urn:x:{n}") for n in range(4)])
BLANK = st.sampled_from([ox.BlankNode(f"b{n}") for n in range(3)])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
LITERALS = st.one_of(
    TEXTS.map(ox.Literal),
    TEXTS.map(lambda t: ox.Literal(t, language="zh")),
    st.sampled_from(["1", "01", "1.50", "-0", "x"]).map(
        lambda t: ox.Literal(t, datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
    ),
)
GRAPHS = st.one_of(st.just(ox.DefaultGraph()), IRIS)


def quads(*subjects: st.SearchStrategy[ox.NamedNode]) -> st.SearchStrategy[list[ox.Quad]]:
    return st.lists(
        st.builds(ox.Quad, st.one_of(*subjects), IRIS, st.one_of(*subjects, LITERALS), GRAPHS), max_size=9
    )


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=60, deadline=None)
@given(found=quads(IRIS))
def test_quads_read_back_are_the_same_dataset(
    found: list[ox.Quad], form: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("law")
    (folder / "in.nq").write_bytes(ox.serialize(found, format=ox.RdfFormat.N_QUADS) or b"")
    export([folder / "in.nq"], form, folder, "out")
    back = set(ox.parse((folder / "out").read_bytes(), format=FORMATS[form], lenient=True))
    assert back == set(found)


@settings(max_examples=40, deadline=None)
@given(quads(IRIS, BLANK), st.randoms(use_true_random=False))
def test_neither_order_nor_names_of_blank_nodes_change_the_bytes(
    found: list[ox.Quad], random: object
) -> None:
    from tempfile import TemporaryDirectory

    def exported(told: list[ox.Quad], names: str) -> bytes:
        text = (ox.serialize(told, format=ox.RdfFormat.N_QUADS) or b"").decode()
        text = re.sub(r"_:b(\d)(?=[ \n])", rf"_:{names}\1", text)
        with TemporaryDirectory() as name:
            (Path(name) / "in.nq").write_text(text, encoding="utf-8", newline="\n")
            export([Path(name) / "in.nq"], "nq", Path(name), "out")
            return (Path(name) / "out").read_bytes()

    one = exported(found, "b")
    mixed = list(found)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert exported(mixed, "other") == one
    back = ox.Dataset(ox.parse(one, format=ox.RdfFormat.N_QUADS, lenient=True))
    wanted = ox.Dataset(found)
    wanted.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert set(back) == set(wanted)


def test_several_graphs_are_one_and_their_blank_nodes_stay_apart(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.nq").write_text(
            f'_:x <urn:p> "{name}" .\n<urn:s> <urn:p> "both" .\n', encoding="utf-8"
        )
    assert run(tmp_path / "a.nq", tmp_path / "b.nq", "-o", tmp_path / "out.nt")[0] == 0
    back = Graph().parse(tmp_path / "out.nt")
    assert len(back) == 3 and len(set(back.subjects())) == 3


def test_named_graphs_are_kept_where_the_form_has_them(tmp_path: Path) -> None:
    (tmp_path / "in.nq").write_text(
        "<urn:s> <urn:p> <urn:o> <urn:g> .\n<urn:s> <urn:p> <urn:o> <urn:h> .\n", encoding="utf-8"
    )
    counts = {}
    for form, kind in RDFLIB.items():
        assert run(tmp_path / "in.nq", "--format", form, "-o", tmp_path / "out")[0] == 0
        counts[form] = len(list(Dataset().parse(tmp_path / "out", format=kind).quads()))
    assert counts == {"nq": 2, "trig": 2, "jsonld": 2, "nt": 1, "ttl": 1, "rdf": 1}


def test_a_text_that_xml_cannot_hold_is_refused_for_rdf_xml(tmp_path: Path) -> None:
    (tmp_path / "in.nt").write_text('<urn:s> <urn:p> "a\\u0001b" .\n', encoding="utf-8")
    status, told = run(tmp_path / "in.nt", "-o", tmp_path / "out.rdf")
    assert status == 2 and "control character" in told and not (tmp_path / "out.rdf").exists()


@pytest.mark.parametrize("form", [*ENDINGS.values(), *FOLDERS])
def test_the_same_bytes_for_another_hash_seed(form: str, tmp_path: Path) -> None:
    made = []
    for number in ("1", "2"):
        out = tmp_path / number
        command = [sys.executable, "-m", "kg", "export", str(SEED), "--format", form, "-o", str(out)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": number}, capture_output=True)
        files = sorted(out.iterdir()) if out.is_dir() else [out]
        made.append([f.read_bytes() for f in files])
    assert made[0] == made[1]


# --- The command ---


def test_standard_output_gets_the_same_bytes(tmp_path: Path) -> None:
    export([SEED], "nq", tmp_path, "g.nq")
    done = subprocess.run(
        [sys.executable, "-m", "kg", "export", str(SEED), "--format", "nq", "-o", "-"],
        check=True,
        capture_output=True,
    )
    assert done.stdout == (tmp_path / "g.nq").read_bytes() and done.stderr == b""


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["-o", "x.abc"], "--format"),
        (["-o", "-"], "--format"),
        (["--format", "csv", "-o", "-"], "several files"),
        (["--format", "csv", "-o", "{file}"], "is a file"),
        (["--format", "nq", "-o", "{folder}"], "is a folder"),
        (["--format", "ttl", "-o", "{graph}"], "over the input"),
    ],
)
def test_what_cannot_be_done_is_refused(arguments: list[str], wanted: str, tmp_path: Path) -> None:
    graph = tmp_path / "graph.ttl"
    graph.write_bytes(SEED.read_bytes())
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    places = {"file": tmp_path / "file", "folder": tmp_path / "folder", "graph": graph}
    status, told = run(graph, *(a.format(**places) for a in arguments))
    assert status == 2 and wanted in told and told.count("\n") == 1
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
    assert graph.read_bytes() == SEED.read_bytes() and not list((tmp_path / "folder").iterdir())


@pytest.mark.parametrize("form", ["nq", "csv", "graphml"])
def test_a_broken_graph_leaves_what_was_there(form: str, tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("<urn:s> <urn:p> <urn:o> .\n<urn:s> <urn:p>", encoding="utf-8")
    out = tmp_path / "out"
    if form == "csv":
        out.mkdir()
        (out / "entities.csv").write_text("before", encoding="utf-8")
    else:
        out.write_text("before", encoding="utf-8")
    status, told = run(tmp_path / "bad.ttl", "--format", form, "-o", out)
    assert status == 2 and "bad.ttl" in told
    assert (out / "entities.csv" if form == "csv" else out).read_text(encoding="utf-8") == "before"
    assert not list(tmp_path.rglob(".kg-*"))


def test_a_form_of_rdf_loads_neither_networkx_nor_duckdb(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kg.export import export; "
        f"export([Path({str(SEED)!r})], 'nq', Path({str(tmp_path)!r}), 'g'); "
        "print([m for m in ('networkx', 'duckdb', 'rdflib', 'igraph') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"
