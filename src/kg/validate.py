"""Check a graph: its shape against `ontology/shapes.ttl`, and its evidence against the reports' words.

SHACL says what a node must have. What it cannot say is checked here: that every entity, figure and statement
reaches a passage, that a passage's IRI, place and words agree, and, where the report's text is at hand, that
the words do stand there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rdflib import PROV, RDF, RDFS, SDO, SH, BNode, Graph, Namespace, Node, URIRef
from rdflib import Literal as Value

from kg.errors import BadKnowledge
from kg.ontology import KG, class_chain, folder, prefixes, vocabulary

__all__ = ["Problem", "Validation", "validate"]

_OA = Namespace(prefixes()["oa"])
_ENTITY_ROOTS = (KG.Place, KG.Organization, KG.Program, KG.Document, KG.PeopleGroup, KG.Post, KG.Person)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a node: `focus` is its IRI, `path` the property as a prefixed name or "".

    `message` is in Chinese and English. `kind` is "shape" for what SHACL found and "evidence" for the rest.
    """

    focus: str
    path: str
    message: str
    kind: Literal["shape", "evidence"]


@dataclass(frozen=True, slots=True)
class Validation:
    """The outcome: no problem means that the graph conforms.

    `checked` counts reports, entities, figures, statements and passages, and as quotes the passages whose
    words were compared with a text.
    """

    conforms: bool
    problems: tuple[Problem, ...]
    checked: Mapping[str, int]


def validate(graph: Graph, texts: Mapping[str, str] | None = None) -> Validation:
    """Check a graph that carries all its types; it is not changed.

    `texts` holds texts of reports by the SHA-256 of their UTF-8, as a report's schema:sha256 gives it; quotes
    of other reports are checked for agreement with themselves only. Shapes are SHACL 1.0 (W3C, 2017), the
    place in a passage's IRI is an RFC 5147 fragment. Problems are sorted. Raises BadKnowledge when the shapes
    do not parse.
    """
    kinds = {
        "reports": set(graph.subjects(RDF.type, KG.Report)),
        "entities": {node for cls in _entity_classes() for node in graph.subjects(RDF.type, cls)},
        "figures": set(graph.subjects(RDF.type, KG.Figure)),
        "statements": set(graph.subjects(RDF.type, KG.Statement)),
        "passages": set(graph.subjects(RDF.type, KG.Passage)),
    }
    problems = set(_misshapen(graph))
    for node in kinds["entities"]:
        problems |= set(_unfounded(graph, node, KG.mention))
    for node in kinds["figures"] | kinds["statements"]:
        problems |= set(_unfounded(graph, node, PROV.wasQuotedFrom))
    quotes = 0
    for node in kinds["passages"]:
        text = _text_of(graph, node, texts or {})
        quotes += text is not None
        problems |= set(_misquoted(graph, node, text))
    checked = {kind: len(nodes) for kind, nodes in kinds.items()} | {"quotes": quotes}
    return Validation(not problems, tuple(sorted(problems)), checked)


@cache
def _entity_classes() -> tuple[URIRef, ...]:
    classes = (c for c in vocabulary().subjects(RDFS.subClassOf) if isinstance(c, URIRef))
    return tuple(sorted({c for c in classes if any(root in class_chain(c) for root in _ENTITY_ROOTS)}))


def _misshapen(graph: Graph) -> Iterator[Problem]:
    import pyshacl  # 0.15 s, which commands that validate nothing need not wait for

    file = folder() / "shapes.ttl"
    try:
        shapes = Graph().parse(file, format="turtle")
    except Exception as e:  # rdflib raises several unrelated kinds
        raise BadKnowledge(f"{file.name}: not readable as Turtle: {e}") from e
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none", advanced=False)
    if not isinstance(report, Graph):
        raise BadKnowledge(f"{file.name}: {report}")
    for result in report.objects(None, SH.result):
        focus, value = report.value(result, SH.focusNode), report.value(result, SH.value)
        if focus == KG.Statement:
            focus, value = value, None  # the shape about the whole class names the statement as its value
        # pySHACL drops the language of SPARQL messages, so Chinese is known by its characters.
        messages = {str(m) for m in report.objects(result, SH.resultMessage)}
        message = " ".join(sorted(messages, key=lambda m: (m.isascii(), m)))
        if value is not None and value != focus:
            message += f" ({_short(value)})"
        yield Problem(_name(focus), _short(report.value(result, SH.resultPath)), message, "shape")


def _name(node: Node | None) -> str:
    # The label of a blank node is another one in each run.
    return "[]" if node is None or isinstance(node, BNode) else str(node)


def _short(node: Node | None) -> str:
    """A node in few words: a prefixed name where the IRI has one of our prefixes."""
    for prefix, base in prefixes().items():
        if isinstance(node, URIRef) and node.startswith(base) and node != URIRef(base):
            return f"{prefix}:{node.removeprefix(base)}"
    return "" if node is None else _name(node)


def _unfounded(graph: Graph, node: Node, link: URIRef) -> Iterator[Problem]:
    if not any((passage, RDF.type, KG.Passage) in graph for passage in graph.objects(node, link)):
        message = "没有任何原文片段作为依据。 It reaches no passage, so no words of a report state it."
        yield _evidence(node, link, message)


def _text_of(graph: Graph, passage: Node, texts: Mapping[str, str]) -> str | None:
    """The text of a passage's report, where it is at hand."""
    report = _only(graph, passage, KG.inReport)
    return None if report is None else texts.get(str(_only(graph, report, SDO.sha256)))


def _only(graph: Graph, node: Node, path: URIRef) -> Node | None:
    """The one value of a property; none where there are several, of which the shapes tell."""
    found = list(graph.objects(node, path))
    return found[0] if len(found) == 1 else None


def _misquoted(graph: Graph, node: Node, text: str | None) -> Iterator[Problem]:
    start, end = _number(graph, node, _OA.start), _number(graph, node, _OA.end)
    exact, report = _only(graph, node, _OA.exact), _only(graph, node, KG.inReport)
    if start is None or end is None or exact is None or report is None:
        return  # the shapes tell which of them is absent, double or no number
    words = str(exact)
    if not 0 <= start < end:
        yield _evidence(node, _OA.end, f"终点须大于起点。 It must end after it starts: {start},{end}.")
    if end - start != len(words):
        counts = f"{end - start} ≠ {len(words)}"
        yield _evidence(node, _OA.exact, f"长度与文字不符。 Its length is not that of its words: {counts}.")
    if str(node) != (expected := f"{report}#char={start},{end}"):
        yield _evidence(node, "", f"IRI 与报告或起止不符。 Its IRI must be: {expected}.")
    if text is not None and (found := text[max(start, 0) : max(end, 0)]) != words:
        # repr shows what a terminal would hide: line ends, wide spaces
        what = f"{found!r} ≠ {words!r}"
        yield _evidence(node, _OA.exact, f"原文此处并非这些文字。 The report has other words there: {what}.")


def _number(graph: Graph, node: Node, path: URIRef) -> int | None:
    found = _only(graph, node, path)
    value = found.value if isinstance(found, Value) else None
    return value if type(value) is int else None


def _evidence(node: Node, path: URIRef | str, message: str) -> Problem:
    return Problem(_name(node), _short(URIRef(path)) if path else "", message, "evidence")
