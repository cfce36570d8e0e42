"""The explorer: a graph, the words it was read from and its figures, as one HTML file that needs nothing beside it.

survey (graph → content) → arrange (positions) → columns (JSON) → publish (one page).
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import replace

from rdflib import Graph

from kg.explore.columns import columns
from kg.explore.layout import LAYOUTS, arrange
from kg.explore.publish import Engine, publish
from kg.explore.survey import survey
from kg.view.scene import plain

__all__ = ["LAYOUTS", "Engine", "explore"]


def explore(
    graph: Graph,
    *,
    title: str,
    texts: Mapping[str, str] | None = None,
    layout: str = "radial",
    engine: Engine | None = None,
) -> str:
    """Return the text of the explorer's page for `graph`, to be written as UTF-8.

    `texts` holds texts of reports by the SHA-256 of their UTF-8, as a report's schema:sha256 gives it; of other
    reports the page shows the quoted passages only. `layout` is a key of `LAYOUTS`. With `engine` the page has a
    query tab. The page makes no request and is the same text for the same triples. `graph` stays as it is.
    """
    content = survey(graph, texts)
    heading = plain(title) or "知识图谱"
    if engine is not None:
        engine = replace(engine, assets={**engine.assets, "ntriples": _ntriples(graph)})
    return publish(columns(content, arrange(content, layout), heading), title=heading, engine=engine)


def _ntriples(graph: Graph) -> bytes:
    """The graph for the query engine, its lines sorted so that the bytes are the same each time."""
    text = graph.serialize(format="nt", encoding="utf-8").decode("utf-8")
    lines = sorted(line for line in text.split("\n") if line)
    return gzip.compress("".join(line + "\n" for line in lines).encode(), 6, mtime=0)
