"""Times: what the text states, and the year that the report is about."""

from __future__ import annotations

import regex

from kg.model import Document, Period, Span
from kg.rulebook import Rule, rules

__all__ = ["former", "read_periods", "report_year"]

_GROUP = regex.compile(r"<(-?)(\w+)(?:\|([^>]*))?>")
_PLANS = {"十三五": "2016/2020", "十四五": "2021/2025", "十五五": "2026/2030"}
_RELATIVE = {"去": -1, "上": -1, "前": -2, "明": 1}
_YEAR = regex.compile(r"(?:19|20)\d\d")
_FORMERLY = regex.compile(r"(?:原来|以前|过去|此前|原有)的?$")


def read_periods(folded: str, rule: Rule | None = None) -> tuple[Period, ...]:
    """The periods of a folded text in order, none overlapping; an earlier rule wins over a later one."""
    found: list[Period] = []
    for reader in (rule,) if rule else rules("periods"):
        for match in reader.pattern.finditer(folded):
            span = Span(*match.span())
            if not any(p.span.overlaps(span) for p in found):
                found.append(Period(span, _value(reader, match), reader.name))
    return tuple(sorted(found, key=lambda p: p.span))


def _value(rule: Rule, match: regex.Match[str]) -> str:
    groups = match.groupdict()

    def filled(slot: regex.Match[str]) -> str:
        dash, name, fallback = slot.groups()
        if name == "relative":
            return _relative(match[0])
        value = groups.get(name)
        if value is None:
            return fallback or ""
        if name == "r":
            return _relative(value)
        if name == "plan":
            return _PLANS[value]
        return dash + value.zfill(2)

    return _GROUP.sub(filled, rule.gives)


def _relative(words: str) -> str:
    return "{" + str(_RELATIVE.get(words[0], 0)) + "}"


def former(folded: str, place: int) -> bool:
    """Whether the words before a place (原来的) take the figure that begins there out of the report's time."""
    return _FORMERLY.search(folded, max(0, place - 4), place) is not None


def report_year(document: Document) -> str:
    """The year a report is about: of its title or subtitle, else of its first paragraph, else of its publication.

    Beside a day of publication the first paragraph's year counts only when it is that of the publication, or the one
    before it and the report came out by March, as reviews of a year do; a story from last June that opens with
    an earlier year is still told from its own. "" when nothing tells.
    """
    header = document.header
    for field in (header.title, header.subtitle):
        if field and (found := _YEAR.search(field.value)):
            return found[0]
    published = header.published.value[:4] if header.published else ""
    lead = next((s for s in document.segments if s.kind == "paragraph"), None)
    if lead is not None:
        years = [p.value[:4] for p in read_periods(lead.span.cut(document.folded)) if p.rule == "period.year"]
        late = header.published is not None and header.published.value[5:7] <= "03"
        if years and (
            not published or years[0] == published or (late and int(published) - int(years[0]) == 1)
        ):
            return years[0]
    return published
