"""What is wrong with a node, said in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kg import nt
from kg.namespaces import prefixes

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


def name_of(term: str) -> str:
    """The IRI or the characters of a term, "[]" for a blank node, whose label is another one in each run."""
    return "[]" if term.startswith("_:") else nt.text_of(term)


@lru_cache(maxsize=1 << 12)
def short(term: str | None) -> str:
    """A term in few words: a prefixed name where the IRI has one of our prefixes, "" for none."""
    if not term:
        return ""
    name = name_of(term)
    for prefix, base in prefixes().items() if nt.is_iri(term) else ():
        if name.startswith(base) and name != base:
            return f"{prefix}:{name.removeprefix(base)}"
    return name
