"""Other words for what the text has named: short names it introduces, and heads that point back.

A head alone (领导小组, 该公司) stands for a body only when the text before it has named exactly one that ends so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from kg.model import Cover, Document, Mention, Span, SpanIndex
from kg.ontology import is_a
from kg.rulebook import Rule, lexicon, rules
from kg.text import Finder

__all__ = ["introduced_names", "read_again", "read_aliases", "read_back_references"]


def introduced_names(folded: str, rule: Rule) -> tuple[Span, ...]:
    """The short names that one rule of `rules/aliases.toml` finds."""
    return tuple(Span(*m.span("name")) for m in rule.pattern.finditer(folded))


def read_aliases(folded: str, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """The mentions with those of what is named right before `(以下简称…)`: the short name there and wherever it
    stands later names the same thing, whatever else it was taken for.
    """
    found: dict[Span, Mention] = {}
    listed = list(mentions)
    index = SpanIndex(listed, lambda m: m.span)
    for rule in rules("aliases"):
        for match in rule.pattern.finditer(folded):
            near = Span(max(0, match.start() - 2), match.start() + 1)
            ends = (match.start(), match.start() - 1)
            named = [m for m in index.overlapping(near) if m.span.end in ends]
            if named:
                full = max(named, key=lambda m: len(m.span))
                for place in regex.compile(regex.escape(match["name"])).finditer(folded, match.start()):
                    span = Span(*place.span())
                    if all(m.span == span for m in index.around(span)):
                        found[span] = Mention(
                            span, full.cls, full.name, rule.name, full.code, full.candidates
                        )
    return (*(m for m in listed if m.span not in found), *found.values())


# What a text calls by a name of its own; people, posts and kinds of people are found wherever they stand already.
_NAMED_ONCE = ("Organization", "Program", "Document", "Site")


def read_again(document: Document, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Further places where a name stands that was found once, with or without its quotation marks: “一窗办”优服务."""
    listed = list(mentions)
    taken = Cover(len(document.folded), (m.span for m in listed))
    called: dict[str, Mention] = {}
    for mention in sorted(listed, key=lambda m: m.span):
        words = mention.span.cut(document.folded).strip("“”《》")
        if len(words) >= 3 and not mention.code and is_a(mention.cls, *_NAMED_ONCE):
            called.setdefault(words, mention)
    places = Finder(called).all(document.folded) if called else []
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        segment, span = document.segment_at(start), Span(start, end)
        if (
            not taken.meets(span)
            and segment is not None
            and segment.kind in ("heading", "paragraph", "title")
        ):
            taken.add(span)
            yield called[document.folded[start:end]]._replace(span=span, rule="alias.again")


def read_back_references(folded: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Heads that point back to the one body of that head named before: 领导小组下设办公室."""
    listed = sorted(mentions, key=lambda m: m.span)
    taken = Cover(len(folded), (m.span for m in listed))
    for cls, words in lexicon("heads")["back"].items():
        for word in words.split():
            pattern = regex.compile(
                rf"(?<=^|[,。;:、的在由向对和与\n”])(?:该|本|此)?{regex.escape(word)}(?!书记|主任|长|员)"
            )
            bodies = sorted((m.span.end, m.name) for m in listed if m.cls == cls and m.name.endswith(word))
            named, known = set[str](), 0
            for match in pattern.finditer(folded):
                span = Span(*match.span())
                while known < len(bodies) and bodies[known][0] <= span.start:
                    named.add(bodies[known][1])
                    known += 1
                if len(named) == 1 and not taken.meets(span):
                    yield Mention(span, cls, next(iter(named)), "alias.head")
