"""Texts made to be slow: a hundred thousand characters of one kind are read, and nothing of them is made up."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kg.model import Span
from texts import facts

HEAD = "眉县基层工作综述\n\n2022年，眉县工作。\n"
LENGTH = 100_000


@contextmanager
def given_up_after(seconds: int) -> Iterator[None]:
    """A guard against work that never ends; what it allows is many times what any of these takes."""

    def give_up(*_: object) -> None:
        raise AssertionError(f"not read within {seconds} seconds")

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["1", "1.1", "、", "《", "“", "王小明、", "记者 ", "一二三四五", "(以下简称", "万"]
)
def test_a_hundred_thousand_characters_of_one_kind(piece: str) -> None:
    text = HEAD + piece * (LENGTH // len(piece)) + "\n"
    with given_up_after(60):
        found = facts(text)
    assert found.figures == ()
    assert all(Span(0, len(HEAD)).holds(span) for e in found.entities for span in e.mentions[:1])
    assert len(found.numerals) >= 1


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["1%", "1件", "种植苹果20亩,"])
def test_fifty_thousand_figures_in_one_line(piece: str) -> None:
    with given_up_after(60):
        found = facts(HEAD + piece * 50_000 + "\n")
    assert len(found.figures) == 50_000


def test_a_sentence_without_end_is_read_to_its_end() -> None:
    text = HEAD + "眉县首善街道种植苹果20亩," * 200 + "\n"
    found = facts(text)
    assert len(found.figures) == 200
    assert {f.quantity.span.cut(text) for _, f, _, _ in found.figures} == {"20亩"}
