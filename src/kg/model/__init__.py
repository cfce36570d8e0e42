"""The nouns that the stages pass to each other. All are frozen; a stage returns new ones.

Glossary, with words to avoid:

- *Span*: a half-open range of code points of a report's text. (Not: offset, position.)
- *Source*: a report's text as decoded, with its SHA-256. (Not: input.) *Segment*: a part with a role. (Not: block.)
- *Table*: rows of cells that stand in the text; an *Entry* is the number of a cell with its headings. (Not: grid.)
- *Mention*: a span that names an entity, with the class it speaks of. (Not: hit, match.)
- *Quantity*: a span that states a number with its unit; with measure, area and period it is a *Figure*.
- *Link*: a relation between two mentions, with the span that states it. (Not: edge, triple.)
- *Entity*: one real thing with all its mentions in one report. (Not: node, object.)
- *Numeral*: any numeral of the text, and what became of it. (Not: token.)
"""

from kg.model.facts import Entity, Facts, Relation
from kg.model.reading import Division, Entry, Figure, Link, Mention, Numeral, Period, Quantity, Recognition
from kg.model.spans import Cover, InOrder, Span, SpanIndex, spans_at
from kg.model.tables import Table
from kg.model.text import Document, Header, HeaderField, Part, Segment, Source

__all__ = [
    "Cover",
    "Division",
    "Document",
    "Entity",
    "Entry",
    "Facts",
    "Figure",
    "Header",
    "HeaderField",
    "InOrder",
    "Link",
    "Mention",
    "Numeral",
    "Part",
    "Period",
    "Quantity",
    "Recognition",
    "Relation",
    "Segment",
    "Source",
    "Span",
    "SpanIndex",
    "Table",
    "spans_at",
]
