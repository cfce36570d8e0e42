"""What the tests of a build share: trees of made-up reports, and all bytes of a folder of exports."""

from __future__ import annotations

from pathlib import Path

HEAD = "{county}：治理有方\n来源：某某网 发布时间：2023-02-0{day} 09:15\n\n"
BODY = "{county}选派驻村工作队员{number}名，新建文化广场{day}处。\n"
COUNTIES = ("眉县", "太白县", "建水县", "岐山县")


LARGE = {"graph.nq.gz", "annotations.jsonl", "numbers.tsv", "manifest.json", "dataset.ttl", "NOTICE.txt"}
SMALL = LARGE - {"graph.nq.gz"} | {"graph.ttl", "explorer.html", "network.html"}


def report(n: int) -> str:
    """A small report, another one for each number."""
    told = {"county": COUNTIES[n % len(COUNTIES)], "day": n % 9 + 1, "number": 100 + n}
    return HEAD.format(**told) + BODY.format(**told)


def plain(folder: Path, *numbers: int) -> Path:
    """A folder of reports without a description."""
    folder.mkdir(parents=True, exist_ok=True)
    for n in numbers:
        (folder / f"r{n:03}.txt").write_text(report(n), encoding="utf-8")
    return folder


def content(out: Path) -> dict[str, bytes]:
    """All files below a folder by their paths, but what a build keeps for itself."""
    files = {f.relative_to(out).as_posix(): f for f in out.rglob("*") if f.is_file()}
    return {name: f.read_bytes() for name, f in files.items() if not name.startswith(".kg/")}
