"""The order of the stages: from a report to its facts."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from kg.gazetteer import Gazetteer
from kg.ground import ground
from kg.model import Document, Facts, Recognition, Source
from kg.opinions import Heard, Opinion, consult, joined
from kg.recognize import recognize
from kg.relate import relate
from kg.segment import segment

__all__ = ["extract", "undisturbed"]


def extract(
    source: Source,
    gazetteer: Gazetteer,
    opinions: Sequence[Opinion] = (),
    listen: Callable[[Heard], None] = lambda _: None,
) -> Facts:
    """The facts of one report; with `opinions`, also what they add, and `listen` gets the account of it.

    Raises KgError when an opinion cannot be asked.
    """
    with undisturbed():
        document = segment(source)
        recognition = recognize(document, gazetteer)
        links, figures = relate(document, recognition)
        facts = ground(document, recognition, links, figures)
    if not opinions:
        return facts
    heard = consult(document, recognition, opinions)
    listen(heard)
    return _with(heard, document, recognition, facts)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without the search for cyclic garbage: reading makes many small things and few cycles of them."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _with(heard: Heard, document: Document, recognition: Recognition, own: Facts) -> Facts:
    """Our own facts with what was heard, which is grounded by the same code but apart: it can change none of ours."""
    apart = replace(recognition, mentions=heard.mentions)
    facts = joined(own, ground(document, apart, (), ()).entities)
    if not heard.quantities:
        return facts
    quantities = tuple(sorted((*recognition.quantities, *heard.quantities), key=lambda q: q.span))
    counted = replace(recognition, quantities=quantities)
    read = relate(document, counted)[1]
    further = ground(document, recognition, (), [f for f in read if f.quantity in heard.quantities])
    known = {e.id for e in own.entities}
    rows = ((id_, f, about if about in known else "", area) for id_, f, about, area in further.figures)
    told = {numeral.span: figure for numeral, figure in further.numerals if figure}
    return replace(
        facts,
        figures=tuple(sorted((*own.figures, *rows), key=lambda row: row[1].quantity.span)),
        numerals=tuple((n, figure or told.get(n.span, "")) for n, figure in own.numerals),
    )
