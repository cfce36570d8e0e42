"""Graphs become rows of a DuckDB table, each quad with the source that says it.

A file is parsed by Oxigraph as a stream and written as N-Quads, which DuckDB reads and splits; so no graph is ever held
in memory. Triples of a default graph get their source by what states them (`kg.merge.sources`).
"""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import BadGraph, BadInput
from kg.merge.check import check
from kg.merge.sources import attribute
from kg.merge.terms import DERIVED, nt
from kg.ontology import instance
from kg.store.files import COMPRESSED, format_of, graph_files, opened
from kg.store.load import OXIGRAPH

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["database", "load", "read"]

# Blank nodes are named by their place in the whole graph, which must be held in memory for that.
_MOST_WITH_BLANK = 500_000
# The longest line that DuckDB expects unless told; it sets aside a multiple of it.
_LINE = 2_097_152
# Oxigraph takes no longer term.
_TERM = 2**24
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def database(work: Path) -> Iterator[DuckDBPyConnection]:
    """An empty database in an empty folder, on two cores and with 600 MB of memory; the rest goes to disk."""
    import duckdb  # 0.2 s, which no other command need wait for

    db = duckdb.connect(str(work / "merge.duckdb"))
    try:
        db.execute(
            "SET memory_limit = '600MB'; SET preserve_insertion_order = false; SET threads = 2; SET enable_progress_bar = false"
        )
        db.execute("SET temp_directory = $1", [str(work / "spill")])
        yield db
    finally:
        db.close()


def load(db: DuckDBPyConnection, work: Path, files: Sequence[Path]) -> None:
    """Fills the table `quad(s, p, o, g)` with the quads of files, each once. Raises BadGraph as `read`."""
    db.execute("CREATE TABLE quad (s VARCHAR, p VARCHAR, o VARCHAR, g VARCHAR)")
    for file in files:
        read(db, work, file)
        db.execute("INSERT INTO quad SELECT * FROM part")
    db.execute("CREATE OR REPLACE TABLE quad AS SELECT DISTINCT * FROM quad")
    db.execute("DROP TABLE IF EXISTS part")


def read(db: DuckDBPyConnection, work: Path, file: Path) -> None:
    """Fills the table `part(s, p, o, g)` with the quads of one file and their sources; terms are written as in N-Triples.

    What an earlier merge derived is left out: it is derived again. Blank nodes get IRIs that their graph determines
    (RDFC-1.0), so that the same graph gives the same IRIs. Raises BadGraph with file, line and reason.
    """
    lines = work / "part.nq"
    _as_lines(file, lines)
    db.execute("CREATE OR REPLACE TABLE part (s VARCHAR, p VARCHAR, o VARCHAR, g VARCHAR)")
    _read(db, lines)
    if db.execute("SELECT 1 FROM part WHERE s[1] = '_' OR o[1] = '_' OR g[1] = '_' LIMIT 1").fetchone():
        _name_blank_nodes(db, file, lines)
    lines.unlink()
    db.execute("DELETE FROM part WHERE g = ?", [nt(DERIVED)])
    check(db, file)
    attribute(db)


def _as_lines(file: Path, lines: Path) -> None:
    (file,) = graph_files(file)
    name = format_of(file)
    assert name is not None
    kind = OXIGRAPH[name]
    plain = file
    try:
        if file.suffix.lower() in COMPRESSED:
            # Oxigraph would read a stream in small pieces, and a long term again from its start with each of them.
            plain = lines.with_suffix(".unpacked")
            with opened(file) as stream, plain.open("wb") as out:
                shutil.copyfileobj(stream, out, 2**20)
        with lines.open("wb") as out:
            ox.serialize(ox.parse(path=str(plain), format=kind), out, format=ox.RdfFormat.N_QUADS)
    except SyntaxError as e:
        where = f", line {e.lineno}" if e.lineno else ""
        raise BadGraph(f"{file}{where}: not readable as {kind.name}: {_short(e.msg or e)}") from e
    except MemoryError as e:
        line = _endless_line(plain)
        where = f", line {line}" if line else ""
        raise BadGraph(f"{file}{where}: longer than {_TERM // 2**20} MB without an end of a term") from e
    except Exception as e:  # each way of compressing has its own kind
        reason = e.__cause__ if isinstance(e, BadGraph) else e
        if isinstance(reason, OSError) and reason.errno in _FULL:
            raise BadInput(f"{lines.parent}: cannot be written: {reason.strerror}") from e
        if isinstance(e, BadGraph):
            raise
        raise BadGraph(f"{file}: cannot be read: {getattr(e, 'strerror', None) or _short(e)}") from e
    finally:
        if plain is not file:
            plain.unlink(missing_ok=True)


