"""A handful of plain skeletons: enough poses for tests that are not about poses."""

import hashlib

from lumiku.poses.schemas import PoseTemplate
from lumiku.vocabulary import Difficulty, PosePlacement

# A person standing straight, as fractions of the frame, in COCO-18 order.
_STANDING = [
    (0.50, 0.14), (0.50, 0.22), (0.42, 0.23), (0.38, 0.36), (0.36, 0.48), (0.58, 0.23),
    (0.62, 0.36), (0.64, 0.48), (0.45, 0.50), (0.45, 0.70), (0.45, 0.90), (0.55, 0.50),
    (0.55, 0.70), (0.55, 0.90), (0.48, 0.12), (0.52, 0.12), (0.46, 0.13), (0.54, 0.13),
]  # fmt: skip
_CODES = {"front": "fsf", "side": "fss", "back": "fsb"}


def templates(count: int = 24) -> list[PoseTemplate]:
    """Standing poses that differ in how far the right hand is raised."""
    made = []
    for i in range(count):
        subcategory = ("front", "side", "back")[i % 3]
        lift = 0.3 * i / count
        joints = [
            (x, y - (lift if index in (3, 4) else 0.0), 1.0)
            for index, (x, y) in enumerate(_STANDING)
        ]
        made.append(
            PoseTemplate(
                id=f"{_CODES[subcategory]}_{hashlib.sha256(str(joints).encode()).hexdigest()[:8]}",
                category="fashion-standing",
                subcategory=subcategory,
                people=[joints],
                frame="full",
                difficulty=Difficulty.SIMPLE,
                placement=PosePlacement.HAND_RIGHT,
            )
        )
    return made
