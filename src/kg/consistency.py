"""Figures that do not go together: the questions of `ontology/consistency/*.rq`, asked of a graph.

A finding tells of the report and not of the graph: the graph states what the report says, so nothing is altered and no
graph is refused. Each finding holds every figure that it compares, with its quote.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from rdflib import PROV, RDF, RDFS, SH, SKOS, Graph, Literal, Node, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import ResultRow

from kg.errors import BadKnowledge
from kg.gazetteer import CODE_BOOK, County, Gazetteer, UnknownDivision
from kg.identifiers import digest
from kg.ontology import KG, OA, SDMX, check_iri, folder, instance, prefixes, units
from kg.text import plain

__all__ = ["Finding", "Quote", "consistency", "findings_report"]

# Where a question compares with the gazetteer: the rows are put in here.
_LISTED = "VALUES (?area ?level ?expected) {}"


@dataclass(frozen=True, slots=True, order=True)
class Quote:
    """A figure as its report states it: its IRI, its label (measure and words), and its place in code points."""

    figure: str
    label: str
    words: str
    report: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Figures that do not go together: the question's name and titles, the figures, and the value they lead one to expect.

    `expected` is in base units, None where the question expects no value.
    """

    check: str
    zh: str
    en: str
    quotes: tuple[Quote, ...]
    expected: Decimal | None

    @property
    def told(self) -> str:
        """The figures with their words and places, and the expected value, in one line."""
        figures = "; ".join(f"{q.label} ({q.start}-{q.end})" for q in self.quotes)
        return figures if self.expected is None else f"{figures}; ≠ {plain(self.expected)}"


def consistency(graph: Graph, gazetteer: Gazetteer) -> tuple[Finding, ...]:
    """Every finding about the figures of a graph, in order; the graph is not changed.

    Divisions are counted in the gazetteer's code book. Raises BadKnowledge for a question that does not parse or has
    no title in both languages.
    """
    known = Graph()
    known += graph
    for unit in set(units().values()):
        known.add((unit.iri, KG.unitKind, Literal(unit.kind)))
    found = set()
    for file in sorted((folder() / "consistency").glob("*.rq")):
        titles, text = _question(file)
        if _LISTED in text:
            listed = _listed(graph, gazetteer)
            if not listed:
                continue  # no area of the graph is in the code book
            text = text.replace(_LISTED, _LISTED.replace("{}", "{ " + listed + " }"))
        for row in known.query(_prepared(text, file.name)):
            assert isinstance(row, ResultRow)
            answer = {str(name): term for name, term in row.asdict().items()}
            figures = [answer["one"], *map(URIRef, sorted(str(answer.get("others", "")).split()))]
            quotes = tuple(_quote(graph, figure) for figure in figures)
            found.add(
                Finding(file.stem, titles["zh"], titles["en"], quotes, _decimal(answer.get("expected")))
            )
    return tuple(sorted(found, key=lambda f: (f.check, f.quotes)))


def findings_report(findings: tuple[Finding, ...]) -> Graph:
    """Findings as a sh:ValidationReport of their own, with warnings: they are no faults of the graph's shape."""
    graph = Graph()
    node = instance("findings")
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, SH.conforms, Literal(not findings)))
    for one in findings:
        figures = [URIRef(q.figure) for q in one.quotes]
        result = instance("finding_" + digest(one.check, *figures))
        graph.add((node, SH.result, result))
        graph.add((result, RDF.type, SH.ValidationResult))
        graph.add((result, SH.resultSeverity, SH.Warning))
        graph.add((result, SH.sourceConstraintComponent, check_iri(one.check)))
        graph.add((result, SH.focusNode, figures[0]))
        for other in figures[1:]:
            graph.add((result, SH.value, other))
        for lang, title in (("zh", one.zh), ("en", one.en)):
            graph.add((result, SH.resultMessage, Literal(f"{title}: {one.told}", lang=lang)))
    return graph


def _question(file: Path) -> tuple[dict[str, str], str]:
    """The titles in a question's head, `# title-zh: …` and `# title-en: …`, and its text."""
    text = file.read_text(encoding="utf-8")
    heads = (
        line.removeprefix("# title-").split(": ", 1)
        for line in text.splitlines()
        if line.startswith("# title-")
    )
    titles = {head[0]: head[1] for head in heads if len(head) == 2}
    if set(titles) != {"zh", "en"}:
        raise BadKnowledge(f"{file.name}: its head must have the lines '# title-zh: …' and '# title-en: …'")
    return titles, text


@lru_cache(maxsize=16)
def _prepared(text: str, name: str) -> Query:
    try:
        return prepareQuery(text)
    except Exception as e:  # pyparsing and rdflib raise several unrelated kinds
        raise BadKnowledge(f"{name}: not readable as SPARQL: {e}") from e


def _listed(graph: Graph, gazetteer: Gazetteer) -> str:
    """The rows of the gazetteer for a question about ?level: each area with how many divisions of a level it has."""
    rows = (
        f'({area.n3()} "{level}" {count})'
        for area in sorted({a for a in graph.objects(None, SDMX.refArea) if isinstance(a, URIRef)})
        for level, count in _counts(graph, area, gazetteer)
    )
    return " ".join(rows)


def _counts(graph: Graph, area: Node, gazetteer: Gazetteer) -> Iterator[tuple[str, int]]:
    """How many towns, villages and communities the code book lists in a prefecture, county or town of the graph."""
    books = {prefixes()["codebook"] + name for name in (CODE_BOOK, "gbt2260")}
    codes = {
        str(c)
        for c in graph.objects(area, SKOS.notation)
        if isinstance(c, Literal) and str(c.datatype) in books and len(c) in (4, 6, 9)
    }
    for code in sorted(codes):
        try:
            counties = _counties(code, gazetteer)
        except UnknownDivision:
            continue
        places = [p for c in counties for p in (*c.towns, *c.villages) if p.code.startswith(code)]
        levels = [p.level for p in places]
        # What has the code itself is the area, not one of its parts.
        yield "Township", sum(p.level == "Township" and p.code != code for p in places)
        yield "Village", levels.count("Village")
        yield "Community", levels.count("Community")
        yield "Village or Community", levels.count("Village") + levels.count("Community")


def _counties(code: str, gazetteer: Gazetteer) -> list[County]:
    if len(code) >= 6:
        return [gazetteer.county(code[:6])]
    return [gazetteer.county(c.code) for c in gazetteer.counties if c.code.startswith(code)]


def _quote(graph: Graph, figure: Node) -> Quote:
    passage = graph.value(figure, PROV.wasQuotedFrom)
    label = min((str(o) for o in graph.objects(figure, RDFS.label)), default="")

    def told(node: Node | None, path: URIRef) -> str:
        return "" if node is None else str(graph.value(node, path) or "")

    start, end = (int(told(passage, path) or 0) for path in (OA.start, OA.end))
    return Quote(str(figure), label, told(figure, KG.words), told(passage, KG.inReport), start, end)


def _decimal(term: Node | None) -> Decimal | None:
    value = term.value if isinstance(term, Literal) else None
    return Decimal(str(value)) if isinstance(value, int | Decimal | float) else None
