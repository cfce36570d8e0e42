"""The command line: each command parses, calls the library and prints.

Exit status 0: done; 1: done, and problems were found; 2: bad usage or input, nothing written. Heavy modules are
imported inside the commands, so that `kg --help` answers at once.
"""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kg import __version__

__all__ = ["main"]

_PATH = click.Path(path_type=Path)


def _mended(command: Callable[..., None]) -> Callable[..., None]:
    """Turns errors that the user can mend into one line and the right exit status."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> None:
        from kg.errors import KgError

        try:
            command(*args, **options)
        except KgError as e:
            click.echo("kg: " + " ".join(str(e).split()), err=True)
            sys.exit(1 if type(e).__name__ == "NotValid" else 2)

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kg")
def main() -> None:
    """Knowledge graphs from Chinese county reports: every fact with its words, every number accounted for.

    Example: kg build seeds -o exports
    """


@main.command()
@click.argument("seeds", type=_PATH, default=Path("seeds"))
@click.option(
    "-o", "--output", type=_PATH, default=Path("exports"), show_default=True, help="Folder for the exports."
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless something is wrong.")
@_mended
def build(seeds: Path, output: Path, quiet: bool) -> None:
    """Build the graph of every dataset in the folder SEEDS (default: seeds).

    Writes graph.ttl, annotations.jsonl, numbers.tsv, network.html and manifest.json for each.

    Example: kg build seeds -o exports
    """
    from kg.pipeline import build as run

    exports = run(seeds, output, (lambda _: None) if quiet else (lambda line: click.echo(line, err=True)))
    if not quiet:
        for export in exports:
            entities = sum(len(f.entities) for f in export.facts)
            figures = sum(len(f.figures) for f in export.facts)
            relations = sum(len(f.relations) for f in export.facts)
            click.echo(
                f"{export.dataset.name}: {entities} entities, {relations} relations, {figures} figures"
            )


@main.command()
@click.argument("file", type=_PATH)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "table", "turtle"]),
    default="jsonl",
    show_default=True,
    help="Form of the output.",
)
@click.option(
    "--opinion",
    "opinions",
    type=click.Choice(["lac", "model"]),
    multiple=True,
    help="Ask somebody else too: lac (the extra `ner`, offline) or model (an endpoint; sends the text there).",
)
@click.option(
    "--model-url", envvar="KG_MODEL_URL", help="Base URL of an OpenAI-compatible endpoint [KG_MODEL_URL]."
)
@click.option(
    "--model", envvar="KG_MODEL", help="Name of the model there [KG_MODEL]; its key is KG_MODEL_KEY."
)
@click.option(
    "--opinion-cache", "cache", type=_PATH, help="Folder that keeps the model's answers by request."
)
@_mended
def extract(
    file: Path,
    form: str,
    opinions: tuple[str, ...],
    model_url: str | None,
    model: str | None,
    cache: Path | None,
) -> None:
    """Print the annotations of one report FILE as JSON lines, as a table, or its graph as Turtle.

    With --opinion, names and figures that somebody else found are added where they stand verbatim in the report and
    overlap nothing that was read there; their rule begins with `opinion.`.

    Example: kg extract seeds/taibai-2021/000_422ab341e01ff17a.txt --format table
    """
    from kg.assemble import assemble
    from kg.gazetteer import Gazetteer
    from kg.opinions import named
    from kg.pipeline import extract as run
    from kg.read import read
    from kg.store import annotation_rows, jsonl, turtle

    source = read(file)
    # The key comes from the environment only: other users of a machine can read the options of a command.
    key = os.environ.get("KG_MODEL_KEY", "")
    asked = [named(name, model_url or "", model or "", key, cache) for name in dict.fromkeys(opinions)]
    with Gazetteer() as gazetteer:
        facts = run(source, gazetteer, asked, lambda heard: click.echo(heard.account(), err=True))
    if form == "turtle":
        click.echo(turtle(assemble([facts])), nl=False)
        return
    rows = annotation_rows(facts)
    if form == "jsonl":
        click.echo(jsonl(rows), nl=False)
        return
    for row in rows:
        click.echo("\t".join(_line(row)))


def _line(row: dict[str, Any]) -> list[str]:
    """One row of annotations as columns for reading: kind, what it says, where."""
    if row["kind"] == "report":
        return [
            "report",
            *(f"{k}={row[k]}" for k in ("title", "publisher", "published", "area", "period") if row[k]),
        ]
    if row["kind"] == "entity":
        first = row["mentions"][0]
        return ["entity", row["type"], row["subtype"] or "", row["name"], f"{first['start']}-{first['end']}"]
    where = f"{row['start']}-{row['end']}"
    quote = " ".join(row["quote"].split())
    if row["kind"] == "figure":
        upper = "" if row["value_max"] is None else f"–{row['value_max']}"
        value = f"{row['value']}{upper} {row['unit']} {row['qualifier']}"
        return [
            "figure",
            value,
            *(row[k] or "" for k in ("measure", "about", "area", "period")),
            where,
            quote,
        ]
    ends = (row[k].rsplit("/", 1)[-1] for k in ("subject", "object"))
    return ["relation", row["predicate"], *ends, where, quote]


@main.command()
@click.argument("graph", type=_PATH)
@click.option("--reports", type=_PATH, help="Folder with the reports' texts: quotes are compared with them.")
@_mended
def validate(graph: Path, reports: Path | None) -> None:
    """Check a GRAPH against the shapes and its quotes against their passages.

    Exit status 1 when a problem is found.

    Example: kg validate exports/taibai-2021/graph.ttl --reports seeds/taibai-2021
    """
    from kg.store import read_graph
    from kg.validate import validate as run

    found = run(read_graph(graph), _texts(reports) if reports is not None else None)
    for problem in found.problems:
        click.echo("\t".join((problem.kind, problem.focus, problem.path, problem.message)))
    counts = ", ".join(f"{name} {count}" for name, count in sorted(found.checked.items()))
    click.echo(f"{'conforms' if found.conforms else 'does not conform'} ({counts})")
    if not found.conforms:
        sys.exit(1)


def _texts(folder: Path) -> dict[str, str]:
    """The texts of a folder's reports by the SHA-256 of the text."""
    from kg.errors import BadInput
    from kg.read import read

    if not folder.is_dir():
        raise BadInput(f"{folder}: no such folder")
    sources = [read(file) for file in sorted(folder.glob("**/*.txt"))]
    return {source.sha256: source.text for source in sources}


