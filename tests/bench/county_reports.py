"""Made-up county reports with their gold annotations, from a seed: copies and siblings among them.

A report's number decides everything in it: its kind, county, year and sentences. Some repeat an earlier one.
"""

from __future__ import annotations

import hashlib
import math
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from kg.gazetteer import Gazetteer

from .wording import Area, Piece, Writer

__all__ = ["LONG", "MANNERS", "SEED", "SHORT", "Made", "made_reports"]

SEED = 20260131
SHORT, LONG = 1_500, 15_000  # characters, where no length is asked for
PER_COUNTY = 20
DATA = tomllib.loads(Path(__file__).with_name("corpus.toml").read_text(encoding="utf-8"))
# Full of numbers as a bulletin, or mostly prose; tables are for the former.
MANNERS = ("numbers", "prose")
DATES = ("{0:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日", "{0:%Y/%m/%d}", "{0:%Y-%m-%d} 10:24")


class Made(NamedTuple):
    """A made-up report: its number, county, text and gold; what it copies ("" where nothing) and how; its sibling."""

    name: str
    folder: str
    area: Area
    text: str
    gold: dict[str, Any]
    copies: str
    how: str
    sibling: str


class Order(NamedTuple):
    """What makes a report: the numbers that its plan, filling and county are drawn from, and how it is special."""

    number: int
    plan: int
    fill: int
    how: str


