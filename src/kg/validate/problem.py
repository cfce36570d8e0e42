"""What is wrong with a node, said in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rdflib import BNode, Node, URIRef

from kg.ontology import prefixes

__all__ = ["Problem", "name_of", "short"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a node: `focus` is its IRI, `path` the property as a prefixed name or "".

    `zh` and `en` say what is wrong. `kind` is "shape" for what SHACL found and "evidence" for the rest; `check` is the
    local name of SHACL's constraint component (such as "MinCountConstraintComponent") or of the check of evidence.
    """

    focus: str
    path: str
    zh: str
    en: str
    kind: Literal["shape", "evidence"]
    check: str

    @property
    def message(self) -> str:
        """Both languages in one line."""
        return f"{self.zh} {self.en}"


def name_of(node: Node | None) -> str:
    """The IRI of a node, "[]" for a blank node, whose label is another one in each run."""
    return "[]" if node is None or isinstance(node, BNode) else str(node)


@lru_cache(maxsize=1 << 12)
def short(node: Node | None) -> str:
    """A node in few words: a prefixed name where the IRI has one of our prefixes, "" for none."""
    for prefix, base in prefixes().items():
        if isinstance(node, URIRef) and node.startswith(base) and node != URIRef(base):
            return f"{prefix}:{node.removeprefix(base)}"
    return "" if node is None else name_of(node)
