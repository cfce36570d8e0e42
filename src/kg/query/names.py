"""Names of terms for reading: prefixed names, or labels in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.namespaces import header, prefixes
from kg.query.answer import Asked

__all__ = ["BATCH", "Namer", "visible"]

BATCH = 2000  # IRIs in one query: an endpoint may refuse a longer one

_LABELS = """SELECT ?thing ?label WHERE {
    VALUES ?thing { %s }
    ?thing rdfs:label|skos:prefLabel ?label
}"""

# What a terminal would act on and a reader not see: controls, and marks that turn the direction of text.
_HIDDEN = {
    **{n: f"\\x{n:02x}" for n in (*range(32), *range(0x7F, 0xA0))},
    **{n: f"\\u{n:04x}" for n in (0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))},
}


def visible(text: str) -> str:
    r"""Text with nothing in it that a terminal acts on: a line break becomes a space, an escape shows as `\x1b`."""
    return text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ").translate(_HIDDEN)


class Namer:
    """Short names of IRIs, and their labels in a store or in the ontology: `Namer(store, ("zh", "en"))`."""

    def __init__(self, store: Asked | None = None, languages: tuple[str, ...] = ()) -> None:
        self._bases = sorted(((b, n) for n, b in prefixes().items()), reverse=True)
        self._store, self._languages = store, languages
        self._labels: dict[str, str] = {}

    def learn(self, iris: Iterable[str]) -> None:
        """Looks up the labels of many IRIs, thousands in one query; does nothing without languages."""
        new = [f"<{i}>" for i in dict.fromkeys(iris) if i not in self._labels]
        if not self._languages or self._store is None or not new:
            return
        found: dict[str, dict[str, str]] = {}
        for n in range(0, len(new), BATCH):
            for thing, label in self._store.query(
                _LABELS % " ".join(new[n : n + BATCH]), prefixes=prefixes()
            ):
                if isinstance(thing, ox.NamedNode) and isinstance(label, ox.Literal):
                    by_language = found.setdefault(thing.value, {})
                    language = label.language or ""
                    # Of several labels the first by code point, so that the same name stands there each time.
                    by_language[language] = min(by_language.get(language, label.value), label.value)
        for iri in (i[1:-1] for i in new):
            labels = found.get(iri) or self._of_ontology(iri)
            wanted = (*self._languages, "", *sorted(labels))
            self._labels[iri] = next((labels[w] for w in wanted if w in labels), "")

    def _of_ontology(self, iri: str) -> dict[str, str]:
        if not iri.startswith(header()[0].removesuffix("ontology#")) or iri.startswith(header()[1]):
            return {}
        from rdflib import RDFS, SKOS, Literal, URIRef

        from kg.ontology import vocabulary

        named = (vocabulary().objects(URIRef(iri), p) for p in (RDFS.label, SKOS.prefLabel))
        return {o.language or "": str(o) for objects in named for o in objects if isinstance(o, Literal)}

    def iri(self, iri: str) -> str:
        """The label of an IRI if one was learnt, else its prefixed name, else the IRI in angle brackets."""
        if label := self._labels.get(iri):
            return label
        for base, name in self._bases:
            if iri.startswith(base) and not set(iri[len(base) :]) & set("/#<> "):
                return f"{name}:{iri[len(base) :]}"
        return f"<{iri}>"

    def term(self, term: object) -> str:
        """A term for reading: the words of a literal, the name of an IRI, nothing for None."""
        if term is None:
            return ""
        if isinstance(term, ox.Literal):
            return term.value
        return self.iri(term.value) if isinstance(term, ox.NamedNode) else str(term)
