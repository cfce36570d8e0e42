"""Which of the overlapping mentions stay, and which of them are other names of one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.model import Document, Mention, Span, SpanIndex, spans_at
from kg.ontology import is_a
from kg.recognize.marks import quoted_spans

__all__ = ["arbitrate"]

# In the name of an outlet, a school or a company a place or a group is no mention of its own: 浙江 in 浙江大学.
_CLOSED = ("MediaOutlet", "School", "Enterprise", "Collective")


def arbitrate(
    document: Document,
    *,
    marks: Iterable[Mention],
    places: Iterable[Mention],
    people: Iterable[Mention],
    names: Iterable[Mention],
    groups: Iterable[Mention],
) -> tuple[Mention, ...]:
    """The mentions that stand, in order of the text.

    A title in 《》 closes what is inside it except names in quotation marks. A name by its last noun that holds a
    quoted name (“清泉”工程) is another name of it. Navigation names nothing.
    """
    names = list(_without_parts(list(_events_apart(names))))
    quoted = [m for m in marks if not _in_navigation(document, m.span)]
    outlets = {m.span for m in names if m.rule.startswith("media.")}
    quoted = [m for m in quoted if m.rule != "mark.title" or m.span not in outlets]
    titles = [m for m in quoted if m.rule == "mark.title"]
    inner = [m for m in quoted if m.rule != "mark.title"]
    kept: list[Mention] = [*titles, *inner]
    closed = _index(m for m in (*names, *inner) if m.cls in _CLOSED)
    quotations = spans_at(quoted_spans(document.folded))
    titles_at, inner_at = _index(titles), _index(inner)
    for mention in names:
        if _closed_by(mention, titles_at) or _in_navigation(document, mention.span):
            continue
        if quotations.around(mention.span):  # part of a slogan: “点题培训+案例讲解”
            continue
        held = inner_at.inside(mention.span)
        if held and mention.cls not in _CLOSED and _program(mention):
            # The quoted name is the name; the longer words are one more mention of it.
            kept.append(mention._replace(name=held[-1].name, cls=held[-1].cls))
        elif not inner_at.overlapping(mention.span) or (held and mention.cls == "LeadingGroup"):
            kept.append(mention)  # “百日攻坚”行动指挥部 holds what it is for
    kept = _without_doubles(kept)
    for mention in places:
        if not (
            _closed_by(mention, titles_at)
            or (
                mention.rule != "place.relative"
                and _closed_by(mention, closed)
                and not _opens(mention, closed)
            )
            or _in_navigation(document, mention.span)
        ):
            kept.append(mention)
    kept += [m for m in people if not _in_navigation(document, m.span) and not _closed_by(m, titles_at)]
    named = _index(m for m in kept if m.cls == "Person")
    documents = _index(m for m in kept if m.cls == "Document")
    for mention in groups:
        if _closed_by(mention, documents) or _closed_by(mention, closed) or named.overlapping(mention.span):
            continue
        if all(_nests(mention, m) for m in inner_at.overlapping(mention.span)):
            kept.append(mention)
    return tuple(sorted(set(kept), key=lambda m: (m.span, m.cls, m.name)))


def _events_apart(names: Iterable[Mention]) -> Iterator[Mention]:
    """A name that begins with another one is two: 清河镇文化节 and its 半程马拉松比赛."""
    listed = list(names)
    activities = _index(m for m in listed if m.cls == "Activity")
    for mention in listed:
        shorter = [
            o
            for o in (activities.inside(mention.span) if mention.cls == "Activity" else ())
            if o.span.start == mention.span.start and o.span.end < mention.span.end
        ]
        if not shorter:
            yield mention
            continue
        rest = len(mention.span) - max(len(o.span) for o in shorter)
        if rest >= 4:
            span = Span(mention.span.end - rest, mention.span.end)
            yield mention._replace(span=span, name=mention.name[-rest:])
        else:
            yield mention


def _without_parts(names: list[Mention]) -> Iterator[Mention]:
    """Without the names that are only the beginning, or a part, of a longer one of another body.

    某大学 in 某大学第二附属医院, 州生态环境局 in 州生态环境局清河分局, 清河水务工程 in 清河水务工程咨询有限公司.
    """
    companies = _index(m for m in names if m.cls == "Enterprise")
    hospitals = _index(m for m in names if m.cls == "Organization")
    branches = _index(m for m in names if m.name.endswith("分局"))
    for mention in names:
        of_company = _program(mention) and _closed_by(mention, companies)
        of_hospital = mention.cls == "School" and _opens_longer(mention, hospitals)
        if not of_company and not of_hospital and not _opens_longer(mention, branches):
            yield mention


def _program(mention: Mention) -> bool:
    return is_a(mention.cls, "Program")


def _nests(inside: Mention, outside: Mention) -> bool:
    return outside.span.holds(inside.span) or inside.span.holds(outside.span)


def _index(mentions: Iterable[Mention]) -> SpanIndex[Mention]:
    return SpanIndex(mentions, lambda m: m.span)


def _closed_by(mention: Mention, others: SpanIndex[Mention]) -> bool:
    return any(o.span != mention.span for o in others.around(mention.span))


def _opens_longer(mention: Mention, others: SpanIndex[Mention]) -> bool:
    return any(
        o.span.start == mention.span.start and o.span != mention.span for o in others.around(mention.span)
    )


def _opens(place: Mention, closed: SpanIndex[Mention]) -> bool:
    """Whether a listed town or village opens the names in which it stands: 白马镇 in 白马镇红旗合作社."""
    return (
        bool(place.code)
        and place.cls in ("Township", "Village", "Community")
        and all(
            m.cls != "MediaOutlet"
            and m.span.end - place.span.end >= 4
            and (
                m.span.start == place.span.start
                or m.name[: place.span.start - m.span.start][-1] in "县市区旗"
            )
            for m in closed.around(place.span)
        )
    )


def _in_navigation(document: Document, span: Span) -> bool:
    segment = document.segment_at(span.start)
    return segment is None or segment.kind == "navigation"


def _without_doubles(mentions: list[Mention]) -> list[Mention]:
    """One mention for one span, and none that crosses the border of a longer one of a closed kind."""
    found: dict[Span, Mention] = {}
    found_at = _index(())
    for mention in sorted(mentions, key=lambda m: (-len(m.span), m.rule.startswith("name."), m.cls)):
        if mention.span in found:
            continue
        crossing = [o for o in found_at.overlapping(mention.span) if not o.span.holds(mention.span)]
        inside = [o for o in found_at.around(mention.span) if o.cls == mention.cls and o.cls in _CLOSED]
        if not crossing and not inside:
            found[mention.span] = mention
            found_at.add(mention)
    return list(found.values())
