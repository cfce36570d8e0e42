"""The laws of the merge, on graphs that Hypothesis makes up."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.merge import merge
from kg.merge.terms import DERIVED
from kg.ontology import KG
from merging import COUNTY, content, figure, listing, put

pytestmark = pytest.mark.slow

names = st.sampled_from(["和平村", "南程村", "北程村", "磑里村", "磨里村", "六村"])
towns = st.sampled_from(["咀头镇", "桃川镇", ""])
codes = st.sampled_from(["", "", "610331100201", "610331100202", "610331101201"])
divisions = st.lists(
    st.builds(
        lambda cls, name, around, code: {
            "cls": cls,
            "name": name,
            "town": around,
            "code": code,
            "county": "610331",
        },
        st.sampled_from(["Village", "Village", "Community"]),
        names,
        towns,
        codes,
    ),
    max_size=4,
)
figures = st.lists(
    st.tuples(
        st.sampled_from(["5", "7", "2800"]),
        st.sampled_from(["2020", "2021", "2020-11", ""]),
        st.sampled_from(["人", "万人"]),
    ),
    max_size=2,
)
books = st.sampled_from(["nbs2023", "nbs2017"])


@st.composite
def graphs(draw: st.DrawFn) -> str:
    """A source: some divisions of 太白县 and some figures about it."""
    name = draw(st.sampled_from(["甲", "乙", "丙", "丁"]))
    text = listing(name, draw(divisions), draw(books))
    for number, (value, period, unit) in enumerate(draw(figures)):
        text += figure(name, COUNTY, value, period=period, unit=unit, place_=10 * number)
    return text


law = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@law
@given(graphs())
def test_a_graph_merged_with_itself_is_itself(one: str) -> None:
    with TemporaryDirectory() as folder:
        here = Path(folder)
        file, copy = put(here, "one", one), put(here, "copy", one)
        merge([file], here / "a", draw=False)
        merge([file, copy], here / "b", draw=False)
        merge([here / "a", here / "b"], here / "c", draw=False)
        assert content(here / "a") == content(here / "b") == content(here / "c")


@law
@given(graphs(), graphs())
def test_the_order_of_two_graphs_does_not_matter(one: str, two: str) -> None:
    with TemporaryDirectory() as folder:
        here = Path(folder)
        files = [put(here, "one", one), put(here, "two", two)]
        merge(files, here / "a", draw=False)
        merge(files[::-1], here / "b", draw=False)
        assert content(here / "a") == content(here / "b")


@law
@given(graphs(), graphs(), graphs())
def test_how_three_graphs_are_grouped_does_not_matter(one: str, two: str, three: str) -> None:
    with TemporaryDirectory() as folder:
        here = Path(folder)
        a, b, c = (put(here, name, text) for name, text in zip("abc", (one, two, three), strict=True))
        merge([a, b], here / "ab", draw=False)
        merge([here / "ab", c], here / "left", draw=False)
        merge([b, c], here / "bc", draw=False)
        merge([a, here / "bc"], here / "right", draw=False)
        merge([a, b, c], here / "all", draw=False)
        assert content(here / "left") == content(here / "right") == content(here / "all")


@law
@given(graphs(), graphs())
def test_every_triple_is_found_again_with_its_source(one: str, two: str) -> None:
    with TemporaryDirectory() as folder:
        here = Path(folder)
        files = [put(here, "one", one), put(here, "two", two)]
        merge(files, here / "out", draw=False)
        found = {}
        for quad in ox.parse(path=str(here / "out" / "graph.nq")):
            found.setdefault((str(quad.subject), str(quad.predicate), str(quad.object)), set()).add(
                str(quad.graph_name)
            )
        for file in files:
            triples = list(ox.parse(path=str(file)))
            report = next(str(t.subject) for t in triples if str(t.object) == f"<{KG.Report}>")
            for t in triples:
                assert report in found[str(t.subject), str(t.predicate), str(t.object)]


@law
@given(graphs(), graphs())
def test_every_quad_of_named_graphs_is_found_again_and_nothing_is_put_among_them(one: str, two: str) -> None:
    with TemporaryDirectory() as folder:
        here = Path(folder)
        files, given_ = [], set()
        for number, text in enumerate((one, two)):
            graph = ox.NamedNode(f"urn:source:{number}")
            triples = ox.parse(text, format=ox.RdfFormat.TURTLE)
            quads = {ox.Quad(q.subject, q.predicate, q.object, graph) for q in triples}
            given_ |= quads
            files.append(here / f"{number}.nq")
            files[-1].write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
        merge(files, here / "out", draw=False)
        found = set(ox.parse(path=str(here / "out" / "graph.nq")))
        assert {q for q in found if q.graph_name != ox.NamedNode(str(DERIVED))} == given_
