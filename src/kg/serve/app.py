"""The web application: the SPARQL endpoint, the query page, the explorer, and the graph's IRIs as pages.

/                    the query page          /sparql        the endpoint and its description
/id/…  /scheme/…     what the graph says     /resource      the same for any IRI (?iri=…)
/ontology            the terms               /explorer      the explorer
/search?q=…          labels and quotes that hold some words
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as packaged
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from kg.errors import KgError, TimeIsUp
from kg.namespaces import folder, prefixes
from kg.questions import questions
from kg.serve.description import description
from kg.serve.forms import GRAPHS, best
from kg.serve.protocol import Refused, read_query
from kg.serve.resource import iri_of_path, page_of, rdf_query, rows_query, valid
from kg.serve.workers import Busy, Reply, Workers
from kg.store import turtle_of_lines

__all__ = ["application"]

_OWN = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
_WORDS, _HITS = 200, 10_000
_JSON = "application/sparql-results+json"
_PAGE = {"page.js": "text/javascript", "page.css": "text/css"}


def application(
    workers: Workers, *, largest: int, hosts: Sequence[str], origins: Sequence[str], explorer: Path | None
) -> Starlette:
    """The ASGI application over a pool of processes.

    `largest` is the bytes of a request, `hosts` are those that a request may name (against DNS rebinding), `origins` those
    whose pages may read answers (CORS), `explorer` is the file of the explorer's page.
    """
    site = _Site(workers, largest, explorer)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await workers.stop()

    middleware = [Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)]
    if origins:
        methods = ["GET", "POST", "OPTIONS"]
        middleware.append(Middleware(CORSMiddleware, allow_origins=list(origins), allow_methods=methods))
    return Starlette(
        lifespan=lifespan,
        middleware=middleware,
        exception_handlers={Refused: _refused, KgError: _failed, ClientDisconnect: _gone},
        routes=[
            Route("/", _page),
            Route("/page.js", _page),
            Route("/page.css", _page),
            Route("/page.json", _knowledge),
            Route("/sparql", site.sparql, methods=["GET", "POST"]),
            Route("/search", site.search),
            Route("/resource", site.resource),
            Route("/id/{rest:path}", site.resource),
            Route("/scheme/{rest:path}", site.resource),
            Route("/ontology", _ontology),
            Route("/explorer", site.explored),
        ],
    )


@dataclass(frozen=True, slots=True)
class _Site:
    """What is served from the graph."""

    workers: Workers
    largest: int
    explorer: Path | None

    async def sparql(self, request: Request) -> Response:
        """The endpoint of the protocol, and without a query the description of the service."""
        asked = await read_query(request, self.largest)
        if asked is None:
            return await self._described(request)
        reply = await self.workers.ask(asked.sparql, asked.rows, asked.graphs, asked.default, asked.named)
        return _response(_good(reply), reply.media)

    async def search(self, request: Request) -> Response:
        """The labels and quotes that hold the words `q`, at most `limit` of them (100 unless told, 10,000 at most)."""
        words, limit = request.query_params.get("q", ""), request.query_params.get("limit", "100")
        if not words.strip() or len(words) > _WORDS:
            raise Refused(400, f"q is needed: words to search for, {_WORDS} characters at most")
        if not re.fullmatch(r"[0-9]{1,5}", limit) or not 0 < int(limit) <= _HITS:
            raise Refused(400, f"limit: a number from 1 to {_HITS} is needed")
        reply = await self.workers.search(words, int(limit))
        return _response(_good(reply), reply.media)

    async def _described(self, request: Request) -> Response:
        form = best(request.headers.get("accept", ""), ("text/turtle", *GRAPHS, "text/html"))
        if form == "text/html":
            return RedirectResponse("/")
        if form is None:
            raise Refused(406, f"offered: {', '.join(GRAPHS)}")
        named = _good(
            await self.workers.ask("SELECT DISTINCT ?g { GRAPH ?g { } } ORDER BY ?g LIMIT 1000", [_JSON])
        )
        graphs = [r["g"]["value"] for r in json.loads(named)["results"]["bindings"]]
        return _response(description(str(request.url.replace(query="")), graphs, GRAPHS[form]), form)

    async def resource(self, request: Request) -> Response:
        """What the graph and the ontology say of an IRI: that of the path, or the one in `iri`."""
        path = request.scope.get("raw_path", b"").decode("ascii", "replace")
        iri = request.query_params.get("iri", "") if path == "/resource" else iri_of_path(path)
        if not valid(iri):
            raise Refused(400, "an absolute IRI is needed")
        header = request.query_params.get("format") or request.headers.get("accept", "")
        form = best(header, ("text/html", *GRAPHS))
        if form is None:
            raise Refused(406, f"offered: text/html, {', '.join(GRAPHS)}")
        if form == "text/html":
            page = page_of(iri, await self._rows(rows_query(iri)))
            if page is None:
                raise Refused(404, "the graph says nothing of this")
            return HTMLResponse(page, headers={"Vary": "Accept", "Content-Security-Policy": _OWN})
        lines = await self._triples(rdf_query(iri))
        if not lines:
            raise Refused(404, "the graph says nothing of this")
        if form == "text/turtle":
            return _response(turtle_of_lines(lines, prefixes()).encode(), form)
        triples = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)
        return _response(ox.serialize(triples, format=GRAPHS[form], prefixes=prefixes()) or b"", form)

    async def _rows(self, query: str) -> list[dict[str, Any]]:
        """The rows of the graph and of the ontology, in SPARQL's JSON."""
        told = _terms().query(query, prefixes=prefixes())
        assert isinstance(told, ox.QuerySolutions)
        answers = (
            _good(await self.workers.ask(query, [_JSON])),
            told.serialize(format=ox.QueryResultsFormat.JSON) or b"",
        )
        return [row for answer in answers for row in json.loads(answer)["results"]["bindings"]]

    async def _triples(self, query: str) -> str:
        """The triples of the graph and of the ontology, each once, as sorted N-Triples."""
        told = _terms().query(query, prefixes=prefixes())
        assert isinstance(told, ox.QueryTriples)
        form = "application/n-triples"
        answers = (
            _good(await self.workers.ask(query, [], [form])),
            told.serialize(format=GRAPHS[form]) or b"",
        )
        return "".join(
            sorted({line for a in answers for line in a.decode("utf-8").splitlines(keepends=True)})
        )

    async def explored(self, _: Request) -> Response:
        """The explorer, where the graph is small enough for one."""
        if self.explorer is None or not self.explorer.is_file():
            raise Refused(
                404,
                "no explorer: the graph is too large for one or behind an endpoint, or --no-explorer was given",
            )
        return Response(self.explorer.read_bytes(), media_type="text/html", headers=_INLINE)


