"""Spans and their index: the index answers what a look at every thing would."""

from hypothesis import given
from hypothesis import strategies as st

from kg.model import Cover, InOrder, Span, SpanIndex

spans = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 400), st.integers(1, 200))


@given(st.lists(spans), st.lists(spans), spans)
def test_the_index_finds_what_a_look_at_every_span_finds(
    first: list[Span], more: list[Span], asked: Span
) -> None:
    index = SpanIndex(first, lambda span: span)
    for span in more:
        index.add(span)
    every = [*first, *more]
    assert index.overlapping(asked) == [s for s in every if s.overlaps(asked)]
    assert index.inside(asked) == [s for s in every if asked.holds(s)]
    assert index.around(asked) == [s for s in every if s.holds(asked)]


@given(st.lists(spans), spans)
def test_things_in_order_are_found_as_by_a_look_at_every_one(listed: list[Span], asked: Span) -> None:
    listed.sort()
    assert InOrder(listed, lambda span: span).inside(asked) == [s for s in listed if asked.holds(s)]


@given(st.lists(spans), spans)
def test_a_cover_meets_what_overlaps_one_of_its_spans(listed: list[Span], asked: Span) -> None:
    assert Cover(1000, listed).meets(asked) == any(s.overlaps(asked) for s in listed)
