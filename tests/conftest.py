"""Shared fixtures: one headless Chromium for all browser tests, and the query tab in it."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

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
