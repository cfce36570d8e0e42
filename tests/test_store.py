"""Graphs in files and in Oxigraph: every format, one merged default graph, stores on disk, Turtle of the same bytes."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import random
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import BNode, Dataset, Graph, Literal, URIRef
from rdflib.compare import isomorphic

import kg
from answers import SEED
from kg.errors import BadGraph, BadInput
from kg.store import (
    as_dataset,
    as_graph,
    graph_files,
    load_files,
    open_store,
    read_graph,
    turtle,
    turtle_of_store,
)

TRIPLES = '<urn:a> <urn:p> "村"@zh . <urn:b> <urn:p> 7 .'
QUADS = """<urn:a> <urn:p> "村"@zh <urn:g1> .
<urn:a> <urn:p> "村"@zh <urn:g2> .
<urn:b> <urn:p> "7"^^<http://www.w3.org/2001/XMLSchema#integer> .
"""
FILES = {
    "g.ttl": TRIPLES,
    "g.nt": '<urn:a> <urn:p> "村"@zh .\n<urn:b> <urn:p> "7"^^<http://www.w3.org/2001/XMLSchema#integer> .\n',
    "g.nq": QUADS,
    "g.trig": '<urn:g1> { <urn:a> <urn:p> "村"@zh } <urn:g2> { <urn:a> <urn:p> "村"@zh } <urn:b> <urn:p> 7 .',
    "g.jsonld": json.dumps(
        [
            {"@id": "urn:a", "urn:p": [{"@value": "村", "@language": "zh"}]},
            {"@id": "urn:b", "urn:p": [{"@value": 7}]},
        ]
    ),
    "g.rdf": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">
<rdf:Description rdf:about="urn:a"><u:p xml:lang="zh">村</u:p></rdf:Description>
<rdf:Description rdf:about="urn:b">
<u:p rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">7</u:p></rdf:Description></rdf:RDF>""",
}
PACKED = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}


def written(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def merged(store: ox.Store) -> int:
    return sum(1 for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("name", FILES)
def test_every_format_loads_plain_and_compressed(tmp_path: Path, name: str, packed: str) -> None:
    file = written(tmp_path, name + packed, PACKED[packed](FILES[name].encode()))
    wanted = {
        (URIRef("urn:a"), URIRef("urn:p"), Literal("村", lang="zh")),
        (URIRef("urn:b"), URIRef("urn:p"), Literal(7)),
    }
    assert set(kg.load(file)) == wanted
    assert merged(load_files([file])) == 2
    if name not in ("g.nq", "g.trig"):
        assert set(read_graph(file)) == wanted


def test_a_triple_of_several_graphs_counts_once(tmp_path: Path) -> None:
    store = load_files([written(tmp_path, "g.nq", QUADS)])
    (row,) = as_graph(store).query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert row.n.toPython() == 2
    dataset = as_dataset(store)
    assert isinstance(dataset, Dataset)
    (row,) = dataset.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    assert row.n.toPython() == 2
    assert {str(g.identifier) for g in dataset.graphs()} >= {"urn:g1", "urn:g2"}


def test_blank_nodes_stay_the_same_in_both_graphs(tmp_path: Path) -> None:
    file = written(tmp_path, "g.nq", '_:x <urn:p> "1" <urn:g> .\n<urn:a> <urn:q> _:x <urn:g> .\n')
    for store in (load_files([file]), open_store([file], tmp_path / "store")):
        assert bool(store.query("ASK { <urn:a> <urn:q> ?x . GRAPH <urn:g> { ?x <urn:p> ?one } }"))
        assert merged(store) == 2


def test_a_folder_means_its_rdf_files(tmp_path: Path) -> None:
    written(tmp_path, "one/graph.ttl", "<urn:a> <urn:p> 1 .")
    written(tmp_path, "two/graph.nq.gz", gzip.compress(b"<urn:b> <urn:p> <urn:c> <urn:g> .\n"))
    written(tmp_path, "two/annotations.jsonl", "{}")
    assert [f.name for f in graph_files(tmp_path)] == ["graph.ttl", "graph.nq.gz"]
    assert len(kg.load(tmp_path)) == 2
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadGraph, match="holds no RDF file"):
        graph_files(tmp_path / "empty")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("g.ttl", b"<urn:a> <urn:p> ", "g.ttl: not readable as turtle"),
        ("g.ttl", b"\xff\xfe\x00", "not readable as turtle"),
        ("g.nq", b"\x00" * 100, "not readable as nquads"),
        ("g.jsonld", b'{"@context": "http://127.0.0.1:9/c"}', "not readable as json-ld"),
        (
            "g.rdf",
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
            "not readable as xml",
        ),
        ("g.ttl.gz", b"not gzip", "g.ttl.gz: "),
        ("g.ttl.gz", gzip.compress(b"<urn:a> <urn:p> 1 ." * 99)[:-9], "g.ttl.gz: "),
        ("g.ttl.zst", b"not zstd", "g.ttl.zst: "),
        ("g.csv", b"a,b", "unknown ending"),
        ("g.gz", b"", "unknown ending"),
    ],
)
def test_bad_files_are_named_with_the_reason(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    file = written(tmp_path, name, content)
    with pytest.raises(BadGraph) as raised:
        load_files(graph_files(file))
    assert says in str(raised.value)
    if says != "unknown ending":
        with pytest.raises(BadGraph):
            open_store(graph_files(file), tmp_path / "store")
        left = [f.name for f in (tmp_path / "store").iterdir() if f.is_dir()]
        assert left == [], "a store that failed leaves no folder"


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BadGraph, match="No such file"):
        kg.load(tmp_path / "none.ttl")


