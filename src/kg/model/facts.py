"""Facts of a report: entities, relations and figures with their ids."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.reading import Figure, Numeral
from kg.model.spans import Span
from kg.model.text import Document

__all__ = ["Entity", "Facts", "Relation"]


@dataclass(frozen=True, slots=True)
class Entity:
    """One real thing of a report: its IRI's local part, class, fullest name, other names and mentions.

    `codes` holds its division code with the code book ("gbt2260:610331"), `candidates` the codes of several divisions
    of that name among which the text does not decide.
    """

    id: str
    cls: str
    name: str
    aliases: tuple[str, ...]
    mentions: tuple[Span, ...]
    rules: tuple[str, ...]
    codes: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two entities by their ids, with the span that states it."""

    id: str
    subject: str
    predicate: str
    object: str
    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that one report states, resolved: entities, relations and figures by id, and the account of numerals.
    `figures` holds (id, figure, about id, area id); ids are "" where there is none.
    """

    document: Document
    report_id: str
    area: str
    year: str
    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...]
    figures: tuple[tuple[str, Figure, str, str], ...]
    numerals: tuple[tuple[Numeral, str], ...]
