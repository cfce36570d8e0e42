"""The command that writes a graph in the forms of other programs: export."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from kg.cli.group import PATH, main, mended

__all__ = ["export"]

# Those of kg.export, which `kg --help` need not load.
_FORMS = ("nq", "trig", "nt", "ttl", "jsonld", "rdf", "graphml", "gexf", "csv", "cypher", "parquet")


@main.command()
@click.argument("graphs", type=PATH, nargs=-1, required=True, metavar="GRAPH...")
@click.option(
    "--format", "form", type=click.Choice(_FORMS), help="Form of the output [default: by the ending of OUT]."
)
@click.option(
    "-o", "--output", type=PATH, required=True, metavar="OUT",
    help="The file to write, - for standard output; a folder for csv, cypher and parquet.",
)  # fmt: skip
@click.option(
    "--raw", is_flag=True, help="CSV without the apostrophe that keeps spreadsheets from running cells."
)
@mended
def export(graphs: tuple[Path, ...], form: str | None, output: Path, raw: bool) -> None:
    """Write one or several GRAPHs in another form, the same bytes for the same graph.

    RDF: nq, trig and jsonld keep named graphs; nt, ttl and rdf hold the union. Networks for Gephi and others: graphml and
    gexf. Tables: csv, parquet, cypher (Neo4j). A GRAPH is an RDF file or a folder of them.

    Example: kg export exports/taibai-2021/graph.ttl -o taibai.graphml
    """
    from kg.errors import BadInput
    from kg.export import ENDINGS, FOLDERS
    from kg.export import export as run
    from kg.store import all_or_nothing, graph_files

    to_stream = str(output) == "-"
    form = form or ENDINGS.get(output.suffix.lower())
    if form is None:
        raise BadInput(f"{output}: its ending tells no form; give --format")
    if to_stream and form in FOLDERS:
        raise BadInput(f"{form} is several files: give a folder with -o")
    files = [file for graph in graphs for file in graph_files(graph)]
    if not to_stream and any(output.resolve() == file.resolve() for file in files):
        raise BadInput(f"{output}: would write over the input")
    if to_stream:
        with tempfile.TemporaryDirectory(prefix="kg-") as aside:
            run(files, form, Path(aside), "graph")
            sys.stdout.buffer.write((Path(aside) / "graph").read_bytes())
        return
    if form in FOLDERS and output.exists() and not output.is_dir():
        raise BadInput(f"{output}: is a file; {form} needs a folder")
    if form not in FOLDERS and output.is_dir():
        raise BadInput(f"{output}: is a folder; {form} is one file")
    with all_or_nothing(output if form in FOLDERS else output.parent) as aside_:
        run(files, form, aside_, output.name, guarded=not raw)
    click.echo(str(output), err=True)
