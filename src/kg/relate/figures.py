"""Figures: each quantity with its measure, what it is about, the area and the period it holds for."""

from __future__ import annotations

import regex

from kg.model import Document, Figure, Mention, Period, Quantity, Recognition, Span
from kg.ontology import KG, class_chain
from kg.relate.measure import Measured, measure, units_kind

__all__ = ["read_figures"]

_ATTRIBUTIVE = regex.compile(r"^[^,。;]{0,6}(?:的|第\p{Han}+批)")
_FORMERLY = regex.compile(r"(?:原来|以前|过去|此前|原有)的?$")
_RECIPIENT = regex.compile(r"(?:为|给|向|对|使|让)$")
_SUBJECT_BEFORE = regex.compile(r"(?:^|[,。;:\n”])(?:今年以来|目前|其中|同时|截至目前|如今)?,?$")
_GAP = regex.compile(r"^(?:共有?|有|的|现有|各|累计|共计|范围内|内|上下|现|辖|下辖|)$")


def read_figures(document: Document, recognition: Recognition) -> tuple[Figure, ...]:
    """The figures of the body, in order."""
    found: list[Figure] = []
    by_sentence: dict[Span, list[Quantity]] = {}
    body = [s.span for s in document.body]
    for quantity in recognition.quantities:
        sentence = next((s for s in document.sentences if s.holds(quantity.span)), None)
        if sentence is None and any(b.holds(quantity.span) for b in body):
            sentence = quantity.span
        if sentence is not None:
            by_sentence.setdefault(sentence, []).append(quantity)
    for sentence, quantities in by_sentence.items():
        inside = tuple(m for m in recognition.mentions if sentence.holds(m.span))
        before: tuple[Quantity, Measured] | None = None
        for n, quantity in enumerate(quantities):
            following = quantities[n + 1].span.start if n + 1 < len(quantities) else sentence.end
            measured = measure(document.folded, quantity, before, inside, following)
            about = _about(document, recognition, sentence, inside, quantity, measured, found)
            words = measured.words
            if quantity.rule == "quantity.base-share" and about is not None:
                words = about.name + words
            area = _area(document.folded, sentence, inside, quantity)
            period, basis = _period(document, recognition, sentence, quantity)
            found.append(Figure(quantity, words, about, area, period, basis))
            before = (quantity, measured)
    return tuple(found)


def _is(mention: Mention, *classes: str) -> bool:
    chain = class_chain(KG[mention.cls])
    return any(KG[c] in chain for c in classes)


def _about(
    document: Document,
    recognition: Recognition,
    sentence: Span,
    inside: tuple[Mention, ...],
    quantity: Quantity,
    measured: Measured,
    earlier: list[Figure],
) -> Mention | None:
    """What the quantity counts or describes.

    In this order: the entity that the measure's words name; for a sum, those to whom it goes; the entity named last
    before it in the sentence; the program or document named last before it in the paragraph.
    """
    folded, span = document.folded, measured.span
    if span is not None:
        named = [m for m in inside if span.holds(m.span) and not _is(m, "AdministrativeDivision")]
        if named:
            return max(named, key=lambda m: (m.span.end, len(m.span)))
        touching = [m for m in inside if m.span.overlaps(span) and not _is(m, "AdministrativeDivision")]
        if touching:
            return max(touching, key=lambda m: len(m.span))
        counted = [
            m for m in inside if m.span.start == quantity.span.end and _is(m, "PeopleGroup", "Post", "Organization")
        ]
        if counted:
            return counted[0]
    kind = units_kind(quantity)
    before = [m for m in inside if m.span.end <= quantity.span.start]
    if kind in ("money", "rate"):
        paid = [m for m in before if _is(m, "PeopleGroup") and _paid(folded, m, recognition)]
        if paid:
            return paid[-1]
    if kind == "people" and folded[quantity.span.end : quantity.span.end + 1] == "的":
        owner = next((m for m in inside if m.span.start == quantity.span.end + 1 and _is(m, "Place")), None)
        if owner is not None:
            return owner
    if quantity.rule == "quantity.base-share":
        after = [m for m in inside if m.span.start >= quantity.span.end and _is(m, "Program")]
        if after:
            return after[0]
    things = [m for m in before if not _is(m, "AdministrativeDivision", "MediaOutlet")]
    if kind in ("money", "rate"):
        clause = max(folded.rfind(mark, sentence.start, quantity.span.start) for mark in ",;:")
        near = [m for m in things if m.span.start > clause]
        if near:
            return _first_of_list(folded, near)
        if things:
            return things[-1]
    written = [m for m in things if _is(m, "Document", "Program")]
    if written:
        return written[-1]
    if kind == "money":
        after = [m for m in inside if m.span.start >= quantity.span.end and _is(m, "Program")]
        if after:
            return after[0]
    if kind in ("count", "people"):
        return things[-1] if things and kind == "count" else None
    paragraph = document.segment_at(quantity.span.start)
    if paragraph is None:
        return None
    topics = [
        m
        for m in recognition.mentions
        if paragraph.span.holds(m.span) and m.span.end <= quantity.span.start and _is(m, "Program", "Document")
    ]
    return topics[-1] if topics else None


def _paid(folded: str, mention: Mention, recognition: Recognition) -> bool:
    """Whether a group stands behind 为 or 给, maybe with its own number between (为905名村干部)."""
    start = mention.span.start
    counted = next((q.span.start for q in recognition.quantities if q.span.end == start), start)
    return bool(_RECIPIENT.search(folded, max(0, counted - 2), counted))


def _first_of_list(folded: str, mentions: list[Mention]) -> Mention:
    """The first member of the list (A、B率) in which the last mention stands."""
    found = mentions[-1]
    for mention in reversed(mentions[:-1]):
        if mention.cls in ("PeopleGroup", "Post") and folded[mention.span.end : found.span.start] in ("、", "和"):
            found = mention
    return found


def _area(folded: str, sentence: Span, inside: tuple[Mention, ...], quantity: Quantity) -> Mention | None:
    """The place a figure holds for: the one right before it, else the subject of its sentence, else None."""
    divisions = [m for m in inside if _is(m, "AdministrativeDivision") and m.span.end <= quantity.span.start]
    for mention in reversed(divisions):
        if _GAP.match(folded[mention.span.end : quantity.span.start]):
            return mention
    subject: Mention | None = None
    for mention in divisions:
        front = folded[sentence.start : mention.span.start]
        if subject is not None and mention.span.start == subject.span.end:
            subject = mention  # 白马镇柳沟村: the smaller one acts
        elif _SUBJECT_BEFORE.search(front) and not front.endswith("、"):
            subject = mention
    return subject


def _period(
    document: Document, recognition: Recognition, sentence: Span, quantity: Quantity
) -> tuple[str, str]:
    """The period of a figure and whether it is stated: the last time before it in its sentence, else the report's year.

    A time inside an attribute (2020年申报的第三批) tells of that noun only, and 原来的 takes a figure out of the time.
    """
    folded = document.folded
    if _FORMERLY.search(folded, max(0, quantity.span.start - 4), quantity.span.start):
        return "", "inferred"
    usable: list[Period] = []
    for period in recognition.periods:
        if sentence.holds(period.span) and period.span.end <= quantity.span.start and period.value:
            rest = folded[period.span.end : quantity.span.start]
            if not _ATTRIBUTIVE.match(rest):
                usable.append(period)
    for period in reversed(usable):
        value = period.resolved(recognition.year)
        if value:
            return value, "stated"
    return recognition.year, "inferred"
