"""The terms that the merge asks for, as N-Triples writes them."""

from __future__ import annotations

from collections.abc import Sequence

from kg import nt as spelled
from kg.nt import iri as nt
from kg.nt import text_of
from kg.ontology import instance

__all__ = ["DERIVED", "T", "columns", "nt", "text_of"]

DERIVED = instance("merge")
"""The graph of all that a merge derives: links of identity and comparisons. A later merge derives it anew."""


def columns(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Rows as columns, in which form many of them are put into a table at once: one row at a time takes 2 ms."""
    return [list(column) for column in zip(*rows, strict=True)]


T = {
    "type": spelled.rdf.type,
    "subject": spelled.rdf.subject,
    "predicate": spelled.rdf.predicate,
    "object": spelled.rdf.object,
    "label": spelled.rdfs.label,
    "alt": spelled.skos.altLabel,
    "pref": spelled.skos.prefLabel,
    "broader": spelled.skos.broader,
    "notation": spelled.skos.notation,
    "exact": spelled.skos.exactMatch,
    "replaced": spelled.dct.isReplacedBy,
    "conforms": spelled.dct.conformsTo,
    "spatial": spelled.dct.spatial,
    "title": spelled.dct.title,
    "issued": spelled.dct.issued,
    "publisher": spelled.dct.publisher,
    "sha256": spelled.schema.sha256,
    "identifier": spelled.dct.identifier,
    "derived": spelled.prov.wasDerivedFrom,
    "quoted": spelled.prov.wasQuotedFrom,
    "area": spelled.sdmx.refArea,
    "period": spelled.sdmx.refPeriod,
    "about": spelled.schema.observationAbout,
    "measured": spelled.schema.variableMeasured,
    "value": spelled.schema.value,
    "low": spelled.schema.minValue,
    "high": spelled.schema.maxValue,
    "unit": spelled.schema.unitText,
    "quote": spelled.oa.exact,
    "start": spelled.oa.start,
    "end": spelled.oa.end,
    "upper": spelled.kg.upperValue,
    "qualifier": spelled.kg.qualifier,
    "statistic": spelled.kg.statistic,
    "per": spelled.kg.per,
    "base": spelled.kg.percentageOf,
    "words": spelled.kg.words,
    "mention": spelled.kg.mention,
    "in_report": spelled.kg.inReport,
    "located": spelled.kg.locatedIn,
    "jurisdiction": spelled.kg.jurisdiction,
    "holds": spelled.kg.holdsPost,
    "temporal": spelled.dct.temporal,
    "candidate": spelled.kg.candidateCode,
    "counted": spelled.kg.countedWith,
    "Report": spelled.kg.Report,
    "Figure": spelled.kg.Figure,
    "Statement": spelled.kg.Statement,
}
"""Properties and classes by a short name, for use in SQL."""
