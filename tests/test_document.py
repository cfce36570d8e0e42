"""The page of the ontology: committed as it is made, complete, and readable without script, network or mouse."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from rdflib import OWL, RDF, SKOS, URIRef

from kg.cli import main
from kg.document import document
from kg.ontology import KG, folder, label, vocabulary

ROOT = Path(__file__).parents[1]
FILES = ("index.html", "model.svg")


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return document()


@pytest.mark.parametrize("name", FILES)
def test_what_is_committed_is_what_is_made(name: str, made: dict[str, str]) -> None:
    assert (folder() / name).read_text(encoding="utf-8") == made[name], "run kg document -o ontology"


def test_command_writes_the_files(tmp_path: Path, made: dict[str, str]) -> None:
    result = CliRunner().invoke(main, ["document", "-o", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert {f.name: f.read_text(encoding="utf-8") for f in tmp_path.iterdir()} == made


def test_files_do_not_depend_on_the_hash_seed(tmp_path: Path, made: dict[str, str]) -> None:
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "kg", "document", "-o", str(tmp_path)]
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run(command, check=True, capture_output=True, env=env)
        assert {n: (tmp_path / n).read_text(encoding="utf-8") for n in FILES} == made


def own_terms() -> list[URIRef]:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, SKOS.ConceptScheme)
    found = {s for k in kinds for s in vocabulary().subjects(RDF.type, k)}
    return sorted(s for s in found if isinstance(s, URIRef) and s.startswith(str(KG)))


def test_every_term_has_a_place_its_iri_leads_to(made: dict[str, str]) -> None:
    page = made["index.html"]
    for term in own_terms():
        article = unescape(page.split(f'id="{term.rsplit("#")[-1]}">', 1)[1].split("</article>", 1)[0])
        for text in (
            *vocabulary().objects(term, SKOS.definition),
            label(term, "zh"),
            label(term, "en"),
            term,
        ):
            assert str(text) in article, (term, text)


def test_every_concept_stands_in_its_scheme(made: dict[str, str]) -> None:
    page = made["index.html"]
    for concept, scheme in vocabulary().subject_objects(SKOS.inScheme):
        article = unescape(page.split(f'id="{str(scheme).rsplit("#")[-1]}">', 1)[1].split("</article>", 1)[0])
        for text in vocabulary().objects(concept, SKOS.prefLabel):
            assert f"<b>{text}</b>" in article, concept


def test_links_stay_on_the_page_and_arrive(made: dict[str, str]) -> None:
    page = made["index.html"]
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    links = re.findall(r'\b(?:href|src)="([^"]*)"', page)
    assert links
    assert {link for link in links if not link.startswith("#")} == set()
    assert {link[1:] for link in links} <= set(ids)
    assert "<script" not in page
    assert "url(" not in page
    drawn = re.findall(r'\bhref="([^"]*)"', made["model.svg"])
    assert {link.partition("#")[0] for link in drawn} == {"index.html"}
    assert {link.partition("#")[2] for link in drawn} <= set(ids)


def test_the_diagram_is_drawn_from_the_ontology(made: dict[str, str]) -> None:
    root = ElementTree.fromstring(made["model.svg"])
    written = " ".join("".join(t.itertext()) for t in root.iter("{http://www.w3.org/2000/svg}text"))
    told = sorted(vocabulary().subjects(KG.drawn, None))
    for term in (t for t in told if str(vocabulary().value(t, KG.drawn)) in ("node", "edge")):
        assert isinstance(term, URIRef)
        assert f"{label(term, 'zh')} {label(term, 'en')}" in written, term


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_page_opens_alone_and_fits(width: int, height: int, browser: Any) -> None:
    asked: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": height}, java_script_enabled=True)
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder() / "index.html").as_uri() + "#locatedIn")
    assert len(asked) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.querySelector(':target h3').getBoundingClientRect().top") < height
    left, right = (page.locator(f"#locatedIn .two [lang={lang}]").bounding_box() for lang in ("zh", "en"))
    assert (left["y"] == right["y"]) == (width > 640)  # side by side, or one below the other on a telephone
    page.close()
