"""What a query may not do: reach another host, or be so large or so nested that reading it ends the process.

SERVICE would make Oxigraph open a connection to wherever the query says, and it cannot be switched off there. So every
query is searched for the keyword before Oxigraph sees it. The search is deliberately wider than the grammar: it looks
into everything that is no string, comment, variable or local name, because Oxigraph needs no space around a keyword
(`1SERVICE<http://…>`) and reads `<` as an operator or as the start of an IRI by context (`?a<?b)SERVICE?x#>`).

Oxigraph reads and plans a query by recursion, so nesting and long chains of operators use up the stack: measured with
8 MB of it, the process dies somewhere between 1,000 and 5,000 brackets, and 5,000 and 20,000 operators.

Updates and LOAD need no rule: they are no queries and do not parse.
"""

from __future__ import annotations

import re

from kg.errors import BadQuery
from kg.query.lexing import Token, place, tokens

__all__ = ["guard"]

LONGEST = 1_000_000  # characters
DEEPEST = 200  # brackets open at once
WORDIEST = 3_000  # keywords, operators and groups; terms, as in a long VALUES, are free

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_HARMLESS = {"string", "variable", "language", "blank"}
_TERMS = {"undef", "true", "false"}


def guard(sparql: str) -> None:
    """Raises BadQuery for a query that holds SERVICE, or that is longer or deeper than the limits above."""
    if len(sparql) > LONGEST:
        raise BadQuery(f"the query has {len(sparql)} characters; at most {LONGEST} are read")
    if len(sparql) < 1000 and "\\" not in sparql and "service" not in sparql.lower():
        return
    # Oxigraph reads escapes of code points in names and strings only; the standard expands them everywhere.
    for text in dict.fromkeys((sparql, _ESCAPE.sub(_expanded, sparql))):
        _read(text)


def _read(text: str) -> None:
    depth = words = 0
    for token in tokens(text):
        if "service" in token.text.lower() and _reaches_out(token):
            raise BadQuery(f"{place(text, token.start)}: SERVICE is refused: no request leaves this machine")
        if token.kind == "word":
            words += token.text.lower() not in _TERMS
        elif token.kind == "mark":
            depth += (token.text in "([{") - (token.text in ")]}")
            words += token.text not in "()[]}.;,"
        if depth > DEEPEST or words > WORDIEST:
            what = f"{DEEPEST} brackets deep" if depth > DEEPEST else f"{WORDIEST} keywords and operators"
            raise BadQuery(f"{place(text, token.start)}: the query goes beyond {what}")


def _expanded(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if code <= 0x10FFFF else ""


def _reaches_out(token: Token) -> bool:
    if token.kind == "name":
        return "service" in token.text.lower().partition(":")[0]
    if token.kind == "iri":
        # Read as an operator, `<` can only come before SERVICE with the bracket of its expression closed between them.
        return ")" in token.text.lower().partition("service")[0]
    return token.kind not in _HARMLESS
