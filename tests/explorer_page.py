"""Opening the explorer's page in a browser, for the tests of what a reader does with it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SIZES = {"wide": (1440, 900), "phone": (390, 844)}


class Opened:
    """Pages in one browser context each; a page records its requests and the errors of its scripts."""

    def __init__(self, browser: Any, folder: Path) -> None:
        self.browser, self.folder = browser, folder
        self.contexts: list[Any] = []
        self.errors: list[str] = []

    def __call__(self, text: str, *, size: str = "wide", after: str = "", **settings: Any) -> Any:
        file = self.folder / "explorer.html"
        file.write_bytes(text.encode("utf-8"))
        width, height = SIZES[size]
        self.contexts.append(
            self.browser.new_context(viewport={"width": width, "height": height}, **settings)
        )
        self.contexts[-1].set_offline(True)
        page = self.contexts[-1].new_page()
        page.requests = []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("console", lambda m: self.errors.append(m.text) if m.type in ("error", "warning") else None)
        page.goto(file.as_uri() + after)
        page.wait_for_selector("body[data-ready]", timeout=15_000)
        return page


@contextlib.contextmanager
def opening(browser: Any, folder: Path) -> Iterator[Opened]:
    """A function that opens pages; at the end no script in them may have failed."""
    opened = Opened(browser, folder)
    yield opened
    for context in opened.contexts:
        context.close()
    assert opened.errors == []


def spot(page: Any, name: str) -> dict[str, float]:
    """Where an entity of that name stands on the screen."""
    found: dict[str, float] = page.evaluate(
        """(name) => {
            const { app, network } = window.kgExplorer;
            const n = app.data.entities.name.indexOf(name);
            const box = network.canvas.getBoundingClientRect();
            const { x, y } = app.data.entities;
            const { camera } = network;
            return { x: box.x + (x[n] - camera.x) * camera.k + box.width / 2,
                     y: box.y + (y[n] - camera.y) * camera.k + box.height / 2 };
        }""",
        name,
    )
    return found


def shown(page: Any) -> list[str]:
    """The names of the entities that the network shows."""
    found: list[str] = page.evaluate(
        "window.kgExplorer.app.data.entities.name.filter((_, n) => window.kgExplorer.app.shown[n])"
    )
    return found


def search(page: Any, text: str) -> None:
    """Types words into the search field and waits for the list."""
    page.fill("#search", text)
    page.wait_for_selector("#hits:not([hidden])")
