"""The schemes of `ontology/schemes/`: complete, in two languages, and no wording claimed twice."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from rdflib import RDF, RDFS, SKOS, Literal, URIRef

from kg.gazetteer import CODE_BOOK
from kg.kinds import is_role, kind_of, level_of, role_of
from kg.ontology import KG, class_chain, folder, local_name, prefixes, qualifier, units, vocabulary, wordings

SCHEMES = {
    KG.measures: "measures",
    KG.statistics: "statistics",
    KG.qualifiers: "qualifiers",
    KG.roles: "roles",
    KG.organizationKinds: "organization-kinds",
    KG.programKinds: "program-kinds",
    KG.levels: "levels",
    KG.codeBooks: "codebooks",
}


def concepts(scheme: URIRef) -> list[URIRef]:
    return sorted(s for s in vocabulary().subjects(SKOS.inScheme, scheme) if isinstance(s, URIRef))


@pytest.mark.parametrize("scheme", SCHEMES, ids=SCHEMES.get)
def test_concepts_are_documented(scheme: URIRef) -> None:
    graph = vocabulary()
    assert concepts(scheme)
    assert (folder() / "schemes" / f"{SCHEMES[scheme]}.ttl").is_file()
    for concept in concepts(scheme):
        assert (concept, RDF.type, SKOS.Concept) in graph, concept
        for property_ in (SKOS.prefLabel, SKOS.definition):
            languages = sorted(str(getattr(o, "language", None)) for o in graph.objects(concept, property_))
            assert languages == ["en", "zh"], (concept, property_)
        assert all(getattr(o, "language", None) == "zh" for o in graph.objects(concept, SKOS.altLabel)), (
            concept
        )


@pytest.mark.parametrize("scheme", SCHEMES, ids=SCHEMES.get)
def test_broader_concepts_are_in_the_scheme_and_make_no_circle(scheme: URIRef) -> None:
    inside = set(concepts(scheme))
    for concept in inside:
        line = list(vocabulary().transitive_objects(concept, SKOS.broader))
        assert set(line) <= inside, concept
        assert not any((above, SKOS.broader, concept) in vocabulary() for above in line), concept


@pytest.mark.parametrize("scheme", SCHEMES, ids=SCHEMES.get)
def test_labels_are_unique_in_english(scheme: URIRef) -> None:
    labels = Counter(
        str(o)
        for c in concepts(scheme)
        for o in vocabulary().objects(c, SKOS.prefLabel)
        if getattr(o, "language", "") == "en"
    )
    assert not [label for label, n in labels.items() if n > 1]


def test_measures_are_many_and_have_the_kinds_of_units() -> None:
    kinds = {u.kind for u in units().values()}
    # The base of a percentage or of a change can be of any kind.
    bases = {"unknown-base", "earlier-value"}
    measures = [c for c in concepts(KG.measures) if local_name(c) not in bases]
    assert len(measures) >= 120
    for measure in measures:
        stated = {str(o) for o in vocabulary().objects(measure, KG.unitKind)}
        assert stated, measure
        assert stated <= kinds, measure
        for base in vocabulary().objects(measure, KG.percentageOf):
            assert stated == {"rate"}, measure
            assert base in concepts(KG.measures), base


def test_no_wording_stands_for_two_measures_of_one_unit_kind() -> None:
    claims: dict[tuple[str, str], set[URIRef]] = defaultdict(set)
    for words, measure in wordings(KG.measures):
        for kind in vocabulary().objects(measure, KG.unitKind):
            claims[words, str(kind)].add(measure)
    assert not {k: v for k, v in claims.items() if len(v) > 1}


@pytest.mark.parametrize("scheme", [KG.statistics, KG.roles, KG.levels], ids=SCHEMES.get)
def test_no_wording_stands_for_two_concepts(scheme: URIRef) -> None:
    words = Counter(w for w, _ in wordings(scheme))
    assert not [w for w, n in words.items() if n > 1]


@pytest.mark.parametrize(
    ("scheme", "root"), [(KG.organizationKinds, KG.Organization), (KG.programKinds, KG.Program)]
)
def test_every_kind_is_below_one_class(scheme: URIRef, root: URIRef) -> None:
    graph = vocabulary()
    claims: Counter[tuple[str, str]] = Counter()
    for concept in concepts(scheme):
        above = graph.value(concept, SKOS.broader)
        if above is None:
            assert root in class_chain(KG[str(graph.value(concept, SKOS.notation))]), concept
        else:
            cls = str(graph.value(above, SKOS.notation))
            assert root in class_chain(KG[cls]), concept
            claims.update((w, cls) for w, c in wordings(scheme) if c == concept)
    assert not [claim for claim, n in claims.items() if n > 1]


def test_every_qualifier_has_an_interval() -> None:
    for notation in ("exact", "over", "atLeast", "atMost", "max", "min", "approx"):
        assert isinstance(vocabulary().value(qualifier(notation), KG.interval), Literal), notation


def test_code_books_are_the_datatypes_of_codes() -> None:
    books = {
        prefixes()["codebook"] + book for book in ("gbt2260", CODE_BOOK, "nbs2017", "nbs2020", "areacity2025")
    }
    assert {str(c) for c in concepts(KG.codeBooks)} == books
    assert all((c, RDF.type, RDFS.Datatype) in vocabulary() for c in concepts(KG.codeBooks))


@pytest.mark.parametrize(
    ("names", "cls", "expected"),
    [
        (["乙县农业农村局"], "GovernmentOrgan", "agricultureBureau"),
        (["乙县粮食局"], "GovernmentOrgan", "bureau"),
        (["乙县委员会", "乙县县委"], "PartyOrgan", "partyCommittee"),
        (["防汛抗旱指挥部"], "LeadingGroup", "headquarters"),
        (["乙镇股份经济合作社"], "Collective", "collectiveEconomy"),
        (["乙镇养蜂专业合作社"], "Collective", "cooperative"),
        (["乙省日报"], "MediaOutlet", "newspaper"),
        (["乙县先声", "乙县先声客户端"], "MediaOutlet", "app"),  # the name tells nothing, another does
        (["乙省日报"], "School", ""),
        (["“清风”行动"], "Initiative", "campaign"),
        (["全市先进集体"], "Title", "advancedUnit"),
        (["政府"], "NoClass", ""),
    ],
)
def test_kind_by_the_head_of_a_name(names: list[str], cls: str, expected: str) -> None:
    found = kind_of(names, cls)
    assert ("" if found is None else local_name(found)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("第五批国家级森林乡村", "national"),
        ("“全省先进集体”称号", "provincial"),
        ("市级示范社区", "prefectural"),
        ("县级标兵", "county"),
        ("市场监管先进集体", ""),
        ("示范村", ""),
    ],
)
def test_level_by_the_beginning_of_a_name(name: str, expected: str) -> None:
    found = level_of([name])
    assert ("" if found is None else local_name(found)) == expected


@pytest.mark.parametrize(
    ("name", "role", "alone"),
    [
        ("驻村第一书记", "firstSecretary", True),
        ("县委副书记", "deputySecretary", False),
        ("副镇长", "deputyGovernmentHead", True),
        ("办公室主任", "director", False),
        ("联络人", "", False),
    ],
)
def test_role_by_the_end_of_a_name(name: str, role: str, alone: bool) -> None:
    found = role_of([name])
    assert ("" if found is None else local_name(found)) == role
    assert is_role(name) is alone
