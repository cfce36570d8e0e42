"""What a shape of SHACL 1.0 asks of values, as functions: a part of its constraint components, strictly read.

A check takes all nodes that a shape is about at once, with the values of one property, and looks at each different value
once. It may refuse what the standard allows, and never the other way round. The graph carries all its types, so that the
instances of a class are those that say so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

from rdflib import RDF, RDFS, SH, XSD, Graph, Node
from rdflib.collection import Collection as RdfList

from kg import nt
from kg.triples import Triples

__all__ = ["TARGETS", "Check", "Column", "Unknown", "checks_of"]


class Column:
    """Nodes, and for each of them the values of one property."""

    def __init__(self, nodes: Sequence[str], values: Sequence[Collection[str]]) -> None:
        self.nodes, self.values = nodes, values

    @cached_property
    def different(self) -> set[str]:
        """The values, each once."""
        return set().union(*self.values)


Check = Callable[[Triples, Column], bool]
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf)
_SAID = {RDF.type, SH.message, SH.property, SH.path, SH.sparql, RDFS.label, *TARGETS}


class Unknown(Exception):
    """A shape says what is not known here."""


def checks_of(rules: Graph, node: Node) -> list[Check]:
    """What a shape asks of values, those of its properties left out."""
    found: list[Check] = []
    qualified = {SH.qualifiedValueShape, SH.qualifiedMinCount, SH.qualifiedMaxCount}
    for link, target in rules.predicate_objects(node):
        if link in _KNOWN:
            found.append(_KNOWN[link](rules, target))
        elif link not in _SAID | qualified:
            raise Unknown
    inner = rules.value(node, SH.qualifiedValueShape)
    if inner is not None:
        low, high = rules.value(node, SH.qualifiedMinCount), rules.value(node, SH.qualifiedMaxCount)
        found.append(_qualified(checks_of(rules, inner), low, high))
    return found


class _Each:
    """A check of each value by itself."""

    def __init__(self, test: Callable[[Triples, str], bool]) -> None:
        self.test = test

    def __call__(self, data: Triples, column: Column) -> bool:
        test = self.test
        for value in column.different:  # noqa: SIM110 - a generator takes half as long again
            if not test(data, value):
                return False
        return True


def _fits(data: Triples, value: str, checks: Sequence[Check]) -> bool:
    for check in checks:
        found = (
            check.test(data, value)
            if isinstance(check, _Each)
            else check(data, Column((value,), ((value,),)))
        )
        if not found:
            return False
    return True


def _qualified(checks: list[Check], low: Any, high: Any) -> Check:
    least, most = int(low or 0), int(high) if high is not None else None

    def check(data: Triples, column: Column) -> bool:
        fitting = {value for value in column.different if _fits(data, value, checks)}
        counts = [sum(value in fitting for value in values) for values in column.values]
        return all(count >= least and (most is None or count <= most) for count in counts)

    return check


def _few(_: Graph, target: Any) -> Check:
    least = int(target)
    return lambda _, column: min(map(len, column.values), default=least) >= least


def _many(_: Graph, target: Any) -> Check:
    most = int(target)
    return lambda _, column: max(map(len, column.values), default=most) <= most


def _of_datatype(_: Graph, target: Any) -> Check:
    if target == XSD.string:
        return _Each(lambda _, value: value.startswith('"') and value.endswith('"'))
    if target not in _FORMS:
        raise Unknown
    end, form = f'"^^<{target}>', _FORMS[target]
    return _Each(lambda _, value: value.endswith(end) and form(value[1 : -len(end)]))


@lru_cache(maxsize=1 << 12)
def _is_day(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return False
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)?", text, re.ASCII):
        return False
    try:
        return bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def _like(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: compiled.fullmatch(text) is not None


_FORMS: dict[Any, Callable[[str], bool]] = {
    XSD.date: _is_day,
    XSD.dateTime: _is_moment,
    XSD.gYear: _like(r"\d{4}"),
    XSD.gYearMonth: _like(r"\d{4}-(?:0[1-9]|1[0-2])"),
    XSD.integer: _like(r"[+-]?\d+"),
    XSD.decimal: _like(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"),
}


def _of_class(_: Graph, target: Any) -> Check:
    cls = nt.spelled(target)
    return _Each(lambda data, value: cls in data.objects(value, nt.rdf.type))


def _is_iri(_: Graph, target: Any) -> Check:
    if target != SH.IRI:
        raise Unknown
    return _Each(lambda _, value: nt.is_iri(value))


def _matches(_: Graph, target: Any) -> Check:
    pattern = re.compile(str(target))
    return _Each(lambda _, value: pattern.search(nt.text_of(value)) is not None)


def _long(_: Graph, target: Any) -> Check:
    least = int(target)
    return _Each(lambda _, value: len(nt.text_of(value)) >= least)


def _in_languages(rules: Graph, target: Any) -> Check:
    told = frozenset(str(t) for t in RdfList(rules, target))
    return _Each(lambda _, value: nt.language_of(value) in told)


def _one_of(rules: Graph, target: Any) -> Check:
    told = frozenset(nt.spelled(one) for one in RdfList(rules, target))
    return _Each(lambda _, value: value in told)


def _either(rules: Graph, target: Any) -> Check:
    ways = [checks_of(rules, one) for one in RdfList(rules, target)]
    return _Each(lambda data, value: any(_fits(data, value, checks) for checks in ways))


def _at_least(_: Graph, target: Any) -> Check:
    least = int(target)
    return _Each(lambda _, value: (number := nt.number_of(value)) is not None and number >= least)


def _below(_: Graph, target: Any) -> Check:
    return _compared(target, lambda a, b: a < b)


def _not_above(_: Graph, target: Any) -> Check:
    return _compared(target, lambda a, b: a <= b)


def _compared(path: Any, fits: Callable[[Any, Any], bool]) -> Check:
    link = nt.spelled(path)

    def check(data: Triples, column: Column) -> bool:
        for node, values in zip(column.nodes, column.values, strict=True):
            for other in data.objects(node, link) if values else ():
                b = nt.number_of(other)
                for value in values:
                    a = nt.number_of(value)
                    if a is None or b is None or not fits(a, b):
                        return False
        return True

    return check


def _one_in_each(_: Graph, target: Any) -> Check:
    if not target:
        raise Unknown

    def check(_data: Triples, column: Column) -> bool:
        for values in column.values:
            if len(values) > 1:
                languages = [language.lower() for v in values if (language := nt.language_of(v))]
                if len(languages) != len(set(languages)):
                    return False
        return True

    return check


_KNOWN: dict[Node, Callable[[Graph, Any], Check]] = {
    SH.minCount: _few,
    SH.maxCount: _many,
    SH.datatype: _of_datatype,
    SH.nodeKind: _is_iri,
    SH["class"]: _of_class,
    SH.pattern: _matches,
    SH.minLength: _long,
    SH.languageIn: _in_languages,
    SH["in"]: _one_of,
    SH["or"]: _either,
    SH.minInclusive: _at_least,
    SH.lessThan: _below,
    SH.lessThanOrEquals: _not_above,
    SH.uniqueLang: _one_in_each,
}
