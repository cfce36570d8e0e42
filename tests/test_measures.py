"""Measures of wordings, intervals of qualifiers, statistics and bases: tables of examples, and laws of intervals."""

from __future__ import annotations

import doctest
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg.kinds
import kg.measures
from kg.errors import BadKnowledge
from kg.measures import base_concept, base_words, concept_of, interval, sharpened, statistic_of
from kg.ontology import local_name

QUALIFIERS = ("exact", "over", "above", "atLeast", "atMost", "max", "min", "approx")


def name(concept: object) -> str:
    return "" if concept is None else str(concept).rsplit("/", 1)[-1]


@pytest.mark.parametrize("module", [kg.measures, kg.kinds], ids=lambda m: m.__name__)
def test_examples_in_the_docstrings(module: object) -> None:
    found = doctest.testmod(module)  # type: ignore[arg-type]
    assert found.attempted > 3
    assert found.failed == 0


@pytest.mark.parametrize(
    ("words", "kind", "expected"),
    [
        ("常住人口", "people", "population"),
        ("累计完成投资", "money", "investment"),
        ("农村居民人均可支配收入", "money", "ruralIncome"),
        ("一般公共预算收入", "money", "budgetRevenue"),  # not the shorter 收入
        ("农民技能培训", "count", "trainingSessions"),
        ("农民技能培训", "people", "trainingAttendance"),
        ("农民技能培训", "money", ""),  # no measure of that kind
        ("“五星”文明村", "count", "demonstrationVillages"),
        ("化解矛盾纠纷等", "count", "disputes"),  # a particle at the end
        ("镇（街道）", "count", "townships"),
        ("镇(街道)", "count", "townships"),  # the same folded
        ("镇", "count", "townships"),
        ("龙泉古镇", "count", ""),  # one character must be the whole
        ("投资者", "money", ""),  # the wording must stand at the end
        ("", "count", ""),
        ("基数未说明", "count", ""),  # a base is nothing that is counted
    ],
)
def test_measure_of_a_wording(words: str, kind: str, expected: str) -> None:
    assert name(concept_of(words, kind)) == expected


@pytest.mark.parametrize(
    ("value", "upper", "qualifier", "low", "high"),
    [
        ("2800", None, "exact", "2800", "2800"),
        ("40", "60", "exact", "40", "60"),
        ("2800", None, "over", "2800", "2900"),
        ("10", None, "over", "10", "20"),
        ("905", None, "over", "905", "906"),
        ("160000000", None, "over", "160000000", "170000000"),
        ("3.5", None, "over", "3.5", "3.6"),
        ("0", None, "over", "0", "1"),
        ("30", None, "above", "30", None),
        ("40", "60", "atLeast", "40", None),
        ("15", None, "atMost", None, "15"),
        ("40", "60", "atMost", None, "60"),
        ("6000", None, "max", "6000", "6000"),
        ("3600", None, "min", "3600", "3600"),
        ("60200000", None, "approx", "60150000", "60250000"),
        ("12.5", None, "approx", "12.45", "12.55"),
        ("20000", "30000", "approx", "15000", "35000"),
    ],
)
def test_interval(value: str, upper: str | None, qualifier: str, low: str | None, high: str | None) -> None:
    ends = interval(Decimal(value), None if upper is None else Decimal(upper), qualifier)
    assert ends == tuple(None if x is None else Decimal(x) for x in (low, high))


def test_unknown_qualifier_is_refused() -> None:
    with pytest.raises(BadKnowledge, match="nearly"):
        interval(Decimal(1), None, "nearly")


numbers = st.decimals(0, 10**12, places=3)


def holds(ends: tuple[Decimal | None, Decimal | None], value: Decimal) -> bool:
    return (ends[0] is None or ends[0] <= value) and (ends[1] is None or value <= ends[1])


@given(numbers, st.sampled_from(QUALIFIERS))
def test_a_value_lies_in_its_interval(value: Decimal, qualifier: str) -> None:
    assert holds(interval(value, None, qualifier), value)


@given(numbers, numbers, st.sampled_from(QUALIFIERS))
def test_a_range_holds_the_intervals_of_its_ends(one: Decimal, other: Decimal, qualifier: str) -> None:
    value, upper = sorted((one, other))
    whole = interval(value, upper, qualifier)
    for end in (value, upper):
        low, high = interval(end, None, qualifier)
        assert whole[0] is None or (low is not None and whole[0] <= low)
        assert whole[1] is None or (high is not None and high <= whole[1])
    assert set(whole) <= {*interval(value, None, qualifier), *interval(upper, None, qualifier)}  # and no more


@given(numbers, st.sampled_from(QUALIFIERS))
def test_zeros_behind_the_point_change_nothing(value: Decimal, qualifier: str) -> None:
    assert interval(value, None, qualifier) == interval(value * Decimal("1.00"), None, qualifier)


@pytest.mark.parametrize(
    ("qualifier", "words", "expected"),
    [
        ("over", "30户以上", "above"),
        ("over", "突破5000万元", "above"),
        ("over", "30余户", "over"),
        ("over", "10多万亩", "over"),
        ("exact", "30户以上", "exact"),  # only a qualifier with narrower readings is read again
        ("atMost", "5%以内", "atMost"),
    ],
)
def test_sharpened_qualifier(qualifier: str, words: str, expected: str) -> None:
    assert sharpened(qualifier, words) == expected


@pytest.mark.parametrize(
    ("words", "qualifier", "per", "kind", "before", "expected"),
    [
        ("示范村", "exact", "", "count", "", "total"),
        ("示范村", "over", "", "count", "", "total"),
        ("队员", "atLeast", "", "people", "", ""),  # a bound is no count
        ("投资", "exact", "", "money", "", ""),
        ("投资", "exact", "", "money", "投资累计", "total"),
        ("奖金", "max", "", "money", "", "maximum"),
        ("奖金", "min", "每人", "money", "", "minimum"),
        ("补助", "exact", "每人每日", "money", "", "perHead"),
        ("分红", "exact", "每户每年", "money", "", "perHousehold"),
        ("亩均产值", "exact", "", "money", "", "perArea"),
        ("人均可支配收入增长率", "exact", "", "rate", "", "change"),
        ("服务事项", "exact", "", "count", "由平均", "mean"),
        ("覆盖率", "exact", "", "rate", "达到", ""),
    ],
)
def test_statistic(words: str, qualifier: str, per: str, kind: str, before: str, expected: str) -> None:
    assert name(statistic_of(words, qualifier, per, kind, before)) == expected


@pytest.mark.parametrize(
    ("words", "told", "concept"),
    [
        ("村集体收入占总收入比例", "总收入", "unknown-base"),
        ("占全县总人口的30%".removesuffix("30%"), "全县总人口", "unknown-base"),
        ("占比", "", "unknown-base"),
        ("占", "", "unknown-base"),
        ("全县森林覆盖率", "", "landArea"),
        ("群众满意度", "", "respondents"),
        ("亩均产值同比增长率", "", "earlier-value"),
        ("培训覆盖率", "", "unknown-base"),  # of whom is not told
        ("", "", "unknown-base"),
    ],
)
def test_base_of_a_percentage(words: str, told: str, concept: str) -> None:
    assert base_words(words) == told
    assert local_name(base_concept(words)) == concept
