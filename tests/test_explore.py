"""What the explorer's page is made from: the content, positions, columns and the one file."""

from __future__ import annotations

import base64
import gzip
import hashlib
import itertools
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, Graph, Literal, URIRef

from kg.assemble import assemble
from kg.explore import Engine, explore
from kg.explore.columns import initials
from kg.explore.layout import LAYOUTS, arrange
from kg.explore.packing import cells, enclosed, gathered
from kg.explore.survey import survey
from kg.ontology import KG, instance
from texts import BRIEF, NEWS, facts, source
from view_county import County, county

TITLE = "眉县 <b>&"
TEXTS = {source(text).sha256: text for text in (BRIEF, NEWS)}


def unpacked(page: str) -> Any:
    """The data of a page, as its script reads them."""
    found = re.search(r'<script type="text/plain" id="data">([^<]*)</script>', page)
    assert found
    return json.loads(gzip.decompress(base64.b64decode(found[1])))


@pytest.fixture(scope="module")
def graph() -> Graph:
    return assemble([facts(BRIEF), facts(NEWS)])


def test_content_is_the_whole_graph(graph: Graph) -> None:
    content = survey(graph, TEXTS)
    nodes = {str(s) for s in graph.subjects(SKOS.inScheme, None)}
    iris = {e.iri for e in content.entities}
    assert {str(f) for f in graph.subjects(RDF.type, KG.Figure)} == {f.iri for f in content.figures}
    assert not iris & nodes and len(iris) == len(content.entities)
    stated = {(str(s), str(graph.value(n, RDF.object))) for n, s in graph.subject_objects(RDF.subject)}
    told = {(content.entities[r.subject].iri, content.entities[r.object].iri) for r in content.relations}
    assert stated <= told and stated
    assert len(content.marks) == len(set(graph.subjects(RDF.type, KG.Passage)))
    for figure in content.figures:
        assert figure.marks and content.marks[figure.marks[0]].words == figure.words


def test_every_mark_holds_its_words(graph: Graph) -> None:
    content = survey(graph, TEXTS)
    assert len(content.reports) == 2
    for mark in content.marks:
        text = content.reports[mark.report].text
        assert text is not None and text[mark.start : mark.end] == mark.words


def test_relations_carry_the_marks_of_their_statements(graph: Graph) -> None:
    content = survey(graph, TEXTS)
    for relation in content.relations:
        if not relation.drawn or not relation.marks:
            continue
        ends = URIRef(content.entities[relation.subject].iri), URIRef(content.entities[relation.object].iri)
        predicate = URIRef(content.terms[relation.predicate].iri)
        passages = {
            str(q)
            for n in graph.subjects(RDF.subject, ends[0])
            if (n, RDF.object, ends[1]) in graph and (n, RDF.predicate, predicate) in graph
            for q in graph.objects(n, PROV.wasQuotedFrom)
        }
        if passages:
            report = content.reports
            marked = {
                f"{report[content.marks[m].report].iri}#char={content.marks[m].start},{content.marks[m].end}"
                for m in relation.marks
            }
            assert marked == passages


def test_a_broken_graph_still_gives_a_page() -> None:
    graph = Graph()
    for i, bad in enumerate(("", "x", "-5", "1e999", "NaN", "99999999999999999999")):
        passage, entity = instance(f"p{i}"), instance(f"e{i}")
        graph.add((entity, RDF.type, KG.Program))
        graph.add((entity, KG.mention, passage))
        graph.add((passage, URIRef("http://www.w3.org/ns/oa#exact"), Literal("半\ud83d个")))
        graph.add((passage, URIRef("http://www.w3.org/ns/oa#start"), Literal(bad)))
        graph.add((entity, KG.partOf, instance(f"e{(i + 1) % 6}")))
        graph.add((entity, KG.partOf, entity))
        figure = instance(f"f{i}")
        graph.add((figure, RDF.type, KG.Figure))
        graph.add((figure, KG.words, Literal(bad)))
        graph.add((figure, URIRef("https://schema.org/value"), Literal(bad)))
    data = unpacked(explore(graph, title="坏"))
    assert len(data["entities"]["name"]) == 6 and len(data["figures"]["name"]) == 6
    assert all(v is None or isinstance(v, int | float) for v in data["figures"]["value"])
    assert unpacked(explore(Graph(), title=" "))["title"] == "知识图谱"


def test_texts_are_there_where_given_and_quotes_where_not(graph: Graph) -> None:
    with_texts, without = (unpacked(explore(graph, title=TITLE, texts=t)) for t in (TEXTS, None))
    assert sorted(r["text"] for r in with_texts["reports"]) == sorted((BRIEF, NEWS))
    assert not any(with_texts["marks"]["words"])
    assert {r["text"] for r in without["reports"]} == {None}
    assert all(without["marks"]["words"])
    assert [r["publisher"] for r in with_texts["reports"]] == [r["publisher"] for r in without["reports"]]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_positions_are_whole_distinct_and_the_same_each_time(layout: str) -> None:
    content = survey(county(300))
    places = arrange(content, layout)
    spots = list(zip(places.x, places.y, strict=True))
    assert len(set(spots)) == len(spots) == len(content.entities)
    assert all(isinstance(v, int) for v in (*places.x, *places.y))
    assert arrange(content, layout) == places


