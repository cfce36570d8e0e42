"""Serving a graph: SPARQL 1.1 Protocol, a query page, the explorer, and the graph's IRIs, read-only, for this machine.

The protocol's HTTP is Starlette's and uvicorn's (the extra `serve`), the queries are Oxigraph's; decision 12 says why.
"""

from __future__ import annotations

import asyncio
import signal
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from kg.errors import BadInput

__all__ = ["Limits", "loopback", "serve"]

_EXPLORED = 60_000  # triples: above it, no explorer is made


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may take: seconds, bytes of its answer, bytes of memory; bytes of a request; processes at once."""

    seconds: float = 30.0
    answer: int = 64_000_000
    memory: int = 2_000_000_000
    request: int = 1_000_000
    processes: int = 3


def loopback(host: str) -> bool:
    """Whether only this machine reaches an address: 127.0.0.0/8, ::1 and localhost."""
    import ipaddress

    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(
    files: Sequence[Path],
    *,
    store: Path | None = None,
    endpoint: str = "",
    host: str = "127.0.0.1",
    port: int = 7878,
    origins: Sequence[str] = (),
    limits: Limits | None = None,
    explorer: bool = True,
    told: Callable[[str], None] = print,
) -> None:
    """Serves the graph of some files, or that of another `endpoint`, until SIGINT or SIGTERM.

    `told` gets the address when it is ready.

    On another address than the loopback, every host that reaches it may ask. Raises BadGraph for a file or an endpoint
    that cannot be asked, BadInput for an address that cannot be had or when the extra is missing.
    """
    try:
        import starlette  # noqa: F401
        import uvicorn
    except ImportError as e:
        raise BadInput("kg serve needs more packages: pip install 'kg[serve]'") from e
    import os
    import socket

    if not hasattr(os, "fork"):
        raise BadInput("kg serve needs a system that can fork: Linux, macOS, or Windows with WSL")
    from kg.serve.app import application
    from kg.serve.workers import Workers

    limits = limits or Limits()
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=512)
    except (OSError, OverflowError) as e:
        raise BadInput(
            f"{host} port {port}: cannot be listened on: {getattr(e, 'strerror', None) or e}"
        ) from e
    # asyncio sets it for sockets that it opens itself: without it a short answer waits for the client's acknowledgement.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with listening, tempfile.TemporaryDirectory(prefix="kg-") as made:
        page = Path(made) / "explorer.html"
        if explorer and not endpoint:
            _explorer(files, page)
        workers = Workers(
            files, store, endpoint, limits.processes, limits.seconds, limits.answer, limits.memory
        )
        app = application(
            workers,
            largest=limits.request,
            hosts=["127.0.0.1", "localhost", "[::1]", host] if loopback(host) else ["*"],
            origins=origins,
            explorer=page,
        )
        config = uvicorn.Config(
            app,
            log_level="error",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
            h11_max_incomplete_event_size=limits.request + 16_000,
        )

        class Server(uvicorn.Server):
            """Ends the queries at work as soon as a signal comes, and does not wait for them."""

            def handle_exit(self, sig: int, frame: FrameType | None) -> None:
                super().handle_exit(sig, frame)
                loop = asyncio.get_running_loop()
                loop.call_soon_threadsafe(lambda: loop.create_task(workers.stop()))

        server = Server(config)

        async def run() -> None:
            try:
                await workers.start()
            except BaseException:
                await workers.stop()
                raise
            shown = f"[{host}]" if family == socket.AF_INET6 else host
            told(f"http://{shown}:{listening.getsockname()[1]}/")
            await server.serve(sockets=[listening])

        # uvicorn stops on them, and then raises them anew for whoever listened before: for nobody, so that the exit is clean.
        before = [(s, signal.signal(s, lambda *_: None)) for s in (signal.SIGINT, signal.SIGTERM)]
        try:
            asyncio.run(run())
        finally:
            for number, handler in before:
                signal.signal(number, handler)


def _explorer(files: Sequence[Path], page: Path) -> None:
    """Writes the explorer of a graph that is small enough for one; its queries are the server's."""
    from kg.store import as_graph, load_files

    store = load_files(files) if sum(f.stat().st_size for f in files) < 100 * _EXPLORED else None
    if store is None or len(store) > _EXPLORED:
        return
    from rdflib import DCTERMS, Graph

    from kg.explore import explore

    graph = Graph()
    for triple in as_graph(store):
        graph.add(triple)
    title = min((str(t) for t in graph.objects(None, DCTERMS.title)), default=files[0].stem)
    page.write_text(explore(graph, title=title), encoding="utf-8")
