"""A stub of an OpenAI-compatible endpoint on this machine, and a guard that lets nothing leave it.

The stub replays recordings of `tests/data/opinions/replies.json`: for each scenario, the replies in turn to the request
that asks in one form of answer. Requests are known by their hash (`requests.json`); one that is not known is a miss: it
is kept in `misses` as sent, and the test must fail with it.
"""

from __future__ import annotations

import hashlib
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kg.opinions import Answer, Cache, Endpoint, post, sentences
from kg.segment import segment
from listening import listening
from texts import source

DATA = Path(__file__).parent / "data" / "opinions"
REQUESTS: dict[str, str] = json.loads((DATA / "requests.json").read_text(encoding="utf-8"))
REPLIES: dict[str, Any] = json.loads((DATA / "replies.json").read_text(encoding="utf-8"))


class Stub:
    """One scenario being replayed: where it listens, what it was asked, and what it could not answer."""

    def __init__(self, scenario: str) -> None:
        self.waiting = {form: list(replies) for form, replies in REPLIES[scenario].items()}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.misses: list[str] = []
        self.url = ""

    def reply(self, path: str, body: bytes) -> dict[str, Any]:
        digest = hashlib.sha256(body).hexdigest()
        form = REQUESTS.get(digest, "")
        if path != "/v1/chat/completions" or not self.waiting.get(form):
            self.misses.append(f"no recording: {path} {form or digest}\n{body.decode('utf-8')}")
            return {"status": 418}
        self.asked.append(form)
        # The last reply of a list is given for ever: an endpoint that is down stays down.
        replies = self.waiting[form]
        return dict(replies.pop(0) if len(replies) > 1 else replies[0])


def _body(reply: dict[str, Any]) -> bytes:
    """A recorded reply as bytes: the model's words in the envelope of a chat completion, or the bytes as recorded."""
    if "raw" in reply:
        return str(reply["raw"]).encode("utf-8") * int(reply.get("times", 1))
    content = reply.get("content")
    if not isinstance(content, str | None):
        content = json.dumps(content, ensure_ascii=False)
    envelope = {
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
        ]
    }
    return json.dumps(envelope).encode("ascii")


@contextmanager
def serving(scenario: str) -> Iterator[Stub]:
    """The stub at work; leaving it fails the test with every request that has no recording."""
    stub = Stub(scenario)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            stub.headers.append(dict(self.headers))
            reply = stub.reply(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            time.sleep(reply.get("delay", 0))
            body = _body(reply)
            self.send_response(reply.get("status", 200))
            for name, value in reply.get("headers", {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) + reply.get("short", 0)))
            self.end_headers()
            self.close_connection = True
            try:
                if reply.get("drip"):
                    for n in range(len(body)):
                        self.wfile.write(body[n : n + 1])
                        self.wfile.flush()
                        time.sleep(reply["drip"])
                else:
                    self.wfile.write(body)
            except OSError:
                pass  # the client hung up, as it should on a slow or huge answer

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # a client that hung up before the headers

    with listening(Handler, Server) as address:
        stub.url = f"{address}/v1"
        yield stub
    if stub.misses:
        pytest.fail("\n".join(stub.misses))


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuses every connection and every look-up of a name that would leave this machine; no proxy and no model of the user's is used."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "kg_model_url", "kg_model", "kg_model_key"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def local(host: object) -> bool:
        return str(host) in ("127.0.0.1", "::1", "localhost")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not local(address[0]):
            raise AssertionError(f"a connection to {address[0]} was tried")
        connect(self, address)

    def guarded_look_up(host: Any, *args: Any, **options: Any) -> Any:
        if not local(host):
            raise AssertionError(f"the name {host} was looked up")
        return look_up(host, *args, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


REPORT = """眉县办好家门口的培训
2022-03-05

眉县槐芽镇开办“云上课堂”，阿依古丽带着云雾谷的乡亲学手艺，培训１８００余人次，发放补助662万元。
云雾谷的茶、云雾谷的菜卖到了外地。
"""
ASKED = [s for s, _ in sentences(segment(source(REPORT)))]
KEY = "secret-of-the-test"


def endpoint(stub: Stub, cache: Path | None = None, **options: Any) -> tuple[Endpoint, list[float]]:
    """The opinion of a stub, and the seconds that it was told to wait instead of waiting them."""
    waits: list[float] = []
    send = partial(post, wait=waits.append, **{"timeout": 5.0, **options})
    return Endpoint(stub.url, "stub-1", KEY, Cache(cache) if cache else None, send), waits


def ask(scenario: str, cache: Path | None = None, **options: Any) -> tuple[Answer, Stub, list[float]]:
    with serving(scenario) as stub:
        asked, waits = endpoint(stub, cache, **options)
        return asked.propose(ASKED), stub, waits
