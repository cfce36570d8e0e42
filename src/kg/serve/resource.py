"""What the graph says of one IRI, as RDF or as a page: the IRIs of the graph lead somewhere while `kg serve` runs."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any
from urllib.parse import quote

from kg.namespaces import header, prefixes

__all__ = ["iri_of_path", "page_of", "rdf_query", "rows_query", "valid"]

MOST = 300  # facts shown that lead to a thing

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")

_OUT = "<{0}> ?property ?value"
_IN = "{{ SELECT * {{ ?value ?property <{0}> }} ORDER BY ?value ?property LIMIT {1} }}"
_ROWS = """SELECT ?back ?property ?value ?label WHERE {{
    {{ {out} BIND (false AS ?back) }} UNION {{ {into} BIND (true AS ?back) }}
    OPTIONAL {{ ?value rdfs:label|skos:prefLabel ?label }}
}} ORDER BY ?back ?property ?value ?label"""
_GRAPH = """CONSTRUCT {{ <{0}> ?property ?value . ?from ?to <{0}> }} WHERE {{
    {{ <{0}> ?property ?value }} UNION {{ SELECT * {{ ?from ?to <{0}> }} ORDER BY ?from ?to LIMIT {1} }}
}}"""


def valid(iri: str) -> bool:
    """Whether it is an absolute IRI with no character that would end it in a query."""
    return len(iri) <= 2000 and _IRI.fullmatch(iri) is not None


def iri_of_path(raw: str) -> str:
    """The IRI that a path of this server stands for: `/id/place_610331` is that place's, under the project's base."""
    return header()[0].removesuffix("ontology#") + raw.lstrip("/")


def rdf_query(iri: str) -> str:
    """The query for all that is said of an IRI and some of what leads to it."""
    return _GRAPH.format(iri, MOST)


def rows_query(iri: str) -> str:
    """The same for a page: whether it leads back, property, value, label of the value."""
    return _ROWS.format(out=_OUT.format(iri), into=_IN.format(iri, MOST))


def page_of(iri: str, rows: list[dict[str, Any]]) -> str | None:
    """A page about an IRI from the rows of `rows_query` (SPARQL JSON); None if nothing is said of it."""
    if not rows:
        return None
    own = [r for r in rows if r["back"]["value"] == "false"]
    back = [r for r in rows if r["back"]["value"] == "true"]
    names = [r["value"]["value"] for r in own if r["property"]["value"].endswith(("#label", "#prefLabel"))]
    title = escape(min(names, default=_short(iri)))
    links = " · ".join(
        f'<a href="/resource?iri={quote(iri, safe="")}&amp;format={f}">{n}</a>'
        for f, n in (("text/turtle", "Turtle"), ("application/ld%2Bjson", "JSON-LD"))
    )
    return f"""<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><link rel="stylesheet" href="/page.css"></head>
<body><header><a href="/">查询 Query</a></header><main>
<h1>{title}</h1><p class="iri">{escape(iri)}</p><p>{links}</p>
{_section("事实 Facts", own)}{_section("指向它的事实 What leads here", back)}
</main></body></html>
"""


def _section(title: str, rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    seen: dict[tuple[str, str], str] = {}
    for row in rows:  # a value with several labels shows the first
        cells = (_cell(row["property"], None), _cell(row["value"], row.get("label")))
        seen.setdefault((row["property"]["value"], json.dumps(row["value"], sort_keys=True)), "".join(cells))
    body = "\n".join(f"<tr>{cells}</tr>" for cells in seen.values())
    return f"<h2>{title}</h2>\n<table>\n{body}\n</table>\n"


def _cell(term: dict[str, Any], label: dict[str, Any] | None) -> str:
    value = str(term["value"])
    if term["type"] != "uri":
        language = escape(str(term.get("xml:lang", "")), quote=True)
        return f'<td lang="{language}">{escape(value)}</td>' if language else f"<td>{escape(value)}</td>"
    shown = escape(str(label["value"]) if label else _short(value))
    return f'<td><a href="/resource?iri={quote(value, safe="")}" title="{escape(value)}">{shown}</a></td>'


def _short(iri: str) -> str:
    found = max((b for b in prefixes().values() if iri.startswith(b)), key=len, default="")
    names = {b: n for n, b in prefixes().items()}
    return f"{names[found]}:{iri[len(found) :]}" if found else iri