# --- On disk ---


def stores(folder: Path) -> list[str]:
    return sorted(f.name for f in folder.iterdir() if (f / "CURRENT").is_file())


def test_a_store_on_disk_is_built_once_and_again_when_its_source_changes(tmp_path: Path) -> None:
    file, folder = written(tmp_path, "g.nq", QUADS), tmp_path / "store"
    assert merged(open_store([file], folder)) == 2
    first = stores(folder)
    made = (folder / first[0] / "CURRENT").stat().st_mtime_ns
    assert merged(open_store([file], folder)) == 2
    assert (folder / first[0] / "CURRENT").stat().st_mtime_ns == made
    # As long as before, so that only the content tells.
    written(tmp_path, "g.nq", QUADS.replace('"7"', '"8"'))
    changed = open_store([file], folder)
    assert bool(changed.query("ASK { <urn:b> <urn:p> 8 }"))
    assert set(stores(folder)) - set(first)


def test_an_old_clock_does_not_hide_a_change(tmp_path: Path) -> None:
    file, folder = written(tmp_path, "g.nq", QUADS), tmp_path / "store"
    os.utime(file, (1e9, 1e9))
    open_store([file], folder)
    written(tmp_path, "g.nq", QUADS.replace('"7"', '"8"'))
    os.utime(file, (1e9, 1e9))
    assert bool(open_store([file], folder).query("ASK { <urn:b> <urn:p> 8 }"))


def opens(file: Path, folder: Path) -> int:
    return merged(open_store([file], folder))


def test_processes_that_build_one_store_at_once_all_get_it(tmp_path: Path) -> None:
    file, folder = written(tmp_path, "g.nq", QUADS * 50), tmp_path / "store"
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.starmap(opens, [(file, folder)] * 6) == [2] * 6
    assert len(stores(folder)) == 1


KILLED = """
import os, sys
from pathlib import Path
import kg.store.disk as disk
step = int(sys.argv[3])
calls = 0
for name in ("mkdtemp",):
    whole = getattr(disk.tempfile, name)
    def counted(*a, _whole=whole, **k):
        global calls
        calls += 1
        if calls == step:
            os._exit(9)
        return _whole(*a, **k)
    setattr(disk.tempfile, name, counted)
fill = disk.fill
def dies(store, files, bulk):
    if step == 2:
        os._exit(9)
    fill(store, files, bulk=bulk)
    if step == 3:
        store.flush()
        os._exit(9)
disk.fill = dies
rename = disk.Path.rename
def renamed(self, target):
    rename(self, target)
    if step == 4:
        os._exit(9)
disk.Path.rename = renamed
disk.open_store([Path(sys.argv[1])], Path(sys.argv[2]))
"""


@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_a_build_that_is_killed_leaves_nothing_that_is_opened(tmp_path: Path, step: int) -> None:
    file, folder = written(tmp_path, "g.nq", QUADS), tmp_path / "store"
    command = [sys.executable, "-c", KILLED, str(file), str(folder), str(step)]
    assert subprocess.run(command, check=False).returncode == 9
    assert merged(open_store([file], folder)) == 2
    written(tmp_path, "g.nq", QUADS + "<urn:c> <urn:p> <urn:d> .\n")
    assert opens(file, folder) == 3
    assert not [f for f in folder.iterdir() if f.is_dir() and f.name.startswith(".building-")]


