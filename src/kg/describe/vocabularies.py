"""The vocabularies and other works that a graph uses, with their licences: `sources.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.namespaces import prefixes

__all__ = ["Work", "vocabularies", "works"]


@dataclass(frozen=True, slots=True)
class Work:
    """A work by others: its title, who made it, its licence, and more to know."""

    title: str
    maker: str
    licence: str
    note: str = ""


@cache
def _record() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "sources.toml").read_text(encoding="utf-8"))


@cache
def vocabularies() -> dict[str, Work]:
    """The vocabularies that a graph may use, by namespace, the project's own among them."""
    known = {prefixes()[name]: Work(**record) for name, record in _record()["vocabulary"].items()}
    return {base: known[base] for base in sorted(known)}


@cache
def works() -> tuple[Work, ...]:
    """Data by others that the reading of reports rests on."""
    return tuple(Work(**record) for _, record in sorted(_record()["work"].items()))
