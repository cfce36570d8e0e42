"""The merge: people's judgements and their undo, vetoes, sources, other bases, and bad input."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import DCTERMS, PROV, RDF, Graph, URIRef

from kg.errors import BadGraph, BadInput, KgError
from kg.merge import merge
from kg.merge.ledger import APART, FILE, OPEN, SAME, append, header, human
from kg.merge.names import apart, near
from kg.ontology import KG
from merging import COUNTY, FILES, HEAD, ID, ROOT, content, listing, place, put, rows_of, town, village

SEED = ROOT / "exports" / "taibai-2021" / "graph.ttl"


def two_villages(folder: Path) -> tuple[list[Path], str, str]:
    """Two sources that each name one of two near villages of one town, and the IRIs of both."""
    rows = [
        {"cls": "Village", "county": "610331", "town": "咀头镇", "name": name}
        for name in ("磑里村", "磨里村")
    ]
    files = [put(folder, row["name"], listing(row["name"], [row])) for row in rows]
    return files, *(village("610331", "咀头镇", row["name"]) for row in rows)


def judged(folder: Path, name: str, *verdicts: tuple[str, str, str]) -> Path:
    file = folder / f"{name}.tsv"
    rows = [
        human(one, two, ("磑里村", "磨里村"), verdict, "测试", "2026-11-20") for one, two, verdict in verdicts
    ]
    file.write_text(header() + append(rows), encoding="utf-8")
    return file


def test_a_person_joins_what_no_rule_may_and_an_undo_restores_the_bytes(tmp_path: Path) -> None:
    files, one, two = two_villages(tmp_path)
    merge(files, tmp_path / "out")
    before = content(tmp_path / "out", FILES)
    assert len(rows_of(tmp_path / "out" / "review.tsv")) == 1
    ledger = tmp_path / "out" / FILE
    first = ledger.read_text(encoding="utf-8")
    with ledger.open("a", encoding="utf-8") as out:
        out.write(append([human(one, two, ("磑里村", "磨里村"), SAME, "测试", "2026-11-20")]))
    merge(files, tmp_path / "out")
    graph = Graph().parse(tmp_path / "out" / "graph.ttl")
    assert set(graph.subject_objects(DCTERMS.isReplacedBy)) == {
        tuple(map(URIRef, sorted((one, two), reverse=True)))
    }
    assert rows_of(tmp_path / "out" / "review.tsv") == []
    with ledger.open("a", encoding="utf-8") as out:
        out.write(append([human(one, two, ("磑里村", "磨里村"), OPEN, "测试", "2026-11-21")]))
    kept = ledger.read_text(encoding="utf-8")
    merge(files, tmp_path / "out")
    assert content(tmp_path / "out", FILES) == before
    assert ledger.read_text(encoding="utf-8") == kept and kept.startswith(first)


def test_a_person_parts_what_a_rule_would_join(tmp_path: Path) -> None:
    row = {"cls": "Village", "county": "610331", "town": "咀头镇", "name": "和平村"}
    files = [
        put(tmp_path, "coded", listing("甲", [row | {"code": "610331100201"}])),
        put(tmp_path, "named", listing("乙", [row])),
    ]
    coded, named = f"{ID}place_nbs2023_610331100201", village("610331", "咀头镇", "和平村")
    merge(files, tmp_path / "free")
    assert (URIRef(named), DCTERMS.isReplacedBy, URIRef(coded)) in Graph().parse(
        tmp_path / "free" / "graph.ttl"
    )
    merge(files, tmp_path / "out", [judged(tmp_path, "ledger", (coded, named, APART))])
    assert (URIRef(named), DCTERMS.isReplacedBy, None) not in Graph().parse(tmp_path / "out" / "graph.ttl")
    # The judgement stands in the ledger of the merge, and so holds in a merge of that.
    merge([tmp_path / "out", *files], tmp_path / "again")
    assert content(tmp_path / "again") == content(tmp_path / "out")


def test_judgements_that_contradict_each_other_are_refused_with_file_and_line(tmp_path: Path) -> None:
    files, one, two = two_villages(tmp_path)
    ledgers = [judged(tmp_path, "甲", (one, two, SAME)), judged(tmp_path, "乙", (one, two, APART))]
    with pytest.raises(BadInput, match=r"乙\.tsv, line 11 and .*甲\.tsv, line 11"):
        merge(files, tmp_path / "out", ledgers)
    third = f"{ID}place_610331_000000000000"
    circle = judged(tmp_path, "丙", (one, two, SAME), (two, third, SAME), (one, third, APART))
    with pytest.raises(BadInput, match=r"丙\.tsv, line 13"):
        merge(files, tmp_path / "out", [circle])
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("id:a\t\tskos:exactMatch\t\tid:a", "two IRIs"),
        ("id:a\t\tskos:broadMatch\t\tid:b", "skos:exactMatch"),
        ("id:a\t\tskos:exactMatch", "3 cells for 5 columns"),
    ],
)
def test_a_ledger_that_is_none_is_refused_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    ledger = tmp_path / "ledger.tsv"
    head = "subject_id\tsubject_label\tpredicate_id\tpredicate_modifier\tobject_id\n"
    ledger.write_text(head + line + "\n", encoding="utf-8")
    with pytest.raises(BadInput, match=rf"line 2: .*{message}"):
        merge([SEED], tmp_path / "out", [ledger])


def test_a_village_is_no_residents_community_and_a_direction_is_a_veto(tmp_path: Path) -> None:
    def row(cls: str, name: str, code: str = "") -> dict[str, str]:
        return {"cls": cls, "county": "610331", "town": "咀头镇", "name": name, "code": code}

    coded = listing(
        "甲", [row("Village", "南程村", "610331100201"), row("Community", "东关社区", "610331100001")]
    )
    named = listing("乙", [row("Village", "北程村"), row("Village", "东关村")])
    merge([put(tmp_path, "coded", coded), put(tmp_path, "named", named)], tmp_path / "out")
    rows = [
        r.split("\t")
        for r in (tmp_path / "out" / FILE).read_text(encoding="utf-8").splitlines()
        if "veto" in r
    ]
    assert {(r[1], r[5], r[3], r[11]) for r in rows} == {
        ("北程村", "南程村", "Not", "rule=veto.direction"),
        ("东关村", "东关社区", "Not", "rule=veto.class"),
    }
    assert rows_of(tmp_path / "out" / "review.tsv") == []


@pytest.mark.parametrize(
    ("one", "two", "alike", "told"),
    [
        ("磑里村", "磨里村", True, ""),
        ("上河村", "下河村", True, "direction"),
        ("河村", "大河村", True, "size"),
        ("一组村", "二组村", True, "ordinal"),
        ("1村", "2村", True, "ordinal"),
        ("和平村", "和平村", False, ""),
        ("和平村", "红星村", False, ""),
    ],
)
def test_near_names(one: str, two: str, alike: bool, told: str) -> None:
    assert (near(one, two), apart(one, two)) == (alike, told)
    assert (near(two, one), apart(two, one)) == (alike, told)


def test_reports_of_one_file_each_get_their_own(tmp_path: Path) -> None:
    texts = [
        f"<{ID}report_{n}> a kg:Report . <{ID}report_{n}#char=0,3> a kg:Passage ; kg:inReport <{ID}report_{n}> .\n"
        f"<{ID}org_610331_{n * 12}> a kg:Organization ; kg:mention <{ID}report_{n}#char=0,3> .\n"
        f"<{COUNTY}> kg:mention <{ID}report_{n}#char=0,3> .\n"
        for n in "ab"
    ]
    merge(
        [put(tmp_path, "both", HEAD + place(COUNTY, "County", "太白县", code="610331") + "".join(texts))],
        tmp_path / "out",
    )
    graphs_of: dict[str, set[str]] = {}
    for quad in ox.parse(path=str(tmp_path / "out" / "graph.nq")):
        graphs_of.setdefault(f"{quad.subject} {quad.predicate}", set()).add(
            quad.graph_name.value.removeprefix(ID)
        )
    assert graphs_of[f"<{ID}org_610331_{'a' * 12}> <{RDF.type}>"] == {"report_a"}
    assert graphs_of[f"<{COUNTY}> <{KG.mention}>"] == {"report_a", "report_b"}
    (shared,) = graphs_of[f"<{COUNTY}> <{RDF.type}>"]
    assert graphs_of[f"<{ID}{shared}> <{PROV.wasDerivedFrom}>"] == {shared}


def test_another_base_is_bound_by_kind_county_and_name(tmp_path: Path) -> None:
    other = (
        HEAD
        + place("urn:x:county", "County", "太白县", code="610331")
        + place("urn:x:town", "Township", "鹦鸽镇", within="urn:x:county")
    )
    other += '<urn:x:office> a kg:PartyOrgan, kg:Organization ; rdfs:label "太白县委组织部"@zh ; kg:jurisdiction <urn:x:county> .\n'
    own = (
        HEAD
        + place(COUNTY, "County", "太白县", code="610331")
        + place(town("610331", "鹦鸽镇"), "Township", "鹦鸽镇")
    )
    merge([SEED, put(tmp_path, "other", other), put(tmp_path, "own", own)], tmp_path / "out")
    graph = Graph().parse(tmp_path / "out" / "graph.ttl")
    replaced = {str(a): str(b) for a, b in graph.subject_objects(DCTERMS.isReplacedBy)}
    assert replaced["urn:x:county"] == COUNTY
    assert replaced["urn:x:town"].startswith(f"{ID}place_")
    assert replaced["urn:x:office"].startswith(f"{ID}org_610331_")
    assert "sameAs" not in (tmp_path / "out" / "graph.nq").read_text(encoding="utf-8")


BAD = [
    (
        "graph.ttl",
        b"@prefix kg: <urn:x> .\n\n<urn:a> kg:b kg:c\n<urn:d> .\n",
        r"graph\.ttl, line 4: not readable",
    ),
    ("graph.ttl", '<urn:a> <urn:b> "太白县" .'.encode("gb18030"), r"graph\.ttl.*: not readable"),
    ("graph.ttl", b"<urn:a> <urn:b> <urn:c> .", "no node has a type"),
    ("graph.ttl", b"", "holds no triple"),
    ("graph.ttl", b"<urn:a> a <urn:c> .", "no node is of a class"),
    ("graph.ttl", b"<urn:a> a <https://w3id.org/county-kg/ontology#Hamlet> .", "Hamlet is no term"),
    ("graph.ttl", b"<urn:a> a <http://schema.org/Place> .", "write https"),
    (
        "graph.ttl",
        b"<urn:a> a <https://w3id.org/county-kg/ontology#Place> ; "
        b"<http://purl.org/dc/terms/conformsTo> <https://w3id.org/county-kg/ontology/9.0.0> .",
        "made for version 9.0.0",
    ),
    ("graph.csv", b"a,b", "unknown ending"),
]


@pytest.mark.parametrize(("name", "data", "message"), BAD)
def test_bad_input_is_refused_with_its_place_and_nothing_is_written(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(BadGraph, match=message):
        merge([SEED, file], tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert file.read_bytes() == data


def test_a_folder_without_a_graph_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="holds neither"):
        merge([tmp_path], tmp_path / "out")


def test_blank_nodes_get_names_that_their_graph_determines(tmp_path: Path) -> None:
    one = HEAD + '[] a kg:Place ; rdfs:label "甲"@zh ; kg:locatedIn [ a kg:Place ; rdfs:label "乙"@zh ] .'
    two = (
        HEAD
        + '_:x a kg:Place ; rdfs:label "甲"@zh ; kg:locatedIn _:y . _:y a kg:Place ; rdfs:label "乙"@zh .'
    )
    merge([put(tmp_path, "one", one)], tmp_path / "a")
    merge([put(tmp_path, "two", two)], tmp_path / "b")
    assert content(tmp_path / "a") == content(tmp_path / "b")
    assert b"_:" not in (tmp_path / "a" / "graph.nq").read_bytes()


def test_shapes_are_asked_for_where_wanted(tmp_path: Path) -> None:
    merge([SEED], tmp_path / "out", shapes=True, draw=False)
    unnamed = put(tmp_path, "unnamed", HEAD + place(COUNTY, "County", "太白县", code="610331"))
    with pytest.raises(BadGraph, match=r"unnamed\.ttl: does not conform: .*mention"):
        merge([unnamed], tmp_path / "none", shapes=True)
    assert not (tmp_path / "none").exists()


def test_small_inputs_are_looked_at_unasked(tmp_path: Path) -> None:
    unnamed = put(tmp_path, "unnamed", HEAD + place(COUNTY, "County", "太白县", code="610331"))
    large = put(tmp_path, "large", unnamed.read_text(encoding="utf-8") + "#" * 1_000_000)
    told: list[str] = []
    merge([SEED, unnamed, large], tmp_path / "out", shapes=None, warn=told.append, draw=False)
    assert [(" does not conform: " in line, " not checked " in line) for line in told] == [
        (True, False),
        (False, True),
    ]
    assert [line.split(":")[0] for line in told] == [str(unnamed), str(large)]
    told.clear()
    merge([SEED], tmp_path / "sound", shapes=None, warn=told.append, draw=False)
    assert told == []
    with pytest.raises(BadGraph):
        merge([tmp_path / "none.ttl"], tmp_path / "none", shapes=None, draw=False)
