"""How long a body's parts are against each other, and how tall that makes a body in a picture."""

from collections.abc import Sequence
from math import dist
from typing import Final

from lumiku.poses.skeleton import Joint, Point

__all__ = ["PROPORTIONS", "flat", "measures", "stature"]

# Limbs and their lengths in body heights; Winter 2009 (see pose_seed.body) for adults, and the
# larger of adult and child where they differ, because a limb is only ever seen shorter.
PROPORTIONS: Final[dict[tuple[Joint, Joint], float]] = {
    (Joint.RIGHT_SHOULDER, Joint.RIGHT_ELBOW): 0.180,
    (Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW): 0.180,
    (Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST): 0.146,
    (Joint.LEFT_ELBOW, Joint.LEFT_WRIST): 0.146,
    (Joint.RIGHT_HIP, Joint.RIGHT_KNEE): 0.245,
    (Joint.LEFT_HIP, Joint.LEFT_KNEE): 0.245,
    (Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE): 0.246,
    (Joint.LEFT_KNEE, Joint.LEFT_ANKLE): 0.246,
    (Joint.NECK, Joint.RIGHT_HIP): 0.305,
    (Joint.NECK, Joint.LEFT_HIP): 0.305,
    (Joint.RIGHT_SHOULDER, Joint.LEFT_SHOULDER): 0.225,
    (Joint.RIGHT_HIP, Joint.LEFT_HIP): 0.128,
}
# An adult's head; it tells the size of a body of which little else is in the picture.
_HEAD_PROPORTIONS: Final[dict[tuple[Joint, Joint], float]] = {
    (Joint.RIGHT_EAR, Joint.LEFT_EAR): 0.084,
    (Joint.NOSE, Joint.RIGHT_EYE): 0.0385,
    (Joint.NOSE, Joint.LEFT_EYE): 0.0385,
    (Joint.RIGHT_EYE, Joint.RIGHT_EAR): 0.0588,
    (Joint.LEFT_EYE, Joint.LEFT_EAR): 0.0588,
}


def flat(points: Sequence[Point], aspect: float) -> list[tuple[float, float]]:
    """Positions in frame heights, where a unit is equally long both ways."""
    return [(x * aspect, y) for x, y, _ in points]


def measures(
    points: Sequence[Point], aspect: float, lengths: dict[tuple[Joint, Joint], float]
) -> dict[tuple[Joint, Joint], float]:
    """Every visible limb's length as the body height it would imply."""
    at = flat(points, aspect)
    return {
        limb: dist(at[limb[0]], at[limb[1]]) / length
        for limb, length in lengths.items()
        if points[limb[0]][2] > 0 and points[limb[1]][2] > 0
    }


def stature(points: Sequence[Point], aspect: float) -> float:
    """The body's height in frame heights as its limbs imply it; 0 when nothing tells.

    Limbs are only ever foreshortened, so the third longest of what they imply is near the truth
    and is not moved by one wrong point. A portrait shows too few limbs: there the head counts too.
    """
    implied = sorted(measures(points, aspect, PROPORTIONS).values(), reverse=True)
    if len(implied) >= 4:
        return implied[2]
    implied += measures(points, aspect, _HEAD_PROPORTIONS).values()
    implied.sort(reverse=True)
    return implied[1 if len(implied) > 2 else 0] if implied else 0.0
