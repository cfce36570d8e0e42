"""The ontology as a model: its profile, header, parents, disjointness, use, and what a pitfall checker says of it.

That each term has labels and definitions in two languages is checked in test_house.py; what reasoners find, in
test_reasoners.py; the page made of it, in test_document.py.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from kg.ontology import KG, class_chain, folder, prefixes, superproperties, vocabulary
from merging import everything
from reasoning import exclusive, instances

NOTE = (folder() / "decisions" / "0006-true-parents.md").read_text(encoding="utf-8")
SCHEMA = Namespace("https://schema.org/")
KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
# What OWL 2 RL allows and this ontology uses; a term of OWL that is not here has to be looked up in the profile first.
AXIOMS = {RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.disjointWith, OWL.members}
TYPES = {OWL.Ontology, OWL.Class, OWL.AllDisjointClasses, RDFS.Datatype, *KINDS}
CHARACTERISTICS = {OWL.TransitiveProperty, OWL.SymmetricProperty, OWL.AsymmetricProperty}
NOTES = {
    RDFS.label,
    RDFS.comment,
    RDFS.isDefinedBy,
    RDFS.seeAlso,
    OWL.versionIRI,
    OWL.priorVersion,
    OWL.versionInfo,
}
RL_DATATYPES = {
    XSD.string,
    XSD.decimal,
    XSD.integer,
    XSD.nonNegativeInteger,
    XSD.boolean,
    XSD.dateTime,
    XSD.anyURI,
}
# Reserved words of RDF that OWL 2 DL gives no meaning and RL/RDF reasoners take as any other name (decision 6).
REIFICATION = {RDF.Statement, RDF.subject, RDF.predicate, RDF.object}


def is_own(term: Node) -> bool:
    return str(term).startswith(str(KG))


def declared(*kinds: URIRef) -> list[URIRef]:
    return sorted({s for k in kinds for s in instances(vocabulary(), k)})


def curie(term: Node) -> str:
    spaces = {**prefixes(), "owl": str(OWL), "vann": str(VANN), "void": "http://rdfs.org/ns/void#"}
    return next(f"{p}:{str(term).removeprefix(b)}" for p, b in spaces.items() if str(term).startswith(b))


OWN_CLASSES = [c for c in declared(OWL.Class) if is_own(c)]
OWN_PROPERTIES = [p for p in declared(*KINDS) if is_own(p)]
TOP = [c for c in OWN_CLASSES if not any(is_own(a) for a in class_chain(c)[1:])]


def of_language(term: Node) -> bool:
    return str(term).startswith((str(OWL), str(RDF), str(RDFS)))


def outside_rl(graph: Graph) -> list[str]:
    """What of a graph of terms and concepts is not in OWL 2 RL, as short sentences."""
    found = []
    classes, properties = (
        set(graph.subjects(RDF.type, OWL.Class)),
        {k: set(graph.subjects(RDF.type, k)) for k in KINDS},
    )
    known = set().union(*properties.values())
    for s, p, o in graph:
        if p == RDF.type:
            if of_language(o) and o not in TYPES | CHARACTERISTICS:
                found.append(f"type {o}")
            elif not of_language(o) and o not in classes:
                found.append(f"class not declared {o}")
        elif p in (RDF.first, RDF.rest):
            if not isinstance(s, BNode):
                found.append(f"list with a name {s}")
        elif of_language(p) and p not in AXIOMS | NOTES:
            found.append(f"axiom {p}")
        elif not of_language(p) and p not in known:
            found.append(f"property not declared {p}")
        if p in (RDFS.subClassOf, RDFS.domain, OWL.disjointWith) and o not in classes:
            found.append(f"{p} to something that is no named class: {s}")
        if p == RDFS.range and o not in (RL_DATATYPES if s in properties[OWL.DatatypeProperty] else classes):
            found.append(f"range {o} of {s}")
        if p == RDFS.subPropertyOf and not any({s, o} <= members for members in properties.values()):
            found.append(f"property below one of another kind: {s}")
    found += [f"of two kinds: {p}" for a, b in combinations(properties.values(), 2) for p in a & b]
    found += [f"class and property: {c}" for c in classes & known]
    found += [f"reserved: {t}" for t in classes | known if of_language(t) and t not in REIFICATION | NOTES]
    transitive = set(graph.subjects(RDF.type, OWL.TransitiveProperty))
    above = {a for t in transitive if isinstance(t, URIRef) for a in (t, *superproperties(t))}
    found += [f"not simple: {p}" for p in above & set(graph.subjects(RDF.type, OWL.AsymmetricProperty))]
    return sorted(set(found))


def test_the_ontology_is_in_owl_2_rl() -> None:
    assert outside_rl(vocabulary()) == []


@pytest.mark.parametrize(
    "axiom",
    [
        "kg:Village rdfs:subClassOf [ a owl:Restriction ; owl:onProperty kg:locatedIn ; owl:maxCardinality 1 ]",
        "kg:leads rdfs:domain [ a owl:Class ; owl:unionOf ( kg:Post kg:Person ) ]",
        "kg:qualifier a owl:FunctionalProperty",  # RL allows it; here it would merge qualifiers without a word
        "kg:words rdfs:range xsd:date",  # not in OWL 2's datatype map
        "kg:words a owl:ObjectProperty",
        "kg:locatedIn a owl:TransitiveProperty",
        "kg:locatedIn rdfs:subPropertyOf kg:words",
        "kg:Village a kg:Hamlet",
        'kg:Village kg:nickname "x"',
    ],
)
def test_an_axiom_outside_the_profile_is_seen(axiom: str) -> None:
    graph = Graph()
    for triple in vocabulary():
        graph.add(triple)
    spaces = {**prefixes(), "owl": str(OWL)}
    graph.parse(
        data="".join(f"@prefix {p}: <{b}> .\n" for p, b in spaces.items()) + axiom + " .", format="turtle"
    )
    assert outside_rl(graph)


def test_only_axioms_are_blank_nodes() -> None:
    graph = vocabulary()
    blank = {s for s in graph.subjects() if isinstance(s, BNode)}
    lists = set(graph.subjects(RDF.first, None))
    assert all((b, RDF.type, OWL.AllDisjointClasses) in graph or b in lists for b in blank)


def test_header_and_changelog_agree() -> None:
    graph = vocabulary()
    (header,) = graph.subjects(RDF.type, OWL.Ontology)
    (version,) = graph.objects(header, OWL.versionInfo)
    assert list(graph.objects(header, OWL.versionIRI)) == [URIRef(f"{header}/{version}")]
    log = (folder() / "CHANGELOG.md").read_text(encoding="utf-8")
    (modified,) = graph.objects(header, DCTERMS.modified)
    versions = re.findall(r"^## (\S+) · (\S+)$", log, flags=re.MULTILINE)
    assert versions[0] == (str(version), str(modified))
    assert list(graph.objects(header, OWL.priorVersion)) == [URIRef(f"{header}/{versions[1][0]}")]
    for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.creator, DCTERMS.license, DCTERMS.created):
        assert (header, needed, None) in graph, needed
    assert str(graph.value(header, VANN.preferredNamespacePrefix)) == "kg"


@pytest.mark.parametrize("cls", OWN_CLASSES, ids=curie)
def test_every_class_has_a_standard_class_above(cls: URIRef) -> None:
    assert any(not is_own(c) for c in class_chain(cls))
    assert cls not in class_chain(cls)[1:]


@pytest.mark.parametrize("property_", OWN_PROPERTIES, ids=curie)
def test_a_property_has_a_standard_one_above_or_a_reason(property_: URIRef) -> None:
    assert superproperties(property_) or f"`{curie(property_)}`" in NOTE


def test_top_classes_exclude_each_other() -> None:
    both = {frozenset((KG.Document, KG.Report))}  # a report that another one names
    assert {frozenset(p) for p in combinations(TOP, 2)} - both == {p for p in exclusive() if p <= set(TOP)}


@pytest.mark.parametrize("property_", OWN_PROPERTIES, ids=curie)
def test_a_property_tells_its_ends_once(property_: URIRef) -> None:
    graph = vocabulary()
    if (property_, RDF.type, OWL.AnnotationProperty) in graph:
        return
    for firm, loose in ((RDFS.domain, SCHEMA.domainIncludes), (RDFS.range, SCHEMA.rangeIncludes)):
        firms, others = list(graph.objects(property_, firm)), list(graph.objects(property_, loose))
        assert (len(firms), bool(others)) in ((1, False), (0, True)), firm


# --- Use ---


def waiting() -> dict[str, str]:
    """The terms that the note lists as waiting, with the wording each waits for."""
    part = NOTE.split("## Terms that wait", 1)[1].split("\n## ", 1)[0]
    return dict(re.findall(r"^\| `([\w:-]+)` \| (.+?) \|$", part, flags=re.MULTILINE))


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """All names that the seed graph, a merge with it or the ontology files use: types and predicates, and what shapes and queries name."""
    found: set[Node] = set()
    for graph in (vocabulary(), everything(tmp_path_factory.mktemp("exports"))):
        found |= set(graph.predicates())
    found |= set(graph.objects(None, RDF.type)) | {SKOS.ConceptScheme, SKOS.Concept}
    for own in (*OWN_CLASSES, *OWN_PROPERTIES):  # a standard term is used where an own term is below it
        found |= {a for a in (*class_chain(own), *superproperties(own)) if not is_own(a)}
    names = {curie(t) for t in found if t in set(declared(OWL.Class, *KINDS))}
    for file in (
        *folder().glob("shapes*.ttl"),
        *folder().glob("shapes/*.ttl"),
        *folder().glob("queries/*.rq"),
    ):
        borrowed = re.findall(r"\b(?!kg:)[a-z]+:\w+", file.read_text(encoding="utf-8"))
        names |= set(borrowed)
    return names


def test_every_term_is_used_or_waits_for_a_wording(used: set[str]) -> None:
    own = {curie(t) for t in (*OWN_CLASSES, *OWN_PROPERTIES)}
    assert own - used - set(waiting()) == set(), "used nowhere: give the wording each waits for in decision 6"


def test_no_borrowing_is_unused(used: set[str]) -> None:
    borrowed = {curie(t) for t in declared(OWL.Class, *KINDS) if not is_own(t)}
    assert borrowed - used - set(waiting()) == set()


def test_nothing_waits_that_is_there(used: set[str]) -> None:
    known = {curie(t) for t in declared(OWL.Class, *KINDS)}
    assert set(waiting()) <= known
    assert set(waiting()) & used == set(), "a graph has these now: take their rows out of decision 6"


# --- Pitfalls ---


def pitfalls(file: Path) -> list[dict[str, str]]:
    """The findings of ontocraft-check, an offline checker after the catalogue of OOPS!, in a file."""
    run = "import sys; from ontocraft_check.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", run, str(file), "--format", "json", "--fail-on", "none"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    found: list[dict[str, str]] = json.loads(done.stdout)["findings"]
    return found


def test_pitfalls_left_are_explained() -> None:
    found = pitfalls(folder() / "kg.ttl")
    assert [f for f in found if f["severity"] == "critical"] == []
    explained = set(re.findall(r"^\| (?:\*\*)?([A-Z]+\d+)", NOTE, flags=re.MULTILINE))
    assert {f["rule"] for f in found} == explained


def test_a_planted_pitfall_is_critical(tmp_path: Path) -> None:
    text = (folder() / "kg.ttl").read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.ttl"
    wrong.write_text(text + "\nkg:Place rdfs:subClassOf kg:Village .\n", encoding="utf-8")
    assert any(f["rule"] == "P06" for f in pitfalls(wrong))


def test_every_label_says_its_language() -> None:
    labels = [o for s, o in vocabulary().subject_objects(RDFS.label) if isinstance(s, URIRef)]
    assert all(isinstance(o, Literal) and o.language in ("zh", "en") for o in labels)
