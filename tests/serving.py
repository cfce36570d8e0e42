"""A server of `kg serve` in a process of its own, and plain HTTP to it."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

JSON = "application/sparql-results+json"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def rows(self) -> list[dict[str, str]]:
        return [
            {k: v["value"] for k, v in row.items()} for row in json.loads(self.body)["results"]["bindings"]
        ]


@dataclass(frozen=True)
class Server:
    url: str
    process: subprocess.Popen[str]

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        """One request; the names of headers have `_` for `-`."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        try:
            connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
            found = connection.getresponse()
            return Reply(found.status, {k.lower(): v for k, v in found.getheaders()}, found.read())
        finally:
            connection.close()

    def get(self, sparql: str, *more: tuple[str, str], accept: str = JSON) -> Reply:
        return self.send(
            "GET", "/sparql?" + urlencode([("query", sparql), *more], quote_via=quote), Accept=accept
        )

    def post(self, sparql: str, *more: tuple[str, str], accept: str = JSON) -> Reply:
        body = urlencode([("query", sparql), *more]).encode()
        return self.send(
            "POST", "/sparql", body, Accept=accept, Content_Type="application/x-www-form-urlencoded"
        )

    def direct(self, sparql: str, *more: tuple[str, str], accept: str = JSON) -> Reply:
        path = "/sparql" + ("?" + urlencode(more) if more else "")
        return self.send(
            "POST", path, sparql.encode(), Accept=accept, Content_Type="application/sparql-query"
        )


@contextmanager
def serving(graph: Path | None, *options: Any) -> Iterator[Server]:
    """The server at work on a free port; it must end with status 0 and no complaint."""
    command = [
        sys.executable,
        "-m",
        "kg",
        "serve",
        *([str(graph)] if graph else []),
        "--port",
        "0",
        *map(str, options),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        line = process.stdout.readline()
        address = re.search(r"http://\S+?(?=/)", line)
        if address is None:
            process.kill()
            raise AssertionError(line + process.stderr.read())
        try:
            yield Server(address[0].replace("0.0.0.0", "127.0.0.1"), process)
        finally:
            process.send_signal(signal.SIGTERM)
            complaint = process.communicate(timeout=20)[1]
    assert process.returncode == 0, complaint
    assert "Traceback" not in complaint, complaint
