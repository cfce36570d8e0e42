"""Figures that do not go together: the questions of `ontology/consistency/*.rq`, asked of a graph.

A finding tells of the report and not of the graph: the graph states what the report says, so nothing is altered and no
graph is refused. Each finding holds every figure that it compares, with its quote.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF, SH, Graph, Literal, URIRef

from kg import nt
from kg.errors import BadKnowledge
from kg.gazetteer import CODE_BOOK, County, Gazetteer, UnknownDivision
from kg.identifiers import digest
from kg.namespaces import folder, prefixes
from kg.ontology import check_iri, instance, units
from kg.text import plain
from kg.triples import Triples

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


def consistency(graph: Graph | Triples, gazetteer: Gazetteer) -> tuple[Finding, ...]:
    """Every finding about the figures of a graph, in order; the graph is not changed.

    Divisions are counted in the gazetteer's code book. Raises BadKnowledge for a question that does not parse or has
    no title in both languages.
    """
    data = graph if isinstance(graph, Triples) else Triples.of(graph)
    known = _store(data)
    found = set()
    for file in sorted((folder() / "consistency").glob("*.rq")):
        titles, text = _question(file)
        if _LISTED in text:
            listed = _listed(data, gazetteer)
            if not listed:
                continue  # no area of the graph is in the code book
            text = text.replace(_LISTED, _LISTED.replace("{}", "{ " + listed + " }"))
        for one, others, expected in _rows(known, text, file.name):
            figures = [one, *map(nt.iri, sorted(others.split()))]
            quotes = tuple(_quote(data, figure) for figure in figures)
            found.add(Finding(file.stem, titles["zh"], titles["en"], quotes, expected))
    return tuple(sorted(found, key=lambda f: (f.check, f.quotes)))


def _store(data: Triples) -> ox.Store:
    kinds = [f"{nt.iri(u.iri)} {nt.kg.unitKind} {nt.literal(u.kind)} .\n" for u in set(units().values())]
    store = ox.Store()
    lines = "".join([*data.sorted_lines(" .\n"), *kinds])
    store.load(lines.encode("utf-8", "replace"), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return store


def _rows(store: ox.Store, text: str, name: str) -> Iterator[tuple[str, str, Decimal | None]]:
    """Of each answer the figure, the IRIs of the others ("" where the question names none), and the expected value."""
    try:
        found = store.query(text)
    except SyntaxError as e:
        raise BadKnowledge(f"{name}: not readable as SPARQL: {e}") from e
    assert isinstance(found, ox.QuerySolutions)
    names = {variable.value for variable in found.variables}
    for row in found:
        others = row["others"] if "others" in names else None
        expected = row["expected"] if "expected" in names else None
        number = None if expected is None else nt.number_of(str(expected))
        told = others.value if isinstance(others, ox.Literal) else ""
        yield str(row["one"]), told, None if number is None else Decimal(number)


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


def _listed(data: Triples, gazetteer: Gazetteer) -> str:
    """The rows of the gazetteer for a question about ?level: each area with how many divisions of a level it has."""
    areas = {a for _, links in data.links() for a in links.get(nt.sdmx.refArea, ()) if nt.is_iri(a)}
    rows = (
        f'({area} "{level}" {count})'
        for area in sorted(areas)
        for level, count in _counts(data, area, gazetteer)
    )
    return " ".join(rows)


def _counts(data: Triples, area: str, gazetteer: Gazetteer) -> Iterator[tuple[str, int]]:
    """How many towns, villages and communities the code book lists in a prefecture, county or town of the graph."""
    books = tuple(f'"^^<{prefixes()["codebook"]}{name}>' for name in (CODE_BOOK, "gbt2260"))
    stated = {nt.text_of(c) for c in data.objects(area, nt.skos.notation) if c.endswith(books)}
    for code in sorted(c for c in stated if len(c) in (4, 6, 9)):
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


def _quote(data: Triples, figure: str) -> Quote:
    def told(node: str, path: str) -> str:
        return min(map(nt.text_of, data.objects(node, path)), default="")

    passage = min(data.objects(figure, nt.prov.wasQuotedFrom), default="")
    start, end = (int(told(passage, path) or 0) for path in (nt.oa.start, nt.oa.end))
    label, words, report = (
        told(figure, nt.rdfs.label),
        told(figure, nt.kg.words),
        told(passage, nt.kg.inReport),
    )
    return Quote(nt.text_of(figure), label, words, report, start, end)
