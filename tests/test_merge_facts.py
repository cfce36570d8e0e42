"""Facts of two sources that contradict each other, in the table, as RDF and on the page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from rdflib import PROV, RDF, RDFS, Graph, URIRef

from kg.identifiers import digest
from kg.merge import merge
from kg.ontology import KG, prefixes
from merging import COUNTY, HEAD, ID, place, put, rows_of, town, village

EXACT = URIRef(prefixes()["oa"] + "exact")
POST, DEPUTY = f"{ID}post_610331_{'a' * 12}", f"{ID}post_610331_{'b' * 12}"
OFFICE, BUREAU = f"{ID}org_610331_{'c' * 12}", f"{ID}org_610331_{'d' * 12}"
HAMLET = f"{ID}place_610331_{'f' * 12}"
RULES, MAYOR = f"{ID}document_610331_{'e' * 12}", f"{ID}person_x_1"
VILLAGE = village("610331", "", "和平村")
NORTH, SOUTH = town("610331", "北镇"), town("610331", "南镇")

BODIES = (
    f'<{POST}> a kg:Post ; rdfs:label "太白县委书记"@zh . <{DEPUTY}> a kg:Post ; rdfs:label "太白县副县长"@zh .\n'
    f'<{OFFICE}> a kg:Organization ; rdfs:label "县委办"@zh . <{BUREAU}> a kg:Organization ; rdfs:label "县民政局"@zh .\n'
    f'<{RULES}> a kg:Document ; rdfs:label "管理办法"@zh .\n'
    + place(COUNTY, "County", "太白县", code="610331")
    + place(NORTH, "Township", "北镇", within=COUNTY)
    + place(SOUTH, "Township", "南镇", within=COUNTY)
    + place(VILLAGE, "Village", "和平村")
)


def known(name: str, holder: str) -> str:
    """The IRI of a person, whom one report alone knows."""
    return f"{ID}person_{digest(name, holder)}"


def report(name: str, period: str, *facts: tuple[str, str, str]) -> str:
    """A source that states relations; a subject without a colon is a person's name."""
    base = f"{ID}report_{digest(name)}"
    lines = [HEAD, BODIES, f'<{base}> a kg:Report ; dct:title "{name}"@zh .\n']
    if period:
        when = f"{ID}period_{period}"
        lines.append(
            f'<{base}> dct:temporal <{when}> . <{when}> a time:ProperInterval ; rdfs:label "{period}" .\n'
        )
    for number, (who, predicate, target) in enumerate(facts):
        subject = who if ":" in who else known(name, who)
        passage = f"{base}#char={number},{number + 1}"
        lines.append(f'<{passage}> a kg:Passage ; oa:exact "{name}第{number}句" ; kg:inReport <{base}> .\n')
        if subject != who:
            lines.append(f'<{subject}> a kg:Person ; rdfs:label "{who}"@zh .\n')
        if predicate in ("a", "dct:issued"):
            lines.append(f"<{subject}> {predicate} {target} ; kg:mention <{passage}> .\n")
            continue
        lines.append(
            f"<{subject}> {predicate} <{target}> . <{ID}statement_{digest(name, str(number))}> a kg:Statement ; "
            f"rdf:subject <{subject}> ; rdf:predicate {predicate} ; rdf:object <{target}> ; prov:wasQuotedFrom <{passage}> .\n"
        )
    return "".join(lines)


def day(date: str) -> str:
    return f'"{date}"^^<http://www.w3.org/2001/XMLSchema#date>'


