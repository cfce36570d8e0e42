"""What a build or a merge on Spark costs beside a local one: `python -m tests.bench.spark build|merge [REPORTS …]`.

Both are given the same made-up reports, or graphs of them, in a process of their own; time of the processor is that of all
processes they start (Java and the workers of Python too). The size from which Spark on more machines pays follows from
its fixed cost and from what each further report costs.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from .instruments import machine, table
from .merge import write_reports

_PACKED = 10  # reports in one graph
_GOLD = Path(__file__).parents[1] / "gold"
_ADOPT = 36  # prctl: what a process leaves behind becomes a child of ours, so that its time is counted


class Cost(NamedTuple):
    """Seconds by the clock and of the processor."""

    wall: float
    cpu: float


def reports(folder: Path, count: int) -> None:
    """A dataset of made-up reports, no two alike."""
    texts = [f.read_text(encoding="utf-8") for f in sorted(_GOLD.glob("made-up-*.txt"))]
    folder.mkdir(parents=True)
    about = "".join(f'{k} = "x"\n' for k in ("title", "publisher", "source", "date", "licence"))
    sums = []
    for n in range(count):
        content = f"{texts[n % len(texts)]}\n第{n}号\n".encode()
        (folder / f"{n:06}.txt").write_bytes(content)
        sums.append(f'"{n:06}.txt" = "{hashlib.sha256(content).hexdigest()}"\n')
    (folder / "dataset.toml").write_text(f"{about}[files]\n{''.join(sums)}", encoding="utf-8")


def cost(*arguments: str) -> Cost:
    """What `kg` takes with some arguments, with all that it starts."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)
        began = time.monotonic()
        done = subprocess.run([sys.executable, "-m", "kg", *arguments], check=False)
        wall = time.monotonic() - began
        while True:
            try:
                os.wait()
            except ChildProcessError:
                break
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        os.write(write, f"{wall} {used.ru_utime + used.ru_stime}".encode())
        os._exit(done.returncode)
    _, status = os.waitpid(child, 0)
    if status:
        raise SystemExit(f"kg {' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
    os.close(write)
    told = os.read(read, 100).decode().split()
    os.close(read)
    return Cost(float(told[0]), float(told[1]))


def graphs(folder: Path, count: int) -> None:
    """Graphs of made-up reports, ten in each."""
    folder.mkdir(parents=True)
    for first in range(0, count, _PACKED):
        write_reports(folder / f"{first:06}.nt", min(_PACKED, count - first), first)


def arguments(command: str, folder: Path, count: int) -> list[str]:
    """Makes the input of a command and gives its arguments."""
    if command == "build":
        reports(folder / "seeds" / "made-up", count)
        return [command, str(folder / "seeds")]
    graphs(folder / "graphs", count)
    return [command, "--no-shapes", *map(str, sorted((folder / "graphs").iterdir()))]


def main(command: str, counts: Sequence[int]) -> None:
    """Prints the table, and the fixed and the further costs that it amounts to."""
    rows, costs = [], {}
    with tempfile.TemporaryDirectory() as made:
        for count in counts:
            folder = Path(made) / str(count)
            given = arguments(command, folder, count)
            for engine, more in (("local", []), ("spark", ["--engine", "spark", "--master", "local[2]"])):
                found = cost(*given, "-o", str(folder / engine), "-q", *more)
                costs[engine, count] = found
                rows.append([engine, str(count), f"{found.wall:.1f}", f"{found.cpu:.1f}"])
    print(machine())
    print(table([f"{command} by", "reports", "wall s", "processor s"], rows))
    few, many = min(counts), max(counts)
    if few < many:
        for engine in ("local", "spark"):
            each = (costs[engine, many].cpu - costs[engine, few].cpu) / (many - few)
            fixed = costs[engine, few].cpu - few * each
            print(f"{engine}: {fixed:.1f} s of the processor, and {each:.3f} s for each report")


if __name__ == "__main__":
    main(sys.argv[1], [int(n) for n in sys.argv[2:]] or [10, 100])
