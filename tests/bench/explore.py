"""The explorer beside pyvis: writing the page, its first frame, panning, labels, evidence and search.

Graphs are county-shaped and made with a fixed seed: one county, towns of about 60, villages, offices, programs, groups
and figures, three relations to an entity, a report with its text for each town, and a mark for each fact. Both tools
get the same nodes and edges; pyvis gets neither texts nor quotes. "pyvis fixed" has our positions and no physics,
"pyvis as delivered" lays out by physics in the browser (at 1 000 nodes only: it takes most of a minute). Pages are
opened in headless Chromium from files with the network off. Times are medians; ratios are of the same run.
"""

from __future__ import annotations

import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kg.explore.columns import columns
from kg.explore.content import Content, Entity, Figure, Group, Mark, Relation, Report, Term
from kg.explore.layout import Places, arrange
from kg.explore.publish import publish

from .records import Result

SIZES = {"small": (1000,), "full": (1000, 5000, 20000)}  # nodes
ROUNDS = {"small": 1, "full": 3}
# What each size is held to: of the ratio to pyvis where it ends in x.
BARS = {
    1000: {"first frame": "<= 0.5", "labels": ">= 120"},
    5000: {"writing": ">= 5x", "bytes": ">= 3x", "first frame": "<= 1", "pan": ">= 3x", "evidence": "<= 100"},
    20000: {"writing": ">= 15x", "bytes": ">= 3x", "first frame": "<= 2", "pan": ">= 5x", "longest task": ">= 8x",
            "keystroke": "<= 50"},
}  # fmt: skip

CHARS = "东青西山河口太白清水高平安阳新石桥大石板金沟龙王双林上下前后长青松柳杨梅花云台岭坪川湾店寺营堡关城"
GROUPS = (
    ("地点", "#0072B2", "dot"),
    ("机构", "#D55E00", "square"),
    ("项目", "#009E73", "diamond"),
    ("人群", "#E69F00", "triangle"),
)
FRAME = "requestAnimationFrame(() => setTimeout(() => { window.firstFrame = performance.now(); }, 0))"
LONG = """new PerformanceObserver((list) => { window.longest = Math.max(window.longest ?? 0,
    ...list.getEntries().map((e) => e.duration)); }).observe({ type: "longtask", buffered: true });"""
PAN = """async (move) => { const gaps = []; let last = 0;
    const step = (0, eval)(move);
    await new Promise((done) => { let i = 0; const turn = (now) => {
        if (last) gaps.push(now - last); last = now; step(i); if (++i < 90) requestAnimationFrame(turn); else done(); };
        requestAnimationFrame(turn); });
    gaps.sort((a, b) => a - b); return gaps[Math.floor(gaps.length * 0.95)]; }"""


