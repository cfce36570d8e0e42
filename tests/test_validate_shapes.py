"""The shapes of ontology/shapes.ttl: each fails where it must and allows what it must."""

from pathlib import Path

import pytest
from rdflib import RDF, Graph, URIRef

from kg.ontology import KG, class_chain, local_name, prefixes, vocabulary
from kg.validate import validate

DATA = Path(__file__).parent / "data" / "shapes"
GOOD = (DATA / "good.ttl").read_text(encoding="utf-8")
COUNTY, PEOPLE = (f"<{prefixes()['id']}report_1#char={place}>" for place in ("0,3", "16,20"))


DIGEST = next(line.strip(" .") for line in GOOD.splitlines() if "schema:sha256" in line)


MORE = "@prefix org: <http://www.w3.org/ns/org#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"


def changed(old: str, new: str) -> Graph:
    assert old in GOOD, "the change must take hold"
    return Graph().parse(data=MORE + GOOD.replace(old, new, 1), format="turtle")


@pytest.mark.parametrize(
    "change",
    [
        ("610331104200", "610326104200"),  # of another county than the town
        ('rdfs:label "东青村"@zh', 'rdfs:label "东青村"@zh ; kg:locatedIn id:town'),
        ('"610331104" .', '"6103" .'),  # the report names only the prefecture
        (' skos:notation "610331104200" ;', ""),  # the code book does not tell which village it is
    ],
)
def test_villages_that_the_shapes_allow(change: tuple[str, str]) -> None:
    assert change[0] in VILLAGE
    graph = changed(RANGE, f"{VILLAGE.replace(*change)} {RANGE}")
    assert [p for p in validate(graph).problems if p.focus.endswith("/v")] == []


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
    ("sdmx:refPeriod id:period", "sdmx:refPeriod id:period, id:first", "figure", "sdmx:refPeriod"),
    ('"inferred"', '"guessed"', "figure", "kg:periodBasis"),
    (
        f'kg:periodBasis "inferred" ;\n    prov:wasQuotedFrom {PEOPLE}',
        'kg:periodBasis "inferred"',
        "figure",
        "prov:wasQuotedFrom",
    ),
    (
        f'"inferred" ;\n    prov:wasQuotedFrom {PEOPLE}',
        '"inferred" ; prov:wasQuotedFrom id:plan',
        "figure",
        "prov:wasQuotedFrom",
    ),
]

