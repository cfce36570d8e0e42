"""Two reports of different counties, one behind the other: what is found in each is what is found in it alone.

But for what is context of the whole text, which `kg` reads on purpose from a report as one:

- roles of lines: title, header lines and credits stand at the edges of a report, so within a text they are other lines;
- its own area, from the heading or else from what is named most: relative words (全县) mean places on its line;
- the counties that it names: a town's or village's name is looked for in all of them, and open where two have it;
- its year, which dates of day and month lack, and its kind (a reporter's story, whose subject lasts from paragraph to paragraph);
- names before: 公司 or 领导小组 is the one that was named last, as long as there is only one; 本报 is the publisher;
- the heading of the last section: under 下一步安排, 以上 tells of a target.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import regex

from kg.gazetteer import Gazetteer
from kg.model import Entity, Facts, Source, Span
from kg.pipeline import extract
from kg.read import read
from kg.rulebook import lexicon

ROOT = Path(__file__).parents[1]
FILES = sorted([*ROOT.glob("tests/gold/*.txt"), *ROOT.glob("../shared/reports/*.txt")])
NAMES = [file.stem for file in FILES]
RELATIVE = {word for words in lexicon("places")["relative"].values() for word in words.split()}
BACK = [word for words in lexicon("heads")["back"].values() for word in words.split()]
_BACK = regex.compile(r"(?:该|本|此)?(?:" + "|".join(map(regex.escape, BACK)) + r")|本[报网刊台]")
_SIGNS = "省市州县区旗镇乡村"  # 县委, 镇政府: of the own county or town, or of none
_RELATIVE = regex.compile("|".join(sorted(RELATIVE, key=len, reverse=True)))


@cache
def text(name: str) -> str:
    return read(FILES[NAMES.index(name)]).text.rstrip("\n") + "\n"


@cache
def gazetteer() -> Gazetteer:
    """Left open to the end: opening it takes longer than reading two reports."""
    return Gazetteer()


def facts(words: str) -> Facts:
    digest = hashlib.sha256(words.encode()).hexdigest()
    return extract(Source("two.txt", words, "utf-8", digest), gazetteer())


@cache
def alone(name: str) -> Facts:
    return facts(text(name))


def county(found: Facts) -> str:
    return found.area.rsplit("_", 1)[-1][:6]


def pairs(name: str) -> Iterator[str]:
    """The reports of other counties (and of places that do not hold this one's)."""
    own = county(alone(name))
    for other in NAMES:
        its = county(alone(other))
        if not its.startswith(own) and not own.startswith(its):
            yield other


def differences(first: str, second: str) -> list[tuple[object, ...]]:
    """What is found otherwise in one text of two than in each alone, where context does not tell why."""
    both, cut = facts(text(first) + text(second)), len(text(first))
    halves = ((first, 0, cut, alone(second)), (second, cut, cut + len(text(second)), alone(first)))
    return [
        (name, *difference)
        for name, start, end, other in halves
        for difference in _in_half(alone(name), both, start, end, other)
    ]


def _in_half(own: Facts, both: Facts, start: int, end: int, other: Facts) -> Iterator[tuple[object, ...]]:
    words = own.document.text
    mine, its = dict(_figures(own, 0, len(words))), dict(_figures(both, start, end))
    yield from (("numeral", n) for n in _numerals(own, 0, len(words)) ^ _numerals(both, start, end))
    for span in mine.keys() ^ its.keys():
        yield "figure", words[slice(*span)], span
    places = _coded(own, 0, len(words)) | _coded(both, start, end)
    found, again = _mentions(own, 0, len(words)), _mentions(both, start, end)
    strange = {
        span
        for span, codes in places.items()
        if len(codes) > 1 or _of(codes, other, above=(span in found) != (span in again))
    }
    for span in mine.keys() & its.keys():
        before, after = mine[span], its[span]
        sentence = next(
            s for s in (*own.document.sentences, Span(0, len(words))) if s.start <= span[0] < s.end
        )
        told = sentence.cut(words)
        for key, value in before.items():
            same = value == after[key]
            if key == "qualifier" and start and words[slice(*span)].endswith("以上"):
                same = {value, after[key]} <= {"over", "atLeast"}
            if key == "measure" and (_RELATIVE.search(told) or any(sentence.holds(s) for s in strange)):
                continue
            if key == "stated" and not (value and f"{str(value)[:4]}年" in told.replace(" ", "")):
                continue
            if not same:
                yield key, words[slice(*span)], value, after[key]
    edges = [s.span for s in own.document.segments if s.kind not in ("heading", "paragraph", "table")]
    for span in found.keys() ^ again.keys():
        named = span.cut(words)
        if (
            not (named in RELATIVE or named[0] in _SIGNS or _BACK.fullmatch(named))
            and not any(edge.holds(span) for edge in edges)
            and not any(span.start <= s.end and s.start <= span.end for s in strange)
        ):
            yield "mention", named, span, span in found
    for span in found.keys() & again.keys() & places.keys() - strange:
        if span.cut(words) not in RELATIVE and found[span] != again[span]:
            yield "place", span.cut(words), found[span], again[span]


def _figures(found: Facts, start: int, end: int) -> Iterator[tuple[tuple[int, int], dict[str, object]]]:
    for _, figure, _, _ in found.figures:
        quantity, moved = figure.quantity, [(s.start - start, s.end - start) for s in figure.headings]
        if start <= quantity.span.start < end:
            yield (
                (quantity.span.start - start, quantity.span.end - start),
                {
                    "value": (quantity.value, quantity.upper, quantity.unit, quantity.per),
                    "qualifier": quantity.qualifier,
                    "headings": moved,
                    "measure": figure.measure,
                    "stated": figure.period if figure.basis == "stated" else "",
                },
            )


def _numerals(found: Facts, start: int, end: int) -> set[tuple[int, int, str]]:
    return {
        (n.span.start - start, n.span.end - start, "figure" if figure else n.reason)
        for n, figure in found.numerals
        if start <= n.span.start < end
    }


def _mentions(found: Facts, start: int, end: int) -> dict[Span, tuple[str, tuple[str, ...]]]:
    """For each mention of a half: the class and codes of what it names."""
    return {span: (entity.cls, entity.codes) for span, entity in _named(found, start, end)}


def _named(found: Facts, start: int, end: int) -> Iterator[tuple[Span, Entity]]:
    for entity in found.entities:
        for span in entity.mentions:
            if start <= span.start < end:
                yield Span(span.start - start, span.end - start), entity


def _coded(found: Facts, start: int, end: int) -> dict[Span, set[str]]:
    """For each mention of a place in a half: the codes that it may have."""
    listed: dict[Span, set[str]] = {}
    for span, entity in _named(found, start, end):
        for code in (*entity.codes, *entity.candidates):
            listed.setdefault(span, set()).add(code.partition(":")[2])
    return listed


def _of(codes: set[str], other: Facts, above: bool) -> bool:
    """Whether a place is a division that the other report names, or lies in one of its counties (or above: provinces)."""
    its = {c.partition(":")[2] for e in other.entities for c in e.codes}
    around = {c[:size] for c in its for size in ((2, 4, 6) if above else (6,)) if len(c) >= size}
    return any(code in its or any(code.startswith(c) for c in around) for code in codes)


def check(first: str, second: str) -> None:
    assert differences(first, second) == []
    both = facts(text(first) + text(second))
    own, line = alone(first), both.area.rsplit("_", 1)[-1]
    title = own.document.header.title
    name = next((e.name for e in own.entities if e.id == own.area), None)
    if title is not None and name is not None and name in title.value:
        assert both.area == own.area
    for span, entity in _named(both, 0, len(both.document.text)):
        if span.cut(both.document.text) in RELATIVE:
            # Of a town its county is asked: the town that stands before a village is its town whatever the code book says.
            codes = [code.partition(":")[2][:6] for code in entity.codes]
            assert all(line.startswith(code) for code in codes), (span, entity.name)


@pytest.mark.parametrize("name", NAMES)
def test_a_report_beside_its_neighbours(name: str) -> None:
    """A few pairs of each report; the slow test takes all."""
    for other in list(pairs(name))[NAMES.index(name) % 5 :: 7]:
        check(name, other)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_report_beside_every_other(name: str) -> None:
    for other in pairs(name):
        check(name, other)


def named(words: str) -> dict[str, Entity]:
    """What a text names, by the words of its mentions."""
    found = facts(words)
    return {span.cut(words): entity for entity in found.entities for span in entity.mentions}


def test_a_village_behind_a_town_is_none_of_another_county() -> None:
    """太白县 has a 强里川村 and 眉县 has none, so the one of 眉县's town is in no code book."""
    head = "眉县：产业兴旺\n来源：某某网\n\n"
    words = head + "眉县槐芽镇强里川村建成大棚20座。太白县强里川村派人学习。\n"
    places = [e for e in facts(words).entities if e.name == "强里川村"]
    assert sorted(e.codes == () and e.candidates == () for e in places) == [False, True]
    assert named(head + "太白县派人到强里川村学习。\n")[
        "强里川村"
    ].codes  # with its county named, and no town before


@pytest.mark.parametrize(
    ("own", "other", "code"), [("建水县", "溆浦县", "532524"), ("溆浦县", "建水县", "431224")]
)
def test_a_village_of_the_title_is_one_of_the_county_named_first(own: str, other: str, code: str) -> None:
    """Both counties have one 小龙潭村."""
    head = "小龙潭村的变化\n2020-08-25\n本报记者 孙 超\n\n"
    found = facts(f"{head}{own}小龙潭村修路3公里，修渠2公里。{other}派人到村里学习。\n")
    assert county(found) == code


@pytest.mark.parametrize("words", ["建立村党组织书记后备库", "建立村级台账", "建立村干部报酬增长机制"])
def test_a_verb_before_a_kind_of_village_is_no_village(words: str) -> None:
    """泾阳县 has a 建立村."""
    places = named(f"泾阳县：强基固本\n来源：某某网\n\n泾阳县{words}，投入20万元。\n")
    assert "建立村" not in places
    assert named("泾阳县：强基固本\n来源：某某网\n\n泾阳县建立村投入20万元。\n")["建立村"].codes


def test_no_number_of_names_in_the_body_outweighs_the_title() -> None:
    head = "宝鸡市：乡村振兴开新局\n来源：某某网\n\n全市投入资金20万元。\n"
    found = facts(head + "太白县投入资金10万元。\n" * 30)
    assert county(found) == "6103"
    assert {f.quantity.span.cut(found.document.text): area for _, f, _, area in found.figures}[
        "20万元"
    ] == "place_6103"
