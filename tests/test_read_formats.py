"""The same report in each form gives the same facts; and what the forms add: page and paragraph numbers."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
from click.testing import CliRunner
from rdflib import RDF, Literal

from forms import REPORTS, Report, as_docx, as_html, as_pdf, as_text, zipped
from kg.assemble import assemble
from kg.cli import main
from kg.errors import BadInput
from kg.gazetteer import Gazetteer
from kg.model import Source
from kg.ontology import KG
from kg.pipeline import extract
from kg.read import Failure, documents, read
from kg.segment import segment
from kg.store import annotation_rows
from kg.validate import validate

PLACES = {"id", "start", "end", "file", "page", "paragraph", "subject", "object", "rule", "changedFrom"}


def written(folder: Path, report: Report, form: str) -> Path:
    """A file of a report in a form, among them a print of many pages and an archive of one member."""
    data = {
        "txt": lambda: as_text(report).encode(),
        "gbk.txt": lambda: as_text(report).encode("gb18030"),
        "html": lambda: as_html(report).encode(),
        "docx": lambda: as_docx(report),
        "pdf": lambda: as_pdf(report),
        "pages.pdf": lambda: as_pdf(report, down=9, header="某某工作简报"),
        "zip": lambda: zipped({"报告/内.docx": as_docx(report)}),
    }[form]()
    file = folder / f"report.{form}"
    file.write_bytes(data)
    return file


def stated(source: Source, gazetteer: Gazetteer) -> list[str]:
    """The rows of a report without places in its text, as a set."""
    rows = annotation_rows(extract(source, gazetteer))
    names = {row["id"]: row["name"] for row in rows if row["kind"] == "entity"}
    return sorted(
        json.dumps(bare(row) | ends(row, names), ensure_ascii=False, sort_keys=True) for row in rows
    )


def bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: bare(v) for k, v in value.items() if k not in PLACES}
    return [bare(v) for v in value] if isinstance(value, list) else value


def ends(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {k: names.get(row[k], row[k]) for k in ("subject", "object") if k in row}


@pytest.mark.parametrize("form", ["gbk.txt", "html", "docx", "pdf", "pages.pdf", "zip"])
@pytest.mark.parametrize("report", REPORTS, ids=lambda r: r[0])
def test_each_form_of_a_report_states_the_same(report: Report, form: str, tmp_path: Path) -> None:
    with Gazetteer() as gazetteer:
        wanted = stated(read(written(tmp_path, report, "txt")), gazetteer)
        assert stated(read(written(tmp_path, report, form)), gazetteer) == wanted
    kinds = [json.loads(row)["kind"] for row in wanted]
    assert min(map(kinds.count, ("entity", "figure"))) >= 4
    assert any("header" in json.loads(row) for row in wanted), "a figure of the table"


@pytest.mark.parametrize("form", ["html", "docx", "pages.pdf"])
def test_a_source_tells_what_it_was_taken_from(form: str, tmp_path: Path) -> None:
    source = read(written(tmp_path, REPORTS[0], form))
    assert source.extracted
    assert source.encoding == {"html": "html, utf-8"}.get(form, form.rsplit(".", maxsplit=1)[-1])
    assert source.saved_as == f"texts/report.{form}.txt"
    assert source.sha256 == hashlib.sha256(source.text.encode()).hexdigest()
    header = segment(source).header
    fields = (header.title, header.publisher, header.published, header.editor)
    assert [f and f.value for f in fields] == [
        "眉县基层治理工作综述",
        "西部先锋网",
        "2023-02-03T09:15:00+08:00",
        "王小明",
    ]


def test_plain_text_is_its_own_source(tmp_path: Path) -> None:
    source = read(written(tmp_path, REPORTS[0], "txt"))
    assert (source.extracted, source.parts, source.notes) == (False, (), ())
    assert source.part_at(3) is None


@pytest.mark.parametrize("form", ["html", "docx"])
def test_paragraphs_are_the_lines(form: str, tmp_path: Path) -> None:
    source = read(written(tmp_path, REPORTS[2], form))
    for number, line in enumerate(source.text.splitlines(), 1):
        place = source.text.index(line)
        part = source.part_at(place + len(line) - 1)
        assert part is not None
        assert (part.kind, part.number) == ("paragraph", number)


def test_pages_of_a_print(tmp_path: Path) -> None:
    source = read(written(tmp_path, REPORTS[0], "pages.pdf"))
    parts = {source.text[p.start : p.start + 2]: p.number for p in source.parts}
    assert [p.number for p in source.parts] == list(range(1, len(source.parts) + 1))
    assert len(parts) >= 2
    first = source.part_at(0)
    assert first is not None
    assert (first.kind, first.number) == ("page", 1)


@pytest.mark.parametrize(("form", "term"), [("docx", KG.paragraph), ("pages.pdf", KG.page)])
def test_passages_keep_page_or_paragraph(form: str, term: Any, tmp_path: Path) -> None:
    source = read(written(tmp_path, REPORTS[0], form))
    with Gazetteer() as gazetteer:
        facts = extract(source, gazetteer)
    graph = assemble([facts])
    told = list(graph.subject_objects(term))
    passages = set(graph.subjects(RDF.type, KG.Passage))
    assert {passage for passage, _ in told} == passages != set()
    for passage, number in told:
        part = source.part_at(int(str(passage).split("char=")[1].split(",")[0]))
        assert part is not None
        assert number == Literal(part.number)
    other = KG.page if term == KG.paragraph else KG.paragraph
    assert not list(graph.subject_objects(other))
    assert validate(graph, {source.sha256: source.text}).conforms
    for row in annotation_rows(facts):
        for place in [row, *row.get("mentions", []), *row.get("header", [])]:
            if "start" in place:
                part = source.part_at(place["start"])
                assert part is not None
                assert place[part.kind] == part.number


# --- Commands ---


def test_extract_reads_every_member_of_an_archive(tmp_path: Path) -> None:
    file = tmp_path / "报告.zip"
    file.write_bytes(
        zipped(
            {"a/1.docx": as_docx(REPORTS[0]), "b.pdf": b"%PDF-1.7 no", "c.txt": as_text(REPORTS[1]).encode()}
        )
    )
    done = CliRunner().invoke(main, ["extract", str(file)])
    assert done.exit_code == 1
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["file"] for r in rows if r["kind"] == "report"] == ["报告.zip/a/1.docx", "报告.zip/c.txt"]
    assert done.stderr.startswith("kg: 报告.zip/b.pdf: a damaged PDF")
    one = CliRunner().invoke(main, ["extract", str(file / "c.txt"), "--format", "table"])
    assert one.exit_code == 0
    assert "建水县" in one.stdout


def test_one_bad_file_is_bad_input(tmp_path: Path) -> None:
    file = tmp_path / "r.pdf"
    file.write_bytes(b"%PDF-1.7 no")
    done = CliRunner().invoke(main, ["extract", str(file)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert f"{file}: a damaged PDF" in done.stderr


def test_read_takes_one_report(tmp_path: Path) -> None:
    file = tmp_path / "r.zip"
    file.write_bytes(zipped({"x/a.txt": as_text(REPORTS[0]).encode(), "b.txt": as_text(REPORTS[1]).encode()}))
    with pytest.raises(BadInput, match=r"holds several files; name one, as in .*r\.zip/x/a\.txt"):
        read(file)
    assert read(file / "b.txt").name == "r.zip/b.txt"
    with pytest.raises(BadInput, match=r"holds no file c\.txt"):
        read(file / "c.txt")
    with pytest.raises(BadInput, match="no zip archive"):
        read(written(tmp_path, REPORTS[0], "txt") / "inner.txt")
    found = list(documents(tmp_path / "none.txt"))
    assert [type(f) for f in found] == [Failure]


def test_plain_text_loads_no_library_of_another_form(tmp_path: Path) -> None:
    file = written(tmp_path, REPORTS[0], "txt")
    code = (
        "import sys; from pathlib import Path; from kg.read import read; read(Path(sys.argv[1]));"
        "print([m for m in ('lxml', 'trafilatura', 'docx', 'pypdfium2', 'markdown_it', 'charset_normalizer') if m in sys.modules])"
    )
    done = run([sys.executable, "-c", code, str(file)], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
