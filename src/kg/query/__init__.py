"""Asking a graph: a query with the project's prefixes, its answer with evidence, and the forms it is printed in.

from kg.store import graph_files, load_files
from kg.query import ask, render

store = load_files(graph_files(Path("exports/taibai-2021")))
print(render(ask(store, "SELECT ?name { ?x a kg:Village ; rdfs:label ?name }"), "table"))
"""

from kg.query.answer import Answer, Term
from kg.query.ask import ask, within
from kg.query.dataset import run_on
from kg.query.endpoint import Endpoint
from kg.query.evidence import with_evidence
from kg.query.frame import to_dataframe
from kg.query.guard import guard
from kg.query.names import Namer
from kg.query.problem import explain
from kg.query.render import FORMS, render

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
