"""Which rows hit which gold annotations: one function for each kind of row."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.errors import BadInput
from kg.evaluate.score import Counts

__all__ = [
    "Found",
    "Known",
    "Row",
    "fault",
    "match_entities",
    "match_figures",
    "match_relations",
    "missed_fields",
]

Row = Mapping[str, Any]
Triple = tuple[str, str, str]  # predicate first, so that lists come out by predicate

_TYPES = ("Organization", "Place", "Program", "Document", "PeopleGroup", "Person")
_SIDES = ("right", "extra", "missed")
_SYMMETRIC = frozenset({"cooperatesWith"})
_MARKS = frozenset("“”\"「」『』‘’'《》〈〉")


def _plain(name: object) -> str:
    """A name in half-width form, without quotation marks, title marks and spaces."""
    folded = unicodedata.normalize("NFKC", str(name or ""))
    return "".join(c for c in folded if c not in _MARKS and not c.isspace())


@dataclass(frozen=True, slots=True)
class Known:
    """An entity of the gold file, with its main name and all its names made comparable."""

    type: str
    name: str
    main: str
    names: frozenset[str]
    optional: bool

    @classmethod
    def of(cls, entity: Row) -> Known:
        """The entity as a gold file has it."""
        names = frozenset(_plain(name) for name in (entity["name"], *entity["aliases"]))
        return cls(entity["type"], entity["name"], _plain(entity["name"]), names, bool(entity["optional"]))


@dataclass(slots=True)
class Found:
    """The outcome for one kind of row: counts under "all" (and by type), misses and extras as shown."""

    counts: dict[str, Counts] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)
    extras: list[str] = field(default_factory=list)


def fault(row: Row, text: str) -> str:
    """Why a row does not stand on the text; "" where it does. A report row quotes nothing."""
    if row["kind"] == "report":
        return ""
    spans = (row.get("mentions") or ()) if row["kind"] == "entity" else (row, *(row.get("header") or ()))
    if not spans:
        return "no mention"
    wrong = (s for s in spans if not _quotes(s, text))
    return next((f"{s.get('start')}:{s.get('end')} {s.get('quote')!r}" for s in wrong), "")


def _quotes(span: Row, text: str) -> bool:
    start, end = span.get("start"), span.get("end")
    if not (isinstance(start, int) and isinstance(end, int)):
        return False
    return 0 <= start < end <= len(text) and text[start:end] == span.get("quote")


def _names(row: Row) -> set[str]:
    plain = (_plain(name) for name in (row.get("name"), *(row.get("aliases") or ())))
    return {name for name in plain if name}


def match_entities(known: Sequence[Known], rows: Iterable[Row]) -> tuple[Found, dict[Any, str]]:
    """The outcome for entities, and for each row's id the name of the gold entity that it means.

    A second row for one entity is an extra: the two were not seen to be one.
    """
    found, bound = Found(), dict[Any, str]()
    tally, taken = Counter[tuple[str, str]](), set[int]()
    # The longest name chooses first, so that a short name cannot take the entity that a full one means.
    for row in sorted(rows, key=lambda row: -len(_plain(row.get("name")))):
        shown = f"{row.get('type')} {row.get('name')}"
        if row.get("type") not in _TYPES:
            found.extras.append(f"{shown} (unknown type)")
            tally["other", "extra"] += 1
            continue
        place = _meant(known, row, taken)
        if place is None:
            found.extras.append(shown)
            tally[row["type"], "extra"] += 1
            continue
        entity = known[place]
        bound[row.get("id")] = entity.name
        if place in taken:
            found.extras.append(f"{shown} (again: {entity.name})")
            tally[entity.type, "extra"] += 1
        elif not entity.optional:
            tally[entity.type, "right"] += 1
        taken.add(place)
    for place, entity in enumerate(known):
        if place not in taken and not entity.optional:
            found.misses.append(f"{entity.type} {entity.name}")
            tally[entity.type, "missed"] += 1
    found.counts["all"] = Counts(*(sum(n for (_, s), n in tally.items() if s == side) for side in _SIDES))
    for type_ in _TYPES:
        if any(tally[type_, side] for side in _SIDES):
            found.counts[type_] = Counts(*(tally[type_, side] for side in _SIDES))
    return found, bound


def _meant(known: Sequence[Known], row: Row, taken: set[int]) -> int | None:
    """The place of the entity that a row means: a main name before an alias, then a free one first."""
    name, names = _plain(row.get("name")), _names(row)
    fitting = (i for i, entity in enumerate(known) if entity.type == row["type"] and entity.names & names)
    order = {i: (name not in known[i].names, name != known[i].main, i in taken) for i in fitting}
    return min(order, key=lambda i: order[i], default=None)


def match_figures(
    gold: Iterable[Row], rows: Sequence[Row], known: Sequence[Known]
) -> tuple[Found, dict[str, float]]:
    """The outcome for figures, and the share of found ones whose qualifier, period, area … are right."""
    found, right, free = Found(), 0, list(rows)
    judged: defaultdict[str, list[bool]] = defaultdict(list)
    anything = _by_name(known)
    places = _by_name(entity for entity in known if entity.type == "Place")
    for want in gold:
        at = next((i for i, row in enumerate(free) if _same_figure(row, want)), None)
        if at is None:
            if not want.get("optional"):
                found.misses.append(f"{want['quote']} = {want['value']} {want['unit']}")
            continue
        row = free.pop(at)
        if want.get("optional"):
            continue
        right += 1
        judged["qualifier"].append((row.get("qualifier") or "exact") == want["qualifier"])
        judged["period"].append(_year(row.get("period")) == _year(want["period"]))
        judged["area"].append(_called(row.get("area"), places) == _called(want["area"], places))
        judged["measure"].append(_alike(row.get("measure"), want["measure"]))
        if want["about"]:
            judged["about"].append(_called(row.get("about"), anything) == _called(want["about"], anything))
    found.extras = [f"{row.get('quote')} = {row.get('value')} {row.get('unit')}" for row in free]
    found.counts["all"] = Counts(right, len(found.extras), len(found.misses))
    return found, {key: sum(marks) / len(marks) for key, marks in judged.items()}


def _same_figure(row: Row, want: Row) -> bool:
    """Whether a row states the figure: same numbers and unit, at its place, in no more than a clause."""
    clause = 2 * (want["end"] - want["start"]) + 12
    return (
        row["start"] < want["end"]
        and want["start"] < row["end"]
        and row["end"] - row["start"] <= clause
        and _same_number(row.get("value"), want["value"])
        and _same_number(row.get("value_max"), want["value_max"])
        and _plain(row.get("unit")) == _plain(want["unit"])
    )


def _same_number(given: Any, want: Any) -> bool:
    try:
        difference, size = abs(float(given) - float(want)), abs(float(want))
    except (TypeError, ValueError, OverflowError):
        return given is None and want is None
    return difference < 1e-6 * max(1.0, size)


def _year(period: object) -> str:
    return str(period or "")[:4]


def _by_name(known: Iterable[Known]) -> dict[str, str]:
    """The main name that each name stands for; where two entities share a name, the first has it."""
    canonical: dict[str, str] = {}
    for entity in known:
        for name in entity.names:
            canonical.setdefault(name, entity.name)
    return canonical


def _called(name: object, canonical: Mapping[str, str]) -> str:
    return canonical.get(_plain(name), _plain(name))


def _alike(given: object, want: object) -> bool:
    """Whether two wordings have at least half of their characters in common."""
    ours, theirs = set(_plain(given)), set(_plain(want))
    return bool(ours) and len(ours & theirs) / len(ours | theirs) >= 0.5


def match_relations(
    gold: Iterable[Row],
    rows: Iterable[Row],
    entity_rows: Iterable[Row],
    known: Iterable[Known],
    bound: Mapping[Any, str],
) -> Found:
    """The outcome for relations by the gold names of their ends. `bound` is what `match_entities` returned.

    Not judged: a row with an optional end, or with a predicate that this gold file never uses. Raises
    BadInput for a row without predicate.
    """
    required, optional = set[str](), set[str]()
    for entity in known:
        (optional if entity.optional else required).add(entity.name)
    optional -= required
    surfaces = {
        row.get("id"): _names(row) | {_plain(mention["quote"]) for mention in row["mentions"]}
        for row in entity_rows
    }
    wanted = {_triple(row["subject"], row["predicate"], row["object"]) for row in gold}
    needed = {triple for triple in wanted if not optional.intersection(triple[1:])}
    given, unfounded = set[Triple](), list[str]()
    for row in rows:
        subject, object_, quote = row.get("subject"), row.get("object"), _plain(row.get("quote"))
        if not any(name in quote for name in _either(surfaces.get(subject), surfaces.get(object_))):
            why = "no such row, or quote names neither end"
            unfounded.append(f"{row.get('predicate')} {subject} {object_} ({why})")
            continue
        if not isinstance(row.get("predicate"), str):
            raise BadInput(f"relation {subject} {object_}: its row has no predicate")
        # A row that means no gold entity keeps its own id, so that its relation shows among the extras.
        subject, object_ = (bound.get(end) or f"?{end}" for end in (subject, object_))
        given.add(_triple(subject, row["predicate"], object_))
    predicates = {triple[0] for triple in wanted}
    extra = {t for t in given - wanted if t[0] in predicates and not optional.intersection(t[1:])}
    missed = needed - given
    counts = Counts(len(given & needed), len(extra) + len(unfounded), len(missed))
    return Found({"all": counts}, _shown(missed), _shown(extra) + unfounded)


def _either(subject: set[str] | None, object_: set[str] | None) -> set[str]:
    """The words for either end of a relation; none where an end is no row."""
    return set() if subject is None or object_ is None else subject | object_


def _triple(subject: str, predicate: str, object_: str) -> Triple:
    if predicate in _SYMMETRIC and object_ < subject:
        subject, object_ = object_, subject
    return predicate, subject, object_


def _shown(triples: Iterable[Triple]) -> list[str]:
    return [f"{subject} {predicate} {object_}" for predicate, subject, object_ in sorted(triples)]


def missed_fields(gold: Row, row: Row) -> tuple[int, tuple[str, ...]]:
    """How many fields of the report the gold file tells, and which of them the row has wrong or not at all.

    The first ten characters decide: a publishing time is right by its day, a long title by its beginning.
    """
    told = {key: _plain(value) for key, value in gold.items() if value}
    given = {key: _plain(row.get(key)) for key in told}
    missed = (key for key in told if not given[key] or not given[key].startswith(told[key][:10]))
    return len(told), tuple(sorted(missed))
