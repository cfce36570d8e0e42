"""What an evaluation finds: counts with their rates, and one report's score as JSON or as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Counts", "Score", "render"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were right, extra and missed. With nothing to find, nothing found is a perfect score."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """The share of what was given that is right."""
        given = self.right + self.extra
        return self.right / given if given else 1.0

    @property
    def recall(self) -> float:
        """The share of what was to be found that was found."""
        wanted = self.right + self.missed
        return self.right / wanted if wanted else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def as_dict(self) -> dict[str, Any]:
        """The counts and rates under the contract's names, rates rounded to four places."""
        rates = {"p": self.precision, "r": self.recall, "f1": self.f1}
        rounded = {key: round(rate, 4) for key, rate in rates.items()}
        return {**rounded, "tp": self.right, "fp": self.extra, "fn": self.missed}


@dataclass(frozen=True, slots=True)
class Score:
    """One report's score; `lists` holds misses and extras by title, in the order that `render` shows.

    `entities` has "all" and each type that occurs; `attributes` the share of found figures whose qualifier,
    period, area, measure and about are right.
    """

    doc: str
    ungrounded: int
    fields_right: int
    fields_of: int
    fields_missed: tuple[str, ...]
    entities: Mapping[str, Counts]
    figures: Counts
    attributes: Mapping[str, float]
    relations: Counts
    lists: Mapping[str, tuple[str, ...]]

    def as_dict(self) -> dict[str, Any]:
        """The score as the contract's JSON object."""
        fields = {"right": self.fields_right, "of": self.fields_of, "missed": list(self.fields_missed)}
        shares = {key: round(share, 4) for key, share in self.attributes.items()}
        return {
            "doc": self.doc,
            "ungrounded": self.ungrounded,
            "report": fields,
            "entities": {key: counts.as_dict() for key, counts in self.entities.items()},
            "figures": {**self.figures.as_dict(), "attributes": shares},
            "relations": self.relations.as_dict(),
        }


def render(score: Score) -> str:
    """The score as a table to read, followed by every list of misses and extras that is not empty."""
    fields = f"report fields {score.fields_right} of {score.fields_of}"
    if score.fields_missed:
        fields += f" (wrong or absent: {', '.join(score.fields_missed)})"
    lines = [score.doc, fields, f"ungrounded rows {score.ungrounded}", ""]
    lines.append(f"{'':16}{'precision':>9}{'recall':>8}{'F1':>8}{'right':>7}{'extra':>7}{'missed':>8}")
    shown = {"entities": score.entities["all"]}
    shown |= {f"  {type_}": counts for type_, counts in score.entities.items() if type_ != "all"}
    shown |= {"figures": score.figures, "relations": score.relations}
    lines += [
        f"{title:16}{c.precision:9.3f}{c.recall:8.3f}{c.f1:8.3f}{c.right:7}{c.extra:7}{c.missed:8}"
        for title, c in shown.items()
    ]
    if score.attributes:
        shares = ", ".join(f"{key} {share:.3f}" for key, share in score.attributes.items())
        lines += ["", f"of the figures found, right: {shares}"]
    for title, items in score.lists.items():
        if items:
            lines += ["", f"{title} ({len(items)}):", *(f"  {item}" for item in items)]
    return "\n".join(lines) + "\n"
