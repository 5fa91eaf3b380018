"""Outlines as lists of points: ellipses, rounded boxes, smooth curves, limbs."""

import math
from collections.abc import Sequence

Point = tuple[float, float]


def ellipse(x: float, y: float, radius_x: float, radius_y: float, count: int = 48) -> list[Point]:
    """Return points on an ellipse, clockwise from the right."""
    steps = (2 * math.pi * index / count for index in range(count))
    return [(x + radius_x * math.cos(step), y + radius_y * math.sin(step)) for step in steps]


def arc(x: float, y: float, radius_x: float, radius_y: float, start: float, end: float, count: int = 24) -> list[Point]:
    """Return points on an arc from `start` to `end`, in degrees, clockwise from the right."""
    angles = (math.radians(start + (end - start) * index / count) for index in range(count + 1))
    return [(x + radius_x * math.cos(angle), y + radius_y * math.sin(angle)) for angle in angles]


def rounded_box(x: float, y: float, width: float, height: float, radius: float) -> list[Point]:
    """Return the outline of a box with round corners."""
    radius = min(radius, width / 2, height / 2)
    corners = (
        (x + width - radius, y + radius, -90),
        (x + width - radius, y + height - radius, 0),
        (x + radius, y + height - radius, 90),
        (x + radius, y + radius, 180),
    )
    return [point for cx, cy, start in corners for point in arc(cx, cy, radius, radius, start, start + 90, 8)]


def _between(before: Point, start: Point, end: Point, after: Point, share: float) -> Point:
    """Return the Catmull-Rom point between `start` and `end`."""
    square, cube = share * share, share * share * share
    weights = (
        -0.5 * cube + square - 0.5 * share,
        1.5 * cube - 2.5 * square + 1,
        -1.5 * cube + 2 * square + 0.5 * share,
        0.5 * cube - 0.5 * square,
    )
    knots = (before, start, end, after)
    return (
        sum(weight * knot[0] for weight, knot in zip(weights, knots, strict=True)),
        sum(weight * knot[1] for weight, knot in zip(weights, knots, strict=True)),
    )


def smooth(points: Sequence[Point], closed: bool = False, steps: int = 10) -> list[Point]:
    """Return a smooth curve through the points."""
    count = len(points)
    path = []
    for index in range(count if closed else count - 1):
        if closed:
            knots = [points[(index + offset) % count] for offset in (-1, 0, 1, 2)]
        else:
            knots = [points[min(max(index + offset, 0), count - 1)] for offset in (-1, 0, 1, 2)]
        path += [_between(*knots, step / steps) for step in range(steps)]
    return path if closed else [*path, points[-1]]


def stroke(points: Sequence[Point], widths: Sequence[float]) -> list[Point]:
    """Return the outline of a line along the points, `widths` wide at its start and end, without caps."""
    left, right = [], []
    last = len(points) - 1
    for index, (x, y) in enumerate(points):
        ahead, behind = points[min(index + 1, last)], points[max(index - 1, 0)]
        dx, dy = ahead[0] - behind[0], ahead[1] - behind[1]
        half = (widths[0] + (widths[-1] - widths[0]) * index / max(last, 1)) / 2 / (math.hypot(dx, dy) or 1)
        left.append((x - dy * half, y + dx * half))
        right.append((x + dy * half, y - dx * half))
    return left + right[::-1]


def star(x: float, y: float, outer: float, inner: float, spikes: int = 5, turn: float = -90) -> list[Point]:
    """Return a star with the given number of spikes."""
    points = []
    for index in range(spikes * 2):
        radius, angle = (outer, inner)[index % 2], math.radians(turn + 180 * index / spikes)
        points.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    return points


def joint(start: Point, end: Point, first: float, second: float, bend: float) -> tuple[Point, Point]:
    """Return the elbow (or knee) and the reachable end of a limb of two bones; `bend` (+1 or -1) picks the side."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    distance = math.hypot(dx, dy) or 0.01
    reach = min(max(distance, abs(first - second) + 0.5), (first + second) * 0.995)
    unit = (dx / distance, dy / distance)
    along = (first * first - second * second + reach * reach) / (2 * reach)
    aside = math.sqrt(max(first * first - along * along, 0)) * bend
    elbow = (start[0] + unit[0] * along - unit[1] * aside, start[1] + unit[1] * along + unit[0] * aside)
    return elbow, (start[0] + unit[0] * reach, start[1] + unit[1] * reach)
