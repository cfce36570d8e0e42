"""A server on this machine, at work in a thread of the test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler], kind: type[HTTPServer] = HTTPServer) -> Iterator[str]:
    """The address of a server that answers with `handler`, without a slash at its end; it has stopped afterwards."""
    with kind(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
