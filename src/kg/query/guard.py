"""What a query may not do: reach another host. Updates and LOAD need no rule, they are no queries and do not parse.

SERVICE would make Oxigraph open a connection to wherever the query says, and it cannot be switched off there. So every
query is searched for the keyword before Oxigraph sees it. The search is deliberately wider than the grammar: it looks
into everything that is no string, comment, variable or local name, because Oxigraph needs no space around a keyword
(`1SERVICE<http://…>`) and reads `<` as an operator or as the start of an IRI by context (`?a<?b)SERVICE?x#>`).
"""

from __future__ import annotations

import re

from kg.errors import BadQuery
from kg.query.lexing import Token, place, tokens

__all__ = ["guard"]

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_HARMLESS = {"string", "variable", "language", "blank"}
_UPDATES = {"insert", "delete", "load", "clear", "create", "drop", "copy", "move", "add", "with"}


def guard(sparql: str) -> None:
    """Raises BadQuery for a query that holds SERVICE, and for an update."""
    # Oxigraph reads escapes of code points in names and strings only; the standard expands them everywhere.
    for text in {sparql, _ESCAPE.sub(_expanded, sparql)}:
        for token in tokens(text):
            if "service" in token.text.lower() and _reaches_out(token):
                raise BadQuery(
                    f"{place(text, token.start)}: SERVICE is refused: no request leaves this machine"
                )
    word = next((t for t in _after_prologue(sparql)), None)
    if word is not None and word.text.lower() in _UPDATES:
        raise BadQuery(
            f"{place(sparql, word.start)}: {word.text} changes the graph: only queries are answered"
        )


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


def _after_prologue(sparql: str) -> list[Token]:
    """The first word that is neither PREFIX nor BASE nor part of them, if any."""
    for token in tokens(sparql):
        if token.kind == "word" and token.text.lower() not in ("prefix", "base"):
            return [token]
        if token.kind not in ("word", "name", "iri"):
            return []
    return []
