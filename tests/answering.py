"""A server on this machine that says one thing to everybody, in the place of a SPARQL endpoint."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs

from listening import listening
from serving import JSON

EMPTY = b'{"head":{"vars":["n"]},"results":{"bindings":[]}}'


class Stub:
    """A server on this machine that says one thing, and keeps what it was asked."""

    def __init__(self, status: int = 200, media: str = JSON, body: bytes = b"", **headers: str) -> None:
        self.reply = (
            status,
            {"Content-Type": media, **{k.replace("_", "-"): v for k, v in headers.items()}},
            body,
        )
        self.asked: list[tuple[str, dict[str, str], dict[str, list[str]]]] = []
        self.pause, self.url = 0.0, ""


@contextmanager
def at_work(stub: Stub) -> Iterator[Stub]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            stub.asked.append((self.path, dict(self.headers), form))
            status, headers, body = stub.reply
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for n in range(0, len(body), 64):
                    self.wfile.write(body[n : n + 64])
                    time.sleep(stub.pause)
            except OSError:
                pass  # the client has left

        do_GET = do_POST  # noqa: N815 - the name that http.server calls

        def log_message(self, *_: Any) -> None:
            pass

    with listening(Handler) as address:
        stub.url = f"{address}/sparql"
        yield stub
