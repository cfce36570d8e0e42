"""Which reports of a dataset publish one text again: fingerprints are held, texts lie on the disk until a pair asks for them."""

from __future__ import annotations

import tempfile
from typing import IO

from kg.build.shard import Shard
from kg.copies import Copy, Fingerprint, body_of, copies_table, copy_quads, find_copies
from kg.model import Source
from kg.segment import segment

__all__ = ["Republished"]


class Republished:
    """Takes the shards of a dataset one after the other, and then tells of copies. To be used in a `with`."""

    def __init__(self) -> None:
        self._prints: list[Fingerprint] = []
        self._places: dict[str, tuple[int, int, Source]] = {}
        self._texts: IO[bytes] = tempfile.TemporaryFile(prefix="kg-")  # noqa: SIM115 - closed in __exit__
        self._copies: list[Copy] | None = None

    def __enter__(self) -> Republished:
        return self

    def __exit__(self, *_: object) -> None:
        self._texts.close()

    def add(self, shard: Shard) -> None:
        """The reports of one shard."""
        for source, line in zip(shard.sources, shard.prints, strict=True):
            one = Fingerprint.of_kept(line)
            data = source.text.encode("utf-8", "surrogatepass")
            bare = Source(source.name, "", source.encoding, source.sha256)
            self._places.setdefault(one.report_id, (self._texts.seek(0, 2), len(data), bare))
            self._texts.write(data)
            self._prints.append(one)

    def quads(self) -> list[str]:
        """What the graph says of copies, as lines of N-Quads."""
        return copy_quads(self._found(), self._prints)

    def table(self) -> str:
        """copies.tsv, "" where there are no copies."""
        return copies_table(self._found(), self._prints) if self._found() else ""

    def _found(self) -> list[Copy]:
        if self._copies is None:
            self._copies = find_copies(self._prints, self._body) if len(self._prints) > 1 else []
        return self._copies

    def _body(self, report_id: str) -> str:
        start, length, bare = self._places[report_id]
        self._texts.seek(start)
        text = self._texts.read(length).decode("utf-8", "surrogatepass")
        return body_of(segment(Source(bare.name, text, bare.encoding, bare.sha256)))
