"""One HTTP POST of JSON, with a limit to everything: time, size of the answer, number of tries, length of a wait.

Retry-After is that of RFC 9110, section 10.2.3: seconds or an HTTP date.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from kg.errors import KgError
from kg.transport import Limited, send

__all__ = ["Reply", "Unreachable", "post"]

_TRIES = 4
_LONGEST_WAIT = 30.0
_LARGEST_ANSWER = 4 * 1024 * 1024
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})


class Unreachable(KgError):
    """An endpoint that gave no answer within the tries it has; the message tells host and reason, never the key."""


class Reply:
    """A status of HTTP with the bytes of its body, which is left unread where the status tells of an error."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status, self.body = status, body


def post(
    url: str,
    body: bytes,
    key: str = "",
    *,
    timeout: float = 120.0,
    largest: int = _LARGEST_ANSWER,
    wait: Callable[[float], None] = time.sleep,
) -> Reply:
    """Sends a JSON body and returns the answer, whatever its status, after at most four tries.

    Tried again: 408, 429, 500, 502, 503, 504, no connection, no answer within `timeout` seconds; between tries
    Retry-After or 1, 2, 4 seconds, at most 30. Raises Unreachable after the last try, TooMuch for an answer of
    more than `largest` bytes.
    """
    headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "kg"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    for attempt in range(_TRIES):
        pause = ""
        try:
            with send(request, timeout) as answer:
                return Reply(answer.status, Limited(answer, largest, timeout).readall())
        except urllib.error.HTTPError as e:
            with e:
                if e.code not in _AGAIN:
                    return Reply(e.code, b"")
                reason, pause = f"status {e.code}", e.headers.get("Retry-After", "")
        except (OSError, http.client.HTTPException) as e:
            reason = "no answer in time" if isinstance(e, TimeoutError) else str(getattr(e, "reason", e))
        if attempt + 1 < _TRIES:
            wait(_pause(pause, attempt))
    raise Unreachable(f"the model at {request.host} could not be asked: {reason} ({_TRIES} tries)")


def _pause(told: str, attempt: int) -> float:
    """Seconds to wait before the next try."""
    seconds = float(2**attempt)
    if told.strip().isascii() and told.strip().isdigit():
        seconds = float(told)
    elif told:
        with suppress(TypeError, ValueError):  # a Retry-After in no known form tells nothing
            seconds = (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_WAIT)
