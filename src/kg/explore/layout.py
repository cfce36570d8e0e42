"""Positions for the explorer's network, computed before the page is opened, so that nothing moves in it.

`radial` sets every entity around what contains it: province, county, town, village, and beside each the
organizations, programs and documents that hang on it. What no edge holds stands around the place its report is
about. Each place with several members gets a territory: an ellipse drawn behind them. `force` is igraph's
Fruchterman–Reingold layout (Software: Practice and Experience 21, 1991), with a fixed seed.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, sqrt

from kg.explore.content import Content
from kg.explore.packing import Circle, cells, enclosed, gathered

__all__ = ["LAYOUTS", "Places", "arrange"]

WIDE, HIGH = 104, 64  # a cell in pixels at scale 1: about nine characters wide, a shape and a line high
DEEPEST = 5  # members further from the places than this stand beside their parents
SHOWN = 4  # members that make a territory
FEW = 6


@dataclass(frozen=True, slots=True)
class Places:
    """Whole coordinates of every entity, and territories (entity, x, y, half width, half height), largest first.

    `parent` is the entity around which each one stands in the hierarchy, -1 for none.
    """

    x: list[int]
    y: list[int]
    parent: list[int]
    territories: list[tuple[int, int, int, int, int]]


def arrange(content: Content, layout: str = "radial") -> Places:
    """The positions of a content's entities by the layout of that name, a key of `LAYOUTS`."""
    return LAYOUTS[layout](content)


def radial(content: Content) -> Places:
    """Around what contains them. O(n log n); no chance in it."""
    children, order = _tree(content)
    groups = [e.group for e in content.entities] + [0, 0]
    size = len(children)
    local: list[tuple[float, float]] = [(0.0, 0.0)] * size  # the middle of a disc, within the disc around it
    shift: list[tuple[float, float]] = [(0.0, 0.0)] * size  # a node's place within its own disc
    radius = [0.5] * size
    sizes = [1] * size
    for node in reversed(order):
        below = children[node]
        if not below:
            continue
        sizes[node] += sum(sizes[c] for c in below)
        leaves = sorted((c for c in below if not children[c]), key=lambda c: (groups[c], c))
        spots, middle = cells(len(leaves))
        for leaf, spot in zip(leaves, spots, strict=True):
            local[leaf] = spot
        discs = sorted((c for c in below if children[c]), key=lambda c: (-radius[c], c))
        start = 0.0 if node == order[0] and not leaves else middle
        # The whole fits a screen; so does what holds most of it. All else is round, to be set into a round.
        flat = node == order[0] or sizes[node] > 0.7 * sizes[order[0]]
        spots = gathered(start, [radius[c] + 0.1 for c in discs], flat=flat)
        for disc, spot in zip(discs, spots, strict=True):
            local[disc] = spot
        # Few members do not fill the disc around their middle: the disc is drawn round them alone.
        inner = (
            [(0.0, 0.0, start)]
            if len(leaves) > FEW
            else [(0.0, 0.0, 0.5), *((*local[c], 0.5) for c in leaves)]
        )
        _enclose(node, [*inner, *((*local[c], radius[c]) for c in discs)], shift, radius)
    return _placed(children, order, local, shift, radius)


def _enclose(node: int, members: list[Circle], shift: list[tuple[float, float]], radius: list[float]) -> None:
    """Sets the radius of a node's whole disc, and where the node stands in it."""
    x, y, whole = enclosed(members)
    shift[node] = (-x, -y)
    radius[node] = whole + 0.1


def _placed(
    children: list[list[int]],
    order: list[int],
    local: list[tuple[float, float]],
    shift: list[tuple[float, float]],
    radius: list[float],
) -> Places:
    count = len(children) - 2
    x, y = [0.0] * len(children), [0.0] * len(children)
    sign = [1] * len(children)
    territories = []
    for node in order:
        for child in children[node]:
            # A child's spot is the middle of its disc; the child itself stands beside it by its shift. Left of its
            # parent a disc is mirrored, so that what hangs on the child stands behind it and not in between.
            spot, down = sign[node] * local[child][0], local[child][1]
            sign[child] = -1 if spot < 0 else 1
            x[child] = x[node] + spot + sign[child] * shift[child][0]
            y[child] = y[node] + down + shift[child][1]
        if node < count and len(children[node]) >= SHOWN:
            middle = (x[node] - sign[node] * shift[node][0], y[node] - shift[node][1])
            territories.append((node, *middle, radius[node]))
    shown = [
        (node, round(a * WIDE), round(b * HIGH), ceil(r * WIDE), ceil(r * HIGH))
        for node, a, b, r in territories
    ]
    shown.sort(key=lambda t: (-t[3], t[0]))
    xs, ys = [round(a * WIDE) for a in x[:count]], [round(b * HIGH) for b in y[:count]]
    return Places(xs, ys, _parents(children), shown)


def _parents(children: list[list[int]]) -> list[int]:
    count = len(children) - 2
    parent = [-1] * count
    for above in range(count):
        for n in children[above]:
            parent[n] = above
    return parent


