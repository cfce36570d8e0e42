"""The ledger of judgements in SSSOM TSV (Simple Standard for Sharing Ontological Mappings): who is who, and who is not.

A row is never changed. A later row on the same two nodes takes the place of an earlier one; one that leaves them undecided
(skos:closeMatch) is an undo. Rows of people stand above those of rules, whatever their dates. Nothing is dated by the
clock of a merge: people's rows keep the date of their judgement, rules' rows have the date on which the rules were laid
down, so that the same input gives the same rows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kg import __version__
from kg.errors import BadInput
from kg.ontology import prefixes
from kg.rulebook import lexicon

__all__ = [
    "APART",
    "FILE",
    "OPEN",
    "SAME",
    "Judgement",
    "Row",
    "append",
    "by_rule",
    "header",
    "human",
    "read_ledger",
]

FILE = "judgements.sssom.tsv"
SAME, APART, OPEN = "same", "different", "undecided"

_COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "object_label",
    "mapping_justification", "author_id", "mapping_date", "mapping_tool", "mapping_tool_version", "other", "comment",
)  # fmt: skip
_BY_HAND = "semapv:ManualMappingCuration"
_BY_RULE = "semapv:CompositeMatching"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


class Row(NamedTuple):
    """A row as its cells, in the order of the columns."""

    subject_id: str
    subject_label: str
    predicate_id: str
    predicate_modifier: str
    object_id: str
    object_label: str
    mapping_justification: str
    author_id: str
    mapping_date: str
    mapping_tool: str
    mapping_tool_version: str
    other: str
    comment: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What holds of two nodes by their IRIs (`one` < `two`): SAME, APART or OPEN; by whom, and where that is written."""

    one: str
    two: str
    verdict: str
    human: bool
    where: str
    row: Row

    @property
    def pair(self) -> tuple[str, str]:
        """The two IRIs."""
        return self.one, self.two


def _curies() -> dict[str, str]:
    base = prefixes()["kg"].removesuffix("ontology#")
    return {
        "id": prefixes()["id"],
        "kgp": base,
        "user": base + "user/",
        "orcid": "https://orcid.org/",
        "semapv": "https://w3id.org/semapv/vocab/",
        "skos": prefixes()["skos"],
    }


def header() -> str:
    """The lines above the rows: the set, its licence, the prefixes, and the names of the columns."""
    base = prefixes()["kg"].removesuffix("ontology#")
    lines = [
        f"#mapping_set_id: {base}merge",
        "#license: https://creativecommons.org/publicdomain/zero/1.0/",
        "#curie_map:",
        *(f"#  {name}: {iri}" for name, iri in sorted(_curies().items())),
        "\t".join(_COLUMNS),
    ]
    return "".join(line + "\n" for line in lines)


def _short(iri: str) -> str:
    for name in ("id",):
        base = _curies()[name]
        if iri.startswith(base) and ":" not in iri[len(base) :]:
            return f"{name}:{iri[len(base) :]}"
    return iri


def _long(term: str, curies: Mapping[str, str]) -> str:
    name, colon, rest = term.partition(":")
    return curies[name] + rest if colon and name in curies and not rest.startswith("//") else term


def _clean(text: str) -> str:
    return _NO_TEXT.sub(" ", text)


def by_rule(one: str, two: str, labels: tuple[str, str], verdict: str, rule: str, why: str) -> Row:
    """A row that a rule makes. `rule` is its name, such as `code`, `key` or `veto.direction`."""
    (one, first), (two, second) = sorted(zip((one, two), labels, strict=True))
    return Row(
        _short(one), _clean(first), "skos:exactMatch", "Not" if verdict == APART else "",
        _short(two), _clean(second), _BY_RULE, "kgp:authors", lexicon("merge")["rules"]["date"], "kg", __version__,
        f"rule={rule}", _clean(why),
    )  # fmt: skip


def human(
    one: str, two: str, labels: tuple[str, str], verdict: str, author: str, date: str, why: str = ""
) -> Row:
    """A row that a person makes. Raises BadInput for an author without a name and a date that is not of ISO 8601."""
    if not _DATE.fullmatch(date):
        raise BadInput(f"{date!r}: a date like 2026-11-23 is needed")
    if not author.strip():
        raise BadInput("a judgement needs an author: give --author, a name or an ORCID")
    (one, first), (two, second) = sorted(zip((one, two), labels, strict=True))
    who = author if ":" in author else "user:" + re.sub(r"\s+", "_", _clean(author.strip()))
    predicate = "skos:closeMatch" if verdict == OPEN else "skos:exactMatch"
    return Row(
        _short(one), _clean(first), predicate, "Not" if verdict == APART else "", _short(two), _clean(second),
        _BY_HAND, who, date, "kg", __version__, "", _clean(why or ("undo" if verdict == OPEN else "")),
    )  # fmt: skip


def append(rows: Iterable[Row]) -> str:
    """Rows as lines."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    return out.getvalue()


def read_ledger(file: Path) -> tuple[list[Judgement], str]:
    """The judgements of a ledger in the order of its rows, and its text. Raises BadInput with file and line."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as e:
        raise BadInput(f"{file}: cannot be read: {getattr(e, 'strerror', None) or 'it is not UTF-8'}") from e
    curies, names, found = _curies(), list[str](), list[Judgement]()
    in_map = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("#"):
            in_map = line.startswith("#curie_map") or (in_map and line.startswith("#  "))
            if in_map and (entry := re.match(r"#\s+([\w.-]+):\s+(\S+)$", line)):
                curies[entry[1]] = entry[2].strip("'\"")
            continue
        if not line.strip():
            continue
        cells = next(csv.reader([line.rstrip("\r")], delimiter="\t"))
        if not names:
            names = cells
            if missing := {"subject_id", "predicate_id", "object_id"} - set(names):
                raise BadInput(f"{file}, line {number}: no column {', '.join(sorted(missing))}")
            continue
        if len(cells) != len(names):
            raise BadInput(f"{file}, line {number}: {len(cells)} cells for {len(names)} columns")
        found.append(_judgement(dict(zip(names, cells, strict=True)), curies, f"{file}, line {number}"))
    return found, text


def _judgement(cells: Mapping[str, str], curies: Mapping[str, str], where: str) -> Judgement:
    one, two = _long(cells["subject_id"], curies), _long(cells["object_id"], curies)
    if ":" not in one or ":" not in two or one == two:
        raise BadInput(f"{where}: subject_id and object_id must be two IRIs")
    predicate, modifier = cells["predicate_id"], cells.get("predicate_modifier", "")
    verdicts = {"skos:exactMatch": SAME, "owl:sameAs": SAME, "skos:closeMatch": OPEN}
    if predicate not in verdicts or modifier not in ("", "Not"):
        raise BadInput(
            f"{where}: {predicate} {modifier}: skos:exactMatch, with or without Not, or skos:closeMatch is needed"
        )
    verdict = APART if modifier else verdicts[predicate]
    date = cells.get("mapping_date", "")
    if date and not _DATE.fullmatch(date):
        raise BadInput(f"{where}: mapping_date {date!r} is no date like 2026-11-23")
    row = Row(*(cells.get(name, "") for name in _COLUMNS))
    by_person = row.mapping_justification == _BY_HAND
    one, two = sorted((one, two))
    return Judgement(one, two, verdict, by_person, where, row)
