"""Round fields for the radial layout: a disc of equal cells, and discs of any size set in rings around another.

A cell has the width 1. All is computed without chance; the only roots are square roots, which IEEE 754 rounds
the same everywhere, and the angles of rings, which are rounded before use.
"""

from __future__ import annotations

from functools import cache
from math import asin, cos, pi, sin, sqrt

__all__ = ["Circle", "cells", "enclosed", "gathered"]

ROW = sqrt(3) / 2  # the distance of rows in a hexagonal lattice of width 1

Point = tuple[float, float]
Circle = tuple[float, float, float]  # x, y, radius

DIRECTIONS = 40
CLOSE = 40  # more discs than this stand in rings: to fit each of them in costs their square
ASPECT = 1.35  # how much wider than high a cell is, against the room for the network on a screen
STEPS = 30


@cache
def _lattice(reach: int) -> tuple[Point, ...]:
    """The points of a hexagonal lattice around (0, 0), nearest first."""
    points = [
        (column + (row % 2) / 2, row * ROW)
        for row in range(-reach, reach + 1)
        for column in range(-reach, reach + 1)
    ]
    points.sort(key=lambda p: (round(p[0] ** 2 + p[1] ** 2, 6), _turn(p)))
    return tuple(points)


def cells(count: int) -> tuple[list[Point], float]:
    """`count` cells around the middle one, in order of their direction, and the radius of the whole disc."""
    if count == 0:
        return [], 0.6
    reach = 2
    while reach * reach * 2 < count + 1:
        reach *= 2
    points = _lattice(reach)[1 : count + 1]
    radius = sqrt(points[-1][0] ** 2 + points[-1][1] ** 2) + 0.6
    return sorted(points, key=_turn), radius


def _turn(point: Point) -> tuple[float, float]:
    """The direction of a point, from 0 to 4 round the diamond |x| + |y| = 1, then its distance."""
    x, y = point
    size = abs(x) + abs(y) or 1.0
    turn = (y / size if x >= 0 else 2 - y / size) % 4
    return (round(turn, 9), round(size, 9))


def gathered(middle: float, radii: list[float], *, flat: bool = False) -> list[Point]:
    """Places for discs of the given radii around a disc of radius `middle` at (0, 0), none over another.

    `radii` must fall from large to small. With `middle` 0 the first takes the middle. All together make a round
    field, or with `flat` one that fits a screen. Up to `CLOSE` discs are fitted in one by one; more of them stand in rings.
    """
    return _fitted(middle, radii, flat=flat) if len(radii) <= CLOSE else _rings(middle, radii)


def _fitted(middle: float, radii: list[float], *, flat: bool) -> list[Point]:
    placed: list[Circle] = [(0.0, 0.0, middle)] if middle else []
    found: list[Point] = []
    for radius in radii:
        spots = [_out(placed, radius, direction) for direction in _directions()]
        best = (
            min(spots, key=lambda p: (_cost(placed, p, radius, flat=flat), -p[0], p[1]))
            if placed
            else (0.0, 0.0)
        )
        placed.append((*best, radius))
        found.append(best)
    return found


def _cost(placed: list[Circle], spot: Point, radius: float, *, flat: bool) -> tuple[float, float]:
    """What a place costs: on the page the size of the whole, in a round field the distance from the middle."""
    x, y = spot
    far = round(x * x + y * y, 2)
    if not flat:
        return (far, 0.0)
    all_ = [*placed, (x, y, radius)]
    wide = max(a + r for a, _, r in all_) - min(a - r for a, _, r in all_)
    high = max(b + r for _, b, r in all_) - min(b - r for _, b, r in all_)
    return (round(max(wide * ASPECT, high), 2), far)


def enclosed(circles: list[Circle]) -> Circle:
    """A circle around circles, a few hundredths larger than the smallest one.

    The centre steps towards the farthest circle, ever less far (Bădoiu and Clarkson, Smaller core-sets for balls, 2003).
    """
    x = (min(a - r for a, _, r in circles) + max(a + r for a, _, r in circles)) / 2
    y = (min(b - r for _, b, r in circles) + max(b + r for _, b, r in circles)) / 2
    best = (x, y, max(sqrt((a - x) ** 2 + (b - y) ** 2) + r for a, b, r in circles))
    for step in range(2, STEPS if len(circles) > 2 else 2):
        far, (a, b) = max((sqrt((a - x) ** 2 + (b - y) ** 2) + r, (a, b)) for a, b, r in circles)
        if far < best[2]:
            best = (x, y, far)
        x, y = x + (a - x) / step, y + (b - y) / step
    return best


@cache
def _directions() -> tuple[Point, ...]:
    turns = (2 * pi * i / DIRECTIONS for i in range(DIRECTIONS))
    return tuple((round(cos(turn), 6), round(sin(turn), 6)) for turn in turns)


def _out(placed: list[Circle], radius: float, direction: Point) -> Point:
    """The nearest place in a direction where a disc lies on none of those placed."""
    a, b = direction
    closed = []
    for x, y, other in placed:
        along, aside = x * a + y * b, x * b - y * a
        room = (radius + other) ** 2 - aside**2
        if room > 0:
            half = sqrt(room)
            closed.append((along - half, along + half))
    at = 0.0
    for start, end in sorted(closed):
        if start > at:
            break
        at = max(at, end)
    return (round(at * a, 3), round(at * b, 3))


def _rings(middle: float, radii: list[float]) -> list[Point]:
    found: list[Point] = []
    if middle == 0:
        found.append((0.0, 0.0))
        middle = radii[0]
    at = len(found)
    while at < len(radii):
        distance = middle + radii[at]
        last, used = at, 0.0
        while last < len(radii) and (used + _width(radii[last], distance) <= 2 * pi or last == at):
            used += _width(radii[last], distance)
            last += 1
        if last < len(radii) and (wider := _for_all(radii[at:], distance)) < distance * 1.3:
            distance, last = wider, len(radii)
            used = sum(_width(r, distance) for r in radii[at:])
        gap = max(0.0, 2 * pi - used) / (last - at)
        angle = 0.0
        for radius in radii[at:last]:
            half = _width(radius, distance) / 2
            angle += half
            found.append((round(distance * cos(angle), 3), round(distance * sin(angle), 3)))
            angle += half + gap
        middle = distance + radii[at]
        at = last
    return found


def _width(radius: float, distance: float) -> float:
    """The angle that a disc takes up, seen from the middle."""
    return 2 * asin(min(1.0, radius / distance))


def _for_all(radii: list[float], least: float) -> float:
    """The smallest distance at which all discs fit into one ring."""
    low, high = least, least + sum(radii)
    for _ in range(24):
        half = (low + high) / 2
        if sum(_width(r, half) for r in radii) > 2 * pi:
            low = half
        else:
            high = half
    return high
