"""The shapes of ontology/shapes.ttl: each fails where it must, and all names are those of the ontology."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SH, SKOS, BNode, Graph, Literal, URIRef

from kg.ontology import KG, class_chain, folder, local_name, prefixes, vocabulary
from kg.validate import validate

DATA = Path(__file__).parent / "data" / "shapes"
GOOD = (DATA / "good.ttl").read_text(encoding="utf-8")
COUNTY, PEOPLE = (f"<{prefixes()['id']}report_1#char={place}>" for place in ("0,3", "16,20"))


DIGEST = next(line.strip(" .") for line in GOOD.splitlines() if "schema:sha256" in line)


def changed(old: str, new: str) -> Graph:
    assert old in GOOD, "the change must take hold"
    return Graph().parse(data=GOOD.replace(old, new, 1), format="turtle")


COUNTIES = "id:village a kg:County, kg:AdministrativeDivision . id:town kg:locatedIn id:village ."
SHAPES = [
    # the change to the good graph; focus and path of what SHACL must find
    ("id:report_1 a kg:Report", "[] a kg:Report", "[]", ""),
    (DIGEST, 'schema:sha256 "9980af0"', "report_1", "schema:sha256"),
    (DIGEST, "rdfs:comment 1", "report_1", "schema:sha256"),
    ('dct:title "题"@zh', 'dct:title "题"@zh, "又"@zh', "report_1", "dct:title"),
    ('"副题"@zh', '"副题"@zh, "又"@zh', "report_1", "schema:alternativeHeadline"),
    ('"2022-01-24T11:23:00+08:00"^^xsd:dateTime', '"2022"', "report_1", "dct:issued"),
    ("dct:spatial id:county", 'dct:spatial "太白县"', "report_1", "dct:spatial"),
    ('oa:exact "太白县"', 'oa:exact "太白县", "太白"', "report_1#char=0,3", "oa:exact"),
    ('oa:exact "太白县"', 'oa:exact ""', "report_1#char=0,3", "oa:exact"),
    ("oa:start 0", "oa:start -1", "report_1#char=0,3", "oa:start"),
    ("oa:start 0", 'oa:start "0"', "report_1#char=0,3", "oa:start"),
    ("oa:start 0", "oa:start 3", "report_1#char=0,3", "oa:start"),
    ("oa:end 3", "oa:end 3.0", "report_1#char=0,3", "oa:end"),
    ("oa:end 3 ; kg:inReport id:report_1", "oa:end 3", "report_1#char=0,3", "kg:inReport"),
    ("oa:end 3 ; kg:inReport id:report_1", "oa:end 3 ; kg:inReport id:x", "report_1#char=0,3", "kg:inReport"),
    ("id:people a", "[] a", "[]", ""),
    ('rdfs:label "太白河镇"@zh', 'rdfs:label "Town"@en', "town", "rdfs:label"),
    ('rdfs:label "太白河镇"@zh', 'rdfs:label "太白河镇"', "town", "rdfs:label"),
    ('rdfs:label "太白河镇"@zh', 'rdfs:label "太白河镇"@zh, "太白河"@zh', "town", "rdfs:label"),
    (f'"村干部"@zh ; kg:mention {PEOPLE}', '"村干部"@zh', "people", "kg:mention"),
    (f'"村干部"@zh ; kg:mention {PEOPLE}', '"村干部"@zh ; kg:mention id:plan', "people", "kg:mention"),
    ("kg:Township, kg:AdministrativeDivision, kg:Place", "kg:Township, kg:Place", "town", ""),
    (
        "kg:Township, kg:AdministrativeDivision, kg:Place",
        "kg:Township, kg:AdministrativeDivision",
        "town",
        "",
    ),
    ("kg:Site, kg:Place", "kg:Site", "site", ""),
    ("kg:PartyOrgan, kg:Organization", "kg:PartyOrgan", "office", ""),
    ("kg:Title, kg:Program", "kg:Title", "plan", ""),
    (
        "id:statement a",
        f"{COUNTIES} id:statement a",
        "town",
        "kg:locatedIn",
    ),
    ("id:statement a", "[] a", "[]", ""),
    ("rdf:subject id:town", "rdf:subject id:town, id:site", "statement", "rdf:subject"),
    ("rdf:subject id:town", 'rdf:subject "town"', "statement", "rdf:subject"),
    ("rdf:predicate kg:locatedIn", "rdf:predicate kg:mention", "statement", "rdf:predicate"),
    ("rdf:object id:county ;", "", "statement", "rdf:object"),
    ("rdf:object id:county ;", "rdf:object id:site ;", "statement", ""),
    ("kg:locatedIn id:county ;", "", "statement", ""),
    (
        f"rdf:object id:county ;\n    prov:wasQuotedFrom {COUNTY}",
        "rdf:object id:county",
        "statement",
        "prov:wasQuotedFrom",
    ),
    ("id:figure a", "[] a", "[]", ""),
    ("schema:value 905", "schema:value 905, 906", "figure", "schema:value"),
    ("schema:value 905", 'schema:value "905"', "figure", "schema:value"),
    ("schema:value 905", "schema:value 905e0", "figure", "schema:value"),
    ("schema:value 905 ;", "", "figure", "schema:value"),
    ("kg:upperValue 60", "kg:upperValue 40", "range", "schema:value"),
    ("kg:upperValue 60", "kg:upperValue 40.5", "range", "schema:value"),
    ("kg:upperValue 60", "kg:upperValue 60, 70", "range", "kg:upperValue"),
    ("kg:upperValue 60", 'kg:upperValue "60"', "range", "kg:upperValue"),
    ('schema:unitText "名" ;', "", "figure", "schema:unitText"),
    ('schema:unitText "名"', 'schema:unitText ""', "figure", "schema:unitText"),
    ("unit:ming", "unit:ming, unit:ge", "figure", "schema:unitCode"),
    ("unit:ming", '"ming"', "figure", "schema:unitCode"),
    ("kg:qualifier qualifier:exact ;", "", "figure", "kg:qualifier"),
    ("qualifier:exact", "qualifier:exact, qualifier:over", "figure", "kg:qualifier"),
    ("qualifier:exact", "qualifier:about", "figure", "kg:qualifier"),
    ('kg:words "905名" ;', "", "figure", "kg:words"),
    ('kg:words "905名"', 'kg:words "905名", "905"', "figure", "kg:words"),
    ("schema:variableMeasured id:measure ;", "", "figure", "schema:variableMeasured"),
    ("id:measure", '"村干部"', "figure", "schema:variableMeasured"),
    (
        "schema:observationAbout id:people",
        "schema:observationAbout id:people, id:plan",
        "figure",
        "schema:observationAbout",
    ),
    ("sdmx:refArea id:county", "sdmx:refArea id:county, id:town", "figure", "sdmx:refArea"),
    ("sdmx:refPeriod id:period", "sdmx:refPeriod id:period, id:year", "figure", "sdmx:refPeriod"),
    ('"stated"', '"guessed"', "figure", "kg:periodBasis"),
    (
        f'kg:periodBasis "stated" ;\n    prov:wasQuotedFrom {PEOPLE}',
        'kg:periodBasis "stated"',
        "figure",
        "prov:wasQuotedFrom",
    ),
    (
        f'"stated" ;\n    prov:wasQuotedFrom {PEOPLE}',
        '"stated" ; prov:wasQuotedFrom id:plan',
        "figure",
        "prov:wasQuotedFrom",
    ),
]

SHAPES += [
    ('kg:words "905名"', 'kg:words ""', "figure", "kg:words"),
    ('rdfs:label "太白河镇"@zh', 'rdfs:label ""@zh', "town", "rdfs:label"),
    (f"{COUNTY} a kg:Passage", "[] a kg:Passage", "[]", ""),
]
START = "report_1#char=0,3"
# Words of the good graph that give a node the one value of a property; a second value; one of another kind.
ONLY = [
    ("report_1", DIGEST, f'"{"0" * 64}"', f'"{"0" * 64}"@en'),
    ("report_1", 'dct:issued "2022-01-24T11:23:00+08:00"^^xsd:dateTime', '"2022"^^xsd:gYear', "2022"),
    ("report_1", "dct:spatial id:county", "id:town", '"太白县"'),
    (START, 'oa:exact "太白县"', '"太白"', '"太白县"@zh'),
    (START, "oa:start 0", "1", "0.0"),
    (START, "oa:end 3", "4", "3.0"),
    (START, "kg:inReport id:report_1", "id:report_2 . id:report_2 a kg:Report", "id:town"),
    ("statement", "rdf:subject id:town", "id:site", '"太白河镇"'),
    ("statement", "rdf:predicate kg:locatedIn", "kg:leads", "kg:mention"),
    ("statement", "rdf:object id:county", "id:town", '"太白县"'),
    ("statement", f"prov:wasQuotedFrom {COUNTY}", PEOPLE, "id:county"),
    ("figure", "schema:value 905", "906", '"905"'),
    ("figure", 'schema:unitText "名"', '"人"', '"名"@zh'),
    ("figure", "kg:qualifier qualifier:exact", "qualifier:over", '"exact"'),
    ("figure", 'kg:words "905名"', '"905"', '"905名"@zh'),
    ("figure", "schema:variableMeasured id:measure", "id:price", '"村干部"'),
    ("figure", "schema:observationAbout id:people", "id:office", '"村干部"'),
    ("figure", "sdmx:refArea id:county", "id:town", '"太白县"'),
    ("figure", 'kg:periodBasis "stated"', '"inferred"', '"guessed"'),
    ("figure", f"prov:wasQuotedFrom {PEOPLE}", COUNTY, "id:people"),
]
OPTIONAL = {"dct:issued", "dct:spatial", "schema:observationAbout", "sdmx:refArea", "kg:periodBasis"}
for node, words, second, strange in ONLY:
    name = words.split()[0]
    SHAPES += [(words, f"{words}, {second}", node, name), (words, f"{name} {strange}", node, name)]
    SHAPES += [] if name in OPTIONAL else [(words, "kg:rule 1", node, name)]


@pytest.mark.parametrize(("old", "new", "focus", "path"), SHAPES)
def test_each_shape_fails_where_it_must(old: str, new: str, focus: str, path: str) -> None:
    outcome = validate(changed(old, new))
    base, problems = prefixes()["id"], [p for p in outcome.problems if p.kind == "shape"]
    assert (focus, path) in {(p.focus.removeprefix(base), p.path) for p in problems}
    assert not outcome.conforms


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2022-01-24T11:23:00+08:00\"^^xsd:dateTime", '2022-01-24"^^xsd:date'),
        ('"2022-01-24T11:23:00+08:00"^^xsd:dateTime', '"2022"^^xsd:gYear'),
        ('dct:title "题"@zh ;', ""),
        ("dct:spatial id:county ;", ""),
        ("kg:locatedIn id:county ;", "kg:locatedIn id:county, id:site ;"),  # a site is no division
        ("schema:unitCode unit:ming ;", ""),
        ("schema:observationAbout id:people ;", ""),
        ("sdmx:refPeriod id:period ;", 'sdmx:refPeriod "2021"^^xsd:gYear ;'),
        ('kg:periodBasis "stated" ;', 'kg:periodBasis "inferred" ;'),
        ("schema:value 905", "schema:value 905.50"),
        ("schema:value 905", "schema:value -905"),
        ("kg:upperValue 60", "kg:upperValue 40.51"),
    ],
)  # fmt: skip
def test_what_the_shapes_allow(old: str, new: str) -> None:
    assert validate(changed(old, new)).problems == ()


CLASSES = sorted(URIRef(str(cls)) for cls in vocabulary().subjects(KG.annotationType))


@pytest.mark.parametrize("cls", CLASSES, ids=local_name)
def test_every_class_of_entities_is_held_to_its_shapes(cls: URIRef) -> None:
    node = URIRef(prefixes()["id"] + "x")
    bare = Graph().add((node, RDF.type, cls))
    paths = {p.path for p in validate(bare).problems if p.kind == "shape"}
    above = [c for c in class_chain(cls)[1:] if c in KG]
    assert paths == ({""} if above else {"rdfs:label", "kg:mention"})
    for one in above:
        bare.add((node, RDF.type, one))
    assert {"rdfs:label", "kg:mention"} <= {p.path for p in validate(bare).problems}


@pytest.mark.parametrize("cls", ["Township", "Village", "Community"])
def test_a_small_division_lies_in_one_division(cls: str) -> None:
    old = "id:town a kg:Township"
    turtle = GOOD.replace(old, f"{COUNTIES} id:town a kg:{cls}", 1)
    problems = validate(Graph().parse(data=turtle, format="turtle")).problems
    town = [p.path for p in problems if p.focus.endswith("/town")]
    assert (old in GOOD, town) == (True, ["kg:locatedIn"])


# --- The shapes file itself -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(folder() / "shapes.ttl", format="turtle")


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
    assert {c for c in classes if c in KG} == set(shapes.objects(None, SH.targetClass))


def test_messages_and_names(shapes: Graph) -> None:
    constrained = set(shapes.subjects(SH.path)) | set(shapes.objects(None, SH.sparql))
    for node in constrained | set(shapes.subjects(SH.nodeKind)) | set(shapes.subjects(SH["class"])):
        if isinstance(node, BNode) and node not in constrained:
            continue  # inside a qualified value shape: its property has the message
        messages = [m for m in shapes.objects(node, SH.message) if isinstance(m, Literal)]
        assert sorted(str(m.language) for m in messages) == ["en", "zh"]
        assert all(str(m).isascii() == (m.language == "en") for m in messages)
    assert all(isinstance(s, URIRef) for s in shapes.subjects(RDF.type, SH.NodeShape))
