"""Consistency of figures: each question with figures that do not go together, and with figures that do."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from zlib import crc32

import pytest
from rdflib import SH, Graph, Literal, URIRef
from rdflib.compare import to_isomorphic

from kg.assemble import assemble
from kg.consistency import Finding, consistency, findings_report
from kg.errors import BadKnowledge
from kg.gazetteer import Gazetteer
from kg.ontology import folder, prefixes, units
from kg.read import read
from kg.store import read_graph
from texts import BRIEF, NEWS, facts

ROOT = Path(__file__).parents[1]
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes().items())
PLACES = """
id:county rdfs:label "眉县"@zh ; skos:notation "610326"^^codebook:gbt2260 .
id:town kg:locatedIn id:county . id:village kg:locatedIn id:town . id:other kg:locatedIn id:county .
"""


@dataclass(frozen=True)
class Stated:
    """A figure of a made-up graph, put one behind the other in the report unless `start` says where."""

    measure: str
    value: float
    unit: str = "个"
    area: str = "county"
    about: str = "x"
    qualifier: str = "exact"
    period: str = "2022"
    more: str = ""
    start: int = 0
    report: str = "r"
    words: str = ""


def graph(*stated: Stated) -> Graph:
    lines, place = [HEAD, PLACES], 0
    for n, one in enumerate(stated):
        start = one.start or place
        place = start + 10
        words = one.words or f"{one.value}{one.unit}"
        passage = f"<{prefixes()['id']}{one.report}#char={start},{start + 5}>"
        lines.append(f"""
