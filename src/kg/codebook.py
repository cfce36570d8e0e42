"""The divisions of one county as a graph: codes with code book and year, what lies in what, and codes that came before.

The extract is a source like a report: its text is one line for each division, code and official name with a tab between;
so a division is mentioned where the book writes its name, and lies in another by the line that states its code.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from pathlib import Path

import regex
from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, Graph, Literal, URIRef

from kg.errors import BadInput
from kg.gazetteer import CODE_BOOK, Division, Gazetteer, UnknownDivision
from kg.identifiers import statement_id
from kg.ontology import KG, OA, SCHEMA, class_chain, instance, local_name, prefixes, superproperties
from kg.read import decode

__all__ = ["county_graph"]

_SUCCESSOR = regex.compile(r"(\d{6})(?:\[\d{4}\])?")
# The columns of a table of former codes, as yescallop/areacodes has them.
_FORMER = ("代码", "名称", "级别", "新代码")


def county_graph(county: str, former: Path | None = None) -> Graph:
    """The graph of a county by its six-digit code, with its prefecture and province.

    `former` is a table of former codes (CSV with the columns 代码, 名称, 级别, 新代码): a county of it that was given up for
    this one, or the other way round, is a node of its own with dct:isReplacedBy. Raises BadInput for an unknown code and a
    table without these columns.
    """
    with Gazetteer() as gazetteer:
        try:
            found = gazetteer.county(county)
        except UnknownDivision as e:
            raise BadInput(str(e)) from e
        above = gazetteer.containing(found.division)
    divisions = [*reversed(above), found.division, *found.towns, *found.villages]
    graph = Graph()
    for prefix, base in prefixes().items():
        graph.bind(prefix, base, replace=True)
    source = _Source(graph, [(d.code, d.official) for d in divisions])
    source.report(KG.CodeBookExtract, f"{CODE_BOOK} {found.division.name}", f"{CODE_BOOK}-{county}.tsv")
    graph.add((source.node, DCTERMS.spatial, _node(found.division.code)))
    by_code = {d.code: d for d in divisions}
    for line, division in enumerate(divisions):
        source.division(line, division)
        around = by_code.get(division.parent)
        if around is not None:
            source.within(line, division, around)
    if former is not None:
        _former(graph, former, county)
    return graph


def _node(code: str) -> URIRef:
    return instance(f"place_{code}" if len(code) <= 6 else f"place_{CODE_BOOK}_{code}")


class _Source:
    """A text of rows with tabs between their cells, of which every cell is a passage."""

    def __init__(self, graph: Graph, rows: Iterable[tuple[str, ...]]) -> None:
        self.graph, self.rows = graph, list(rows)
        self.text = "".join("\t".join(row) + "\n" for row in self.rows)
        self.sha256 = hashlib.sha256(self.text.encode("utf-8")).hexdigest()
        self.local = f"report_{self.sha256[:12]}"
        self.node = instance(self.local)
        self.starts = [0]
        for row in self.rows:
            self.starts.append(self.starts[-1] + sum(map(len, row)) + len(row))

    def type(self, node: URIRef, cls: URIRef) -> None:
        for above in class_chain(cls):
            self.graph.add((node, RDF.type, above))

    def report(self, cls: URIRef, title: str, name: str) -> None:
        self.type(self.node, cls)
        self.graph.add((self.node, SCHEMA.sha256, Literal(self.sha256)))
        self.graph.add((self.node, DCTERMS.title, Literal(title, lang="zh")))
        self.graph.add((self.node, DCTERMS.identifier, Literal(name)))

    def passage(self, start: int, end: int) -> URIRef:
        passage = URIRef(f"{self.node}#char={start},{end}")
        self.type(passage, KG.Passage)
        self.graph.add((passage, OA.exact, Literal(self.text[start:end])))
        self.graph.add((passage, OA.start, Literal(start)))
        self.graph.add((passage, OA.end, Literal(end)))
        self.graph.add((passage, KG.inReport, self.node))
        return passage

    def cell(self, line: int, column: int) -> URIRef:
        row = self.rows[line]
        start = self.starts[line] + sum(map(len, row[:column])) + column
        return self.passage(start, start + len(row[column]))

    def place(self, node: URIRef, cls: URIRef, name: str, book: str, code: str) -> None:
        self.type(node, cls)
        self.graph.add((node, RDFS.label, Literal(name, lang="zh")))
        self.graph.add((node, SKOS.notation, Literal(code, datatype=URIRef(prefixes()["codebook"] + book))))
        self.graph.add((node, KG.rule, Literal("codebook.line")))

    def division(self, line: int, division: Division) -> None:
        node = _node(division.code)
        book = "gbt2260" if len(division.code) <= 6 else CODE_BOOK
        self.place(node, KG[division.level], division.name, book, division.code)
        if division.official != division.name:
            self.graph.add((node, SKOS.altLabel, Literal(division.official, lang="zh")))
        self.graph.add((node, KG.mention, self.cell(line, 1)))

    def within(self, line: int, division: Division, around: Division) -> None:
        """That a division lies in another, with the line whose code says so."""
        subject, target = _node(division.code), _node(around.code)
        for property_ in (KG.locatedIn, *superproperties(KG.locatedIn)):
            self.graph.add((subject, property_, target))
        start, end = self.starts[line], self.starts[line + 1] - 1
        names = (local_name(subject), "locatedIn", local_name(target))
        statement = instance(statement_id(self.local, *names, start, end))
        self.type(statement, KG.Statement)
        self.graph.add((statement, RDF.subject, subject))
        self.graph.add((statement, RDF.predicate, KG.locatedIn))
        self.graph.add((statement, RDF.object, target))
        self.graph.add((statement, PROV.wasQuotedFrom, self.passage(start, end)))
        self.graph.add((statement, KG.rule, Literal("codebook.line")))


def _former(graph: Graph, file: Path, county: str) -> None:
    """Counties that were given up for this one, or for which this one was given up, from a table of former codes."""
    try:
        text, _ = decode(file.read_bytes(), str(file))
    except OSError as e:
        raise BadInput(f"{file}: cannot be read: {e.strerror}") from e
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    if not rows or (missing := set(_FORMER) - set(rows[0])):
        raise BadInput(f"{file}, line 1: no column {', '.join(sorted(missing if rows else _FORMER))}")
    pairs = [
        (row, new)
        for row in rows
        for new in _SUCCESSOR.findall(row["新代码"] or "")
        if county in (row["代码"], new) and row["级别"] == "县级" and "[" not in (row["新代码"] or "")
    ]
    if not pairs:
        return
    names = {row["代码"]: row["名称"] for row in rows}
    lines = [(row["代码"], row["名称"], new, names.get(new, "")) for row, new in pairs]
    source = _Source(graph, lines)
    source.report(KG.Report, f"{file.stem} {names.get(county, county)}", file.name)
    for line, (old, name, new, successor) in enumerate(lines):
        for code, words, column in ((old, name, 1), (new, successor, 3)):
            if words:
                source.place(_node(code), KG.County, words, "gbt2260", code)
                graph.add((_node(code), KG.mention, source.cell(line, column)))
        graph.add((_node(old), DCTERMS.isReplacedBy, _node(new)))
