"""One HTTP request as it is sent here: it goes where it was told to and nowhere else, and its answer has limits."""

from __future__ import annotations

import http.client
import io
import time
import urllib.request
from typing import Any

from kg.errors import TooMuch

__all__ = ["Limited", "send"]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nothing: a redirected POST would lose its body, and could carry a key to another host."""

    def redirect_request(self, *_: Any) -> None:
        """No request, so that the redirect is an answer like any other."""


_OPENER = urllib.request.build_opener(_NoRedirect)


def send(request: urllib.request.Request, timeout: float | None) -> http.client.HTTPResponse:
    """The answer of a server, its body unread; `timeout` is in seconds for each wait, None waits for ever.

    Raises urllib.error.HTTPError for every status but 2xx, a redirect among them, and OSError or
    http.client.HTTPException where there is no answer.
    """
    answer: http.client.HTTPResponse = _OPENER.open(request, timeout=timeout)
    return answer


class Limited(io.RawIOBase):
    """The body of an answer: at most `largest` bytes in at most `timeout` seconds, so that no server can hold us for ever.

    Reading raises TooMuch, TimeoutError, and IncompleteRead where the connection broke before all that was told had come.
    """

    def __init__(self, answer: http.client.HTTPResponse, largest: int, timeout: float | None) -> None:
        super().__init__()
        self._answer, self._largest, self._taken = answer, largest, 0
        self._end = None if timeout is None else time.monotonic() + timeout

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes that came."""
        chunk = self._answer.read1(len(buffer))
        self._taken += len(chunk)
        if self._taken > self._largest:
            raise TooMuch(f"the answer is larger than {self._largest} bytes: ask for less, or add LIMIT")
        if self._end is not None and time.monotonic() > self._end:
            raise TimeoutError
        if not chunk and self._answer.length:
            raise http.client.IncompleteRead(b"", self._answer.length)
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        """Closes the connection."""
        self._answer.close()
        super().close()
