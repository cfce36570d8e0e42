"""The command that lets others ask a graph: serve."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.group import ENDPOINT, PATH, main, mended

__all__ = ["serve"]


@main.command()
@click.argument("graph", type=PATH, required=False)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=7878, show_default=True, help="Port; 0 takes any."
)
@click.option(
    "--store", type=PATH, help="Read the graph from this folder, built first if need be: slower, less memory."
)
@click.option(
    "--timeout", type=click.FloatRange(0.01), default=30, show_default=True, help="Seconds for one query."
)
@click.option(
    "--max-answer", type=click.IntRange(1), default=64, show_default=True, help="Megabytes of one answer."
)
@click.option(
    "--max-memory", type=click.IntRange(0), default=2000, show_default=True, help="Megabytes for one query."
)
@click.option(
    "--max-request", type=click.IntRange(1), default=1000, show_default=True, help="Kilobytes of a request."
)
@click.option(
    "--processes", type=click.IntRange(1, 64), default=3, show_default=True, help="Queries at once."
)
@click.option(
    "--cors", multiple=True, metavar="ORIGIN", help="Let pages of this origin read answers (* for any)."
)
@click.option("--explorer/--no-explorer", default=True, help="Offer the explorer.")
@ENDPOINT
@mended
def serve(
    graph: Path | None,
    host: str,
    port: int,
    store: Path | None,
    timeout: float,
    max_answer: int,
    max_memory: int,
    max_request: int,
    processes: int,
    cors: tuple[str, ...],
    explorer: bool,
    endpoint: str | None,
) -> None:
    """Serve a GRAPH to the browser and to SPARQL clients on this machine, until Ctrl-C. Read-only.

    The query page is at /, the endpoint (SPARQL 1.1 Protocol) at /sparql, the explorer at /explorer. With --endpoint the
    page, the ready questions and the limits stand in front of another server's graph, and there is no explorer. Needs
    the extra `serve`: pip install 'kg[serve]'.

    Example: kg serve exports/taibai-2021
    """
    from kg.errors import BadInput
    from kg.serve import Limits, loopback
    from kg.serve import serve as run
    from kg.store import graph_files

    if (graph is None) == (endpoint is None) or (endpoint and store):
        raise BadInput("kg serve needs GRAPH, or --endpoint in its place and no --store")
    files = graph_files(graph) if graph else []
    limits = Limits(timeout, max_answer * 1_000_000, max_memory * 1_000_000, max_request * 1000, processes)
    if not loopback(host):
        warning = (
            f"WARNING: listening on {host}: every computer that reaches this one can read the whole graph"
        )
        click.secho(f"kg: {warning}", fg="red", bold=True, err=True)
    run(
        files,
        store=store,
        endpoint=endpoint or "",
        host=host,
        port=port,
        origins=cors,
        limits=limits,
        explorer=explorer,
        told=lambda address: click.echo(f"kg: serving at {address} (SPARQL: {address}sparql); Ctrl-C stops"),
    )
