"""Commands that hand a graph on: export in the forms of other programs, describe as a dataset."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from kg.cli.group import PATH, main, mended

__all__ = ["describe", "export"]

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
    from kg.store import all_or_nothing, graph_files, whole_file

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
    if form in FOLDERS:
        with all_or_nothing(output) as folder:
            run(files, form, folder, guarded=not raw)
    else:
        with whole_file(output) as file:
            run(files, form, file.parent, file.name)
    click.echo(str(output), err=True)


@main.command()
@click.argument("folder", type=PATH)
@click.option(
    "--dataset", type=PATH, help="Folder with the dataset.toml of the reports: title, publisher, licence …"
)
@click.option("--title", help="Title of the dataset [default: that of dataset.toml, else the folder's name].")
@click.option("--publisher", help="Who publishes the dataset.")
@click.option("--licence", help="Its licence: words, or an address.")
@click.option("--date", help="Its date, like 2026-11-23.")
@mended
def describe(
    folder: Path,
    dataset: Path | None,
    title: str | None,
    publisher: str | None,
    licence: str | None,
    date: str | None,
) -> None:
    """Describe the FOLDER of a build or a merge in DCAT and VoID: dataset.ttl, and NOTICE.txt with sources and licences.

    Counts by class and property, sources with their SHA-256, vocabularies, and the data files with size and checksum.

    Example: kg describe merged --title 两县图谱 --licence https://creativecommons.org/licenses/by/4.0/
    """
    from kg.describe import About, DataFile, described, triples_of
    from kg.errors import BadInput
    from kg.read import read_dataset
    from kg.store import graph_files, save_folder

    if not folder.is_dir():
        raise BadInput(f"{folder}: no such folder")
    # A merge holds its graph twice: as the sources say it, and as it is read.
    whole = next((folder / n for n in ("graph.nq", "graph.ttl") if (folder / n).is_file()), folder)
    graphs = graph_files(whole)
    known = read_dataset(dataset) if dataset is not None else None
    name = folder.resolve().name
    about = About(
        name,
        title or (known.title if known else name),
        publisher or (known.publisher if known else ""),
        known.source if known else "",
        date or (known.date if known else ""),
        licence or (known.licence if known else ""),
    )
    try:
        files = [DataFile.of_path(file) for file in sorted(folder.iterdir()) if file.is_file()]
    except OSError as e:
        raise BadInput(f"{folder}: cannot be read: {e.strerror}") from e
    made = described(about, triples_of(graphs), files)
    save_folder(folder, made)
    for file in made:
        click.echo(str(folder / file))
