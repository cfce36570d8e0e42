"""Rows of a described table as a graph: the table as a source, its areas, and a figure for every cell that states a number."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import regex
from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, TIME, XSD, Graph, Literal, URIRef

from kg.errors import BadInput
from kg.gazetteer import CODE_BOOK, Division, Gazetteer
from kg.identifiers import figure_id
from kg.measures import base_concept, concept_of, statistic_of
from kg.ontology import (
    KG,
    OA,
    SCHEMA,
    SDMX,
    Unit,
    class_chain,
    instance,
    prefixes,
    qualifier,
    vocabulary,
    wordings,
)
from kg.rulebook import lexicon, wordlist
from kg.tabular.areas import NotBound, find_area
from kg.tabular.dates import first_day, iso_date, last_day
from kg.tabular.description import Column, Description, scaled_unit, split_header
from kg.tabular.grid import Grid
from kg.text import fold, parse_number, plain

__all__ = ["Unbound", "draw"]

_PARTS = ("%", "‰")


@dataclass(frozen=True, slots=True, order=True)
class Unbound:
    """What of a table is not in the graph: line and header of the place, its words, and the reason."""

    line: int
    column: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Measure:
    concept: str  # the curated measure that the description gives, "" where the wording is to tell it
    words: str
    unit: str  # as the number is to be read, with its scale
    headers: tuple[int, ...]  # columns whose headers state it


def draw(grid: Grid, told: Description, gazetteer: Gazetteer) -> tuple[Graph, int, list[Unbound]]:
    """The graph of a table, the number of its figures, and what could not be bound, by line.

    Raises BadInput for a description that names a column which the table lacks.
    """
    sheet = _Sheet(grid, told, gazetteer)
    for row in range(grid.heads, len(grid.rows)):
        sheet.row(row)
    return sheet.graph, sheet.figures, sorted(sheet.unbound)


class _Sheet:
    def __init__(self, grid: Grid, told: Description, gazetteer: Gazetteer) -> None:
        self.grid, self.told, self.gazetteer = grid, told, gazetteer
        self.places = self._placed()
        self.graph = Graph()
        for prefix, base in prefixes().items():
            self.graph.bind(prefix, base, replace=True)
        self.sha256 = hashlib.sha256(grid.text.encode("utf-8")).hexdigest()
        self.local = f"report_{self.sha256[:12]}"
        self.report = instance(self.local)
        self.figures, self.unbound = 0, list[Unbound]()
        self._type(self.report, KG.Table)
        self.graph.add((self.report, SCHEMA.sha256, Literal(self.sha256)))
        self.graph.add((self.report, DCTERMS.identifier, Literal(grid.name)))
        self.graph.add((self.report, DCTERMS.title, Literal(told.title or grid.name, lang="zh")))

    def _placed(self) -> list[tuple[int, Column]]:
        """Each described column with its place in the table."""
        headers = [fold(h) for h in self.grid.headers]
        found = []
        for column in self.told.columns:
            if fold(column.header) not in headers:
                raise BadInput(
                    f"{self.told.file}: the table {self.grid.name} has no column {column.header!r}"
                )
            if column.role:
                found.append((headers.index(fold(column.header)), column))
        return found

    def _cell(self, row: int, role: str) -> str:
        """The words of a row's cell of a role, folded and without nulls; "" where there is none."""
        for place, column in self.places:
            words = fold(self.grid.rows[row][place]).strip()
            if column.role == role and words not in column.nulls:
                return words
        return ""

    def _lack(self, row: int, column: str, words: str, reason: str) -> None:
        self.unbound.append(Unbound(self.grid.lines[row], column, words, reason))

    def row(self, row: int) -> None:
        """The figures of one row."""
        code, name = self._cell(row, "code"), self._cell(row, "name")
        try:
            division = find_area(self.gazetteer, code, name.replace(" ", ""), self.told.spatial)
        except NotBound as e:
            self._lack(row, "", " ".join(filter(None, (code, name))), str(e))
            return
        period = self._cell(row, "period") or self.told.period
        iso = iso_date(period)
        if period and not iso:
            self._lack(row, "", period, "no year, month or day can be read")
            return
        area = self._area(row, division)
        if any(column.role == "value" for _, column in self.places):
            self._long(row, area, iso)
        for place, column in self.places:
            if column.role == "figure":
                words, unit = split_header(column.header)
                measure = _Measure(column.measure, words, column.unit or unit, (place,))
                self._figure(row, place, column, measure, area, iso_date(column.period) or iso)

    def _long(self, row: int, area: URIRef, iso: str) -> None:
        """The one figure of a row that names its measure in a cell."""
        place, column = next((p, c) for p, c in self.places if c.role == "value")
        where = next(p for p, c in self.places if c.role == "measure")
        wording = self.grid.rows[row][where]
        concept, unit = self.told.measures.get(wording, ("", ""))
        words, in_words = split_header(wording)
        unit = unit or self._cell(row, "unit") or in_words
        if not unit or scaled_unit(unit) is None:
            self._lack(
                row,
                column.header,
                wording,
                "its unit is not told or not known; describe it under kg:measures",
            )
            return
        self._figure(row, place, column, _Measure(concept, words, unit, (where,)), area, iso)

    def _area(self, row: int, division: Division) -> URIRef:
        """The node of a division, mentioned by the cells that name it."""
        known = len(division.code) <= 6
        book = "gbt2260" if known else CODE_BOOK
        node = instance(f"place_{division.code}" if known else f"place_{CODE_BOOK}_{division.code}")
        self._type(node, KG[division.level])
        self.graph.add((node, RDFS.label, Literal(division.name, lang="zh")))
        self.graph.add(
            (node, SKOS.notation, Literal(division.code, datatype=URIRef(prefixes()["codebook"] + book)))
        )
        self.graph.add((node, KG.rule, Literal("table.area")))
        for place, column in self.places:
            if column.role in ("code", "name") and self.grid.rows[row][place]:
                self.graph.add((node, KG.mention, self._passage(row, place)))
        return node

    def _figure(
        self, row: int, place: int, column: Column, measure: _Measure, area: URIRef, iso: str
    ) -> None:
        words = self.grid.rows[row][place]
        number = _bare(words)
        if words in column.nulls or number in wordlist("tabular", "empty"):
            return
        scaled = scaled_unit(measure.unit) if measure.unit else None
        if scaled is None:
            self._lack(
                row,
                column.header,
                words,
                f"the unit {measure.unit or 'of the column'} is not told or not known",
            )
            return
        sign = -1 if number[:1] in ("-", "−") else 1
        try:
            value = plain(sign * parse_number(number.lstrip("-−").replace(" ", "")) * scaled[0])
        except ValueError:
            self._lack(row, column.header, words, "no number")
            return
        self._add(row, place, measure, value, scaled[1], area, iso)

    def _add(
        self, row: int, place: int, measure: _Measure, value: Decimal, unit: Unit, area: URIRef, iso: str
    ) -> None:
        graph, words = self.graph, self.grid.rows[row][place]
        start, end = self.grid.span(row, place)
        node = instance(figure_id(self.local, start, end))
        self._type(node, KG.Figure)
        graph.add((node, RDFS.label, Literal(f"{measure.words}：{words}", lang="zh")))
        for property_ in (SCHEMA.value, SCHEMA.minValue, SCHEMA.maxValue):
            graph.add((node, property_, _literal(value)))
        graph.add((node, SCHEMA.unitText, Literal(unit.name)))
        graph.add((node, SCHEMA.unitCode, unit.iri))
        graph.add((node, KG.qualifier, qualifier("exact")))
        graph.add((node, KG.words, Literal(words)))
        graph.add((node, SCHEMA.variableMeasured, self._concept(measure, unit)))
        if unit.name in _PARTS:
            graph.add((node, KG.percentageOf, base_concept(measure.words)))
        statistic = statistic_of(measure.words, "exact", "", unit.kind)
        if statistic is not None:
            graph.add((node, KG.statistic, statistic))
        graph.add((node, SDMX.refArea, area))
        if iso:
            graph.add((node, SDMX.refPeriod, self._period(iso)))
        graph.add((node, KG.periodBasis, Literal("stated" if iso else "undated")))
        graph.add((node, PROV.wasQuotedFrom, self._passage(row, place)))
        for header in measure.headers:
            told = header if header == place else None
            graph.add(
                (node, KG.quotedHeader, self._passage(row, header) if told is None else self._header(header))
            )
        graph.add((node, KG.inReport, self.report))
        graph.add((node, KG.rule, Literal("table.cell")))
        self.figures += 1

    def _concept(self, measure: _Measure, unit: Unit) -> URIRef:
        """The measure: the curated one that is described or that the wording names, else the wording's own, narrower one."""
        curated = URIRef(measure.concept) if measure.concept else concept_of(measure.words, unit.kind)
        named = measure.concept or (measure.words, curated) in wordings(KG.measures)
        if curated is not None and named:
            label = next(
                o for o in vocabulary().objects(curated, SKOS.prefLabel) if getattr(o, "language", "") == "zh"
            )
            concept = curated
        else:
            concept = instance("measure_" + hashlib.sha256(measure.words.encode("utf-8")).hexdigest()[:12])
            label = Literal(measure.words, lang="zh")
            if curated is not None:
                self.graph.add((concept, SKOS.broader, curated))
        self.graph.add((concept, RDF.type, SKOS.Concept))
        self.graph.add((concept, SKOS.inScheme, KG.measures))
        self.graph.add((concept, SKOS.prefLabel, label))
        return concept

    def _header(self, place: int) -> URIRef:
        """The passage of the lowest header cell of a column that has words, or of the nearest one before it that is merged."""
        for row in range(self.grid.heads - 1, -1, -1):
            for column in range(place, -1, -1):
                if self.grid.rows[row][column]:
                    return self._passage(row, column)
                if row == self.grid.heads - 1:
                    break
        return self._passage(self.grid.heads, place)

    def _passage(self, row: int, place: int) -> URIRef:
        start, end = self.grid.span(row, place)
        passage = URIRef(f"{self.report}#char={start},{end}")
        self._type(passage, KG.Passage)
        self.graph.add((passage, OA.exact, Literal(self.grid.rows[row][place])))
        self.graph.add((passage, OA.start, Literal(start)))
        self.graph.add((passage, OA.end, Literal(end)))
        self.graph.add((passage, KG.line, Literal(self.grid.lines[row])))
        self.graph.add((passage, KG.column, Literal(place + 1)))
        self.graph.add((passage, KG.inReport, self.report))
        return passage

    def _period(self, iso: str) -> URIRef:
        node = instance(f"period_{iso}")
        self.graph.add((node, RDF.type, TIME.ProperInterval))
        self.graph.add((node, RDFS.label, Literal(iso)))
        for property_, day in ((TIME.hasBeginning, first_day(iso)), (TIME.hasEnd, last_day(iso))):
            instant = instance(f"day_{day}")
            self.graph.add((node, property_, instant))
            self.graph.add((instant, RDF.type, TIME.Instant))
            self.graph.add((instant, TIME.inXSDDate, Literal(day, datatype=XSD.date)))
        return node

    def _type(self, node: URIRef, cls: URIRef) -> None:
        for above in class_chain(cls):
            self.graph.add((node, RDF.type, above))


def _literal(value: Decimal) -> Literal:
    return Literal(int(value)) if value == value.to_integral_value() else Literal(value)


@cache
def _footnote() -> regex.Pattern[str]:
    return regex.compile(lexicon("tabular")["footnotes"]["pattern"])


def _bare(words: str) -> str:
    """A number without the mark of a footnote, folded, with the separators of its thousands as commas.

    >>> _bare("３９，６３０①"), _bare("5 092 8*"), _bare("…")
    ('39,630', '5 092 8', '…')
    """
    return fold(_footnote().sub("", words.strip())).strip()