def _endless_line(file: Path) -> int:
    """The first line of a file that is longer than a term may be, 0 where there is none."""
    number, length = 1, 0
    with file.open("rb") as stream:
        while block := stream.read(2**20):
            head, *rest = block.split(b"\n")
            if length + len(head) > _TERM:
                return number
            number += len(rest)
            length = len(rest[-1]) if rest else length + len(head)
    return 0


def _short(reason: object) -> str:
    return " ".join(str(reason).split())[:200]


def _read(db: DuckDBPyConnection, lines: Path) -> None:
    """Splits lines of N-Quads at blanks, which IRIs do not hold.

    Nor do they hold `<`, `>` or `"`: so a graph's name is told from the end of a literal, for which alone a pattern is needed.
    """
    if not lines.stat().st_size:
        return
    with lines.open("rb") as rows:
        longest = max(_LINE, *(len(row) + 1 for row in rows))
    db.execute(
        f"""
        INSERT INTO part
        SELECT s, p, CASE WHEN literal THEN parts.o ELSE split_part(r, ' ', 1) END,
            CASE WHEN literal THEN parts.g ELSE split_part(r, ' ', 2) END
        FROM (
            SELECT s, p, r, r[1] = '"' AS literal,
                CASE WHEN r[1] = '"' THEN regexp_extract(r, '^(.*?)(?: (<[^<>" ]*>|_:[^ ]+))?$', ['o', 'g'], 's') END AS parts
            FROM (
                SELECT s, p, line[length(s) + length(p) + 3:-3] AS r FROM (
                    SELECT line, split_part(line, ' ', 1) AS s, split_part(line, ' ', 2) AS p
                    FROM read_csv(?, columns = {{'line': 'VARCHAR'}}, auto_detect = false, header = false,
                        delim = '\\x1f', quote = '', escape = '', strict_mode = false, max_line_size = {longest})
                )
            )
        )
        """,
        [str(lines)],
    )


def _name_blank_nodes(db: DuckDBPyConnection, file: Path, lines: Path) -> None:
    """Reads the part again with an IRI for each blank node, made of the graph's content and the node's canonical label."""
    dataset = ox.Dataset(ox.parse(path=str(lines), format=ox.RdfFormat.N_QUADS))
    if len(dataset) > _MOST_WITH_BLANK:
        raise BadGraph(f"{file}: too large for a graph with blank nodes; give its nodes IRIs")
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    content = hashlib.sha256("\n".join(sorted(map(str, dataset))).encode()).hexdigest()

    def named(term: object) -> object:
        if isinstance(term, ox.BlankNode):
            label = hashlib.sha256(f"{content}|{term.value}".encode()).hexdigest()[:12]
            return ox.NamedNode(str(instance(f"node_{label}")))
        return term

    quads = (
        ox.Quad(named(q.subject), q.predicate, named(q.object), named(q.graph_name))  # type: ignore[arg-type]
        for q in dataset
    )
    with lines.open("wb") as out:
        ox.serialize(quads, out, format=ox.RdfFormat.N_QUADS)
    db.execute("DELETE FROM part")
    _read(db, lines)
