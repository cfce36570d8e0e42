"""What loading, asking, searching and writing cost, as ratios to rdflib and to bare pyoxigraph in the same run.

    python tests/bench/query.py 10000 100000 1000000

Each engine works in a process of its own on the same synthetic graph (`county_graph`), so that its memory can be told.
Times are medians of the process's CPU time (every engine works in one thread here), which other work on the machine
disturbs least; those of whole processes of `kg query` are by the clock. Rows are compared between the engines: a quick wrong answer would not count.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from county_graph import county_quads

from kg.namespaces import prefixes
from kg.questions import questions

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


def by_rdflib(file: Path, ready: bool) -> dict[str, Any]:
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
    return found


def by_oxigraph(file: Path, ready: bool) -> dict[str, Any]:
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
    return found


def by_kg(file: Path, ready: bool) -> dict[str, Any]:
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
    return found


def asked(ready: bool) -> dict[str, str]:
    if not ready:
        return QUERIES
    return QUERIES | {f"? {n}": q.sparql(VALUES.get(n)) for n, q in questions().items() if q.form == "SELECT"}


ENGINES = {"rdflib": by_rdflib, "oxigraph": by_oxigraph, "kg": by_kg}


def apart(engine: str, file: Path, ready: bool) -> dict[str, Any]:
    """What an engine measured in a process of its own."""
    command = [sys.executable, __file__, "--engine", engine, str(file), str(int(ready))]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


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


def report(size: int, ready: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "county.nq"
        with file.open("w", encoding="utf-8") as out:
            out.writelines(county_quads(size))
        found = {engine: apart(engine, file, ready) for engine in ENGINES}
        cli = command_line(file)
    rdf, bare, own = (found[e] for e in ENGINES)
    print(
        f"\n## {size} quads\n\n| what | rdflib | pyoxigraph | kg | rdflib / kg | kg / pyoxigraph |\n|---|---|---|---|---|---|"
    )
    for name in own:
        if name.endswith((" rows", " bytes", " bare")):
            continue
        cells = [rdf.get(name), own.get(f"{name} bare", bare.get(name)), own[name]]
        gain = f"{cells[0] / cells[2]:.1f}" if cells[0] else ""
        cost = f"{cells[2] / cells[1]:.2f}" if cells[1] else ""
        rows = {e: f.get(f"{name} rows") for e, f in found.items() if f"{name} rows" in f}
        differs = f" **rows differ: {rows}**" if len(set(rows.values())) > 1 else ""
        shown = " | ".join("" if c is None else f"{c:.3g}" for c in cells)
        print(f"| {name}{differs} | {shown} | {gain} | {cost} |")
    print(
        f"\nload without merging, pyoxigraph: {bare['load without merging']:.0f} ms (kg / it: {own['load'] / bare['load without merging']:.2f})"
    )
    print(
        f"search / text filter of rdflib: {rdf['text filter'] / own['search']:.0f}, of pyoxigraph: {bare['text filter'] / own['search']:.1f}"
    )
    print("whole processes of kg query, ms: " + ", ".join(f"{k} {v:.0f}" for k, v in cli.items()))


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--engine"]:
        print(json.dumps(ENGINES[arguments[1]](Path(arguments[2]), arguments[3] == "1")))
        return
    print("Milliseconds of CPU (median); memory in MB, the merged default graph included.")
    for size in map(int, arguments or ["10000"]):
        report(size, ready=size <= 10_000)


if __name__ == "__main__":
    main(sys.argv[1:])
