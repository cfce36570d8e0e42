"""Times: what the text states, and the year that the report is about."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache, lru_cache

import regex

from kg.model import Cover, Document, Period, Span
from kg.rulebook import Rule, rules, wordlist

__all__ = ["is_planned", "read_periods", "report_year", "section_year"]

_GROUP = regex.compile(r"<(-?)(\w+)(?:\|([^>]*))?>")
_PLANS = {"十三五": "2016/2020", "十四五": "2021/2025", "十五五": "2026/2030"}
_RELATIVE = {"去": -1, "上": -1, "前": -2, "明": 1}
_YEAR = regex.compile(r"(?:19|20)\d\d")
_DAY = regex.compile(r"\d{4}年\s*\d{1,2}月")
_REVIEW = regex.compile(r"((?:19|20)\d\d)年.{0,8}(?:回顾|总结|完成情况|工作情况|成效)")
_LINE = regex.compile(r"[^\r\n\u2028\u2029]+")
# A numbered heading with a year: 一、2023年工作回顾. Dates of days head no section.
_HEADING_YEAR = regex.compile(
    r"^(?:[(]?[一二三四五六七八九十\d]{1,3}[)]?[、.]?\s*)?(?:关于)?((?:19|20)\d\d)年(?!\s*\d{1,2}月)"
)

_PART = regex.compile(r"[一二三四五六七八九十]{1,3}[、.]")
_PLAN = regex.compile(
    r"(?:工作|任务|目标)?安排|计划|目标|打算|下一?步|展望|今后|明年|工作重点|重点工作任务|工作思路"
)


def read_periods(folded: str, rule: Rule | None = None) -> tuple[Period, ...]:
    """The periods of a folded text in order, none overlapping; an earlier rule wins over a later one."""
    found = list[Period]()
    taken = Cover(len(folded))
    for reader in (rule,) if rule else rules("periods"):
        for match in reader.matches(folded):
            span = Span(*match.span())
            if not taken.meets(span):
                found.append(Period(span, _value(reader, match), reader.name))
                taken.add(span)
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


def section_year(folded: str, place: int) -> str:
    """The year that the heading of a place's section states, "" where none does.

    A heading is a short line without a closing mark; the last one above the place that states a year counts:
    一、2023年工作回顾 dates the figures below it, until 二、2024年工作安排. The first line is the title and dates all.
    """
    headings = _headings(folded)
    above = bisect_left(headings, (place, ""))
    return headings[above - 1][1] if above else ""


@lru_cache(maxsize=16)
def _headings(folded: str) -> tuple[tuple[int, str], ...]:
    """Where each line below the first that heads a section of a year ends, with that year."""
    found = list[tuple[int, str]]()
    for n, line in enumerate(_LINE.finditer(folded)):
        words = line[0].strip()
        year = _HEADING_YEAR.search(words)
        # A row of a table that begins with a year heads nothing.
        if (
            n
            and year
            and "\t" not in words
            and "|" not in words
            and len(words) <= 40
            and words[-1] not in "。;,:!?、)"
        ):
            found.append((line.end(), year[1]))
    return tuple(found)


def is_planned(folded: str, place: int) -> bool:
    """Whether the words at a place tell of what is to be reached: 力争参保率达到95%以上.

    The sentence says so before the place, or the heading of the section does (二、2024年工作安排).
    """
    sentence = max(folded.rfind(mark, 0, place) for mark in "。;!?\n") + 1
    if _planning().search(folded, max(sentence, place - 80), place):
        return True
    headings = _parts(folded)
    above = bisect_left(headings, (place, False))
    return above > 0 and headings[above - 1][1]


@cache
def _planning() -> regex.Pattern[str]:
    return regex.compile("|".join(sorted(wordlist("measures", "planned"), key=lambda w: (-len(w), w))))


@lru_cache(maxsize=16)
def _parts(folded: str) -> tuple[tuple[int, bool], ...]:
    """Where each line ends that heads a main part of the text, and whether the part is a plan."""
    found = list[tuple[int, bool]]()
    for line in _LINE.finditer(folded):
        words = line[0].strip()
        if _PART.match(words) and len(words) <= 40 and words[-1] not in "。;,:!?、)":
            found.append((line.end(), _PLAN.search(words) is not None))
    return tuple(found)


def report_year(document: Document) -> str:
    """The year a report is about: of its title or subtitle, else of its first paragraph, else of its publication.

    Beside a day of publication the first paragraph's year counts only when it is that of the publication, or the one
    before it and the report came out by March, as reviews of a year do; a story from last June that opens with
    an earlier year is still told from its own. "" when nothing tells.
    """
    header = document.header
    for field in (header.title, header.subtitle):
        # The day on which a report was given (2024年1月9日在…会议上) is no year it is about.
        if field and (found := _YEAR.search(field.value)) and not _DAY.match(field.value, found.start()):
            return found[0]
    headings = (s.span.cut(document.folded) for s in document.segments if s.kind == "heading")
    reviewed = next((m[1] for h in headings if (m := _REVIEW.search(h))), "")
    if reviewed:
        return reviewed
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
