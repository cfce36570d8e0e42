"""What a quantity counts or measures, in the report's own words.

A classifier is followed by what it counts (44个行政村) or preceded by it (心得体会7篇); a rate or a sum is mostly preceded
by it (差异分红183万元) or followed by 的 and a noun (3万元的保底收入). Of two numbers in a row the second measures what the
first does (贫困户108户406人).
"""

from __future__ import annotations

from typing import NamedTuple

import regex

from kg.model import Mention, Quantity, Span
from kg.ontology import units
from kg.rulebook import wordlist
from kg.text import Word, words

__all__ = ["Measured", "measure"]

_CLAUSE = regex.compile(r"[,。;:!?\n(]")
_TRAILING = regex.compile(
    r"(?:达到了?|达|为|共计?|合计|总计|累计|有|约|至|到|高达|提高到|提升到|增加到|增至|减至|降至|压减至|扩建至|扩大到|增长|下降|由原来的|由|从|原来的|"
    r"分别|各|总数|已|均|计|不足|仅|平均|最高|最低|的|了|获|是|、|“|(?:每(?:[人户亩村组班名位年月天日次吨斤头只株]|公里|公顷|平方米|立方米|公斤))+|人均|户均)+$"
)
_FROM_TO = regex.compile(r"^(?:[\p{Han}]{0,3})(?:至|到|为)$")
_AWARD = regex.compile(
    r"^(?:[、,](?:最低|最高|最少|最多)?[\p{Han}]{0,2}[\d.]+[万千]?元)?(?:不等)?的(?P<noun>[\p{Han}]{2,8})"
)
_STANDARD = regex.compile(
    r"^(?:的)?(?:标准|额度|比例)[,]?[\p{Han}]{0,6}?(?:提高|发放|给予|落实|兑现|补助|执行|支付)(?P<noun>[\p{Han}“”]{2,16})"
)
# 同比增长12.3% measures the growth of what the clause, or the figure before it, is about.
_CHANGE = regex.compile(
    r"(?:同比|环比|比上年|较上年|较去年|比去年|较上年同期|比上年同期|年均|预计)?(?:净)?"
    r"(?P<verb>增长|下降|减少|增加|提高|上升|降低|增收|减收)(?:了|到|约|近|超|达到?|均为|分别为?|分别达到?)*$"
)
_GROWTH = regex.compile(r"同比|环比|比上年|较上年|较去年|比去年|同比上年|较上年同期|比上年同期")
_RESIDENT = regex.compile(r"(?:村|镇|乡|县|社区|组|里|辖区)(?:现|共|总|现共|一共)?(?:有|辖)?$")
_EACH = regex.compile(r"(?:人均|户均|亩均|村均|日均|年均|月均)$")
_LEFT_FIRST = ("money", "rate", "length", "area", "volume", "mass", "energy")


class Measured(NamedTuple):
    """The words of a measure with their span; `span` is None where they were put together."""

    words: str
    span: Span | None


