"""What the explorer tells, as plain records: entities, relations, figures, reports and the marks in their texts.

The records refer to each other by place: an entity is its place in `Content.entities`, a mark its place in
`Content.marks`. -1 stands for none. Terms (classes, predicates, concepts) carry their labels in both languages.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Content", "Entity", "Figure", "Group", "Mark", "Relation", "Report", "Term"]


@dataclass(frozen=True, slots=True)
class Term:
    """A class, predicate or concept with its labels."""

    zh: str
    en: str
    iri: str


@dataclass(frozen=True, slots=True)
class Group:
    """An entry of the legend: a term with its colour (#rrggbb) and shape, by the hints of the ontology."""

    term: int
    colour: str
    shape: str


@dataclass(slots=True)
class Entity:
    """A node of the network. `about` holds lines (term, text) or (term, term) that lead to no other entity.

    `weight` orders what a far view shows: nodes that contain others, and well-connected ones, first.
    """

    name: str
    iri: str
    kind: int
    group: int
    aliases: tuple[str, ...] = ()
    about: tuple[tuple[int, str | int], ...] = ()
    marks: tuple[int, ...] = ()
    first: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two entities; `drawn` tells whether it is an edge of the network."""

    subject: int
    predicate: int
    object: int
    marks: tuple[int, ...]
    drawn: bool
    contains: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity. `value` and `upper` are in the base unit `unit`; `measure` is the wording, `concept` its kind."""

    name: str
    iri: str
    words: str
    value: float | int | None
    upper: float | int | None
    unit: str
    measure: str
    concept: int
    qualifier: int
    statistic: int
    per: str
    base: str
    about: int
    area: int
    period: str
    basis: str
    marks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report; `text` is None where it is not at hand. `entity` is its node, `link` its address if one is told."""

    iri: str
    title: str
    publisher: str
    issued: str
    file: str
    period: str
    area: int
    entity: int
    link: str
    sha256: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage: code points `start` to `end` of a report's text, and its exact words."""

    report: int
    start: int
    end: int
    words: str


@dataclass(slots=True)
class Content:
    """All that a page tells. `base` is the beginning of the IRIs of instances, `prefixes` serve the Turtle download."""

    base: str
    prefixes: dict[str, str]
    terms: list[Term] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
