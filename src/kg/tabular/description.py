"""What the columns of a table mean, told by a description in CSVW (Metadata Vocabulary for Tabular Data, W3C, 2015).

A column's role is its propertyUrl: skos:notation is the area's code, rdfs:label its name, sdmx:refPeriod the period,
schema:variableMeasured a measure's wording, schema:value its value, schema:unitText the unit; kg:Figure says that its
cells state what its header names; any other is the measure that they state. A unit stands as "schema:unitText" of a
column, or in its header: 人口（万人）; "sdmx:refPeriod" of a column is the period of its cells. For the whole table stand
"dct:title", "sdmx:refPeriod", "dct:spatial" (the code within which names are looked up), and "kg:measures", which gives
wordings of a measure column their measure and unit.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import regex

from kg.errors import BadInput
from kg.ontology import KG, Unit, prefixes, units, wordings
from kg.text import fold

__all__ = ["Column", "Description", "beside", "read_description", "scaled_unit", "split_header", "split_year"]

_ROLES = {
    "skos:notation": "code", "rdfs:label": "name", "sdmx:refPeriod": "period", "schema:variableMeasured": "measure",
    "schema:value": "value", "schema:unitText": "unit",
}  # fmt: skip
_UNIT = regex.compile(
    r"^(?P<words>.+?)(?:[（(\[【](?:单位[:：])?(?P<unit>[^（）()\[\]【】]+)[）)\]】]|[/／](?P<unit>[^/／]+)|(?P<unit>[%％‰]))$"
)
_YEAR = regex.compile(
    r"^(?P<year>(?:19|20)\d{2})年?(?:末|底|度)?[_ ]?(?P<words>\D.*)$|^(?P<words>.*\D)[_ ](?P<year>(?:19|20)\d{2})年?$"
)
_SCALES = {"百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8}


@dataclass(frozen=True, slots=True)
class Column:
    """A described column: its header, its role ("figure" for one that states a measure), measure IRI, unit, period and nulls."""

    header: str
    role: str
    measure: str = ""
    unit: str = ""
    period: str = ""
    nulls: tuple[str, ...] = ("",)


@dataclass(frozen=True)
class Description:
    """What a description says of a table. `measures` maps a wording of a measure column to its measure IRI and unit."""

    file: Path
    columns: tuple[Column, ...]
    title: str = ""
    period: str = ""
    spatial: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_rows: int = 1
    measures: dict[str, tuple[str, str]] = field(default_factory=dict)


def beside(table: Path) -> Path:
    """Where the description of a table is looked for: `population.csv-metadata.json` beside `population.csv`.

    The name without the table's own ending counts as well.
    """
    full = table.with_name(table.name + "-metadata.json")
    short = table.with_name(table.stem + "-metadata.json")
    return short if short.is_file() and not full.is_file() else full


def read_description(file: Path) -> Description:
    """Reads a description. Raises BadInput with the file and what is wrong."""
    from csvw.metadata import Table, TableGroup

    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
        whole: Any = (TableGroup if "tables" in content else Table).from_file(file)
        table = whole.tables[0] if "tables" in content else whole
        described = list(table.tableSchema.columns)
    except json.JSONDecodeError as e:
        raise BadInput(f"{file}, line {e.lineno}: not readable as JSON: {e.msg}") from e
    except Exception as e:  # csvw raises several unrelated kinds
        raise BadInput(f"{file}: not readable as CSVW: {' '.join(str(e).split())[:200]}") from e
    props = table.common_props
    columns = tuple(_column(c, file) for c in described)
    roles = [c.role for c in columns]
    if not {"code", "name"} & set(roles):
        raise BadInput(f"{file}: no column is the area: give one the propertyUrl skos:notation or rdfs:label")
    if ("value" in roles) != ("measure" in roles):
        raise BadInput(
            f"{file}: a column of measures (schema:variableMeasured) needs one of values (schema:value)"
        )
    if not {"figure", "value"} & set(roles):
        raise BadInput(f"{file}: no column states a figure")
    dialect = table.dialect
    return Description(
        file,
        columns,
        title=_text(props.get("dct:title") or props.get("dc:title")),
        period=_text(props.get("sdmx:refPeriod")),
        spatial=_text(props.get("dct:spatial") or props.get("dc:spatial")),
        encoding=dialect.encoding if dialect else "",
        delimiter=dialect.delimiter if dialect and dialect.delimiter != "," else "",
        header_rows=dialect.headerRowCount if dialect else 1,
        measures={
            k: (_measure(v.get("measure", ""), file), v.get("unit", ""))
            for k, v in props.get("kg:measures", {}).items()
        },
    )


def _text(value: Any) -> str:
    return str(value.get("@value", "")) if isinstance(value, dict) else "" if value is None else str(value)


def _column(found: Any, file: Path) -> Column:
    header = found.titles.getfirst() if found.titles else found.name
    url = str(found.propertyUrl.uri) if found.propertyUrl is not None else ""
    nulls = tuple(found.null or [""])
    if found.suppressOutput or not url:
        return Column(header, "", nulls=nulls)
    short = next((f"{p}:{url.removeprefix(b)}" for p, b in prefixes().items() if url.startswith(b)), url)
    role = _ROLES.get(short, "figure")
    unit = _text(found.common_props.get("schema:unitText"))
    period = _text(found.common_props.get("sdmx:refPeriod"))
    measure = _measure(url, file) if role == "figure" and short != "kg:Figure" else ""
    return Column(header, role, measure, unit, period, nulls)


def _measure(url: str, file: Path) -> str:
    """The IRI of a measure of the scheme, given by its IRI, as `measure:population` or as `population`; "" for none."""
    if not url:
        return ""
    iri = (
        prefixes()["measure"] + url.removeprefix("measure:")
        if ":" not in url or url.startswith("measure:")
        else url
    )
    known = {str(concept) for _, concept in wordings(KG.measures)}
    if iri not in known:
        raise BadInput(f"{file}: {url} is no measure of the scheme; see ontology/schemes/measures.ttl")
    return iri


def split_header(header: str) -> tuple[str, str]:
    """The wording and the unit of a header.

    >>> split_header("人口（万人）"), split_header("总人口"), split_header("城镇化率%"), split_header("粮食产量/吨")
    (('人口', '万人'), ('总人口', ''), ('城镇化率', '%'), ('粮食产量', '吨'))
    """
    found = _UNIT.match(header.strip())
    if found is None or scaled_unit(found["unit"]) is None:
        return header.strip(), ""
    return found["words"].strip(), found["unit"].strip()


def split_year(words: str) -> tuple[str, str]:
    """The wording of a header without the year that it begins or ends with, and that year.

    >>> split_year("2020年常住人口"), split_year("人口_2010"), split_year("总人口")
    (('常住人口', '2020'), ('人口', '2010'), ('总人口', ''))
    """
    found = _YEAR.match(fold(words).strip())
    return (found["words"].strip(), found["year"]) if found is not None else (words, "")


def scaled_unit(words: str) -> tuple[int, Unit] | None:
    """A unit with what a number before it is multiplied by; None for words that are no unit.

    >>> scaled_unit("万人")[0], scaled_unit("元")[0], scaled_unit("女=100")
    (10000, 1, None)
    """
    plain = fold(words).strip()
    if plain in units():
        return 1, units()[plain]
    for scale in sorted(_SCALES, key=len, reverse=True):
        if plain.startswith(scale) and plain[len(scale) :] in units():
            return _SCALES[scale], units()[plain[len(scale) :]]
    return None
