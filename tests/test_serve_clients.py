"""What a browser and other clients get from `kg serve`: the graph's IRIs, the query page, curl, SPARQLWrapper, rdflib."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from rdflib import RDFS, Graph, Literal, URIRef

from answers import SEED
from serving import Server, serving

NAMES = "SELECT ?n { ?x a kg:Village ; rdfs:label ?n }"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(SEED) as running:
        yield running


# --- The graph's IRIs ---

PLACE = URIRef("https://w3id.org/county-kg/id/place_610331")


@pytest.mark.parametrize(
    ("media", "form"),
    [("text/turtle", "turtle"), ("application/ld+json", "json-ld"), ("application/n-triples", "nt")],
)
def test_an_iri_leads_to_what_is_said_of_it(server: Server, media: str, form: str) -> None:
    reply = server.send("GET", "/id/place_610331", Accept=media)
    assert (reply.status, reply.media) == (200, media)
    told, whole = Graph().parse(data=reply.body, format=form), Graph().parse(SEED)
    assert set(told.triples((PLACE, None, None))) == set(whole.triples((PLACE, None, None)))
    assert set(told) <= set(whole)
    assert (
        server.send("GET", "/id/place_610331", Accept=media).body == reply.body
        or media == "application/ld+json"
    )


def test_an_iri_leads_to_a_page(server: Server) -> None:
    reply = server.send("GET", "/id/place_610331", Accept="text/html")
    assert (reply.status, reply.media) == (200, "text/html")
    assert "<h1>太白县</h1>" in reply.text and "太白河镇" in reply.text
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")
    passage = "https://w3id.org/county-kg/id/report_9980af04737a#char=1513,1517"
    assert "905名" in server.send("GET", f"/resource?iri={quote(passage, safe='')}", Accept="text/html").text


def test_terms_and_concepts(server: Server) -> None:
    village = "https://w3id.org/county-kg/ontology#Village"
    told = Graph().parse(
        data=server.send("GET", f"/resource?iri={quote(village, safe='')}", Accept="text/turtle").body
    )
    assert (URIRef(village), RDFS.label, Literal("村", lang="zh")) in told
    assert server.send("GET", "/scheme/qualifier/exact", Accept="text/turtle").status == 200
    assert len(Graph().parse(data=server.send("GET", "/ontology", Accept="text/turtle").body)) > 500
    assert server.send("GET", "/ontology", Accept="text/html").media == "text/html"


def test_markup_in_the_graph_stays_text(tmp_path: Path) -> None:
    file = tmp_path / "g.ttl"
    evil = '</title><script>alert(1)</script>\\" onload=x'
    file.write_text(
        f'<urn:a> <http://www.w3.org/2000/01/rdf-schema#label> "{evil}" ; <urn:\'p> <urn:b> .',
        encoding="utf-8",
    )
    with serving(file, "--no-explorer") as running:
        page = running.send("GET", "/resource?iri=urn:a", Accept="text/html").text
    assert "<script>" not in page and "&lt;script&gt;" in page


# --- Clients of others ---


def test_curl(server: Server) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    for arguments in (
        ["--get", "--data-urlencode", f"query={NAMES}"],
        ["--data-urlencode", f"query={NAMES}"],
    ):
        command = [curl, "-s", "-H", "Accept: text/csv", *arguments, f"{server.url}/sparql"]
        assert "东青村" in subprocess.run(command, capture_output=True, check=True).stdout.decode()


def test_sparqlwrapper(server: Server) -> None:
    from SPARQLWrapper import CSV, POST, TURTLE, XML
    from SPARQLWrapper import JSON as SW_JSON
    from SPARQLWrapper import SPARQLWrapper as Wrapper

    client = Wrapper(f"{server.url}/sparql")
    for method in ("GET", POST):
        client.setMethod(method)
        client.setQuery(NAMES)
        client.setReturnFormat(SW_JSON)
        found: Any = client.queryAndConvert()
        assert {b["n"]["value"] for b in found["results"]["bindings"]} == {"东青村", "马耳山村", "七里川村"}
        client.setReturnFormat(CSV)
        assert "东青村" in bytes(client.queryAndConvert()).decode()  # type: ignore[arg-type]
        client.setReturnFormat(XML)
        assert "东青村" in client.queryAndConvert().toxml()  # type: ignore[union-attr]
    client.setQuery("CONSTRUCT { ?s rdfs:label ?o } { ?s rdfs:label ?o }")
    client.setReturnFormat(TURTLE)
    assert len(Graph().parse(data=client.queryAndConvert(), format="turtle")) > 50


def test_rdflib_as_a_client(server: Server) -> None:
    remote = Graph("SPARQLStore")
    remote.open(f"{server.url}/sparql")
    assert {str(r[0]) for r in remote.query(NAMES)} == {"东青村", "马耳山村", "七里川村"}


# --- Pages ---


def test_every_address_of_the_page_is_here(server: Server) -> None:
    page = server.send("GET", "/")
    assert (page.status, page.media) == (200, "text/html")
    assert "http" not in page.text
    for path in ("/page.js", "/page.css", "/page.json", "/explorer"):
        assert server.send("GET", path).status == 200
    known = json.loads(server.send("GET", "/page.json").body)
    assert "kg:Village" in known["terms"] and "unit:yuan" in known["terms"]
    assert len(known["questions"]) >= 49


@pytest.mark.browser
def test_the_query_page_in_a_browser(server: Server, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    asked, errors = list[str](), list[str]()
    page.on("request", lambda r: asked.append(r.url))
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.goto(server.url + "/")
    page.wait_for_selector("body[data-ready]")
    page.click("#run")
    page.wait_for_selector("#answer td >> text=东青村")
    page.fill("#words", "后备力量 94")
    page.press("#words", "Enter")
    page.wait_for_selector("#answer td >> text=/后备力量.*94/")
    page.select_option("#question", "figures-about")
    page.fill("#parameters input", "后备力量")
    assert '"后备力量"@zh' in page.input_value("#sparql")
    page.press("#sparql", "Control+Enter")
    page.wait_for_selector("#answer td >> text=94人")
    page.fill("#sparql", "")
    page.type("#sparql", "ASK { ?x a kg:Vill")
    page.press("#sparql", "Tab")
    assert page.input_value("#sparql") == "ASK { ?x a kg:Village"
    page.type("#sparql", " FILTR(1) }")
    page.press("#sparql", "Control+Enter")
    page.wait_for_selector("#answer .error >> text=did you mean FILTER?")
    assert all(u.startswith(server.url) for u in asked), asked
    assert not [e for e in errors if "400" not in e], errors
    context.close()
