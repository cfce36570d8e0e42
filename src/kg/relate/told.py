"""Relations that names, places beside one another and the gazetteer tell, without a verb that states them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import regex

from kg.model import Document, Link, Mention, Recognition, Span
from kg.ontology import is_a

__all__ = ["add_told"]


def add_told(document: Document, recognition: Recognition, found: list[Link]) -> None:
    """Adds to the relations `found` in sentences those that need no sentence; what a sentence states goes before."""
    found += _employed(recognition, found)
    found += _aimed(recognition)
    found += _named_after(recognition)
    found += _chained(recognition, found)
    found += _offices(recognition)
    found += _placed(document, recognition, found)


def _employed(recognition: Recognition, found: list[Link]) -> Iterator[Link]:
    """Who holds a post works for the body that the post's name begins with."""
    for link in found:
        if link.predicate == "holdsPost" and link.subject is not None:
            post = link.object.span
            bodies = [
                m
                for m in recognition.mentions_at.inside(post)
                if m.span.start == post.start and m.span.end < post.end and is_a(m.cls, "Organization")
            ]
            if bodies:
                # 县水利局党组书记 works for the office.
                offices = [m for m in bodies if not m.name.endswith("党组")]
                body = max(offices or bodies, key=lambda m: len(m.span))
                yield Link(link.subject, "worksFor", body, link.span, "relation.works-in-post")


# What is done with the people whom its name begins with: 网格员培训.
_DONE_WITH = regex.compile(
    r"(?:\p{Han}{0,4}(?:培训班?|轮训班?|研修班|提升班|集训|选拔|招募|比武|评选|竞赛|比赛))$"
)


def _aimed(recognition: Recognition) -> Iterator[Link]:
    """The kinds of people for whom an activity is, whose name begins with theirs: 村党支部书记轮训班."""
    for mention in recognition.mentions:
        if mention.cls == "Activity":
            for people in recognition.mentions_at.inside(mention.span):
                begins = people.span.start == mention.span.start and is_a(people.cls, "PeopleGroup", "Post")
                if begins and _DONE_WITH.match(mention.name, len(people.span)):
                    yield Link(mention, "targets", people, mention.span, "relation.aimed")


# The lengths of the codes of towns, counties, prefectures and provinces.
_ABOVE = (9, 6, 4, 2)


_OFFICE = regex.compile(r"(?:领导小组|指挥部|工作专班|管委会|委员会)办公室$")


def _offices(recognition: Recognition) -> Iterator[Link]:
    """The office of a leading group is a part of it: 指挥部办公室设在县水利局."""
    group: Mention | None = None
    for mention in recognition.mentions:
        if mention.cls == "LeadingGroup":
            group = mention
        elif group is not None and is_a(mention.cls, "Organization") and _OFFICE.search(mention.name):
            yield Link(mention, "partOf", group, mention.span, "relation.office-of-group")


def _chained(recognition: Recognition, found: list[Link]) -> list[Link]:
    """Places in a chain that opens a longer name: 白马镇柳沟村 in 白马镇柳沟村第一书记.

    What a sentence states of a place holds: a village of a town is told of its county too.
    """
    stated = {
        _one(link.subject) for link in found if link.predicate == "locatedIn" and link.subject is not None
    }
    places = [
        m
        for m in recognition.mentions
        if is_a(m.cls, "AdministrativeDivision") and m.rule != "place.relative"
    ]
    return [
        Link(place, "locatedIn", wider, wider.span.through(place.span), "relation.place-chain")
        for wider, place in pairwise(places)
        if wider.span.end == place.span.start and _one(place) not in stated
    ]


def _one(place: Mention) -> str:
    """Which place is named: another one of the same name is another place."""
    return place.code or place.name


_BODIES_OF_TOWNS = ("Enterprise", "Collective", "School")


def _named_after(recognition: Recognition) -> Iterator[Link]:
    """A body lies in the town or village, a site in the division with which its name begins: 白马镇红旗合作社.

    An event whose name begins so is held there.
    """
    for mention in recognition.mentions:
        if mention.cls not in (*_BODIES_OF_TOWNS, "Site", "Activity"):
            continue
        for place in recognition.mentions_at.inside(mention.span):
            small = place.cls in ("Township", "Village", "Community") or mention.cls == "Site"
            front = mention.name[: place.span.start - mention.span.start]
            opens = (not front or front[-1] in "县市区旗") and place.span.end < mention.span.end
            opens = opens and len(place.span) == len(
                place.name
            )  # 清河南站 tells of the county only by its short name
            if opens and mention.cls == "Activity" and place.code and place.rule != "place.relative":
                yield Link(mention, "hostedBy", place, mention.span, "relation.named-after")
            elif opens and small and place.code and is_a(place.cls, "AdministrativeDivision"):
                yield Link(mention, "locatedIn", place, mention.span, "relation.named-after")


def _placed(document: Document, recognition: Recognition, found: list[Link]) -> Iterator[Link]:
    """For each listed place without a stated relation: it lies in the nearest division above it that the text names.

    The gazetteer tells that it does; the quote is the first one that goes from the division to the place in a sentence,
    else the first mention of the place.
    """
    # A place stated to lie in one of its own code lies nowhere yet.
    stated = {
        _one(link.subject)
        for link in found
        if link.predicate == "locatedIn"
        and link.subject is not None
        and link.subject.code != link.object.code
    }
    first: dict[str, Mention] = {}
    together: dict[tuple[str, str], Span] = {}
    last: dict[str, Mention] = {}
    for mention in recognition.mentions:
        if not mention.code or mention.rule == "place.relative":
            continue
        first.setdefault(mention.code, mention)
        for wider in (last[mention.code[:n]] for n in _ABOVE if mention.code[:n] in last):
            sentence = document.sentence_around(mention.span)
            if wider.code != mention.code and sentence is not None and sentence.holds(wider.span):
                together.setdefault((mention.code, wider.code), wider.span.through(mention.span))
        last[mention.code] = mention
    for code, mention in first.items():
        if code in stated:
            continue
        above = next((first[code[:n]] for n in _ABOVE if n < len(code) and code[:n] in first), None)
        if above is not None:
            # That a county is of a prefecture is told where both are named together or the report is on the prefecture.
            home = bool(recognition.line) and recognition.line[0].code == above.code
            if len(code) <= 6 and not home and (code, above.code) not in together:
                continue
            span = together.get((code, above.code), mention.span)
            yield Link(mention, "locatedIn", above, span, "place.gazetteer")
