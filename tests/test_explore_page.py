"""What a reader does in the explorer, in a real browser, from a file, with no network."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph

from explorer_page import opening, shown, spot
from kg.assemble import assemble
from kg.explore import explore
from kg.gazetteer import Gazetteer
from kg.ontology import KG
from kg.pipeline import extract
from kg.read import read
from kg.store import read_graph
from view_county import County, county

ROOT = Path(__file__).parents[1]
SEED = ROOT / "seeds" / "taibai-2021"
COUNTIES = ("made-up-party-year", "made-up-returners", "made-up-statistics")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def seed_page() -> str:
    """The page of the committed seed graph with its report's text."""
    texts = {s.sha256: s.text for s in map(read, SEED.glob("*.txt"))}
    graph = read_graph(ROOT / "exports" / "taibai-2021" / "graph.ttl")
    return explore(graph, title="太白县", texts=texts)


@pytest.fixture(scope="session")
def three() -> tuple[Graph, dict[str, str]]:
    """A graph of three counties' reports."""
    sources = [read(ROOT / "tests" / "gold" / f"{name}.txt") for name in COUNTIES]
    with Gazetteer() as gazetteer:
        graph = assemble([extract(source, gazetteer) for source in sources])
    return graph, {s.sha256: s.text for s in sources}


@pytest.fixture(scope="session")
def three_page(three: tuple[Graph, dict[str, str]]) -> str:
    return explore(three[0], title="三县", texts=three[1])


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Any:
    with opening(browser, tmp_path) as do:
        yield do


def search(page: Any, text: str) -> None:
    page.fill("#search", text)
    page.wait_for_selector("#hits:not([hidden])")


def test_village_facts_sentence_and_back(opened: Any, seed_page: str) -> None:
    page = opened(seed_page)
    search(page, "dqc")
    assert page.locator("#hits [role=option]").first.inner_text() == "东青村"
    page.keyboard.press("Enter")
    facts = page.locator("#facts")
    assert facts.locator("h2").inner_text() == "东青村"
    marked = facts.locator(".passage", has=page.locator("mark", has_text="太白河镇东青村")).first
    assert "在全县率先完成" in marked.inner_text()
    marked.click()
    lit = page.locator("#report .read")
    assert "东青村" in "".join(lit.all_inner_texts())
    box, pane = lit.first.bounding_box(), page.locator("#report").bounding_box()
    assert pane["y"] <= box["y"] <= pane["y"] + pane["height"]
    # And the other way: a passage selects what it tells of.
    page.locator("#report .named", has_text=re.compile("^浙江大学$")).first.click()
    if page.locator("#chooser").count():
        page.locator("#chooser [role=menuitem]", has_text=re.compile("^浙江大学$")).click()
    assert facts.locator("h2").inner_text() == "浙江大学"
    page.wait_for_timeout(250)
    page.go_back()
    page.wait_for_function("() => document.querySelector('#facts h2')?.textContent === '东青村'")


def test_click_on_node_and_edge(opened: Any, seed_page: str) -> None:
    page = opened(seed_page)
    at = spot(page, "太白县委组织部")
    page.mouse.click(at["x"], at["y"])
    assert page.locator("#facts h2").inner_text() == "太白县委组织部"
    a, b = spot(page, "太白县委组织部"), spot(page, "太白县委抓党建促乡村振兴领导小组")
    page.mouse.click(a["x"] * 0.4 + b["x"] * 0.6, a["y"] * 0.4 + b["y"] * 0.6)
    triple = page.locator("#facts .triple")
    assert {"太白县委组织部", "太白县委抓党建促乡村振兴领导小组"} == set(triple.locator("button").all_inner_texts())
    assert page.locator("#facts .passage mark").first.inner_text()
    empty = page.locator("#canvas").bounding_box()
    page.mouse.click(empty["x"] + 5, empty["y"] + empty["height"] - 5)
    assert page.locator("#facts .start").count() == 1


def test_overlapping_marks_let_the_reader_choose(opened: Any, seed_page: str) -> None:
    page = opened(seed_page)
    span = page.locator("#report [data-marks*=' ']").first
    words = span.inner_text()
    span.click()
    choices = page.locator("#chooser [role=menuitem]")
    assert choices.count() >= 2
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#chooser").count() == 0
    assert page.locator("#facts h2").count() == 1
    assert words in "".join(page.locator("#report .lit").all_inner_texts())


