"""Commands on reports: build, extract."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.group import PATH, main, mended

if TYPE_CHECKING:
    from kg.model import Facts

__all__ = ["build", "extract"]


@main.command()
@click.argument("seeds", type=PATH, default=Path("seeds"))
@click.option(
    "-o", "--output", type=PATH, default=Path("exports"), show_default=True, help="Folder for the exports."
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless something is wrong.")
@click.option(
    "--jobs", type=click.IntRange(1), help="Number of processes that read.  [default: one for each core]"
)
@click.option("--strict", is_flag=True, help="Stop at the first report that fails, with nothing written.")
@click.option(
    "--report-timeout",
    "seconds",
    type=click.FloatRange(0, min_open=True),
    default=300.0,
    show_default=True,
    help="Seconds that one file may take; after them it has failed.",
)
@click.option("--cache/--no-cache", default=True, help="Whether to use and keep readings in OUTPUT/.kg.")
@click.option("--pages", is_flag=True, help="Write Turtle and pages of a large dataset too.")
@click.option("--prune", is_flag=True, help="Remove the exports of datasets that are gone.")
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Read reports on this machine, or on Apache Spark (the extra `spark`), which writes Parquet too.",
)
@click.option("--master", help="Of --engine spark: the cluster [default: spark-submit's, else this machine].")
@mended
def build(
    seeds: Path,
    output: Path,
    quiet: bool,
    jobs: int | None,
    strict: bool,
    seconds: float,
    cache: bool,
    pages: bool,
    prune: bool,
    engine: str,
    master: str | None,
) -> None:
    """Build the graph of every dataset in the tree of folders SEEDS (default: seeds).

    A dataset is a folder with a dataset.toml, or one without that holds reports. Its exports go to the same place below the
    output folder: graph.ttl, annotations.jsonl, numbers.tsv, explorer.html, network.html and manifest.json. Above 250,000
    triples (some 75 reports of 2,000 characters, or 7 of 15,000) the graph is graph.nq.gz, a named graph for each report,
    and Turtle and the pages are made only with --pages.

    A report that cannot be read stands in failed.tsv with the reason, and a fact that does not conform in quarantine.jsonl;
    the rest is built, and the exit status is 1. Readings are kept in OUTPUT/.kg: the next build reads only what changed,
    a stopped one goes on where it was, and the result is the same as that of a full build.

    Example: kg build seeds -o exports
    """
    if engine == "spark":
        _on_spark(seeds, output, quiet, master)
        return
    from kg.build import build as run
    from kg.cli.progress import shown

    def say(line: str) -> None:
        click.echo(line, err=True)

    with shown(quiet, say) as (progress, told):
        exports = run(
            seeds,
            output,
            told,
            jobs=jobs,
            strict=strict,
            seconds=seconds,
            cache=cache,
            pages=pages,
            prune=prune,
            progress=progress,
        )
    for export in exports:
        if not quiet and export.counts:
            counts = export.counts
            entities, relations = (sum(counts[kind].values()) for kind in ("classes", "predicates"))
            click.echo(
                f"{export.dataset.name}: {entities} entities, {relations} relations, {counts['figures']} figures"
                + (" (unchanged)" if export.unchanged else "")
            )
        if export.quarantined:
            file = export.folder / "quarantine.jsonl"
            say(f"kg: facts set aside since they do not conform: {export.quarantined}, see {file}")
        if export.failed:
            say(f"kg: reports that failed: {len(export.failed)}, see {export.folder / 'failed.tsv'}")
    if any(export.quarantined or export.failed for export in exports):
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

    FILE is a text, a web page, Markdown, a Word file (.docx), a PDF with a text layer, or a zip archive of them; one
    member of an archive is reports.zip/folder/name.docx. Of an archive, what cannot be read is told and the rest
    printed; then the exit status is 1.

    With --opinion, names and figures that somebody else found are added where they stand verbatim in the report and
    overlap nothing that was read there; their rule begins with `opinion.`.

    Example: kg extract seeds/taibai-2021/000_422ab341e01ff17a.txt --format table
    """
    from kg.assemble import assemble
    from kg.errors import BadInput
    from kg.gazetteer import Gazetteer
    from kg.opinions import named
    from kg.pipeline import extract as run
    from kg.read import Failure, documents
    from kg.store import turtle

    # The key comes from the environment only: other users of a machine can read the options of a command.
    key = os.environ.get("KG_MODEL_KEY", "")
    asked = [named(name, model_url or "", model or "", key, cache) for name in dict.fromkeys(opinions)]
    found: list[Facts] = []
    failed: list[Failure] = []
    with Gazetteer() as gazetteer:
        for one in documents(file):
            if isinstance(one, Failure):
                failed.append(one)
                continue
            for note in one.notes:
                click.echo(f"kg: {one.name}: {note}", err=True)
            facts = run(one, gazetteer, asked, lambda heard: click.echo(heard.account(), err=True))
            if form == "turtle":
                found.append(facts)
            else:
                _print(facts, form)
    if form == "turtle" and found:
        click.echo(turtle(assemble(found)), nl=False)
    if len(failed) == 1 and failed[0].name == file.name:
        raise BadInput(f"{file}: {failed[0].reason}")
    for one in failed:
        click.echo(f"kg: {one.name}: {one.reason}", err=True)
    if failed:
        sys.exit(1)


def _print(facts: Facts, form: str) -> None:
    from kg.store import annotation_rows, jsonl

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
