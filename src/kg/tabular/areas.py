"""Which division a row is about: by its code, by its full name, or by its name within a county or province."""

from __future__ import annotations

from kg.gazetteer import CODE_BOOK, Division, Gazetteer, UnknownDivision

__all__ = ["NotBound", "find_area"]


class NotBound(Exception):
    """A row whose division cannot be told; the message is the reason."""


def find_area(gazetteer: Gazetteer, code: str, name: str, within: str) -> Division:
    """The division of a code, a name, or both, which then must agree. Raises NotBound with the reason.

    A name alone must be that of one division: within the code `within` (of a province, prefecture or county) where that is
    given, else of all counties and larger ones, or led by the names of those around it (陕西省宝鸡市太白县).
    """
    if code:
        found = _by_code(gazetteer, code)
        if name and found not in _named(gazetteer, name, found.code[:6] if len(found.code) > 6 else ""):
            raise NotBound(f"code {code} is {found.name} in {CODE_BOOK}, not {name}")
        return found
    if not name:
        raise NotBound("neither code nor name")
    named = _named(gazetteer, name, within)
    if len(named) != 1:
        told = ", ".join(f"{d.name} {d.code}" for d in named[:5])
        raise NotBound(
            f"{name}: {len(named)} divisions of this name ({told})" if named else f"{name}: no such division"
        )
    return named[0]


def _by_code(gazetteer: Gazetteer, code: str) -> Division:
    digits = code.removesuffix(".0")
    if not digits.isascii() or not digits.isdigit():
        raise NotBound(f"{code!r} is no code")
    if len(digits) == 12 and digits.endswith("000"):
        digits = digits[:9]
    if len(digits) == 9 and digits.endswith("000"):
        digits = digits[:6]
    if len(digits) == 6:
        digits = digits.removesuffix("00").removesuffix("00") if digits.endswith("00") else digits
    try:
        if len(digits) > 6:
            county = gazetteer.county(digits[:6])
            return next(d for d in (*county.towns, *county.villages) if d.code == digits)
        if len(digits) == 6:
            return gazetteer.county(digits).division
        levels = gazetteer.prefectures if len(digits) == 4 else gazetteer.provinces
        return next(d for d in levels if d.code == digits)
    except (UnknownDivision, StopIteration):
        raise NotBound(f"code {code} is not in {CODE_BOOK}") from None


def _named(gazetteer: Gazetteer, name: str, within: str) -> list[Division]:
    if len(within) == 6:
        county = gazetteer.county(within)
        return [d for d in (county.division,) if name in (d.name, d.name[:-1])] or list(county.named(name))
    found = [
        *gazetteer.provinces_named(name),
        *gazetteer.prefectures_named(name),
        *gazetteer.counties_named(name),
    ]
    if not found:
        found = _led(gazetteer, name)
    inside = [d for d in found if d.code.startswith(within)]
    exact = [d for d in inside if d.name == name]
    return exact or inside


def _led(gazetteer: Gazetteer, name: str) -> list[Division]:
    """Counties whose name is the end of a full one, provided that the beginning names what is around them."""
    found = []
    for cut in range(2, len(name) - 1):
        for county in gazetteer.counties_named(name[cut:]):
            around = "".join(d.name for d in reversed(gazetteer.containing(county)))
            if name[cut:] == county.name and name[:cut] in (
                around,
                *(d.name for d in gazetteer.containing(county)),
            ):
                found.append(county)
    return found
