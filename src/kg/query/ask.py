"""Running a query: the project's prefixes are known, the time and the rows may have a limit, errors say where."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from kg.errors import BadInput, BadQuery, KgError, TimeIsUp
from kg.query.answer import Answer
from kg.query.dataset import run_on
from kg.query.guard import guard
from kg.query.problem import check_terms, explain

if TYPE_CHECKING:
    from kg.query.endpoint import Endpoint

__all__ = ["ask", "within"]

T = TypeVar("T")


def ask(
    store: ox.Store | Endpoint, sparql: str, *, timeout: float | None = None, limit: int | None = None
) -> Answer:
    """The answer of a query on the merged default graph and the named graphs of a store, or on what an endpoint holds.

    `timeout` is in seconds, `limit` in rows or triples; None is no limit
    (but an interrupt is heard only with one, if need be math.inf). Raises BadQuery with line and column, TimeIsUp,
    and of an endpoint BadEndpoint and TooMuch.
    After TimeIsUp Oxigraph still works in a thread until it is done or the process ends: it has no way to be told to
    stop. A server therefore asks in a process that it can end.
    """
    if timeout is None:
        return _answer(store, sparql, limit)
    return within(timeout, lambda: _answer(store, sparql, limit))


def within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` gives, done in a thread, so that the caller hears an interrupt (Ctrl-C) while Oxigraph is at work.

    Raises what `work` raises, and TimeIsUp after `seconds`; the thread then goes on by itself.
    """
    done: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as e:  # handed to the caller's thread
            failed.append(e)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    end = time.monotonic() + seconds
    while thread.is_alive() and (left := end - time.monotonic()) > 0:
        thread.join(min(left, 1.0))  # Windows hears no interrupt while it waits without end
    if failed:
        raise failed[0]
    if not done:
        raise TimeIsUp(f"the query was cut after {seconds:g} s; ask for less, or allow more with --timeout")
    return done[0]


def _answer(store: ox.Store | Endpoint, sparql: str, limit: int | None) -> Answer:
    guard(sparql)
    check_terms(store, sparql)
    try:
        return _taken(run_on(store, sparql), limit)
    except SyntaxError as e:
        if not isinstance(store, ox.Store):
            raise store.unreadable(e) from e
        raise BadQuery(explain(sparql, str(e))) from e
    except UnicodeError as e:
        raise BadInput("the query is not valid Unicode text") from e
    except KgError:
        raise
    except (OSError, ValueError, RuntimeError) as e:
        raise BadQuery(f"the query failed: {' '.join(str(e).split())[:300]}") from e


def _taken(found: object, limit: int | None) -> Answer:
    if isinstance(found, ox.QueryBoolean):
        return Answer(truth=bool(found))
    stop = None if limit is None else limit + 1
    try:
        if isinstance(found, ox.QuerySolutions):
            rows = [tuple(s) for s in islice(found, stop)]
            cut = limit is not None and len(rows) > limit
            return Answer(tuple(v.value for v in found.variables), tuple(rows[:limit]), cut=cut)
        assert isinstance(found, Iterator)
        # A set, since two solutions may construct one triple; sorted, since the order of solutions is Oxigraph's secret.
        triples = set(found) if stop is None else set()
        while stop is not None and len(triples) < stop and (triple := next(found, None)) is not None:
            triples.add(triple)
    finally:
        # An error would keep it with this frame, and Oxigraph's answers may be dropped only in the thread that asked.
        del found
    ordered = sorted(triples, key=str)
    return Answer(triples=tuple(ordered[:limit]), cut=limit is not None and len(ordered) > limit)
