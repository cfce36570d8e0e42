"""The shapes file itself: all its names are those of the ontology, and every message is in two languages."""

from collections.abc import Iterator

import pytest
from rdflib import RDF, RDFS, SH, SKOS, BNode, Graph, Literal, URIRef

from kg.ontology import KG, folder, prefixes, vocabulary
from kg.validate.shapes import shapes as all_shapes


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return all_shapes()


def test_every_name_in_the_shapes_is_in_the_ontology(shapes: Graph) -> None:
    known = set(vocabulary().subjects())
    own = prefixes()["kg"].removesuffix("ontology#")
    standard = (
        str(SH),
        str(RDF),
        str(RDFS),
        "http://www.w3.org/2001/XMLSchema#",
        "http://www.w3.org/2002/07/owl#",
    )
    used = {term for triple in shapes for term in triple if isinstance(term, URIRef)}
    names = {u for u in used if not str(u).startswith((*standard, own + "shapes"))}
    assert names <= known
    assert set(shapes.objects(None, SH.path)) <= known


def members(shapes: Graph, path: URIRef) -> set[object]:
    node = next(s for s in shapes.subjects(SH.path, path) if (s, SH["in"], None) in shapes)
    return set(shapes.items(shapes.value(node, SH["in"])))  # type: ignore[arg-type]


def test_lists_in_the_shapes_are_those_of_the_ontology(shapes: Graph) -> None:
    concepts = set(vocabulary().subjects(SKOS.inScheme, KG.qualifiers))
    assert members(shapes, KG.qualifier) == concepts
    relations = [line for line in _section("Relations between entities") if line.startswith("kg:")]
    assert members(shapes, RDF.predicate) == {KG[line.split()[0].removeprefix("kg:")] for line in relations}


def _section(title: str) -> Iterator[str]:
    """The lines of a part of kg.ttl: relations are told from other properties by the part they stand in."""
    lines = (folder() / "kg.ttl").read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"# --- {title}"))
    for line in lines[start + 1 :]:
        if line.startswith("# ---"):
            return
        yield line


def test_every_class_has_a_shape(shapes: Graph) -> None:
    classes = {c for c in vocabulary().subjects(RDFS.subClassOf) if isinstance(c, URIRef) and c in KG}
    assert classes <= set(shapes.objects(None, SH.targetClass))


def test_messages_and_names(shapes: Graph) -> None:
    constrained = set(shapes.subjects(SH.path)) | set(shapes.objects(None, SH.sparql))
    for node in constrained | set(shapes.subjects(SH.nodeKind)) | set(shapes.subjects(SH["class"])):
        if isinstance(node, BNode) and node not in constrained:
            continue  # inside a qualified value shape: its property has the message
        messages = [m for m in shapes.objects(node, SH.message) if isinstance(m, Literal)]
        assert sorted(str(m.language) for m in messages) == ["en", "zh"]
        assert all(str(m).isascii() == (m.language == "en") for m in messages)
    assert all(isinstance(s, URIRef) for s in shapes.subjects(RDF.type, SH.NodeShape))
