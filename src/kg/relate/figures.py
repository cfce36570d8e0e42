"""Figures: each quantity with its measure, what it is about, the area and the period it holds for."""

from __future__ import annotations

from functools import cache

import regex

from kg.model import Document, Figure, Mention, Quantity, Recognition, Span
from kg.periods import section_year
from kg.relate.about import Setting, about, is_a
from kg.relate.measure import Measured, measure
from kg.relate.phrases import alternatives
from kg.relate.tables import read_table_figures

__all__ = ["read_figures"]

_ATTRIBUTIVE = regex.compile(r"^[^,。;]{0,6}(?:的(?!$)|第\p{Han}+批)")
_SUBJECT_BEFORE = regex.compile(r"(?:^|[,。;:\n”])(?:今年以来|目前|其中|同时|截至目前|如今|走进|来到|在)?,?$")
_POINT = regex.compile(r"(?<=[,;:。 ])(?:其?[一二三四五六七八九十]是)")
_SET_ASIDE = regex.compile(
    r"[、等和]|[^,。;]{0,8}(?:协作|帮扶|对口|援助|支援|援建)(?:资金|项目|财政|省|市|县|区|单位)"
)
_GAP = regex.compile(r"^(?:共有?|有|的|现有|各|累计|共计|范围内|内|上下|现|辖|下辖|)$")


def read_figures(document: Document, recognition: Recognition) -> tuple[Figure, ...]:
    """The figures of the body, in order."""
    found: list[Figure] = []
    for sentence, quantities in _by_sentence(document, recognition).items():
        inside = tuple(recognition.mentions_at.inside(sentence))
        before: tuple[Quantity, Measured] | None = None
        told: list[Figure] = []
        for n, quantity in enumerate(quantities):
            following = quantities[n + 1].span.start if n + 1 < len(quantities) else sentence.end
            first = sentence.start if sentence.start < quantity.span.start else 0
            measured = measure(document.folded, quantity, before, inside, following, first)
            setting = Setting(document, recognition, sentence, inside, quantity, measured, tuple(told))
            subject = about(setting)
            words = measured.words.strip()
            if quantity.rule == "quantity.base-share" and subject is not None:
                words = subject.name + words
            area = _area(document, recognition, sentence, inside, quantity)
            period, basis = _period(document, recognition, sentence, quantity)
            told.append(Figure(quantity, words, subject, area, period, basis))
            before = (quantity, measured)
        found += told
    if recognition.entries:
        found = sorted((*found, *read_table_figures(document, recognition)), key=lambda f: f.quantity.span)
    return tuple(found)


def _by_sentence(document: Document, recognition: Recognition) -> dict[Span, list[Quantity]]:
    """The quantities of the body by the sentence in which they stand."""
    found: dict[Span, list[Quantity]] = {}
    cells = {entry.quantity.span for entry in recognition.entries}
    for quantity in recognition.quantities:
        if quantity.span in cells:
            continue
        sentence = document.sentence_around(quantity.span)
        if sentence is None and any(b.span.holds(quantity.span) for b in document.body):
            sentence = quantity.span
        if sentence is not None:
            found.setdefault(sentence, []).append(quantity)
    return found


