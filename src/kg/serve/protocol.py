"""Requests of the SPARQL 1.1 Protocol (W3C Recommendation of 2013, section 2.1): query by GET, by form, and directly."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from kg.serve.forms import GRAPHS, RESULTS, accepted

__all__ = ["Asked", "Refused", "read_query"]


class Refused(Exception):
    """A request that gets an HTTP error: its status and what to say."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, the media types that the client accepts for rows and for graphs, and the graphs that the request names."""

    sparql: str
    rows: tuple[str, ...]
    graphs: tuple[str, ...]
    default: tuple[str, ...]
    named: tuple[str, ...]


# Bytes of parameters in an address; parsers of HTTP have limits of their own, and differ.
_LONGEST_ADDRESS = 65_536


async def read_query(request: Request, largest: int) -> Asked | None:
    """The query of a request; None for a GET without parameters, which asks for the service description.

    Raises Refused: 400 for what is malformed, 413 for a body of more than `largest` bytes, 414 for a
    long address, 415 for another media type.
    """
    if len(request.scope["query_string"]) > _LONGEST_ADDRESS:
        raise Refused(414, f"an address may have {_LONGEST_ADDRESS} bytes: POST a longer query")
    in_url = _parameters(request.scope["query_string"], "the address")
    if request.method in ("GET", "HEAD"):
        if not in_url:
            return None
        return _asked(request, in_url, _only(in_url, "query"))
    media, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.lower().partition("charset=")[2].strip(' "')
    if charset not in ("", "utf-8", "utf8"):
        raise Refused(400, "a query is sent as UTF-8")
    media = media.strip().lower()
    if media == "application/x-www-form-urlencoded":
        fields = _parameters(await _body(request, largest), "the form")
        return _asked(request, fields, _only(fields, "query"))
    if media == "application/sparql-query":
        body = await _body(request, largest)
        try:
            return _asked(request, in_url, body.decode("utf-8"))
        except UnicodeDecodeError:
            raise Refused(400, "the query is not UTF-8") from None
    if media == "application/sparql-update":
        raise Refused(403, "the graph cannot be changed here: only queries are answered")
    raise Refused(
        415, "POST a query as application/x-www-form-urlencoded (query=…) or as application/sparql-query"
    )


async def _body(request: Request, largest: int) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > largest:
            raise Refused(413, f"a request may have {largest} bytes")
        parts.append(part)
    return b"".join(parts)


def _parameters(encoded: bytes, where: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            encoded.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=500,
        )
    except (UnicodeDecodeError, ValueError):
        raise Refused(400, f"{where} is not URL-encoded UTF-8, or holds too many fields") from None


def _only(fields: list[tuple[str, str]], name: str) -> str:
    if any(n in ("update", "using-graph-uri", "using-named-graph-uri") for n, _ in fields):
        raise Refused(403, "the graph cannot be changed here: only queries are answered")
    found = [v for n, v in fields if n == name]
    if len(found) != 1:
        raise Refused(400, f"one parameter {name!r} is needed, and {len(found)} came")
    return found[0]


def _asked(request: Request, fields: list[tuple[str, str]], sparql: str) -> Asked:
    header = ", ".join(request.headers.getlist("accept"))
    rows, graphs = tuple(accepted(header, RESULTS)), tuple(accepted(header, GRAPHS))
    if not rows and not graphs:
        raise Refused(406, f"offered: {', '.join(dict.fromkeys((*RESULTS, *GRAPHS)))}")
    named = {n: tuple(v for name, v in fields if name == n) for n in ("default-graph-uri", "named-graph-uri")}
    return Asked(sparql, rows, graphs, named["default-graph-uri"], named["named-graph-uri"])
