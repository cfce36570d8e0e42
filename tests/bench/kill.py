"""Kills `kg build`, `kg merge` and the loading of `kg query --store` at random moments and looks whether anything is lost.

    python -m tests.bench.kill [TIMES] [--only build|merge|store] [--seed N]

Each time the input is another one than the last, so that there is something to do; the command is killed (SIGKILL, now
with its workers and now without) at a moment drawn from the time that it takes when nobody disturbs it. Then each file
that stood there must be, byte for byte, the one of before or the one to be; the next run must give the bytes of a run that
nobody disturbed; and nothing may be left over. Prints a line for each ten kills, then a table with the phases in which the
kills fell. Exit status 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from rdflib import RDFS

REPORT = "{county}：治理有方\n来源：某某网 发布时间：2023-02-03 09:15\n\n{county}选派驻村工作队员{number}名，新建文化广场3处。\n"
COUNTIES = ("眉县", "太白县", "岐山县")
VERSIONS = 4
# In the order in which a command goes through them; `moved`: all is in its place, and the command goes on to its end.
PHASES = ("starting", "working", "writing", "moving", "moved")

Files = dict[str, bytes]


@dataclass
class Outcome:
    """How many kills of a command fell in which phase, and what went wrong after which of them."""

    command: str
    phases: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        return self.phases.total()


class Build:
    """Three reports in two datasets, one of which is another one each time; each third time no reading is kept."""

    name = "build"

    def __init__(self, folder: Path) -> None:
        self.seeds = folder / "seeds"
        for n, county in enumerate(COUNTIES):
            dataset = self.seeds / "ab"[n % 2]
            dataset.mkdir(parents=True, exist_ok=True)
            (dataset / f"r{n}.txt").write_text(REPORT.format(county=county, number=n + 10), encoding="utf-8")

    def command(self, turn: int, out: Path) -> list[str]:
        """The command of a turn, for which everything is made ready."""
        text = REPORT.format(county=COUNTIES[0], number=200 + turn % VERSIONS)
        (self.seeds / "a" / "r0.txt").write_text(text, encoding="utf-8")
        if turn % 3 == 0:
            shutil.rmtree(out / ".kg" / "shards", ignore_errors=True)
        return ["build", str(self.seeds), "-o", str(out), "-q", "--jobs", "2"]

    def versions(self, folder: Path) -> list[Path]:
        """The graph of the dataset that changes, for each turn."""
        files = [folder / f"g{turn}.ttl" for turn in range(VERSIONS)]
        for turn, file in enumerate(files):
            answer(Build.command(self, turn, folder / "graphs"))
            shutil.copy(folder / "graphs" / "a" / "graph.ttl", file)
        return files

    def result(self, turn: int, out: Path) -> Files:  # noqa: ARG002 - a store is asked for its turn
        """What has to be the same after every run of this turn."""
        return self.files(out)

    def files(self, out: Path) -> Files:
        """The files of all exports; what a command keeps for itself, and what it had not finished, are none."""
        files = {f.relative_to(out).as_posix(): f for f in out.rglob("*") if f.is_file()}
        return {name: f.read_bytes() for name, f in files.items() if ".kg" not in name}

    def damaged(self, before: Files, found: Files, wanted: Files) -> list[str]:
        """The files that are neither those of before nor those to be."""
        changed = [name for name, data in found.items() if data not in (before.get(name), wanted.get(name))]
        return sorted([*changed, *(before.keys() - found.keys())])

    def phase(self, out: Path, before: Files, found: Files, wanted: Files) -> str:
        """What the killed command was doing."""
        if found == wanted != before:
            return "moved"
        if found != before or list(out.rglob(".kg-ready")):
            return "moving"
        if list(out.rglob(".kg-*")):
            return "writing"
        return "working" if (out / ".kg" / "holder.json").is_file() else "starting"

    def left(self, out: Path) -> list[str]:
        """What should not be there after a run that came to its end."""
        own = [*out.rglob(".kg-*"), *(out / ".kg").glob("scratch-*"), *(out / ".kg").glob("holder.json")]
        return sorted(f.name for f in own)


class Merge(Build):
    """Two graphs, of which one is another one each time, and the codes of a county are merged into an earlier merge."""

    name = "merge"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.codes, self.graphs = folder / "codes.ttl", self.versions(folder)
        answer(["gazetteer", "export", "--county", "610326", "-o", str(self.codes)])
        self.other, self.earlier = folder / "graphs" / "b" / "graph.ttl", folder / "earlier"
        answer(["merge", str(self.other), str(self.graphs[0]), "-o", str(self.earlier), "-q"])

    def command(self, turn: int, out: Path) -> list[str]:
        # The ledger keeps all rows that ever stood in it, so the earlier merge is put back each time.
        out.mkdir(exist_ok=True)
        for file in [f for f in out.iterdir() if f.is_file()]:
            file.unlink()
        for file in [f for f in self.earlier.iterdir() if f.is_file()]:
            shutil.copy(file, out)
        graph = self.graphs[turn % VERSIONS]
        return ["merge", str(graph), str(self.other), str(self.codes), "-o", str(out), "-q"]


class Store(Build):
    """Graphs that take turns in one folder of stores; a search loads them and makes the index of their texts."""

    name = "store"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.graphs = self.versions(folder)
        for turn, graph in enumerate(self.graphs):
            # So many that loading and indexing take longer than the start of Python.
            more = (f'<urn:v{n}> <{RDFS.label}> "{turn}组第{n}名驻村队员" .\n' for n in range(10_000))
            with graph.open("a", encoding="utf-8") as out:
                out.writelines(more)

    def command(self, turn: int, out: Path) -> list[str]:
        return self._asked(turn, out, "--search", "驻村")

    def _asked(self, turn: int, out: Path, *question: str) -> list[str]:
        return ["query", str(self.graphs[turn % VERSIONS]), *question, "--store", str(out), "--format", "tsv"]

    def result(self, turn: int, out: Path) -> Files:
        """All triples and a search, of the graph of this turn and then of the earlier one."""
        every = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
        return {
            f"{which} {kind}": answer(command)
            for which, number in (("new", turn), ("earlier", turn - 1))
            for kind, command in (
                ("search", self.command(number, out)),
                ("triples", self._asked(number, out, every)),
            )
        }

    def files(self, out: Path) -> Files:
        """The stores and indexes that a command would open; all that is not a store in the making."""
        files = {f.relative_to(out).as_posix(): f for f in out.rglob("*") if f.is_file()}
        aside = (".building-", "sources.json")
        return {
            n: f.read_bytes() for n, f in files.items() if not n.startswith(aside) and f.suffix != ".lock"
        }

    def damaged(self, before: Files, found: Files, wanted: Files) -> list[str]:  # noqa: ARG002 - a new store is asked
        """The files of stores that are neither as before nor gone as a whole."""
        still = {name.split("/")[0] for name in found}
        return [n for n, data in before.items() if n.split("/")[0] in still and found.get(n) != data]

    def phase(self, out: Path, before: Files, found: Files, wanted: Files) -> str:  # noqa: ARG002
        if new := found.keys() - before.keys():  # a store in its place, then its index
            return "moved" if any(name.endswith(".sqlite") for name in new) else "moving"
        if any(f.is_dir() for f in out.glob(".building-*")):
            return "writing"
        return "working" if self.left(out) else "starting"

    def left(self, out: Path) -> list[str]:
        return sorted(f.name for f in out.glob(".building-*"))


KINDS = {kind.name: kind for kind in (Build, Merge, Store)}


def answer(command: list[str]) -> bytes:
    """What a command prints that nobody disturbs. Raises CalledProcessError when it fails."""
    return subprocess.run([sys.executable, "-m", "kg", *command], stdout=subprocess.PIPE, check=True).stdout


def killed(command: list[str], moment: float, workers: bool) -> bool:
    """Whether a command was killed at so many seconds, with its workers or alone; it may have ended before."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", *command], start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        process.wait(moment)
        return False
    except subprocess.TimeoutExpired:
        if workers:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        return True


