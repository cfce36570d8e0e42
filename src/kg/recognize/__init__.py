"""A Document becomes a Recognition: the entities it names, its quantities and times, and every numeral.

Order matters and is: times, names in marks, places, quantities, people, names by their last noun, kinds of people.
What was claimed earlier is not read again as something else; `arbitrate` settles what overlaps.
"""

from __future__ import annotations

import regex

from kg.gazetteer import Gazetteer
from kg.model import Document, HeaderField, Mention, Numeral, Period, Quantity, Recognition, Span, spans_at
from kg.periods import read_periods, report_year
from kg.quantities import read_quantities
from kg.recognize.aliases import read_again, read_aliases, read_back_references
from kg.recognize.arbitration import arbitrate
from kg.recognize.cells import read_cells
from kg.recognize.groups import organ_of, read_groups
from kg.recognize.lexemes import heads
from kg.recognize.marks import quoted_spans, read_marks
from kg.recognize.names import read_names
from kg.recognize.numerals import account, read_uncounted
from kg.recognize.people import read_people
from kg.recognize.places import read_places, read_unlisted
from kg.recognize.scope import find_scope
from kg.recognize.tokens import Sentences
from kg.rulebook import rules
from kg.tables import Content, read_content

__all__ = ["recognize"]


def recognize(document: Document, gazetteer: Gazetteer) -> Recognition:
    """Everything that the document names and counts, with the line of divisions it is about."""
    folded = document.folded
    scope, content = find_scope(document, gazetteer), read_content(folded, document.tables)
    periods = _times(read_periods(folded), content)
    places = read_places(document, scope, gazetteer)
    places = (*places, *read_unlisted(folded, tuple(m.span for m in places)))
    places = (*places, *read_cells(folded, content.names, places, scope))
    uncounted = (*content.uncounted, *read_uncounted(folded))
    quantities = _quantities(document, periods, uncounted, places, content)
    mentions = _mentions(document, periods, quantities, places)
    numerals = account(document, quantities, periods, mentions, uncounted)
    entries = tuple(content.entries)
    return Recognition(mentions, quantities, periods, numerals, scope.line, report_year(document), entries)


def _times(periods: tuple[Period, ...], content: Content) -> tuple[Period, ...]:
    """The times of the text with those of tables, and without what looks like one in a number of a table."""
    if not content.closed:
        return periods
    numbers, years = (
        spans_at(e.quantity.span for e in content.entries),
        spans_at(p.span for p in content.periods),
    )
    kept = (p for p in periods if not numbers.overlapping(p.span) and not years.overlapping(p.span))
    return tuple(sorted((*kept, *content.periods), key=lambda p: p.span))


def _quantities(
    document: Document,
    periods: tuple[Period, ...],
    uncounted: tuple[Numeral, ...],
    places: tuple[Mention, ...],
    content: Content,
) -> tuple[Quantity, ...]:
    """The quantities outside times, names and the lines that report nothing, and those of tables."""
    listed = (m.span for m in places if m.rule != "place.relative")
    aside = (s.span for s in document.segments if s.kind in ("navigation", "meta", "credit", "signature"))
    counted_not = (*(p.span for p in periods), *(n.span for n in uncounted), *content.closed)
    told = read_quantities(document.folded, (*counted_not, *quoted_spans(document.folded), *listed, *aside))
    return tuple(sorted((*told, *(e.quantity for e in content.entries)), key=lambda q: q.span))


def _mentions(
    document: Document,
    periods: tuple[Period, ...],
    quantities: tuple[Quantity, ...],
    places: tuple[Mention, ...],
) -> tuple[Mention, ...]:
    """Everything that the document names, other names and heads that point back included."""
    folded = document.folded
    edges = (s.span for s in document.segments if s.kind in ("credit", "signature"))
    lines = (*_titles(document), *document.sentences, *edges)
    sentences = Sentences(folded, (*(p.span for p in periods), *(q.span for q in quantities)))
    organizations = _organizations(
        document, sentences, lines, tuple(m for m in places if m.rule != "place.relative")
    )
    groups = read_groups(folded, sentences, lines, places, organizations)
    del sentences  # the words of a long text take much room
    organs = (organ_of(folded, g) for g in groups if g.cls == "Post")
    mentions = arbitrate(
        document,
        marks=read_marks(folded),
        places=places,
        people=(*read_people(folded), *_header_people(document)),
        names=(*organizations, *(o for o in organs if o is not None)),
        groups=groups,
    )
    mentions = read_aliases(folded, mentions)
    mentions = (*mentions, *read_again(document, mentions))
    found = {*mentions, *read_back_references(folded, mentions)}
    return tuple(sorted(found, key=lambda m: (m.span, m.cls, m.name)))


def _titles(document: Document) -> tuple[Span, ...]:
    header = document.header
    fields: list[HeaderField | None] = [header.title, header.subtitle]
    return tuple(f.span for f in fields if f is not None)


def _organizations(
    document: Document, sentences: Sentences, lines: tuple[Span, ...], places: tuple[Mention, ...]
) -> tuple[Mention, ...]:
    """Names by their last noun, outlets by what they did, and the publisher and contributor of the header."""
    found = list(read_names(document.folded, sentences, lines, places))
    for rule in rules("media"):
        for match in rule.matches(document.folded):
            spans = [
                Span(*span) for span in match.spans("name") if document.folded[slice(*span)] not in heads()
            ]
            found += [Mention(s, rule.options["cls"], s.cut(document.folded), rule.name) for s in spans]
    if document.header.publisher is not None:
        own = document.header.publisher.span.cut(document.folded)
        for match in regex.finditer(r"本(?:报|网|刊|台)(?=记者|通讯员|讯|\p{Han}{2,4}讯)", document.folded):
            found.append(Mention(Span(*match.span()), "MediaOutlet", own, "media.own"))
    publisher, contributor = document.header.publisher, document.header.contributor
    organ = (
        read_names(document.folded, sentences.without_barriers(), (publisher.span,))
        if publisher is not None
        else ()
    )
    found += organ
    if publisher is not None and not organ:
        found.append(
            Mention(publisher.span, "MediaOutlet", publisher.span.cut(document.folded), "header.publisher")
        )
    if contributor is not None:
        found += read_names(document.folded, sentences.without_barriers(), (contributor.span,))
    return tuple(found)


_NAMES = regex.compile(r"[\p{Han}·]{2,4}|\p{Han}(?: \p{Han}){1,2}")


def _header_people(document: Document) -> tuple[Mention, ...]:
    """The editor, and contributors who are people: a field states them whatever their surname is."""
    found = []
    for name in ("editor",):
        field = getattr(document.header, name)
        if field is not None:
            for match in _NAMES.finditer(field.span.cut(document.folded)):
                span = Span(field.span.start + match.start(), field.span.start + match.end())
                found.append(Mention(span, "Person", match[0].replace(" ", ""), f"header.{name}"))
    return tuple(found)
