"""Rules and lexicons of the language, read from `rules/*.toml` and `lexicon/*.toml`.

A rule and its examples are one record:

    [[rule]]
    name = "period.year"
    pattern = '(?P<y>(?:19|20)\\d\\d)年'
    gives = "{y}"
    [[rule.example]]
    text = "2021年全县"
    gives = ["2021"]
    [[rule.example]]        # no `gives`: must stay silent
    text = "2021个"

    near = { words = "说 表示", least = 2, most = 6 }

    holds = "说|表示"

`near` and `holds` are optional and there for speed alone, and may not change what matches. `near`: a match begins `least`
to `most` characters before one of the words, so that the pattern is tried nowhere else; negative numbers stand for words
before it. `holds`: a match stands on one line, and one of the words with it. Their words may be written as patterns of
characters, classes, `\\d`, groups, alternatives and fragments.

Patterns are those of the `regex` package, over folded text. `{name}` in a pattern is replaced by the fragment of
that name in `rules/_parts.toml`; `{unit}` is every unit that the ontology knows. Keys that nobody reads are
refused, so that a misspelt one cannot lie there unread.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import regex

from kg.errors import BadKnowledge
from kg.ontology import units
from kg.text import Finder, spellings

__all__ = ["Example", "Holds", "Near", "Rule", "families", "lexicon", "rules", "wordlist"]

_KEYS = {"name", "pattern", "gives", "options", "near", "holds", "example"}
_NEAR_KEYS = {"words", "least", "most"}
_EXAMPLE_KEYS = {"text", "gives"}
_FRAGMENT = regex.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what the rule must read in it, in the family's notation; nothing where it must stay silent."""

    text: str
    gives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """The words of which one stands `least` to `most` characters behind the beginning of any match."""

    finder: Finder
    least: int
    most: int

    def starts(self, text: str) -> Iterator[int]:
        """The places at which a match may begin, in order."""
        free = 0
        for word in sorted({start for start, _ in self.finder.all(text)}):
            beyond = min(word - self.least + 1, len(text))
            yield from range(max(free, word - self.most), beyond)
            free = max(free, beyond)


@dataclass(frozen=True, slots=True)
class Holds:
    """The words of which one stands on the line of any match."""

    finder: Finder

    def lines(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the lines begin and end on which a match may stand, in order."""
        end = -1
        for word in sorted({start for start, _ in self.finder.all(text)}):
            if word > end:
                start, end = text.rfind("\n", 0, word) + 1, text.find("\n", word)
                end = end if end >= 0 else len(text)
                yield start, end


@dataclass(frozen=True)
class Rule:
    """One record: a compiled pattern, what it gives, the options its family reads, and its examples."""

    name: str
    pattern: regex.Pattern[str]
    gives: str
    options: dict[str, Any]
    examples: tuple[Example, ...]
    near: Near | None = None
    holds: Holds | None = None

    def matches(self, text: str, *, overlapped: bool = False) -> Iterator[regex.Match[str]]:
        """The matches of the pattern in a text, as by its `finditer`."""
        if self.holds is not None:
            for line in self.holds.lines(text):
                yield from self.pattern.finditer(text, *line, overlapped=overlapped)
            return
        if self.near is None:
            yield from self.pattern.finditer(text, overlapped=overlapped)
            return
        free = 0
        for start in self.near.starts(text):
            found = self.pattern.match(text, start) if start >= free else None
            if found is not None:
                yield found
                free = start + 1 if overlapped else found.end()


def _read(folder: str, name: str) -> dict[str, Any]:
    file = resources.files("kg") / folder / f"{name}.toml"
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as e:
        raise BadKnowledge(f"{folder}/{name}.toml: {e}") from e


@cache
def _parts() -> dict[str, str]:
    spellings = sorted(units(), key=lambda s: (-len(s), s))
    parts = {"unit": "(?:" + "|".join(regex.escape(s, special_only=True) for s in spellings) + ")"}
    for name, pattern in _read("rules", "_parts").items():
        parts[name] = "(?:" + _expanded(pattern, parts, f"rules/_parts.toml: {name}") + ")"
    return parts


def _expanded(pattern: str, parts: dict[str, str], where: str) -> str:
    def part(found: regex.Match[str]) -> str:
        if found[1] not in parts:
            raise BadKnowledge(f"{where}: no fragment {found[0]} in rules/_parts.toml")
        return parts[found[1]]

    return _FRAGMENT.sub(part, pattern)


@cache
def rules(family: str) -> tuple[Rule, ...]:
    """The rules of a family in the order of its file. Raises BadKnowledge with file and rule."""
    found = []
    for record in _read("rules", family).get("rule", []):
        where = f"rules/{family}.toml: {record.get('name', 'a rule without name')}"
        if unknown := set(record) - _KEYS:
            raise BadKnowledge(f"{where}: unknown key {', '.join(sorted(unknown))}")
        examples = []
        for example in record.get("example", []):
            if unknown := set(example) - _EXAMPLE_KEYS:
                raise BadKnowledge(f"{where}: unknown key {', '.join(sorted(unknown))} in an example")
            examples.append(Example(example["text"], tuple(example.get("gives", ()))))
        try:
            pattern = regex.compile(_expanded(record["pattern"], _parts(), where), regex.VERSION0)
        except (regex.error, KeyError) as e:
            raise BadKnowledge(f"{where}: pattern: {e}") from e
        options = record.get("options", {})
        if "near" in record and "holds" in record:
            raise BadKnowledge(f"{where}: near and holds")
        near = _near(record.get("near"), where)
        holds = Holds(_finder(record["holds"], where)) if "holds" in record else None
        found.append(
            Rule(record["name"], pattern, record.get("gives", ""), options, tuple(examples), near, holds)
        )
    names = [r.name for r in found]
    if doubles := {n for n in names if names.count(n) > 1}:
        raise BadKnowledge(f"rules/{family}.toml: two rules are named {', '.join(sorted(doubles))}")
    return tuple(found)


def _near(record: dict[str, Any] | None, where: str) -> Near | None:
    if record is None:
        return None
    if set(record) != _NEAR_KEYS or record["least"] > record["most"]:
        raise BadKnowledge(f"{where}: near: words, least and most are needed, least not above most")
    return Near(_finder(record["words"], where), record["least"], record["most"])


def _finder(words: str, where: str) -> Finder:
    try:
        return Finder(w for pattern in words.split() for w in spellings(_expanded(pattern, _parts(), where)))
    except ValueError as e:
        raise BadKnowledge(f"{where}: {e}") from e


def families() -> tuple[str, ...]:
    """The names of all rule files, in order."""
    names = (f.name for f in (resources.files("kg") / "rules").iterdir() if f.name.endswith(".toml"))
    return tuple(sorted(n.removesuffix(".toml") for n in names if not n.startswith("_")))


@cache
def lexicon(name: str) -> dict[str, Any]:
    """A lexicon file as read: tables of word lists."""
    return _read("lexicon", name)


@cache
def wordlist(name: str, table: str) -> frozenset[str]:
    """The words of one list of a lexicon: `wordlist("verbs", "issue")`. Lists are written with blanks between."""
    try:
        return frozenset(lexicon(name)[table]["words"].split())
    except KeyError as e:
        raise BadKnowledge(f"lexicon/{name}.toml: no list [{table}] with words") from e
