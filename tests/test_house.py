"""The rules of the house: names, base IRI, sizes, and what no file may hold."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from kg.ontology import KG, folder, prefixes, vocabulary

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src" / "kg").rglob("*.py"))
TERMS = str(KG)


def test_every_term_in_the_code_is_in_the_ontology() -> None:
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "KG":
                assert node.attr in dir(KG) or KG[node.attr], f"{file.name}:{node.lineno}: KG.{node.attr}"


def test_an_unknown_term_is_refused() -> None:
    with pytest.raises(AttributeError, match="Figgure"):
        _ = KG.Figgure


@pytest.mark.parametrize(
    "file", sorted(folder().rglob("*.ttl")) + sorted(folder().rglob("*.rq")), ids=lambda f: f.name
)
def test_shapes_queries_and_schemes_use_known_terms(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for name in re.findall(r"\bkg:(\w+)", text):
        if not (file.name == "shapes.ttl" and name.endswith("Shape")):
            assert KG[name], f"{file.name}: kg:{name}"


def test_base_iri_stands_in_the_ontology_only() -> None:
    base = TERMS.removesuffix("ontology#")
    for file in SOURCES:
        assert base not in file.read_text(encoding="utf-8"), file
    for file in folder().rglob("*.ttl"):
        others = re.findall(r"https?://[^\s>]*county[^\s>]*", file.read_text(encoding="utf-8"))
        assert all(o.startswith(base) for o in others), file


def own_terms() -> list[URIRef]:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, SKOS.ConceptScheme)
    found = {s for k in kinds for s in vocabulary().subjects(RDF.type, k)}
    return sorted(s for s in found if isinstance(s, URIRef) and s.startswith(TERMS))


@pytest.mark.parametrize("term", own_terms(), ids=lambda t: t.rsplit("#")[-1])
def test_terms_are_documented(term: URIRef) -> None:
    graph = vocabulary()
    for property_ in (RDFS.label, SKOS.definition):
        languages = sorted(str(getattr(o, "language", None)) for o in graph.objects(term, property_))
        assert languages == ["en", "zh"], property_
    assert list(graph.objects(term, RDFS.isDefinedBy)) == [URIRef(TERMS.removesuffix("#"))]


def test_concepts_are_labelled_in_two_languages() -> None:
    graph = vocabulary()
    for concept in graph.subjects(SKOS.inScheme, None):
        languages = {getattr(o, "language", None) for o in graph.objects(concept, SKOS.prefLabel)}
        assert languages == {"en", "zh"}, concept


def test_prefixes_agree_with_the_ontology_files() -> None:
    bound = dict(Graph().parse(folder() / "kg.ttl").namespaces())
    for name, base in prefixes().items():
        if name in bound:
            assert str(bound[name]) == base, name


@pytest.mark.parametrize("file", SOURCES + sorted((ROOT / "tests").glob("*.py")), ids=lambda f: f.stem)
def test_no_file_is_too_long(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(text)) or ""
    assert len(text.splitlines()) <= 300 or "lines because" in docstring


def test_no_module_is_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
    assert not drawers & {f.stem for f in SOURCES} | drawers & {f.parent.name for f in SOURCES}


def test_no_machine_path_or_index_address_is_committed() -> None:
    pattern = re.compile(
        r"(?<![\w.~/-])/(?:work|farm|root|home)/[a-z]|https?://[a-z.-]*(?:pyp"
        r"i|pythonhost"
        r"ed|npmj"
        r"s)[a-z.-]*/"
    )
    folders = ("src", "tests", "ontology", "seeds", ".ci")
    files = [
        f for d in folders for f in (ROOT / d).rglob("*") if f.is_file() and "__pycache__" not in f.parts
    ]
    for file in [*files, *ROOT.glob("*.md"), ROOT / "Makefile", ROOT / "pyproject.toml"]:
        if file.suffix not in (".zip", ".png", ".pyc", ".gz"):
            assert not pattern.search(file.read_text(encoding="utf-8")), file


def test_code_names_no_report() -> None:
    """No place, slogan or body of a test report stands in rules or lexicons: rules are patterns of the language."""
    words = [
        "太白",
        "东青",
        "马耳山",
        "七里川",
        "双好双强",
        "淬火工程",
        "建水",
        "曲江",
        "茅坡",
        "溆浦",
        "北斗溪",
        "丽江",
        "茅箭",
        "黄龙县",
    ]
    for folder_ in ("rules", "lexicon"):
        for file in (ROOT / "src" / "kg" / folder_).glob("*.toml"):
            text = file.read_text(encoding="utf-8")
            assert not [w for w in words if w in text], file
