"""Commands that bring graphs and tables of several sources together: merge, import, gazetteer, review."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.group import PATH, main, mended

__all__ = ["export", "gazetteer", "import_", "merge", "review"]


@main.command()
@click.argument("graphs", type=PATH, nargs=-1, required=True)
@click.option("-o", "--output", type=PATH, required=True, help="Folder for the files of the merge.")
@click.option(
    "--judgements",
    "ledgers",
    type=PATH,
    multiple=True,
    help="A ledger of judgements (SSSOM TSV) to obey; may be given again.",
)
@click.option(
    "--shapes/--no-shapes",
    default=None,
    help="Refuse a graph that breaks the SHACL shapes (slower), or check none. [default: inputs of together 1 MB are "
    "checked beside the merge; what is wrong with them and which were not checked is told]",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Join on this machine, or on Apache Spark (the extra `spark`), with the same files.",
)
@click.option("--master", help="Of --engine spark: the cluster [default: spark-submit's, else this machine].")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless something is wrong.")
@mended
def merge(
    graphs: tuple[Path, ...],
    output: Path,
    ledgers: tuple[Path, ...],
    shapes: bool | None,
    engine: str,
    master: str | None,
    quiet: bool,
) -> None:
    """Merge GRAPHS: files of RDF, or folders of an earlier build or merge, in any order.

    Two nodes are one by a code of the same code book and year or by their full key, never by a likeness. Writes graph.nq
    (every source in its own graph), graph.ttl (the canonical view), judgements.sssom.tsv, review.tsv, conflicts.tsv,
    conflicts.html, unmatched.tsv, explorer.html and network.html; and copies.tsv where reports of the inputs publish
    one text.

    Example: kg merge exports/taibai-2021/graph.ttl census.ttl -o merged
    """
    from kg.merge import merge as run

    say = (lambda _: None) if quiet else (lambda line: click.echo(line, err=True))
    joins = None
    if engine == "spark":
        from kg.spark import on_spark

        joins = on_spark(master)
    found = run(
        graphs,
        output,
        ledgers,
        say,
        shapes=shapes,
        engine=joins,
        warn=lambda line: click.echo(line, err=True),
    )
    if not quiet:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(found.comparisons.items()))
        click.echo(
            f"{output}: {found.quads} quads, {found.replaced} nodes bound to another, "
            f"{found.candidates} for review, {found.unmatched} unmatched; figures: {kinds or 'none to compare'}"
        )


@main.command(name="import")
@click.argument("table", type=PATH)
@click.option("-o", "--output", type=PATH, help="The graph to write [default: the table's name with .ttl].")
@click.option(
    "--description", type=PATH, help="The CSVW file [default: TABLE-metadata.json beside the table]."
)
@click.option("--suggest", "first", is_flag=True, help="Write a first description from the headers instead.")
@mended
def import_(table: Path, output: Path | None, description: Path | None, first: bool) -> None:
    """Turn a county TABLE (CSV, TSV, XLSX, ODS) into a graph, each cell a figure with its line and column.

    What the columns mean is told by a description in CSVW; --suggest writes a first one, for you to go over. Rows and
    cells that cannot be bound are listed with their line; then the exit status is 1.

    Example: kg import --suggest population.csv; kg import population.csv -o population.ttl
    """
    from kg.errors import BadInput
    from kg.store import save_file, turtle
    from kg.tabular import import_table, suggest
    from kg.tabular.description import beside

    if first:
        target = output or table.with_name(table.name + "-metadata.json")
        if target.exists():
            raise BadInput(f"{target}: is there already; give another name with -o")
        save_file(target, suggest(table))
        click.echo(str(target))
        return
    found = import_table(table, description)
    target = output or table.with_suffix(".ttl")
    if target.resolve() in (table.resolve(), (description or beside(table)).resolve()):
        raise BadInput(f"{target}: would write over the input")
    save_file(target, turtle(found.graph))
    for one in found.unbound:
        where = f"{table}, line {one.line}" + (f", {one.column}" if one.column else "")
        click.echo(f"{where}: {one.words!r}: {one.reason}", err=True)
    click.echo(f"{target}: {found.figures} figures, {len(found.unbound)} not bound")
    if found.unbound:
        sys.exit(1)


@main.group()
def gazetteer() -> None:
    """China's administrative divisions, as this package has them.

    Example: kg gazetteer export --county 610331
    """


@gazetteer.command()
@click.option("--county", required=True, help="The county's code of six digits.")
@click.option("-o", "--output", type=PATH, help="The graph to write [default: codes-COUNTY.ttl].")
@click.option("--former", type=PATH, help="A table of former codes (CSV with 代码, 名称, 级别, 新代码).")
@mended
def export(county: str, output: Path | None, former: Path | None) -> None:
    """Write the divisions of a county as a graph, with codes, code book and year, and what lies in what.

    Example: kg gazetteer export --county 610331 -o codes.ttl
    """
    from kg.codebook import county_graph
    from kg.store import save_file, turtle

    graph = county_graph(county, former)
    target = output or Path(f"codes-{county}.ttl")
    save_file(target, turtle(graph))
    click.echo(f"{target}: {len(graph)} triples")


@main.command()
@click.argument("folder", type=PATH)
@click.option("--author", required=True, help="Who judges: a name, or an ORCID as orcid:0000-0002-1825-0097.")
@click.option("--date", help="The date of the judgements, like 2026-11-23 [default: today].")
@mended
def review(folder: Path, author: str, date: str | None) -> None:
    """Go through the candidates of a merge in FOLDER: same, different, skip, undo, quit.

    Each answer is written to the ledger at once, so nothing is lost when you stop. Merge again to see its effect.

    Example: kg review merged --author 张三
    """
    from collections.abc import Mapping
    from datetime import date as day

    from kg.merge.review import review as run

    def ask(row: Mapping[str, str], place: str) -> str:
        click.echo(f"\n{place}  {row['why']}  ({row['score']})")
        for side in ("subject", "object"):
            click.echo(f"  {row[side + '_label']}  {row[side + '_id']}\n    {row[side + '_context']}")
        try:
            return str(
                click.prompt("[s]ame [d]ifferent s[k]ip [u]ndo [q]uit", default="k", show_default=False)
            )
        except (EOFError, click.Abort):
            return "q"

    given = run(folder, author, date or day.today().isoformat(), ask)
    told = ", ".join(f"{count} {answer}" for answer, count in sorted(given.items()))
    click.echo(f"{folder}: {told or 'nothing judged'}")
