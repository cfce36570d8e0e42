"""Graphs of several reports, counties and tables side by side: nothing lost, nothing fused wrongly, every decision on record.

check → bind → decide → compare → write. Sources are not melted: each keeps its own named graph, identity stands in a
ledger of judgements, and a canonical view follows from both.

| module | does |
|---|---|
| `load`, `sources` | graphs into DuckDB, each quad with the source that says it |
| `check`, `shaped` | whether a graph can be merged; its shapes |
| `bind`, `names` | codes and full keys of nodes |
| `ledger`, `judge` | judgements in SSSOM TSV, and which of them hold |
| `decide`, `alike` | who is who by code, key and veto; candidates for a person |
| `comparison`, `compare`, `facts`, `listed` | figures and facts of several sources; counts beside what a code book lists; codes that changed |
| `copied` | reports that publish one text |
| `write`, `page` | the files |
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import BadInput
from kg.merge.alike import likely_elsewhere
from kg.merge.bind import divisions, foreign, read_classes
from kg.merge.check import conforms
from kg.merge.compare import compare, read_figures
from kg.merge.context import contexts, labels_of
from kg.merge.copied import COPIES, reposts
from kg.merge.decide import Decision, decide
from kg.merge.facts import contradictions
from kg.merge.judge import gather
from kg.merge.ledger import FILE, Judgement, Row, append, header, read_ledger
from kg.merge.listed import changed_codes, listed
from kg.merge.load import load
from kg.merge.page import page
from kg.merge.review import COLUMNS
from kg.merge.shaped import shaped
from kg.merge.terms import columns, nt
from kg.merge.write import comparison_rows, derived, table, write_quads, write_view
from kg.store import all_or_nothing, alone, scratch
from kg.store.files import COMPRESSED

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["Merged", "merge"]

_TITLE = "合并的图谱 · merged graph"
# Triples above which no network page is drawn: nobody could read it.
_DRAWN = 40_000


@dataclass(frozen=True)
class Merged:
    """What a merge found: quads, nodes replaced by others, candidates for review, unmatched nodes, comparisons by kind."""

    quads: int
    replaced: int
    candidates: int
    unmatched: int
    comparisons: dict[str, int]
    files: tuple[str, ...]


def merge(
    inputs: Sequence[Path],
    out: Path,
    ledgers: Sequence[Path] = (),
    say: Callable[[str], None] = lambda _: None,
    *,
    draw: bool = True,
    shapes: bool | None = False,
    warn: Callable[[str], None] = lambda _: None,
) -> Merged:
    """Merges graphs into a folder; inputs are files or folders of an earlier merge or build.

    People's judgements are taken from `ledgers`, from the ledger of an earlier merge among the inputs, and from the one
    that already stands in `out`, whose rows all stay. Raises BadGraph or BadInput with file and line; then nothing is
    written. The same inputs in any order give the same bytes. Without `draw` no explorer.html and no network.html are
    made; with `shapes` a graph that breaks the SHACL shapes is refused, which takes a multiple of the time; if that is None,
    inputs of together `kg.merge.shaped.MOST` bytes are checked beside the merge, and `warn` gets what is wrong with them and
    which were not checked.
    """
    import duckdb  # 0.2 s, which no other command need wait for

    files, found = _inputs(inputs)
    for file in files if shapes else ():
        conforms(file)
    # Before the lock is taken: a copy of this process would hold it as well.
    looked_at = shaped(files, warn) if shapes is None else nullcontext()
    with looked_at, alone(out) as kept, scratch(kept) as work:
        own = out / FILE
        told = {f.resolve(): f for f in (*ledgers, *found, *([own] if own.is_file() else []))}
        read = {path: read_ledger(file) for path, file in sorted(told.items())}
        judged, people = gather([rows for rows, _ in read.values()])
        try:
            db = duckdb.connect(str(work / "merge.duckdb"))
            try:
                db.execute(
                    "SET memory_limit = '600MB'; SET preserve_insertion_order = false; SET threads = 2; SET enable_progress_bar = false"
                )
                db.execute("SET temp_directory = $1", [str(work / "spill")])
                say(f"reading {len(files)} graphs")
                load(db, work, files)
                return _merged(db, out, judged, people, read.get(own.resolve()), say, draw)
            finally:
                db.close()
        except (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.TransactionException) as e:
            raise BadInput(f"{out}: cannot be written: {' '.join(str(e).split())}") from e


def _inputs(inputs: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The graph files of inputs, and the ledgers of those that are folders of an earlier merge."""
    files, ledgers = [], []
    for path in inputs:
        if not path.is_dir():
            files.append(path)
            continue
        names = (f"graph{form}{packed}" for form in (".nq", ".ttl") for packed in ("", *COMPRESSED))
        graph = next((path / n for n in names if (path / n).is_file()), None)
        if graph is None:
            raise BadInput(f"{path}: holds neither graph.nq nor graph.ttl")
        files.append(graph)
        if (path / FILE).is_file():
            ledgers.append(path / FILE)
    return files, ledgers


