"""A Source becomes a Document: its lines get roles, its header fields are read, its body is cut into sentences.

A line is navigation, title, subtitle, meta, credit, heading or paragraph, or a row of a table, each cell of which is a
segment. The lines before the first paragraph and the credits after the last one may state header fields (rules in
`rules/header.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.model import Document, Header, HeaderField, Segment, Source, Span
from kg.rulebook import Rule, rules
from kg.tables import find_tables
from kg.text import fold

__all__ = ["segment"]

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
# A sentence ends at its mark, with the closing quotation mark or bracket behind it. One without end is cut at a comma,
# so that the work on a sentence has a bound.
_SENTENCE = re.compile(r"[^。!?;]{1,1200}(?:[。!?;]+[”’)》]*|$|(?<=[,、:]))|[^。!?;]{1,1200}")
_LONGEST_TITLE = 70
_LONGEST_HEADING = 48
_MASTHEAD = re.compile(r"(?:简报|专报|快报|动态|信息|通讯|内参|参考|情况反映)$")
_ISSUE = re.compile(r"^[(]?(?:第|总第|\d{4}年第)\s*\d+\s*期")
_BRACKET = re.compile(r"^(.{4,}?)[(](.{2,40})[)]$")
_STAMP = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?(?:\s*(\d{1,2}):(\d\d)(?::(\d\d))?)?")


def segment(source: Source) -> Document:
    """The document of a source: roles of lines, header and sentences; offsets are those of the source's text."""
    folded = fold(source.text)
    lines = list(_lines(folded))
    tables = find_tables(folded)
    cells = {line.start: row for table in tables for line, row in zip(table.lines, table.rows, strict=True)}
    segments = tuple(_roles(lines, folded, cells))
    header = _header(segments, folded, source.text)
    body = [s for s in segments if s.kind in ("heading", "paragraph", "table")]
    sentences = tuple(
        Span(s.span.start + m.start(), s.span.start + m.end())
        for s in body
        for m in _SENTENCE.finditer(s.span.cut(folded))
        if m[0].strip()
    )
    return Document(source, header, segments, sentences, folded, tables)


def _lines(folded: str) -> Iterator[Span]:
    for found in _LINE.finditer(folded):
        words = found[0].strip()
        if words:
            start = found.start() + found[0].index(words)
            yield Span(start, start + len(words))


def _field_rules(*where: str) -> list[Rule]:
    return [r for r in rules("header") if r.options["lines"] in where]


def _is(field: str, words: str) -> bool:
    return any(r.options["field"] == field and r.pattern.search(words) for r in _field_rules("line"))


def _is_meta(words: str) -> bool:
    """Whether a line before the body only states header fields, or is the organ that issues the text."""
    if any(r.pattern.match(words) for r in _field_rules("signature")):
        return True
    return len(words) <= 90 and any(r.pattern.search(words) for r in _field_rules("edge"))


def _ends_sentence(words: str) -> bool:
    return words.rstrip("”’)》")[-1:] in "。!?;:,、…" if words.rstrip("”’)》") else True


def _roles(lines: list[Span], folded: str, cells: Mapping[int, tuple[Span | None, ...]]) -> Iterator[Segment]:
    titled = begun = False
    kinds: list[str] = []
    for span in lines:
        words = span.cut(folded)
        if span.start in cells:
            kind, begun = "table", True
        elif _is("navigation", words):
            kind = "navigation"
        elif not titled and len(words) <= _LONGEST_TITLE and not words.endswith(("。", ";", ",")):
            kind, titled = "title", True
        elif not begun and words.startswith("--"):
            kind = "subtitle"
        elif not begun and _is_meta(words):
            kind = "meta"
        elif _is("credit", words) and len(words) <= 120:
            kind = "credit"
        elif len(words) <= _LONGEST_HEADING and not _ends_sentence(words):
            kind = "heading"
        else:
            kind, begun = "paragraph", True
        kinds.append(kind)
    _rename(lines, kinds, folded)
    _sign(lines, kinds, folded)
    for span, kind in zip(lines, kinds, strict=True):
        if kind == "table":
            yield from (Segment(kind, cell) for cell in cells[span.start] if cell is not None)
        else:
            yield Segment(kind, span)