def measure(
    folded: str,
    quantity: Quantity,
    before: tuple[Quantity, Measured] | None,
    mentions: tuple[Mention, ...],
    next_start: int,
) -> Measured:
    """What a quantity measures. `before` is the quantity before it in the sentence with its measure, `next_start` where
    the next one begins. Empty words when nothing tells.
    """
    start = _clause_start(folded, quantity.span.start)
    end = min(_clause_end(folded, quantity.span.end), max(next_start, quantity.span.end))
    previous = before[0] if before is not None and before[0].span.end > start else None
    left_start = previous.span.end if previous else start
    left, right = folded[left_start : quantity.span.start], folded[quantity.span.end : end]
    if quantity.rule == "quantity.base-share":
        return Measured(_base(folded, quantity), None)
    continued = not left.strip("、和及~-") or _FROM_TO.match(left)
    growth = _CHANGE.search(left)
    if growth and before is not None and units_kind(quantity) in ("rate", "money"):
        stem = _left(folded, left_start, left_start + growth.start(), mentions)
        named = stem.cut(folded) if stem is not None else before[1].words
        kind = "率" if units_kind(quantity) == "rate" else "额"
        return Measured(f"{named.removesuffix('增长率').removesuffix('同比')}{growth['verb']}{kind}", None)
    if previous is not None and before is not None and continued:
        counted = kind_is_count(quantity) and _right(folded, quantity, end, mentions) is not None
        if not counted:
            return _like(before[1], quantity, previous)
    award = _AWARD.match(folded[quantity.span.end : quantity.span.end + 30])
    standard = _STANDARD.match(folded[quantity.span.end : quantity.span.end + 40])
    if standard and units_kind(quantity) in ("money", "rate"):
        noun = Span(quantity.span.end + standard.start("noun"), quantity.span.end + standard.end("noun"))
        return Measured(noun.cut(folded), noun)
    if quantity.unit in ("人", "户", "口") and _RESIDENT.search(left):
        return Measured("人口" if quantity.unit != "户" else "户数", None)
    found_right = _right(folded, quantity, end, mentions)
    found_left = _left(folded, left_start, quantity.span.start, mentions)
    if (
        award
        and units_kind(quantity) == "money"
        and (found_left is None or previous is not None or "不等" in award[0])
    ):
        noun = Span(quantity.span.end + award.start("noun"), quantity.span.end + award.end("noun"))
        return Measured(noun.cut(folded), noun)
    if found_left is not None and before is not None and _GROWTH.fullmatch(found_left.cut(folded)):
        return Measured(before[1].words + "同比增长率", None)
    order = (found_left, found_right) if units_kind(quantity) in _LEFT_FIRST else (found_right, found_left)
    for found in order:
        if found is not None:
            return Measured(found.cut(folded), found)
    if quantity.unit in ("人", "户", "口") and regex.match(r"的\p{Han}", right):
        return Measured("人口" if quantity.unit != "户" else "户数", None)
    rest = regex.match(r"的?(?P<noun>[\p{Han}“”]{1,12})", right)
    if rest:
        span = Span(quantity.span.end + rest.start("noun"), quantity.span.end + rest.end())
        return Measured(span.cut(folded), span)
    if before is not None:
        return _like(before[1], quantity, before[0])
    stem = left.strip("“”、()")
    return Measured(stem[-8:], None) if stem else Measured("", None)


def units_kind(quantity: Quantity) -> str:
    """The kind of a quantity's unit, "count" for a noun that is its own unit."""
    unit = units().get(quantity.unit)
    return unit.kind if unit else "count"


def kind_is_count(quantity: Quantity) -> bool:
    """Whether the quantity counts things or people."""
    return units_kind(quantity) in ("count", "people")


def _like(other: Measured, quantity: Quantity, previous: Quantity) -> Measured:
    """The measure of the quantity before, told apart by the unit where the two units count different things."""
    stem = other.words.removesuffix(previous.unit)
    if kind_is_count(quantity) and quantity.unit != previous.unit and len(quantity.unit) > 1:
        return Measured(stem + quantity.unit, None)
    return Measured(other.words, other.span)


def _base(folded: str, quantity: Quantity) -> str:
    found = regex.search(
        r"(?:不低于|不少于|不高于|不超过|不多于|至少|至多|超过|最高|最低|约)(.{2,14}?)的\d",
        quantity.span.cut(folded),
    )
    return f"占{found[1]}比例" if found else ""


def _clause_start(folded: str, place: int) -> int:
    found = [m.end() for m in _CLAUSE.finditer(folded, max(0, place - 120), place)]
    return found[-1] if found else max(0, place - 120)


def _clause_end(folded: str, place: int) -> int:
    found = _CLAUSE.search(folded, place, place + 120)
    return found.start() if found else min(len(folded), place + 120)


