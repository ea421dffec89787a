"""Smooth outlines as polygons of n × 2 pixel coordinates: strokes, tubes, discs."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np

from endpoint.pictures import Floats

__all__ = ["disc", "smooth", "stroke", "tube"]


def smooth(points: Floats, per_piece: int = 8) -> Floats:
    """A centripetal-like Catmull-Rom curve through the rows of `points` (any columns)."""
    if len(points) < 3:
        steps = np.linspace(0, 1, per_piece + 1, dtype=np.float32)[:, None]
        return np.asarray(points[0] + (points[-1] - points[0]) * steps, np.float32)
    ends = np.concatenate([[2 * points[0] - points[1]], points, [2 * points[-1] - points[-2]]])
    t = np.linspace(0, 1, per_piece, endpoint=False, dtype=np.float32)[:, None]
    pieces = [
        0.5
        * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )
        for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False)
    ]
    return np.concatenate([*pieces, points[-1:]]).astype(np.float32)


def stroke(
    points: Sequence[tuple[float, float, float]], per_piece: int = 6, *, flat: bool = False
) -> list[Floats]:
    """Polygons whose union is a limb through (x, y, radius) points; `flat` = no round far end."""
    curve = smooth(np.array(points, np.float32), per_piece)
    curve[:, 2] = np.maximum(curve[:, 2], 0.3)
    polygons: list[Floats] = []
    for (x, y, r), (u, v, s) in pairwise(curve):
        length = float(np.hypot(u - x, v - y))
        if length < 1e-3:
            continue
        nx, ny = -(v - y) / length, (u - x) / length
        polygons.append(
            np.array(
                [
                    [x + nx * r, y + ny * r],
                    [u + nx * s, v + ny * s],
                    [u - nx * s, v - ny * s],
                    [x - nx * r, y - ny * r],
                ],
                np.float32,
            )
        )
    step = max(1, per_piece // 3)
    joints = [*curve[:-1:step], curve[-1]]
    if flat:
        reach = curve[-1, 2]
        ends = np.hypot(*(curve[:, :2] - curve[-1, :2]).T)
        joints = [joint for joint, end in zip(joints, ends[:-1:step], strict=False) if end > reach]
    polygons += [disc(float(x), float(y), float(r)) for x, y, r in joints]
    return polygons


def tube(points: Sequence[tuple[float, float, float]], bulge: float) -> list[Floats]:
    """A stroke whose far end is cut straight, bulging a little, as a sleeve ends."""
    (x0, y0, _), (x1, y1, half) = points[-2], points[-1]
    turn = float(np.arctan2(y1 - y0, x1 - x0))
    return [*stroke(points, flat=True), disc(x1, y1, bulge, half, turn)]


@cache
def _circle(corners: int = 40) -> Floats:
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1).astype(np.float32)


def disc(x: float, y: float, rx: float, ry: float | None = None, turn: float = 0.0) -> Floats:
    """A circle or ellipse as a polygon; `turn` in radians."""
    around = _circle() * np.array([rx, rx if ry is None else ry], np.float32)
    if turn:
        c, s = np.cos(turn), np.sin(turn)
        around = around @ np.array([[c, s], [-s, c]], np.float32)
    return np.asarray(around + np.array([x, y], np.float32), np.float32)
