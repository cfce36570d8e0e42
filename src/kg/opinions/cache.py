"""Answers of a model kept by the hash of the request, so that a rebuild asks nobody and gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import BadInput

__all__ = ["Cache", "Outcome", "canonical", "request_hash"]

_KINDS = ("answer", "refused", "too large")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request. `kind` is "answer" (with the model's words), "refused" or "too large".

    A refusal is kept too, since what is asked next depends on it.
    """

    kind: str
    content: str = ""


def canonical(body: dict[str, Any]) -> bytes:
    """A request's body in one form: keys sorted, no blanks, UTF-8. It holds no key and no address."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def request_hash(body: dict[str, Any]) -> str:
    """The SHA-256 of a request's canonical body, in hexadecimal digits."""
    return hashlib.sha256(canonical(body)).hexdigest()


class Cache:
    """A folder with one JSON file for each request: the request as sent, and its outcome."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, body: dict[str, Any]) -> Outcome | None:
        """The outcome of the same request before, None when there was none. Raises BadInput for a broken file."""
        file = self.folder / f"{request_hash(body)}.json"
        try:
            kept = json.loads(file.read_text(encoding="utf-8"))
            outcome = Outcome(kept["kind"], kept["content"])
        except FileNotFoundError:
            return None
        except OSError as e:
            raise BadInput(f"{file}: cannot be read: {e.strerror}") from e
        except (ValueError, KeyError, TypeError) as e:
            raise BadInput(f"{file}: no kept answer; delete it to ask again") from e
        if outcome.kind not in _KINDS or not isinstance(outcome.content, str) or kept.get("request") != body:
            raise BadInput(f"{file}: no answer to this request; delete it to ask again")
        return outcome

    def put(self, body: dict[str, Any], outcome: Outcome) -> None:
        """Keeps an outcome; the file is complete or not there. Raises BadInput when it cannot be written."""
        kept = {"request": body, "kind": outcome.kind, "content": outcome.content}
        content = json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        file = self.folder / f"{request_hash(body)}.json"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".kg-", delete=False) as out:
                try:
                    # Half a surrogate pair, which a model may send, becomes the escape that JSON has for it.
                    out.write(content.encode("utf-8", "backslashreplace"))
                    out.flush()
                except OSError:
                    Path(out.name).unlink()
                    raise
            Path(out.name).replace(file)
        except OSError as e:
            raise BadInput(f"{self.folder}: cannot be written: {e.strerror}") from e
