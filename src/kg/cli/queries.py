"""The command that asks a graph: query."""

from __future__ import annotations

import math
import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from kg.cli.group import ENDPOINT, PATH, main, mended

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.query import Answer, Endpoint

__all__ = ["query"]

_NAME = re.compile(r"[a-z][a-z0-9-]*")


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="GRAPH [QUERY] [--PARAMETER VALUE]…")
@click.option("--list", "listed", is_flag=True, help="List the ready questions with their parameters.")
@click.option("--explain", "explained", metavar="NAME", help="Print the SPARQL of a ready question.")
@click.option("--search", "words", metavar="WORDS", help="List the labels and quotes that hold these words.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "tsv", "json", "markdown", "turtle", "ntriples"]),
    help="Form of the answer [default: table for rows, turtle for a graph].",
)
@click.option("--labels", is_flag=True, help="Show labels instead of IRIs (table and markdown).")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language first wanted."
)
@click.option(
    "--with-evidence", "evidence", is_flag=True, help="Add the quote, its place and the report to each row."
)
@click.option("--limit", type=click.IntRange(1), help="At most so many rows or triples.")
@click.option("--timeout", type=click.FloatRange(0.01), help="Cut the query after so many seconds.")
@click.option(
    "--store", type=PATH, help="Keep the loaded graph in this folder; the next call opens it at once."
)
@ENDPOINT
@mended
def query(
    arguments: tuple[str, ...],
    listed: bool,
    explained: str | None,
    words: str | None,
    form: str | None,
    labels: bool,
    lang: str,
    evidence: bool,
    limit: int | None,
    timeout: float | None,
    store: Path | None,
    endpoint: str | None,
) -> None:
    """Ask a GRAPH: SPARQL, a file of it (.rq), `-` for standard input, or a ready question with its parameters.

    GRAPH is an RDF file (also .gz, .zst) or a folder of them; with --endpoint there is none, and the query goes to that
    address and nowhere else. The prefixes of the project need no declaration.
    Exit status 0: answered, even by nothing; 2: bad usage, input or query, or cut at the time limit.

    \b
    Example: kg query exports/taibai-2021 figures-about --name 驻村干部
    Example: kg query exports/taibai-2021 'SELECT ?name { ?x a kg:Village ; rdfs:label ?name }' --format csv
    """
    from kg.errors import BadInput, TimeIsUp
    from kg.query import Namer, render
    from kg.query import with_evidence as add_evidence

    places, values = _sorted_out(arguments)
    if listed or explained:
        if len(places) > 1 or (listed and values):
            raise BadInput("--list and --explain take no query")
        click.echo(_list(lang) if listed else _explained(explained or "", values), nl=False)
        return
    if endpoint is not None:
        if len(places) > 1 or store or words is not None:
            raise BadInput(
                "--endpoint stands in the place of GRAPH, and goes with neither --store nor --search"
            )
        places.insert(0, "")
    if words is not None and (len(places) != 1 or values):
        raise BadInput("--search needs GRAPH and no query")
    if not places or len(places) > 2:
        raise BadInput("kg query needs GRAPH and one QUERY: kg query --help shows examples")
    sparql = "" if words is not None else _sparql(places[1] if len(places) == 2 else "-", values)
    try:
        graph, answer = _answered(places[0], store, endpoint, sparql, words, limit, timeout)
    except TimeIsUp as e:
        _leave(2, f"kg: {e}")
    except KeyboardInterrupt:
        _leave(130, "kg: interrupted")
    if evidence:
        answer = add_evidence(graph, answer)
    namer = Namer(graph, (lang, "en" if lang == "zh" else "zh") if labels else ())
    namer.learn(_iris(answer))
    shown = form or ("turtle" if answer.triples is not None else "table")
    wide = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    click.echo(render(answer, shown, namer, wide), nl=False)
    if answer.cut:
        click.echo(f"kg: the answer goes on; it was cut at --limit {limit}", err=True)


