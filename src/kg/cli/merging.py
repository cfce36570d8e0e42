"""Commands that bring graphs and tables of several sources together: merge."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.group import PATH, main, mended

__all__ = ["merge"]


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
@click.option("-q", "--quiet", is_flag=True, help="Say nothing unless something is wrong.")
@mended
def merge(graphs: tuple[Path, ...], output: Path, ledgers: tuple[Path, ...], quiet: bool) -> None:
    """Merge GRAPHS: files of RDF, or folders of an earlier build or merge, in any order.

    Two nodes are one by a code of the same code book and year or by their full key, never by a likeness. Writes graph.nq
    (every source in its own graph), graph.ttl (the canonical view), judgements.sssom.tsv, review.tsv, conflicts.tsv,
    conflicts.html, unmatched.tsv and network.html.

    Example: kg merge exports/taibai-2021/graph.ttl census.ttl -o merged
    """
    from kg.merge import merge as run

    found = run(
        graphs, output, ledgers, (lambda _: None) if quiet else (lambda line: click.echo(line, err=True))
    )
    if not quiet:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(found.comparisons.items()))
        click.echo(
            f"{output}: {found.quads} quads, {found.replaced} nodes bound to another, "
            f"{found.candidates} for review, {found.unmatched} unmatched; figures: {kinds or 'none to compare'}"
        )
