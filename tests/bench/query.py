"""What loading, asking, searching and writing cost, as ratios to rdflib and to bare pyoxigraph in the same run.

Each engine works in a process of its own on one core, on the same synthetic graph (`county_graph`), so that its memory can
be told. Times are medians of the process's CPU time (every engine works in one thread here), which other work on the machine
disturbs least; those of whole processes of `kg query` are by the clock. Rows are compared between the engines: a quick wrong answer would not count.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from kg.namespaces import prefixes
from kg.questions import questions

from .county_graph import county_quads
from .instruments import in_child
from .records import Result

SIZES = {"small": (10_000,), "full": (10_000, 100_000, 1_000_000)}  # quads
LARGE = 1_000_000  # the size that most bars are for
TEXT = "培训村干部"
QUERIES = {
    "look-up": "SELECT ?s { ?s rdfs:label '村干部'@zh }",
    "two-hop join": """SELECT ?t ?g ?n { ?town kg:locatedIn id:place_0001_county ; rdfs:label ?t . ?v kg:locatedIn ?town .
        ?f sdmx:refArea ?v ; schema:observationAbout ?who ; schema:value ?n . ?who rdfs:label ?g }""",
    "aggregation": """SELECT ?m ?y (COUNT(?f) AS ?n) (SUM(?v) AS ?sum) { ?f a kg:Figure ; schema:variableMeasured ?m ;
        sdmx:refPeriod ?y ; schema:value ?v } GROUP BY ?m ?y""",
    "path": "SELECT ?x { ?x kg:locatedIn+ id:place_0001_county }",
    "text filter": f"SELECT ?s ?t {{ ?s oa:exact ?t FILTER (CONTAINS(?t, '{TEXT}')) }}",
    "evidence": """SELECT ?p ?q ?start ?report { ?f a kg:Statement ; rdf:subject id:program_0001_3 ; prov:wasQuotedFrom ?p .
        ?p oa:exact ?q ; oa:start ?start ; kg:inReport ?report }""",
}
# Ready questions that a graph of this size can be asked by name; the others run with their defaults.
VALUES: dict[str, dict[str, str]] = {
    "in-place": {"name": "不存在村"},
    "figures-in-area": {"name": "不存在县"},
    "about": {"name": "不存在"},
    "evidence-of": {"thing": "id:program_0001_3"},
    "connections": {"from": "不存在"},
    "paths": {"from": "不存在"},
    "facts-of-report": {"file": "report_0001003.txt"},
    "figures-by-measure": {"name": "用户", "when": "2018"},
    "programs-by-target": {"name": "志愿者"},
}


def timed(
    work: Callable[[], Any],
    at_most: float = 2.0,
    runs: int = 9,
    clock: Callable[[], float] = time.process_time,
) -> tuple[float, Any]:
    """Milliseconds (median) and the result; one run only when that takes long."""
    times: list[float] = []
    found = None
    while len(times) < runs and sum(times) < at_most * 1000:
        began = clock()
        found = work()
        times.append((clock() - began) * 1000)
    return statistics.median(times), found


def used() -> float:
    """Megabytes in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def by_rdflib(file: Path, ready: bool) -> tuple[float, dict[str, Any]]:
    from rdflib import Dataset, Graph

    before = used()
    graph = Dataset(default_union=True)
    load, _ = timed(lambda: graph.parse(file, format="nquads"), runs=1)
    found: dict[str, Any] = {"load": load, "memory": used() - before}
    for name, sparql in asked(ready).items():
        found[name], rows = timed(lambda q=sparql: list(graph.query(q, initNs=prefixes())))
        found[f"{name} rows"] = len(rows)
    flat = Graph()  # one without contexts, where rdflib is quickest
    for name, base in prefixes().items():
        flat.bind(name, base)  # without them it makes up its own, and takes minutes
    for triple in graph.triples((None, None, None)):
        flat.add(triple)
    found["turtle"], _ = timed(lambda: flat.serialize(format="turtle"), runs=1)
    return 0.0, found


