"""What a figure measures: the curated measure of a wording, the interval that it means, its statistic, its base.

All knowledge stands in `ontology/schemes/`: wordings and their unit kinds in `measures.ttl`, intervals in
`qualifiers.ttl`, telling words in `statistics.ttl`. Nothing is scored: a wording stands for a measure or it does not.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache

import regex
from rdflib import SKOS, Literal, URIRef

from kg.errors import BadKnowledge
from kg.ontology import KG, qualifier, vocabulary, wordings
from kg.text import fold

__all__ = ["base_concept", "base_words", "concept_of", "interval", "sharpened", "statistic_of"]

_MARKS = regex.compile(r"[“”\"‘’'《》〈〉\s]")
# Particles that a cut leaves at the end of a wording (少数民族人口占92%, 培训等6场).
_TRAILING = regex.compile(r"(?:等|占|达|共|有|的|约|及|和|、)+$")
_SHARE = regex.compile(r"占(?!比)(?P<base>.{2,}?)的?(?:总数的?)?(?:比例|比重|比率|份额|百分比)?$")
_INTERVAL = regex.compile(r"^[\[(](?P<low>[^,]+), (?P<high>[^,]+)[\])]$")
_END = regex.compile(r"^(?P<open>[+-]∞)$|^X(?: (?P<sign>[+-]) step\(X\)(?:/(?P<part>\d+))?)?$")
# A number of these things is the total of the set it counts; a sum or a length need not be.
_COUNTED = ("count", "people")
# A bound (不少于5人) is asked for and not counted.
_BOUNDS = ("atLeast", "atMost")


@cache
def _measures() -> dict[tuple[str, str], URIRef]:
    """Each measure by wording and unit kind. Raises BadKnowledge when two measures claim a pair."""
    found: dict[tuple[str, str], URIRef] = {}
    for words, concept in wordings(KG.measures):
        for kind in vocabulary().objects(concept, KG.unitKind):
            other = found.setdefault((_plain(words), str(kind)), concept)
            if other != concept:
                raise BadKnowledge(f"measures.ttl: {words} ({kind}) stands for {other} and {concept}")
    return found


def _plain(words: str) -> str:
    return _MARKS.sub("", fold(words))


def concept_of(words: str, unit_kind: str) -> URIRef | None:
    """The curated measure for which a report's wording stands, None where there is none.

    `unit_kind` is that of the figure's unit (`kg.ontology.Unit.kind`). The longest wording of the scheme counts that
    is the whole of `words` or its end, since the head of a Chinese noun phrase is its end; so verbs and quantifiers
    before it (累计完成投资) need no list. A wording of one character must be the whole.

    >>> concept_of("“市级”标准化建设达标村", "count").rsplit("/")[-1]
    'demonstrationVillages'
    >>> concept_of("分级分类精准化培训", "people") == concept_of("培训人次", "people")
    True
    >>> concept_of("分级分类精准化培训", "money")
    """
    whole = _plain(words)
    for text in dict.fromkeys((whole, _TRAILING.sub("", whole))):
        for start in range(len(text)):
            if start and len(text) - start < 2:
                break
            found = _measures().get((text[start:], unit_kind))
            if found is not None:
                return found
    return None


def base_words(words: str) -> str:
    """What a percentage is a share of, as its wording tells it; "" where it does not.

    >>> base_words("奖金占年集体经济收益比例"), base_words("占全县总人口的比重"), base_words("占比")
    ('年集体经济收益', '全县总人口', '')
    """
    found = _SHARE.search(_plain(words))
    return found["base"] if found else ""


def base_concept(words: str) -> URIRef:
    """The base of a rate that its name implies (森林覆盖率: land area), else the concept of an unknown base.

    >>> base_concept("全县森林覆盖率").rsplit("/")[-1], base_concept("合作社参与").rsplit("/")[-1]
    ('landArea', 'unknown-base')
    """
    rate = concept_of(words, "rate")
    base = vocabulary().value(rate, KG.percentageOf) if rate is not None else None
    return base if isinstance(base, URIRef) else _unknown_base()


@cache
def _unknown_base() -> URIRef:
    found = next((concept for words, concept in wordings(KG.measures) if words == "基数未说明"), None)
    if found is None:
        raise BadKnowledge("measures.ttl: no concept is labelled 基数未说明")
    return found


def sharpened(qualifier_: str, words: str) -> str:
    """The notation of the narrower qualifier that a figure's words tell, else the qualifier itself.

    余 and 多 say less than the next round number; 以上 and 超过 leave open how much more.

    >>> sharpened("over", "30户以上"), sharpened("over", "30余户")
    ('above', 'over')
    """
    for narrower, labels in _narrower(qualifier_):
        if any(label in words for label in labels):
            return narrower
    return qualifier_


@cache
def _narrower(qualifier_: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The notations of the qualifiers below one, each with the words that tell of it."""
    graph = vocabulary()
    found = sorted(c for c in graph.subjects(SKOS.broader, qualifier(qualifier_)) if isinstance(c, URIRef))
    return tuple(
        (str(graph.value(c, SKOS.notation)), tuple(map(str, graph.objects(c, SKOS.altLabel)))) for c in found
    )


