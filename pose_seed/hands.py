"""Canned shapes of the 21-point hand and their forward kinematics.

Order as in OpenPose: wrist, then thumb, index, middle, ring and little finger from the palm out.
Bone lengths are shares of hand length after B. Buchholz et al., Anthropometric data for describing
the kinematics of the human hand (Ergonomics 35, 1992).
"""

from dataclasses import dataclass
from math import cos, radians, sin
from typing import Final

from pose_seed.vectors import Vec, add, along, cross, reject, scale, unit

__all__ = ["SHAPES", "Shape", "hand_points"]

# Where the knuckle lies (towards the thumb, towards the fingers) and the three bones beyond it.
_FINGERS: Final = (
    ((0.19, 0.52), (0.245, 0.143, 0.097)),
    ((0.045, 0.54), (0.266, 0.170, 0.108)),
    ((-0.09, 0.51), (0.244, 0.165, 0.107)),
    ((-0.205, 0.45), (0.204, 0.117, 0.093)),
)
_THUMB_ROOT: Final = (0.165, 0.13)
_THUMB_BONES: Final = (0.251, 0.196, 0.158)


@dataclass(frozen=True)
class Shape:
    """Degrees: per finger the bend at its three joints, the spread, and the thumb's two ways."""

    fingers: tuple[Vec, Vec, Vec, Vec]
    spread: float = 4.0
    thumb_out: float = 40.0  # away from the fingers in the palm's plane
    thumb_over: float = 15.0  # in front of the palm
    thumb_bend: float = 12.0


SHAPES: Final[dict[str, Shape]] = {
    "relaxed": Shape(((18, 28, 14), (24, 32, 16), (28, 36, 18), (32, 40, 20)), 3, 30, 22, 15),
    "flat": Shape(((2, 4, 2), (0, 4, 2), (2, 4, 2), (4, 6, 3)), 5, 42, 6, 6),
    "touch": Shape(((16, 22, 10), (18, 22, 10), (22, 26, 12), (26, 30, 14)), 3, 34, 18, 14),
    "grip": Shape(((52, 50, 28), (54, 52, 30), (56, 52, 30), (56, 50, 28)), 1, 48, 62, 18),
    "hold": Shape(((32, 42, 22), (34, 42, 22), (36, 42, 22), (38, 42, 22)), 5, 52, 48, 16),
    "pinch": Shape(((48, 46, 22), (40, 44, 22), (46, 50, 26), (50, 54, 28)), 2, 40, 50, 22),
    "cup": Shape(((26, 26, 16), (28, 28, 16), (30, 28, 16), (32, 28, 16)), 2, 40, 30, 18),
    "point": Shape(((0, 4, 2), (72, 88, 46), (76, 90, 48), (76, 88, 46)), 2, 30, 55, 30),
    "fist": Shape(((78, 92, 50), (80, 94, 50), (80, 94, 50), (78, 90, 48)), 0, 26, 62, 34),
    "spread": Shape(((0, 6, 3), (0, 4, 2), (0, 4, 2), (2, 6, 3)), 15, 58, 4, 4),
}


def _finger(
    root: Vec, bones: Vec, bends: Vec, aside: float, axes: tuple[Vec, Vec, Vec]
) -> list[Vec]:
    across, ahead, palm = axes
    straight = add(scale(ahead, cos(radians(aside))), scale(across, sin(radians(aside))))
    points = [root]
    bend = 0.0
    for bone, step in zip(bones, bends, strict=True):
        bend += step
        way = add(scale(straight, cos(radians(bend))), scale(palm, sin(radians(bend))))
        points.append(along(points[-1], way, bone))
    return points


def hand_points(
    wrist: Vec, ahead: Vec, palm: Vec, *, side: int, size: float, shape: str
) -> list[Vec]:
    """The 21 points of a hand.

    `ahead` runs from the wrist to the fingers, `palm` out of the palm (made orthogonal here),
    `side` is +1 for a left hand, `size` the hand's length.
    """
    form = SHAPES[shape]
    ahead = unit(ahead)
    palm = unit(reject(palm, ahead))
    thumbward = scale(cross(ahead, palm), -float(side))
    axes = (thumbward, ahead, palm)

    def at(x: float, y: float, z: float = 0.0) -> Vec:
        return add(wrist, scale(thumbward, x * size), scale(ahead, y * size), scale(palm, z * size))

    points = [wrist]
    out, over = radians(form.thumb_out), radians(form.thumb_over)
    way = add(
        scale(ahead, cos(out) * cos(over)),
        scale(thumbward, sin(out) * cos(over)),
        scale(palm, sin(over)),
    )
    tip = at(_THUMB_ROOT[0], _THUMB_ROOT[1], 0.04)
    points.append(tip)
    for step, bone in enumerate(_THUMB_BONES):
        # The thumb's joints bend it back along the fingers.
        turn = radians(form.thumb_bend * step)
        bent = unit(add(scale(way, cos(turn)), scale(ahead, sin(turn))))
        tip = along(tip, bent, bone * size)
        points.append(tip)
    for number, ((x, y), bones) in enumerate(_FINGERS):
        aside = form.spread * (1.5 - number) * 0.8
        sized = (bones[0] * size, bones[1] * size, bones[2] * size)
        points.extend(_finger(at(x, y), sized, form.fingers[number], aside, axes))
    return points
