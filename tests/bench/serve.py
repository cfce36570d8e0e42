"""How many look-ups `kg serve` answers, and how soon, with many clients on a graph.

Each of 16 clients sends its next look-up when the last is answered. The clients run on the same cores as the server. There
is no peer: no other SPARQL server is among the packages of the tests.
"""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from serving import serving

from .county_graph import county_quads
from .records import Result

SIZES = {"small": (100_000, 3.0), "full": (1_000_000, 30.0)}  # quads, seconds
CLIENTS = 16
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?c != ?f && ?f != ?i) }"


async def client(
    port: int, villages: list[str], number: int, until: float, times: list[float], errors: list[str]
) -> None:
    """One client on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    n = number
    while time.monotonic() < until:
        n += CLIENTS
        sparql = f"SELECT ?p ?o {{ id:{villages[n % len(villages)]} ?p ?o }}"
        request = f"GET /sparql?query={quote(sparql)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/sparql-results+json\r\n\r\n"
        began = time.perf_counter()
        writer.write(request.encode())
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().partition(b"content-length: ")[2].split()[0])
        body = await reader.readexactly(size)
        times.append((time.perf_counter() - began) * 1000)
        if not head.startswith(b"HTTP/1.1 200") or not json.loads(body)["results"]["bindings"]:
            errors.append(head.decode() + body.decode()[:200])
    writer.close()


async def load(port: int, villages: list[str], seconds: float) -> tuple[list[float], list[str]]:
    """The milliseconds of every look-up of all clients, and the answers that were wrong."""
    times: list[float] = []
    errors: list[str] = []
    until = time.monotonic() + seconds
    await asyncio.gather(*(client(port, villages, n, until, times, errors) for n in range(CLIENTS)))
    return times, errors


def measure(size: str) -> Iterator[Result]:
    """Look-ups a second, medians and 99th percentiles: alone, and beside queries that are cut at their limit."""
    quads, seconds = SIZES[size]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "county.nq"
        with file.open("w", encoding="utf-8") as out:
            out.writelines(county_quads(quads))
        found = re.findall(r"/(place_\d+_village\d+)> ", file.read_text(encoding="utf-8"))
        villages = list(dict.fromkeys(found))[:600]
        with serving(file, "--no-explorer", "--timeout", 5) as server:
            port = int(server.url.rpartition(":")[2])
            for name, heavy in (("alone", 0), ("beside heavy queries", 2)):
                times, errors = asyncio.run(beside(port, villages, seconds, heavy))
                times.sort()
                if errors:
                    raise RuntimeError(
                        f"{name}: {len(errors)} of {len(times)} answers were wrong: {errors[0][:200]}"
                    )
                bars = ("", "") if heavy else (">= 200", "<= 200")
                note = f"{quads:,} quads, {CLIENTS} clients, {seconds:g} s, no error"
                yield Result(f"{name}: answered", len(times) / seconds, "look-ups/s", bar=bars[0], note=note)
                yield Result(f"{name}: median", statistics.median(times), "ms")
                yield Result(f"{name}: 99th percentile", times[int(len(times) * 0.99)], "ms", bar=bars[1])


async def beside(port: int, villages: list[str], seconds: float, heavy: int) -> tuple[list[float], list[str]]:
    """The load while some connections ask one heavy query after another."""
    tasks = [asyncio.create_task(stall(port)) for _ in range(heavy)]
    found = await load(port, villages, seconds)
    for task in tasks:
        task.cancel()
    return found


async def stall(port: int) -> None:
    """A client that asks what cannot be answered in time, again and again."""
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        request = f"GET /sparql?query={quote(HEAVY)} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())
        head = await reader.read(65536)
        assert b" 503 " in head, head
        writer.close()
