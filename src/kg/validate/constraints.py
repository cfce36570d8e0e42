"""What a shape of SHACL 1.0 asks of values, as functions: a part of its constraint components, strictly read.

A check may refuse what the standard allows, and never the other way round. The graph carries all its types, so that the
instances of a class are those that say so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from rdflib import RDF, RDFS, SH, XSD, Graph, Literal, Node, URIRef
from rdflib.collection import Collection as RdfList

from kg.triples import Triples

__all__ = ["TARGETS", "Check", "Unknown", "checks_of"]

Values = Collection[Any]
Check = Callable[[Triples, Any, Values], bool]
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf)
_TYPE = RDF.type
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


def _each(test: Callable[[Triples, Any], bool]) -> Check:
    def check(data: Triples, _: Any, values: Values) -> bool:
        for value in values:  # noqa: SIM110 - a generator for each takes twice the time
            if not test(data, value):
                return False
        return True

    return check


def _qualified(checks: list[Check], low: Any, high: Any) -> Check:
    least, most = int(low or 0), int(high) if high is not None else None

    def check(data: Triples, node: Any, values: Values) -> bool:
        count = sum(all(c(data, node, (v,)) for c in checks) for v in values)
        return count >= least and (most is None or count <= most)

    return check


def _few(_: Graph, target: Any) -> Check:
    least = int(target)
    return lambda _data, _node, values: len(values) >= least


def _many(_: Graph, target: Any) -> Check:
    most = int(target)
    return lambda _data, _node, values: len(values) <= most


def _of_datatype(_: Graph, target: Any) -> Check:
    kinds = (target, None) if target == XSD.string else (target,)
    return _each(
        lambda _, v: (
            isinstance(v, Literal) and v.datatype in kinds and not v.language and v.ill_typed is not True
        )
    )


def _of_class(_: Graph, target: Any) -> Check:
    return _each(lambda data, v: (v, _TYPE, target) in data)


def _is_iri(_: Graph, target: Any) -> Check:
    if target != SH.IRI:
        raise Unknown
    return _each(lambda _, v: isinstance(v, URIRef))


def _matches(_: Graph, target: Any) -> Check:
    pattern = re.compile(str(target))
    return _each(lambda _, v: pattern.search(str(v)) is not None)


def _long(_: Graph, target: Any) -> Check:
    least = int(target)
    return _each(lambda _, v: len(str(v)) >= least)


def _in_languages(rules: Graph, target: Any) -> Check:
    told = frozenset(str(t) for t in RdfList(rules, target))
    return _each(lambda _, v: isinstance(v, Literal) and v.language in told)


def _one_of(rules: Graph, target: Any) -> Check:
    told = frozenset(RdfList(rules, target))
    return _each(lambda _, v: v in told)


def _either(rules: Graph, target: Any) -> Check:
    ways = [checks_of(rules, one) for one in RdfList(rules, target)]
    return lambda data, node, values: all(
        any(all(c(data, node, (v,)) for c in checks) for checks in ways) for v in values
    )


def _at_least(_: Graph, target: Any) -> Check:
    least = int(target)
    return _each(lambda _, v: (number := _number(v)) is not None and number >= least)


def _below(_: Graph, target: Any) -> Check:
    return _compared(target, lambda a, b: a < b)


def _not_above(_: Graph, target: Any) -> Check:
    return _compared(target, lambda a, b: a <= b)


def _compared(path: Any, fits: Callable[[Any, Any], bool]) -> Check:
    def check(data: Triples, node: Any, values: Values) -> bool:
        pairs = [(_number(v), _number(w)) for v in values for w in data.objects(node, path)]
        return all(a is not None and b is not None and fits(a, b) for a, b in pairs)

    return check


def _number(value: Any) -> int | Decimal | None:
    found = value.value if isinstance(value, Literal) else None
    return found if type(found) in (int, Decimal) else None


def _one_in_each(_: Graph, target: Any) -> Check:
    if not target:
        raise Unknown

    def check(_data: Triples, _node: Any, values: Values) -> bool:
        languages = [v.language.lower() for v in values if isinstance(v, Literal) and v.language]
        return len(languages) == len(set(languages))

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
