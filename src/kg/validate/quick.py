"""Whether a graph conforms to the shapes for sure, a hundred times as fast as a SHACL engine finds out why not.

The shapes are read into checks once; each takes a node and its values. A check may refuse what the standard allows (then
the engine decides), and never the other way round. A shape that says something this module does not know makes every
answer "not for sure". Constraints in SPARQL are asked of Oxigraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, cast

import pyoxigraph as ox
from rdflib import RDF, RDFS, SH, XSD, Graph, Literal, Node, URIRef, Variable
from rdflib.collection import Collection as RdfList
from rdflib.plugins.sparql import prepareQuery

from kg.triples import Triples

__all__ = ["conforms_for_sure"]

Values = Collection[Any]
Check = Callable[[Triples, Any, Values], bool]
_TYPE = RDF.type
_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf)
_SAID = {RDF.type, SH.message, SH.property, SH.path, SH.sparql, RDFS.label, *_TARGETS}


class _Unknown(Exception):
    """A shape says what is not known here."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """Whom a shape is about, what it asks of the nodes themselves, and of the values of their properties."""

    classes: tuple[Any, ...]
    nodes: tuple[Any, ...]
    having: tuple[Any, ...]
    own: tuple[Check, ...]
    properties: tuple[tuple[Any, tuple[Check, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Shapes:
    """All shapes; `queries` find what breaks them, and ask about nothing but the `named` predicates and classes."""

    shapes: tuple[_Shape, ...]
    queries: tuple[str, ...]
    named: frozenset[Node]


def conforms_for_sure(graph: Graph, rules: Graph) -> bool:
    """Whether a graph conforms to the shapes `rules`; False where it does not, or where an engine has to say."""
    compiled = _compiled(rules)
    if compiled is None:
        return False
    data = graph if isinstance(graph, Triples) else _copied(graph)
    if data is None or any(RDFS.subClassOf in links for _, links in data.links()):
        return False
    for shape in compiled.shapes:
        targets = {n: None for cls in shape.classes for n in data.subjects(_TYPE, cls)}
        targets |= dict.fromkeys(shape.nodes)
        targets |= {n: None for p in shape.having for n, links in data.links() if p in links}
        for node in targets:
            for check in shape.own:
                if not check(data, node, (node,)):
                    return False
            links = data.of(node)
            for path, checks in shape.properties:
                values = links.get(path, ())
                for check in checks:
                    if not check(data, node, values):
                        return False
    return _silent(data, compiled)


def _copied(graph: Graph) -> Triples | None:
    data = Triples()
    for triple in graph:
        if not all(isinstance(term, URIRef | Literal) for term in triple):
            return None
        data.add(triple)
    return data


def _silent(data: Triples, compiled: _Shapes) -> bool:
    """Whether no query finds anything."""
    if not compiled.queries:
        return True
    # What is stated by a statement may be asked of, whatever its predicate.
    wanted = compiled.named | {p for _, links in data.links() for p in links.get(RDF.predicate, ())}
    lines = data.lines(among=wanted, classes=wanted)
    store = ox.Store()
    store.load(
        "".join(line + " .\n" for line in lines).encode("utf-8", "replace"), format=ox.RdfFormat.N_TRIPLES
    )
    return all(next(iter(cast(Any, store.query(query))), None) is None for query in compiled.queries)


@cache
def _compiled(rules: Graph) -> _Shapes | None:
    try:
        shapes, queries = [], []
        for node in rules.subjects(RDF.type, SH.NodeShape):
            shapes.append(_shape(rules, node))
            queries += _queries(rules, node)
        named = frozenset(_named(rules, "".join(queries)) | set(rules.objects(None, SH.targetNode)))
        return _Shapes(tuple(shapes), tuple(queries), named | {_TYPE})
    except _Unknown:
        return None


def _shape(rules: Graph, node: Node) -> _Shape:
    classes, nodes, having = (tuple(rules.objects(node, kind)) for kind in _TARGETS)
    properties = tuple(
        (_path(rules, one), tuple(_checks(rules, one))) for one in rules.objects(node, SH.property)
    )
    return _Shape(classes, nodes, having, tuple(_checks(rules, node)), properties)


def _path(rules: Graph, node: Node) -> URIRef:
    path = rules.value(node, SH.path)
    if not isinstance(path, URIRef):
        raise _Unknown
    return path


def _checks(rules: Graph, node: Node) -> list[Check]:
    """What a shape asks of values, those of its properties left out."""
    found: list[Check] = []
    qualified = {SH.qualifiedValueShape, SH.qualifiedMinCount, SH.qualifiedMaxCount}
    for link, target in rules.predicate_objects(node):
        if link in _KNOWN:
            found.append(_KNOWN[link](rules, target))
        elif link not in _SAID | qualified:
            raise _Unknown
    inner = rules.value(node, SH.qualifiedValueShape)
    if inner is not None:
        low, high = rules.value(node, SH.qualifiedMinCount), rules.value(node, SH.qualifiedMaxCount)
        found.append(_qualified(_checks(rules, inner), low, high))
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
        raise _Unknown
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
    ways = [_checks(rules, one) for one in RdfList(rules, target)]
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
        raise _Unknown

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


def _prefixes(rules: Graph) -> dict[str, str]:
    declared = rules.objects(None, SH.declare)
    return {str(rules.value(d, SH.prefix)): str(rules.value(d, SH.namespace)) for d in declared}


def _queries(rules: Graph, shape: Node) -> list[str]:
    """The queries of a shape, asked of its one target node, or of any node where it is about those with a property."""
    head = "".join(f"PREFIX {name}: <{base}>\n" for name, base in sorted(_prefixes(rules).items()))
    targets = list(rules.objects(shape, SH.targetNode))
    found = []
    for constraint in rules.objects(shape, SH.sparql):
        if set(rules.predicates(constraint)) - {SH.select, SH.prefixes, SH.message} or len(targets) > 1:
            raise _Unknown
        query = str(rules.value(constraint, SH.select))
        if targets:
            bare = re.sub(r"(SELECT(?:\s+DISTINCT)?\s+)\$this\b", r"\1", query)
            query = re.sub(r"\$this\b", f"<{targets[0]}>", bare)
        elif not list(rules.objects(shape, SH.targetSubjectsOf)):
            raise _Unknown
        if _open_predicates(prepareQuery(head + query).algebra) - _stated(query):
            raise _Unknown
        found.append(head + query)
    return found


def _open_predicates(algebra: Any) -> set[str]:
    """The variables that stand for predicates in a query."""
    if isinstance(algebra, Mapping):
        triples = algebra.get("triples") or ()
        found = {str(t[1]) for t in triples if len(t) == 3 and isinstance(t[1], Variable)}
        return found.union(*map(_open_predicates, algebra.values()))
    if isinstance(algebra, list | tuple | set):
        return set().union(*map(_open_predicates, algebra))
    return set()


def _stated(query: str) -> set[str]:
    """The variables that a query takes from statements, as what they say of two nodes."""
    return set(re.findall(r"\brdf:predicate\s+\?(\w+)", query))


def _named(rules: Graph, queries: str) -> set[Node]:
    """Every IRI that queries name by a prefix."""
    bases = _prefixes(rules)
    pairs = re.findall(r"\b(\w+):(\w+)\b", queries)
    return {URIRef(bases[prefix] + name) for prefix, name in pairs if prefix in bases}
