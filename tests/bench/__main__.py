"""Every benchmark, or those named, one after the other, each with a table; and the record of a run.

python -m tests.bench --size small                        all of them, in a few minutes, to try
python -m tests.bench build query --size full             two of them
python -m tests.bench --size full --save --date 2026-01-31    and write results.json, results.svg and README.md
python -m tests.bench --render                            write the plot and the page anew from results.json
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from importlib import import_module
from pathlib import Path

from .instruments import machine, versions
from .plot import plot
from .records import Run, Section, main_ratios, markdown, text_table

HERE = Path(__file__).resolve().parent
READMES = {"README.md": "en", "README.zh.md": "zh"}
MARKS = ("<!-- main ratios, written by make bench -->", "<!-- end of main ratios -->")
# In the order in which a graph comes to be and is used.
NAMES = {
    "extract": "Extraction",
    "build": "Build",
    "query": "Load, query, write Turtle",
    "explore": "Write and open the explorer",
    "query_tab": "Query in the page",
    "serve": "Serve",
    "merge": "Merge",
}


def run(name: str, size: str) -> Section:
    """One benchmark's results. What fails is told with what was measured before."""
    results, failed = [], ""
    try:
        for result in import_module(f".{name}", __package__).measure(size):
            results.append(result)  # noqa: PERF402 - one by one, so that a failure leaves what came before it
    except Exception as e:  # a missing browser or package must not lose the other benchmarks
        failed = f"{type(e).__name__}: {str(e).strip().splitlines()[0] if str(e).strip() else ''}"
    return Section(NAMES[name], tuple(results), failed.replace(str(HERE.parents[1]), "."))


def save(told: Run, folder: Path) -> None:
    """Writes the plot and the page of a run; of the committed one also the tables in the READMEs."""
    (folder / "results.svg").write_text(plot(told), encoding="utf-8")
    (folder / "README.md").write_text(markdown(told, "results.svg"), encoding="utf-8")
    for name, language in READMES.items() if folder == HERE else ():
        readme = HERE.parents[1] / name
        readme.write_text(with_ratios(readme.read_text(encoding="utf-8"), told, language), encoding="utf-8")


def with_ratios(readme: str, told: Run, language: str) -> str:
    """A README with the table of a run's main ratios between its two marks."""
    before, rest = readme.split(f"{MARKS[0]}\n")
    behind = rest.partition(MARKS[1])[2]
    return f"{before}{MARKS[0]}\n\n{main_ratios(told, language)}\n{MARKS[1]}{behind}"


def main() -> int:
    """Measures and prints; 1 where a benchmark could not be measured to its end."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)} [default: all]")
    parser.add_argument("--size", choices=("small", "full"), default="small")
    parser.add_argument("--save", action="store_true", help="write results.json, results.svg and README.md")
    parser.add_argument(
        "--date", default="", help="the day of the run, which --save writes down (2026-01-31)"
    )
    parser.add_argument(
        "--out", type=Path, default=HERE, help="folder for --save [default: beside this file]"
    )
    parser.add_argument("--render", action="store_true", help="measure nothing; draw from results.json")
    chosen = parser.parse_args()
    if chosen.render:
        save(Run.of(json.loads((chosen.out / "results.json").read_text(encoding="utf-8"))), chosen.out)
        return 0
    if unknown := set(chosen.names) - set(NAMES):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    if chosen.save and not chosen.date:
        parser.error("--save needs --date")
    sys.path.insert(0, str(HERE.parent))  # servers and pages that the tests use too
    print(f"{machine()}; {', '.join(f'{k} {v}' for k, v in versions().items())}", flush=True)
    loaded = f"{machine()}, load {os.getloadavg()[0]:.1f} at the start"
    sections = []
    for name in chosen.names or NAMES:
        sections.append(run(name, chosen.size))
        print(f"\n{text_table(sections[-1])}", flush=True)
    found = Run(chosen.date, chosen.size, loaded, versions(), tuple(sections))
    if chosen.save:
        chosen.out.mkdir(parents=True, exist_ok=True)
        written = json.dumps(found.as_dict(), ensure_ascii=False, indent=1) + "\n"
        (chosen.out / "results.json").write_text(written, encoding="utf-8")
        save(Run.of(json.loads(written)), chosen.out)  # as the record has it: numbers are rounded there
    missed = [f"{s.name}: {r.name}" for s in sections for r in s.results if r.met is False]
    failed = [s.name for s in sections if s.failed]
    print(f"\nbars missed: {len(missed)}", *missed, sep="\n  ")
    print(f"not measured: {', '.join(failed) or 'nothing'}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
