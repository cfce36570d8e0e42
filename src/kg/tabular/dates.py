"""Years, months and days as tables write them."""

from __future__ import annotations

from calendar import monthrange

import regex

from kg.text import fold

__all__ = ["first_day", "iso_date", "last_day"]

_DATE = regex.compile(r"^(\d{4})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月)?|年)?(?: 00:00:00)?$")


def iso_date(words: str) -> str:
    """A year, month or day in ISO 8601, "" for other words.

    >>> iso_date("2020年"), iso_date("2020-11-01"), iso_date("2020年1月"), iso_date("上年")
    ('2020', '2020-11-01', '2020-01', '')
    """
    found = _DATE.match(fold(words).strip())
    if found is None:
        return ""
    parts = [found[1], *(part.zfill(2) for part in (found[2], found[3]) if part)]
    if len(parts) > 1 and not 1 <= int(parts[1]) <= 12:
        return ""
    if len(parts) > 2 and not 1 <= int(parts[2]) <= monthrange(int(parts[0]), int(parts[1]))[1]:
        return ""
    return "-".join(parts)


def first_day(iso: str) -> str:
    """The first day of a year, month or day in ISO 8601."""
    return iso + "-01-01"[len(iso) - 4 :]


def last_day(iso: str) -> str:
    """The last day of a year, month or day in ISO 8601."""
    if len(iso) == 7:
        return f"{iso}-{monthrange(int(iso[:4]), int(iso[5:]))[1]:02d}"
    return iso + "-12-31"[len(iso) - 4 :]
