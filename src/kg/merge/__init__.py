"""Graphs of several reports, counties and tables side by side: nothing lost, nothing fused wrongly, every decision on record.

check → bind → decide → compare → write. Sources are not melted: each keeps its own named graph, identity stands in a
ledger of judgements, and a canonical view follows from both.

| module | does |
|---|---|
| `engine` | where the joins run: an interface, and DuckDB behind it |
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
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from kg.errors import BadInput
from kg.merge.alike import likely_elsewhere
from kg.merge.bind import divisions, foreign, read_classes
from kg.merge.check import conforms
from kg.merge.compare import compare, read_figures
from kg.merge.context import contexts, labels_of
from kg.merge.copied import COPIES, reposts
from kg.merge.decide import Decision, decide
from kg.merge.engine import Engine, Opener, local
from kg.merge.facts import contradictions
from kg.merge.judge import gather
from kg.merge.ledger import FILE, Judgement, Row, append, header, read_ledger
from kg.merge.listed import changed_codes, listed
from kg.merge.page import page
from kg.merge.review import COLUMNS
from kg.merge.shaped import shaped
from kg.merge.terms import nt
from kg.merge.write import comparison_rows, derived, table, write_quads, write_view
from kg.store import all_or_nothing, alone, scratch
from kg.store.files import COMPRESSED

__all__ = ["Merged", "merge"]

_TITLE = "合并的图谱 · merged graph"
# Triples above which no network page is drawn: nobody could read it.
_DRAWN = 40_000
# A build on Spark writes its graph in parts.
_PARTS = "graph-[0-9]*.nq.gz"


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
    engine: AbstractContextManager[Opener] | None = None,
    warn: Callable[[str], None] = lambda _: None,
) -> Merged:
    """Merges graphs into a folder; inputs are files or folders of an earlier merge or build, whose graph may be in parts.

    People's judgements are taken from `ledgers`, from the ledger of an earlier merge among the inputs, and from the one
    that already stands in `out`, whose rows all stay. Raises BadGraph or BadInput with file and line; then nothing is
    written. The same inputs in any order give the same bytes. Without `draw` no explorer.html and no network.html are
    made; with `shapes` a graph that breaks the SHACL shapes is refused, which takes a multiple of the time; if that is None,
    inputs of together `kg.merge.shaped.MOST` bytes are checked beside the merge, and `warn` gets what is wrong with them and
    which were not checked. The joins run in DuckDB, or where `engine` says: it is entered before anything is written.
    """
    files, found = _inputs(inputs)
    for file in files if shapes else ():
        conforms(file)
    # Before the lock is taken: a copy of this process would hold it as well.
    looked_at = shaped(files, warn) if shapes is None else nullcontext()
    with looked_at, engine or nullcontext(local) as opener, alone(out) as kept, scratch(kept) as work:
        own = out / FILE
        told = {f.resolve(): f for f in (*ledgers, *found, *([own] if own.is_file() else []))}
        read = {path: read_ledger(file) for path, file in sorted(told.items())}
        judged, people = gather([rows for rows, _ in read.values()])
        say(f"reading {len(files)} graphs")
        with opener(out, work, files) as tables:
            return _merged(tables, out, judged, people, read.get(own.resolve()), say, draw)


def _inputs(inputs: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The graph files of inputs, and the ledgers of those that are folders of an earlier merge."""
    files, ledgers = [], []
    for path in inputs:
        if not path.is_dir():
            files.append(path)
            continue
        names = (f"graph{form}{packed}" for form in (".nq", ".ttl") for packed in ("", *COMPRESSED))
        whole = [path / n for n in names if (path / n).is_file()]
        graph = whole[:1] or sorted(path.glob(_PARTS))
        if not graph:
            raise BadInput(f"{path}: holds neither graph.nq nor graph.ttl")
        files += graph
        if (path / FILE).is_file():
            ledgers.append(path / FILE)
    return files, ledgers


def _merged(
    tables: Engine,
    out: Path,
    judged: dict[tuple[str, str], Judgement],
    people: list[Row],
    before: tuple[list[Judgement], str] | None,
    say: Callable[[str], None],
    draw: bool,
) -> Merged:
    say("binding")
    read_classes(tables)
    places = divisions(tables)
    others = foreign(tables, places)
    wanted = {key for _, key, _ in others if key} | {iri for pair in judged for iri in pair}
    known = _known(tables, wanted)
    decision = decide(places, others, known, judged)
    likely_elsewhere(tables, judged, decision)
    pairs = [(nt(old), nt(new)) for old, new in sorted(decision.canonical.items())]
    tables.put("canonical", ("old", "new"), pairs)
    say("comparing")
    copied = reposts(tables)
    figures = [copied.counted(figure) for figure in read_figures(tables)]
    comparisons = [
        *compare(figures),
        *listed(tables, places, figures),
        *changed_codes(places, decision.canonical),
        *contradictions(tables),
    ]
    names = labels_of(tables, {iri for c in comparisons for iri in (c.one.area, c.one.source, c.two.source)})
    extra = {*derived(decision.canonical, comparisons), *copied.triples}
    tables.put("derived", ("s", "p", "o"), sorted(extra))
    say("writing")
    with all_or_nothing(out, stale=("explorer.html", "network.html", COPIES)) as aside:
        write_quads(tables, aside / "graph.nq")
        graph = write_view(tables, aside / "graph.ttl")
        head, rows = comparison_rows(comparisons, names)
        texts = {
            "conflicts.tsv": table(head, rows),
            "conflicts.html": page(comparisons, names),
            "unmatched.tsv": table(("node", "label", "reason"), decision.unmatched),
            "review.tsv": _review(tables, decision),
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
    ((count,),) = tables.rows("SELECT count(*) FROM quad")
    return Merged(
        count, len(decision.canonical), len(decision.candidates), len(decision.unmatched), kinds, written
    )


def _known(tables: Engine, wanted: set[str]) -> frozenset[str]:
    """Those of some IRIs that are entities here."""
    if not wanted:
        return frozenset()
    tables.put("wanted", ("s",), [(nt(iri),) for iri in sorted(wanted)])
    return frozenset(s[1:-1] for (s,) in tables.rows("SELECT s FROM entity SEMI JOIN wanted USING (s)"))


def _review(tables: Engine, decision: Decision) -> str:
    nodes = {iri for c in decision.candidates for iri in (c.one, c.two)}
    told = contexts(tables, nodes)
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
