"""A graph in the forms that other programs read: RDF, networks, tables, Neo4j, Parquet; the same graph gives the same bytes.

| module | writes |
|---|---|
| `rdf` | N-Quads, TriG, N-Triples, Turtle, JSON-LD, RDF/XML, sorted |
| `rows` | what the others write: reports, entities, relations, figures, passages as rows |
| `network` | GraphML and GEXF, by networkx |
| `tables` | CSV; CSV and Cypher for Neo4j; Parquet, by DuckDB |
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.errors import BadInput

__all__ = ["ENDINGS", "FOLDERS", "FORMS", "export"]

ENDINGS = {
    ".nq": "nq", ".trig": "trig", ".nt": "nt", ".ttl": "ttl", ".jsonld": "jsonld", ".rdf": "rdf",
    ".graphml": "graphml", ".gexf": "gexf",
}  # fmt: skip
"""The form that the ending of a file's name means."""
FOLDERS = ("csv", "cypher", "parquet")
"""The forms that are a folder of several files."""
FORMS = (*dict.fromkeys(ENDINGS.values()), *FOLDERS)


def export(files: Sequence[Path], form: str, folder: Path, name: str = "", *, guarded: bool = True) -> None:
    """Writes the graph of RDF files into a folder: as the file `name`, or for a form of `FOLDERS` as several files.

    `form` is one of `FORMS`. With `guarded`, a cell of a CSV table that a spreadsheet would take for a formula is made
    harmless (see `tables`). The folder must exist; what is written there is complete only when this returns, so a
    caller who must not leave half a file gives a folder aside. Raises BadGraph with file and reason.
    """
    if form in ("nq", "trig", "nt", "ttl", "jsonld", "rdf"):
        from kg.export.rdf import rdf

        (folder / name).write_bytes(rdf(files, form))
        return
    from kg.export.rows import Rows
    from kg.store import load_files

    rows = Rows(load_files(files))
    if form in ("graphml", "gexf"):
        from kg.export.network import network

        (folder / name).write_bytes(network(rows, form))
    elif form == "csv":
        from kg.export.tables import write_csv

        write_csv(rows, folder, guarded=guarded)
    elif form == "cypher":
        from kg.export.tables import write_neo4j

        write_neo4j(rows, folder)
    elif form == "parquet":
        from kg.export.tables import write_parquet

        write_parquet(rows, folder)
    else:
        raise BadInput(f"{form}: no form; one of {', '.join(FORMS)} is needed")