def test_every_character_of_the_report_is_there_once(opened: Any, seed_page: str) -> None:
    page = opened(seed_page)
    (file,) = SEED.glob("*.txt")
    assert page.evaluate("document.querySelector('#report .text').textContent") == read(file).text


def test_legend_predicates_area_and_period_filter(opened: Any, three_page: str) -> None:
    page = opened(three_page)
    whole = shown(page)
    entry = page.locator("#legend button").first
    entry.click()
    fewer = shown(page)
    assert 0 < len(fewer) < len(whole) and entry.get_attribute("aria-pressed") == "false"
    assert f"{len(fewer)} / {len(whole)}" in page.locator("#notice").inner_text()
    page.locator("#notice button").click()
    assert shown(page) == whole
    page.click("#filters-open")
    panel = page.locator("#filters")
    edges = "window.kgExplorer.network.live.length"
    before = page.evaluate(edges)
    panel.locator("label.check", has_text="位于").locator("input").uncheck()
    assert page.evaluate(edges) < before and shown(page) == whole
    areas = panel.locator("select").nth(0)
    option = areas.locator("option", has_text="湄潭县").first.get_attribute("value")
    areas.select_option(option)
    inside = shown(page)
    assert "湄潭县" in inside and "遂昌县" not in inside and "通渭县" not in inside
    page.keyboard.press("Escape")
    assert panel.is_hidden() and page.evaluate("document.activeElement.id") == "filters-open"
    page.wait_for_function("() => location.hash.includes('area=')")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert shown(page) == inside and page.evaluate(edges) < before
    page.click("#filters-open")
    panel.get_by_text("全部显示").click()
    panel.locator("select").nth(1).select_option(label="遂昌：“归雁”领航 激活山区共富“一池春水”")
    assert "遂昌县" in shown(page) and "湄潭县" not in shown(page)


def test_neighbourhood_and_path(opened: Any, seed_page: str) -> None:
    page = opened(seed_page)
    search(page, "东青村")
    page.keyboard.press("Enter")
    page.locator("#facts .steps button").first.click()
    assert sorted(shown(page)) == sorted(["东青村", "太白河镇", "村级集体经济组织负责人报酬待遇挂钩机制"])
    page.locator("#facts .steps button").first.click()
    page.locator("#facts").get_by_text("找路径").click()
    assert "东青村" in page.locator("#notice").inner_text()
    search(page, "七里川村")
    page.keyboard.press("Enter")
    stops = page.locator("#facts .way > li > .entity").all_inner_texts()
    assert (stops[0], stops[-1]) == ("东青村", "七里川村") and "太白县" in stops
    assert page.locator("#facts .way .passage").count() == len(stops) - 1
    page.wait_for_timeout(200)
    page.reload()
    page.wait_for_selector("#facts .way")
    assert page.locator("#facts .way > li > .entity").all_inner_texts() == stops


def test_search_finds_figures_and_report_text_and_says_when_nothing_is_found(opened: Any, seed_page: str) -> None:
    page = opened(seed_page)
    search(page, "后备力量")
    kinds = page.locator("#hits .title").all_inner_texts()
    assert kinds == ["实体", "数字", "原文"]
    page.locator("#hits [role=option]", has_text="后备力量：94人").click()
    assert page.locator("#facts h2").inner_text() == "后备力量：94人"
    assert "94人" in "".join(page.locator("#report .lit").all_inner_texts())
    search(page, "多元化的发展态势")
    page.keyboard.press("Enter")
    assert "多元化的发展态势" in "".join(page.locator("#report .found").all_inner_texts())
    search(page, "没有这样的词")
    assert "没有找到" in page.locator("#hits").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#hits").is_hidden()


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


