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

    In a file of named graphs that hold a report each, as a build writes it, each graph is checked by itself.

    Figures that do not go together (parts and totals, shares, counts beyond the gazetteer) are listed as findings:
    they tell of the report and are no faults of the graph. Exit status 1 when a problem is found, not for findings.

    Example: kg validate exports/taibai-2021/graph.ttl --reports seeds/taibai-2021
    """
    from kg.consistency import consistency, findings_report
    from kg.gazetteer import Gazetteer
    from kg.store import parts_of, turtle
    from kg.validate import shacl_report, validate_parts

    parts = parts_of(graph)
    found = validate_parts(parts, _texts(reports) if reports is not None else None)
    with Gazetteer() as gazetteer:
        findings = tuple(told for part in parts for told in consistency(part, gazetteer))
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
        several = f", {len(parts)} graphs each by itself" if len(parts) > 1 else ""
        click.echo(f"{conforms} ({counts}, findings {len(findings)}{several})")
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
@click.argument("graphs", type=PATH, nargs=-1, required=True, metavar="GRAPH...")
@click.option(
    "-o",
    "--output",
    type=PATH,
    default=Path("explorer.html"),
    show_default=True,
    help="The HTML file to write.",
)
@click.option("--title", help="Heading of the page [default: the title of the graph's report].")
@click.option("--reports", type=PATH, help="Folder with the reports' texts, to be read in the page.")
@click.option(
    "--layout",
    type=click.Choice(["radial", "force"]),
    default="radial",
    show_default=True,
    help="Positions: around the places that contain them, or by forces.",
)
@click.option(
    "--queries/--no-queries", default=True, show_default=True, help="With the query tab (2 MB more)."
)
@click.option("--pyvis", is_flag=True, help="Write the network of pyvis instead of the explorer.")
@mended
def view(
    graphs: tuple[Path, ...],
    output: Path,
    title: str | None,
    reports: Path | None,
    layout: str,
    queries: bool,
    pyvis: bool,
) -> None:
    """Write one or several GRAPHs as one HTML page that opens without a server or a network: the explorer.

    It shows the network, the facts of what is clicked, the words that state them, and the figures as a table. A graph
    holds the quoted passages of its reports; with --reports the page holds the whole texts.

    Example: kg view exports/taibai-2021/graph.ttl --reports seeds -o explorer.html
    """
    from rdflib import DCTERMS

    from kg.explore import explore, query_engine
    from kg.store import read_graph, save_file
    from kg.view import view as run

    texts = _texts(reports) if reports is not None else {}
    found = read_graph(graphs[0])
    for graph in graphs[1:]:
        found += read_graph(graph)
    titles = sorted({str(t) for t in found.objects(None, DCTERMS.title)})
    named = titles[0] if len(titles) == 1 else f"{len(titles)} 份报告的图谱" if titles else graphs[0].stem
    heading = title or named
    if pyvis:
        page = run(found, title=heading)
    else:
        engine = query_engine(found) if queries else None
        if queries and engine is None:
            click.echo(
                "kg: the page has no query tab, since no query engine is packed (.ci/engine)", err=True
            )
        page = explore(found, title=heading, texts=texts, layout=layout, engine=engine)
    save_file(output, page)
    click.echo(str(output))
