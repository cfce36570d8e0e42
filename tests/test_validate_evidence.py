"""The checks of evidence that read the words again, on the graph of a made-up report altered in one place at a time."""

from __future__ import annotations

from decimal import Decimal

import pytest
from rdflib import DCTERMS, PROV, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from kg.assemble import assemble
from kg.ontology import KG, SDMX, instance, local_name, prefixes, qualifier, units
from kg.quantities import Reading, reads_as
from kg.validate import evidence, shacl_report, validate
from texts import BRIEF, NEWS, facts

SCHEMA, OA = Namespace(prefixes()["schema"]), Namespace(prefixes()["oa"])
TEXT = (
    "眉县工作综述\n\n2022年，眉县首善街道岭北村选派驻村工作队员326名，每人每日不低于40～60元，培训覆盖率98.5%。去年，岭北村投资120余万元。\n"
    "小麦种植由原来的50亩发展到300亩。眉县县委组织部印发《眉县村级治理实施方案》。\n"
)


def built(text: str = TEXT) -> tuple[Graph, dict[str, str]]:
    found = facts(text)
    return assemble([found]), {found.document.source.sha256: text}


def figure(graph: Graph, words: str) -> URIRef:
    (node,) = graph.subjects(KG.words, Literal(words))
    assert isinstance(node, URIRef)
    return node


@pytest.mark.parametrize("text", [TEXT, BRIEF, NEWS])
def test_no_false_alarm(text: str) -> None:
    graph, texts = built(text)
    assert list(graph.subjects(RDF.type, KG.Figure))
    assert validate(graph, texts).problems == ()
    assert validate(graph).problems == ()


READINGS = [
    ("905名", Reading(Decimal(905), None, "名", "exact")),
    ("不低于40～60元", Reading(Decimal(40), Decimal(60), "元", "atLeast")),
    ("1.6亿元", Reading(Decimal(160000000), None, "元", "exact")),
    ("2800余人次", Reading(Decimal(2800), None, "人次", "over")),
    ("三分之二", Reading(Decimal("66.666667"), None, "%", "exact")),
    ("不高于年集体经济收益的15%", Reading(Decimal(15), None, "%", "atMost")),
    ("7镇", Reading(Decimal(7), None, "镇", "exact")),
    ("十二名", Reading(Decimal(12), None, "名", "exact")),
    ("905", None),
    ("村干部905名", None),
    ("905名村干部", None),
    ("5名6名", None),
    ("", None),
]


@pytest.mark.parametrize(("words", "reading"), READINGS)
def test_words_read_without_their_report(words: str, reading: Reading | None) -> None:
    assert reads_as(words) == reading


RANGE, COUNT, SUM, RATE = "不低于40～60元", "326名", "120余万元", "98.5%"
FIGURES = [
    # the words of the figure, the property and its new value (None: taken away); check and property that must be told
    (COUNT, SCHEMA.value, Literal(327), "FigureReading", "schema:value"),
    (RATE, SCHEMA.value, Literal(Decimal("98.4")), "FigureReading", "schema:value"),
    (RANGE, KG.upperValue, Literal(61), "FigureReading", "kg:upperValue"),
    (RANGE, KG.upperValue, None, "FigureReading", "kg:upperValue"),
    (COUNT, KG.upperValue, Literal(400), "FigureReading", "kg:upperValue"),
    (COUNT, SCHEMA.unitText, Literal("户"), "FigureReading", "schema:unitText"),
    (COUNT, SCHEMA.unitText, Literal("户"), "FigureUnit", "schema:unitCode"),
    (COUNT, SCHEMA.unitCode, units()["户"].iri, "FigureUnit", "schema:unitCode"),
    (COUNT, SCHEMA.unitCode, None, "FigureUnit", "schema:unitCode"),
    (SUM, KG.qualifier, qualifier("exact"), "FigureReading", "kg:qualifier"),
    (COUNT, KG.words, Literal("326"), "FigureReading", "kg:words"),
    (COUNT, KG.words, Literal("327名"), "FigureWords", "kg:words"),
    (COUNT, KG.inReport, instance("report_1"), "FigureReport", "kg:inReport"),
    (RANGE, KG.per, Literal("每户每月"), "FigurePer", "kg:per"),
    (COUNT, SDMX.refPeriod, instance("period_2021"), "FigurePeriod", "sdmx:refPeriod"),
    (COUNT, SDMX.refPeriod, None, "FigurePeriod", "sdmx:refPeriod"),
    (SUM, KG.periodBasis, Literal("inferred"), "FigurePeriod", "sdmx:refPeriod"),
    ("300亩", KG.periodBasis, Literal("stated"), "FigurePeriod", "sdmx:refPeriod"),
    ("300亩", SCHEMA.observationAbout, "驻村工作队员", "FigureAbout", "schema:observationAbout"),
    ("300亩", KG.changedFrom, "120余万元", "FigureChange", "kg:changedFrom"),
    ("300亩", SDMX.refArea, "岭北村", "FigureArea", "sdmx:refArea"),
]