def _good(reply: Reply) -> bytes:
    if reply.status != 200:
        raise Refused(reply.status, reply.body.decode("utf-8"))
    return reply.body


def _response(body: bytes, media: str) -> Response:
    return Response(body, media_type=media, headers={"Vary": "Accept", "X-Content-Type-Options": "nosniff"})


async def _ontology(request: Request) -> Response:
    forms = ("text/html", "text/turtle")
    form = best(request.headers.get("accept", ""), forms)
    if form is None:
        raise Refused(406, f"offered: {', '.join(forms)}")
    name = "index.html" if form == "text/html" else "kg.ttl"
    return Response((folder() / name).read_bytes(), media_type=form, headers={"Vary": "Accept", **_INLINE})


# The pages of the ontology and the explorer carry their own script and style, and nothing from elsewhere.
_INLINE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; "
    "worker-src blob:; style-src 'unsafe-inline'; img-src data: blob: 'self'; font-src data:; base-uri 'none'"
}


async def _page(request: Request) -> Response:
    name = request.url.path.lstrip("/")
    media = _PAGE.get(name, "text/html")
    content = packaged("kg.serve").joinpath("page", name or "index.html").read_bytes()
    return Response(content, media_type=media, headers={"Content-Security-Policy": _OWN})


async def _knowledge(_: Request) -> Response:
    return Response(_knowledge_json(), media_type="application/json")


@cache
def _knowledge_json() -> bytes:
    """What the page knows: prefixes, terms for completion, ready questions."""
    bases = prefixes()
    iris = {q.subject.value for q in _terms() if isinstance(q.subject, ox.NamedNode)}
    terms = sorted(
        f"{n}:{i[len(b) :]}"
        for n, b in bases.items()
        for i in iris
        if i.startswith(b) and "/" not in i[len(b) :] and i != b
    )
    ready = [
        {
            "name": q.name,
            "zh": q.title_zh,
            "en": q.title_en,
            "sparql": q.text,
            "parameters": [
                {"name": p.name, "kind": p.kind, "zh": p.title_zh, "en": p.title_en} for p in q.parameters
            ],
        }
        for q in questions().values()
    ]
    return json.dumps({"prefixes": bases, "terms": terms, "questions": ready}, ensure_ascii=False).encode()


@cache
def _terms() -> ox.Store:
    """The ontology: small, and asked only what `kg.serve.resource` asks."""
    store = ox.Store()
    for file in [folder() / "kg.ttl", *sorted((folder() / "schemes").glob("*.ttl"))]:
        store.load(path=file, format=ox.RdfFormat.TURTLE)
    return store


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return _text(error.status, str(error))


async def _failed(_: Request, error: Exception) -> Response:
    return _text(503 if isinstance(error, TimeIsUp | Busy) else 500, str(error))


async def _gone(_: Request, __: Exception) -> Response:
    return _text(400, "the request ended before its body")


def _text(status: int, reason: str) -> Response:
    return Response(reason + "\n", status, media_type="text/plain")