def made_reports(
    count: int, length: int | None = None, seed: int = SEED, manner: str = "numbers"
) -> Iterator[Made]:
    """The reports of a corpus in their order. `length`: characters of each, else varied; `manner`: one of MANNERS."""
    areas = _areas(max(2, count // PER_COUNTY), seed)
    for number in range(count):
        order = _order(number, seed)
        original = _name(order.plan) if order.plan != number else ""
        area = areas[order.fill % len(areas)]
        text, gold = _written(order, area, length, seed, manner)
        copied = order.how in ("exact", "near")
        # Every other copy lies in another county's folder, as reposts do.
        place = areas[(order.fill + number // 30 % 2) % len(areas)] if copied else area
        gold["doc"] = f"{_name(number)}.txt"
        yield Made(
            _name(number), place.code, area, text, gold, original if copied else "", order.how if copied else "",
            "" if copied else original,
        )  # fmt: skip


def _name(number: int) -> str:
    return f"r{number:05d}"


def _order(number: int, seed: int) -> Order:
    """One report in thirty is an exact copy, one a near one, one in twenty a sibling; in ten there is one of each."""
    how = {7: "exact", 8: "near"}.get(number % 30) or ("sibling" if number % 20 == 9 else "")
    if not how:
        return Order(number, number, number, "")
    earlier = Random(f"{seed}/{number}/original")
    while True:
        original = earlier.randrange(number)
        if not _order(original, seed).how:
            # A sibling's county is the next one's.
            return Order(number, original, original + 1 if how == "sibling" else original, how)


def _areas(count: int, seed: int) -> list[Area]:
    """Counties with towns and villages enough, drawn from the gazetteer."""
    found: list[Area] = []
    with Gazetteer() as book:
        counties = [
            c for c in book.counties if c.name[-1] in "县区市旗" and "自治" not in c.name and len(c.name) < 5
        ]
        Random(f"{seed}/counties").shuffle(counties)
        for division in counties:
            county = book.county(division.code)
            villages: dict[str, list[str]] = {}
            for village in county.villages:
                if village.name.endswith(("村", "社区")) and 3 <= len(village.name) <= 6:
                    villages.setdefault(village.parent, []).append(village.name)
            towns = tuple(
                (town.name, tuple(villages[town.code]))
                for town in county.towns
                if town.name.endswith(("镇", "乡", "街道"))
                and len(town.name) < 6
                and len(villages.get(town.code, ())) > 2
            )
            if len(towns) > 3:
                city = (county.prefecture or county.province).name
                found.append(Area(division.code, division.name, city, county.province.name, towns))
            if len(found) == count:
                return found
    raise SystemExit(f"the gazetteer has only {len(found)} counties for {count}")


def _written(
    order: Order, area: Area, length: int | None, seed: int, manner: str
) -> tuple[str, dict[str, Any]]:
    """The text of a report and its gold."""
    near = order.how == "near"
    chance = Random(f"{seed}/{order.plan}/report")
    kind = chance.choice(DATA["kinds"])
    year = chance.randint(2018, 2023)
    wanted = length or round(math.exp(chance.uniform(math.log(SHORT), math.log(LONG))))
    fill = f"{seed}/{order.plan}/{order.fill}"
    first = head = _head(kind, area, year, Random(f"{seed}/{order.plan}/title"), Random(f"{fill}/head"))
    if near:
        head = _head(
            kind, area, year, Random(f"{seed}/{order.plan}/title"), Random(f"{fill}/{order.number}"), first
        )
    paragraphs = [[Piece(head["text"])]]
    tail = Writer(DATA, area, year, Random(f"{fill}/tail"), Random(f"{fill}/tail"))
    last = [tail.words(line) for line in kind["tail"]]
    left = wanted - len(head["text"]) - sum(map(len, last))
    chapters = kind["chapters"]
    for number, (heading, topics) in enumerate(chapters):
        plan, filled = Random(f"{seed}/{order.plan}/{number}"), Random(f"{fill}/{number}")
        writer = Writer(DATA, area, year, plan, filled)
        share = DATA["prose"] if manner == "prose" else 0.0
        chapter = _chapter(
            writer, writer.words(heading), topics, number, left // (len(chapters) - number), share
        )
        left -= sum(len(piece.text) for paragraph in chapter for piece in paragraph)
        paragraphs += chapter
    if near:
        longest = max(paragraphs[1:], key=len)
        del longest[len(longest) // 2]
        last.append(f"本文转自{first['from']}，如有侵权请联系删除。")
    paragraphs.append([Piece("\n".join(last) + "\n")])
    told = {"title": head["title"], "publisher": head["from"], "published": head["published"].isoformat()}
    text, gold = _annotated([piece for paragraph in paragraphs for piece in paragraph], area)
    return text, {"report": told | {"area": area.name, "period": str(year)}} | gold


def _head(
    kind: dict[str, Any],
    area: Area,
    year: int,
    titles: Random,
    chance: Random,
    of: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Title, source and day; of a copy (`of` the original's), another medium and a later day."""
    writer = Writer(DATA, area, year, titles, titles)
    title = writer.words(titles.choice(kind["titles"]))
    writer = Writer(DATA, area, year, chance, chance)
    if of:
        others = (writer.words("{媒}") for _ in range(99))
        source = next(name for name in others if name != of["from"])
        day = of["published"] + timedelta(days=chance.randint(1, 9))
    else:
        source = writer.words(chance.choice(kind["from"]))
        day = date(year + 1, 1, 4) if kind["later"] else date(year, 11, 1)
        day += timedelta(days=chance.randrange(50))
    line = f"来源：{source}　发布时间：{chance.choice(DATES).format(day)}"
    return {"title": title, "from": source, "published": day, "text": f"{title}\n{line}\n\n"}


def _chapter(
    writer: Writer, heading: str, topics: list[str], number: int, length: int, prose: float
) -> list[list[Piece]]:
    """The paragraphs of a chapter of about a length: sentences of its topics in turn, and sometimes a table.

    `prose` is the part of sentences that are prose instead; then there is no table.
    """
    plan = writer.plan
    chapter = [[Piece(f"{'一二三四五六七八'[number]}、{heading}\n")]] if heading else []
    left = length - len(heading)
    if heading and left > 350 and not prose and plan.random() < 0.5:
        chapter.append([writer.table(plan.choice(DATA["tables"]))])
        left -= len(chapter[-1][0].text)
    waiting: dict[str, list[str]] = {}
    while left > 20:
        paragraph = [Piece("　　")]
        for _ in range(plan.randint(3, 6)):
            topic = "prose" if prose and plan.random() < prose else plan.choice(topics)
            if not waiting.get(topic):
                waiting[topic] = plan.sample(DATA["topics"][topic], len(DATA["topics"][topic]))
            paragraph.append(writer.sentence(waiting[topic].pop()))
            left -= len(paragraph[-1].text)
            if left < 20:
                break
        paragraph.append(Piece("\n"))
        chapter.append(paragraph)
    return chapter


def _annotated(pieces: list[Piece], area: Area) -> tuple[str, dict[str, Any]]:
    """The text of pieces one behind the other, and their annotations in the contract's form."""
    text = "".join(piece.text for piece in pieces)
    county = {"type": "Place", "subtype": "County", "name": area.name, "optional": False}
    start = text.find(area.name)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    names: dict[tuple[str, str], dict[str, None]] = {("Place", area.name): {f"全{area.name[-1]}": None}}
    if start >= 0:
        found["Place", area.name] = county | {
            "start": start,
            "end": start + len(area.name),
            "quote": area.name,
        }
    figures: list[dict[str, Any]] = []
    relations: dict[tuple[str, str, str], dict[str, Any]] = {}
    at = 0
    for piece in pieces:
        for mark in piece.marks:
            key = (mark.type, mark.name)
            names.setdefault(key, {}).update(dict.fromkeys(mark.names))
            start, end = at + mark.start, at + mark.end
            entity = {
                "type": mark.type,
                "subtype": mark.subtype,
                "name": mark.name,
                "optional": mark.optional,
            }
            found.setdefault(key, entity | {"start": start, "end": end, "quote": text[start:end]})
        for figure in piece.figures:
            moved = {**figure, "start": at + figure["start"], "end": at + figure["end"]}
            if "header" in figure:
                moved["header"] = [
                    {**h, "start": at + h["start"], "end": at + h["end"]} for h in figure["header"]
                ]
            figures.append(moved)
        for one in piece.relations:
            start, end = at + one.start, at + one.end
            stated = {"subject": one.subject, "predicate": one.predicate, "object": one.object}
            relations.setdefault(one[:3], stated | {"start": start, "end": end, "quote": text[start:end]})
        at += len(piece.text)
    entities = [e | {"aliases": [n for n in names[key] if n != e["name"]]} for key, e in found.items()]
    sums = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "chars": len(text)}
    return text, sums | {
        "events": [],
        "entities": entities,
        "figures": figures,
        "relations": list(relations.values()),
    }
