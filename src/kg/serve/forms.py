"""Media types that an answer can have, and which of them a client accepts (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

__all__ = ["GRAPHS", "RESULTS", "accepted", "best"]

# In the order of our preference, for `*/*` and equal weights.
RESULTS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/json": ox.RdfFormat.JSON_LD,
    "application/xml": ox.RdfFormat.RDF_XML,
}


def accepted(header: str, offered: Iterable[str]) -> list[str]:
    """The offered media types that an Accept header takes, the most wanted first; all of them for an empty header."""
    ranges: list[tuple[str, float]] = []
    for part in header.split(","):
        media, *parameters = (p.strip().lower() for p in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    weight = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    weight = 0.0
        if media:
            ranges.append((media, weight))
    if not ranges:
        return list(offered)
    weighed = [(_weight(o, ranges), o) for o in offered]
    return [o for w, o in sorted(weighed, key=lambda pair: -pair[0]) if w > 0]


def best(header: str, offered: Iterable[str]) -> str | None:
    """The most wanted of the offered media types, or None."""
    return next(iter(accepted(header, offered)), None)


def _weight(offered: str, ranges: list[tuple[str, float]]) -> float:
    """The weight of the most specific range that matches."""
    family = offered.split("/", maxsplit=1)[0] + "/*"
    for wanted in (offered, family, "*/*"):
        found = [w for r, w in ranges if r == wanted]
        if found:
            return max(found)
    return 0.0