def _answered(
    place: str,
    store: Path | None,
    endpoint: str | None,
    sparql: str,
    words: str | None,
    limit: int | None,
    timeout: float | None,
) -> tuple[ox.Store | Endpoint, Answer]:
    """What was asked, and its answer to a query or, where there are words, to a search."""
    from kg.query import Endpoint, ask, within
    from kg.store import graph_files, load_files, open_store

    seconds = timeout or math.inf
    if endpoint is not None:
        remote = Endpoint(endpoint, timeout=timeout)
        return remote, ask(remote, sparql, timeout=seconds, limit=limit)
    files = graph_files(Path(place))
    graph = within(math.inf, lambda: load_files(files) if store is None else open_store(files, store))
    if words is not None:
        return graph, within(seconds, lambda: _found(graph, words, limit, files, store))
    return graph, ask(graph, sparql, timeout=seconds, limit=limit)


def _found(graph: ox.Store, words: str, limit: int | None, files: list[Path], store: Path | None) -> Answer:
    """The hits of a search as rows; with a store the index is kept beside it."""
    import pyoxigraph as ox

    from kg.query import Answer
    from kg.search import index_of
    from kg.store import fingerprint

    path = None if store is None else store / f"{fingerprint(files, store)}.sqlite"
    index = index_of(graph, path)
    hits = index.search(words, -1 if limit is None else limit + 1)
    index.close()
    rows = [(ox.NamedNode(h.subject), ox.NamedNode(h.property), ox.Literal(h.text)) for h in hits]
    return Answer(
        ("subject", "property", "text"), tuple(rows[:limit]), cut=limit is not None and len(rows) > limit
    )


def _leave(status: int, message: str) -> NoReturn:
    """Ends the process at once: Oxigraph may still be at work in a thread, and cannot be told to stop."""
    sys.stdout.flush()
    click.echo(message, err=True)
    os._exit(status)


def _sorted_out(arguments: tuple[str, ...]) -> tuple[list[str], dict[str, list[str]]]:
    """What is neither an option of `kg query` nor the value of one: GRAPH and QUERY, and the parameters of a question."""
    from kg.errors import BadInput

    places: list[str] = []
    values: dict[str, list[str]] = {}
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        if not re.match(r"--[a-z]", word):
            places.append(word)
            continue
        name, sign, value = word[2:].partition("=")
        if not sign:
            if not waiting:
                raise BadInput(f"{word}: a value must follow")
            value = waiting.pop(0)
        values.setdefault(name, []).append(value)
    return places, values


def _sparql(asked: str, values: dict[str, list[str]]) -> str:
    """The text of a query from what stands on the command line. Raises BadInput when it is none of the ways to ask."""
    from kg.errors import BadInput
    from kg.questions import question, questions, read_question

    if asked in questions() or (_NAME.fullmatch(asked) and not Path(asked).is_file()):
        return question(asked).sparql(values)
    path = Path(asked)
    if asked == "-":
        text = _decoded(sys.stdin.buffer.read(), "standard input")
    elif path.suffix in (".rq", ".sparql") or ("{" not in asked and len(asked) < 500 and path.is_file()):
        try:
            text = _decoded(path.read_bytes(), asked)
        except OSError as e:
            raise BadInput(f"{asked}: cannot be read: {e.strerror}") from e
        if values:
            return read_question(path.stem, text).sparql(values)
    else:
        text = asked
    if values:
        raise BadInput(
            f"--{next(iter(values))}: neither an option nor, without a ready question, a parameter"
        )
    return text


def _decoded(data: bytes, where: str) -> str:
    from kg.errors import BadInput

    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise BadInput(f"{where}: not UTF-8: byte {e.start} is {data[e.start]:#04x}") from e


def _iris(answer: Answer) -> list[str]:
    import pyoxigraph as ox

    return [c.value for row in answer.rows for c in row if isinstance(c, ox.NamedNode)]


def _list(lang: str) -> str:
    from kg.questions import questions

    lines = []
    for name, one in questions().items():
        titles = (one.title_zh, one.title_en) if lang == "zh" else (one.title_en, one.title_zh)
        lines.append(f"{name}\t{titles[0]}\t{titles[1]}\n")
        for p in one.parameters:
            default = f"[{p.default}]" if p.default is not None else ""
            lines.append(f"  --{p.name}\t{p.title_zh}\t{p.title_en} ({p.kind}) {default}".rstrip() + "\n")
    return "".join(lines)


def _explained(name: str, values: dict[str, list[str]]) -> str:
    from kg.questions import question

    return question(name).sparql(values)
