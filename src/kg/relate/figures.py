"""Figures: each quantity with its measure, what it is about, the area and the period it holds for."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import regex

from kg.changes import reads_as_change
from kg.model import Document, Figure, Mention, Quantity, Recognition, Span
from kg.periods import is_planned, section_year
from kg.relate.about import about
from kg.relate.areas import Areas
from kg.relate.measure import measure
from kg.relate.number import Measured
from kg.relate.phrases import alternatives
from kg.relate.setting import Setting, beside, is_a
from kg.relate.tables import read_table_figures
from kg.rulebook import wordlist

__all__ = ["read_figures"]

_ATTRIBUTIVE = regex.compile(r"^[^,。;]{0,6}(?:的(?!$)|第\p{Han}+批)")


def read_figures(document: Document, recognition: Recognition) -> tuple[Figure, ...]:
    """The figures of the body, in order."""
    found: list[Figure] = []
    areas = Areas(document, recognition)
    for sentence, quantities in _by_sentence(document, recognition).items():
        inside = tuple(recognition.mentions_at.inside(sentence))
        before: tuple[Quantity, Measured] | None = None
        last: Figure | None = None
        counted: set[Mention] = set()
        for n, stated in enumerate(quantities):
            quantity = _as_planned(document.folded, stated)
            following = quantities[n + 1].span.start if n + 1 < len(quantities) else sentence.end
            first = sentence.start if sentence.start < quantity.span.start else 0
            measured = measure(document.folded, quantity, before, inside, following, first)
            area = areas.of(sentence, inside, quantity)
            setting = Setting(
                document, recognition, sentence, inside, quantity, measured, last, counted, area
            )
            subject = about(setting)
            words = measured.words.strip()
            if quantity.rule == "quantity.base-share" and subject is not None:
                words = subject.name + words
            changed = _changed_from(document, sentence, last.quantity if last else None, quantity)
            period, basis = _period(document, recognition, sentence, quantity, changed)
            if changed is not None and found[-1].basis == "inferred":
                # What something was before was so before the report's year.
                found[-1] = replace(found[-1], period="", basis="undated")
            last = Figure(quantity, words, subject, area, period, basis, changed)
            before = (quantity, measured)
            found.append(last)
            held = quantity.unit in wordlist("measures", "held_units")  # 开展清河行动4次,清理违建12处
            listed = (
                setting.kind in ("count", "people") and not held
            )  # a sum tells of it: 工程投资2亿元,覆盖15个乡镇
            if subject is not None and listed and beside(last, document.folded):
                counted.add(subject)
    if recognition.entries:
        found = sorted((*found, *read_table_figures(document, recognition)), key=lambda f: f.quantity.span)
    return tuple(found)


def _as_planned(folded: str, quantity: Quantity) -> Quantity:
    """以上 tells of what is reached already that it is more, of what is planned that it shall be no less."""
    if quantity.qualifier != "over" or not folded.endswith("以上", 0, quantity.span.end):
        return quantity
    return replace(quantity, qualifier="atLeast") if is_planned(folded, quantity.span.start) else quantity


def _changed_from(
    document: Document, sentence: Span, earlier: Quantity | None, quantity: Quantity
) -> Quantity | None:
    """The quantity before in the sentence where the text says that it became this one: 由12份精简为5份."""
    if earlier is None or earlier.unit != quantity.unit:
        return None
    change = reads_as_change(document.folded, sentence.start, earlier.span, quantity.span)
    return earlier if change else None


def _by_sentence(document: Document, recognition: Recognition) -> dict[Span, list[Quantity]]:
    """The quantities of the body by the sentence in which they stand."""
    found: dict[Span, list[Quantity]] = {}
    cells = {entry.quantity.span for entry in recognition.entries}
    for quantity in recognition.quantities:
        if quantity.span in cells:
            continue
        sentence = document.sentence_around(quantity.span)
        if sentence is None:
            segment = document.segment_at(quantity.span.start)
            if (
                segment is not None
                and segment.kind in ("heading", "paragraph")
                and segment.span.holds(quantity.span)
            ):
                sentence = quantity.span
        if sentence is not None:
            found.setdefault(sentence, []).append(quantity)
    return found


def _period(
    document: Document,
    recognition: Recognition,
    sentence: Span,
    quantity: Quantity,
    changed: Quantity | None,
) -> tuple[str, str]:
    """The period of a figure and whether it is stated: the last time before it in its sentence, else the report's year.

    A time inside an attribute (2020年申报的第三批) tells of that noun only. What is told of an undated past (原来, 曾),
    of what is to come (将, 力争) or in somebody's speech does not get the report's year. `changed` is what the quantity was before.
    """
    folded, start = document.folded, quantity.span.start
    past = _past().search(folded, sentence.start, start)
    if past and folded[past.end() : start].strip("的") == "":
        return "", "undated"
    # 较上年增加 compares with the year before, it does not tell of it.
    stated = [p for p in recognition.periods_at.inside(sentence) if p.span.end <= start]
    for period in reversed(stated):
        if period.value == "{0}" and any(p.value[:1].isdigit() for p in stated if p.span < period.span):
            continue  # 2023年,全县将…,力争年内消除: within the year named before
        if _dates_a_name(recognition, sentence, period.span):
            continue
        if changed is not None and not folded[period.span.end : changed.span.start].strip("的"):
            continue  # 从2021年的38万元增长到61万元: the year is that of the earlier value
        compared = folded[max(0, period.span.start - 1) : period.span.start] in ("较", "比", "同", "与")
        if not compared and not _ATTRIBUTIVE.match(folded[period.span.end : start]):
            value = period.resolved(recognition.year)
            if value:
                return value, "stated"
    clause = max(folded.rfind(mark, sentence.start, start) for mark in ",;")
    ahead = _future().finditer(folded, max(sentence.start, clause - 16), start)
    coming = any(not _in_a_name(recognition, sentence, Span(*word.span())) for word in ahead)
    undated = past is not None or coming or document.in_quotation(start)
    section = section_year(folded, start)
    if section and section != recognition.year and past is None:
        return section, "section"
    return ("", "undated") if undated else (recognition.year, "inferred")


def _dates_a_name(recognition: Recognition, sentence: Span, period: Span) -> bool:
    """Whether a time belongs to a name: 荣获2022年美丽休闲乡村称号, 《三年行动计划（2022—2024年）》."""
    follows = (m for m in recognition.mentions_at.inside(sentence) if m.span.start == period.end)
    return any(is_a(m, "Program") for m in follows) or _in_a_name(recognition, sentence, period)


def _in_a_name(recognition: Recognition, sentence: Span, words: Span) -> bool:
    """Whether words stand inside the name of a document or a program: 计划 in 《三年行动计划》."""
    inside = recognition.mentions_at.inside(sentence)
    return any(m.span.holds(words) and is_a(m, "Document", "Program") for m in inside)


@cache
def _past() -> regex.Pattern[str]:
    return regex.compile(alternatives("past"))


@cache
def _future() -> regex.Pattern[str]:
    return regex.compile(alternatives("future"))
