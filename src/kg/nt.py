"""Terms as N-Triples writes them: text that is compared and looked up in the time of a string, where rdflib's terms take ten.

`nt.kg.mention` is `<…ontology#mention>`; a name that its vocabulary lacks raises an error, as in `kg.ontology.KG`.
Literals are spelled as Oxigraph spells them, without needless escapes.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from rdflib import DCTERMS, ORG, PROV, RDF, RDFS, SKOS, TIME, XSD, BNode, Literal, Node, URIRef

from kg.namespaces import header
from kg.ontology import KG, OA, SCHEMA, SDMX

__all__ = [
    "dct",
    "iri",
    "is_iri",
    "kg",
    "language_of",
    "literal",
    "node",
    "number_of",
    "oa",
    "often",
    "org",
    "parsed",
    "prov",
    "rdf",
    "rdfs",
    "schema",
    "sdmx",
    "skos",
    "spelled",
    "text_of",
    "time",
    "xsd",
]


class _Named:
    """The terms of a vocabulary, each spelled once."""

    def __init__(self, vocabulary: Any) -> None:
        self._vocabulary = vocabulary

    def __getattr__(self, name: str) -> str:
        found = self.__dict__[name] = f"<{self._vocabulary[name]}>"
        return found


kg, oa, schema, sdmx = _Named(KG), _Named(OA), _Named(SCHEMA), _Named(SDMX)
rdf, rdfs, skos, prov = _Named(RDF), _Named(RDFS), _Named(SKOS), _Named(PROV)
dct, org, time, xsd = _Named(DCTERMS), _Named(ORG), _Named(TIME), _Named(XSD)

_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f]')
_ESCAPES = {"\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f", '"': '\\"', "\\": "\\\\"}
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf"\'\\]))')
_UNESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_INTEGERS = tuple(
    f'"^^<{XSD[name]}>'
    for name in (
        *("integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedLong"),
        *("unsignedInt", "unsignedShort", "unsignedByte", "nonPositiveInteger", "negativeInteger"),
    )
)
_DECIMAL = f'"^^<{XSD.decimal}>'
_WHOLE, _BROKEN = re.compile(r"[+-]?[0-9]+"), re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_STRING = XSD.string
_INSTANCES = header()[1]


def iri(address: str) -> str:
    """An IRI as a term."""
    return f"<{address}>"


def node(local: str) -> str:
    """The instance of a local name, as `kg.ontology.instance` makes it."""
    return f"<{_INSTANCES}{local}>"


def is_iri(term: str) -> bool:
    """Whether a term is an IRI."""
    return term.startswith("<")


def literal(text: str | int | Decimal, lang: str = "", kind: str = "") -> str:
    r"""A literal as a term: in a language, of a datatype (an IRI), a number, or plain text.

    >>> literal('“a”"', "zh"), literal("第1\n行")
    ('"“a”\\""@zh', '"第1\\n行"')
    """
    if not isinstance(text, str):
        return f'"{text}{_INTEGERS[0]}' if isinstance(text, int) else f'"{text:f}{_DECIMAL}'
    if _ESCAPED.search(text):
        text = _ESCAPED.sub(_escape, text)
    if lang:
        return f'"{text}"@{lang}'
    return f'"{text}"^^<{kind}>' if kind else f'"{text}"'


@lru_cache(maxsize=1 << 14)
def often(text: str) -> str:
    """A plain literal that many nodes have: a rule's name, a unit, a basis."""
    return literal(text)


def spelled(term: Node) -> str:
    """A term of rdflib; a blank node is `_:` and its name."""
    if isinstance(term, Literal):
        kind = term.datatype
        told = "" if kind is None or kind == _STRING else str(kind)
        return literal(str.__str__(term), term.language or "", told)
    return f"_:{term}" if isinstance(term, BNode) else f"<{term}>"


def parsed(term: str) -> URIRef | Literal | BNode:
    """The term for rdflib, with the spelling of its number."""
    if term.startswith("<"):
        return URIRef(term[1:-1])
    if term.startswith("_:"):
        return BNode(term[2:])
    text, end = text_of(term), term.rindex('"') + 1
    kind = URIRef(term[end + 3 : -1]) if term.startswith("^^", end) else None
    return Literal(
        text, lang=term[end + 1 :] or None if kind is None else None, datatype=kind, normalize=False
    )


def text_of(term: str) -> str:
    r"""The characters of a term: an IRI without brackets, a literal without quotes, language and datatype.

    >>> text_of('"太白\\n县"@zh'), text_of("<urn:a>")
    ('太白\n县', 'urn:a')
    """
    if not term.startswith('"'):
        return term[1:-1] if term.startswith("<") else term
    inner = term[1 : term.rindex('"')]
    return _ESCAPE.sub(_unescape, inner) if "\\" in inner else inner


def language_of(term: str) -> str:
    """The language of a literal, "" for any other term."""
    if not term.startswith('"') or term.endswith(('"', ">")):
        return ""
    return term[term.rindex('"') + 2 :]


@lru_cache(maxsize=1 << 14)
def number_of(term: str) -> int | Decimal | None:
    """The value of a whole or decimal number; None for any other term, and where it is not well written."""
    if term.endswith(_DECIMAL):
        text = term[1 : -len(_DECIMAL)]
        return Decimal(text) if _BROKEN.fullmatch(text) else None
    if term.endswith(_INTEGERS):
        text = term[1 : term.rindex('"')]
        # Python refuses to read more digits than these; no report states so many.
        return int(text) if _WHOLE.fullmatch(text) and len(text) < 4000 else None
    return None


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}"


def _unescape(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _UNESCAPED[found[3]]
