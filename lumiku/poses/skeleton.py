"""The COCO-18 skeleton: order, limbs, colours, mirror, and the sources it is converted from."""

from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise
from typing import Final, TypeVar

__all__ = [
    "BODY_25_TO_18",
    "COCO_17_TO_18",
    "COLOURS",
    "FINGERS",
    "HAND_EDGES",
    "IN_SIGHT",
    "LIMBS",
    "MIRROR",
    "Joint",
    "Point",
    "from_coco17",
    "mirrored",
]

Point = tuple[float, float, float]  # x, y, confidence
IN_SIGHT: Final = 0.7  # confidence from which nothing lies before a joint
P = TypeVar("P", bound=Sequence[float])


class Joint(IntEnum):
    """Right and left are the subject's own."""

    NOSE = 0
    NECK = 1
    RIGHT_SHOULDER = 2
    RIGHT_ELBOW = 3
    RIGHT_WRIST = 4
    LEFT_SHOULDER = 5
    LEFT_ELBOW = 6
    LEFT_WRIST = 7
    RIGHT_HIP = 8
    RIGHT_KNEE = 9
    RIGHT_ANKLE = 10
    LEFT_HIP = 11
    LEFT_KNEE = 12
    LEFT_ANKLE = 13
    RIGHT_EYE = 14
    LEFT_EYE = 15
    RIGHT_EAR = 16
    LEFT_EAR = 17


# In the order in which the models' training pictures colour them: limb i has COLOURS[i].
LIMBS: Final[tuple[tuple[int, int], ...]] = (
    (1, 2),
    (1, 5),
    (2, 3),
    (3, 4),
    (5, 6),
    (6, 7),
    (1, 8),
    (8, 9),
    (9, 10),
    (1, 11),
    (11, 12),
    (12, 13),
    (1, 0),
    (0, 14),
    (14, 16),
    (0, 15),
    (15, 17),
)
# Joint i has COLOURS[i].
COLOURS: Final[tuple[tuple[int, int, int], ...]] = (
    (255, 0, 0),
    (255, 85, 0),
    (255, 170, 0),
    (255, 255, 0),
    (170, 255, 0),
    (85, 255, 0),
    (0, 255, 0),
    (0, 255, 85),
    (0, 255, 170),
    (0, 255, 255),
    (0, 170, 255),
    (0, 85, 255),
    (0, 0, 255),
    (85, 0, 255),
    (170, 0, 255),
    (255, 0, 255),
    (255, 0, 170),
    (255, 0, 85),
)
# Thumb, index, middle, ring, little finger, each from the wrist out.
FINGERS: Final[tuple[tuple[int, ...], ...]] = (
    (0, 1, 2, 3, 4),
    (0, 5, 6, 7, 8),
    (0, 9, 10, 11, 12),
    (0, 13, 14, 15, 16),
    (0, 17, 18, 19, 20),
)
HAND_EDGES: Final[tuple[tuple[int, int], ...]] = tuple(
    (a, b) for finger in FINGERS for a, b in pairwise(finger)
)
# Joint i of a mirrored picture is joint MIRROR[i] of the original.
MIRROR: Final[tuple[int, ...]] = (0, 1, 5, 6, 7, 2, 3, 4, 11, 12, 13, 8, 9, 10, 15, 14, 17, 16)

# Index of each of our joints in OpenPose's BODY_25 (8 is its mid hip, 19 to 24 are feet).
BODY_25_TO_18: Final[tuple[int, ...]] = (*range(8), *range(9, 19))
# Index of each of our joints in COCO's 17; the neck (None) is made of both shoulders.
COCO_17_TO_18: Final[tuple[int | None, ...]] = (
    0,
    None,
    6,
    8,
    10,
    5,
    7,
    9,
    12,
    14,
    16,
    11,
    13,
    15,
    2,
    1,
    4,
    3,
)
_COCO_SHOULDERS: Final = (5, 6)


def from_coco17(points: Sequence[Point]) -> list[Point]:
    """COCO's 17 joints as our 18; the neck exists only where both shoulders do."""
    a, b = (points[index] for index in _COCO_SHOULDERS)
    neck = (
        ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, min(a[2], b[2]))
        if a[2] > 0 and b[2] > 0
        else (0.0, 0.0, 0.0)
    )
    return [neck if index is None else points[index] for index in COCO_17_TO_18]


def mirrored(points: Sequence[Point]) -> list[Point]:
    """The pose as a mirror shows it, for x given as a fraction of the frame."""
    return [(1.0 - points[j][0], points[j][1], points[j][2]) for j in MIRROR]