@lru_cache(maxsize=1 << 12)
def interval(value: Decimal, upper: Decimal | None, qualifier_: str) -> tuple[Decimal | None, Decimal | None]:
    """The smallest and the largest value that a stated number means, in the number's own unit; None where open.

    `qualifier_` is a notation of `qualifiers.ttl`, whose kg:interval is what is computed here; whether an end itself
    belongs to the interval is told there only. A range has the smallest interval that holds those of its two ends.
    Raises BadKnowledge for a qualifier without a readable interval.

    >>> interval(Decimal(2800), None, "over")
    (Decimal('2800'), Decimal('2900'))
    >>> interval(Decimal(40), Decimal(60), "atLeast")
    (Decimal('40'), None)
    >>> interval(Decimal("12.5"), None, "approx")
    (Decimal('12.45'), Decimal('12.55'))
    """
    low, high = _ends(qualifier_)
    numbers = (value,) if upper is None else (value, upper)
    lows, highs = [_end(low, x) for x in numbers], [_end(high, x) for x in numbers]
    return (
        min((x for x in lows if x is not None), default=None),
        max((x for x in highs if x is not None), default=None),
    )


@cache
def _qualifiers() -> dict[str, URIRef]:
    """Each qualifier and each narrower reading of one by its notation."""
    graph = vocabulary()
    scheme = {c for c in graph.subjects(SKOS.inScheme, KG.qualifiers) if isinstance(c, URIRef)}
    narrower = {n for c in scheme for n in graph.subjects(SKOS.broader, c) if isinstance(n, URIRef)}
    return {str(graph.value(c, SKOS.notation)): c for c in sorted(scheme | narrower)}


@cache
def _ends(notation: str) -> tuple[regex.Match[str], regex.Match[str]]:
    concept = _qualifiers().get(notation)
    stated = str(vocabulary().value(concept, KG.interval)) if concept is not None else ""
    both = _INTERVAL.match(stated)
    low, high = (_END.match(both["low"]), _END.match(both["high"])) if both else (None, None)
    if low is None or high is None:
        raise BadKnowledge(f"qualifiers.ttl: the interval of {notation} cannot be read: {stated}")
    return low, high


def _end(end: regex.Match[str], value: Decimal) -> Decimal | None:
    if end["open"]:
        return None
    if not end["sign"]:
        return value
    shift = _step(value) / int(end["part"] or 1)
    return value + shift if end["sign"] == "+" else value - shift


def _step(value: Decimal) -> Decimal:
    """One unit of the last digit that is not zero: 100 for 2800, 0.1 for 12.5; 1 for zero."""
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or not any(digits):
        return Decimal(1)
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return Decimal((0, (1,), exponent + zeros))


def statistic_of(words: str, qualifier_: str, per: str, unit_kind: str, before: str = "") -> URIRef | None:
    """Which statistic a figure is, None where nothing tells.

    Told, in this order, by the qualifier (最高), what the value is counted for (`per`, the first of 每人每日), the
    wording of the measure (the last of 人均收入增长率) and the words right before the number (`before`). A number of
    people or things is else a total, unless it is a bound.

    >>> statistic_of("农村居民人均可支配收入", "exact", "", "money").rsplit("/")[-1]
    'perHead'
    >>> statistic_of("奖励", "max", "", "money").rsplit("/")[-1], statistic_of("奖励", "exact", "", "money")
    ('maximum', None)
    """
    told = _statistics()
    for bound in _bounds(qualifier_):
        if bound in told:
            return told[bound]
    if starts := [(per.find(w), -len(w), w) for w in told if w in per]:
        return told[min(starts)[2]]
    plain = _plain(words)
    if ends := [(plain.rfind(w) + len(w), len(w), w) for w in told if w in plain]:
        return told[max(ends)[2]]
    if behind := max((w for w in told if before.endswith(w)), key=len, default=""):
        return told[behind]
    return told["总量"] if unit_kind in _COUNTED and qualifier_ not in _BOUNDS else None


@cache
def _statistics() -> dict[str, URIRef]:
    return dict(wordings(KG.statistics))


@cache
def _bounds(qualifier_: str) -> tuple[str, ...]:
    """The Chinese labels of a qualifier, of which some are those of a statistic (最高)."""
    labels = vocabulary().objects(qualifier(qualifier_), SKOS.prefLabel)
    return tuple(str(label) for label in labels if isinstance(label, Literal) and label.language == "zh")
