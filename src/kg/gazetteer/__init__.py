"""China's administrative divisions from the province down to the village, looked up offline.

Source: the code book of the National Bureau of Statistics (统计用区划代码和城乡划分代码) as of 2023-06-30,
see SOURCE.md. Taiwan, Hong Kong and Macau are not in it.

    with Gazetteer() as book:
        county = book.county("610331")
        county.named("东青")        # 东青村, 610331104200, in 太白河镇 610331104

A name may mean several divisions (five 大庄村 in one county): every look-up by name returns all of them in
the order of their codes, and an empty tuple for none. Names are compared as they are written; only white
space around a name is ignored.
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.gazetteer.archive import INDEX, member, unpack
from kg.gazetteer.names import (
    county_names,
    cut_committee,
    prefecture_names,
    province_names,
    town_names,
    village_stem,
)
from kg.model import Division

__all__ = ["CODE_BOOK", "County", "Division", "Gazetteer", "UnknownDivision", "cut_committee"]

CODE_BOOK = "nbs2023"
"""Name of the code book all codes here belong to: National Bureau of Statistics, as of 2023-06-30."""


# Counties that stay open: about as many as one report names. Each takes about 100 kB.
_OPEN = 64


class UnknownDivision(KeyError):
    """A code or division that is not in the code book."""

    def __init__(self, code: str, sought: str) -> None:
        super().__init__(code)
        self.code = code
        self.sought = sought

    def __str__(self) -> str:
        return f"{self.code!r} is not {self.sought} in the code book {CODE_BOOK}"


@dataclass(frozen=True, slots=True)
class County:
    """One opened county: 太白县 with its 7 towns, 44 villages and 2 communities.

    prefecture is None where the county lies directly under the province (see Division.parent).
    villages holds villages and communities alike; all tuples are in the order of the codes.
    """

    division: Division
    prefecture: Division | None
    province: Division
    towns: tuple[Division, ...]
    villages: tuple[Division, ...]
    _by_code: dict[str, Division] = field(repr=False, compare=False)
    _by_name: dict[str, tuple[Division, ...]] = field(repr=False, compare=False)

    def named(self, name: str) -> tuple[Division, ...]:
        """All towns and villages of this county that the name can mean, () for none.

        东青村, 东青, 东青村委会, 东青村民委员会 -> 东青村; 太白河镇, 太白河 -> 太白河镇. Without its ending a
        name counts only from two characters on.
        """
        name = name.strip()
        # Both keys: 大庄村委会 also means the village that the book writes 大庄村民委员会.
        found = {one.code: one for key in (name, cut_committee(name)) for one in self._by_name.get(key, ())}
        return tuple(found[code] for code in sorted(found))

    def parent_of(self, division: Division) -> Division:
        """The division above one of this county: the town of a village, the county of a town.

        UnknownDivision for a division of another county.
        """
        if division == self.division:
            return self.prefecture or self.province
        if self._by_code.get(division.code) != division:
            raise UnknownDivision(division.code, f"a division of {self.division.name}")
        return self._by_code.get(division.parent, self.division)


class Gazetteer:
    """The code book. Nothing is read before the first question; then only what the question needs.

    Usable as a context manager; close() gives the file back. UnknownDivision for unknown codes, OSError or
    zipfile.BadZipFile for an unreadable file.
    """

    def __init__(self, path: Path | None = None) -> None:
        """path: another file written by kg.gazetteer.compile; the one shipped with the package otherwise."""
        self._path = path or Path(__file__).with_name("divisions.zip")
        self._archive: zipfile.ZipFile | None = None
        self._names: dict[str, str] | None = None
        self._last: tuple[str, str] = ("", "")
        self._opened: dict[str, County] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the data file; the next question opens it again."""
        if self._archive is not None:
            self._archive.close()
            self._archive = None

    @property
    def provinces(self) -> tuple[Division, ...]:
        """All provinces, autonomous regions and municipalities: 31."""
        return self._level(2)

    @property
    def prefectures(self) -> tuple[Division, ...]:
        """All prefectures: 333. Headings (市辖区, 省直辖县级行政区划 …) are no places and not among them."""
        return self._level(4)

    @property
    def counties(self) -> tuple[Division, ...]:
        """All counties, districts and county-level zones."""
        return self._level(6)

    def county(self, code: str) -> County:
        """Open one county: county("610331") is 太白县 with all its towns and villages. The last few stay open."""
        found = self._opened.get(code) or self._open(code)
        self._opened.pop(code, None)
        self._opened[code] = found
        if len(self._opened) > _OPEN:
            del self._opened[next(iter(self._opened))]
        return found

    def _open(self, code: str) -> County:
        if len(code) != 6 or code not in self._index():
            raise UnknownDivision(code, "a county")
        division = self._division(code)
        towns: list[Division] = []
        villages: list[Division] = []
        by_name: dict[str, list[Division]] = {}
        for row, official in unpack(self._text(member(code)), code):
            if len(row) == 9:
                found = Division(row, official, official, "Township", code)
                towns.append(found)
                spellings = town_names(official)
            else:
                place = cut_committee(official)
                found = Division(row, place, official, _village_level(row), row[:9])
                villages.append(found)
                stem = village_stem(place)
                spellings = frozenset({place, official, stem} if stem else {place, official})
            for spelling in spellings:
                by_name.setdefault(spelling, []).append(found)
        above = self.containing(division)
        return County(
            division,
            above[0] if len(above) == 2 else None,
            above[-1],
            tuple(towns),
            tuple(villages),
            {found.code: found for found in towns + villages},
            {name: tuple(sorted(group, key=lambda one: one.code)) for name, group in by_name.items()},
        )

    def provinces_named(self, name: str) -> tuple[Division, ...]:
        """陕西省 or 陕西; 广西壮族自治区 or 广西."""
        return self._named(2, name, province_names)

    def prefectures_named(self, name: str) -> tuple[Division, ...]:
        """怀化市 or 怀化; 红河哈尼族彝族自治州, 红河州 or 红河."""
        return self._named(4, name, prefecture_names)

    def counties_named(self, name: str) -> tuple[Division, ...]:
        """太白县 or 太白; 玉龙纳西族自治县, 玉龙县 or 玉龙. 鼓楼区 is four counties.

        Two characters must remain without the ending (郊区 is never 郊); a development zone matches by its
        full name only.
        """
        return tuple(
            self._division(code)
            for code in self._starting(6, name.strip())
            # The code book numbers development and management zones from 71 on.
            if name.strip() in county_names(self._index()[code], zone="71" <= code[4:] <= "79")
        )

    def containing(self, division: Division) -> tuple[Division, ...]:
        """The divisions above, nearest first: 太白县 -> 宝鸡市, 陕西省; 东城区 -> 北京市; 陕西省 -> none."""
        if len(division.code) > 6:
            county = self.county(division.code[:6])
            near = county.parent_of(division)
            between = (near,) if near == county.division else (near, county.division)
            return between + self.containing(county.division)
        if division.code not in self._index() or self._division(division.code) != division:
            raise UnknownDivision(division.code, "this division")
        above: list[Division] = []
        while division.parent:
            division = self._division(division.parent)
            above.append(division)
        return tuple(above)

    def _named(
        self, digits: int, name: str, spellings: Callable[[str], frozenset[str]]
    ) -> tuple[Division, ...]:
        name = name.strip()
        rows = self._starting(digits, name)
        return tuple(self._division(code) for code in rows if name in spellings(self._index()[code]))

    def _starting(self, digits: int, name: str) -> list[str]:
        # Every spelling keeps the first two characters, so only few names have to be taken apart.
        start = name[:2]
        if len(start) < 2:
            return []
        return [
            code for code, full in self._index().items() if len(code) == digits and full.startswith(start)
        ]

    def _level(self, digits: int) -> tuple[Division, ...]:
        return tuple(self._division(code) for code in self._index() if len(code) == digits)

    def _division(self, code: str) -> Division:
        index = self._index()
        name = index[code]
        if len(code) == 2:
            return Division(code, name, name, "Province", "")
        if len(code) == 4:
            return Division(code, name, name, "Prefecture", code[:2])
        parent = code[:4] if code[:4] in index else code[:2]
        return Division(code, name, name, "County", parent)

    def _index(self) -> dict[str, str]:
        if self._names is None:
            rows = (line.partition("\t") for line in self._text(INDEX).splitlines())
            self._names = {code: name for code, _, name in rows}
        return self._names

    def _text(self, path: str) -> str:
        # The last text is kept: a caller often opens several counties of one prefecture.
        if self._last[0] != path:
            if self._archive is None:
                self._archive = zipfile.ZipFile(self._path)
            try:
                text = self._archive.read(path).decode("utf-8")
            except KeyError:  # a county without towns in a prefecture that has no other
                text = ""
            self._last = (path, text)
        return self._last[1]


def _village_level(code: str) -> str:
    # 001-199 residents' committee, 200-399 villagers' committee, 400-499 like a residents' committee,
    # 500-599 like a villagers' committee.
    return "Community" if code[9] in "014" else "Village"