OFFICE, PLAN = "id:office a", "id:plan a"
FIGURE, RANGE = "id:figure a kg:Figure ;", "id:range a kg:Figure ;"
VILLAGE = """id:v a kg:Village, kg:AdministrativeDivision, kg:Place ; rdfs:label "东青村"@zh ; skos:notation "610331104200" ;
    kg:mention <https://w3id.org/county-kg/id/report_1#char=7,10> .
id:town skos:notation "610331104" ."""
SHAPES += [
    ("dct:temporal id:period", "dct:temporal id:period, id:other", "report_1", "dct:temporal"),
    ("dct:temporal id:period", "dct:temporal id:town", "report_1", "dct:temporal"),
    (RANGE, f"{VILLAGE} {RANGE}", "v", ""),
    (OFFICE, "id:office kg:jurisdiction id:county, id:town . id:office a", "office", "kg:jurisdiction"),
    (OFFICE, 'id:office kg:jurisdiction "太白县" . id:office a', "office", "kg:jurisdiction"),
    (OFFICE, 'id:office org:classification "党委" . id:office a', "office", "org:classification"),
    (OFFICE, 'id:job a kg:Post ; org:role "书记" . id:office a', "job", "org:role"),
    (OFFICE, 'id:job a kg:Post ; org:postIn "县委" . id:office a', "job", "org:postIn"),
    (PLAN, 'id:plan dct:type "称号" . id:plan a', "plan", "dct:type"),
    (PLAN, 'id:plan kg:level "省级" . id:plan a', "plan", "kg:level"),
    (PLAN, "id:plan kg:level id:a, id:b . id:plan a", "plan", "kg:level"),
    ("kg:upperValue 60", "kg:upperValue 40", "range", "schema:value"),
    ("schema:minValue 40", "schema:minValue 40.5", "range", "schema:minValue"),
    ("schema:minValue 40", "schema:minValue 40, 39", "range", "schema:minValue"),
    ("schema:minValue 40", 'schema:minValue "40"', "range", "schema:minValue"),
    ("schema:maxValue 60", "schema:maxValue 39", "range", "schema:value"),
    ("schema:maxValue 60", "schema:maxValue 59", "range", "kg:upperValue"),
    ("schema:maxValue 60", "schema:maxValue 60, 61", "range", "schema:maxValue"),
    ("schema:maxValue 60", 'schema:maxValue "60"', "range", "schema:maxValue"),
    (FIGURE, 'id:figure kg:statistic "最高" . id:figure a kg:Figure ;', "figure", "kg:statistic"),
    (FIGURE, "id:figure kg:statistic id:a, id:b . id:figure a kg:Figure ;", "figure", "kg:statistic"),
    (FIGURE, 'id:figure kg:percentageOf "收益" . id:figure a kg:Figure ;', "figure", "kg:percentageOf"),
    (FIGURE, "id:figure kg:percentageOf id:a, id:b . id:figure a kg:Figure ;", "figure", "kg:percentageOf"),
    ('schema:unitText "名"', 'schema:unitText "%"', "figure", ""),
    ('kg:per "每斤"', 'kg:per "每斤", "斤"', "range", "kg:per"),
    ('kg:per "每斤"', 'kg:per ""', "range", "kg:per"),
    ("id:range a kg:Figure ;", "id:range a kg:Figure ; kg:changedFrom id:figure, id:range ;", "range", "kg:changedFrom"),
    ("id:range a kg:Figure ;", "id:range a kg:Figure ; kg:changedFrom id:plan ;", "range", "kg:changedFrom"),
    (RANGE, f"id:range kg:changedFrom id:figure . {RANGE}", "range", ""),  # of another unit
    ("kg:locatedIn id:county ;", 'kg:locatedIn id:county ; kg:candidateCode "610331104" ;', "town", "kg:candidateCode"),
    (
        "kg:locatedIn id:county ;",
        'kg:locatedIn id:county ; kg:candidateCode "610331104", "610331105" ; skos:notation "610331104" ;',
        "town",
        "skos:notation",
    ),
    ("sdmx:refPeriod id:period", 'sdmx:refPeriod "2021"', "figure", "sdmx:refPeriod"),
    ('sdmx:refPeriod id:period ;\n    kg:periodBasis "inferred"', 'kg:periodBasis "stated"', "figure", ""),
    ("dct:temporal id:period ;", "", "figure", ""),  # inferred from nothing
    ('kg:words "905名"', 'kg:words "906名"', "figure", ""),
    ("id:period a time:ProperInterval", "[] a time:ProperInterval", "[]", ""),
    ("time:hasBeginning id:first ;", "", "period", "time:hasBeginning"),
    ("time:hasBeginning id:first", "time:hasBeginning id:first, id:last", "period", "time:hasBeginning"),
    ("time:hasEnd id:last", "time:hasEnd id:town", "period", "time:hasEnd"),
    ("time:hasEnd id:last", "time:hasEnd id:first, id:last", "period", "time:hasEnd"),
    ('rdfs:label "2021" ;', "", "period", "rdfs:label"),
    ('rdfs:label "2021"', 'rdfs:label "今年"', "period", "rdfs:label"),
    ("time:hasBeginning id:first ; time:hasEnd id:last", "time:hasBeginning id:last ; time:hasEnd id:first", "period", ""),
    ('time:inXSDDate "2021-01-01"^^xsd:date', 'rdfs:comment ""', "first", "time:inXSDDate"),
    ('"2021-01-01"^^xsd:date', '"2021-01-01"', "first", "time:inXSDDate"),
    (f'rdf:object id:county ;\n    prov:wasQuotedFrom {COUNTY}', f"rdf:object id:county ;\n    prov:wasQuotedFrom {PEOPLE}", "statement", ""),
]  # fmt: skip

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
    ("figure", 'kg:periodBasis "inferred"', '"stated"', '"guessed"'),
    ("figure", f"prov:wasQuotedFrom {PEOPLE}", COUNTY, "id:people"),
]
OPTIONAL = {"dct:issued", "dct:spatial", "schema:observationAbout", "sdmx:refArea"}
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
        ("sdmx:refPeriod id:period ;", ""),  # open: the report's text must tell why
        ('kg:periodBasis "inferred" ;', 'kg:periodBasis "stated" ;'),
        ("schema:minValue 40 ;", ""),
        ("schema:maxValue 60 ;", "schema:maxValue 60.5 ;"),
        ("schema:value 905", "schema:value 905.0"),
        ("kg:per \"每斤\" ;", ""),
        ('schema:unitText "名"', 'schema:unitText "%" ; kg:percentageOf id:any'),
    ],
)  # fmt: skip
def test_what_the_shapes_allow(old: str, new: str) -> None:
    assert [p for p in validate(changed(old, new)).problems if p.kind == "shape"] == []


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
