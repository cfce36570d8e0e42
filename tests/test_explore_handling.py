"""How the explorer is handled: languages, phone, keyboard, panes, the drawing itself, and what an engine adds."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from explorer_page import search, shown
from kg.explore import Engine, explore
from kg.ontology import KG
from view_county import County, county

pytestmark = pytest.mark.browser


def test_language_is_switched_in_place(opened: Any, seed_page: str) -> None:
    page = opened(seed_page)
    search(page, "东青村")
    page.keyboard.press("Enter")
    page.click("#language")
    assert page.locator("html").get_attribute("lang") == "en"
    text = page.locator("body").inner_text()
    for words in ("Facts", "Report", "Figures", "located in", "place", "village", "entities"):
        assert words in text, words
    assert page.locator("#facts h2").inner_text() == "东青村"
    assert "Search" in page.locator("#search").get_attribute("placeholder")
    left = page.evaluate(
        """() => [...document.querySelectorAll('header *, .strip *, [role=tab], .fold, #facts h3, #facts h4')]
            .filter((e) => !e.childElementCount && !e.closest('#hits, h1') && /[\\u4e00-\\u9fff]/.test(e.textContent)).map((e) => e.textContent)"""
    )
    assert left == ["中文"]
    page.click("#language")
    assert "实体" in page.locator("#counts").inner_text()


def test_phone_shows_one_pane_at_a_time(opened: Any, seed_page: str) -> None:
    page = opened(seed_page, size="phone", has_touch=True, is_mobile=True)
    panes = ("network", "facts", "report", "figures")
    for tab in panes:
        page.locator(f"#tabs [data-tab={tab}]").tap()
        assert [p for p in panes if page.locator(f"#pane-{p}").is_visible()] == [tab]
        assert page.locator(f"#pane-{tab}").bounding_box()["height"] > 600
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#tabs [data-tab=network]").tap()
    search(page, "东青村")
    page.locator("#hits [role=option]").first.tap()
    assert page.locator("#peek").is_visible()
    page.locator("#peek button").first.tap()
    page.locator("#facts .passage").first.tap()
    assert page.locator("#report .read").first.is_visible()
    sizes = page.evaluate(
        "[...document.querySelectorAll('#tabs [role=tab]')].map((e) => e.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 40


def test_keyboard_alone(opened: Any, seed_page: str) -> None:
    page = opened(seed_page)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("dqc")
    page.keyboard.press("Enter")
    assert page.locator("#facts h2").inner_text() == "东青村"
    page.locator("#canvas").focus()
    before = page.evaluate("window.kgExplorer.network.camera")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    after = page.evaluate("window.kgExplorer.network.camera")
    assert after["x"] > before["x"] and after["k"] > before["k"]
    page.keyboard.press("Shift+ArrowLeft")
    assert page.locator("#facts h2").inner_text() != "东青村"
    page.keyboard.press("Escape")
    assert page.locator("#facts .start").count() == 1
    page.keyboard.press("Enter")
    assert page.locator("#facts h2").count() == 1
    reached: set[str] = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
        outline = page.evaluate(
            "document.activeElement === document.body ? 'body' : getComputedStyle(document.activeElement).outlineStyle"
        )
        assert outline != "none", reached
    assert {
        "search",
        "share",
        "language",
        "filters-open",
        "list-open",
        "canvas",
        "fold-facts",
        "text",
        "split-side",
    } <= reached
    page.locator("#split-side").focus()
    wide = page.locator("#side").bounding_box()["width"]
    page.keyboard.press("ArrowLeft")
    assert page.locator("#side").bounding_box()["width"] > wide
    page.locator("#report .text").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator("#report .current").count() == 1
    page.keyboard.press("Enter")
    assert page.locator("#chooser").count() or page.locator("#facts h2").count()


def test_list_instead_of_the_drawing(opened: Any, seed_page: str) -> None:
    page = opened(seed_page)
    page.click("#list-open")
    names = page.locator("#listing tbody th").all_inner_texts()
    assert sorted(names) == sorted(shown(page))
    page.locator("#listing button", has_text="东青村").click()
    assert page.locator("#facts h2").inner_text() == "东青村"


def test_panes_fold_and_resize(opened: Any, seed_page: str) -> None:
    page = opened(seed_page)
    page.click("#fold-facts")
    assert (
        page.locator("#facts").is_hidden()
        and page.locator("#fold-facts").get_attribute("aria-expanded") == "false"
    )
    page.click("#fold-facts")
    box = page.locator("#split-side").bounding_box()
    before = page.locator("#stage").bounding_box()["width"]
    page.mouse.move(box["x"], box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] - 150, box["y"] + 300, steps=4)
    page.mouse.up()
    assert abs(before - page.locator("#stage").bounding_box()["width"] - 150) < 8


def test_drag_wheel_and_nothing_moves_by_itself(opened: Any, seed_page: str) -> None:
    page = opened(seed_page)
    camera = "JSON.stringify(window.kgExplorer.network.camera)"
    picture = page.locator("#canvas").screenshot()
    page.wait_for_timeout(700)
    assert page.locator("#canvas").screenshot() == picture
    start = page.evaluate(camera)
    page.mouse.move(500, 500)
    page.mouse.down()
    page.mouse.move(560, 530, steps=5)
    page.mouse.up()
    assert page.evaluate(camera) != start and page.locator("#facts .start").count() == 1
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(250)
    assert page.evaluate("window.kgExplorer.network.camera.k") > 0.6
    page.click("#zoom-fit")
    assert page.evaluate("window.kgExplorer.network.moved") is True


def test_parallel_relations_are_all_visible(opened: Any) -> None:
    made = County()
    a, b = made.entity("a", KG.PartyOrgan, "甲"), made.entity("b", KG.LeadingGroup, "乙")
    for p in (KG.leads, KG.establishes, KG.cooperatesWith):
        made.relate(a, p, b)
    made.relate(b, KG.memberOf, a)
    made.relate(a, KG.partOf, a)
    page = opened(explore(made.graph, title="t"))
    found = page.evaluate(
        """() => { const { app, network } = window.kgExplorer; app.selectEntity(app.data.entities.name.indexOf('甲'));
            const seen = new Set(); const { width, height } = network;
            for (let x = 0; x < width; x += 2) for (let y = 0; y < height; y += 2) {
                if (network.entityAt(x, y) < 0) seen.add(network.edgeAt(x, y)); }
            seen.delete(-1); return seen.size; }"""
    )
    assert found == 5


def test_many_labels_and_none_over_another(opened: Any) -> None:
    page = opened(explore(county(1000), title="t"))
    legible = page.evaluate("window.kgExplorer.network.legibility()")
    assert legible["labels"] >= 120
    boxes = legible["boxes"]
    for a, b in itertools.combinations(boxes, 2):
        across = min(a["right"], b["right"]) - max(a["left"], b["left"])
        down = min(a["bottom"], b["bottom"]) - max(a["top"], b["top"])
        assert across <= 0.01 or down <= 0.01


def test_a_large_graph_opens_on_a_summary_that_unfolds(opened: Any) -> None:
    page = opened(explore(county(3200), title="t"))
    first = shown(page)
    total = page.evaluate("window.kgExplorer.app.graph.size")
    assert len(first) == 1200 < total and "概览" in page.locator("#notice").inner_text()
    hidden = page.evaluate(
        """() => { const { app } = window.kgExplorer;
            return app.graph.rank.findLast((n) => !app.shown[n] && app.graph.neighbours(n).size > 0); }"""
    )
    page.evaluate("(n) => window.kgExplorer.app.selectEntity(n, { look: true })", hidden)
    near = page.evaluate(
        "(n) => [n, ...window.kgExplorer.app.graph.neighbours(n)].every((m) => window.kgExplorer.app.shown[m])",
        hidden,
    )
    assert near and len(shown(page)) > 1200
    page.locator("#notice button").click()
    assert len(shown(page)) == total


def test_a_query_pane_is_there_only_with_an_engine(opened: Any, seed_page: str) -> None:
    page = opened(seed_page)
    assert page.locator("[data-tab=query]").count() == 0
    script = """window.kgRegister((host, context) => {
        const say = (language) => { host.textContent = `${language} ${context.questions.length} ${Object.keys(context.prefixes).length > 3}`; };
        say(context.language);
        context.ntriples().then((text) => { host.dataset.lines = text.trim().split("\\n").length; });
        host.addEventListener("click", () => context.select([window.kgExplorer.app.iriOf(0)]));
        return { setLanguage: say };
    });"""
    graph = county(20)
    page = opened(explore(graph, title="t", engine=Engine(script, {"questions": b"[1, 2]"})))
    assert page.locator("#query").text_content() == ""
    page.locator("#dock-tabs [data-tab=query]").click()
    assert page.locator("#query").inner_text() == "zh 2 true"
    page.wait_for_function("() => document.querySelector('#query').dataset.lines")
    assert page.locator("#query").get_attribute("data-lines") == str(len(graph))
    page.click("#language")
    assert page.locator("#query").inner_text() == "en 2 true"
    page.locator("#query").click()
    assert page.locator("#facts h2").count() == 1
