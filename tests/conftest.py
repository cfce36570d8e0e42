"""Shared fixtures: one headless Chromium for all browser tests, the explorer's pages that they open, and the query tab."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from rdflib import Graph

from answers import SEED
from serving import Server, serving

ROOT = Path(__file__).parents[1]

# No test is timed: a busy machine is no failure.
settings.register_profile("kg", deadline=None)
settings.load_profile("kg")
COUNTIES = ("made-up-party-year", "made-up-returners", "made-up-statistics")

# Nothing of the browser's own may reach out while a test records the requests of a page.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium through Playwright; without one the test is skipped, or fails where KG_REQUIRE_BROWSER=1."""
    path = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if path is None:
        stop = pytest.fail if os.environ.get("KG_REQUIRE_BROWSER") == "1" else pytest.skip
        stop("browser tests need the chromium program on the PATH and the Python package playwright")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def packed_engine() -> None:
    """Sees that the query engine is there; without it the test is skipped, or fails where KG_REQUIRE_BROWSER=1."""
    from kg.explore.engine import engine

    if engine() is None:
        stop = pytest.fail if os.environ.get("KG_REQUIRE_BROWSER") == "1" else pytest.skip
        stop("no query engine is packed: run .ci/engine")


@pytest.fixture(scope="module")
def query_tab(browser: Any, packed_engine: None, tmp_path_factory: Any) -> Any:
    """A function that opens the tab of a graph from a file; it fails at the end on an error or a request of the page."""
    from query_page import open_tab, query_page

    contexts, errors = [], []

    def do(graph: Any, **settings: Any) -> Any:
        file = tmp_path_factory.mktemp("page") / "page.html"
        file.write_text(query_page(graph), encoding="utf-8")
        context = browser.new_context(**{"offline": True, "accept_downloads": True, **settings})
        contexts.append(context)
        page = context.new_page()
        page.file, page.requests, page.errors = file.as_uri(), [], errors
        context.on("request", lambda r: page.requests.append(r.url))
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.goto(file.as_uri())
        open_tab(page)
        return page

    yield do
    for context in contexts:
        for page in context.pages:
            assert {url for url in page.requests if not url.startswith("blob:")} == {page.file}
        context.close()
    assert errors == []


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """A function that opens an explorer's page; at the end no script in it may have failed."""
    from explorer_page import opening

    with opening(browser, tmp_path) as do:
        yield do


@pytest.fixture(scope="session")
def seed_page() -> str:
    """The page of the committed seed graph with its report's text."""
    from kg.explore import explore
    from kg.read import read
    from kg.store import read_graph

    texts = {s.sha256: s.text for s in map(read, (ROOT / "seeds" / "taibai-2021").glob("*.txt"))}
    return explore(read_graph(ROOT / "exports" / "taibai-2021" / "graph.ttl"), title="太白县", texts=texts)


@pytest.fixture(scope="session")
def three() -> tuple[Graph, dict[str, str]]:
    """A graph of three counties' reports, and the texts."""
    from kg.assemble import assemble
    from kg.gazetteer import Gazetteer
    from kg.pipeline import extract
    from kg.read import read

    sources = [read(ROOT / "tests" / "gold" / f"{name}.txt") for name in COUNTIES]
    with Gazetteer() as gazetteer:
        graph = assemble([extract(source, gazetteer) for source in sources])
    return graph, {s.sha256: s.text for s in sources}


@pytest.fixture(scope="session")
def three_page(three: tuple[Graph, dict[str, str]]) -> str:
    """The page of that graph."""
    from kg.explore import explore

    return explore(three[0], title="三县", texts=three[1])


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every dataset counts as a large one: no pages, which take most of the time of a small build."""
    import kg.build

    monkeypatch.setattr(kg.build, "LIMIT", 0)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """`kg serve` in front of the seed's graph, without its page of exploration."""
    with serving(SEED, "--no-explorer") as running:
        yield running


@pytest.fixture(scope="module")
def address(server: Server) -> str:
    """The SPARQL endpoint of that server."""
    return f"{server.url}/sparql"
