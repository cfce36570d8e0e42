"""A SPARQL 1.1 endpoint in the place of a store: Jena, QLever, Virtuoso, GraphDB, Oxigraph, or another `kg serve`.

The client is urllib and Oxigraph's parser of results (SPARQL 1.1 Protocol, section 2.1.2: query via URL-encoded POST).
SPARQLWrapper and rdflib's SPARQLStore speak the same protocol, but they follow a redirect to any host, read an answer
however large it is, know no limit of time, and give terms that have to be translated.

Nothing is sent but queries: each is parsed here first, so that an update or a word that is no SPARQL 1.1 never leaves.
"""

from __future__ import annotations

import base64
import http.client
import io
import os
import re
import urllib.error
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import Request

import pyoxigraph as ox

from kg.errors import BadEndpoint, BadInput, BadQuery, TimeIsUp, TooMuch
from kg.query.guard import guard
from kg.query.lexing import tokens
from kg.query.names import visible
from kg.query.problem import explain
from kg.transport import Limited, send

__all__ = ["Endpoint"]

LARGEST = 256_000_000  # bytes of an answer
_CHUNK = 1 << 16

_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_TRIPLES = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
_FORMS = {"SELECT": _ROWS, "ASK": _ROWS, "CONSTRUCT": _TRIPLES, "DESCRIBE": _TRIPLES}


def _rows_form(media: str) -> ox.QueryResultsFormat | None:
    """The form of rows that a media type names; None for CSV, which does not tell an IRI from a word."""
    form = ox.QueryResultsFormat.from_media_type(media)
    return None if form == ox.QueryResultsFormat.CSV else form


def _triples(media: str, body: io.BufferedReader) -> Iterator[ox.Triple]:
    with body:
        for quad in ox.parse(body, format=ox.RdfFormat.from_media_type(media)):
            yield quad.triple


_READ: dict[str, Callable[[str], object]] = {_ROWS: _rows_form, _TRIPLES: ox.RdfFormat.from_media_type}


class Endpoint:
    """The graph behind an address. It is asked as an `ox.Store` is, and answers with the same kinds of results.

        Endpoint("http://localhost:3030/reports/sparql").query("ASK { ?s ?p ?o }")

    `timeout` is in seconds for one query, None for no limit; `largest` in bytes of an answer. A password stands in the
    environment only, where other users of the machine cannot see it: `KG_ENDPOINT_LOGIN` (user:password, HTTP Basic) or
    `KG_ENDPOINT_TOKEN` (HTTP Bearer). Raises BadInput for an address that is not http or https, or that holds a password.
    """

    def __init__(self, url: str, *, timeout: float | None = None, largest: int = LARGEST) -> None:
        self.url, self.host = url, _host(url)
        self._timeout, self._largest = timeout, largest
        self._login = _login()

    def query(
        self,
        sparql: str,
        *,
        prefixes: dict[str, str] | None = None,
        default_graph: Sequence[ox.NamedNode] | None = None,
        named_graphs: Sequence[ox.NamedNode] | None = None,
    ) -> ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]:
        """The answer of a query, read while it comes; the graphs, if given, are the dataset of the protocol.

        Raises BadQuery for what is no SPARQL 1.1 query, and, here or while the answer is read, BadEndpoint, TimeIsUp and
        TooMuch; SyntaxError where the answer breaks its format (`unreadable` makes a message of it).
        """
        named = {"default-graph-uri": default_graph or (), "named-graph-uri": named_graphs or ()}
        media, body = self.answer(sparql, prefixes or {}, {k: [g.value for g in v] for k, v in named.items()})
        try:
            if form := _rows_form(media):
                return ox.parse_query_results(body, format=form)
            return _triples(media, body)
        except SyntaxError as e:
            body.close()
            raise self.unreadable(e) from e

    def answer(
        self, sparql: str, prefixes: Mapping[str, str], graphs: Mapping[str, Sequence[str]] | None = None
    ) -> tuple[str, io.BufferedReader]:
        """The media type of an answer and its bytes as they come; the errors are those of `query`."""
        accept = _FORMS[_form(sparql, prefixes)]
        text = _declared(sparql, prefixes)
        fields = [("query", text), *((name, iri) for name, iris in (graphs or {}).items() for iri in iris)]
        headers = {
            "Accept": accept,
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": "kg",
            **self._login,
        }
        request = Request(self.url, urlencode(fields).encode(), headers, method="POST")
        try:
            found = send(request, self._timeout)
        except urllib.error.HTTPError as e:
            with e:
                raise BadEndpoint(self._refusal(e)) from e
        except (OSError, http.client.HTTPException) as e:
            raise self._broken(e) from e
        media = found.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if _READ[accept](media) is None:
            found.close()
            told = visible(media)[:80] or "no media type"
            raise BadEndpoint(f"{self.host}: answered with {told}: this is no SPARQL endpoint")
        return media, io.BufferedReader(_Answer(self, found, self._largest, self._timeout), _CHUNK)

    def unreadable(self, error: SyntaxError) -> BadEndpoint:
        """The error for an answer that breaks its own format."""
        return BadEndpoint(f"{self.host}: the answer cannot be read: {visible(str(error))[:200]}")

    def _broken(self, error: Exception) -> BadEndpoint | TimeIsUp:
        """The error for a connection that could not be had, or that broke."""
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            return TimeIsUp(f"{self.host}: no whole answer within {self._timeout:g} s")
        if isinstance(error, http.client.IncompleteRead):
            return BadEndpoint(f"{self.host}: the answer broke off")
        told = getattr(reason, "strerror", None) or visible(str(reason))[:200]
        return BadEndpoint(f"{self.host}: cannot be asked: {told or type(reason).__name__}")

    def _refusal(self, error: urllib.error.HTTPError) -> str:
        """What a status that is no success says: where a redirect leads, what a login needs, the server's own words."""
        said = f"{self.host}: answered with status {error.code}"
        if 300 <= error.code < 400:
            return f"{said}: it points to {visible(error.headers.get('Location', ''))[:200]}; ask there"
        if error.code == 401:
            return f"{said}: set KG_ENDPOINT_LOGIN (user:password) or KG_ENDPOINT_TOKEN"
        if "html" in error.headers.get("Content-Type", ""):
            return f"{said}: {visible(error.reason or '')[:100]}"  # a page for a browser says nothing in one line
        try:
            words = error.read(2000).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            words = ""
        return f"{said}: {' '.join(visible(words or error.reason or '').split())[:300]}"