@pytest.mark.parametrize(("words", "path", "new", "check", "told"), FIGURES)
def test_figures(words: str, path: URIRef, new: URIRef | Literal | str | None, check: str, told: str) -> None:
    graph, texts = built()
    node = figure(graph, words)
    if isinstance(new, str) and not isinstance(new, URIRef | Literal):
        named = {
            *graph.subjects(RDFS.label, Literal(new, lang="zh")),
            *graph.subjects(KG.words, Literal(new)),
        }
        (new,) = named  # type: ignore[assignment]
    assert list(graph.objects(node, path)) != [new], "the change must take hold"
    graph.remove((node, path, None))
    if new is not None:
        graph.add((node, path, new))  # type: ignore[arg-type]
    found = {(p.focus, p.check, p.path) for p in evidence(graph, texts).problems}
    assert (str(node), check, told) in found


def test_a_change_leads_to_the_earlier_figure() -> None:
    graph, _ = built()
    assert list(graph.subject_objects(KG.changedFrom)) == [(figure(graph, "300亩"), figure(graph, "50亩"))]


def test_a_figure_moved_to_the_same_words_elsewhere() -> None:
    graph, _ = built("眉县工作\n\n眉县首善街道种植苹果20亩。\n眉县首善街道种植葡萄20亩。\n")
    one, other = sorted(s for s in graph.subjects(RDF.type, KG.Figure) if isinstance(s, URIRef))
    graph.set((one, PROV.wasQuotedFrom, graph.value(other, PROV.wasQuotedFrom)))  # type: ignore[arg-type]
    assert {p.check for p in evidence(graph).problems} == {"FigureIdentifier"}


def test_a_figure_taken_out_of_the_time_of_its_report_has_no_period() -> None:
    graph, texts = built()
    former = figure(graph, "50亩")
    assert graph.value(former, SDMX.refPeriod) is None
    assert (None, DCTERMS.temporal, None) in graph
    assert graph.value(former, KG.periodBasis) == Literal("undated")
    assert evidence(graph, texts).conforms
    graph.set((former, KG.periodBasis, Literal("inferred")))
    assert not evidence(graph, texts).conforms


def _statement(graph: Graph, predicate: URIRef) -> URIRef:
    return min(s for s in graph.subjects(RDF.predicate, predicate) if isinstance(s, URIRef))


@pytest.mark.parametrize("path", [RDF.subject, RDF.object])
def test_a_statement_whose_ends_were_swapped(path: URIRef) -> None:
    graph, texts = built()
    node = _statement(graph, KG.issues)
    (new,) = graph.subjects(RDFS.label, Literal("驻村工作队员", lang="zh"))
    graph.set((node, path, new))
    told = {(p.check, p.path) for p in evidence(graph, texts).problems if p.focus == str(node)}
    assert told == {("StatementIdentifier", ""), ("StatementEnd", f"rdf:{local_name(path)}")}
    without = {p.check for p in evidence(graph).problems}
    assert without == {"StatementIdentifier"}, "without the text nobody knows what its paragraph names"


def test_an_end_outside_the_paragraph_must_speak_or_hold_the_other_by_its_code() -> None:
    text = "建水县工作\n\n建水县推进工作。\n曲江镇投资120余万元。\n"
    graph, texts = built(text)
    node = _statement(graph, KG.locatedIn)
    county = graph.value(node, RDF.object)
    assert evidence(graph, texts).conforms
    report = next(graph.subjects(RDF.type, KG.Report))
    graph.remove((report, DCTERMS.spatial, None))
    assert "StatementEnd" not in {p.check for p in evidence(graph, texts).problems}
    graph.remove((county, SKOS.notation, None))  # type: ignore[arg-type]
    assert "StatementEnd" in {p.check for p in evidence(graph, texts).problems}


def test_a_passage_behind_the_end_of_its_report() -> None:
    graph, texts = built()
    passage = next(graph.subjects(RDF.type, KG.Passage))
    graph.set((passage, OA.end, Literal(len(TEXT) + 1)))
    assert "PassageInReport" in {p.check for p in evidence(graph, texts).problems}


def test_a_shacl_report_of_the_outcome() -> None:
    graph, texts = built()
    graph.set((figure(graph, COUNT), SCHEMA.value, Literal(327)))
    graph.remove((figure(graph, SUM), KG.qualifier, None))
    problems = validate(graph, texts).problems
    report = shacl_report(problems)
    (node,) = report.subjects(RDF.type, SH.ValidationReport)
    results = list(report.objects(node, SH.result))
    assert (node, SH.conforms, Literal(False)) in report
    assert len(results) == len(problems) >= 2
    for result in results:
        languages = {getattr(m, "language", None) for m in report.objects(result, SH.resultMessage)}
        assert languages == {"zh", "en"}
        for path in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
            assert len(list(report.objects(result, path))) == 1
    assert (None, SH.resultPath, SCHEMA.value) in report
    assert (None, SH.sourceConstraintComponent, SH.MinCountConstraintComponent) in report
    assert isomorphic(report, shacl_report(reversed(problems)))
    empty = shacl_report([])
    assert (None, SH.conforms, Literal(True)) in empty and (None, SH.result, None) not in empty


def test_a_passage_that_begins_on_an_empty_line() -> None:
    """A graph of others may place its quotes anywhere."""
    graph, texts = built()
    node = figure(graph, COUNT)
    passage = graph.value(node, PROV.wasQuotedFrom)
    blank = TEXT.index("\n\n") + 1
    graph.set((passage, OA.start, Literal(blank)))  # type: ignore[arg-type]
    graph.set((passage, OA.end, Literal(blank + len(COUNT))))  # type: ignore[arg-type]
    assert not evidence(graph, texts).conforms
