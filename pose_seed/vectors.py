"""Three-dimensional vectors and rotations as plain tuples: small, typed and the same everywhere."""

from collections.abc import Sequence
from math import acos, cos, degrees, radians, sin, sqrt
from typing import Final

__all__ = [
    "DOWN",
    "FORWARD",
    "LEFT",
    "UP",
    "Rotation",
    "Vec",
    "add",
    "along",
    "angle",
    "apply",
    "compose",
    "cross",
    "distance",
    "dot",
    "inverse",
    "lerp",
    "norm",
    "reject",
    "rotation",
    "scale",
    "segment_gap",
    "sub",
    "unit",
]

Vec = tuple[float, float, float]
Rotation = tuple[Vec, Vec, Vec]  # rows

# The subject's own axes: x to its left, y up, z forward.
LEFT: Final[Vec] = (1.0, 0.0, 0.0)
UP: Final[Vec] = (0.0, 1.0, 0.0)
DOWN: Final[Vec] = (0.0, -1.0, 0.0)
FORWARD: Final[Vec] = (0.0, 0.0, 1.0)


def add(*vectors: Vec) -> Vec:
    x = y = z = 0.0
    for vector in vectors:
        x += vector[0]
        y += vector[1]
        z += vector[2]
    return (x, y, z)


def sub(a: Vec, b: Vec) -> Vec:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def scale(a: Vec, factor: float) -> Vec:
    return (a[0] * factor, a[1] * factor, a[2] * factor)


def along(start: Vec, direction: Vec, length: float) -> Vec:
    """The point `length` away from `start` in a direction."""
    return (
        start[0] + direction[0] * length,
        start[1] + direction[1] * length,
        start[2] + direction[2] * length,
    )


def lerp(a: Vec, b: Vec, t: float) -> Vec:
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)


def dot(a: Vec, b: Vec) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def norm(a: Vec) -> float:
    return sqrt(dot(a, a))


def distance(a: Vec, b: Vec) -> float:
    return norm(sub(a, b))


def unit(a: Vec) -> Vec:
    """The vector at length 1; raises ValueError for a zero vector."""
    length = norm(a)
    if length < 1e-9:
        raise ValueError("a zero vector has no direction")
    return scale(a, 1.0 / length)


def reject(a: Vec, axis: Vec) -> Vec:
    """The part of `a` at right angles to a unit axis."""
    return along(a, axis, -dot(a, axis))


def angle(a: Vec, b: Vec) -> float:
    """Degrees between two vectors, 0 to 180."""
    return degrees(acos(max(-1.0, min(1.0, dot(unit(a), unit(b))))))


def rotation(yaw: float = 0.0, pitch: float = 0.0, roll: float = 0.0) -> Rotation:
    """Degrees: yaw turns to the subject's left, pitch leans forward, roll leans to its left."""
    cy, sy = cos(radians(yaw)), sin(radians(yaw))
    cp, sp = cos(radians(pitch)), sin(radians(pitch))
    cr, sr = cos(radians(roll)), sin(radians(roll))
    about_y: Rotation = ((cy, 0.0, sy), (0.0, 1.0, 0.0), (-sy, 0.0, cy))
    about_x: Rotation = ((1.0, 0.0, 0.0), (0.0, cp, -sp), (0.0, sp, cp))
    about_z: Rotation = ((cr, sr, 0.0), (-sr, cr, 0.0), (0.0, 0.0, 1.0))
    return compose(compose(about_y, about_x), about_z)


def apply(turn: Rotation, a: Vec) -> Vec:
    return (dot(turn[0], a), dot(turn[1], a), dot(turn[2], a))


def inverse(turn: Rotation) -> Rotation:
    (a, b, c), (d, e, f), (g, h, i) = turn
    return ((a, d, g), (b, e, h), (c, f, i))


def compose(outer: Rotation, inner: Rotation) -> Rotation:
    """The rotation that applies `inner` first."""
    columns = inverse(inner)
    rows: list[Vec] = [
        (dot(row, columns[0]), dot(row, columns[1]), dot(row, columns[2])) for row in outer
    ]
    return (rows[0], rows[1], rows[2])


def segment_gap(p: Sequence[Vec], q: Sequence[Vec]) -> tuple[float, float, float]:
    """The least distance of two segments and where on each (0 to 1) it lies.

    Ericson, Real-Time Collision Detection (2005), section 5.1.9.
    """
    d1, d2, r = sub(p[1], p[0]), sub(q[1], q[0]), sub(p[0], q[0])
    a, e, f = dot(d1, d1), dot(d2, d2), dot(d2, r)
    if a < 1e-12:
        s, t = 0.0, min(1.0, max(0.0, f / e)) if e > 1e-12 else 0.0
    else:
        c = dot(d1, r)
        if e < 1e-12:
            s, t = min(1.0, max(0.0, -c / a)), 0.0
        else:
            b = dot(d1, d2)
            spread = a * e - b * b
            s = min(1.0, max(0.0, (b * f - c * e) / spread)) if spread > 1e-12 else 0.0
            t = (b * s + f) / e
            if t < 0.0:
                s, t = min(1.0, max(0.0, -c / a)), 0.0
            elif t > 1.0:
                s, t = min(1.0, max(0.0, (b - c) / a)), 1.0
    return distance(along(p[0], d1, s), along(q[0], d2, t)), s, t
