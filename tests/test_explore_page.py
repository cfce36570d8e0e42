"""What a reader finds in the explorer, in a real browser, from a file, with no network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph

from explorer_page import search, shown, spot
from kg.explore import explore
from kg.read import read

ROOT = Path(__file__).parents[1]
SEED = ROOT / "seeds" / "taibai-2021"
pytestmark = pytest.mark.browser


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
    assert {"太白县委组织部", "太白县委抓党建促乡村振兴领导小组"} == set(
        triple.locator("button").all_inner_texts()
    )
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
    assert sorted(shown(page)) == sorted(
        ["东青村", "太白河镇", "村级集体经济收益与村干部、村级集体经济组织负责人报酬待遇挂钩机制"]
    )
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


def test_hits_stay_when_the_search_field_is_left_and_entered_again_at_once(
    opened: Any, seed_page: str
) -> None:
    page = opened(seed_page)
    search(page, "东青村")
    page.evaluate("() => { const field = document.getElementById('search'); field.blur(); field.focus(); }")
    page.wait_for_timeout(300)
    assert page.locator("#hits").is_visible()
    page.evaluate("() => document.getElementById('search').blur()")
    page.wait_for_selector("#hits", state="hidden")


def test_search_finds_figures_and_report_text_and_says_when_nothing_is_found(
    opened: Any, seed_page: str
) -> None:
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


def test_figures_table_sorts_filters_and_compares(opened: Any, three_page: str) -> None:
    page = opened(three_page)
    page.locator("#dock-tabs [data-tab=figures]").click()
    rows = page.locator("#figures tbody tr[data-figure]")
    whole = rows.count()
    page.locator("#figures th.value button").click()
    value = "(f) => window.kgExplorer.app.data.figures.value[f]"
    values = [page.evaluate(value, int(r.get_attribute("data-figure"))) for r in rows.all()[:20]]
    known = [v for v in values if v is not None]
    assert (
        known == sorted(known, reverse=True)
        and page.locator("#figures th.value").get_attribute("aria-sort") == "descending"
    )
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
    names = {
        "实体 CSV": "东青村",
        "关系 CSV": "位于",
        "数字 CSV": "905名",
        "可见部分 Turtle": "kg:mention",
        "矢量图 SVG": "<svg",
    }
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


def test_reports_without_text_show_their_passages_and_say_so(
    opened: Any, three: tuple[Graph, dict[str, str]]
) -> None:
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