def trial(
    name: str, folder: Path, times: int, seed: int, say: Callable[[str], None] = lambda _: None
) -> Outcome:
    """Kills a command so many times; an interrupt ends it early. `folder` is an empty one for inputs and outputs."""
    kind, drawn, outcome = KINDS[name](folder), random.Random(seed), Outcome(name)
    out, whole, wanted = folder / "undisturbed", defaultdict[bool, list[float]](list), list[Files]()
    for turn in range(max(VERSIONS, 6)):
        command, begun = kind.command(turn, out), time.monotonic()
        answer(command)
        whole[turn % 3 == 0].append(time.monotonic() - begun)
        if turn < VERSIONS:
            wanted.append(kind.result(turn, out))
    out = folder / "killed"
    answer(kind.command(-1, out))
    shorter = dict.fromkeys(whole, 1.0)
    try:
        for turn in range(3 * times):
            if outcome.kills == times:
                break
            command, aim = kind.command(turn, out), wanted[turn % VERSIONS]
            before = kind.files(out)
            cold = turn % 3 == 0
            moment = drawn.uniform(0.02, 1.0) * statistics.median(whole[cold]) * shorter[cold]
            if not killed(command, moment, workers=turn % 2 == 0):  # it was done before, so this is no kill
                shorter[cold] *= 0.95
                continue
            found = kind.files(out)
            phase = kind.phase(out, before, found, aim)
            wrong = [f"damaged {n}" for n in kind.damaged(before, found, aim)]
            try:
                answer(command)
                wrong += [f"left {n}" for n in kind.left(out)]
                after = kind.result(turn, out)
                wrong += [
                    f"other bytes of {n}" for n in aim.keys() | after.keys() if aim.get(n) != after.get(n)
                ]
            except subprocess.CalledProcessError as e:
                wrong.append(f"the next run ended with {e.returncode}")
            outcome.phases[phase] += 1
            if wrong:
                outcome.failures.append(f"{name}, kill {turn}, {phase}: {', '.join(sorted(wrong))}")
                say(outcome.failures[-1])
            if outcome.kills % 10 == 0 or outcome.kills == times:
                say(f"{name}: {outcome.kills} of {times} kills, {len(outcome.failures)} failures")
    except KeyboardInterrupt:
        say(f"{name}: stopped after {outcome.kills} of {times} kills")
    return outcome


def table(outcomes: list[Outcome]) -> str:
    """The counts as a table of Markdown."""
    head = ("command", "kills", *PHASES, "failures")
    rows = [(o.command, o.kills, *(o.phases[p] for p in PHASES), len(o.failures)) for o in outcomes]
    lines = [head, ("---", *["--:"] * (len(head) - 1)), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def main() -> int:
    """Reads the command line, prints the table and gives the exit status."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("times", nargs="?", type=int, default=50, help="kills of each command")
    asked.add_argument("--only", choices=sorted(KINDS), help="only this command")
    asked.add_argument("--seed", type=int, default=7, help="of the moments")
    told = asked.parse_args()
    outcomes: list[Outcome] = []
    for name in (told.only,) if told.only else KINDS:
        with TemporaryDirectory() as folder:
            outcomes.append(trial(name, Path(folder), told.times, told.seed, lambda s: print(s, flush=True)))
        if outcomes[-1].kills < told.times:
            break
    print(table(outcomes))
    return 1 if any(o.failures or o.kills < told.times for o in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
