"""An answer as a pandas DataFrame, in one call."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import BadInput
from kg.query.ask import ask
from kg.questions import question, questions

if TYPE_CHECKING:
    import pandas as pd
    from rdflib import Graph

    from kg.query.endpoint import Endpoint

__all__ = ["to_dataframe"]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_PYTHON: dict[str, Callable[[str], object]] = {
    **dict.fromkeys((_XSD + n for n in ("integer", "int", "long", "nonNegativeInteger")), int),
    **dict.fromkeys((_XSD + n for n in ("decimal", "double", "float")), float),
    _XSD + "boolean": lambda v: v in ("true", "1"),
}


def to_dataframe(graph: Graph | ox.Store | Endpoint, query: str, /, **values: Any) -> pd.DataFrame:
    """The rows of a SELECT query, or of a ready question with its parameters, as a DataFrame.

    `graph` is what `kg.load` or `kg.connect` gave, or a store or endpoint. Numbers become numbers, IRIs and
    other literals text, nothing None.

        kg.to_dataframe(kg.load("exports/taibai-2021"), "figures-about", name="驻村干部")

    Raises BadInput for a query that has no rows, or when pandas is missing.
    """
    try:
        import pandas as pd
    except ImportError as e:
        raise BadInput("a DataFrame needs pandas: pip install pandas") from e
    from kg.query.endpoint import Endpoint  # whose HTTP no other query need wait for

    store: object = graph
    if not isinstance(graph, ox.Store | Endpoint):
        store = getattr(graph.store, "_inner", getattr(graph.store, "endpoint", None))
    if not isinstance(store, ox.Store | Endpoint):
        raise BadInput("the graph is not one that kg.load or kg.connect gave")
    sparql = question(query).sparql(values) if query in questions() or values else query
    answer = ask(store, sparql)
    if answer.truth is not None or answer.triples is not None:
        raise BadInput("a DataFrame needs the rows of a SELECT query")
    return pd.DataFrame([[_python(c) for c in row] for row in answer.rows], columns=list(answer.variables))


def _python(term: object) -> object:
    if isinstance(term, ox.Literal):
        made = _PYTHON.get(term.datatype.value)
        try:
            return term.value if made is None else made(term.value)
        except ValueError:
            return term.value
    return getattr(term, "value", None) if term is None or not isinstance(term, ox.Triple) else str(term)
