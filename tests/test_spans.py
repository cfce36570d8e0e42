"""Spans and their index: the index answers what a look at every thing would."""

from hypothesis import given
from hypothesis import strategies as st

from kg.model import Span, SpanIndex

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
