"""Shared fixtures: one headless Chromium for all browser tests."""

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
