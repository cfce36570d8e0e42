"""Kills `kg build` at random moments and looks whether anything is lost.

    python -m tests.bench.kill [TIMES]

Each time a report is changed first, so that there is something to build; the process with its workers is killed (SIGKILL)
at a moment drawn from the time that a whole build takes. Then each export must be, file by file, the one of before or the
one to be; and the next build must give the bytes of a build that nobody disturbed. Prints how often that held.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

REPORT = "{county}：治理有方\n来源：某某网 发布时间：2023-02-03 09:15\n\n{county}选派驻村工作队员{number}名，新建文化广场3处。\n"


def built(seeds: Path, out: Path, kill_after: float | None = None) -> bool:
    """Runs a build; with `kill_after` it is killed after so many seconds. Whether it came to its end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "build", str(seeds), "-o", str(out), "-q", "--jobs", "2"],
        start_new_session=True,
    )
    try:
        return process.wait(kill_after) == 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False


def exports(out: Path) -> dict[str, bytes]:
    """The files of all exports; what a build keeps for itself, and what it had not finished, are none."""
    files = {f.relative_to(out).as_posix(): f for f in out.rglob("*") if f.is_file()}
    return {name: f.read_bytes() for name, f in files.items() if ".kg" not in name}


def killed(seeds: Path, folder: Path, times: int, seed: int) -> int:
    """How many of so many kills left nothing damaged. `folder` is for outputs; a report of `seeds` is changed."""
    drawn = random.Random(seed)
    out, good = folder / "killed", 0
    begun = time.monotonic()
    if not built(seeds, out):
        raise SystemExit("the first build failed")
    whole = time.monotonic() - begun
    changed = min(seeds.rglob("*.txt"))
    undisturbed: dict[int, dict[str, bytes]] = {}
    for n in range(times):
        before = exports(out)
        version = n % 4
        changed.write_text(REPORT.format(county="眉县", number=200 + version), encoding="utf-8")
        if version not in undisturbed:
            built(seeds, folder / f"undisturbed{version}")
            undisturbed[version] = exports(folder / f"undisturbed{version}")
        if n % 3 == 0:  # now and then all has to be read
            shutil.rmtree(out / ".kg" / "shards", ignore_errors=True)
        built(seeds, out, drawn.uniform(0.2, 1.0) * whole)
        at_kill = exports(out)
        ended = built(seeds, out)
        after, wanted = exports(out), undisturbed[version]
        sound = all(data in (before.get(name), wanted.get(name)) for name, data in at_kill.items())
        complete = set(before) <= set(at_kill)
        left = list(out.rglob(".kg-*"))
        held = ended and sound and complete and after == wanted and not left
        good += held
        if not held:
            print(f"kill {n}: {ended=} {sound=} {complete=} {left=} same={after == wanted}", flush=True)
    return good


def main() -> None:
    """Reads the command line and prints the count."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with TemporaryDirectory() as folder:
        for n, county in enumerate(("眉县", "太白县", "岐山县")):
            dataset = Path(folder) / "seeds" / "ab"[n % 2]
            dataset.mkdir(parents=True, exist_ok=True)
            (dataset / f"r{n}.txt").write_text(REPORT.format(county=county, number=n + 10), encoding="utf-8")
        good = killed(Path(folder) / "seeds", Path(folder), times, seed=7)
    print(f"kills {times}, nothing lost and the same bytes afterwards {good}")


if __name__ == "__main__":
    main()
