"""A survey that is added up from parts is that of the whole graph, however its triples are spread over the parts."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import DCTERMS, RDF

import kg.describe.distinct
from articles import ARTICLE, REPOST
from kg.build import build
from kg.describe import NAME, Parts, Survey, part_of, rows_of, survey, survey_of_rows, triples_of
from kg.describe.distinct import WIDTH, Distinct
from kg.namespaces import prefixes
from kg.ontology import KG

SPACE = prefixes()["id"]
REPORTS = [f"report_{n:012x}" for n in range(3)]
CLASSES = [str(KG.Report), "http://xmlns.com/foaf/0.1/Document", SPACE + "concept_1"]
PROPERTIES = [
    *(str(p) for p in (RDF.type, DCTERMS.title, DCTERMS.issued, DCTERMS.spatial)),
    "http://www.w3.org/ns/oa#exact",
    "urn:linked",
]
SHARED = [
    SPACE + "place_1",
    SPACE + "place_12",
    SPACE + "day_2021-01-01",
    "urn:x",
    "http://other.example/a#b",
]


def nodes_of(report: str) -> list[str]:
    own = [f"{SPACE}{report}#char={n},{n + 1}" for n in range(3)]
    return [*own, *(f"{SPACE}figure_{report.removeprefix('report_')}_{n}_{n + 1}" for n in range(3))]


texts = st.sampled_from(["", "镇", 'a "b"\\\n', "1", "> <urn:x> .", " "])
literals = st.one_of(
    texts.map(ox.Literal),
    texts.map(lambda t: ox.Literal(t, language="zh")),
    st.integers(0, 3).map(ox.Literal),
)


@st.composite
def graphs(draw: st.DrawFn) -> list[tuple[str, list[ox.Triple]]]:
    """Parts, each with its report ("" for none) and different triples; own nodes stand in parts of their report only."""
    parts: list[tuple[str, list[ox.Triple]]] = []
    for report in draw(st.lists(st.sampled_from(["", *REPORTS]), max_size=6)):
        own = [*nodes_of(report), SPACE + report] if report else []
        node = st.sampled_from([*SHARED, *own]).map(ox.NamedNode)
        # What is said of a report by others is a link to it and no more.
        target = st.one_of(node, literals, st.sampled_from([*CLASSES, SPACE + REPORTS[0]]).map(ox.NamedNode))
        triple = st.builds(ox.Triple, node, st.sampled_from(PROPERTIES).map(ox.NamedNode), target)
        kinds = {str(RDF.type), *(str(DCTERMS[n]) for n in ("title", "issued", "spatial"))}
        found = draw(st.lists(triple, max_size=25, unique_by=str))
        said = [t for t in found if t.predicate.value not in kinds or t.subject.value == SPACE + report]
        rest = [t for t in found if t not in said and str(KG.Report) != getattr(t.object, "value", "")]
        parts.append((report, said + rest))
    return parts


def rows(triples: list[ox.Triple]) -> list[tuple[str, str, str]]:
    return rows_of(str(t) for t in triples)


def added_up(parts: list[tuple[str, list[ox.Triple]]]) -> Survey:
    with Parts() as found:
        for report, triples in parts:
            found.add(part_of(rows(triples), report))
        for report in sorted(found.again):
            found.settle(report, [list(map(str, triples)) for other, triples in parts if other == report])
        assert not found.again
        return found.survey()


def whole(parts: list[tuple[str, list[ox.Triple]]]) -> list[ox.Triple]:
    return list({str(t): t for _, triples in parts for t in triples}.values())


@given(graphs())
@settings(max_examples=200)
def test_parts_add_up_to_the_survey_of_the_whole(parts: list[tuple[str, list[ox.Triple]]]) -> None:
    assert added_up(parts) == survey(whole(parts))
    assert survey_of_rows(rows(whole(parts))) == survey(whole(parts))


@given(graphs())
@settings(max_examples=50)
def test_neither_the_order_of_parts_nor_that_of_triples_matters(
    parts: list[tuple[str, list[ox.Triple]]],
) -> None:
    mixed = [(report, sorted(triples, key=str, reverse=True)) for report, triples in reversed(parts)]
    assert added_up(mixed) == added_up(parts)
    assert [part_of(rows(t), r) for r, t in reversed(mixed)] == [part_of(rows(t), r) for r, t in parts]


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.lists(st.integers(0, (1 << 64) - 1) | st.integers(0, 9)))),
    st.integers(1, 20),
    st.integers(1, 20),
)
def test_what_does_not_fit_in_memory_is_counted_on_the_disk(
    several: list[tuple[str, list[int]]], held: int, at_once: int
) -> None:
    with pytest.MonkeyPatch.context() as during, Distinct[str]() as found:
        during.setattr(kg.describe.distinct, "_HELD", held)
        during.setattr(kg.describe.distinct, "_AT_ONCE", at_once)
        for kind, values in several:
            found.add(kind, b"".join(v.to_bytes(WIDTH, "little") for v in values))
        counts = found.counts()
    kinds = {kind for kind, _ in several}
    assert counts == {kind: len({v for k, values in several if k == kind for v in values}) for kind in kinds}


def test_a_large_dataset_is_described_as_its_files_are(tmp_path: Path, large: None) -> None:
    """Among its reports are a repost, and one report that was given twice under two names."""
    folder = tmp_path / "seeds" / "plain"
    folder.mkdir(parents=True)
    for name, text in {"a": ARTICLE, "b": REPOST, "c": ARTICLE}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    build(tmp_path / "seeds", tmp_path / "out", jobs=0)
    out = tmp_path / "out" / "plain"
    found = survey(triples_of([out / "graph.nq.gz"]))
    told = {
        q.predicate.value.rpartition("#")[2]: q.object.value
        for q in ox.parse((out / NAME).read_bytes(), format=ox.RdfFormat.TURTLE)
        if q.subject.value.endswith("/dataset_plain") and isinstance(q.object, ox.Literal)
    }
    assert len(found.reports) == 2
    assert {k: int(told[k]) for k in ("triples", "entities", "distinctSubjects", "distinctObjects")} == {
        "triples": found.triples,
        "entities": found.own,
        "distinctSubjects": found.subjects,
        "distinctObjects": found.objects,
    }
