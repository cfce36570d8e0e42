"""Positions for the network page: every node has a cell of its own, so that no label lies on another.

vis-network neither avoids overlapping labels nor repeats a layout, so the places are computed here, without
chance. The largest connected part fills a rounded field round its best-connected node, branch by branch;
small parts and, in one box for each class, nodes without any edge stand beside or below it, whichever shows
larger.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atan2, ceil, pi, sqrt

import networkx as nx

__all__ = ["Arrangement", "Box", "arrange", "blocked"]

STAGE = (1080, 790)  # the room for the network in a window of 1440 x 900
CELL = (108, 68)  # seven characters of 14 px and a margin; a shape and two lines
LOW = 64  # a cell's height where no node has an edge, so that all shapes are small
GAP, CAPTION = 20, 24
NEAR = 14  # a line this near the middle of a shape runs through it
ASPECTS = tuple(0.7 * 1.1**step for step in range(14))
DEEPEST = 8  # branches below are laid out flat, which bounds the cost for a chain of thousands

Point = tuple[float, float]
Cells = list[Point]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle drawn behind the unconnected nodes of one class, with the class's place in the legend."""

    x: float
    y: float
    width: float
    height: float
    group: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where each node stands, the boxes behind, the extent (left, top, right, bottom) and the hub."""

    places: dict[int, Point]
    boxes: list[Box]
    extent: tuple[float, float, float, float]
    hub: int | None


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece with its own origin at the left top; a box of one class has its group."""

    places: dict[int, Point]
    width: float
    height: float
    group: int | None = None


def arrange(graph: nx.MultiDiGraph[int]) -> Arrangement:
    """Lay out a scene's graph, whose nodes have a `group`. The graph is only read. O(n log n)."""
    simple: nx.Graph[int] = nx.Graph()
    simple.add_nodes_from(sorted(graph))
    simple.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in graph.edges() if a != b))
    parts = sorted((sorted(c) for c in nx.connected_components(simple)), key=lambda c: (-len(c), c))
    joined = [c for c in parts if len(c) > 1]
    groups: dict[int, list[int]] = {}
    for alone in parts[len(joined) :]:
        groups.setdefault(graph.nodes[alone[0]]["group"], []).append(alone[0])
    group_of = {n: graph.nodes[n]["group"] for n in graph}
    trees = [_tree(simple, component, group_of) for component in joined]
    best = max(_trials(trees, sorted(groups.items())), key=_scale)
    return _joined(best, trees[0][0] if trees else None)


