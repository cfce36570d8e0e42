"""Asking a graph: a query with the project's prefixes, its answer with evidence, and the forms it is printed in.

from kg.store import graph_files, load_files
from kg.query import ask, render

store = load_files(graph_files(Path("exports/taibai-2021")))
print(render(ask(store, "SELECT ?name { ?x a kg:Village ; rdfs:label ?name }"), "table"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.query.answer import Answer, Term
from kg.query.ask import ask, within
from kg.query.dataset import run_on
from kg.query.evidence import with_evidence
from kg.query.frame import to_dataframe
from kg.query.guard import guard
from kg.query.names import Namer
from kg.query.problem import explain
from kg.query.render import FORMS, render

if TYPE_CHECKING:
    from kg.query.endpoint import Endpoint

__all__ = [
    "FORMS",
    "Answer",
    "Endpoint",
    "Namer",
    "Term",
    "ask",
    "explain",
    "guard",
    "render",
    "run_on",
    "to_dataframe",
    "with_evidence",
    "within",
]


def __getattr__(name: str) -> Any:
    if name != "Endpoint":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kg.query.endpoint import Endpoint  # and with it HTTP and TLS, which a store needs none of

    return Endpoint