def test_a_store_in_use_is_not_removed(tmp_path: Path) -> None:
    file, folder = written(tmp_path, "g.nq", QUADS), tmp_path / "store"
    script = (
        "import sys; from pathlib import Path; from kg.store import open_store;"
        "s = open_store([Path(sys.argv[1])], Path(sys.argv[2])); print('open', flush=True); sys.stdin.readline();"
        "print(bool(s.query('ASK { <urn:b> <urn:p> 7 }')), flush=True)"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", script, str(file), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdin and reader.stdout
    assert reader.stdout.readline() == "open\n"
    (old,) = stores(folder)
    written(tmp_path, "g.nq", QUADS + "<urn:c> <urn:p> <urn:d> .\n")
    subprocess.run([sys.executable, "-c", script, str(file), str(folder)], input="\n", text=True, check=True)
    assert old in stores(folder)
    assert reader.communicate("\n")[0] == "True\n"
    written(tmp_path, "g.nq", QUADS + "<urn:e> <urn:p> <urn:d> .\n")
    subprocess.run([sys.executable, "-c", script, str(file), str(folder)], input="\n", text=True, check=True)
    assert len(stores(folder)) == 1


def test_a_folder_that_cannot_hold_a_store(tmp_path: Path) -> None:
    file = written(tmp_path, "g.nq", QUADS)
    with pytest.raises(BadInput, match="no store can be kept there"):
        open_store([file], file)


@pytest.mark.parametrize("content", ["", "[]", '{"x": 1}', "\x00"])
def test_a_broken_record_of_sources_is_ignored(tmp_path: Path, content: str) -> None:
    file, folder = written(tmp_path, "g.nq", QUADS), tmp_path / "store"
    written(folder, "sources.json", content)
    assert opens(file, folder) == 2


# --- Turtle ---


def test_turtle_is_the_same_whatever_the_order_and_holds_every_triple(tmp_path: Path) -> None:
    lines = (ox.serialize(ox.parse(path=SEED), format=ox.RdfFormat.N_TRIPLES) or b"").splitlines(
        keepends=True
    )
    texts = set()
    for seed in range(3):
        random.Random(seed).shuffle(lines)
        texts.add(turtle_of_store(load_files([written(tmp_path, "g.nt", b"".join(lines))])))
    (text,) = texts
    assert set(Graph().parse(data=text, format="turtle")) == set(Graph().parse(SEED))
    assert text == SEED.read_text(encoding="utf-8")
    assert turtle(read_graph(SEED)) == text


IRIS = st.from_regex(
    r"(https://w3id\.org/county-kg/(id/|ontology#)|urn:)[\w.~-]{0,6}(/[a-z])?", fullmatch=True
).map(URIRef)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
LITERALS = st.one_of(
    WORDS.map(Literal),
    WORDS.map(lambda t: Literal(t, lang="zh")),
    st.integers(-(10**20), 10**20).map(Literal),
    st.booleans().map(Literal),
    st.sampled_from(["1.5", ".5", "-0.0", "1e6", "+7", "007", "1."]).flatmap(
        lambda v: st.sampled_from(["integer", "decimal", "double", "string"]).map(
            lambda d: Literal(v, datatype=URIRef(f"http://www.w3.org/2001/XMLSchema#{d}"), normalize=False)
        )
    ),
)


@given(st.sets(st.tuples(IRIS, IRIS, st.one_of(IRIS, LITERALS)), max_size=8))
@settings(max_examples=200, deadline=None)
def test_any_graph_comes_back_from_its_turtle(triples: set[tuple[URIRef, URIRef, URIRef | Literal]]) -> None:
    graph = Graph()
    for prefix, base in (
        ("kg", "https://w3id.org/county-kg/ontology#"),
        ("id", "https://w3id.org/county-kg/id/"),
    ):
        graph.bind(prefix, base)
    for triple in triples:
        graph.add(triple)
    text = turtle(graph)
    nt = {str(t) for t in ox.parse(input=text, format=ox.RdfFormat.TURTLE)}
    wanted = ox.parse(input=graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)
    assert nt == {str(t) for t in wanted}


def test_turtle_keeps_blank_nodes() -> None:
    graph = Graph().add((BNode(), URIRef("urn:p"), BNode()))
    assert isomorphic(Graph().parse(data=turtle(graph), format="turtle"), graph)


def test_layout() -> None:
    graph = Graph().parse(
        data="""@prefix kg: <https://w3id.org/county-kg/ontology#> . @prefix x: <urn:x/> .
        x:b a kg:Village ; x:p 1, "1" . x:a x:q "a\\nb"@zh ; a kg:Place, kg:County .""",
        format="turtle",
    )
    assert (
        turtle(graph)
        == """PREFIX kg: <https://w3id.org/county-kg/ontology#>
PREFIX x: <urn:x/>

x:a
    a
        kg:County ,
        kg:Place ;
    x:q "a\\nb"@zh ;
.

x:b
    a kg:Village ;
    x:p
        "1" ,
        1 ;
.
"""
    )
