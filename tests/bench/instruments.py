"""What every benchmark needs: work in a fresh process on one core, its time and memory, the machine, a table."""

from __future__ import annotations

import math
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["Reading", "exponent", "in_child", "machine", "table", "timed"]


class Reading(NamedTuple):
    """What a piece of work took: seconds of one core, the peak of resident memory in bytes, and what it gave."""

    seconds: float
    memory: int
    result: Any


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
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


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
    parts = (name or platform.processor() or platform.machine(), f"{os.cpu_count()} cores", platform.system())
    return ", ".join((*parts, f"Python {platform.python_version()}"))


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
