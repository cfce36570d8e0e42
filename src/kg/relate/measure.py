"""What a quantity counts or measures, in the report's own words.

A classifier is followed by what it counts (44个行政村) or preceded by it (心得体会7篇); a rate or a sum is mostly preceded
by it (差异分红183万元) or followed by 的 and a noun (3万元的保底收入). Of two numbers in a row the second measures what the
first does (贫困户108户406人). One question after the other is asked; the first answer holds.
"""

from __future__ import annotations

from collections.abc import Callable

import regex

from kg.model import Mention, Quantity, Span
from kg.ontology import is_a
from kg.quantities import units_kind
from kg.relate.number import Measured, Number, beside_numbers
from kg.relate.phrases import phrase_before
from kg.rulebook import wordlist
from kg.text import words

__all__ = ["Measured", "measure"]

_FROM_TO = regex.compile(r"^\p{Han}{0,3}(?:至|到|为)$")
_BASE = regex.compile(r"(?:不低于|不少于|不高于|不超过|不多于|至少|至多|超过|最高|最低|约)(.{2,14}?)的\d")
_CHANGED = regex.compile(r"(?:(?:增长|下降|提高|上升|降低)率|(?:增加|增收|减少|减收)额|同比)+$")
_SHARES = regex.compile(r"(?:占|占比|(?P<how>[增涨降跌]幅))(?:为|达到?)?")
_PER = regex.compile(r"每\p{Han}{1,2}(?:每\p{Han}{1,2})?$")
_BOUNDED = regex.compile(r"的?(?P<noun>\p{Han}{1,4})")
_OF_A_BODY = regex.compile(
    r"的(?P<noun>\p{Han}{2,8}?(?:队伍?|小组|班子|团队|专班|组织|委员会))(?=[,。;、]|$)"
)
_RESIDENTS = {"人": "人口", "口": "人口", "户": "户数"}
_SUMS = ("money", "rate")
_LEFT_FIRST = ("money", "rate", "length", "area", "volume", "mass", "energy")


def measure(
    folded: str,
    quantity: Quantity,
    before: tuple[Quantity, Measured] | None,
    mentions: tuple[Mention, ...],
    next_start: int,
    first: int = 0,
) -> Measured:
    """What a quantity measures; empty words when nothing tells.

    `before` is the quantity before it in the sentence with its measure, `next_start` where the next one begins, `first`
    where the words begin among which the measure is looked for: those of another cell of a table tell nothing.
    """
    number = Number(folded, quantity, before, mentions, next_start, first)
    answers = (question(number) for question in _QUESTIONS)
    return next((found for found in answers if found is not None), Measured("", None))


def _share_of_base(number: Number) -> Measured | None:
    """不高于年度收入的15%: the share of a base that the quantity itself names."""
    found = _BASE.search(number.quantity.span.cut(number.folded))
    return (
        Measured(f"占{found[1]}比例", None)
        if found and number.quantity.rule == "quantity.base-share"
        else None
    )


def _change(number: Number) -> Measured | None:
    """同比增长12.3%: how much the measure before it changed."""
    found = beside_numbers()["change"].search(number.left)
    if not found:
        return None
    each = beside_numbers()["each"].search(number.left, 0, found.start())
    if each:  # 人均增收800元 is no change of a measure before it
        return Measured(each[0] + found["verb"], None)
    stem = phrase_before(number.folded, number.start, number.start + found.start(), number.mentions)
    if stem is None and number.before is None:
        return None
    named = stem.cut(number.folded) if stem is not None else number.before[1].words if number.before else ""
    return Measured(
        _CHANGED.sub("", named) + found["verb"] + {"rate": "率", "money": "额"}.get(number.kind, ""), None
    )


def _continued(number: Number) -> Measured | None:
    """14班次2800余人次, 由5万元增加到12万元: the second number measures what the first does."""
    if not number.follows or number.before is None:
        return None
    if number.left.strip("、和及~-") and not _FROM_TO.match(number.left):
        return None
    if number.kind in ("count", "people") and number.phrase_behind is not None:
        return None
    return _like(number)


def _standard(number: Number) -> Measured | None:
    """40元标准,提高生活补助."""
    return number.behind(beside_numbers()["standard"]) if number.kind in ("money", "rate") else None


def _award(number: Number) -> Measured | None:
    """最高获6000元、最低3600元不等的奖励; 每户每年3万元的保底收入."""
    if number.kind not in ("money", "time"):
        return None
    bound = number.phrase_before is None or number.follows or bool(number.quantity.per)
    return number.behind(beside_numbers()["award" if bound else "uneven"])


def _granted(number: Number) -> Measured | None:
    """给予最高80万元购房补贴: what is given stands behind the sum."""
    left = _PER.sub("", number.left)
    if number.kind != "money" or not beside_numbers()["granting"].search(left):
        return None
    return number.behind(beside_numbers()["granted"]) or _benefit(number)


def _benefit(number: Number) -> Measured | None:
    """落实高龄津贴制度,每人每月发放50元: what is paid is named before, when the clause names nothing."""
    told = beside_numbers()["granting"].sub("", number.left).strip("分别累计共每人月年户")
    if told and not told.startswith("按"):
        return None
    begin = max(number.first, number.folded.rfind("。", 0, number.quantity.span.start) + 1)
    found = beside_numbers()["benefit"].finditer(number.folded, begin, number.start)
    named = [Span(*m.span("noun")) for m in found]
    return number.measured(named[-1]) if named else None


