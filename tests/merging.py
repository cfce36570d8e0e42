"""Small graphs for the tests of the merge, written as Turtle from rows."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from rdflib import Graph

from kg.assemble import assemble
from kg.codebook import county_graph
from kg.identifiers import digest
from kg.merge import merge
from kg.ontology import prefixes
from kg.store import turtle
from kg.tabular import import_table, suggest
from reasoning import seed_graph
from texts import facts

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
ID = prefixes()["id"]

HEAD = "".join(f"@prefix {name}: <{base}> .\n" for name, base in prefixes().items())


COUNTY = f"{ID}place_610331"
FILES = (
    "graph.nq",
    "graph.ttl",
    "review.tsv",
    "conflicts.tsv",
    "conflicts.html",
    "unmatched.tsv",
    "network.html",
)
FILE = "judgements.sssom.tsv"


def shared(name: str) -> list[dict[str, str]]:
    """The rows of a real table beside the project; skips where it is not at hand."""
    file = SHARED / name
    if not file.is_file():
        pytest.skip(f"../shared/data/{name} is not at hand")
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def place(
    iri: str,
    cls: str,
    label: str,
    *,
    code: str = "",
    book: str = "nbs2023",
    within: str = "",
) -> str:
    """A division as Turtle."""
    parts = [f'<{iri}> a kg:{cls}, kg:AdministrativeDivision, kg:Place ; rdfs:label "{label}"@zh']
    if code:
        parts.append(f'skos:notation "{code}"^^codebook:{book if len(code) > 6 else "gbt2260"}')
    if within:
        parts.append(f"kg:locatedIn <{within}>")
    return " ; ".join(parts) + " .\n"


def town(county: str, name: str) -> str:
    """The IRI of a town without a code."""
    return f"{ID}place_{county}_{digest('', name)}"


def village(county: str, in_town: str, name: str) -> str:
    """The IRI of a village without a code, in a town."""
    return f"{ID}place_{county}_{digest(in_town or '?', name)}"


def listing(
    name: str, rows: Iterable[Mapping[str, str]], book: str = "nbs2023", known: Iterable[str] = ()
) -> str:
    """A source that lists divisions; rows have cls, name, code, town and county. `known` are codes of towns to link to."""
    report = f"{ID}report_{digest(name)}"
    sha = hashlib.sha256(name.encode()).hexdigest()
    lines = [HEAD, f'<{report}> a kg:Report ; dct:title "{name}"@zh ; schema:sha256 "{sha}" .\n']
    towns = set()
    for row in rows:
        county, code, around = row["county"], row.get("code", ""), row.get("town", "")
        within = ""
        if row["cls"] in ("Village", "Community") and around:
            within = f"{ID}place_{book}_{code[:9]}" if code else town(county, around)
            if within not in towns:
                towns.add(within)
                lines.append(place(within, "Township", around, code=code[:9], book=book))
        if row["cls"] == "County":
            iri = f"{ID}place_{code}"
        elif code:
            iri = f"{ID}place_{book}_{code}"
        elif row["cls"] == "Township":
            iri = town(county, row["name"])
        else:
            iri = village(county, around, row["name"])
        lines.append(place(iri, row["cls"], row["name"], code=code, book=book, within=within))
    return "".join(lines)


def figure(
    report: str,
    area: str,
    value: str,
    *,
    period: str = "2020",
    measure: str = "常住人口",
    curated: str = "population",
    qualifier: str = "exact",
    low: str | None = None,
    high: str | None = None,
    unit: str = "人",
    place_: int = 0,
) -> str:
    """A report with one figure, as Turtle without a head. `low` and `high` are the value's own unless told."""
    base = f"{ID}report_{digest(report)}"
    node, words = f"{ID}figure_{digest(report)}_{place_}", f"{value}{unit}"
    concept = f"{ID}measure_{digest(measure)}"
    ends = "".join(
        f" ; schema:{name} {end}"
        for name, end in (
            ("minValue", low if low is not None else value),
            ("maxValue", high if high is not None else value),
        )
        if end
    )
    when = f"{ID}period_{period.replace('/', '_')}"
    dated = (
        f' ; sdmx:refPeriod <{when}> . <{when}> a time:ProperInterval ; rdfs:label "{period}"'
        if period
        else ""
    )
    return (
        f'<{base}> a kg:Report ; dct:title "{report}"@zh .\n'
        f'<{base}#char={place_},{place_ + len(words)}> a kg:Passage ; oa:exact "{words}" ; kg:inReport <{base}> .\n'
        f'<{concept}> a skos:Concept ; skos:prefLabel "{measure}"@zh'
        + (f" ; skos:broader measure:{curated} .\n" if curated else " .\n")
        + f'<{node}> a kg:Figure ; schema:value {value} ; schema:unitText "{unit}" ; kg:words "{words}" ; '
        f"kg:qualifier qualifier:{qualifier} ; schema:variableMeasured <{concept}> ; sdmx:refArea <{area}> ; "
        f"kg:inReport <{base}> ; prov:wasQuotedFrom <{base}#char={place_},{place_ + len(words)}>{ends}{dated} .\n"
    )


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a table with tabs."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def put(folder: Path, name: str, text: str) -> Path:
    """Writes a graph."""
    file = folder / f"{name}.ttl"
    file.write_text(text, encoding="utf-8")
    return file


def content(folder: Path, files: Iterable[str] = (*FILES, FILE)) -> dict[str, bytes]:
    """The bytes of those files of a merge that it has."""
    return {name: (folder / name).read_bytes() for name in files if (folder / name).is_file()}


def built(folder: Path, name: str, text: str) -> Path:
    """Writes the graph of a made-up report."""
    return put(folder, name, turtle(assemble([facts(text)])))


def everything(folder: Path) -> Graph:
    """The seed graph, and its merge with the code book, a table and reports that agree, refine, conflict and follow it."""
    seed = seed_graph(folder / "seed")
    (folder / "seed.ttl").write_text(turtle(seed), encoding="utf-8")
    (folder / "codes.ttl").write_text(turtle(county_graph("610331")), encoding="utf-8")
    sheet = folder / "人口.csv"
    sheet.write_text("代码,年份,人口（人）\n610331,2020,39630\n", encoding="utf-8")
    (folder / "人口.csv-metadata.json").write_text(suggest(sheet), encoding="utf-8")
    (folder / "people.ttl").write_text(turtle(import_table(sheet).graph), encoding="utf-8")
    told = {"甲": {"value": "39630"}, "乙": {"value": "39600", "qualifier": "over", "high": "39700"}}
    told |= {"丙": {"value": "38000"}, "丁": {"value": "50928", "period": "2010"}}
    files = [folder / f"{name}.ttl" for name in ("seed", "codes", "people")]
    files += [put(folder, name, HEAD + figure(name, COUNTY, **row)) for name, row in told.items()]
    files.append(
        put(folder, "named", listing("戊", [{"cls": "Township", "county": "610331", "name": "鹦鸽镇"}]))
    )
    merge(files, folder / "merged", draw=False)
    return seed + Graph().parse(folder / "merged" / "graph.ttl")
