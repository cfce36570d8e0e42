"""Saving and loading: a graph's files, its store in Oxigraph, and what is written beside it.

A name is imported from its module when it is first used: a query needs Oxigraph and not rdflib, and the other way round.

| module | holds |
|---|---|
| `annotations` | annotations as JSON lines, the account of numerals as a table |
| `disk` | a store in a folder, opened without loading it again |
| `files` | RDF files, plain and compressed |
| `load` | files into Oxigraph, with one merged default graph |
| `lock` | one writer at a time in a folder |
| `parts` | the graphs of a file, each by itself |
| `notebook` | rdflib's Graph and Dataset over a store |
| `saving` | all files of a folder or none |
| `stream` | the quads of a file one after the other |
| `writing` | the same triples as the same bytes of Turtle |
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.store.annotations import NUMBERS_HEAD, annotation_rows, jsonl, numbers_rows, numbers_table
    from kg.store.disk import fingerprint, in_the_making, open_store
    from kg.store.files import graph_files, read_graph
    from kg.store.load import load_files
    from kg.store.lock import alone, scratch
    from kg.store.notebook import as_dataset, as_graph
    from kg.store.parts import parts_of
    from kg.store.saving import (
        all_or_nothing,
        moved,
        recovered,
        save_file,
        save_folder,
        whole_file,
        written_aside,
    )
    from kg.store.stream import quads_of
    from kg.store.writing import turtle, turtle_of_lines, turtle_of_store

__all__ = [
    "NUMBERS_HEAD",
    "all_or_nothing",
    "alone",
    "annotation_rows",
    "as_dataset",
    "as_graph",
    "fingerprint",
    "graph_files",
    "in_the_making",
    "jsonl",
    "load_files",
    "moved",
    "numbers_rows",
    "numbers_table",
    "open_store",
    "parts_of",
    "quads_of",
    "read_graph",
    "recovered",
    "save_file",
    "save_folder",
    "scratch",
    "turtle",
    "turtle_of_lines",
    "turtle_of_store",
    "whole_file",
    "written_aside",
]

_MODULES = {
    "annotations": ("NUMBERS_HEAD", "annotation_rows", "jsonl", "numbers_rows", "numbers_table"),
    "disk": ("fingerprint", "in_the_making", "open_store"),
    "files": ("graph_files", "read_graph"),
    "load": ("load_files",),
    "lock": ("alone", "scratch"),
    "notebook": ("as_dataset", "as_graph"),
    "parts": ("parts_of",),
    "saving": (
        "all_or_nothing",
        "moved",
        "recovered",
        "save_file",
        "save_folder",
        "whole_file",
        "written_aside",
    ),
    "stream": ("quads_of",),
    "writing": ("turtle", "turtle_of_lines", "turtle_of_store"),
}
_WHERE = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
