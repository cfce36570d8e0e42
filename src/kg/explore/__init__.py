"""The explorer: a graph, the words it was read from and its figures, as one HTML file that needs nothing beside it.

survey (graph → content) → arrange (positions) → columns (JSON) → publish (one page).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rdflib import Graph

from kg.explore.columns import columns
from kg.explore.layout import LAYOUTS, arrange
from kg.explore.publish import Engine, publish
from kg.explore.survey import survey
from kg.explore.tab import lines_of, pack, query_tab
from kg.triples import Triples
from kg.view.scene import plain

__all__ = ["LAYOUTS", "Engine", "explore", "query_engine"]


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
    reports the page shows the quoted passages only. `layout` is a key of `LAYOUTS`. With `engine` (of
    `query_engine`) the page has a query tab. The page makes no request and is the same text for the same triples. `graph` stays as it is.
    """
    if engine is not None and "ntriples" not in engine.assets:
        triples = pack(lines_of(graph))
        engine = replace(engine, assets={**engine.assets, "ntriples": triples})
    content = survey(graph, texts)
    heading = plain(title) or "知识图谱"
    return publish(columns(content, arrange(content, layout), heading), title=heading, engine=engine)


def query_engine(graph: Graph | Triples) -> Engine | None:
    """The query tab for a page of `graph`, or None where no engine is packed (`.ci/engine` fetches it)."""
    found = query_tab(graph)
    return None if found is None else Engine(found.script, found.assets, found.style)
