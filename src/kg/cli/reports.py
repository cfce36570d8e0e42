"""Commands on reports: build, extract."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from kg.cli.group import PATH, main, mended

__all__ = ["build", "extract"]


@main.command()
@click.argument("seeds", type=PATH, default=Path("seeds"))
@click.option(
    "-o", "--output", type=PATH, default=Path("exports"), show_default=True, help="Folder for the exports."
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless something is wrong.")
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Read reports on this machine, or on Apache Spark (the extra `spark`), which writes Parquet too.",
)
@click.option("--master", help="Of --engine spark: the cluster [default: spark-submit's, else this machine].")
@mended
def build(seeds: Path, output: Path, quiet: bool, engine: str, master: str | None) -> None:
    """Build the graph of every dataset in the folder SEEDS (default: seeds).

    Writes graph.ttl, annotations.jsonl, numbers.tsv, network.html and manifest.json for each. A fact that does not
    conform goes to quarantine.jsonl with its reasons, not into the graph; then the exit status is 1.

    Example: kg build seeds -o exports
    """
    if engine == "spark":
        _on_spark(seeds, output, quiet, master)
        return
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
    aside = [e for e in exports if e.quarantined]
    for export in aside:
        file = output / export.dataset.name / "quarantine.jsonl"
        click.echo(
            f"kg: facts set aside since they do not conform: {export.quarantined}, see {file}", err=True
        )
    if aside:
        sys.exit(1)


def _on_spark(seeds: Path, output: Path, quiet: bool, master: str | None) -> None:
    from kg.spark import build

    exports = build(
        seeds, output, (lambda _: None) if quiet else (lambda s: click.echo(s, err=True)), master=master
    )
    for export in exports:
        if export.failed:
            told = f"reports that failed: {len(export.failed)}, see {export.folder / 'failed.tsv'}"
            click.echo(f"kg: {told}", err=True)
        if aside := export.counts.get("aside"):
            told = f"facts set aside since they do not conform: {aside}, see {export.folder / 'quarantine.jsonl'}"
            click.echo(f"kg: {told}", err=True)
    if any(export.failed or export.counts.get("aside") for export in exports):
        sys.exit(1)


@main.command()
@click.argument("file", type=PATH)
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
@click.option("--opinion-cache", "cache", type=PATH, help="Folder that keeps the model's answers by request.")
@mended
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
