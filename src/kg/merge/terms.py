"""The terms that the merge asks for, as N-Triples writes them, and the way back to a value."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rdflib import DCTERMS, PROV, RDF, RDFS, SKOS, URIRef

from kg.ontology import KG, SDMX, instance, prefixes

__all__ = ["DERIVED", "T", "columns", "nt", "text_of", "word"]

DERIVED = instance("merge")
"""The graph of all that a merge derives: links of identity and comparisons. A later merge derives it anew."""

_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf"\'\\]))')
_PLAIN = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_SCHEMA = prefixes()["schema"]


def nt(iri: str) -> str:
    """An IRI between angle brackets."""
    return f"<{iri}>"


def columns(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Rows as columns, in which form many of them are put into a table at once: one row at a time takes 2 ms."""
    return [list(column) for column in zip(*rows, strict=True)]


def text_of(term: str) -> str:
    r"""The characters of a term: an IRI without brackets, a literal without quotes, language and datatype.

    >>> text_of('"太白\\n县"@zh'), text_of("<urn:a>")
    ('太白\n县', 'urn:a')
    """
    if term.startswith("<"):
        return term[1:-1]
    inner = term[1 : term.rindex('"')]
    return _ESCAPE.sub(_unescaped, inner) if "\\" in inner else inner


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _PLAIN[found[3]]


def word(text: str, lang: str = "zh") -> str:
    """A literal as N-Triples writes it, in a language unless that is "".

    >>> word('“a”"', "")
    '"“a”\\\\""'
    """
    for char, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(char, escaped)
    return f'"{text}"@{lang}' if lang else f'"{text}"'


def _named(**iris: URIRef | str) -> dict[str, str]:
    return {name: nt(str(iri)) for name, iri in iris.items()}


T = _named(
    type=RDF.type,
    subject=RDF.subject,
    predicate=RDF.predicate,
    object=RDF.object,
    label=RDFS.label,
    alt=SKOS.altLabel,
    pref=SKOS.prefLabel,
    broader=SKOS.broader,
    notation=SKOS.notation,
    exact=SKOS.exactMatch,
    replaced=DCTERMS.isReplacedBy,
    conforms=DCTERMS.conformsTo,
    spatial=DCTERMS.spatial,
    title=DCTERMS.title,
    issued=DCTERMS.issued,
    publisher=DCTERMS.publisher,
    sha256=_SCHEMA + "sha256",
    identifier=DCTERMS.identifier,
    derived=PROV.wasDerivedFrom,
    quoted=PROV.wasQuotedFrom,
    area=SDMX.refArea,
    period=SDMX.refPeriod,
    about=_SCHEMA + "observationAbout",
    measured=_SCHEMA + "variableMeasured",
    value=_SCHEMA + "value",
    low=_SCHEMA + "minValue",
    high=_SCHEMA + "maxValue",
    unit=_SCHEMA + "unitText",
    quote=prefixes()["oa"] + "exact",
    start=prefixes()["oa"] + "start",
    end=prefixes()["oa"] + "end",
    upper=KG.upperValue,
    qualifier=KG.qualifier,
    statistic=KG.statistic,
    per=KG.per,
    base=KG.percentageOf,
    words=KG.words,
    mention=KG.mention,
    in_report=KG.inReport,
    located=KG.locatedIn,
    jurisdiction=KG.jurisdiction,
    holds=KG.holdsPost,
    temporal=DCTERMS.temporal,
    candidate=KG.candidateCode,
    counted=KG.countedWith,
    Report=KG.Report,
    Figure=KG.Figure,
    Statement=KG.Statement,
)
"""Properties and classes by a short name, for use in SQL."""
