"""The headings of a table's cell are evidence like its own words; and tables made to break or to slow the reader."""

from __future__ import annotations

import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import PROV, Graph, Literal, URIRef

from kg.assemble import assemble
from kg.evaluate import evaluate
from kg.gazetteer import Gazetteer
from kg.model import Facts, Table
from kg.ontology import KG, instance
from kg.pipeline import extract
from kg.store import annotation_rows
from kg.tables import find_tables
from kg.text import fold
from kg.validate import evidence, validate
from texts import facts, source

HEAD = "眉县2023年统计简况\n\n2023年，眉县发展平稳。\n\n"

# --- Evidence ---

TEXT = HEAD + "镇\t户数（户）\t人口（人）\n横渠镇\t120\t400\n"


def graph_of(text: str) -> tuple[Graph, Facts, dict[str, str]]:
    one = facts(text)
    return assemble([one]), one, {one.document.source.sha256: text}


def test_the_header_is_quoted_in_the_graph() -> None:
    graph, one, _ = graph_of(TEXT)
    node = instance(one.figures[0][0])
    passages = {
        str(p).rsplit("=")[-1]: link for link, p in graph.predicate_objects(node) if "#char=" in str(p)
    }
    place = TEXT.index("户数（户）")
    assert passages == {
        f"{place},{place + 5}": KG.quotedHeader,
        f"{TEXT.index('120')},{TEXT.index('120') + 3}": PROV.wasQuotedFrom,
    }
    assert str(graph.value(node, KG.words)) == "120"


@pytest.mark.parametrize("change", ["none", "other column", "value", "row"])
def test_an_altered_header_is_noticed(change: str) -> None:
    graph, one, texts = graph_of(TEXT)
    node, other = (instance(id_) for id_, *_ in one.figures)
    header = graph.value(node, KG.quotedHeader)
    assert isinstance(header, URIRef)
    assert evidence(graph, texts).conforms
    if change == "value":
        wrong = URIRef("https://schema.org/value")
        graph.set((node, wrong, Literal(121)))
    else:
        graph.remove((node, KG.quotedHeader, header))
        if change == "other column":
            graph.add((node, KG.quotedHeader, next(graph.objects(other, KG.quotedHeader))))
        elif change == "row":
            graph.add((node, KG.quotedHeader, next(graph.objects(other, PROV.wasQuotedFrom))))
    found = evidence(graph, texts).problems
    assert {p.focus for p in found} == {str(node)}


def test_a_header_of_another_report_breaks_the_shape() -> None:
    first, one, _ = graph_of(TEXT)
    second, two, _ = graph_of(TEXT.replace("120", "121"))
    header = next(second.objects(instance(two.figures[0][0]), KG.quotedHeader))
    node = instance(one.figures[0][0])
    both = first + second
    both.add((node, KG.quotedHeader, header))
    told = [p.en for p in validate(both).problems if p.focus == str(node) and p.kind == "shape"]
    assert told == ["The quoted headers of a figure are other passages of the report that it is quoted from."]


def test_a_row_with_a_wrong_header_counts_as_ungrounded() -> None:
    rows = annotation_rows(facts(TEXT))
    next(r for r in rows if "header" in r)["header"][0]["quote"] = "户数（人）"
    gold = {"doc": "a.txt", "report": {}, "entities": [], "figures": [], "relations": []}
    assert evaluate(gold, TEXT, rows).ungrounded == 1


# --- Hostile texts ---


@pytest.mark.parametrize(
    "text",
    [
        "|" * 1000 + "\n" + "|" * 1000 + "\n",
        "镇|户数\n|\n||\n|||\n横渠镇|12\n",
        "镇\t户数\x00\x1b[31m\n横渠镇\x07\t1\x002\n",
        "镇\t户数\u2028横渠镇\t12\u2029",
        "镇\t户数\r\n横渠镇\t12\r\n",
        "镇\t<script>alert(1)</script>（户）\n横渠镇\t12\n",
        "镇\t" + "户" * 5000 + "\n横渠镇\t12\n",
        "镇\t户数\n横渠镇\t" + "1" * 5000 + "\n",
        "镇\t户数（" * 200 + "\n横渠镇\t12" * 200,
        "--|--\n--|--\n镇|户数\n",
        "\t\t\t\n\t\t\t\n",
        "镇\t户数\n横渠镇\t１٢३\n",
        "镇\t" + "（" * 500 + "户" + "）" * 500 + "\n横渠镇\t12\n",
    ],
)
def test_broken_tables_are_read_without_harm(text: str) -> None:
    one = facts(HEAD + text)
    problems = validate(assemble([one]), {one.document.source.sha256: HEAD + text}).problems
    assert problems == ()


@given(st.text("镇户数12.,-|\t\n （）元万%年月", max_size=80))
def test_cells_cut_the_text_where_they_stand(text: str) -> None:
    for table in find_tables(fold(text)):
        cells = [cell for row in table.rows for cell in row if cell is not None]
        assert cells == sorted(set(cells))
        for cell in cells:
            words = cell.cut(text)
            assert words == words.strip()
            assert not {"\t", "\n"} & set(words)


def wide(cells: int) -> str:
    header, row = "\t".join(["镇", *["户数（户）"] * cells]), "\t".join(["横渠镇", *["12"] * cells])
    return f"{HEAD}{header}\n{row}\n"


def tables(text: str) -> tuple[Table, ...]:
    return find_tables(fold(text))


@pytest.mark.slow
def test_a_hundred_thousand_cells_in_a_row() -> None:
    signal.alarm(180)
    try:
        with Gazetteer() as gazetteer:
            found = extract(source(wide(100_000)), gazetteer)
    finally:
        signal.alarm(0)
    assert len(found.figures) == 100_000
    assert {f.quantity.unit for _, f, _, _ in found.figures} == {"户"}


def test_work_grows_with_the_cells_and_no_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many headings are parsed and cells looked at, counted, not timed."""
    from kg.tables import entries

    counted = {"n": 0}
    original = entries.reads_in_table

    def counting(words: str, headings: list[str]) -> object:
        counted["n"] += 1 + len(headings)
        return original(words, headings)

    monkeypatch.setattr(entries, "reads_in_table", counting)
    work = []
    for cells in (50, 100, 200):
        counted["n"] = 0
        text = wide(cells)
        entries.read_content(fold(text), tables(text))
        work.append(counted["n"])
    assert work[1] == 2 * work[0]
    assert work[2] == 4 * work[0]