def _area(
    document: Document,
    recognition: Recognition,
    sentence: Span,
    inside: tuple[Mention, ...],
    quantity: Quantity,
) -> Mention | None:
    """The place a figure holds for: the one right before it, else the subject of its sentence, else None.

    A sentence without a place of its own goes on about the village or town that an earlier one of its paragraph is
    about: 在下陂村,…。公司为周边村民提供岗位85个。
    """
    folded = document.folded
    points = [m.end() for m in _POINT.finditer(folded, sentence.start, quantity.span.start)]
    point = points[-1] if points else sentence.start
    divisions = [
        m
        for m in inside
        if point <= m.span.start and m.span.end <= quantity.span.start and is_a(m, "AdministrativeDivision")
    ]
    for mention in reversed(divisions):
        if _GAP.match(folded[mention.span.end : quantity.span.start]):
            return mention
    subject = _subject(folded, point, sentence.end, divisions)
    if subject is not None or divisions or points:
        return subject
    paragraph = document.segment_at(sentence.start)
    if paragraph is None or _wider().search(folded[sentence.start : quantity.span.start]):
        return None
    for earlier in reversed([s for s in document.sentences_inside(paragraph.span) if s < sentence]):
        named = [m for m in recognition.mentions_at.inside(earlier) if is_a(m, "AdministrativeDivision")]
        if named or _wider().search(earlier.cut(folded)):
            subject = _subject(folded, earlier.start, earlier.end, named)
            small = subject is not None and (is_a(subject, "Village") or is_a(subject, "Township"))
            return subject if small else None
    return None


def _subject(folded: str, start: int, end: int, divisions: list[Mention]) -> Mention | None:
    """The division that the words from `start` to `end`, or the last part of them that has one, are about."""
    subject: Mention | None = None
    for mention in divisions:
        front = folded[start : mention.span.start]
        if subject is not None and mention.span.start == subject.span.end:
            subject = mention  # 白马镇柳沟村: the smaller one acts
        elif _SUBJECT_BEFORE.search(front) and not front.endswith("、"):
            subject = mention
        # 民主镇、蔺河镇等6个镇 is told of all of them, so of the area around them.
        # 北京市顺义区投入协作资金 is told of those who receive it.
        if subject is mention and _SET_ASIDE.match(folded, mention.span.end, end):
            subject = None
    return subject


@cache
def _wider() -> regex.Pattern[str]:
    return regex.compile(r"^全年|(?:全|我|该|本)[省市州盟县旗区]|各[乡镇县市区]|县里|[省市县]委|[省市县]政府")


def _period(
    document: Document, recognition: Recognition, sentence: Span, quantity: Quantity
) -> tuple[str, str]:
    """The period of a figure and whether it is stated: the last time before it in its sentence, else the report's year.

    A time inside an attribute (2020年申报的第三批) tells of that noun only. What is told of an undated past (原来, 曾),
    of what is to come (将, 力争) or in somebody's speech does not get the report's year.
    """
    folded, start = document.folded, quantity.span.start
    past = _past().search(folded, sentence.start, start)
    if past and folded[past.end() : start].strip("的") == "":
        return "", "undated"
    # 较上年增加 compares with the year before, it does not tell of it.
    before = (p for p in reversed(recognition.periods_at.inside(sentence)) if p.span.end <= start)
    for period in before:
        if any(
            m.span.start == period.span.end and is_a(m, "Program")
            for m in recognition.mentions_at.inside(sentence)
        ):
            continue  # 荣获2022年美丽休闲乡村称号 dates the title
        compared = folded[max(0, period.span.start - 1) : period.span.start] in ("较", "比", "同", "与")
        if not compared and not _ATTRIBUTIVE.match(folded[period.span.end : start]):
            value = period.resolved(recognition.year)
            if value:
                return value, "stated"
    clause = max(folded.rfind(mark, sentence.start, start) for mark in ",;")
    coming = _future().search(folded, max(sentence.start, clause - 16), start)
    undated = past is not None or coming is not None or _in_speech(document, start)
    section = section_year(folded, start)
    if section and section != recognition.year and past is None:
        return section, "section"
    return ("", "undated") if undated else (recognition.year, "inferred")


@cache
def _past() -> regex.Pattern[str]:
    return regex.compile(alternatives("past"))


@cache
def _future() -> regex.Pattern[str]:
    return regex.compile(alternatives("future"))


def _in_speech(document: Document, place: int) -> bool:
    """Whether a character stands inside a quotation that its paragraph opened before it."""
    paragraph = document.segment_at(place)
    before = document.folded[paragraph.span.start : place] if paragraph else ""
    return before.count("“") > before.count("”")
