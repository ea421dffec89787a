"""Outlines of simple shapes in the plane: capsules, ovals, and curves through spots."""

from collections.abc import Sequence
from math import acos, atan2, ceil, cos, hypot, pi, sin

__all__ = ["Outline", "Spot", "capsule", "mix", "oval", "smooth", "unit"]

Spot = tuple[float, float]
Outline = tuple[Spot, ...]


def mix(a: Spot, b: Spot, t: float) -> Spot:
    """The spot a share `t` of the way from a to b; beyond 1 it lies behind b."""
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)


def unit(a: Spot, b: Spot) -> Spot:
    """The direction from a to b, of length 1."""
    length = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    return ((b[0] - a[0]) / length, (b[1] - a[1]) / length)


def _arc(middle: Spot, radius: float, start: float, sweep: float) -> list[Spot]:
    steps = max(2, ceil(abs(sweep) / (pi / 8)))
    return [
        (
            middle[0] + radius * cos(start + sweep * step / steps),
            middle[1] + radius * sin(start + sweep * step / steps),
        )
        for step in range(steps + 1)
    ]


def capsule(a: Spot, b: Spot, radii: Spot) -> Outline:
    """The hull of a disc around each end: two arcs and their common tangents."""
    along = atan2(b[1] - a[1], b[0] - a[0])
    length = hypot(b[0] - a[0], b[1] - a[1])
    slope = (radii[0] - radii[1]) / length if length else 1.0
    if abs(slope) >= 1:  # one disc holds the other
        wider = a if radii[0] >= radii[1] else b
        return tuple(_arc(wider, max(radii), 0.0, 2 * pi))
    lean = acos(slope)
    return (
        *_arc(a, radii[0], along + lean, 2 * (pi - lean)),
        *_arc(b, radii[1], along - lean, 2 * lean),
    )


def oval(middle: Spot, up: Spot, radii: Spot) -> Outline:
    """An ellipse whose second axis points along `up`."""
    circle = _arc((0.0, 0.0), 1.0, 0.0, 2 * pi)[:-1]
    return tuple(
        (
            middle[0] - up[1] * x * radii[0] + up[0] * y * radii[1],
            middle[1] + up[0] * x * radii[0] + up[1] * y * radii[1],
        )
        for x, y in circle
    )


def smooth(line: Sequence[Spot], steps: int = 4) -> list[Spot]:
    """A Catmull-Rom curve through all the spots."""
    padded = [line[0], *line, line[-1]]
    found: list[Spot] = []
    for p, q, r, s in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            found.append(
                (
                    _catmull(p[0], q[0], r[0], s[0], t),
                    _catmull(p[1], q[1], r[1], s[1], t),
                )
            )
    return [*found, line[-1]]


def _catmull(p: float, q: float, r: float, s: float, t: float) -> float:
    return 0.5 * (
        2 * q
        + (r - p) * t
        + (2 * p - 5 * q + 4 * r - s) * t * t
        + (3 * q - p - 3 * r + s) * t * t * t
    )
