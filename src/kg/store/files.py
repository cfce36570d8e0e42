"""RDF files: which a path means, and reading them, plain or compressed.

The ending tells the format, and a second ending the compression: `graph.ttl`, `graph.nq.gz`, `graph.jsonld.zst`.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from kg.errors import BadGraph

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["COMPRESSED", "DESCRIPTION", "FORMATS", "format_of", "graph_files", "opened", "read_graph"]

FORMATS = {
    ".ttl": "turtle",
    ".nt": "nt",
    ".nq": "nquads",
    ".trig": "trig",
    ".jsonld": "json-ld",
    ".rdf": "xml",
}
COMPRESSED = (".gz", ".zst")
_NAMED = ("nquads", "trig", "json-ld")
_MOST = 500_000_000  # bytes, unpacked: rdflib takes some twenty times as much memory
DESCRIPTION = "dataset.ttl"
"""The file that describes the others of a folder; it tells of the graph and is no part of it."""


def format_of(path: Path) -> str | None:
    """The format of a file by its ending, as rdflib calls it, or None: "graph.nq.gz" gives "nquads"."""
    endings = [e.lower() for e in path.suffixes[-2:]]
    if endings and endings[-1] in COMPRESSED:
        endings.pop()
    return FORMATS.get(endings[-1]) if endings else None


def graph_files(path: Path) -> list[Path]:
    """The RDF files that a path means: the file itself, or those of a folder and the folders in it, in order.

    Of a folder, the description of the dataset is left out. Raises BadGraph if there is none.
    """
    if path.is_dir():
        found = sorted(f for f in path.rglob("*") if format_of(f) and f.is_file() and f.name != DESCRIPTION)
        if not found:
            raise BadGraph(f"{path}: the folder holds no RDF file ({' '.join(FORMATS)}, also .gz and .zst)")
        return found
    if format_of(path) is None:
        raise BadGraph(f"{path}: unknown ending; one of {' '.join(FORMATS)} is needed, also with .gz or .zst")
    if not path.is_file():
        raise BadGraph(f"{path}: cannot be read: No such file or directory")
    return [path]


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """A file's bytes, decompressed as they are read. Raises BadGraph when it cannot be read or decompressed."""
    try:
        ending = path.suffix.lower()
        if ending == ".gz":
            with gzip.open(path, "rb") as unpacked:
                yield cast(IO[bytes], unpacked)
        elif ending == ".zst":
            import zstandard

            with path.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as stream:
                yield stream
        else:
            with path.open("rb") as stream:
                yield stream
    except (OSError, EOFError) as e:
        raise BadGraph(f"{path}: cannot be read: {getattr(e, 'strerror', None) or e}") from e


def read_graph(path: Path) -> Graph:
    """Reads one RDF file into rdflib's own memory, its named graphs together. Raises BadGraph with file and reason."""
    from rdflib import Dataset, Graph

    kind = format_of(path)
    if kind is None:
        raise BadGraph(f"{path}: unknown ending; one of {' '.join(FORMATS)} is needed")
    with opened(path) as stream:
        try:
            data = stream.read(_MOST + 1)
        except Exception as e:  # each way of compressing has its own kind
            raise BadGraph(f"{path}: cannot be read: {getattr(e, 'strerror', None) or e}") from e
    if len(data) > _MOST:
        raise BadGraph(
            f"{path}: too large to be held as a whole: graphs of up to {_MOST // 10**6} MB are; ask it with kg query"
        )
    graph = Graph()
    try:
        if kind in _NAMED:
            # A Graph would hide what stands in named graphs.
            for triple in (
                Dataset(default_union=True).parse(data=data, format=kind).triples((None, None, None))
            ):
                graph.add(triple)
        else:
            graph.parse(data=data, format=kind)
    except Exception as e:  # rdflib raises several unrelated kinds
        reason = " ".join(str(e).split())[:200]
        raise BadGraph(f"{path}: not readable as {kind}: {reason}") from e
    return graph
