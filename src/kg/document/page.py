"""The page: every term with its anchor, every scheme with its concepts, Chinese on the left and English on the right."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib import resources

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Literal, URIRef
from rdflib.term import Node

from kg.document.diagram import diagram
from kg.document.terms import (
    HEADER,
    anchor,
    broader,
    concepts,
    curie,
    disjoint,
    expanded,
    iris,
    own,
    said,
    schemes,
    spaces,
    terms,
    words,
)
from kg.ontology import vocabulary

__all__ = ["page"]

_KINDS = {
    "classes": OWL.Class,
    "objects": OWL.ObjectProperty,
    "data": OWL.DatatypeProperty,
    "annotations": OWL.AnnotationProperty,
}
# Told by the columns of a concept and not again among its facts.
_TOLD = {
    RDF.type,
    SKOS.inScheme,
    SKOS.prefLabel,
    SKOS.altLabel,
    SKOS.definition,
    RDFS.label,
    RDFS.isDefinedBy,
}


def page() -> str:
    """The whole page as HTML 5."""
    style = (resources.files("kg.document") / "page.css").read_text(encoding="utf-8")
    title = [" ".join(said(HEADER, lang, DCTERMS.title)) for lang in ("zh", "en")]
    parts = {"about": _about(), "model": _model()}
    parts |= {name: "".join(_term(t) for t in terms(kind) if own(t)) for name, kind in _KINDS.items()}
    parts["objects"] = _note("includes") + parts["objects"]
    parts |= {"schemes": "".join(map(_scheme, schemes())), "borrowed": _borrowed(), "prefixes": _prefixes()}
    body = "".join(
        f'<section aria-labelledby="s-{name}"><h2 id="s-{name}">{_both("section", name)}</h2>\n{part}</section>\n'
        for name, part in parts.items()
        if part
    )
    return (
        '<!doctype html>\n<html lang="zh">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(' · '.join(title))}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'<header>\n<h1>{_pair(*title)}</h1>\n<p class="iri">{escape(str(HEADER))}</p>\n'
        f"{_two(*(said(HEADER, lang, DCTERMS.description) for lang in ('zh', 'en')))}</header>\n"
        f"{_contents(parts)}<main>\n{body}</main>\n</body>\n</html>\n"
    )


def _pair(zh: str, en: str) -> str:
    return f'<span lang="zh">{escape(zh)}</span> <span lang="en">{escape(en)}</span>'


def _both(table: str, name: str) -> str:
    wording = words()[table][name]
    return _pair(wording["zh"], wording["en"])


def _two(zh: Iterable[str], en: Iterable[str]) -> str:
    """Chinese and English side by side."""
    columns = [f'<p lang="{lang}">{escape(" ".join(t))}</p>' for lang, t in (("zh", zh), ("en", en))]
    return f'<div class="two">{"".join(columns)}</div>\n'


def _note(name: str) -> str:
    wording = words()["note"][name]
    return _two([wording["zh"]], [wording["en"]])


def _contents(parts: dict[str, str]) -> str:
    lines = []
    for name, part in parts.items():
        if not part:
            continue
        inner = ""
        listed = _listed(name)
        if listed:
            inner = "<ul>" + "".join(_content(t) for t in listed) + "</ul>"
        lines.append(f'<li><a href="#s-{name}">{_both("section", name)}</a>{inner}</li>\n')
    heading = _both("note", "contents")
    return f'<nav aria-labelledby="s-contents">\n<h2 id="s-contents">{heading}</h2>\n<ul>\n{"".join(lines)}</ul>\n</nav>\n'


def _listed(part: str) -> list[URIRef]:
    """The terms that the contents name below a part of the page."""
    if part in _KINDS:
        return [t for t in terms(_KINDS[part]) if own(t)]
    return schemes() if part == "schemes" else []


def _content(term: URIRef) -> str:
    depth = len(broader(term))
    return f'<li class="d{depth}"><a href="#{escape(anchor(term))}">{_named(term)}</a></li>'


def _named(term: URIRef) -> str:
    return _pair(*(" ".join(said(term, lang)) for lang in ("zh", "en")))


def _about() -> str:
    rows = [
        f"<dt>{_pair(wording['zh'], wording['en'])}</dt><dd>{_value(value)}</dd>\n"
        for short, wording in words()["header"].items()
        for value in sorted(vocabulary().objects(HEADER, expanded(short)), key=_order)
    ]
    return f'<dl class="facts">\n{"".join(rows)}</dl>\n'


def _model() -> str:
    zh, en = (words()["section"]["model"][lang] for lang in ("zh", "en"))
    frame = f'<div class="figure" role="region" tabindex="0" aria-label="{zh} {en}">'
    return f"{_note('model')}{frame}\n{diagram('')}</div>\n"


def _term(term: URIRef) -> str:
    """One own term: names, IRI, definition, and a row for everything the ontology says of it."""
    id_ = escape(anchor(term))
    return (
        f'<article class="term" id="{id_}">\n<h3>{_named(term)} <a class="short" href="#{id_}">{escape(curie(term))}</a></h3>\n'
        f'<p class="iri">{escape(str(term))}</p>\n'
        f"{_two(*(said(term, lang, SKOS.definition) for lang in ('zh', 'en')))}{_rows(term)}</article>\n"
    )


def _rows(term: URIRef) -> str:
    rows = []
    for row in words()["row"]:
        values = _values(term, expanded(row["path"]), inverse=row.get("inverse", False))
        if values:
            rows.append(f"<dt>{_pair(row['zh'], row['en'])}</dt><dd>{', '.join(values)}</dd>\n")
    return f'<dl class="facts">\n{"".join(rows)}</dl>\n' if rows else ""


def _values(term: URIRef, path: URIRef, *, inverse: bool) -> list[str]:
    graph = vocabulary()
    if path == RDF.type:
        known = words()["characteristic"]
        kinds = [known[c] for c in map(curie, iris(graph.objects(term, RDF.type))) if c in known]
        return [_pair(k["zh"], k["en"]) for k in kinds]
    if path == OWL.disjointWith:
        return [_value(c) for c in disjoint(term)]
    found = graph.subjects(path, term) if inverse else graph.objects(term, path)
    return [_value(v) for v in sorted(set(found), key=_order)]


def _order(value: Node) -> tuple[bool, bool, str, str]:
    return isinstance(value, Literal), not own(value), curie(value), getattr(value, "language", None) or ""


def _value(value: Node) -> str:
    """A value for reading: a term of the page as a link with its name, any other IRI or literal as it stands."""
    if isinstance(value, Literal):
        lang = f' lang="{value.language}"' if value.language else ""
        return f"<span{lang}>{escape(str(value))}</span>"
    name = "" if not isinstance(value, URIRef) else " ".join(said(value, "zh"))
    short = escape(curie(value))
    if _has_place(value):
        shown = f'<span lang="zh">{escape(name)}</span> ' if name else ""
        return f'<a href="#{escape(anchor(value))}">{shown}<span class="short">{short}</span></a>'
    return f'<span class="short">{short}</span>' + (f" {_named(value)}" if name else "")  # type: ignore[arg-type]


def _has_place(value: Node) -> bool:
    """Whether the page has an anchor for a node: it is a declared term, a scheme or a concept of one."""
    graph = vocabulary()
    kinds = (*_KINDS.values(), SKOS.ConceptScheme)
    return any((value, RDF.type, k) in graph for k in kinds) or (value, SKOS.inScheme, None) in graph


def _scheme(scheme: URIRef) -> str:
    id_, listed = escape(anchor(scheme)), concepts(scheme)
    table = "".join(map(_concept, listed))
    heads = "".join(
        f'<th scope="col" lang="{lang}">{w}</th>' for lang, w in (("zh", "概念"), ("en", "Concept"))
    )
    heads += f'<th scope="col">{_pair("其他", "More")}</th>'
    shown = (
        f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{table}</tbody>\n</table>\n" if listed else ""
    )
    return (
        f'<article class="term" id="{id_}">\n<h3>{_named(scheme)} <a class="short" href="#{id_}">{escape(curie(scheme))}</a>'
        f' <span class="count">{len(listed)}</span></h3>\n<p class="iri">{escape(str(scheme))}</p>\n'
        f"{_two(*(said(scheme, lang, SKOS.definition) for lang in ('zh', 'en')))}{shown}</article>\n"
    )


def _concept(concept: URIRef) -> str:
    cells = []
    for lang in ("zh", "en"):
        others = said(concept, lang, SKOS.altLabel)
        cells.append(
            f'<td lang="{lang}"><b>{escape(" ".join(said(concept, lang)))}</b>'
            + (
                f'<p class="others">{escape(("、" if lang == "zh" else ", ").join(others))}</p>'
                if others
                else ""
            )
            + "".join(f"<p>{escape(d)}</p>" for d in said(concept, lang, SKOS.definition))
            + "</td>"
        )
    facts = [f'<p class="short">{escape(curie(concept))}</p>']
    for predicate in iris(vocabulary().predicates(concept)):
        if predicate in _TOLD:
            continue
        values = ", ".join(
            _value(v) for v in sorted(set(vocabulary().objects(concept, predicate)), key=_order)
        )
        facts.append(
            f"<p>{_named(predicate) if said(predicate, 'zh') else escape(curie(predicate))}: {values}</p>"
        )
    return f'<tr id="{escape(anchor(concept))}">{"".join(cells)}<td>{"".join(facts)}</td></tr>\n'


def _borrowed() -> str:
    rows = [
        f'<tr id="{escape(anchor(term))}"><td><b class="short">{escape(curie(term))}</b></td>'
        f"<td>{_named(term)}</td><td>{_rows(term)}</td></tr>\n"
        for kind in _KINDS.values()
        for term in terms(kind)
        if not own(term)
    ]
    heads = (("术语", "Term"), ("在此的含义", "Here"), ("用法", "Use"))
    head = "".join(f'<th scope="col">{_pair(*h)}</th>' for h in heads)
    table = f"<thead><tr>{head}</tr></thead>\n<tbody>\n{''.join(rows)}</tbody>\n"
    return f'{_note("borrowed")}<table class="terms">\n{table}</table>\n'


def _prefixes() -> str:
    rows = "".join(
        f'<tr><td class="short">{escape(p)}:</td><td class="iri">{escape(base)}</td></tr>\n'
        for p, base in sorted(spaces().items())
    )
    return f'<table class="plain">\n<tbody>\n{rows}</tbody>\n</table>\n'
