"""Commands on graphs: validate, diff, view."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from kg.cli.group import PATH, main, mended

__all__ = ["diff", "validate", "view"]


@main.command()
@click.argument("graph", type=PATH)
@click.option("--reports", type=PATH, help="Folder with the reports' texts: quotes are compared with them.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "turtle"]),
    default="table",
    show_default=True,
    help="Form of the output; turtle is a SHACL validation report.",
)
@mended
def validate(graph: Path, reports: Path | None, form: str) -> None:
    """Check a GRAPH against the shapes, its figures against their words, and its quotes against the reports.

    Figures that do not go together (parts and totals, shares, counts beyond the gazetteer) are listed as findings:
    they tell of the report and are no faults of the graph. Exit status 1 when a problem is found, not for findings.

    Example: kg validate exports/taibai-2021/graph.ttl --reports seeds/taibai-2021
    """
    from kg.consistency import consistency, findings_report
    from kg.gazetteer import Gazetteer
    from kg.store import read_graph, turtle
    from kg.validate import shacl_report
    from kg.validate import validate as run

    data = read_graph(graph)
    found = run(data, _texts(reports) if reports is not None else None)
    with Gazetteer() as gazetteer:
        findings = consistency(data, gazetteer)
    if form == "turtle":
        report = shacl_report(found.problems)
        report += findings_report(findings)
        click.echo(turtle(report), nl=False)
    elif form == "json":
        outcome = {
            "conforms": found.conforms,
            "checked": dict(found.checked),
            "problems": [asdict(p) for p in found.problems],
            "findings": [asdict(f) for f in findings],
        }
        click.echo(json.dumps(outcome, ensure_ascii=False, indent=1, default=str))
    else:
        for problem in found.problems:
            click.echo("\t".join((problem.kind, problem.check, problem.focus, problem.path, problem.message)))
        for finding in findings:
            click.echo("\t".join(("finding", finding.check, finding.zh, finding.en, finding.told)))
        counts = ", ".join(f"{name} {count}" for name, count in sorted(found.checked.items()))
        conforms = "conforms" if found.conforms else "does not conform"
        click.echo(f"{conforms} ({counts}, findings {len(findings)})")
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
@click.argument("a", type=PATH)
@click.argument("b", type=PATH)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Form of the output.",
)
@mended
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


@main.command()
@click.argument("graph", type=PATH)
@click.option(
    "-o",
    "--output",
    type=PATH,
    default=Path("network.html"),
    show_default=True,
    help="The HTML file to write.",
)
@click.option("--title", help="Heading of the page [default: the title of the graph's report].")
@mended
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