@main.command()
@click.argument("gold", type=_PATH)
@click.option(
    "--reports",
    type=_PATH,
    help="Folder with the reports' texts [default: the folder ../reports beside GOLD].",
)
@click.option(
    "--annotations", "predicted", type=_PATH, help="Score this file of annotations instead of extracting."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each gold file.")
@_mended
def evaluate(gold: Path, reports: Path | None, predicted: Path | None, as_json: bool) -> None:
    """Score the extractor against GOLD, a file of gold annotations or a folder of them.

    Prints precision, recall and F1 per type, the attributes of figures, and what was missed and extra.

    Example: kg evaluate tests/gold
    """
    from kg.evaluate import evaluate as run
    from kg.evaluate import gold_files, read_gold, read_rows, render
    from kg.gazetteer import Gazetteer
    from kg.pipeline import extract as extract_facts
    from kg.read import read
    from kg.store import annotation_rows

    folder = reports or (gold if gold.is_dir() else gold.parent).resolve().parent / "reports"
    with Gazetteer() as gazetteer:
        for file in gold_files(gold):
            wanted = read_gold(file)
            source = read(folder / wanted["doc"])
            rows = read_rows(predicted) if predicted else annotation_rows(extract_facts(source, gazetteer))
            score = run(wanted, source.text, rows)
            if as_json:
                click.echo(json.dumps(score.as_dict(), ensure_ascii=False))
            else:
                click.echo(render(score))


@main.command()
@click.argument("graph", type=_PATH)
@click.option(
    "-o",
    "--output",
    type=_PATH,
    default=Path("network.html"),
    show_default=True,
    help="The HTML file to write.",
)
@click.option("--title", help="Heading of the page [default: the title of the graph's report].")
@_mended
def view(graph: Path, output: Path, title: str | None) -> None:
    """Write the network of a GRAPH as one HTML page that opens without a server or a network.

    Example: kg view exports/taibai-2021/graph.ttl -o network.html
    """
    from rdflib import DCTERMS

    from kg.store import read_graph, save_folder
    from kg.view import view as run

    found = read_graph(graph)
    heading = title or min((str(t) for t in found.objects(None, DCTERMS.title)), default=graph.stem)
    save_folder(output.parent, {output.name: run(found, title=heading)})
    click.echo(str(output))


@main.command()
@click.argument("a", type=_PATH)
@click.argument("b", type=_PATH)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Form of the output.",
)
@_mended
def diff(a: Path, b: Path, form: str) -> None:
    """Show what B states and A does not, what it lacks, and what it states otherwise.

    A and B are files of annotations (.jsonl), graphs (.ttl), or folders of them, compared file by file. Exit status
    0: they state the same; 1: they differ; 2: bad usage or input.

    Example: kg diff before/annotations.jsonl after/annotations.jsonl
    """
    from kg.diff import diff as run
    from kg.diff import render

    found = run(a, b)
    if form == "json":
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
    else:
        click.echo(render(found))
    if found.changes:
        sys.exit(1)