def test_radial_sets_members_inside_their_territory() -> None:
    content = survey(county(300))
    places = arrange(content)
    assert places.territories
    inside = {i: (t[1:], t[0]) for i, t in enumerate(places.territories)}
    for n, parent in enumerate(places.parent):
        for (x, y, wide, high), place in inside.values():
            if place == parent:
                assert ((places.x[n] - x) / wide) ** 2 + ((places.y[n] - y) / high) ** 2 <= 1


def test_a_circle_of_parts_has_positions() -> None:
    made = County()
    ids = [made.entity(f"p{i}", KG.Program, f"项目{i}") for i in range(4)]
    for a, b in itertools.pairwise([*ids, ids[0]]):
        made.relate(a, KG.partOf, b)
    places = arrange(survey(made.graph))
    assert len(set(zip(places.x, places.y, strict=True))) == 5


@pytest.mark.parametrize("count", [1, 2, 6, 7, 30, 200])
@pytest.mark.parametrize("flat", [False, True])
def test_discs_never_overlap(count: int, flat: bool) -> None:
    radii = sorted((0.6 + (i * 7 % 11) / 3 for i in range(count)), reverse=True)
    for middle in (0.0, 2.5):
        spots = gathered(middle, radii, flat=flat)
        discs = [(x, y, r) for (x, y), r in zip(spots, radii, strict=True)] + (
            [(0.0, 0.0, middle)] * bool(middle)
        )
        for (a, b, r), (c, d, s) in itertools.combinations(discs, 2):
            assert ((a - c) ** 2 + (b - d) ** 2) ** 0.5 >= r + s - 0.01
        x, y, whole = enclosed(discs)
        assert all(((a - x) ** 2 + (b - y) ** 2) ** 0.5 + r <= whole + 1e-9 for a, b, r in discs)


@pytest.mark.parametrize("count", [1, 5, 6, 19, 400])
def test_cells_are_distinct_and_inside_their_disc(count: int) -> None:
    spots, radius = cells(count)
    assert len(set(spots)) == count and (0.0, 0.0) not in spots
    assert all((x * x + y * y) ** 0.5 + 0.5 <= radius for x, y in spots)


def test_initials_hold_every_reading() -> None:
    found = initials(["重庆东青村", "ABC、"])
    assert (found["东"], found["青"][0], found["村"]) == ("d", "q", "c")
    assert {"c", "z"} <= set(found["重"]) and not {"A", "、"} & set(found)


def test_one_file_with_nothing_outside_and_hashes_of_what_runs(graph: Graph) -> None:
    page = explore(graph, title=TITLE, texts=TEXTS)
    assert "<title>眉县 &lt;b&gt;&amp;</title>" in page
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy and len(scripts) == len(styles) == 1
    for kind, (text,) in (("script-src", scripts), ("style-src", styles)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}';" in policy[1]
    assert (
        policy[1].startswith("default-src 'none'; ") and "unsafe" not in policy[1] and "http" not in policy[1]
    )
    outside = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert outside == ["data:,"] and "url(" not in styles[0] and "@import" not in styles[0]


def test_an_engine_is_packed_and_allowed(graph: Graph) -> None:
    engine = Engine(
        "window.kgRegister((host) => ({setLanguage() {}}));", {"wasm": b"\0asm", "questions": b"[]"}
    )
    page = explore(graph, title=TITLE, engine=engine)
    policy = re.search(r'Policy" content="([^"]*)"', page)
    assert policy and "'wasm-unsafe-eval'" in policy[1] and "worker-src blob:;" in policy[1]
    assert "unsafe-inline" not in policy[1] and "'unsafe-eval'" not in policy[1]
    assert '<script type="text/plain" id="asset-wasm">AGFzbQ==</script>' in page
    packed = re.search(r'id="asset-ntriples">([^<]*)<', page)
    assert packed
    lines = gzip.decompress(base64.b64decode(packed[1])).decode().splitlines()
    assert len(lines) == len(graph) and lines == sorted(lines)
    assert len(Graph().parse(data="\n".join(lines), format="nt")) == len(graph)


def test_the_page_is_the_same_for_every_hash_seed(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from view_county import county; from kg.explore import explore; "
        "Path(sys.argv[1]).write_text(''.join(explore(county(80), title='t', layout=l) for l in ('radial', 'force')), "
        "encoding='utf-8')"
    )
    path = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    pages = set()
    for seed in ("0", "1", "2"):
        subprocess.run(
            [sys.executable, "-c", code, tmp_path / "page"],
            check=True,
            env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed, "LC_ALL": "C"},
        )
        pages.add((tmp_path / "page").read_bytes())
    assert len(pages) == 1


def test_the_graph_stays_as_it_is(graph: Graph) -> None:
    before = set(graph)
    explore(graph, title=TITLE, texts=TEXTS)
    assert set(graph) == before


def test_names_and_titles_are_on_one_line_without_control_characters() -> None:
    made = County()
    iri = made.entity("x", KG.Program, "行一\n行二\u202e\u0000尾")
    made.graph.add((iri, DCTERMS.title, Literal("t")))
    made.graph.add((iri, RDFS.label, Literal("y")))
    assert "行一 行二尾" in unpacked(explore(made.graph, title="t"))["entities"]["name"]