def _bounded(number: Number) -> Measured | None:
    """50万元以上的村34个: the villages of so much, and so much of what the sum before it measures."""
    folded, quantity = number.folded, number.quantity
    if quantity.span.cut(folded).endswith(("以上", "以下", "以内")) and number.kind == "money":
        found = _BOUNDED.match(folded, quantity.span.end, number.next_start)
        counts = found is not None and found.end() == number.next_start
        return number.before[1] if counts and number.before is not None else None
    if not number.follows or number.before is None or number.kind != "count":
        return None
    last = number.before[0]
    bound = last.span.cut(folded).endswith(("以上", "以下", "以内")) and units_kind(last) == "money"
    if not bound or not _BOUNDED.fullmatch(number.left):
        return None
    return number.measured(Span(last.span.start, quantity.span.start))


def _of_a_body(number: Number) -> Measured | None:
    """不少于5人的执法队: how many a body has."""
    return number.behind(_OF_A_BODY) if number.kind == "people" else None


def _listed_people(number: Number) -> Measured | None:
    """培训村干部、网格员、退役军人1100人次: all of them, with what is done with them."""
    if number.kind != "people":
        return None
    groups = {m.span.end: m.span for m in number.mentions if is_a(m.cls, "PeopleGroup", "Post")}
    first = last = groups.get(number.quantity.span.start)
    while first is not None and number.folded[first.start - 1] in "、和及" and first.start - 1 in groups:
        first = groups[first.start - 1]
    if first is None or last is None or first == last or first.start < number.start:
        return None
    verb = number.folded[max(number.start, first.start - 2) : first.start]
    begin = first.start - 2 if verb in wordlist("measures", "gathering") else first.start
    return number.measured(Span(begin, last.end))


def _named(number: Number) -> Measured | None:
    """举办村党组织书记培训班4期: the whole name of what is counted."""
    before = number.phrase_before
    if number.kind != "count" or before is None:
        return None
    start, end = number.start, number.quantity.span.start
    last = end - (number.folded[end - 1] == "”")
    named = [
        m.span
        for m in number.mentions
        if m.span.end == last and m.span.start >= start and is_a(m.cls, "Activity", "Title", "Document")
    ]
    if not named:
        return None
    whole = max(named, key=len)
    return number.measured(Span(whole.start, end)) if whole.start < before.start else None


def _residents(number: Number) -> Measured | None:
    """全村共有1034户3138人; 1698人的村子."""
    words = _RESIDENTS.get(number.quantity.unit)
    if words is None or number.phrase_behind is not None:
        return None
    told = beside_numbers()["resident"].search(number.left) or (
        number.phrase_before is None and number.behind(beside_numbers()["people of"])
    )
    return Measured(words, None) if told else None


def _share(number: Number) -> Measured | None:
    """132个,占97%: the share of what was counted before."""
    if (
        number.kind != "rate"
        or number.before is None
        or (told := _SHARES.fullmatch(number.left.strip("约近超的"))) is None
    ):
        return None
    return Measured(number.before[1].words + (told["how"] or "占比"), None)


def _compared(number: Number) -> Measured | None:
    """同比12.3%, without the verb."""
    span = number.phrase_before
    if (
        span is None
        or number.before is None
        or not beside_numbers()["compared"].fullmatch(span.cut(number.folded))
    ):
        return None
    return Measured(number.before[1].words + "同比增长率", None)


def _phrase(number: Number) -> Measured | None:
    """The noun phrase beside the number, for sums and sizes first the one before it."""
    sides = (number.phrase_before, number.phrase_behind)
    before = number.phrase_before
    # 新建6公里村级道路 measures the road; 投资3亿元建设学校 what was spent.
    left = number.kind in _LEFT_FIRST and not (
        number.kind not in _SUMS and before is not None and _is_verb(before.cut(number.folded))
    )
    found = next((s for s in (sides if left else sides[::-1]) if s is not None), None)
    return number.measured(found) if found is not None else None


def _is_verb(phrase: str) -> bool:
    run = words(phrase)
    verb = run[0].tag[0] == "v" and run[0].tag != "vn"
    return len(run) == 1 and (
        verb or phrase in wordlist("verbs", "weak") or phrase in wordlist("verbs", "strong")
    )


def _rest(number: Number) -> Measured | None:
    """Whatever the clause says behind the number: 150多人次向上级反映问题."""
    found = number.behind(beside_numbers()["rest"])
    return found if found and found.span and found.span.end <= number.end else None


def _like(number: Number) -> Measured | None:
    """The measure of the quantity before, told apart by the unit where the two units count different things."""
    if number.before is None:
        return None
    previous, other = number.before
    unit = number.quantity.unit
    if other.words in _RESIDENTS.values() and unit in _RESIDENTS:
        return Measured(_RESIDENTS[unit], None)
    if number.kind in ("count", "people") and unit != previous.unit and len(unit) > 1:
        return Measured(other.words.removesuffix(previous.unit) + unit, None)
    return other


def _stem(number: Number) -> Measured | None:
    """The last words of the clause before the number, when nothing better tells."""
    stem = number.left.strip("“”、()的").removesuffix("占")
    return Measured(stem[-8:], None) if len(stem) > 1 else None


def _age(number: Number) -> Measured | None:
    """52岁的杜某."""
    aged = number.quantity.unit in wordlist("measures", "age_units") and "年龄" not in number.left
    return Measured("年龄", None) if aged else None


_QUESTIONS: tuple[Callable[[Number], Measured | None], ...] = (
    _age,
    _share_of_base,
    _bounded,
    _of_a_body,
    _change,
    _continued,
    _standard,
    _award,
    _granted,
    _residents,
    _share,
    _compared,
    _listed_people,
    _named,
    _phrase,
    _rest,
    _like,
    _stem,
)
