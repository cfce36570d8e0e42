"""Noun phrases beside a number: what stands right behind its unit, and what ends right before it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from kg.model import Mention, Span
from kg.rulebook import wordlist
from kg.text import Word, words

__all__ = ["alternatives", "pattern", "phrase_before", "phrase_behind"]

# A program behind a number mostly begins with another noun that is counted: 47个自然村通村道路项目.
_OPEN = ("Initiative", "Mechanism", "Activity", "Title", "Program")
_COUNTED = ("PeopleGroup", "Post", "Village", "Community", "Township")
_BORDERS = (
    "PeopleGroup",
    "Post",
    "Person",
    "Village",
    "Community",
    "Township",
    "County",
    "Prefecture",
    "Province",
    "Site",
)
_BODIES = (
    "Enterprise",
    "Collective",
    "GovernmentOrgan",
    "PartyOrgan",
    "School",
    "Organization",
    "LeadingGroup",
)
_ONE_CHARACTER = ("村", "镇", "乡", "县", "户")


def alternatives(table: str) -> str:
    """A list of lexicon/measures.toml as alternatives of a pattern, longest first."""
    return "|".join(sorted(wordlist("measures", table), key=lambda w: (-len(w), w)))


@cache
def pattern(table: str, frame: str = "{}") -> regex.Pattern[str]:
    """The words of a list of lexicon/measures.toml as one pattern, put into a frame."""
    return regex.compile(frame.replace("{}", f"(?:{alternatives(table)})"))


def phrase_behind(folded: str, start: int, end: int, mentions: tuple[Mention, ...]) -> Span | None:
    """The noun phrase that begins at `start`, right behind a unit: 905名⟨现任和离任村干部⟩共发放."""
    named = [m.span for m in mentions if m.span.start == start and m.cls not in _OPEN]
    if named:
        return max(named, key=len)
    if _VILLAGES.match(folded, start, end):
        return Span(start, start + 1)
    run, last = words(folded[start:end]), start
    for n, word in enumerate(run):
        after, later = (run[n + k] if n + k < len(run) else None for k in (1, 2))
        if not _inside(word, after, later):
            break
        place = start + word.end
        if _may_end(word, after, place - start):
            last = place
        if any(m.cls in _COUNTED and m.span.end == place and m.span.start >= start for m in mentions):
            last = place
            break
    long_enough = last - start >= 2 or folded[start:last] in _ONE_CHARACTER
    return Span(start, last) if last > start and long_enough else None


def _inside(word: Word, after: Word | None, later: Word | None) -> bool:
    """Whether a word may stand inside a counted noun phrase: 扶贫 and 搬迁 do in 扶贫搬迁社区."""
    manner = word.text in wordlist("verbs", "manner") and word.tag[0] in "vda"
    if word.text in ("全部", "均", "同比"):
        return False
    if word.tag[0] in "xpdurmqcfey" or manner:
        return word.tag == "c" and word.text in ("和", "与") and after is not None and after.tag[0] in "vn"
    if word.tag[0] == "v" and word.tag != "vn":
        if after is None or word.text in wordlist("verbs", "strong"):
            return False
        chained = after.text in wordlist("verbs", "weak") and later is not None and later.tag[0] in "nj"
        return after.tag[0] in "njb" or chained
    return True


def _may_end(word: Word, after: Word | None, length: int) -> bool:
    """Whether a counted noun phrase may end with a word; 包联 in 46名县级领导包联66个村 is its verb."""
    ends = after is None or after.tag[0] in "xm"
    if ends and word.text in wordlist("verbs", "weak") and word.tag != "vn" and length > 2:
        return False
    return word.tag[0] in "njbzis" or word.tag in ("vn", "l", "an") or word.text in ("率", "化")


# 66个村集体经济收入, 12个村“两委”换届: villages are counted.
_VILLAGES = regex.compile(r"村(?=级?集体\p{Han}{0,4}收入|“?两委)")
_WIDE = regex.compile(r"(?:规模|限额)以上$|各级各类$")
_NOTE = regex.compile(r"\([^()]{1,10}\)$")


@cache
def _introducing() -> regex.Pattern[str]:
    per = f"(?:每(?:{alternatives('per')}))+"
    return regex.compile(f"(?:{alternatives('introducing')}|{per}|\\d{{4}}年[底末]?)+$")


@cache
def _each() -> regex.Pattern[str]:
    return regex.compile(f"(?:{alternatives('each')})$")


def phrase_before(folded: str, start: int, end: int, mentions: tuple[Mention, ...]) -> Span | None:
    """The noun phrase that ends at `end`, right before a number, without what only introduces the number.

    A phrase of one word takes in its verb and what acts with it: 刊载信息 says more than 信息.
    """
    stem = _NOTE.sub("", folded[start:end])
    while (shorter := _introducing().sub("", stem)) != stem:
        stem = shorter
    end = start + len(stem)
    closed = [
        m.span.end
        for m in mentions
        if m.cls in _BORDERS and start <= m.span.start and m.span.end < end and not _one_noun(folded, m, end)
    ]
    start = max([start, *closed, *_actors(folded, mentions, start, end)])
    run = words(folded[start:end]) if start < end else ()
    begin = _beginning(run)
    if begin >= len(run):
        return None
    span = _with_edges(folded, Span(start + run[begin].start, end), start)
    place = any(m.span == span and m.cls in _BORDERS[2:] for m in mentions)
    return span if not place and (len(span) >= 2 or span.cut(folded) in _ONE_CHARACTER) else None


def _actors(folded: str, mentions: tuple[Mention, ...], start: int, end: int) -> Iterator[int]:
    """Where bodies end that do what stands behind them up to `end`: 某公司投入, 某队处置险情."""
    for mention in mentions:
        if start <= mention.span.start and mention.span.end < end and mention.cls in _BODIES:
            behind = words(folded[mention.span.end : end])[0]
            verb = behind.tag == "v" and behind.text not in wordlist("measures", "yields")
            if verb or (behind.tag[0] == "d" and len(behind.text) > 1):
                yield mention.span.end


def _one_noun(folded: str, mention: Mention, end: int) -> bool:
    """Whether people and the words behind them up to `end` are one noun phrase: 家庭医生团队, 工人月工资."""
    if mention.cls not in ("PeopleGroup", "Post"):
        return False
    behind = words(folded[mention.span.end : end])
    return len(behind) <= 2 and all(w.tag[0] == "n" for w in behind)


def _beginning(run: tuple[Word, ...]) -> int:
    """The index of the word with which the phrase at the end of a run begins."""
    begin = next((n + 1 for n in range(len(run) - 1, -1, -1) if _is_border(run[n])), 0)
    size = sum(len(w.text) for w in run[begin:])
    if size < 3 and begin > 0 and (run[begin - 1].tag[0] == "v" or size == 0):
        begin -= 1
        while begin > 0 and not _is_border(run[begin - 1]) and size < 16:
            begin -= 1
            size += len(run[begin].text)
    while begin < len(run) - 1 and (
        (run[begin].text in wordlist("verbs", "manner") and run[begin].tag[0] in "vda")
        or run[begin].tag[0] in "dpcx"
    ):
        begin += 1
    return begin


def _is_border(word: Word) -> bool:
    if word.text in ("“", "”"):
        return False
    return word.text in wordlist("verbs", "strong") or word.tag[0] in "xpdurcm" or word.tag in ("f", "t")


def _with_edges(folded: str, span: Span, least: int) -> Span:
    """The phrase with 人均 before it, and with the opening mark of a quotation that it closes."""
    each = _each().search(folded, max(least, span.start - 2), span.start)
    begin = each.start() if each else span.start
    wide = _WIDE.search(folded, max(least, begin - 4), begin)
    begin = wide.start() if wide else begin
    words_ = folded[begin : span.end]
    if folded[begin - 1 : begin] == "”" and begin > least:  # “专精特新”企业
        words_ = "”" + words_
    if words_.count("”") > words_.count("“"):
        mark = folded.rfind("“", max(least, begin - 12), begin)
        begin = mark if mark >= 0 and "," not in folded[mark:begin] else begin
    return Span(begin, span.end)
