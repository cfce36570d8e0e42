"""People: names told by their surname and by the words around them, never by the surname alone."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from kg.model import Cover, Mention, Span
from kg.rulebook import Rule, rules, wordlist
from kg.text import Clauses, Finder

__all__ = ["read_people"]


def read_people(folded: str, rule: Rule | None = None) -> tuple[Mention, ...]:
    """Every mention of a person whom a rule of `rules/people.toml` finds at least once.

    A name that was found in a telling context is then found wherever else it stands.
    """
    found: dict[Span, Mention] = {}
    clauses = Clauses(folded)
    readers = sorted((rule,) if rule else rules("people"), key=lambda r: bool(r.options.get("tagged")))
    taken = Cover(len(folded))
    for reader in readers:
        tagged = reader.options.get("tagged")
        if tagged:
            taken = Cover(len(folded), found)
        for match in reader.matches(folded, overlapped=rule is None):
            for start, end in match.spans("name"):
                span = _tagged(folded, clauses, start) if tagged else _as_name(folded, Span(start, end))
                if span is not None and span not in found and not (tagged and taken.meets(span)):
                    found[span] = Mention(span, "Person", _plain(span.cut(folded)), reader.name)
    if rule is not None:
        return tuple(sorted(found.values(), key=lambda m: m.span))
    taken = Cover(len(folded), found)
    for span in _again(folded, _consistent([m.name for m in found.values()])):
        if not taken.meets(span):
            found[span] = Mention(span, "Person", span.cut(folded), "person.again")
            taken.add(span)
    kept = set(_consistent(_without_guesses(list(found.values()))))
    return tuple(sorted((m for m in found.values() if m.name in kept), key=lambda m: m.span))


def _without_guesses(found: list[Mention]) -> list[str]:
    """Without the names that only the tagger cut and that lengthen to one told by its context: 王栓|牛跑 of 王栓牛."""
    told = {m.name for m in found if m.rule not in ("person.after-trade", "person.again")}
    return [
        m.name for m in found if m.name in told or not any(n.startswith(m.name) for n in told if n != m.name)
    ]


def _tagged(folded: str, clauses: Clauses, place: int) -> Span | None:
    """The name that begins at a place where the tagger takes the word there for a person's."""
    place += folded.startswith("\n", place)  # the name may stand on the next line
    surnames = wordlist("people", "surnames")
    if folded[place : place + 1] not in surnames and folded[place : place + 2] not in surnames:
        return None
    begin, words = clauses.around(place)
    for n, (word, tag) in enumerate(words):
        if begin == place:
            # 谭德翠下果 is a name of three characters and what its bearer does.
            length = min(len(word), 3) if tag == "nr" and len(word) > 1 else _parted(words[n : n + 3])
            span = _as_name(folded, Span(begin, begin + length)) if length else None
            return span if span is not None and folded[span.end : span.end + 1] not in "们家" else None
        begin += len(word)
        if begin > place:
            break
    return None


def _parted(words: list[tuple[str, str]]) -> int:
    """The length of a name that the tagger cut behind the surname, 0 for none: 王|彩霞|突发 after 村民.

    Somebody acts behind it, so that a verb, an adverb or a preposition follows.
    """
    if len(words) < 3 or words[0][1] not in ("nr", "n", "ng") or words[2][1][0] not in "vdp":
        return 0
    (surname, _), (given, tag), _ = words
    named = tag in ("n", "nr", "nz", "ng") and len(surname) == 1 and len(given) <= 2
    return 1 + len(given) if named else 0


def _again(folded: str, names: list[str]) -> Iterator[Span]:
    """Where names stand, one name after the other."""
    places: dict[str, list[Span]] = {}
    for start, end in sorted(Finder(names).all(folded)) if names else ():
        others = places.setdefault(folded[start:end], [])
        if not others or others[-1].end <= start:
            others.append(Span(start, end))
    for name in names:
        yield from places.get(name, ())


def _as_name(folded: str, span: Span) -> Span | None:
    """The span if it can be a name: a known surname, one or two characters more, and no common word."""
    name = _plain(span.cut(folded))
    roles = wordlist("roles", "post")
    if len(name) == 3 and name[2] in "任兼" and any(folded.startswith(r, span.end) for r in roles):
        span, name = Span(span.start, span.end - 1), name[:2]  # 陈洪任理事长
    if len(name) == 3 and folded.startswith(name[2], span.end):
        span, name = Span(span.start, span.end - 1), name[:2]  # 张哲刚刚办完
    surnames, common = wordlist("people", "surnames"), wordlist("people", "not")
    double = name[:2] in surnames and len(name[:2]) == 2
    if not (name[:1] in surnames or double) or not 2 <= len(name) <= (4 if double else 3):
        return None
    if name[1:] in roles or name[2:] in roles:  # 任组长
        return None
    if name[:2] in common or any(
        c in "的地了是在与及等为于被把将对从们这那有不也就都着过说" for c in name[1:]
    ):
        return None
    return span


def _plain(name: str) -> str:
    return regex.sub(r"\s", "", name)


def _consistent(names: list[str]) -> list[str]:
    """Names without those that only lengthen another: of 周全 and 周全说 the shorter one."""
    counts = set(names)
    return sorted(n for n in counts if not any(n[:length] in counts for length in range(1, len(n))))
