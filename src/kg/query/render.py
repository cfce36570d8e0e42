"""An answer in the form that is wanted: for reading, for spreadsheets, for programs.

CSV, TSV and JSON are those of SPARQL 1.1 (W3C Recommendations of 2013: "Query Results CSV and TSV Formats", "Query
Results JSON Format"); Turtle and N-Triples hold the graph of a CONSTRUCT or DESCRIBE, the same bytes for the same graph.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pyoxigraph as ox
from wcwidth import wcswidth

from kg.errors import BadInput
from kg.namespaces import prefixes
from kg.query.answer import Answer, Term
from kg.query.names import Namer, visible
from kg.store import turtle_of_lines

__all__ = ["FORMS", "render"]

FORMS = ("table", "csv", "tsv", "json", "markdown", "turtle", "ntriples")
_XSD = "http://www.w3.org/2001/XMLSchema#"
# What TSV, as Turtle, writes without quotes.
_BARE = {
    _XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    _XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    _XSD + "boolean": re.compile(r"true|false"),
    _XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+"),
}


def render(answer: Answer, form: str, namer: Namer | None = None, width: int | None = None) -> str:
    """The answer as text in one of FORMS. A table shows labels that `namer` learnt; `width` is that of the terminal.

    Raises BadInput where the form and the answer do not go together.
    """
    if form not in FORMS:
        raise BadInput(f"no form {form!r}; one of {', '.join(FORMS)}")
    if answer.truth is not None:
        return _truth(answer.truth, form)
    if form in ("turtle", "ntriples"):
        if answer.triples is None:
            raise BadInput(f"{form} holds a graph: it needs a CONSTRUCT or DESCRIBE query")
        lines = ox.serialize(answer.triples, format=ox.RdfFormat.N_TRIPLES) or b""
        text = lines.decode("utf-8")
        return (
            turtle_of_lines(text, prefixes()) if form == "turtle" else "".join(sorted(text.splitlines(True)))
        )
    if answer.triples is not None:
        rows = tuple((t.subject, t.predicate, t.object) for t in answer.triples)
        answer = Answer(("subject", "predicate", "object"), rows, cut=answer.cut)
    if form == "json":
        return _json(answer)
    if form == "csv":
        return _csv(answer)
    if form == "tsv":
        return _tsv(answer)
    namer = namer or Namer()
    cells = [[visible(namer.term(c)) for c in row] for row in answer.rows]
    return _markdown(answer, cells) if form == "markdown" else _table(answer, cells, width)


def _truth(truth: bool, form: str) -> str:
    if form == "json":
        return json.dumps({"head": {}, "boolean": truth}) + "\n"
    if form in ("turtle", "ntriples"):
        raise BadInput(f"{form} holds a graph: an ASK query answers true or false")
    return f"{str(truth).lower()}\n"


def _json(answer: Answer) -> str:
    bindings = [
        {name: _json_term(term) for name, term in zip(answer.variables, row, strict=True) if term is not None}
        for row in answer.rows
    ]
    found = {"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Literal):
        found = {"type": "literal", "value": term.value}
        if term.language:
            found["xml:lang"] = term.language
        elif term.datatype.value != _XSD + "string":
            found["datatype"] = term.datatype.value
        return found
    parts = {n: _json_term(getattr(term, n)) for n in ("subject", "predicate", "object")}
    return {"type": "triple", "value": parts}


def _csv(answer: Answer) -> str:
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(answer.variables)
    for row in answer.rows:
        table.writerow([_csv_term(c) for c in row])
    return out.getvalue()


def _csv_term(term: Term | None) -> str:
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return "" if term is None else str(term)


def _tsv(answer: Answer) -> str:
    lines = ["\t".join(f"?{v}" for v in answer.variables)]
    lines += ["\t".join(_tsv_term(c) for c in row) for row in answer.rows]
    return "".join(line + "\n" for line in lines)


def _tsv_term(term: Term | None) -> str:
    if isinstance(term, ox.Literal):
        bare = _BARE.get(term.datatype.value)
        if bare and bare.fullmatch(term.value):
            return term.value
    return "" if term is None else str(term).replace("\t", "\\t")


def _markdown(answer: Answer, cells: list[list[str]]) -> str:
    def row(texts: list[str]) -> str:
        shown = (t.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") for t in texts)
        return "| " + " | ".join(shown) + " |\n"

    rule = "|" + " --- |" * len(answer.variables) + "\n"
    return row(list(answer.variables)) + rule + "".join(row(r) for r in cells)


def _table(answer: Answer, cells: list[list[str]], width: int | None) -> str:
    """Columns side by side, each as wide as its widest cell; on a narrow terminal the widest are cut with `…`."""
    heads = list(answer.variables)
    if not heads:
        return f"({len(cells)} rows without variables)\n"
    widths = [max(map(_wide, column)) for column in zip(heads, *cells, strict=True)]
    if width is not None:
        gaps = 2 * (len(heads) - 1)
        while sum(widths) + gaps > width and max(widths) > 8:
            widths[widths.index(max(widths))] -= 1
    lines = [heads, ["─" * w for w in widths], *cells]
    return "".join(
        "  ".join(_padded(c, w) for c, w in zip(row, widths, strict=True)).rstrip() + "\n" for row in lines
    )


def _wide(text: str) -> int:
    return max(wcswidth(text), 0) if not text.isascii() else len(text)


def _padded(text: str, width: int) -> str:
    if _wide(text) > width:
        while _wide(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - _wide(text))
