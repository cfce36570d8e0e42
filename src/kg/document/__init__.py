"""The documentation of the ontology, drawn from the ontology files alone: one HTML page and one diagram.

The page has Chinese and English side by side and needs no script and no outside address. Nothing of the domain is
named here: terms, schemes and colours come from `ontology/`, the wording of the page from `words.toml`.
"""

from __future__ import annotations

from kg.document.diagram import diagram
from kg.document.page import page

__all__ = ["document"]


def document() -> dict[str, str]:
    """The files by name: `index.html` and `model.svg`. The same ontology gives the same characters.

    Raises BadKnowledge when an ontology file does not parse or its header lacks the namespaces.
    """
    return {"index.html": page(), "model.svg": diagram("index.html")}