def blocked(places: dict[int, Point], edges: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """The edges whose straight line would run through the shape of a third node, as if they ended there."""
    rows: dict[float, list[float]] = {}
    for x, y in sorted(places.values()):
        rows.setdefault(y, []).append(x)
    heights = sorted(rows)
    found = set()
    for a, b in edges:
        (left, up), (right, down) = sorted((places[a], places[b]), key=lambda p: (p[1], p[0]))
        if up == down:
            if bisect_left(rows[up], right) - bisect_right(rows[up], left) > 0:
                found.add((a, b))
            continue
        for y in heights[bisect_right(heights, up) : bisect_left(heights, down)]:
            x = left + (right - left) * (y - up) / (down - up)
            if bisect_right(rows[y], x + NEAR) > bisect_left(rows[y], x - NEAR):
                found.add((a, b))
                break
    return found


def _scale(parts: Sequence[tuple[Point, _Part]]) -> float:
    """How large the whole shows on the stage; 1 is enough, and the squarest of equals wins."""
    width = max((x + part.width for (x, _), part in parts), default=1)
    height = max((y + part.height for (_, y), part in parts), default=1)
    return min(STAGE[0] / width, STAGE[1] / height)


Tree = tuple[int, dict[int, list[int]]]


def _trials(trees: list[Tree], groups: list[tuple[int, list[int]]]) -> Iterable[list[tuple[Point, _Part]]]:
    """Arrangements to choose from: the largest part in several proportions, the rest beside or below it."""
    small = [_field(tree, 1.6) for tree in trees[1:]]
    for aspect in ASPECTS if trees else (1.0,):
        main = [_field(trees[0], aspect)] if trees else []
        wide = main[0].width if main else 0.0
        high = main[0].height if main else 0.0
        start: list[tuple[Point, _Part]] = [((0.0, 0.0), part) for part in main]
        for columns in (*range(1, 13), 15, 18, 22, 27, 33):
            boxes = [_block(nodes, columns, group) for group, nodes in groups]
            room = columns * CELL[0] + GAP
            yield start + _shelves([*small, *boxes], room, (wide + GAP if main else 0.0, 0.0))
        for rows in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22):
            fit = max(1, int(max(wide, 400.0) // CELL[0]))
            boxes = [_block(nodes, min(fit, ceil(len(nodes) / rows)), group) for group, nodes in groups]
            room = max([wide, 400.0, *(b.width for b in boxes), *(s.width for s in small)])
            yield start + _shelves([*small, *boxes], room, (0.0, high + GAP if main else 0.0))


def _shelves(parts: list[_Part], room: float, origin: Point) -> list[tuple[Point, _Part]]:
    """Put pieces side by side on shelves `room` wide, the next shelf below the highest piece."""
    placed, x, y, high = [], 0.0, 0.0, 0.0
    for part in parts:
        if x and x + part.width > room:
            x, y, high = 0.0, y + high + GAP, 0.0
        placed.append(((origin[0] + x, origin[1] + y), part))
        x, high = x + part.width + GAP, max(high, part.height)
    return placed


def _block(nodes: list[int], columns: int, group: int) -> _Part:
    columns = min(columns, len(nodes))
    places = {
        n: ((i % columns + 0.5) * CELL[0], CAPTION + (i // columns + 0.3) * LOW) for i, n in enumerate(nodes)
    }
    return _Part(places, columns * CELL[0], CAPTION + ceil(len(nodes) / columns) * LOW, group)


def _field(tree: Tree, aspect: float) -> _Part:
    """Lay a tree out over the cells of a rounded field, its root in the middle, each branch in a sector."""
    root, children = tree
    count = sum(map(len, children.values())) + 1
    places = _sectors(root, children, _cells(count, aspect))
    left, top = min(x for x, _ in places.values()), min(y for _, y in places.values())
    moved = {n: (x - left + CELL[0] / 2, y - top + CELL[1] * 0.4) for n, (x, y) in places.items()}
    right, bottom = max(x for x, _ in moved.values()), max(y for _, y in moved.values())
    return _Part(moved, right + CELL[0] / 2, bottom + CELL[1] * 0.6)


def _cells(count: int, aspect: float) -> Cells:
    """The `count` cells nearest the middle; every other row is shifted by half a cell to let edges by."""
    half = sqrt(count * CELL[0] * CELL[1] / aspect) / 2 + CELL[1]
    rows, columns = ceil(half / CELL[1]) + 1, ceil(half * aspect / CELL[0]) + 1
    grid: Cells = [
        ((c + (r % 2) / 2) * CELL[0], float(r * CELL[1]))
        for r in range(-rows, rows + 1)
        for c in range(-columns, columns + 1)
    ]

    def order(p: Point) -> tuple[float, float, float]:
        # A power of 3 lies between an ellipse, which wastes the corners, and a rectangle, a mere table.
        return (round(abs(p[0] / aspect) ** 3 + abs(p[1]) ** 3, 3), p[1], p[0])

    return sorted(grid, key=order)[:count]


def _sectors(root: int, children: dict[int, list[int]], cells: Cells) -> dict[int, Point]:
    sizes = _sizes(root, children)
    places: dict[int, Point] = {}
    waiting: list[tuple[int, Cells, Point]] = [(root, cells, (0.0, 0.0))]
    while waiting:
        node, room, parent = waiting.pop()
        places[node] = here = min((_distance(p, parent), p) for p in room)[1]
        outward = atan2(here[1] - parent[1], here[0] - parent[0])
        rest = [
            p for *_, p in sorted((_turn(p, here, outward), _distance(p, here), p) for p in room if p != here)
        ]
        first = 0
        for child in children.get(node, ()):
            waiting.append((child, rest[first : first + sizes[child]], here))
            first += sizes[child]
    return places


def _distance(a: Point, b: Point) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _turn(point: Point, centre: Point, outward: float) -> float:
    """The angle of a point seen from a centre, from -pi to pi, 0 being straight outward."""
    turn = (atan2(point[1] - centre[1], point[0] - centre[0]) - outward + pi) % (2 * pi) - pi
    return round(turn, 6)  # so that points on one ray are ordered by distance, not by the last bit


def _tree(graph: nx.Graph[int], component: list[int], group_of: dict[int, int]) -> Tree:
    """A breadth-first tree from the best-connected node; siblings of one class stand together."""
    root = max(component, key=lambda n: (graph.degree(n), -n))
    parent, depth = {root: root}, {root: 0}
    children: dict[int, list[int]] = {}
    for above, node in nx.bfs_edges(graph, root):
        over = above if depth[above] < DEEPEST else parent[above]
        parent[node], depth[node] = over, depth[over] + 1
        children.setdefault(over, []).append(node)
    for siblings in children.values():
        siblings.sort(key=lambda n: (group_of[n], n))
    return root, children


def _sizes(root: int, children: dict[int, list[int]]) -> dict[int, int]:
    order, sizes = [root], dict[int, int]()
    for node in order:
        order.extend(children.get(node, ()))
    for node in reversed(order):
        sizes[node] = 1 + sum(sizes[child] for child in children.get(node, ()))
    return sizes


def _joined(parts: Sequence[tuple[Point, _Part]], hub: int | None) -> Arrangement:
    places, boxes = dict[int, Point](), []
    for (left, top), part in parts:
        places |= {n: (round(left + x), round(top + y)) for n, (x, y) in part.places.items()}
        if part.group is not None:
            boxes.append(Box(round(left), round(top), round(part.width), round(part.height), part.group))
    right = max((x + part.width for (x, _), part in parts), default=1.0)
    bottom = max((y + part.height for (_, y), part in parts), default=1.0)
    return Arrangement(places, boxes, (0.0, 0.0, round(right), round(bottom)), hub)