def made(count: int) -> Content:
    """A county-shaped content of `count` nodes, figures among them."""
    chance = random.Random(count)
    content = Content(base="https://example.org/id/", prefixes={"kg": "https://example.org/ontology#"})
    content.terms = [Term(zh, zh, f"https://example.org/o#{i}") for i, (zh, *_) in enumerate(GROUPS)]
    content.terms += [Term(zh, zh, f"https://example.org/o#{zh}") for zh in ("位于", "实施", "印发", "恰为")]
    content.groups = [Group(i, colour, shape) for i, (_, colour, shape) in enumerate(GROUPS)]

    def name(tail: str) -> str:
        return "".join(chance.choice(CHARS) for _ in range(chance.randint(2, 4))) + tail

    towns = max(1, count // 60)
    shares = ((0.25, 0, "村"), (0.15, 1, "镇办公室"), (0.12, 2, "示范工程"), (0.10, 3, "带头人"))
    rows = [("清河县", 0, -1)] + [(name("镇"), 0, 0) for _ in range(towns)]
    for share, group, tail in shares:
        rows += [(name(tail), group, 1 + chance.randrange(towns)) for _ in range(int(count * share))]
    texts: list[list[str]] = [[] for _ in range(towns + 1)]
    at = [0] * (towns + 1)

    def mark(town: int, before: str, words: str, behind: str) -> int:
        start = at[town] + len(before)
        texts[town].append(before + words + behind)
        at[town] += len(before) + len(words) + len(behind)
        content.marks.append(Mark(town, start, start + len(words), words))
        return len(content.marks) - 1

    for n, (called, group, town) in enumerate(rows):
        place = town if town > 0 else (n if 0 < n <= towns else 0)
        m = mark(place, "今年以来，", called, "扎实推进各项重点工作，取得明显成效。\n")
        content.entities.append(Entity(called, f"{content.base}e{n}", group, group, (), (), (m,), group < 2))
    for n, (called, group, town) in enumerate(rows):
        if town < 0:
            continue
        over = content.entities[town].name
        m = mark(max(town, 0), "", f"{over}{called}", "率先完成试点任务。\n")
        content.relations.append(Relation(n, 4, town, (m,), True, group == 0))
        if n > towns:
            for _ in range(2):
                other = chance.randrange(towns + 1, len(rows))
                content.relations.append(Relation(n, 5 + chance.randrange(2), other, (m,), True))
    for i in range(count - len(rows)):
        n = chance.randrange(1, len(rows))
        town = rows[n][2] if rows[n][2] > 0 else min(n, towns)
        value = chance.randrange(10, 9000)
        m = mark(town, f"{rows[n][0]}增加收入", f"{value}万元", "，惠及群众。\n")
        content.figures.append(
            Figure(f"收入：{value}万元", f"{content.base}f{i}", f"{value}万元", value * 10000, None, "元", "收入", -1,
                   7, -1, "", "", n, town, str(2018 + value % 6), "inferred", (m,))
        )  # fmt: skip
    content.reports = [
        Report(f"{content.base}r{t}", f"{rows[t][0]}工作综述", "清河县委", "2021-12-31", f"{t}.txt", "2021", t, -1, "",
               f"{t:064x}", "".join(texts[t]))
        for t in range(towns + 1)
    ]  # fmt: skip
    return content


def ours(content: Content) -> str:
    return publish(columns(content, arrange(content), "清河县"), title="清河县")


def pyvis(content: Content, places: Places | None, *, hooks: bool = True) -> str:
    """pyvis's own page, directed and in one file; fixed with `places`, else as delivered."""
    from pyvis.network import Network

    net = Network(directed=True, cdn_resources="in_line", height="800px")
    for n, entity in enumerate(content.entities):
        spot = {"x": places.x[n], "y": places.y[n]} if places else {}
        net.add_node(
            n, label=entity.name, color=content.groups[entity.group].colour, title=entity.name, **spot
        )
    for i, figure in enumerate(content.figures):
        spot = {"x": places.x[figure.about] + 30, "y": places.y[figure.about] + 30} if places else {}
        net.add_node(f"f{i}", label=figure.words, color="#999999", title=figure.name, **spot)
    for r in content.relations:
        net.add_edge(r.subject, r.object, title=content.terms[r.predicate].zh)
    for i, figure in enumerate(content.figures):
        net.add_edge(f"f{i}", figure.about)
    if places:
        net.toggle_physics(False)
    page = str(net.generate_html())
    if not hooks:
        return page
    event = "afterDrawing" if places else "stabilizationIterationsDone"
    made_ = "network = new vis.Network(container, data, options);"
    assert made_ in page
    return page.replace(made_, f"{made_} network.once('{event}', () => {FRAME});")


def median(rounds: int, act: Callable[..., object], *given: object, **named: object) -> float:
    """The median time of a call, in seconds."""

    def once() -> float:
        start = time.perf_counter()
        act(*given, **named)
        return time.perf_counter() - start

    return statistics.median(once() for _ in range(rounds))


class Chromium:
    """Headless Chromium; each measurement gets a page of its own."""

    def __init__(self, playwright: Any, folder: Path) -> None:
        path = shutil.which("chromium")
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        self.browser = playwright.chromium.launch(executable_path=path, args=flags)
        self.folder = folder

    def open(self, text: str, wait: str, limit: float = 120) -> Any:
        file = self.folder / "page.html"
        file.write_text(text, encoding="utf-8")
        context = self.browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
        context.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
        page = context.new_page()
        page.add_init_script(LONG)
        page.goto(file.as_uri(), wait_until="commit")
        page.wait_for_function(wait, timeout=limit * 1000, polling=50)
        return page


def look(chromium: Chromium, text: str, wait: str, first: str, move: str) -> tuple[float, float, float]:
    """First frame (s), longest task while opening (s), and the 95th percentile of frames while panning (ms)."""
    page = chromium.open(text, wait)
    page.wait_for_timeout(400)
    found = (
        page.evaluate(first) / 1000,
        (page.evaluate("window.longest ?? 0")) / 1000,
        page.evaluate(PAN, move),
    )
    page.context.close()
    return found


# For each page: when it is ready, when its first frame stood, and one step of panning.
OURS = (
    "() => document.body?.dataset.ready",
    "performance.getEntriesByName('drawn')[0].startTime",
    "((i) => { const { network: n } = window.kgExplorer;"
    " n.set({ ...n.camera, x: n.camera.x + (i % 30 < 15 ? 8 : -8) / n.camera.k }); })",
)
THEIRS = (
    "() => window.firstFrame",
    "window.firstFrame",
    "((i) => { const p = network.getViewPosition(), k = network.getScale();"
    " network.moveTo({ position: { x: p.x + (i % 30 < 15 ? 8 : -8) / k, y: p.y } }); })",
)


def inside(chromium: Chromium, text: str) -> dict[str, float]:
    """What is measured in our page alone."""
    page = chromium.open(text, OURS[0])
    page.wait_for_timeout(300)
    legible = page.evaluate("window.kgExplorer.network.legibility()")
    evidence = page.evaluate(
        """async () => { const { app } = window.kgExplorer; const took = [];
            for (let i = 1; i < 16; i++) { const n = app.graph.rank[i * 7]; const start = performance.now();
                app.selectEntity(n); document.querySelector('#facts .passage').getBoundingClientRect();
                await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
                took.push(performance.now() - start); }
            return took.sort((a, b) => a - b)[7]; }"""
    )
    typing = page.evaluate(
        """() => { const field = document.getElementById('search'); const took = [];
            field.value = '预'; field.dispatchEvent(new Event('input'));
            for (const text of ['东', '东青', 'd', 'dq', 'dqc', '收入', '太白', 'sh', '清河县', 'xq']) { field.value = text;
                const start = performance.now(); field.dispatchEvent(new Event('input'));
                document.getElementById('hits').getBoundingClientRect(); took.push(performance.now() - start); }
            return Math.max(...took); }"""
    )
    page.evaluate(
        "window.kgExplorer.app.select(null); window.kgExplorer.app.setFilter({ all: true }); window.kgExplorer.network.fit()"
    )
    page.wait_for_timeout(400)
    everything = page.evaluate(PAN, OURS[2])
    before = page.evaluate("JSON.stringify(window.kgExplorer.network.camera)")
    page.context.close()
    assert before
    return {
        "labels": legible["labels"],
        "evidence": evidence,
        "keystroke": typing,
        "pan of everything": everything,
    }


def measure(size: str) -> Iterator[Result]:
    """Every size beside pyvis with fixed positions; in full also the first frame of pyvis as delivered."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = Chromium(playwright, Path(folder))
        for count in SIZES[size]:
            yield from _of_size(chromium, count, size)


def _of_size(chromium: Chromium, count: int, size: str) -> Iterator[Result]:
    rounds, last = ROUNDS[size], count == SIZES[size][-1]
    main = {"writing": "page", "first frame": "opening"} if last else {}

    def result(
        what: str, ours_: float, unit: str, theirs: float | None = None, peer: str = "pyvis, fixed"
    ) -> Result:
        bar = BARS[count].get(what, "")
        name = f"{what}, {count:,} nodes"
        return Result(name, ours_, unit, peer if theirs else "", theirs, bar, main=main.get(what, ""))

    content = made(count)
    places = arrange(content)
    writing = median(rounds, ours, content)
    slow = median(rounds if count <= 5000 else 1, pyvis, content, None, hooks=False)
    mine, fixed = ours(content), pyvis(content, places)
    yield result("writing", writing, "s", slow, "pyvis, directed")
    yield result("layout alone", median(rounds, arrange, content), "s")
    theirs = len(pyvis(content, None, hooks=False).encode()) / 1e6
    yield result("bytes", len(mine.encode()) / 1e6, "MB", theirs, "pyvis")
    first, *rest = (_medians(chromium, rounds, text, how) for text, how in ((mine, OURS), (fixed, THEIRS)))
    for what, unit, one, other in zip(
        ("first frame", "longest task", "pan"), ("s", "s", "ms"), first, *rest, strict=True
    ):
        yield result(what, one, unit, other)
    units = {"labels": "labels", "evidence": "ms", "keystroke": "ms", "pan of everything": "ms"}
    for what, found in inside(chromium, mine).items():
        yield result(what, found, units[what])
    if size == "full" and count == 1000:
        page = chromium.open(pyvis(content, None), THEIRS[0], 300)
        late = page.evaluate("window.firstFrame") / 1000 + slow
        page.context.close()
        what = f"written and first frame, {count:,} nodes"
        yield Result(what, first[0] + writing, "s", "pyvis, as delivered", late, ">= 60x")


def _medians(chromium: Chromium, rounds: int, text: str, how: tuple[str, str, str]) -> list[float]:
    seen = (look(chromium, text, *how) for _ in range(rounds))
    return [statistics.median(values) for values in zip(*seen, strict=True)]