def _tree(content: Content) -> tuple[list[list[int]], list[int]]:
    """For each entity those that stand around it, and all from the root down.

    The root is one past the last entity; one further holds what stands nowhere and holds nothing.
    """
    count = len(content.entities)
    parent = [-1] * count
    near: list[list[int]] = [[] for _ in range(count)]
    for r in content.relations:
        if not r.drawn or r.subject == r.object:
            continue
        near[r.subject].append(r.object)
        near[r.object].append(r.subject)
        if r.contains and parent[r.subject] < 0 and not _above(parent, r.subject, r.object):
            parent[r.subject] = r.object
    holds = set(parent)
    home = _homes(content)
    for n, entity in enumerate(content.entities):
        # What a far view shows stands around its report's place itself, not around some program that it shares.
        if (
            entity.first
            and parent[n] < 0
            and n not in holds
            and home[n] >= 0
            and not _above(parent, n, home[n])
        ):
            parent[n] = home[n]
    holds = set(parent)
    settled = [n for n in range(count) if parent[n] >= 0 or n in holds]
    reached = [False] * count
    depth = [0] * count
    for n in settled:
        reached[n] = True
    _spread(settled, near, parent, reached, depth)
    by_degree = sorted((n for n in range(count) if not reached[n]), key=lambda n: (-len(near[n]), n))
    for n in by_degree:
        if not reached[n]:
            reached[n] = True
            if home[n] != n and not _above(parent, n, home[n]):
                parent[n] = home[n]
            _spread([n], near, parent, reached, depth)
    children: list[list[int]] = [[] for _ in range(count + 2)]
    for n in range(count):
        children[parent[n] if parent[n] >= 0 else count].append(n)
    tops = children[count]
    children[count + 1] = [n for n in tops if not children[n]]
    children[count] = [n for n in tops if children[n]]
    if children[count + 1]:
        children[count].append(count + 1)
    order = [count]
    for n in order:
        order.extend(children[n])
    return children, order


def _spread(
    start: list[int], near: list[list[int]], parent: list[int], reached: list[bool], depth: list[int]
) -> None:
    """Breadth first from some entities: each one found stands around the one it was found from."""
    waiting = deque(start)
    while waiting:
        n = waiting.popleft()
        for other in near[n]:
            if not reached[other]:
                reached[other] = True
                over = n if depth[n] < DEEPEST or parent[n] < 0 else parent[n]
                parent[other], depth[other] = over, depth[over] + 1
                waiting.append(other)


def _above(parent: list[int], node: int, other: int) -> bool:
    """Whether `node` is `other` or above it."""
    while other >= 0:
        if other == node:
            return True
        other = parent[other]
    return False


def _homes(content: Content) -> list[int]:
    """The place that an entity's first report is about, -1 where none is told."""
    areas = [report.area for report in content.reports]
    marks = content.marks
    home = [
        areas[marks[e.marks[0]].report] if e.marks and marks[e.marks[0]].report >= 0 else -1
        for e in content.entities
    ]
    for report in content.reports:
        if report.entity >= 0:
            home[report.entity] = report.area
    return home


def force(content: Content) -> Places:
    """By forces; entities without an edge stand in rows below."""
    import igraph

    count = len(content.entities)
    pairs = sorted(
        {(min(r.subject, r.object), max(r.subject, r.object)) for r in content.relations if r.drawn}
    )
    edges = [(a, b) for a, b in pairs if a != b]
    joined = sorted({n for edge in edges for n in edge})
    number = {n: i for i, n in enumerate(joined)}
    graph = igraph.Graph(len(joined), [(number[a], number[b]) for a, b in edges])
    igraph.set_random_number_generator(random.Random(1))
    try:
        found = graph.layout_fruchterman_reingold(
            niter=400 if len(joined) <= 2000 else 100, grid="auto"
        ).coords
    finally:
        igraph.set_random_number_generator(random)
    size = sqrt(max(1, len(joined)))
    left, right = min((p[0] for p in found), default=0.0), max((p[0] for p in found), default=1.0)
    top, bottom = min((p[1] for p in found), default=0.0), max((p[1] for p in found), default=1.0)
    wide, high = 1.5 * size * WIDE / (right - left or 1), 1.6 * size * HIGH / (bottom - top or 1)
    x, y = [0] * count, [0] * count
    for n, (a, b) in zip(joined, found, strict=True):
        x[n], y[n] = round((a - left) * wide), round((b - top) * high)
    alone = [n for n in range(count) if n not in number]
    columns = max(4, ceil(1.5 * size), ceil(sqrt(len(alone))))
    below = (max(y) if joined else 0) + 2 * HIGH
    for i, n in enumerate(alone):
        x[n], y[n] = i % columns * WIDE, below + i // columns * HIGH
    return Places(x, y, _parents(_tree(content)[0]), [])


LAYOUTS: dict[str, Callable[[Content], Places]] = {"radial": radial, "force": force}