Fact = tuple[str, str, str]
CASES: list[tuple[str, Sequence[Fact], str, Sequence[Fact], str, set[str]]] = [
    # period and facts of the one, of the other, the kind of comparison and what it shows
    ("2021", [("李明华", "kg:holdsPost", POST)], "2021", [("王小军", "kg:holdsPost", POST)], "conflict", {"李明华", "王小军"}),
    ("2017", [("李明华", "kg:holdsPost", POST)], "2021", [("王小军", "kg:holdsPost", POST)], "series", {"李明华", "王小军"}),
    ("", [("李明华", "kg:holdsPost", POST)], "2021", [("王小军", "kg:holdsPost", POST)], "not comparable", {"李明华", "王小军"}),
    ("2021", [("李明华", "kg:holdsPost", POST)], "2021", [("李明华", "kg:holdsPost", POST)], "", set()),
    ("2021", [("李明华", "kg:holdsPost", DEPUTY)], "2021", [("王小军", "kg:holdsPost", DEPUTY)], "", set()),
    ("2021", [("李明华", "kg:holdsPost", POST), ("王小军", "kg:holdsPost", POST)], "2021", [], "", set()),
    ("2021", [(VILLAGE, "kg:locatedIn", NORTH)], "2021", [(VILLAGE, "kg:locatedIn", SOUTH)], "conflict", {"北镇", "南镇"}),
    ("2021", [(VILLAGE, "kg:locatedIn", NORTH)], "2021", [(VILLAGE, "kg:locatedIn", COUNTY)], "", set()),
    ("2021", [(OFFICE, "kg:issues", RULES)], "2019", [(BUREAU, "kg:issues", RULES)], "conflict", {"县委办", "县民政局"}),
    ("2021", [(OFFICE, "kg:issues", RULES), (BUREAU, "kg:issues", RULES)], "2021", [(BUREAU, "kg:issues", RULES)], "", set()),
    ("2021", [(RULES, "dct:issued", day("2021-03-01"))], "2021", [(RULES, "dct:issued", day("2021-04-01"))], "conflict",
     {"2021-03-01", "2021-04-01"}),
    ("2021", [(RULES, "dct:issued", day("2021-03-01"))], "2020", [(RULES, "dct:issued", day("2021-03-01"))], "", set()),
    ("2021", [(MAYOR, "a", "kg:Person")], "2020", [(MAYOR, "a", "kg:Post")], "conflict", {"人物", "职务"}),
    ("2021", [(HAMLET, "a", "kg:Village")], "2020", [(HAMLET, "a", "kg:Community")], "conflict", {"村", "社区"}),
    ("2021", [(OFFICE, "a", "kg:PartyOrgan")], "2020", [(OFFICE, "a", "kg:GovernmentOrgan")], "", set()),
]  # fmt: skip


@pytest.mark.parametrize(("one", "first", "two", "second", "kind", "shown"), CASES)
def test_how_facts_of_two_sources_stand_to_each_other(
    tmp_path: Path,
    one: str,
    first: Sequence[Fact],
    two: str,
    second: Sequence[Fact],
    kind: str,
    shown: set[str],
) -> None:
    files = [
        put(tmp_path, "one", report("甲", one, *first)),
        put(tmp_path, "two", report("乙", two, *second)),
    ]
    merge(files, tmp_path / "out", draw=kind == "conflict")
    rows = rows_of(tmp_path / "out" / "conflicts.tsv")
    assert [r["kind"] for r in rows] == [kind] * bool(kind)
    assert {r[f"value_{n}"] for r in rows for n in (1, 2)} == shown
    quotes = {r[f"words_{n}"] for r in rows for n in (1, 2)}
    assert quotes == ({"甲第0句", "乙第0句"} if kind else set())
    graph = Graph().parse(tmp_path / "out" / "graph.ttl")
    nodes = list(graph.subjects(RDF.type, KG.Comparison))
    assert len(nodes) == (kind in ("conflict", "series"))
    for node in nodes:
        assert (node, RDF.type, KG[kind.capitalize()]) in graph
        assert all(words in str(graph.value(node, RDFS.label)) for words in shown)
        assert len(set(graph.objects(node, KG.compares))) == 2
        assert {str(graph.value(p, EXACT)) for p in graph.objects(node, PROV.wasDerivedFrom)} == quotes
    page = (tmp_path / "out" / "conflicts.html").read_text(encoding="utf-8")
    assert all(words in page for words in (*shown, *quotes))


def test_an_order_of_sources_gives_no_other_contradictions(tmp_path: Path) -> None:
    files = [
        put(tmp_path, name, report(name, period, (holder, "kg:holdsPost", POST)))
        for name, period, holder in (
            ("甲", "2021", "李明华"),
            ("乙", "2021", "王小军"),
            ("丙", "2019", "王小军"),
        )
    ]
    merge(files, tmp_path / "a", draw=False)
    merge(files[::-1], tmp_path / "b", draw=False)
    found = (tmp_path / "a" / "conflicts.tsv").read_bytes()
    assert found == (tmp_path / "b" / "conflicts.tsv").read_bytes()
    (row,) = rows_of(tmp_path / "a" / "conflicts.tsv")
    assert (row["kind"], row["others"]) == ("conflict", "1")
