"""How a pose from outside joins the library: its id, its frame, and every reason against it."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

from lumiku.errors import FieldError, InvalidInput
from lumiku.poses.bearing import misplaced
from lumiku.poses.schemas import Frame, PoseTemplate, PoseTemplateIn
from lumiku.poses.similarity import LEAST_GAP, Signature, gap, signature
from lumiku.poses.skeleton import Joint, Point
from lumiku.poses.taxonomy import LEAVES, Leaf, by_key
from lumiku.poses.validation import Fault, faults
from lumiku.texts import Reader, Text

__all__ = ["frame_of", "objections", "pose_id", "proposed", "shelf_of"]

_NO_SHELF: Final = Text(
    "kategori ini tidak ada; pilih dari {known}",
    "there is no such category; choose from {known}",
    Reader.OPERATOR,
)
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


def pose_id(code: str, people: Sequence[Sequence[Point]]) -> str:
    """The shelf's code and a hash of the keypoints: equal poses have equal ids in every version."""
    text = ";".join(
        ",".join(f"{round(value * 10_000)}" for point in points for value in point)
        for points in people
    )
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
    digits = ""
    for _ in range(8):
        number, digit = divmod(number, 36)
        digits += _DIGITS[digit]
    return f"{code}_{digits}"


def frame_of(people: Sequence[Sequence[Point]]) -> Frame:
    """The frame that the visible joints make: how far down the body the picture reaches."""

    def shows(*joints: Joint) -> bool:
        return all(any(points[joint][2] > 0 for joint in joints) for points in people)

    if all(
        points[Joint.RIGHT_ANKLE][2] > 0 and points[Joint.LEFT_ANKLE][2] > 0 for points in people
    ):
        return "full"
    if shows(Joint.RIGHT_KNEE, Joint.LEFT_KNEE):
        return "three-quarter"
    if shows(Joint.RIGHT_HIP, Joint.LEFT_HIP):
        return "half"
    if shows(Joint.RIGHT_ELBOW, Joint.LEFT_ELBOW, Joint.RIGHT_SHOULDER):
        return "bust"
    return "face"


def objections(
    people: Sequence[Sequence[Point]],
    leaf: Leaf,
    *,
    frame: Frame,
    aspect: float,
    known: Iterable[Signature],
) -> list[Fault]:
    """Every rule that a pose breaks on a shelf; it must differ from the `known`, mirrored or not.

    Points are COCO-18 as fractions of the frame.
    """
    if broken := faults(people, frame=frame, aspect=aspect):
        return broken
    if off := [n for n, points in enumerate(people) if misplaced(points, aspect, leaf)]:
        return [Fault("off_shelf", person) for person in off]
    sign = signature(people, aspect)
    return [Fault("duplicate")] if any(gap(sign, other) < LEAST_GAP for other in known) else []


def shelf_of(wish: PoseTemplateIn) -> Leaf:
    """Raises InvalidInput for a shelf that there is not."""
    if (leaf := by_key(wish.shelf)) is None:
        known = ", ".join(one.key for one in LEAVES)
        raise InvalidInput.at("/shelf", _NO_SHELF.filled(known=known))
    return leaf


def proposed(wish: PoseTemplateIn, *, source: str, known: Iterable[Signature]) -> PoseTemplate:
    """The template that a wish makes; raises InvalidInput with every rule that it breaks."""
    leaf = shelf_of(wish)
    people = [[point.joint() for point in body] for body in wish.people]
    frame = frame_of(people)
    if broken := objections(people, leaf, frame=frame, aspect=wish.aspect, known=known):
        raise InvalidInput(
            errors=[FieldError(f"/people/{fault.person}", fault.said()) for fault in broken]
        )
    return PoseTemplate(
        id=pose_id(leaf.code, people),
        category=leaf.category,
        subcategory=leaf.subcategory,
        people=people,
        hands=[
            {side: [p.joint() for p in hand] for side, hand in pair.items()} for pair in wish.hands
        ],
        frame=frame,
        needs_seat=leaf.seat,
        source=source,
        **wish.model_dump(exclude={"shelf", "people", "hands"}),
    )