id:f{n} a kg:Figure ; rdfs:label "{one.measure}：{words}"@zh ; schema:value {one.value} ; schema:unitText "{one.unit}" ;
    schema:unitCode <{units()[one.unit].iri}> ; schema:variableMeasured id:measure_{crc32(one.measure.encode())} ;
    schema:observationAbout id:{one.about} ; sdmx:refArea id:{one.area} ; sdmx:refPeriod id:p{one.period} ;
    kg:qualifier qualifier:{one.qualifier} ; kg:words "{words}" ; kg:inReport id:{one.report} ; {one.more}
    prov:wasQuotedFrom {passage} .
{passage} oa:start {start} ; oa:end {start + 5} ; kg:inReport id:{one.report} .""")
    return Graph().parse(data="\n".join(lines), format="turtle")


def found(given: Graph) -> tuple[Finding, ...]:
    with Gazetteer() as gazetteer:
        return consistency(given, gazetteer)


TOTAL = Stated("新建水窖", 100)
CASES = [
    # the question; figures that it must find; the value it leads one to expect
    (
        "parts-and-total",
        [TOTAL, Stated("新建水窖", 60, area="town"), Stated("新建水窖", 50, area="other")],
        110,
    ),
    ("parts-and-total", [TOTAL, Stated("新建水窖", 101, area="village")], 101),
    ("stated-twice", [Stated("党员", 30, "名"), Stated("党员", 32, "名", start=300)], None),
    ("stated-twice", [Stated("党员", 30, "名"), Stated("党员", 32, "名", report="s")], None),
    (
        "share-of-income",
        [
            Stated("奖金占经营收益比例", 15, "%", qualifier="atMost", words="不高于经营收益的15%"),
            Stated("集体收入", 1000, "元"),
            Stated("分红", 151, "元"),
        ],
        150,
    ),
    (
        "share-of-base",
        [
            Stated("党员占比", 50, "%", more=f"kg:percentageOf id:measure_{crc32('村民'.encode())} ;"),
            Stated("村民", 300, "人", about="y"),
            Stated("党员", 120, "名"),
        ],
        40,
    ),
    ("full-rate", [Stated("达标率", 100, "%"), Stated("达标村", 40), Stated("行政村", 44, about="y")], 44),
    ("more-than-listed", [Stated("行政村", 1000)], None),
    ("more-than-listed", [Stated("村镇", 90, "镇", qualifier="over")], None),
]


@pytest.mark.parametrize(("check", "stated", "expected"), CASES)
def test_what_does_not_go_together(check: str, stated: list[Stated], expected: int | None) -> None:
    findings = [f for f in found(graph(*stated)) if f.check == check]
    assert len(findings) == 1
    figures = sorted(q.figure.rsplit("/f", 1)[1] for q in findings[0].quotes)
    assert figures == [str(n) for n in range(len(stated))], "every figure that is compared is quoted"
    assert all(q.words and q.label and q.end > q.start for q in findings[0].quotes)
    if expected is not None:
        assert findings[0].expected == Decimal(expected)


SILENT = [
    ("parts-and-total", [TOTAL, Stated("新建水窖", 60, area="town"), Stated("新建水窖", 40, area="other")]),
    # the village lies in the town and is counted with it
    ("parts-and-total", [TOTAL, Stated("新建水窖", 60, area="town"), Stated("新建水窖", 50, area="village")]),
    ("parts-and-total", [TOTAL, Stated("新建水窖", 60, area="town"), Stated("新建水窖", 60, area="town")]),
    ("parts-and-total", [TOTAL, Stated("新建水窖", 101, area="town", period="2021")]),
    ("parts-and-total", [TOTAL, Stated("新建水窖", 101, area="town", qualifier="atMost")]),
    ("parts-and-total", [Stated("新建水窖", 100, qualifier="over"), Stated("新建水窖", 101, area="town")]),
    ("parts-and-total", [Stated("人均收入", 100, "元"), Stated("人均收入", 101, "元", area="town")]),
    ("parts-and-total", [Stated("入户率", 90, "%"), Stated("入户率", 95, "%", area="town")]),
    ("stated-twice", [Stated("党员", 30, "名"), Stated("党员", 30, "名", start=300)]),
    ("stated-twice", [Stated("收入", 5, "元"), Stated("收入", 12, "元")]),  # 由5元增加到12元
    ("stated-twice", [Stated("党员", 30, "名"), Stated("党员", 32, "名", start=300, about="y")]),
    ("stated-twice", [Stated("党员", 30, "名"), Stated("党员", 32, "名", start=300, area="town")]),
    ("stated-twice", [Stated("党员", 30, "名"), Stated("党员", 32, "名", start=300, period="2021")]),
    ("stated-twice", [Stated("党员", 30, "名"), Stated("党员", 32, "名", start=300, qualifier="over")]),
    ("stated-twice", [Stated("党员", 30, "名"), Stated("党员", 32, "户", start=300)]),
    ("stated-twice", [Stated("补助", 30, "元"), Stated("补助", 32, "元", start=300, more='kg:per "每人" ;')]),
    (
        "share-of-income",
        [
            Stated("奖金占经营收益比例", 15, "%", qualifier="atMost"),
            Stated("集体收入", 1000, "元"),
            Stated("分红", 150, "元"),
        ],
    ),
    (
        "share-of-income",
        [
            Stated("奖金占经营收益比例", 15, "%", qualifier="atLeast"),
            Stated("集体收入", 1000, "元"),
            Stated("分红", 900, "元"),
        ],
    ),
    (
        "share-of-income",
        [
            Stated("增长率", 15, "%"),
            Stated("集体收入", 1000, "元"),
            Stated("分红", 900, "元"),
        ],
    ),
    (
        "share-of-base",
        [
            Stated("党员占比", 40.4, "%", more=f"kg:percentageOf id:measure_{crc32('村民'.encode())} ;"),
            Stated("村民", 300, "人", about="y"),
            Stated("党员", 120, "名"),
        ],
    ),
    (
        "share-of-base",
        [
            Stated("村民增长率", 50, "%", more=f"kg:percentageOf id:measure_{crc32('村民'.encode())} ;"),
            Stated("村民", 300, "人", about="y"),
            Stated("党员", 120, "名"),
        ],
    ),
    ("full-rate", [Stated("达标率", 100, "%"), Stated("达标村", 44), Stated("行政村", 44, about="y")]),
    ("full-rate", [Stated("达标率", 90, "%"), Stated("达标村", 40), Stated("行政村", 44, about="y")]),
    ("full-rate", [Stated("达标率", 100, "%", about="z"), Stated("达标村", 40), Stated("行政村", 44)]),
    ("more-than-listed", [Stated("行政村", 10)]),
    ("more-than-listed", [Stated("自然村", 1000)]),
    ("more-than-listed", [Stated("社区工厂", 1000)]),
    ("more-than-listed", [Stated("行政村干部", 1000, "名")]),
    ("more-than-listed", [Stated("行政村", 1000, qualifier="atMost")]),
    ("more-than-listed", [Stated("行政村", 1000, area="town")]),  # without a code nothing is listed
]


@pytest.mark.parametrize(("check", "stated"), SILENT)
def test_what_goes_together(check: str, stated: list[Stated]) -> None:
    assert [f for f in found(graph(*stated)) if f.check == check] == []


def test_every_question_has_an_example_that_fires_and_one_that_is_silent() -> None:
    files = {f.stem for f in (folder() / "consistency").glob("*.rq")}
    assert files == {c[0] for c in CASES} == {c[0] for c in SILENT}


def test_the_gazetteer_is_asked_for_the_very_number() -> None:
    with Gazetteer() as book:
        county = book.county("610326")
    villages = sum(v.level == "Village" for v in county.villages)
    assert found(graph(Stated("行政村", villages))) == ()
    (finding,) = found(graph(Stated("行政村", villages + 1)))
    assert finding.expected == villages
    towns = found(graph(Stated("乡镇", len(county.towns) + 1)))
    assert [f.expected for f in towns] == [len(county.towns)]


def test_from_a_report_to_a_finding() -> None:
    text = "太白县工作综述\n\n2022年，太白县44个行政村全部达标。\n"
    assert found(assemble([facts(text)])) == ()
    (finding,) = found(assemble([facts(text.replace("44个", "440个"))]))
    assert (finding.check, finding.expected, finding.quotes[0].words) == ("more-than-listed", 44, "440个")
    assert finding.zh and finding.en.isascii()


@pytest.mark.parametrize("text", [BRIEF, NEWS])
def test_no_finding_in_a_report_without_contradiction(text: str) -> None:
    assert found(assemble([facts(text)])) == ()


def test_the_seed_pays_more_than_the_share_it_states() -> None:
    (dataset,) = (ROOT / "seeds").glob("*/dataset.toml")
    given = read_graph(ROOT / "exports" / dataset.parent.name / "graph.ttl")
    before = to_isomorphic(given)
    (finding,) = found(given)
    assert finding.check == "share-of-income"
    assert [q.words for q in finding.quotes] == ["183万元", "不高于年集体经济收益的15%", "537万元"]
    assert finding.expected == Decimal(805500)
    text = read(next(dataset.parent.glob("*.txt"))).text
    assert all(text[q.start : q.end] == q.words for q in finding.quotes)
    assert to_isomorphic(given) == before, "findings alter nothing"


def test_findings_are_warnings_of_a_report_of_their_own() -> None:
    findings = found(graph(Stated("行政村", 1000), Stated("乡镇", 1000)))
    report = findings_report(findings)
    assert len(list(report.objects(None, SH.result))) == len(findings) == 2
    assert set(report.objects(None, SH.resultSeverity)) == {SH.Warning}
    assert set(report.objects(None, SH.focusNode)) == {URIRef(prefixes()["id"] + f"f{n}") for n in (0, 1)}
    assert (None, SH.conforms, Literal(True)) in findings_report(())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SELECT ?one WHERE { ?one a ?two }", "its head must have"),
        ("# title-zh: 题\n# title-en: t\nSELECT ?one WHERE {", "not readable as SPARQL"),
    ],
)
def test_questions_that_cannot_be_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, reason: str
) -> None:
    (tmp_path / "consistency").mkdir()
    (tmp_path / "consistency" / "x.rq").write_text(text, encoding="utf-8")
    monkeypatch.setattr("kg.consistency.folder", lambda: tmp_path)
    with pytest.raises(BadKnowledge, match=reason):
        found(Graph())
