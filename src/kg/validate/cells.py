"""Whether a figure of an imported table has the number that its cell states; its unit is told by the table's description."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from kg import nt
from kg.text import fold, parse_number
from kg.triples import Triples
from kg.validate.passages import only, problem
from kg.validate.problem import Problem

__all__ = ["miscounted"]

_NUMBER = regex.compile(r"^[-−－]?[\d,， ]+(?:[.．]\d+)?")
# A unit may come with a scale: 5.09 below 人口（万人） are 50,900 people.
_SCALES = tuple(Decimal(10) ** power for power in (0, 2, 3, 4, 5, 6, 7, 8))


def miscounted(graph: Triples, figure: str, words: str) -> Iterator[Problem]:
    """A problem where the value is not the number of the words, or that number with the scale of a unit."""
    value = only(graph, figure, nt.schema.value)
    stated = None if value is None else nt.number_of(value)
    # Folded only then: a footnote's ① would become one more digit.
    found = _NUMBER.match(words.strip())
    bare = fold(found[0]).replace(" ", "") if found else ""
    try:
        number = parse_number(bare.lstrip("-"))
    except ValueError:
        number = None
    if number is not None and bare.startswith("-"):
        number = -number
    if number is None or stated not in {number * scale for scale in _SCALES}:
        zh, en = "数值与单元格的数字不符。", f"Its value is not the number of its cell: {words}."
        yield problem(figure, nt.kg.words, zh, en, "FigureReading")
