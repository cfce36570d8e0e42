"""Worker processes of a build: a report that takes too long or kills its process costs that report and nothing else.

concurrent.futures gives up the whole pool when one process dies and cannot stop a task that has begun.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from typing import Any, Generic, TypeVar

__all__ = ["Lost", "cores", "results"]

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Lost:
    """Why a task has no result."""

    reason: str


def cores() -> int:
    """How many processes can run at once here."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        return os.cpu_count() or 1


def results(
    tasks: Sequence[_Task],
    work: Callable[[_Task], _Result],
    jobs: int,
    seconds: float,
    large: Callable[[_Task], bool] = lambda _: False,
) -> Generator[tuple[_Task, _Result | Lost], None, None]:
    """Each task with its result, in the order in which they are done; `seconds` is the limit for one task.

    `work` is a function of a module, which processes can be told by name. Of tasks that are `large` one is done at a time,
    beside others, and its process ends with it, so that no two take memory at once. When the iterator is closed, or the caller is
    interrupted, all processes end at once.
    """
    forks = "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if forks else "spawn")
    waiting = list(tasks)
    workers: list[_Worker[_Task]] = []
    try:
        while waiting or any(w.busy for w in workers):
            while (at := _next(waiting, workers, large)) is not None:
                free = _free(workers, jobs, context, work)
                if free is None:
                    break
                free.begin(waiting.pop(at), seconds)
            if at is None:  # for those that are idle there will be no other task: they hold memory
                for idle in [w for w in workers if not w.busy]:
                    idle.stop()
                    workers.remove(idle)
            for worker in _ready(workers):
                task, told = worker.task, worker.end()
                if worker.process.exitcode is not None or isinstance(told, Lost) or large(task):
                    worker.stop()
                    workers.remove(worker)
                if isinstance(told, _Failed):
                    told = Lost(told.reason)
                yield task, told
    finally:
        for worker in workers:
            worker.stop()


@dataclass(frozen=True, slots=True)
class _Failed:
    reason: str


@dataclass(eq=False)
class _Worker(Generic[_Task]):
    process: Any
    line: Connection
    tasks: list[_Task] = field(default_factory=list)
    until: float = 0.0

    @property
    def busy(self) -> bool:
        return bool(self.tasks)

    @property
    def task(self) -> _Task:
        return self.tasks[0]

    def begin(self, task: _Task, seconds: float) -> None:
        self.tasks.append(task)
        self.until = time.monotonic() + seconds
        with contextlib.suppress(OSError):  # a process that died is found by its sentinel
            self.line.send((task,))

    def end(self) -> Any:
        self.tasks.clear()
        try:
            if self.line.poll():
                return self.line.recv()
        except (EOFError, OSError):
            pass
        self.process.join(0.2)
        code = self.process.exitcode
        if code is None:
            return Lost("it took longer than the limit for one report (--report-timeout)")
        if code == -getattr(signal, "SIGKILL", 9):
            return Lost("its process was killed, most likely for want of memory")
        return Lost(f"its process ended with status {code}")

    def stop(self) -> None:
        self.process.kill()
        self.process.join()
        self.line.close()


def _next(
    waiting: Sequence[_Task], workers: Sequence[_Worker[_Task]], large: Callable[[_Task], bool]
) -> int | None:
    """Where the first task stands that can begin now."""
    if not any(w.busy and large(w.task) for w in workers):
        return 0 if waiting else None
    return next((n for n, task in enumerate(waiting) if not large(task)), None)


def _free(
    workers: list[_Worker[_Task]], jobs: int, context: BaseContext, work: Callable[[_Task], Any]
) -> _Worker[_Task] | None:
    for worker in workers:
        if not worker.busy:
            return worker
    if len(workers) >= max(1, jobs):
        return None
    ours, theirs = context.Pipe()
    # A fork inherits our ends of all lines; held there, they would keep other workers waiting when the build is gone.
    forked = context.get_start_method() == "fork"
    inherited = [ours.fileno(), *(w.line.fileno() for w in workers)] if forked else []
    process = context.Process(target=_serve, args=(theirs, work, inherited), daemon=True)  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    workers.append(_Worker(process, ours))
    return workers[-1]


def _ready(workers: list[_Worker[_Task]]) -> list[_Worker[_Task]]:
    """The workers that have a result, have died or are over their time, once there is one."""
    busy = [w for w in workers if w.busy]
    while True:
        now = time.monotonic()
        first = min(w.until for w in busy)
        # In short turns, so that a signal is answered soon on every system.
        seen = set(
            wait([x for w in busy for x in (w.line, w.process.sentinel)], max(0.0, min(first - now, 1.0)))
        )
        found = [
            w for w in busy if w.line in seen or w.process.sentinel in seen or w.until <= time.monotonic()
        ]
        if found:
            return found


def _serve(line: Connection, work: Callable[[Any], Any], inherited: Sequence[int]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build itself answers Ctrl-C
    for other in inherited:
        os.close(other)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()  # what was there before the fork is shared, and needs no search for garbage
    while True:
        try:
            (task,) = line.recv()
        except (EOFError, OSError):
            return
        try:
            told = work(task)
        except MemoryError:
            told = _Failed("not enough memory")
        except Exception as e:  # whatever a report makes our code do must not stop the others
            told = _Failed(f"{type(e).__name__}: {e}")
        try:
            line.send(told)
        except OSError:
            return
        # While the build sees to the result. What is left are rules, words and caches: they need no search after each task.
        gc.collect()
        gc.freeze()


def _end_with_parent() -> None:
    """Ends this process, whatever it is doing, when the build was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
