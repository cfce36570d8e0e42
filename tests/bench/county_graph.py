"""Synthetic graphs in the shape of county reports, of any size, from a fixed seed.

Each report is one named graph: places with codes and an administrative hierarchy, organizations, programs, documents,
groups of people, posts, figures with value, unit, period and quote, statements and passages. What several reports say of
a county (its places, measures, periods, names) stands in the graph of each of them, so that about a ninth of the
quads repeat a triple of another graph, as in a real dataset.

    python tests/bench/county_graph.py 100000 > county.nq
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from itertools import islice

from kg.ontology import instance, prefixes

__all__ = ["county_quads", "county_triples"]

SEED = 20211231
FIRST = "清长安平永太东西南北新大石金龙凤青白黄云河山泉林"
SECOND = "河乐宁阳山平江水坪川岭溪桥湾原谷坝塘庄湖沟峪"
VERBS = ["培训", "发放", "建成", "带动", "表彰", "选派", "整治", "新增", "完成", "落实"]
GROUPS = [
    "村干部",
    "驻村干部",
    "脱贫户",
    "党员",
    "志愿者",
    "致富带头人",
    "返乡青年",
    "村医",
    "护林员",
    "学员",
]
MEASURES = [
    *GROUPS,
    "合作社",
    "产业园",
    "公路",
    "危房改造",
    "补贴",
    "集体经济收入",
    "耕地",
    "用户",
    "项目",
    "资金",
]
UNITS = [
    ("名", "ming"),
    ("户", "hu"),
    ("元", "yuan"),
    ("个", "ge"),
    ("公里", "kilometre"),
    ("人次", "person"),
]
PLANS = ["实施方案", "管理办法", "工作规划", "实施意见"]
ORGANS = [("委组织部", "PartyOrgan"), ("政府办公室", "GovernmentOrgan"), ("乡村振兴局", "GovernmentOrgan")]
REPORTS = 10  # reports of one county
FACTS = 38  # sentences of one report, each with one figure and two statements

P = prefixes()


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"<{P[prefix]}{local}>"


def _text(value: str, language: str = "") -> str:
    return f'"{value}"' + (f"@{language}" if language else "")


def _number(value: int) -> str:
    return f'"{value}"^^<{P["xsd"]}integer>'


A = _iri("rdf:type")
_OWN = {
    name: _iri(name)
    for name in re.findall(
        r"\S+",
        """rdfs:label kg:mention kg:rule kg:locatedIn kg:inReport kg:words kg:qualifier kg:periodBasis kg:implements kg:leads
        kg:targets kg:issues kg:publishedIn oa:exact oa:start oa:end prov:wasQuotedFrom rdf:subject rdf:predicate rdf:object
        schema:value schema:minValue schema:maxValue schema:unitText schema:unitCode schema:variableMeasured
        schema:observationAbout sdmx:refArea sdmx:refPeriod skos:prefLabel skos:altLabel skos:inScheme skos:notation
        dct:identifier dct:title dct:spatial dct:temporal schema:sha256 time:hasBeginning time:hasEnd time:inXSDDate""",
    )
}


def _types(subject: str, *names: str) -> Iterator[str]:
    for name in names:
        yield f"{subject} {A} {_iri(name)}"


class _Report:
    """One report while it is written: what it mentions, and how far its text has come."""

    def __init__(self, county: int, number: int, random_: random.Random) -> None:
        self.county, self.random = county, random_
        self.id = f"report_{county:04d}{number:03d}"
        self.iri = f"<{instance(self.id)}>"
        self.at = 40
        self.year = 2015 + number % 8

    def node(self, kind: str, name: object) -> str:
        return f"<{instance(f'{kind}_{self.county:04d}_{name}')}>"

    def passage(self, words: str) -> tuple[str, Iterator[str]]:
        start, end = self.at, self.at + len(words)
        self.at = end + 1
        iri = f"{self.iri[:-1]}#char={start},{end}>"
        return iri, self._passage(iri, words, start, end)

    def _passage(self, iri: str, words: str, start: int, end: int) -> Iterator[str]:
        yield from _types(iri, "kg:Passage", "oa:TextQuoteSelector", "oa:TextPositionSelector", "prov:Entity")
        yield f"{iri} {_OWN['oa:exact']} {_text(words)}"
        yield f"{iri} {_OWN['oa:start']} {_number(start)}"
        yield f"{iri} {_OWN['oa:end']} {_number(end)}"
        yield f"{iri} {_OWN['kg:inReport']} {self.iri}"

    def entity(
        self, iri: str, name: str, rule: str, *types: str, mention: str | None = None
    ) -> Iterator[str]:
        yield from _types(iri, *types)
        yield f"{iri} {_OWN['rdfs:label']} {_text(name, 'zh')}"
        yield f"{iri} {_OWN['kg:rule']} {_text(rule)}"
        passage, triples = self.passage(mention or name)
        yield f"{iri} {_OWN['kg:mention']} {passage}"
        yield from triples

    def statement(self, subject: str, predicate: str, target: str, passage: str) -> Iterator[str]:
        yield f"{subject} {_OWN[predicate]} {target}"
        fact = f"{self.iri[:-1].replace('/report_', '/statement_')}_{self.at}_{predicate[3:]}>"
        yield from _types(fact, "kg:Statement", "rdf:Statement", "prov:Entity")
        yield f"{fact} {_OWN['rdf:subject']} {subject}"
        yield f"{fact} {_OWN['rdf:predicate']} {_iri(predicate)}"
        yield f"{fact} {_OWN['rdf:object']} {target}"
        yield f"{fact} {_OWN['prov:wasQuotedFrom']} {passage}"
        yield f"{fact} {_OWN['kg:rule']} {_text('relation.' + predicate[3:])}"


def _name(random_: random.Random) -> str:
    return random_.choice(FIRST) + random_.choice(SECOND)


def _county(number: int) -> Iterator[str]:
    own = random.Random(f"{SEED} {number}")
    county = _name(own)
    towns = [(f"{county}{n}", _name(own) + "镇") for n in range(6)]
    villages = [(n, _name(own) + "村", own.randrange(6)) for n in range(30)]
    programs = [_name(own) + own.choice(["工程", "行动", "计划", "机制"]) for _ in range(24)]
    for report in range(REPORTS):
        one = _Report(number, report, random.Random(f"{SEED} {number} {report}"))
        for triple in dict.fromkeys(_report(one, county, towns, villages, programs)):
            yield f"{triple} {one.iri} .\n"


def _report(
    one: _Report,
    county: str,
    towns: list[tuple[str, str]],
    villages: list[tuple[int, str, int]],
    programs: list[str],
) -> Iterator[str]:
    place = [
        "kg:Place",
        "kg:AdministrativeDivision",
        "geo:Feature",
        "schema:AdministrativeArea",
        "schema:Place",
    ]
    here = one.node("place", "county")
    period, first, last = (
        f"<{instance(f'{k}')}>"
        for k in (f"period_{one.year}", f"day_{one.year}-01-01", f"day_{one.year}-12-31")
    )
    yield from _types(one.iri, "kg:Report", "schema:Report", "prov:Entity")
    yield f"{one.iri} {_OWN['dct:identifier']} {_text(one.id + '.txt')}"
    yield f"{one.iri} {_OWN['dct:title']} {_text(county + '县工作综述', 'zh')}"
    yield f"{one.iri} {_OWN['dct:spatial']} {here}"
    yield f"{one.iri} {_OWN['dct:temporal']} {period}"
    yield f"{one.iri} {_OWN['schema:sha256']} {_text(f'{one.random.getrandbits(256):064x}')}"
    yield from _types(period, "time:ProperInterval")
    yield f"{period} {_OWN['rdfs:label']} {_text(str(one.year))}"
    for link, day, date in (
        ("time:hasBeginning", first, f"{one.year}-01-01"),
        ("time:hasEnd", last, f"{one.year}-12-31"),
    ):
        yield f"{period} {_OWN[link]} {day}"
        yield f'{day} {_OWN["time:inXSDDate"]} "{date}"^^{_iri("xsd:date")}'
    yield from one.entity(here, county + "县", "place.gazetteer", "kg:County", *place)
    yield f"{here} {_OWN['skos:altLabel']} {_text(county, 'zh')}"
    yield f'{here} {_OWN["skos:notation"]} "{610000 + one.county}"^^{_iri("codebook:gbt2260")}'
    for n, (_, name) in enumerate(towns):
        town = one.node("place", f"town{n}")
        yield from one.entity(town, name, "place.gazetteer", "kg:Township", *place)
        yield f"{town} {_OWN['kg:locatedIn']} {here}"
    office = one.node("org", "office")
    yield from one.entity(
        office, county + "县委组织部", "name.Organization", "kg:Organization", "org:Organization"
    )
    paper = one.node("org", "paper")
    yield from one.entity(
        paper, county + "日报", "media.listed", "kg:MediaOutlet", "kg:Organization", "org:Organization"
    )
    for n, name in enumerate(MEASURES):
        measure = f"<{instance(f'measure_{n:02d}')}>"
        yield f"{measure} {A} {_iri('skos:Concept')}"
        yield f"{measure} {_OWN['skos:prefLabel']} {_text(name, 'zh')}"
        yield f"{measure} {_OWN['skos:inScheme']} {_iri('kg:measures')}"
    for n in range(FACTS):
        yield from _sentence(one, n, here, office, paper, period, villages, programs)


def _sentence(
    one: _Report,
    n: int,
    here: str,
    office: str,
    paper: str,
    period: str,
    villages: list[tuple[int, str, int]],
    programs: list[str],
) -> Iterator[str]:
    number, village, town = one.random.choice(villages)
    where = one.node("place", f"village{number}")
    chosen = one.random.randrange(len(programs))
    program = one.node("program", chosen)
    g = one.random.randrange(len(GROUPS))
    group = one.node("group", g)
    m = one.random.randrange(len(MEASURES))
    unit, code = one.random.choice(UNITS)
    value = one.random.randrange(3, 90000)
    words = f"{value}{unit}"
    sentence = f"{village}实施{programs[chosen]}，{one.random.choice(VERBS)}{GROUPS[g]}{MEASURES[m]}{words}"
    types = [
        "kg:Place",
        "kg:AdministrativeDivision",
        "geo:Feature",
        "schema:AdministrativeArea",
        "schema:Place",
    ]
    yield from one.entity(where, village, "place.gazetteer", "kg:Village", *types, mention=village)
    yield f"{where} {_OWN['kg:locatedIn']} {one.node('place', f'town{town}')}"
    yield from one.entity(
        program, programs[chosen], "mark.initiative", "kg:Program", "kg:Initiative", "prov:Activity"
    )
    yield from one.entity(group, GROUPS[g], "group.PeopleGroup", "kg:PeopleGroup", "foaf:Group")
    passage, triples = one.passage(sentence)
    yield from triples
    yield from one.statement(where, "kg:implements", program, passage)
    yield from one.statement(program, "kg:targets", group, passage)
    if n % 12 == 0:
        document = one.node("document", f"{one.year}_{n}")
        yield from one.entity(
            document,
            f"{programs[chosen]}{PLANS[n // 12 % 4]}",
            "name.Document",
            "kg:Document",
            "foaf:Document",
        )
        yield from one.statement(office, "kg:issues", document, passage)
        yield from one.statement(office, "kg:leads", program, passage)
        yield from one.statement(document, "kg:publishedIn", paper, passage)
    figure = f"{one.iri[:-1].replace('/report_', '/figure_')}_{one.at}>"
    yield from _types(figure, "kg:Figure", "schema:Observation", "prov:Entity")
    yield f"{figure} {_OWN['rdfs:label']} {_text(f'{MEASURES[m]}：{words}', 'zh')}"
    for link in ("schema:value", "schema:minValue", "schema:maxValue"):
        yield f"{figure} {_OWN[link]} {_number(value)}"
    yield f"{figure} {_OWN['schema:unitText']} {_text(unit)}"
    yield f"{figure} {_OWN['schema:unitCode']} {_iri('unit:' + code)}"
    yield f"{figure} {_OWN['schema:variableMeasured']} <{instance(f'measure_{m:02d}')}>"
    yield f"{figure} {_OWN['schema:observationAbout']} {group}"
    yield f"{figure} {_OWN['sdmx:refArea']} {where if n % 3 else here}"
    yield f"{figure} {_OWN['sdmx:refPeriod']} {period}"
    yield f"{figure} {_OWN['kg:qualifier']} {_iri('qualifier:exact' if n % 7 else 'qualifier:over')}"
    yield f"{figure} {_OWN['kg:periodBasis']} {_text('stated' if n % 2 else 'inferred')}"
    yield f"{figure} {_OWN['kg:rule']} {_text('quantity.arabic')}"
    yield f"{figure} {_OWN['kg:words']} {_text(words)}"
    yield f"{figure} {_OWN['kg:inReport']} {one.iri}"
    quote, triples = one.passage(words)
    yield f"{figure} {_OWN['prov:wasQuotedFrom']} {quote}"
    yield from triples


def county_quads(size: int) -> Iterator[str]:
    """The first `size` lines of the endless N-Quads document: the same lines for the same size."""

    def endless() -> Iterator[str]:
        for number in range(10_000):
            yield from _county(number)

    return islice(endless(), size)


def county_triples(size: int) -> list[str]:
    """The distinct triples of `county_quads(size)` as sorted lines of N-Triples."""
    return sorted({line.rsplit(" <", 1)[0] + " .\n" for line in county_quads(size)})


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.writelines(county_quads(int(sys.argv[1])))
