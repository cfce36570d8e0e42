"""What two runs say differently: gains and losses between annotation files, graphs, or folders of them.

Compared is what is stated, not how it is written down: an entity by its report, type and names, a figure by its place
in the report, a relation by the names of its ends and its predicate. Ids, rules and the order of rows do not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg.diff.sides import Side, Stated, read_side
from kg.errors import BadInput
from kg.store.files import DESCRIPTION

__all__ = ["Change", "Difference", "diff", "render"]

_KINDS = ("report", "entity", "figure", "relation")
_SIGNS = {"gained": "+", "lost": "-", "changed": "~"}
# How two statements of a kind are paired, closest first; what is left is gained or lost.
_Key = Callable[[Stated], Hashable]
_PAIRED: dict[str, tuple[_Key, ...]] = {
    "report": (lambda s: s.kind,),
    "entity": (
        lambda s: (s.attributes["type"], s.attributes["names"]),
        lambda s: s.shown,
    ),
    "figure": (lambda s: s.attributes["place"],),
    "relation": (
        lambda s: (s.shown, s.attributes["place"]),
        lambda s: s.shown,
    ),
}


@dataclass(frozen=True)
class Change:
    """One gain, loss or change. `how` is "gained", "lost" or "changed"; `attributes` hold both values of a change.

    For a gain or loss both values are equal: the attributes as the one side has them.
    """

    file: str
    report: str
    kind: str
    how: str
    shown: str
    attributes: dict[str, tuple[Any, Any]]

    def as_dict(self) -> dict[str, Any]:
        """The change as plain data for JSON."""
        changed = self.how == "changed"
        told = {k: {"a": a, "b": b} if changed else b for k, (a, b) in self.attributes.items()}
        fields = {"file": self.file, "report": self.report, "kind": self.kind, "how": self.how}
        return fields | {"what": self.shown, "attributes": told}


@dataclass(frozen=True)
class Difference:
    """All changes from A to B, sorted by file, report, kind and place."""

    changes: tuple[Change, ...]

    def counts(self) -> dict[str, dict[str, int]]:
        """How many of each kind were gained, lost and changed."""
        tally = Counter((c.kind, c.how) for c in self.changes)
        return {kind: {how: tally[kind, how] for how in _SIGNS} for kind in _KINDS}

    def as_dict(self) -> dict[str, Any]:
        """The difference as plain data for JSON."""
        return {"counts": self.counts(), "changes": [c.as_dict() for c in self.changes]}


def diff(a: Path, b: Path) -> Difference:
    """What B says differently from A: both files (`.jsonl`, `.ttl` or another form of RDF), or both folders.

    In folders, files of one name are compared: annotation files, or the graphs where neither folder holds annotations.
    A file that one folder lacks counts as empty there. Raises BadInput or BadGraph for what cannot be compared.
    """
    if a.is_dir() != b.is_dir() and a.exists() and b.exists():
        raise BadInput(f"{a} and {b}: a folder and a file cannot be compared")
    if not a.is_dir():
        return Difference(tuple(_changes("", read_side(a), read_side(b))))
    found = list[Change]()
    for name in _shared(a, b):
        sides = [read_side(folder / name) if (folder / name).is_file() else Side() for folder in (a, b)]
        found += _changes(name, *sides)
    return Difference(tuple(found))


def _shared(a: Path, b: Path) -> list[str]:
    for ending in ("jsonl", "ttl"):
        names = {
            f.relative_to(x).as_posix()
            for x in (a, b)
            for f in x.rglob(f"*.{ending}")
            if f.is_file() and f.name != DESCRIPTION
        }
        if names:
            return sorted(names)
    raise BadInput(f"{a} and {b}: no annotation file (*.jsonl) and no graph (*.ttl) in these folders")


def _changes(file: str, a: Side, b: Side) -> Iterable[Change]:
    """The changes between two files, report by report; two files of one report each are about the same report."""
    if len(a.reports) == len(b.reports) == 1 and a.reports != b.reports:
        (name,) = a.reports
        b = Side([replace(s, report=name) for s in b.stated])
    for report in sorted({*a.reports, *b.reports}):
        for kind in _KINDS:
            sides = [[s for s in x.stated if (s.report, s.kind) == (report, kind)] for x in (a, b)]
            yield from _compared(file, report, kind, *sides)


def _compared(
    file: str, report: str, kind: str, a: Sequence[Stated], b: Sequence[Stated]
) -> Iterable[Change]:
    left, right = sorted(a, key=_order), sorted(b, key=_order)
    pairs: list[tuple[Stated, Stated]] = []
    for key in _PAIRED[kind]:
        waiting: dict[Hashable, list[Stated]] = {}
        for stated in right:
            waiting.setdefault(key(stated), []).append(stated)
        pairs += [(s, waiting[key(s)].pop(0)) for s in left if waiting.get(key(s))]
        left, right = _rest(left, [p[0] for p in pairs]), _rest(right, [p[1] for p in pairs])
    pairs += _touching(kind, left, right)
    left, right = _rest(left, [p[0] for p in pairs]), _rest(right, [p[1] for p in pairs])
    found = [("lost", s, s) for s in left] + [("gained", s, s) for s in right]
    found += [("changed", s, t) for s, t in pairs if s.attributes != t.attributes]
    for how, s, t in sorted(found, key=lambda f: (_order(f[1]), list(_SIGNS).index(f[0]))):
        told = {
            k: (v, t.attributes[k])
            for k, v in s.attributes.items()
            if how != "changed" or v != t.attributes[k]
        }
        yield Change(file, report, kind, how, t.shown, told)


def _rest(stated: Iterable[Stated], paired: Iterable[Stated]) -> list[Stated]:
    taken = {id(s) for s in paired}
    return [s for s in stated if id(s) not in taken]


def _touching(kind: str, left: list[Stated], right: list[Stated]) -> list[tuple[Stated, Stated]]:
    """Entities of one type that share a name, and figures whose places overlap: the same thing, read differently."""
    pairs, free = list[tuple[Stated, Stated]](), list(right)
    for stated in left:
        other = next((o for o in free if _same(kind, stated, o)), None)
        if other is not None:
            free = _rest(free, [other])
            pairs.append((stated, other))
    return pairs


def _same(kind: str, one: Stated, other: Stated) -> bool:
    mine, its = one.attributes, other.attributes
    if kind == "entity":
        return bool(mine["type"] == its["type"] and set(mine["names"]) & set(its["names"]))
    if kind == "figure":
        return bool(mine["place"][0] < its["place"][1] and its["place"][0] < mine["place"][1])
    return False


def _order(stated: Stated) -> tuple[Any, ...]:
    told = stated.attributes
    place = told.get("place") or next(iter(told.get("mentions") or ()), (0, 0))
    return (place, stated.shown, sorted((k, str(v)) for k, v in told.items()))


def render(difference: Difference) -> str:
    """The difference as a table: sign, kind, what, and what of it; a line of counts at the end."""
    lines, heading = list[str](), ("", "")
    for change in difference.changes:
        if (change.file, change.report) != heading:
            heading = change.file, change.report
            lines.append(" · ".join(dict.fromkeys(h for h in heading if h)) or "(no name)")
        lines.append(
            "\t".join((_SIGNS[change.how], change.kind, _one_line(change.shown), _told(change))).rstrip()
        )
    counts = difference.counts()
    told = (
        f"{kind} " + " ".join(f"{sign}{counts[kind][how]}" for how, sign in _SIGNS.items())
        for kind in _KINDS
        if any(counts[kind].values())
    )
    lines.append(", ".join(told) or "no difference")
    return "\n".join(lines)


def _told(change: Change) -> str:
    parts = []
    for key, (a, b) in change.attributes.items():
        if change.how != "changed":
            if key not in ("type", "name", "subject", "predicate", "object") and b:
                parts.append(f"{key}={_value(b)}")
        elif isinstance(a, tuple) and key in ("names", "mentions"):
            gone, come = (sorted(set(x) - set(y)) for x, y in ((a, b), (b, a)))
            parts.append(
                f"{key} " + " ".join([f"-{_value(v)}" for v in gone] + [f"+{_value(v)}" for v in come])
            )
        else:
            parts.append(f"{key} {_value(a) or '∅'} → {_value(b) or '∅'}")
    return "; ".join(parts)


def _value(value: Any) -> str:
    """A place as `3–7`, names and places with commas between, anything else as it is."""
    if isinstance(value, tuple):
        if len(value) == 2 and all(isinstance(v, int) for v in value):
            return f"{value[0]}–{value[1]}"
        return ", ".join(_value(v) for v in value)
    return _one_line(str(value))


def _one_line(words: str) -> str:
    return " ".join(words.split())
