"""Why a query cannot be read, in words: line and column, what stands there, and the nearest thing that was meant."""

from __future__ import annotations

import difflib
import re
from functools import cache
from itertools import pairwise

import pyoxigraph as ox

from kg.errors import BadQuery
from kg.namespaces import folder, header, prefixes
from kg.query.answer import Asked
from kg.query.lexing import Token, place, tokens

__all__ = ["check_terms", "explain"]

_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
_FORMS = ("SELECT", "CONSTRUCT", "ASK", "DESCRIBE")
_WORDS = {
    *_FORMS,
    *re.findall(
        r"\w+",
        """PREFIX BASE WHERE FROM NAMED DISTINCT REDUCED AS ORDER BY ASC DESC LIMIT OFFSET GROUP HAVING VALUES UNDEF OPTIONAL
        GRAPH UNION MINUS FILTER BIND EXISTS NOT IN SERVICE SILENT A TRUE FALSE LATERAL COUNT SUM MIN MAX AVG SAMPLE
        GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN
        UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS
        TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK
        ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE TRIPLE SUBJECT PREDICATE OBJECT ISTRIPLE ADJUST LANGDIR HASLANG
        HASLANGDIR STRLANGDIR""",
    ),
}
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
_PHRASES = {
    "Prefix not found": "a prefix is not declared",
    "The SELECT contains a variable that is unbound": "SELECT names a variable that GROUP BY leaves out",
    "IRI parsing failed": "an IRI here is not absolute or holds a character that it may not",
}


def explain(sparql: str, error: str) -> str:
    """Oxigraph's complaint about a query as one line: where, what, and the nearest word that would be right.

    `SELECT * { ?s rdf:typ ?o ` gives "line 1, column 26: the query ends where … should follow".
    """
    words = list(tokens(sparql))
    if not words:
        return "the query is empty"
    for check in (_unclosed, _form, _prefix, _keyword):
        if told := check(sparql, words):
            return told
    found = _PLACE.match(error)
    if not found:
        return " ".join(error.split())[:300]
    return _expected(sparql, int(found[1]), int(found[2]), found[3])


def _unclosed(sparql: str, words: list[Token]) -> str:
    last = words[-1]
    return f"{place(sparql, last.start)}: a quotation mark is not closed" if last.kind == "open" else ""


def _form(sparql: str, words: list[Token]) -> str:
    for word in words:
        if word.kind == "word" and word.text.upper() not in ("PREFIX", "BASE"):
            if word.text.upper() in _FORMS:
                return ""
            if word.text.upper() in _UPDATES:
                return (
                    f"{place(sparql, word.start)}: {word.text} changes the graph; only queries are answered"
                )
            near = difflib.get_close_matches(word.text.upper(), _FORMS, n=1)
            hint = f"; did you mean {near[0]}?" if near else f": {', '.join(_FORMS)} do"
            return f"{place(sparql, word.start)}: {word.text[:30]} begins no query{hint}"
        if word.kind not in ("word", "name", "iri"):
            return ""
    return ""


def _prefix(sparql: str, words: list[Token]) -> str:
    known = prefixes()
    declared = {b.text for a, b in pairwise(words) if a.text.upper() == "PREFIX"}
    for word in words:
        name = word.text.partition(":")[0]
        if word.kind == "name" and name not in known and f"{name}:" not in declared:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}:?" if near else f"; known without declaring: {' '.join(known)}"
            return f"{place(sparql, word.start)}: the prefix {name}: is not declared{hint}"
    return ""


def _keyword(sparql: str, words: list[Token]) -> str:
    for word in words:
        if word.kind == "word" and word.text.upper() not in _WORDS:
            near = difflib.get_close_matches(word.text.upper(), _WORDS, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            return f"{place(sparql, word.start)}: {word.text[:30]} is no word of SPARQL{hint}"
    return ""


def _expected(sparql: str, line: int, column: int, wanted: str) -> str:
    lines = sparql.split("\n")
    rest = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    for phrase, meaning in _PHRASES.items():
        if phrase in wanted:
            return f"line {line}, column {column}: {meaning}"
    # Classes of characters say nothing to a reader; marks and words do.
    shown = re.sub(r"\[[^\]]*\](?:\.\.=)?", " ", wanted)
    options = re.findall(r'"(?:[^"\\]|\\.)*"|\b[A-Z]{2,}\b', shown)[:8]
    should = f"; {' or '.join(options)} could stand there" if options else ""
    if not rest:
        return f"line {line}, column {column}: the query stops too early{should}"
    return f"line {line}, column {column}: {rest[:30]!r} does not fit here{should}"


def check_terms(store: Asked, sparql: str) -> None:
    """Raises BadQuery for a term of our own namespace that neither the ontology nor the graph has, with the nearest one."""
    known = _own_terms()
    # Whatever looks like one of our terms is known, as nearly always: no need to read the query word by word.
    if all(found[1] in known for found in _own_name().finditer(sparql)):
        return
    own, bases = header()[0], prefixes()
    for word in tokens(sparql):
        name, _, local = word.text.partition(":")
        if word.kind == "iri":
            iri = word.text[1:-1]
        elif word.kind == "name" and name in bases and "\\" not in local:
            iri = bases[name] + local
        else:
            continue
        if not iri.startswith(own) or iri.removeprefix(own) in known or _occurs(store, iri):
            continue
        near = difflib.get_close_matches(iri.removeprefix(own), known, n=1)
        hint = f"; did you mean kg:{near[0]}?" if near else ""
        where = place(sparql, word.start)
        raise BadQuery(f"{where}: {word.text[:80]} is in neither the ontology nor the graph{hint}")


@cache
def _own_name() -> re.Pattern[str]:
    own = header()[0]
    names = "|".join(re.escape(n) + ":" for n, b in prefixes().items() if b == own)
    return re.compile(rf"(?:\b(?:{names})|{re.escape(own)})([\w-]*)")


@cache
def _own_terms() -> frozenset[str]:
    """The local names of our terms, and the empty one of the namespace itself."""
    own = header()[0]
    files = [folder() / "kg.ttl", folder() / "view.ttl", *sorted((folder() / "schemes").glob("*.ttl"))]
    subjects = (q.subject for file in files for q in ox.parse(path=file, format=ox.RdfFormat.TURTLE))
    iris = (s.value for s in subjects if isinstance(s, ox.NamedNode))
    return frozenset({"", *(i.removeprefix(own) for i in iris if i.startswith(own))})


def _occurs(store: Asked, iri: str) -> bool:
    try:
        term = ox.NamedNode(iri)
    except ValueError:
        return False
    places = (f"{term} ?p ?o", f"?s {term} ?o", f"?s ?p {term}")
    anywhere = " UNION ".join(f"{{ {p} }} UNION {{ GRAPH ?g {{ {p} }} }}" for p in places)
    return bool(store.query(f"ASK {{ {anywhere} }}"))
