"""Processes that answer one query at a time, and that can be ended at any moment: `python -m kg.serve.worker`.

Oxigraph cannot be told to stop a query, so time is limited from outside: the server kills the process, and should the
server itself be gone, the kernel does. A first process loads the graph, and every other is forked from it, so that all
share one copy in memory and a new one is there at once. A forked process has no use for the network or for files, so it
gives up the right to open any; in front of another endpoint it keeps the right to a few.

The server asks the first process for a child by one byte on a socket, and gets its number and a socket to it. Requests
and answers on that are two numbers of 4 bytes (big-endian), then that many bytes of JSON and of body.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import BadEndpoint, BadInput, BadQuery, KgError, TooMuch
from kg.query import Endpoint, explain, guard, run_on
from kg.search import Index, index_of, open_index
from kg.serve.forms import GRAPHS, RESULTS
from kg.store import fingerprint, load_files, open_store

__all__ = ["main"]


class _Bounded(io.BytesIO):
    """Keeps what is written to it, up to a limit of bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit, self.full = limit, False

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self.limit:
            self.full = True
            raise TooMuch(_larger(self.limit))
        return super().write(data)


def _larger(limit: int) -> str:
    return f"the answer is larger than {limit} bytes: ask for less, or add LIMIT"


def _search(index: Index | None, words: str, limit: int) -> tuple[dict[str, Any], bytes]:
    """The hits of a search, as the rows of a SELECT in SPARQL's JSON."""
    if index is None:
        return {"status": 404}, b"no search here: an endpoint's texts are not indexed; ask it with CONTAINS"
    try:
        hits = index.search(words, limit)
    except BadInput as e:
        return {"status": 400}, str(e).encode()
    rows = [
        {
            "subject": {"type": "uri", "value": h.subject},
            "property": {"type": "uri", "value": h.property},
            "text": {"type": "literal", "value": h.text},
        }
        for h in hits
    ]
    told = {"head": {"vars": ["subject", "property", "text"]}, "results": {"bindings": rows}}
    return {"status": 200, "type": _JSON}, json.dumps(told, ensure_ascii=False).encode()


