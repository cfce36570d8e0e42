"""Feeds made-up input to whatever reads input, guided by coverage (atheris, libFuzzer), and checks what must hold.

    pip install atheris
    python tests/fuzz/fuzz.py figures --seconds 300

Targets: text, figures, rdf, query, table, page, files. A failing input is written to the working directory as
`crash-…`; give it as an argument to see it again: `python tests/fuzz/fuzz.py figures crash-…`. Each failure that was
found stands as an example in the tests of its room.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import atheris

from kg.errors import KgError

PIECES = tomllib.loads(Path(__file__).with_name("pieces.toml").read_text(encoding="utf-8"))


def joined(data: bytes, pieces: list[str], between: str = "") -> str:
    """A text of pieces, one for each byte; the rest of a byte after 250 is a raw character."""
    return between.join(pieces[b % len(pieces)] if b < 250 else chr(b * 131) for b in data)


def grounded(text: str) -> None:
    """Every row of a text cuts back to its quote, every numeral has one outcome, and the graph can be written."""
    from kg.assemble import assemble
    from kg.model import Source
    from kg.pipeline import extract
    from kg.store import annotation_rows, numbers_table, turtle

    facts = extract(Source("made-up.txt", text, "utf-8", "0" * 64), gazetteer())
    text = facts.document.source.text
    for row in annotation_rows(facts):
        for one in [row, *row.get("mentions", ())]:
            if "quote" in one:
                assert text[one["start"] : one["end"]] == one["quote"], one
    assert len({n.span for n, _ in facts.numerals}) == len(facts.numerals)
    numbers_table([facts])
    turtle(assemble([facts]))


_OPEN: list[Any] = []


def gazetteer() -> Any:
    if not _OPEN:
        from kg.gazetteer import Gazetteer

        _OPEN.append(Gazetteer().__enter__())
    return _OPEN[0]


def text(data: bytes) -> None:
    """Any bytes as a report."""
    from kg.read import decode

    with contextlib.suppress(KgError):
        grounded(decode(data, "made-up.txt")[0])


def figures(data: bytes) -> None:
    """Pieces of reports in any order."""
    grounded(joined(data[:200], PIECES["reports"]))


def rdf(data: bytes) -> None:
    """Any bytes as a graph, in the format of the first byte, read and written."""
    from kg.store import load_files, turtle_of_store

    ending = ("ttl", "nq", "trig", "nt", "jsonld", "rdf", "nq.gz", "ttl.zst")[data[0] % 8] if data else "ttl"
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(KgError):
        file = Path(folder) / f"g.{ending}"
        file.write_bytes(data[1:])
        turtle_of_store(load_files([file]))


def query(data: bytes) -> None:
    """Words of SPARQL in any order, put to a small graph: an answer or an error of ours."""
    import pyoxigraph as ox

    from kg.query import ask, render

    if not _OPEN:
        store = ox.Store()
        store.load(b'<urn:a> <urn:p> "1" . <urn:a> a <urn:V> .', ox.RdfFormat.TURTLE)
        _OPEN.append(store)
    words = joined(data[:120], PIECES["sparql"], " " if data[:1] < b"\x80" else "")
    with contextlib.suppress(KgError):
        render(ask(_OPEN[0], words, limit=100), "table")


def table(data: bytes) -> None:
    """Cells of any kind as a table, with the description that is suggested for it."""
    from kg.tabular import import_table, suggest

    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(KgError):
        file = Path(folder) / "table.csv"
        rows = [joined(line, PIECES["cells"], ",") for line in data[:300].split(b"\n")]
        file.write_text("\n".join(rows), encoding="utf-8", newline="")
        told = suggest(file)
        json.loads(told)
        (Path(folder) / "table.csv-metadata.json").write_text(told, encoding="utf-8")
        import_table(file)


def page(data: bytes) -> None:
    """Any words as names, titles and quotes of a graph: the page holds them as data only."""
    from rdflib import RDF, RDFS, Graph, Literal, URIRef

    from kg.explore import explore
    from kg.ontology import KG

    words = data.decode("utf-8", "replace")
    parts = re.split(r"\n", words)[:6] or [""]
    graph = Graph()
    for n, part in enumerate(parts):
        graph.add((URIRef(f"urn:{n}"), RDF.type, KG.Village))
        graph.add((URIRef(f"urn:{n}"), RDFS.label, Literal(part, lang="zh")))
    with contextlib.suppress(KgError):
        made = explore(graph, title=parts[0], texts={"0" * 64: words})
        held = re.search(r'<script[^>]*id="data"[^>]*>([^<]*)</script>', made)
        assert held, "the data of the page must hold no markup"
        assert made.count("<script") == bare_scripts(), "no word may open a script"


_COUNT: list[int] = []


def bare_scripts() -> int:
    """How many scripts a page of an empty graph has."""
    if not _COUNT:
        from rdflib import Graph

        from kg.explore import explore

        _COUNT.append(explore(Graph(), title="").count("<script"))
    return _COUNT[0]


def files(data: bytes) -> None:
    """Any bytes as a report's file of a kind, by the first byte; also inside a zip archive."""
    import zipfile

    from kg.read import documents

    ending = ("txt", "md", "html", "docx", "pdf", "zip")[data[0] % 6] if data else "txt"
    body = data[2:]
    if ending in ("zip", "docx") and data[1:2] > b"\x40":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml" if ending == "docx" else "甲/乙.html", body)
            archive.writestr("[Content_Types].xml", b"<Types/>")
        body = out.getvalue()
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(KgError):
        file = Path(folder) / f"report.{ending}"
        file.write_bytes(body)
        list(documents(file))


TARGETS: dict[str, Callable[[bytes], None]] = {
    f.__name__: f for f in (text, figures, rdf, query, table, page, files)
}


def main(arguments: list[str]) -> None:
    """Fuzzes one target for some seconds (60 unless told), or runs the inputs that are given."""
    name, *rest = arguments
    seconds = "60"
    if "--seconds" in rest:
        at = rest.index("--seconds")
        seconds = rest[at + 1]
        del rest[at : at + 2]
    options = rest or [
        f"-max_total_time={seconds}",
        "-timeout=60",
        "-rss_limit_mb=3000",
        "-max_len=600",
        "-len_control=0",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    with atheris.instrument_imports(include=["kg"]):
        for module in ("kg.pipeline", "kg.tabular", "kg.query", "kg.explore", "kg.store"):
            __import__(module)
    main(sys.argv[1:])
