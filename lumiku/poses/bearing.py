"""Whether a pose looks like its shelf: who stands is upright, who sits has raised thighs.

The bounds are those of the shipped library's shelves with some room around them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, degrees
from typing import Final

from lumiku.poses.proportions import flat, stature
from lumiku.poses.skeleton import Joint, Point
from lumiku.poses.taxonomy import Leaf

__all__ = ["misplaced"]

_SIDES: Final = (
    (Joint.RIGHT_HIP, Joint.RIGHT_KNEE),
    (Joint.LEFT_HIP, Joint.LEFT_KNEE),
)


@dataclass(frozen=True)
class _Bearing:
    """What a shelf asks of each person, in degrees from upright; unseen joints ask nothing."""

    lean: float = 40.0  # the trunk's, at most
    raised: tuple[float, float] = (0.0, 180.0)  # the more raised thigh's
    planted: float = 180.0  # the other thigh's, at most
    # From the right to the left shoulder in body heights: positive from the front.
    shoulders: tuple[float, float] = (-1.0, 1.0)


_ANY: Final = _Bearing()
_FRONT: Final = (0.05, 1.0)
_BEARINGS: Final[dict[str, _Bearing]] = {
    "fsf": _Bearing(20.0, (0.0, 45.0), shoulders=_FRONT),
    "fss": _Bearing(20.0, (0.0, 45.0), shoulders=(-0.15, 0.15)),
    "fsb": _Bearing(20.0, (0.0, 45.0), shoulders=(-1.0, -0.05)),
    "fwc": _Bearing(20.0, (0.0, 75.0), planted=40.0),
    "fwr": _Bearing(20.0, (0.0, 75.0), planted=40.0),
    "fic": _Bearing(raised=(45.0, 150.0)),
    "fas": _Bearing(planted=30.0),
    "scu": _Bearing(20.0, shoulders=_FRONT),
    "sap": _Bearing(20.0, shoulders=_FRONT),
    "sba": _Bearing(20.0, shoulders=_FRONT),
    "kru": _Bearing(planted=60.0),
}


def misplaced(points: Sequence[Point], aspect: float, leaf: Leaf) -> bool:
    """Whether somebody does not look like the shelf; points are fractions of the frame."""
    asked = _BEARINGS.get(leaf.code, _ANY)
    at, size = flat(points, aspect), stature(points, aspect)

    def seen(*joints: Joint) -> bool:
        return all(points[joint][2] > 0 for joint in joints)

    def tilt(upper: tuple[float, float], lower: tuple[float, float]) -> float:
        return abs(degrees(atan2(lower[0] - upper[0], lower[1] - upper[1])))

    hips = (Joint.RIGHT_HIP, Joint.LEFT_HIP)
    if seen(Joint.NECK, *hips):
        middle = ((at[hips[0]][0] + at[hips[1]][0]) / 2, (at[hips[0]][1] + at[hips[1]][1]) / 2)
        if tilt(at[Joint.NECK], middle) > asked.lean:
            return True
    thighs = [tilt(at[hip], at[knee]) for hip, knee in _SIDES if seen(hip, knee)]
    low, high = asked.raised
    if thighs and not (low <= max(thighs) <= high and min(thighs) <= asked.planted):
        return True
    if size and seen(Joint.RIGHT_SHOULDER, Joint.LEFT_SHOULDER):
        across = (at[Joint.LEFT_SHOULDER][0] - at[Joint.RIGHT_SHOULDER][0]) / size
        return not asked.shoulders[0] <= across <= asked.shoulders[1]
    return False
