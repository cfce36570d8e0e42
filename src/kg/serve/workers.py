"""A pool of processes that answer queries, so that a query can be cut and a heavy one does not hold up light ones.

A query that runs longer than a moment is heavy: its process gets a lower priority, and another process takes its place
in the pool, up to twice as many as there are in quiet times. A process that was killed at the time limit, or that died
of too much memory, is replaced.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import BadGraph, KgError, TimeIsUp

__all__ = ["Busy", "Died", "Reply", "Workers"]

_MOMENT = 0.5  # seconds


class Busy(KgError):
    """All processes are at work on heavy queries."""


class Died(KgError):
    """The process of a query ended, most likely for want of memory."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP status, the media type of the body (empty for an error) and the body."""

    status: int
    media: str
    body: bytes


@dataclass(eq=False, slots=True)
class _Worker:
    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    heavy: bool = False

    async def exchange(self, head: bytes, body: bytes) -> Reply:
        self.writer.write(struct.pack(">II", len(head), len(body)) + head + body)
        await self.writer.drain()
        sizes = struct.unpack(">II", await self.reader.readexactly(8))
        told = json.loads(await self.reader.readexactly(sizes[0]))
        return Reply(told["status"], told.get("type", ""), await self.reader.readexactly(sizes[1]))


@dataclass(eq=False, slots=True)
class Workers:
    """The pool over the graph of `files`, kept in the folder `store` if there is one, or over that of an `endpoint`.

    `seconds` and `answer` (bytes) limit one query, `memory` (bytes) one process.
    """

    files: Sequence[Path]
    store: Path | None
    endpoint: str
    count: int
    seconds: float
    answer: int
    memory: int
    _all: set[_Worker] = field(default_factory=set)
    _idle: asyncio.LifoQueue[_Worker | None] = field(default_factory=asyncio.LifoQueue)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _closed: bool = False
    _coming: int = 0
    _first: asyncio.subprocess.Process | None = None
    _control: socket.socket | None = None
    _forking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def start(self) -> None:
        """Loads the graph and starts the processes. Raises BadGraph with file and reason."""
        self._control, theirs = socket.socketpair()
        told = [str(theirs.fileno()), str(self.memory), str(self.store or ""), self.endpoint]
        with theirs:
            self._first = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "kg.serve.worker",
                *told,
                *map(str, self.files),
                pass_fds=(theirs.fileno(),),
            )
        for _ in range(self.count):
            self._coming += 1
            await self._add()

    async def stop(self) -> None:
        """Ends all processes, at work or not."""
        self._closed = True
        self._idle.put_nowait(None)
        for task in self._tasks:
            task.cancel()
        for worker in list(self._all):
            await self._end(worker)
        if self._control is not None:
            self._control.close()
        if self._first is not None:
            with contextlib.suppress(ProcessLookupError):
                self._first.kill()
            await self._first.wait()

    async def ask(
        self,
        sparql: str,
        rows: Sequence[str],
        graphs: Sequence[str] = (),
        default: Sequence[str] = (),
        named: Sequence[str] = (),
    ) -> Reply:
        """The answer of a query in the first media type that fits: of `rows` for SELECT and ASK, of `graphs` for others.

        `default` and `named` are the IRIs of the dataset's graphs, where the request names them. Raises Busy, TimeIsUp, Died.
        """
        head = {"rows": list(rows), "graphs": list(graphs), "default": list(default), "named": list(named)}
        return await self._exchange(head | {"limit": self.answer}, sparql)

    async def search(self, words: str, hits: int) -> Reply:
        """At most so many labels and quotes that hold the words, as rows in SPARQL's JSON. Raises as `ask` does."""
        return await self._exchange({"hits": hits}, words)

    async def _exchange(self, head: dict[str, object], text: str) -> Reply:
        try:
            async with asyncio.timeout(self.seconds):
                worker = await self._idle.get()
        except TimeoutError:
            raise Busy("too many heavy queries are at work; try again later") from None
        if worker is None:
            self._idle.put_nowait(None)  # for the next who waits
            raise Busy("the server is stopping")
        head["seconds"] = self.seconds + 5
        heavy = asyncio.get_running_loop().call_later(_MOMENT, self._is_heavy, worker)
        good = False
        try:
            async with asyncio.timeout(self.seconds):
                reply = await worker.exchange(json.dumps(head).encode(), text.encode("utf-8", "replace"))
            good = True
        except TimeoutError:
            raise TimeIsUp(
                f"the query was cut at the time limit of {self.seconds:g} s; ask for less"
            ) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            if self._closed:
                raise Busy("the server is stopping") from None
            raise Died("the query needed more memory than a query may use, or broke the engine") from None
        finally:
            heavy.cancel()
            self._after(worker, good)
        return reply

    def _is_heavy(self, worker: _Worker) -> None:
        worker.heavy = True
        with contextlib.suppress(OSError):  # it may just have ended
            os.setpriority(os.PRIO_PROCESS, worker.pid, 10)
        self._refill()

    def _after(self, worker: _Worker, good: bool) -> None:
        # A heavy one has another's place and a low priority for ever, so it goes as well.
        if good and not worker.heavy and not self._closed:
            self._idle.put_nowait(worker)
            return
        self._later(self._end(worker))

    def _refill(self) -> None:
        light = sum(not w.heavy for w in self._all) + self._coming
        if not self._closed and light < self.count and len(self._all) + self._coming < 2 * self.count:
            self._coming += 1
            self._later(self._add())

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _add(self) -> None:
        assert self._control is not None
        loop = asyncio.get_running_loop()
        try:
            async with self._forking:
                await loop.run_in_executor(None, self._control.sendall, b"f")
                told, fds, *_ = await loop.run_in_executor(None, socket.recv_fds, self._control, 4000, 1)
        finally:
            self._coming -= 1
        if not fds:
            raise BadGraph(
                told[4:].decode("utf-8", "replace") or "the process that holds the graph has ended"
            )
        reader, writer = await asyncio.open_connection(sock=socket.socket(fileno=fds[0]))
        worker = _Worker(struct.unpack(">I", told[:4])[0], reader, writer)
        self._all.add(worker)
        self._idle.put_nowait(worker)

    async def _end(self, worker: _Worker) -> None:
        self._all.discard(worker)
        if not worker.reader.at_eof():  # it may be gone, and its number be another's
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)
        worker.writer.close()
        self._refill()
