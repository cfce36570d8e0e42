"""Round fields for the radial layout: a disc of equal cells, and discs of any size set in rings around another.

A cell has the width 1. All is computed without chance; the only roots are square roots, which IEEE 754 rounds
the same everywhere, and the angles of rings, which are rounded before use.
"""

from __future__ import annotations

from functools import cache
from math import asin, cos, pi, sin, sqrt

__all__ = ["Disc", "cells", "rings"]

ROW = sqrt(3) / 2  # the distance of rows in a hexagonal lattice of width 1

Point = tuple[float, float]
Disc = tuple[float, float, float]  # x, y, radius


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


def rings(middle: float, radii: list[float]) -> list[Point]:
    """Places for discs of the given radii around a disc of radius `middle` at (0, 0), none touching another.

    `radii` must fall from large to small; the first ring holds the largest. With `middle` 0 and more than six
    discs, the first takes the middle.
    """
    found: list[Point] = []
    if middle == 0 and (len(radii) == 1 or len(radii) > 6):
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