def test_figures_table_sorts_filters_and_compares(opened: Any, three_page: str) -> None:
    page = opened(three_page)
    page.locator("#dock-tabs [data-tab=figures]").click()
    rows = page.locator("#figures tbody tr[data-figure]")
    whole = rows.count()
    page.locator("#figures th.value button").click()
    value = "(f) => window.kgExplorer.app.data.figures.value[f]"
    values = [page.evaluate(value, int(r.get_attribute("data-figure"))) for r in rows.all()[:20]]
    known = [v for v in values if v is not None]
    assert known == sorted(known, reverse=True) and page.locator("#figures th.value").get_attribute("aria-sort") == "descending"
    page.fill("#figures input", "人口")
    assert 0 < rows.count() < whole
    rows.first.locator("th button").click()
    assert rows.first.get_attribute("aria-selected") == "true"
    assert page.locator("#facts dl").inner_text()
    page.fill("#figures input", "没有的指标")
    assert "没有符合条件的数字" in page.locator("#figures").inner_text()
    page.fill("#figures input", "")
    several = page.evaluate(
        """() => { const { figures, measures } = window.kgExplorer.app.data; const seen = new Map();
            figures.name.forEach((_, f) => { const m = measures[figures.measure[f]];
              const key = [m[1] >= 0 ? m[1] : m[0], figures.unit[f], figures.per[f]].join('|');
              if (figures.value[f] !== null) seen.set(key, [...(seen.get(key) ?? []), f]); });
            return [...seen.values()].find((all) => all.length > 1)?.[0] ?? -1; }"""
    )
    assert several >= 0
    page.locator(f"#figures tr[data-figure='{several}'] th button").click()
    assert page.locator("#figures svg rect").count() >= 2


def test_downloads_hold_what_is_visible(opened: Any, seed_page: str) -> None:
    page = opened(seed_page)
    names = {"实体 CSV": "东青村", "关系 CSV": "位于", "数字 CSV": "905名", "可见部分 Turtle": "kg:mention", "矢量图 SVG": "<svg"}
    for label, words in names.items():
        page.locator("#downloads summary").click()
        with page.expect_download() as waiting:
            page.locator("#download-list").get_by_text(label).click()
        text = Path(waiting.value.path()).read_text(encoding="utf-8")
        assert words in text, label
        if label.endswith("Turtle"):
            assert len(Graph().parse(data=text, format="turtle")) > 300
    page.locator("#downloads summary").click()
    with page.expect_download() as waiting:
        page.locator("#download-list").get_by_text("图片 PNG").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")


def test_phone_shows_one_pane_at_a_time(opened: Any, seed_page: str) -> None:
    page = opened(seed_page, size="phone", has_touch=True, is_mobile=True)
    panes = ("network", "facts", "report", "figures")
    for tab in panes:
        page.locator(f"#tabs [data-tab={tab}]").tap()
        assert [p for p in panes if page.locator(f"#pane-{p}").is_visible()] == [tab]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#tabs [data-tab=network]").tap()
    search(page, "东青村")
    page.locator("#hits [role=option]").first.tap()
    assert page.locator("#peek").is_visible()
    page.locator("#peek button").first.tap()
    page.locator("#facts .passage").first.tap()
    assert page.locator("#report .read").first.is_visible()
    sizes = page.evaluate("[...document.querySelectorAll('#tabs [role=tab]')].map((e) => e.getBoundingClientRect().height)")
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
    assert {"search", "share", "language", "filters-open", "list-open", "canvas", "fold-facts", "text", "split-side"} <= reached
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
    assert page.locator("#facts").is_hidden() and page.locator("#fold-facts").get_attribute("aria-expanded") == "false"
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
    near = page.evaluate("(n) => [n, ...window.kgExplorer.app.graph.neighbours(n)].every((m) => window.kgExplorer.app.shown[m])", hidden)
    assert near and len(shown(page)) > 1200
    page.locator("#notice button").click()
    assert len(shown(page)) == total


def test_reports_without_text_show_their_passages_and_say_so(opened: Any, three: tuple[Graph, dict[str, str]]) -> None:
    page = opened(explore(three[0], title="三县"))
    assert page.locator("#report .source").count() == 3
    page.locator("#report .source", has_text="遂昌").click()
    text = page.locator("#report").inner_text()
    assert "未附报告全文" in text and "丽水市委组织部" in text
    page.locator("#report .text [data-marks]").first.click()
    page.locator("#report .back").click()
    assert page.locator("#report .source").count() == 3


def test_nothing_is_requested(opened: Any, seed_page: str, tmp_path: Path) -> None:
    page = opened(seed_page)
    page.locator("#dock-tabs [data-tab=figures]").click()
    page.wait_for_timeout(300)
    assert page.requests == [(tmp_path / "explorer.html").as_uri()]
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0


def test_a_query_pane_is_there_only_with_an_engine(opened: Any, seed_page: str) -> None:
    from kg.explore import Engine

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
