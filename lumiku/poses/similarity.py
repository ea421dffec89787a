"""How far two poses are apart, and which of many are most unlike each other.

A pose becomes a vector: its joints around the neck in body heights, weighted by how much they make
a pose. The distance of two vectors is a root mean square in body heights; a pose and its mirror
image count as one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import dist, log, sqrt
from typing import Final, TypeVar

from lumiku.poses.proportions import stature
from lumiku.poses.skeleton import Joint, Point, mirrored

__all__ = ["LEAST_GAP", "Signature", "gap", "signature", "spread"]

T = TypeVar("T")

LEAST_GAP: Final = 0.022  # body heights: below it two poses of a shelf are the same picture

# Hands and feet make a pose; the face says where it looks.
_WEIGHTS: Final[tuple[float, ...]] = (
    1.0,
    0.3,
    0.7,
    1.2,
    1.6,
    0.7,
    1.2,
    1.6,
    0.7,
    1.2,
    1.4,
    0.7,
    1.2,
    1.4,
    0.8,
    0.8,
    0.8,
    0.8,
)
_FACE: Final = frozenset(
    {Joint.NOSE, Joint.RIGHT_EYE, Joint.LEFT_EYE, Joint.RIGHT_EAR, Joint.LEFT_EAR}
)
_CLOSE: Final = 0.75  # a body taller than this many frames is a portrait: its face tells it apart
_PORTRAIT: Final = 5.0  # weight of the face there
_ZOOM: Final = 0.12
_SCALE: Final = 1.0 / sqrt(sum(_WEIGHTS))
# An absent joint lies on the joint it hangs from.
_PARENT: Final[tuple[int, ...]] = (1, 1, 1, 2, 3, 1, 5, 6, 1, 8, 9, 1, 11, 12, 0, 0, 0, 0)
_ORDER: Final = (1, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)


@dataclass(frozen=True)
class Signature:
    """A pose and its mirror image as vectors; poses of other numbers of people never compare."""

    plain: tuple[float, ...]
    mirror: tuple[float, ...]


def _middle(points: Sequence[Point]) -> float:
    """Where across the frame a person stands."""
    xs = [x for x, _, confidence in points if confidence > 0]
    return sum(xs) / max(1, len(xs))


def _vector(people: Sequence[Sequence[Point]], aspect: float) -> tuple[float, ...]:
    values: list[float] = []
    for points in sorted(people, key=_middle):
        size = stature(points, aspect) or 1.0
        present = [joint for joint in range(18) if points[joint][2] > 0]
        if points[Joint.NECK][2] > 0:
            cx, cy = points[Joint.NECK][0] * aspect, points[Joint.NECK][1]
        else:
            cx = sum(points[joint][0] for joint in present) / max(1, len(present)) * aspect
            cy = sum(points[joint][1] for joint in present) / max(1, len(present))
        placed: dict[int, tuple[float, float]] = {1: (0.0, 0.0)}
        for joint in _ORDER:
            if points[joint][2] > 0:
                x, y = points[joint][0] * aspect, points[joint][1]
                placed[joint] = ((x - cx) / size, (y - cy) / size)
            else:
                placed[joint] = placed[_PARENT[joint]]
        portrait = _PORTRAIT if size > 1 / _CLOSE else 1.0
        for joint in range(18):
            weight = _WEIGHTS[joint] * (portrait if joint in _FACE else 1.0)
            x, y = placed[joint]
            values += [x * sqrt(weight) * _SCALE, y * sqrt(weight) * _SCALE]
        values.append(_ZOOM * log(max(size, 0.05)))
    return tuple(values)


def signature(people: Sequence[Sequence[Point]], aspect: float) -> Signature:
    """The signature of COCO-18 people given as fractions of a frame."""
    return Signature(
        _vector(people, aspect), _vector([mirrored(points) for points in people], aspect)
    )


def gap(a: Signature, b: Signature) -> float:
    """Distance of two poses, the nearer of each other and of the mirror image; body heights."""
    if len(a.plain) != len(b.plain):
        return 1.0
    return min(dist(a.plain, b.plain), dist(a.plain, b.mirror))


def spread(
    items: Sequence[T],
    count: int,
    of: Callable[[T], Signature],
    *,
    start: int = 0,
    weight: Callable[[T], float] | None = None,
    least: float = 0.0,
    against: Iterable[Signature] = (),
) -> list[T]:
    """Farthest-point selection: each pick is the one least like all before it.

    Gonzalez (1985): within a factor of two of the best spread. `weight` scales an item's distance,
    `least` ends the selection when nothing that different is left, `against` are poses already
    chosen elsewhere.
    """
    if not items or count <= 0:
        return []
    signatures = [of(item) for item in items]
    weights = [weight(item) if weight else 1.0 for item in items]
    nearest = [2.0] * len(items)

    def draw_near(chosen: Signature) -> None:
        for index, other in enumerate(signatures):
            if nearest[index] > 0:
                nearest[index] = min(nearest[index], gap(other, chosen))

    earlier = list(against)
    for chosen in earlier:
        draw_near(chosen)
    picked: list[int] = []
    while len(picked) < min(count, len(items)):
        if not picked and not earlier:
            best = start % len(items)
        else:
            best = max(range(len(items)), key=lambda index: nearest[index] * weights[index])
            if nearest[best] <= least:
                break
        picked.append(best)
        draw_near(signatures[best])
        nearest[best] = -1.0
    return [items[index] for index in picked]