def _merged(
    db: DuckDBPyConnection,
    out: Path,
    judged: dict[tuple[str, str], Judgement],
    people: list[Row],
    before: tuple[list[Judgement], str] | None,
    say: Callable[[str], None],
    draw: bool,
) -> Merged:
    say("binding")
    read_classes(db)
    places = divisions(db)
    others = foreign(db, places)
    wanted = {key for _, key, _ in others if key} | {iri for pair in judged for iri in pair}
    known = _known(db, wanted)
    decision = decide(places, others, known, judged)
    likely_elsewhere(db, judged, decision)
    db.execute("CREATE OR REPLACE TABLE canonical (old VARCHAR, new VARCHAR)")
    if decision.canonical:
        pairs = [(nt(old), nt(new)) for old, new in sorted(decision.canonical.items())]
        db.execute("INSERT INTO canonical SELECT unnest(?), unnest(?)", columns(pairs))
    say("comparing")
    copied = reposts(db)
    figures = [copied.counted(figure) for figure in read_figures(db)]
    comparisons = [
        *compare(figures),
        *listed(db, places, figures),
        *changed_codes(places, decision.canonical),
        *contradictions(db),
    ]
    names = labels_of(db, {iri for c in comparisons for iri in (c.one.area, c.one.source, c.two.source)})
    db.execute("CREATE OR REPLACE TABLE derived (s VARCHAR, p VARCHAR, o VARCHAR)")
    if extra := [*derived(decision.canonical, comparisons), *copied.triples]:
        db.execute("INSERT INTO derived SELECT unnest(?), unnest(?), unnest(?)", columns(sorted(set(extra))))
    say("writing")
    with all_or_nothing(out, stale=("explorer.html", "network.html", COPIES)) as aside:
        write_quads(db, aside / "graph.nq")
        graph = write_view(db, aside / "graph.ttl")
        head, rows = comparison_rows(comparisons, names)
        texts = {
            "conflicts.tsv": table(head, rows),
            "conflicts.html": page(comparisons, names),
            "unmatched.tsv": table(("node", "label", "reason"), decision.unmatched),
            "review.tsv": _review(db, decision),
            FILE: _ledger(people, decision, before),
        } | ({COPIES: copied.table} if copied.table else {})
        if draw and graph is not None and len(graph) <= _DRAWN:
            from kg.explore import explore
            from kg.view import view

            texts["explorer.html"] = explore(graph, title=_TITLE)
            texts["network.html"] = view(graph, title=_TITLE)
        elif draw:
            say("too large to draw: no explorer.html and no network.html are written")
        for name, text in texts.items():
            (aside / name).write_text(text, encoding="utf-8", newline="\n")
        written = tuple(sorted(f.name for f in aside.iterdir()))
    kinds: dict[str, int] = {}
    for c in comparisons:
        kinds[c.kind] = kinds.get(c.kind, 0) + 1
    count = db.execute("SELECT count(*) FROM quad").fetchone()
    assert count is not None
    return Merged(
        count[0], len(decision.canonical), len(decision.candidates), len(decision.unmatched), kinds, written
    )


def _known(db: DuckDBPyConnection, wanted: set[str]) -> frozenset[str]:
    """Those of some IRIs that are entities here."""
    if not wanted:
        return frozenset()
    rows = db.execute(
        "SELECT s FROM entity WHERE list_contains(?, s)", [[nt(i) for i in sorted(wanted)]]
    ).fetchall()
    return frozenset(s[1:-1] for (s,) in rows)


def _review(db: DuckDBPyConnection, decision: Decision) -> str:
    nodes = {iri for c in decision.candidates for iri in (c.one, c.two)}
    told = contexts(db, nodes)
    rows = [(f"{c.score:.3f}", c.why, c.one, *told[c.one], c.two, *told[c.two]) for c in decision.candidates]
    return table(COLUMNS, rows)


def _ledger(people: list[Row], decision: Decision, before: tuple[list[Judgement], str] | None) -> str:
    """The ledger that stood here with what is new behind it; without one, people's rows and then those of rules."""
    rows = [*people, *sorted(set(decision.rows))]
    if before is None:
        return header() + append(rows)
    seen: dict[Row, int] = {}
    for judgement in before[0]:
        seen[judgement.row] = seen.get(judgement.row, 0) + 1
    new = []
    for row in rows:
        if seen.get(row, 0):
            seen[row] -= 1
        else:
            new.append(row)
    text = before[1]
    return text + ("" if text.endswith("\n") else "\n") + append(new)