def by_oxigraph(file: Path, ready: bool) -> tuple[float, dict[str, Any]]:
    import pyoxigraph as ox

    before = used()
    store = ox.Store()
    bare, _ = timed(lambda: store.load(path=file, format=ox.RdfFormat.N_QUADS), runs=1)
    merge, _ = timed(lambda: store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"), runs=1)
    found: dict[str, Any] = {"load": bare + merge, "load without merging": bare, "memory": used() - before}
    for name, sparql in asked(ready).items():
        timed(lambda q=sparql: list(store.query(q, prefixes=prefixes())), runs=1)
        found[name], rows = timed(lambda q=sparql: [tuple(r) for r in store.query(q, prefixes=prefixes())])
        found[f"{name} rows"] = len(rows)
    return 0.0, found


def by_kg(file: Path, ready: bool) -> tuple[float, dict[str, Any]]:
    from kg.query import ask
    from kg.search import build_index
    from kg.store import load_files, turtle_of_store

    before = used()
    load, store = timed(lambda: load_files([file]), runs=1)
    found: dict[str, Any] = {"load": load, "memory": used() - before}
    for name, sparql in asked(ready).items():
        # In turns with the bare engine on the same store, so that a busy machine is busy for both.
        ours, bare = [], []
        for _ in range(9):
            bare += [
                timed(lambda q=sparql: [tuple(r) for r in store.query(q, prefixes=prefixes())], runs=1)[0]
            ]
            once, answer = timed(lambda q=sparql: ask(store, q), runs=1)
            ours.append(once)
        found[name], found[f"{name} bare"] = statistics.median(ours), statistics.median(bare)
        found[f"{name} rows"] = len(answer.rows or answer.triples or ())
    found["turtle"], text = timed(lambda: turtle_of_store(store), runs=3)
    found["turtle bytes"] = len(text.encode())
    found["index"], index = timed(lambda: build_index(store), runs=1)
    found["search"], hits = timed(lambda: index.search(TEXT, -1))
    found["search rows"] = len(hits)
    return 0.0, found


def asked(ready: bool) -> dict[str, str]:
    if not ready:
        return QUERIES
    return QUERIES | {f"? {n}": q.sparql(VALUES.get(n)) for n, q in questions().items() if q.form == "SELECT"}


def command_line(file: Path) -> dict[str, float]:
    """Milliseconds of whole processes of `kg query`: cold, and on a store that stands."""
    with tempfile.TemporaryDirectory() as folder:
        base = [sys.executable, "-m", "kg", "query", str(file), QUERIES["look-up"]]
        kept = [*base, "--store", folder]
        began = time.perf_counter()
        subprocess.run(kept, check=True, capture_output=True)
        built = (time.perf_counter() - began) * 1000
        wall = time.perf_counter
        warm, _ = timed(lambda: subprocess.run(kept, check=True, capture_output=True), clock=wall)
        cold, _ = timed(lambda: subprocess.run(base, check=True, capture_output=True), runs=3, clock=wall)
    return {"cold": cold, "store built": built, "store opened": warm}


def measure(size: str) -> Iterator[Result]:
    """Loading, queries, search and Turtle beside both engines, and whole processes of `kg query`."""
    for quads in SIZES[size]:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "county.nq"
            with file.open("w", encoding="utf-8") as out:
                out.writelines(county_quads(quads))
            # rdflib takes minutes for some ready questions, even on a small graph.
            ready = size == "full" and quads <= 10_000
            found = [in_child(engine, file, ready).result for engine in (by_rdflib, by_oxigraph, by_kg)]
            whole = command_line(file)
        last = quads == SIZES[size][-1]
        yield from (_named(result, quads, last) for result in _compared(*found, quads, last))
        for name, ours in whole.items():
            bar = {"cold": "<= 500" if quads <= 10_000 else "", "store opened": "<= 600"}.get(name, "")
            yield _named(Result(f"query: process of kg query, {name}", ours, "ms", bar=bar), quads)


def _named(result: Result, quads: int, last: bool = True) -> Result:
    """A result with its size; only those of the largest are main ones."""
    return replace(result, name=f"{result.name}, {quads:,} quads", main=result.main if last else "")


def _compared(
    rdf: dict[str, Any], bare: dict[str, Any], own: dict[str, Any], quads: int, last: bool
) -> Iterator[Result]:
    large = quads >= LARGE
    yield Result("load", own["load"], "ms", "rdflib", rdf["load"], ">= 8x" if large else "", main="load")
    yield Result("load", own["load"], "ms", "pyoxigraph", bare["load"], ">= 0.77x" if large else "")
    yield Result("load: memory", own["memory"], "MB", "rdflib", rdf["memory"], ">= 2.5x" if large else "")
    for name in QUERIES:
        note = _differing(name, rdf, bare, own)
        bar = ">= 20x" if large and name in ("two-hop join", "aggregation") else ">= 1x" if last else ""
        main = "query" if name == "two-hop join" else ""
        yield Result(f"query: {name}", own[name], "ms", "rdflib", rdf[name], bar, note, main)
        bar = ">= 0.83x" if large else ""
        yield Result(f"query: {name}", own[name], "ms", "pyoxigraph", own[f"{name} bare"], bar)
    if ready := [name for name in own if name.startswith("? ") and f"{name} rows" in own]:
        least = min(ready, key=lambda name: rdf[name] / own[name])
        notes = [f"the least ahead of {len(ready)}, each asked in both"]
        notes += [told for name in ready if (told := _differing(name, rdf, bare, own))]
        name = f"query: ready question {least[2:]}"
        yield Result(name, own[least], "ms", "rdflib", rdf[least], ">= 1x", "; ".join(notes))
    found, filtered = own["search"], bare["text filter"]
    yield Result("query: search", found, "ms", "pyoxigraph, CONTAINS", filtered, ">= 5x" if large else "")
    yield Result("query: index for search", own["index"], "ms")
    yield Result(
        "Turtle", own["turtle"], "ms", "rdflib", rdf["turtle"], ">= 10x" if large else "", main="turtle"
    )


def _differing(name: str, *engines: dict[str, Any]) -> str:
    rows = [found.get(f"{name} rows") for found in engines]
    return f"ROWS DIFFER: {name}: rdflib, pyoxigraph, kg {rows}" if len(set(rows)) > 1 else ""