def _right(folded: str, quantity: Quantity, end: int, mentions: tuple[Mention, ...]) -> Span | None:
    """The noun phrase right behind the unit."""
    start = quantity.span.end
    named = [m.span for m in mentions if m.span.start == start and m.cls not in _OPEN]
    if named:
        return max(named, key=len)
    place, last = start, start
    run = words(folded[start:end])
    for n, word in enumerate(run):
        after = run[n + 1] if n + 1 < len(run) else None
        later = run[n + 2] if n + 2 < len(run) else None
        if not _inner(word, after, later):
            break
        place = start + word.end
        ends = after is None or after.tag[0] in "xm"
        verb = ends and word.text in wordlist("verbs", "weak") and word.tag != "vn" and place - start > 2
        if not verb and (
            word.tag[0] in "njbzis" or word.tag in ("vn", "l", "an") or word.text in ("率", "化")
        ):
            last = place
        held = next(
            (m for m in mentions if m.cls in _GROUPS and m.span.end == place and m.span.start >= start), None
        )
        if held is not None:
            last = place
            break
    return (
        Span(start, last)
        if last - start >= 2 or (last > start and folded[start:last] in "村镇乡县")
        else None
    )


_OPEN = ("Initiative", "Mechanism", "Activity", "Title", "Program")
_GROUPS = ("PeopleGroup", "Post", "Village", "Community", "Township")


def _inner(word: Word, after: Word | None, later: Word | None) -> bool:
    """Whether a word may stand inside a counted noun phrase: 扶贫 and 搬迁 do in 扶贫搬迁社区."""
    if word.tag[0] in "xpdurmqcfey" or word.text in wordlist("verbs", "manner"):
        return word.tag == "c" and word.text in ("和", "与") and after is not None and after.tag[0] in "vn"
    if word.tag[0] == "v" and word.tag != "vn":
        if after is None or word.text in wordlist("verbs", "strong"):
            return False
        chained = after.text in wordlist("verbs", "weak") and later is not None and later.tag[0] in "nj"
        return after.tag[0] in "njb" or chained
    return True


def _left(folded: str, start: int, end: int, mentions: tuple[Mention, ...]) -> Span | None:
    """The noun phrase that ends right before the number, without verbs that introduce the number."""
    stem = folded[start:end]
    while (shorter := _TRAILING.sub("", stem)) != stem:
        stem = shorter
    end = start + len(stem)
    if end <= start:
        return None
    for mention in mentions:
        if (
            mention.span.end <= end
            and mention.span.start >= start
            and mention.cls in _BORDERS
            and mention.span.end < end
        ):
            start = max(start, mention.span.end)
    run = words(folded[start:end])
    begin = len(run)
    for n in range(len(run) - 1, -1, -1):
        if _left_border(run[n]):
            break
        begin = n
    found = run[begin:]
    size = sum(len(w.text) for w in found)
    if size < 3 and begin > 0 and (run[begin - 1].tag[0] == "v" or size == 0):
        # 刊载信息 says more than 信息: one verb and what it acts with belong to the measure.
        begin -= 1
        while begin > 0 and not _left_border(run[begin - 1]) and size < 16:
            begin -= 1
            size += len(run[begin].text)
    while begin < len(run) - 1 and (
        run[begin].text in wordlist("verbs", "manner") or run[begin].tag[0] in "dpcx"
    ):
        begin += 1
    if begin >= len(run):
        return None
    first = start + run[begin].start
    each = _EACH.search(folded, max(start, first - 2), first)
    span = Span(each.start() if each else first, end)
    place = any(m.span == span and m.cls in _BORDERS[2:] for m in mentions)
    return span if len(span) >= 2 and not place else None


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


def _left_border(word: Word) -> bool:
    if word.text in ("“", "”"):
        return False
    if word.text in wordlist("verbs", "strong"):
        return True
    return word.tag[0] in "xpdurc" or word.tag in ("f", "t") or word.tag[0] == "m"