def _rename(lines: list[Span], kinds: list[str], folded: str) -> None:
    """A bulletin's masthead (工作简报, 第17期) is no title: the first heading below its meta lines is."""
    title = next((n for n, kind in enumerate(kinds) if kind == "title"), None)
    if title is None or not _MASTHEAD.search(lines[title].cut(folded)):
        return
    issue = next(
        (n for n in range(title + 1, min(title + 4, len(lines))) if _ISSUE.match(lines[n].cut(folded))), None
    )
    if issue is None:
        return
    kinds[title] = kinds[issue] = "navigation"
    for n in range(issue + 1, len(lines)):
        if kinds[n] == "paragraph":
            break
        if kinds[n] == "heading" and len(lines[n]) >= 8 and not lines[n].cut(folded).startswith("【"):
            kinds[n] = "title"
            break


def _sign(lines: list[Span], kinds: list[str], folded: str) -> None:
    """Marks the signature of an official letter, an organ's line above a date's line at the end, as credits."""
    last = [n for n, kind in enumerate(kinds) if kind in ("heading", "paragraph")][-2:]
    organ, day = (r for r in rules("header") if r.options["lines"] == "signature")
    if len(last) == 2 and last[1] == last[0] + 1 and all(kinds[n] == "heading" for n in last):
        above, below = (lines[n].cut(folded) for n in last)
        if organ.pattern.match(above) and day.pattern.match(below):
            kinds[last[0]] = kinds[last[1]] = "signature"


def _header(segments: tuple[Segment, ...], folded: str, text: str) -> Header:
    found: dict[str, HeaderField] = {}
    title = next((s.span for s in segments if s.kind == "title"), None)
    if title is not None:
        bracket = _BRACKET.match(title.cut(folded))
        if bracket:
            inner = Span(title.start + bracket.start(2), title.start + bracket.end(2))
            found["subtitle"] = HeaderField(inner.cut(text), inner)
            title = Span(title.start, title.start + bracket.end(1))
        found["title"] = HeaderField(title.cut(text), title)
    for s in segments:
        if s.kind == "subtitle":
            words = s.span.cut(text)
            inner = Span(s.span.end - len(words.lstrip("—-－ ―")), s.span.end)
            found["subtitle"] = HeaderField(inner.cut(text), inner)
    edge = _field_rules("edge")
    fields = {
        "meta": [*edge, *_field_rules("signature")],
        "credit": edge,
        "paragraph": _field_rules("body"),
        "signature": _field_rules("signature"),
    }
    for s in segments:
        usable = fields.get(s.kind, [])
        for rule in usable:
            match = rule.pattern.search(s.span.cut(folded))
            if match and rule.options["field"] not in found:
                span = Span(s.span.start + match.start("value"), s.span.start + match.end("value"))
                value = span.cut(text)
                if rule.options["field"] == "published":
                    value = _iso(span.cut(folded))
                if value:
                    found[rule.options["field"]] = HeaderField(value, span)
    given = next(r for r in rules("header") if r.options["lines"] == "given")
    for s in segments:
        match = (
            given.pattern.search(s.span.cut(folded)) if s.kind in ("subtitle", "heading", "meta") else None
        )
        if match and "published" not in found:
            span = Span(s.span.start + match.start("value"), s.span.start + match.end("value"))
            found["published"] = HeaderField(_iso(span.cut(folded)), span)
    return Header(**found)


def _iso(words: str) -> str:
    """ISO 8601 of a date or a date with time; reports state the time of China."""
    match = _STAMP.search(words)
    if match is None:
        return ""
    day = f"{int(match[1]):04d}-{int(match[2]):02d}-{int(match[3]):02d}"
    if match[4] is None:
        return day
    return f"{day}T{int(match[4]):02d}:{match[5]}:{match[6] or '00'}+08:00"