class _Answer(Limited):
    """An answer whose connection breaks with an error of ours."""

    def __init__(self, endpoint: Endpoint, answer: Any, largest: int, timeout: float | None) -> None:
        super().__init__(answer, largest, timeout)
        self._endpoint = endpoint

    def readinto(self, buffer: Any) -> int:
        try:
            return super().readinto(buffer)
        except (OSError, http.client.HTTPException) as e:
            self.close()
            raise self._endpoint._broken(e) from e
        except TooMuch:
            self.close()
            raise


def _host(url: str) -> str:
    """The host and port of an address. Raises BadInput for one that cannot be asked."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as e:
        raise BadInput(f"the address of the endpoint cannot be read: {e}") from e
    if parts.username is not None or parts.password is not None:
        raise BadInput("a password does not belong in an address: set KG_ENDPOINT_LOGIN (user:password)")
    if parts.scheme not in ("http", "https") or not host or not re.fullmatch(r"[!-~]+", url):
        raise BadInput(f"{visible(url)[:200]}: an endpoint has an address of http or https")
    return parts.netloc


def _login() -> dict[str, str]:
    """The header that logs in, of the environment. Its errors never show the secret."""
    login, token = os.environ.get("KG_ENDPOINT_LOGIN", ""), os.environ.get("KG_ENDPOINT_TOKEN", "")
    if login and token:
        raise BadInput("KG_ENDPOINT_LOGIN and KG_ENDPOINT_TOKEN are both set; an endpoint takes one")
    if login:
        if ":" not in login:
            raise BadInput("KG_ENDPOINT_LOGIN: needed is user:password")
        return {"Authorization": "Basic " + base64.b64encode(login.encode()).decode("ascii")}
    if token and not re.fullmatch(r"[!-~]+", token):
        raise BadInput("KG_ENDPOINT_TOKEN: a token has visible ASCII characters only")
    return {"Authorization": f"Bearer {token}"} if token else {}


def _form(sparql: str, prefixes: Mapping[str, str]) -> str:
    """SELECT, ASK, CONSTRUCT or DESCRIBE. Raises BadQuery for what is no SPARQL 1.1 query, or one that reaches out."""
    guard(sparql)  # before it is parsed, since Oxigraph answers an ASK at once, and would follow its SERVICE
    try:
        ox.Store().query(sparql, prefixes=dict(prefixes))
    except SyntaxError as e:
        raise BadQuery(explain(sparql, str(e))) from e
    except UnicodeError as e:
        raise BadInput("the query is not valid Unicode text") from e
    except RuntimeError:
        pass  # it is a query, with a function that only the endpoint may know
    return next(w for t in tokens(sparql) if t.kind == "word" and (w := t.text.upper()) in _FORMS)


def _declared(sparql: str, prefixes: Mapping[str, str]) -> str:
    """The query with declarations of those prefixes that it uses, on its own first line, so that the lines keep their numbers."""
    used = {t.text.partition(":")[0] for t in tokens(sparql) if t.kind == "name"}
    return "".join(f"PREFIX {n}: <{b}> " for n, b in prefixes.items() if n in used) + sparql