def _answer(store: ox.Store | Endpoint, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The status, the media type and the body for one query."""
    sparql = asked["sparql"]
    out = _Bounded(asked["limit"])
    try:
        guard(sparql)
        found = run_on(store, sparql, asked["default"], asked["named"])
        form = _write(found, asked["rows"], asked["graphs"], out)
    except BadQuery as e:
        return {"status": 403 if "SERVICE" in str(e) else 400}, str(e).encode()
    except BadEndpoint as e:
        return {"status": 502}, str(e).encode()
    except KgError as e:
        return {"status": 422}, str(e).encode()
    except SyntaxError as e:
        if isinstance(store, Endpoint):
            return {"status": 502}, str(store.unreadable(e)).encode()
        return {"status": 400}, explain(sparql, str(e)).encode()
    except (OSError, ValueError, RuntimeError) as e:
        if out.full:  # Oxigraph may turn our refusal to take more into an error of its own
            return {"status": 422}, _larger(out.limit).encode()
        return {"status": 500}, f"the query failed: {' '.join(str(e).split())[:300]}".encode()
    if form is None:
        return {"status": 406}, b"this kind of query has no answer in any of the accepted media types"
    return {"status": 200, "type": form}, out.getvalue()


def _write(found: object, rows: list[str], graphs: list[str], out: _Bounded) -> str | None:
    """Writes an answer in the first form for its kind of query; None when there is none."""
    is_graph = not isinstance(found, ox.QuerySolutions | ox.QueryBoolean)
    form = next(iter(graphs if is_graph else rows), None)
    if form is None:
        return None
    if is_graph:
        assert isinstance(found, Iterator)  # of triples
        ox.serialize(found, out, format=GRAPHS[form])
    elif form == "text/csv" and isinstance(found, ox.QuerySolutions):
        _csv(found, out)  # Oxigraph 0.5 does not quote an IRI that holds a comma, and those of passages do
    else:
        assert isinstance(found, ox.QuerySolutions | ox.QueryBoolean)
        found.serialize(out, format=RESULTS[form])
    return form


def _csv(found: ox.QuerySolutions, out: _Bounded) -> None:
    lines = io.StringIO(newline="")
    table = csv.writer(lines, lineterminator="\r\n")
    table.writerow([v.value for v in found.variables])
    for row in found:
        table.writerow(["" if c is None else str(c) if isinstance(c, ox.Triple) else c.value for c in row])
        if lines.tell() > 1 << 16:
            out.write(lines.getvalue().encode())
            lines.seek(0)
            lines.truncate()
    out.write(lines.getvalue().encode())


def _confine(memory: int, opened: int) -> None:
    """Only so many files or connections can be open from here on, and so much more memory be used (0: no limit)."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (opened, opened))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory:
        with contextlib.suppress(ValueError, OSError):  # macOS
            resource.setrlimit(resource.RLIMIT_AS, (_used + memory, _used + memory))


_used = 0
_JSON = "application/sparql-results+json"
_LARGEST = 1 << 30  # bytes of an endpoint's answer, which is not kept whole
_CONNECTING = 64  # what resolving a name, checking a certificate and one connection have open at once


def _read(stream: io.BufferedRWPair) -> tuple[dict[str, Any], bytes] | None:
    sizes = stream.read(8)
    if len(sizes) < 8:
        return None
    head, body = struct.unpack(">II", sizes)
    return json.loads(stream.read(head)), stream.read(body)


def _serve(store: ox.Store | Endpoint, index: Index | None, connection: socket.socket, memory: int) -> None:
    """Answers requests until the server closes the connection."""
    with connection.makefile("rwb") as stream:
        _confine(memory, _CONNECTING if isinstance(store, Endpoint) else 0)
        while (request := _read(stream)) is not None:
            asked, text = request[0], request[1].decode("utf-8")
            signal.setitimer(
                signal.ITIMER_REAL, asked["seconds"]
            )  # the alarm is not handled: it ends the process
            if "hits" in asked:
                head, body = _search(index, text, asked["hits"])
            else:
                head, body = _answer(store, {**asked, "sparql": text})
            signal.setitimer(signal.ITIMER_REAL, 0)
            told = json.dumps(head).encode()
            stream.write(struct.pack(">II", len(told), len(body)) + told + body)
            stream.flush()


def _index_file(place: Path) -> Path:
    return place.with_name(f"{place.name}.sqlite")


def main(control: socket.socket, memory: int, folder: str, endpoint: str, files: list[str]) -> None:
    """Loads the files (or opens the store of them in `folder`, or asks the endpoint), then forks a child for each byte
    that comes.
    """
    global _used  # noqa: PLW0603 - set once, before any child is forked
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends all others
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for children
    paths = [Path(f) for f in files]
    place = Path(folder)
    store: ox.Store | Endpoint
    try:
        if endpoint:
            store = Endpoint(endpoint, largest=_LARGEST)
        elif folder:
            store = open_store(paths, place)
            place /= fingerprint(paths, place)
        else:
            store = load_files(paths)
        # What reads a file does so now: the prefixes, and the modules that explain errors.
        run_on(store, "ASK { ?s ?p ?o }")
        index = (
            None if isinstance(store, Endpoint) else index_of(store, _index_file(place) if folder else None)
        )
    except KgError as e:
        control.sendall(b"\0" * 4 + str(e).encode())
        return
    explain("", "")
    with contextlib.suppress(OSError):
        _used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    while control.recv(1):
        here, there = socket.socketpair()
        with here, there:
            child = os.fork()
            if child == 0:
                control.close()
                there.close()
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, 2)  # what the engine says when it runs out of memory is no message to a user
                if folder:  # RocksDB's threads do not survive a fork; this process keeps the lock, the child opens anew
                    store = ox.Store.read_only(str(place))
                    run_on(store, "ASK { ?s ?p ?o }")
                    index = open_index(_index_file(place))
                try:
                    _serve(store, index, here, memory)
                finally:
                    os._exit(0)
            socket.send_fds(control, [struct.pack(">I", child)], [there.fileno()])


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]), sys.argv[3], sys.argv[4], sys.argv[5:])
