"""The notice of sources and licences that goes with a dataset, as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rdflib import DCTERMS

from kg.describe.description import About
from kg.describe.survey import Survey
from kg.describe.vocabularies import Work, vocabularies, works
from kg.namespaces import prefixes

__all__ = ["NOTICE", "notice"]

NOTICE = "NOTICE.txt"
"""The name of the file."""

_REPORT = (
    ("title 标题", str(DCTERMS.title)),
    ("publisher 来源", str(DCTERMS.publisher)),
    ("issued 发布", str(DCTERMS.issued)),
    ("file 文件", str(DCTERMS.identifier)),
    ("SHA-256", prefixes()["schema"] + "sha256"),
)


def notice(about: About, found: Survey) -> str:
    """The notice of a dataset: its licence, each report with publisher, date and SHA-256, data and vocabularies by others.

    Texts of reports are cut to one line each, so that none can pass for a line of the notice.
    """
    return "".join(line + "\n" for line in _lines(about, found))


def _lines(about: About, found: Survey) -> Iterator[str]:
    yield f"{_flat(about.title)}: sources and licences 来源与许可"
    yield ""
    for name, text in (
        ("publisher 来源", about.publisher),
        ("source 出处", about.source),
        ("date 日期", about.date),
        ("licence 许可", about.licence or "not stated 未注明"),
    ):
        if text:
            yield f"{name}: {_flat(text)}"
    yield ""
    yield f"Reports 报告: {len(found.reports)}"
    for iri, values in found.reports.items():
        yield ""
        yield f"* {iri}"
        yield from _told(values)
    yield ""
    yield "Data by others 他人数据"
    for work in works():
        yield from _work(work)
    yield ""
    yield "Vocabularies 词汇表 (names of terms only 仅使用术语名称)"
    for base, work in vocabularies().items():
        if base in found.namespaces:
            yield from _work(work, base)


def _told(values: Mapping[str, list[str]]) -> Iterator[str]:
    for name, property_ in _REPORT:
        for text in values.get(property_, ()):
            yield f"  {name}: {_flat(text)}"


def _work(work: Work, address: str = "") -> Iterator[str]:
    yield ""
    yield f"* {work.title}" + (f" <{address}>" if address else "")
    yield f"  {work.maker}"
    yield f"  {work.licence}" + (f"; {work.note}" if work.note else "")


def _flat(text: str) -> str:
    return " ".join(text.split())
