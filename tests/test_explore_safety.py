"""No text of a graph or report runs as a script in the explorer, with its policy or by its escaping alone."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, Literal, URIRef

from explorer_page import opening
from kg.explore import explore
from kg.ontology import KG, SDMX, instance
from view_county import OA, REPORT, County

ROOT = Path(__file__).parents[1]
AXE = ROOT / ".assets" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.browser

RUN = "window.pwned=1"
ATTACKS = [
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"<!--<script>{RUN}//--></script>",
    f"]]><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<img src=x onerror='{RUN}'>",
    f'"><img src=x onerror={RUN}>',
    f"'><img src=x onerror={RUN}>",
    f"`><img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg/onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<math><mtext><script>{RUN}</script></mtext></math>",
    f"<body onload={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<video><source onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<iframe src='javascript:parent.{RUN}'></iframe>",
    f"<object data='javascript:{RUN}'></object>",
    f"<embed src='javascript:{RUN}'>",
    f"<a href='javascript:{RUN}'>href</a>",
    f"<form action='javascript:{RUN}'><input type=submit></form>",
    f"<meta http-equiv=refresh content='0;javascript:{RUN}'>",
    f"<base href='javascript:{RUN}//'>",
    f"<link rel=stylesheet href='data:text/css,*{{x:expression({RUN})}}'>",
    f"<style>@import 'javascript:{RUN}';</style>",
    f"<template><script>{RUN}</script></template>",
    f"<noscript><p title='</noscript><script>{RUN}</script>'>",
    f"javascript:{RUN}",
    f"  javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"vbscript:{RUN}",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f"${{{RUN}}}",
    f"';{RUN};//",
    f'";{RUN};//',
    f'\\";{RUN};//',
    f"\u2028{RUN}\u2029",
    f"\ufeff<script>{RUN}</script>",
    f"\uff1cscript\uff1e{RUN}\uff1c/script\uff1e",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"&#60;img src=x onerror={RUN}&#62;",
    "__proto__",
    "{{data}}{{scripts}}",
    "半个\ud83d代理对",
]


def attacked() -> tuple[Any, dict[str, str]]:
    """A graph with every attack in every kind of field, and the text of its report."""
    made = County()
    graph = made.graph
    text = "\n".join(ATTACKS)
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    graph.add((REPORT, URIRef("https://schema.org/sha256"), Literal(digest)))
    at = 0
    for i, attack in enumerate(ATTACKS):
        safe = "".join(
            c for c in attack if c not in '<>"{}|^`\\ \n\u2028\u2029\ufeff' and not "\ud800" <= c <= "\udfff"
        )
        a = made.entity(URIRef(f"javascript:{RUN}//{i}{safe}"), KG.Program, attack)
        b = made.entity(f"b{i}", KG.Document, f"《{attack}》")
        for p in (SKOS.altLabel, SKOS.notation, DCTERMS.title, KG.rule):
            graph.add((a, p, Literal(attack)))
        made.relate(b, KG.partOf, a, attack)
        made.figure(f"f{i}", attack, a, b)
        measure = instance(f"measure{i}")
        graph.add((measure, SKOS.prefLabel, Literal(attack)))
        graph.add((measure, RDF.type, SKOS.Concept))
        for p, v in (
            (URIRef("https://schema.org/variableMeasured"), measure),
            (URIRef("https://schema.org/unitText"), Literal(attack)),
            (URIRef("https://schema.org/value"), Literal(i)),
            (KG.per, Literal(attack)),
            (KG.periodBasis, Literal(attack)),
            (KG.qualifier, URIRef(f"javascript:{RUN}//q{i}")),
            (SDMX.refPeriod, Literal(attack)),
        ):
            graph.add((instance(f"f{i}"), p, v))
        passage = URIRef(f"{REPORT}#char={at},{at + len(attack)}")
        for p, v in ((OA.exact, attack), (OA.start, at), (OA.end, at + len(attack))):
            graph.add((passage, p, Literal(v)))
        graph.add((passage, KG.inReport, REPORT))
        graph.add((a, KG.mention, passage))
        at += len(attack) + 1
        other = instance(f"report{i}")
        graph.add((other, RDF.type, KG.Report))
        for p in (DCTERMS.title, DCTERMS.publisher, DCTERMS.identifier, DCTERMS.issued, RDFS.label):
            graph.add((other, p, Literal(attack)))
        graph.add((other, URIRef("https://schema.org/url"), Literal(attack)))
        quote = URIRef(f"{other}#char=0,{len(attack)}")
        for p, v in ((OA.exact, attack), (OA.start, 0), (OA.end, len(attack))):
            graph.add((quote, p, Literal(v)))
        graph.add((quote, KG.inReport, other))
        graph.add((b, PROV.wasQuotedFrom, quote))
    return graph, {digest: text}


@pytest.mark.slow
@pytest.mark.parametrize("bypass_csp", [False, True], ids=["with policy", "escaping alone"])
def test_no_text_runs(browser: Any, tmp_path: Path, bypass_csp: bool) -> None:
    assert len(set(ATTACKS)) >= 40
    graph, texts = attacked()
    with opening(browser, tmp_path) as opened:
        page = opened(explore(graph, title="".join(ATTACKS), texts=texts), bypass_csp=bypass_csp)
        scripts = page.locator("script").count()
        # Every entity, relation and figure is shown in the panes; every report is opened; every search is made.
        page.evaluate(
            """async () => {
                const { app } = window.kgExplorer;
                const pause = () => new Promise((done) => setTimeout(done, 0));
                const press = () => document.querySelectorAll("#facts .more").forEach((b) => b.click());
                app.openTab("figures");
                for (let n = 0; n < app.data.entities.name.length; n++) { app.selectEntity(n); press(); if (n % 20 === 0) await pause(); }
                for (let r = 0; r < app.data.relations.s.length; r++) app.select({ kind: "relation", ids: [r] });
                for (let f = 0; f < app.data.figures.name.length; f++) app.select({ kind: "figure", ids: [f] });
                for (let i = 0; i < app.data.reports.length; i++) {
                    app.reading = { report: i, mark: -1, place: -1, length: 0 }; app.tell("reading"); await pause(); }
                const segments = [...document.querySelectorAll("#report [data-marks]")];
                for (const one of segments) one.click();
                app.findPath(0, 1);
                app.selectIris(["javascript:window.pwned=1"]);
                document.getElementById("list-open").click();
                document.getElementById("filters-open").click();
                document.getElementById("language").click();
                const field = document.getElementById("search");
                for (const name of app.data.entities.alias.flat()) { field.value = name; field.dispatchEvent(new Event("input")); }
                for (const link of document.querySelectorAll("a")) link.click();
            }"""
        )
        for attack in ATTACKS[:6]:
            page.fill("#search", attack)
            page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        page.locator("#downloads summary").click()
        with page.expect_download() as waiting:
            page.locator("#download-list button").last.click()
        svg = Path(waiting.value.path()).read_text(encoding="utf-8")
        other = page.context.new_page()
        drawing = tmp_path / "drawing.svg"
        drawing.write_text(svg, encoding="utf-8")
        other.goto(drawing.as_uri())
        assert other.evaluate("window.pwned") is None and "<script" not in svg
        assert page.evaluate("window.pwned") is None
        assert page.evaluate("({}).x === undefined && Object.prototype.pwned === undefined")
        assert page.locator("script").count() == scripts
        assert (
            page.locator("img, iframe, object, embed, video, audio, form, base, math, svg[onload]").count()
            == 0
        )
        assert page.locator("a[href]").count() == 0
        assert len(page.requests) == 1
        assert not page.evaluate(
            "[...document.querySelectorAll('*')].some((e) => [...e.attributes].some((a) => a.name.startsWith('on')))"
        )


@pytest.mark.parametrize(
    "after",
    [
        f"#sel=javascript:{RUN}",
        f"#<img src=x onerror={RUN}>",
        "#view=NaN,1e999,-1&ego=99,x&path=a,b&tab=__proto__&off=x",
        "#tab=stage",
    ],
)
def test_no_address_runs_or_breaks_the_page(browser: Any, tmp_path: Path, after: str) -> None:
    made = County()
    made.entity("a", KG.Program, "甲")
    with opening(browser, tmp_path) as opened:
        page = opened(explore(made.graph, title="t"), after=after)
        assert page.evaluate("window.pwned") is None
        assert page.locator("#stage").is_visible()


@pytest.mark.parametrize("size", ["wide", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_serious(browser: Any, tmp_path: Path, size: str, language: str) -> None:
    if not AXE.is_file():
        stop = pytest.fail if os.environ.get("KG_REQUIRE_BROWSER") == "1" else pytest.skip
        stop("needs axe-core: run .ci/assets")
    from view_county import county

    with opening(browser, tmp_path) as opened:
        page = opened(
            explore(county(60), title="太白县"), size=size, after=f"#lang={language}", bypass_csp=True
        )
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for act in (
            "0",
            "window.kgExplorer.app.selectEntity(0); window.kgExplorer.app.openTab('facts')",
            "window.kgExplorer.app.openTab('figures')",
            "window.kgExplorer.app.select({ kind: 'figure', ids: [0] })",
            "window.kgExplorer.app.openTab('report')",
            "window.kgExplorer.app.openTab('network'); document.getElementById('filters-open').click()",
            "document.getElementById('filters-open').click(); document.getElementById('list-open').click()",
            "document.getElementById('list-open').click(); document.getElementById('search').value = '村';"
            " document.getElementById('search').dispatchEvent(new Event('input'))",
        ):
            page.evaluate(act)
            page.wait_for_timeout(60)
            found = page.evaluate(
                """async () => (await axe.run()).violations.filter((v) => ["serious", "critical"].includes(v.impact))
                    .map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 120) + n.failureSummary.slice(0, 200))])"""
            )
            assert found == [], act
