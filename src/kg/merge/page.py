"""The report on figures as one HTML page that opens without a server or a network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from kg.merge.comparison import Comparison, Side
from kg.merge.facts import Fact

__all__ = ["page"]

_TITLES = {
    "conflict": ("矛盾", "Conflicts"),
    "refinement": ("更精确", "Refinements"),
    "agreement": ("一致", "Agreements"),
    "series": ("时间序列", "Series"),
    "change": ("代码变更", "Changes of codes"),
    "not comparable": ("不可比", "Not comparable"),
}
_STYLE = (
    "body{font:15px/1.5 'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;margin:2rem auto;max-width:75rem;"
    "padding:0 1rem;color:#1f2933}table{border-collapse:collapse;width:100%;margin-bottom:2rem}"
    "th,td{border:1px solid #cbd2d9;padding:.3rem .5rem;text-align:left;vertical-align:top}th{background:#f5f7fa}"
    ".words{font-weight:bold}.source{color:#52606d;font-size:.85em}"
)
_HEAD = ("指标 measure", "地区 area", "甲 first", "乙 second", "说明 why")


def page(comparisons: Sequence[Comparison], names: dict[str, str]) -> str:
    """The comparisons by kind, each with both values, both quotes and both sources. `names` holds labels by IRI."""
    parts = [
        "<!doctype html>\n<html lang='zh'>\n<meta charset='utf-8'>\n<meta name='viewport' content='width=device-width'>\n",
        f"<title>来源对照 Sources compared</title>\n<style>{_STYLE}</style>\n<h1>来源对照 Sources compared</h1>\n",
    ]
    kinds = list(_TITLES)
    for kind, group in groupby(sorted(comparisons, key=lambda c: kinds.index(c.kind)), key=lambda c: c.kind):
        rows = [_row(c, names) for c in group]
        zh, en = _TITLES[kind]
        head = "".join(f"<th>{cell}</th>" for cell in _HEAD)
        parts.append(f"<h2>{zh} {en} ({len(rows)})</h2>\n<table>\n<tr>{head}</tr>\n{''.join(rows)}</table>\n")
    if not comparisons:
        parts.append("<p>没有可对照的内容。 No two sources state what can be put side by side.</p>\n")
    return "".join([*parts, "</html>\n"])


def _row(c: Comparison, names: dict[str, str]) -> str:
    cells = [
        escape(c.one.measure_label),
        escape(names.get(c.one.area, c.one.area)),
        _side(c.one, names),
        _side(c.two, names),
        escape(c.why + (f" (+{c.others})" if c.others else "")),
    ]
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"


def _side(figure: Side, names: dict[str, str]) -> str:
    title = names.get(figure.source, figure.source.rsplit("/", 1)[-1])
    words = f"{figure.shown}：“{figure.words}”" if isinstance(figure, Fact) else figure.words
    return (
        f"<span class='words'>{escape(words)}</span> {escape(figure.period)}"
        f"<br><span class='source'>{escape(title)}</span>"
    )
