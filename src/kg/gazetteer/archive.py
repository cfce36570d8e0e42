"""The layout of divisions.zip, written by compile.py and read by the look-up.

`index.tsv`: one line `code<TAB>name` per province (2 digits), prefecture (4) and county (6), sorted.
`towns/CCCC.txt` for the four leading digits CCCC of a county code: towns and villages, codes cut to what the
line above does not say yet:

    #31                 a county: digits 5-6
    =104太白河镇         a town: digits 7-9
    200东青村委会        a village: digits 10-12
"""

from collections.abc import Iterable, Iterator

INDEX = "index.tsv"


def member(county: str) -> str:
    """The member that holds a county: 610331 -> towns/6103.txt."""
    return f"towns/{county[:4]}.txt"


def pack(rows: Iterable[tuple[str, str]]) -> str:
    """Towns (9 digits) and villages (12 digits) of one member, sorted by code, as text."""
    lines: list[str] = []
    county = ""
    for code, name in rows:
        if code[:6] != county:
            county = code[:6]
            lines.append(f"#{county[4:]}")
        lines.append(f"={code[6:]}{name}" if len(code) == 9 else f"{code[9:]}{name}")
    return "\n".join(lines) + "\n"


def unpack(text: str, county: str) -> Iterator[tuple[str, str]]:
    """The rows (code, name as the code book writes it) of one county, towns before their villages."""
    # A county without towns is not in the text at all.
    _, found, rest = f"\n{text}".partition(f"\n#{county[4:]}\n")
    if not found:
        return
    town = county
    for line in rest.partition("\n#")[0].splitlines():
        if line.startswith("="):
            town = county + line[1:4]
            yield town, line[4:]
        else:
            yield town + line[:3], line[3:]
