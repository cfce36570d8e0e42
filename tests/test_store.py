"""Graphs in files and in Oxigraph: every format, one merged default graph, stores on disk, Turtle of the same bytes."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import zstandard
from rdflib import Dataset, Literal, URIRef

import kg
from kg.errors import BadGraph
from kg.store import (
    as_graph,
    graph_files,
    load_files,
    open_store,
    read_graph,
)

# Of the process alone: ru_maxrss counts that of the one which started it too.
_WITH_PEAK = """
import pathlib, re
from kg.cli import main
try:
    main()
finally:
    print(re.search(r"VmHWM:\\s*(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
"""
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
    dataset = kg.load_dataset(tmp_path / "g.nq")
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
        ("g.ttl.gz", gzip.compress(b"<urn:a> <urn:p> 1 ." * 99, mtime=0)[:-9], "g.ttl.gz: "),
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


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read as Linux tells it")
@pytest.mark.parametrize(
    "command", ["query {} ASK{{}}", "validate {}", "export {} -o {}.nq", "merge {} -o {}.out -q"]
)
def test_a_small_file_that_unpacks_to_a_gigabyte_is_refused_in_bounded_memory(
    tmp_path: Path, command: str
) -> None:
    file = tmp_path / "bomb.ttl.gz"
    with gzip.open(file, "wb", 1) as out:
        out.write(b'<urn:a> <urn:b> "')
        for _ in range(1000):
            out.write(b"x" * 2**20)
    words = command.format(file, file).split()
    done = subprocess.run(
        [sys.executable, "-c", _WITH_PEAK, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"kg: {file}") and done.stderr.count("\n") == 1, done.stderr
    assert int(done.stdout) < 1_200_000  # kB
