"""What an importer found in a file, and how it becomes a template or a refusal with reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from lumiku.poses.curation import frame_of, objections, pose_id
from lumiku.poses.proportions import stature
from lumiku.poses.schemas import ASPECT, Frame, PoseTemplate
from lumiku.poses.similarity import Signature, signature
from lumiku.poses.skeleton import Point
from lumiku.poses.taxonomy import Leaf
from lumiku.poses.validation import Fault
from lumiku.vocabulary import AgeRange, Difficulty, PosePlacement

__all__ = ["Found", "Refusal", "Unreadable", "chunks", "judge", "reframed"]

_ROOM: Final = 0.06  # of the frame, around a pose
_OVER_HEAD: Final = 0.07  # body heights between the eyes and the top of the head
_UNDER_ANKLE: Final = 0.05
_OVER_EDGE: Final = 0.02  # of the frame between a cut-off pose's lowest point and the edge


class Unreadable(ValueError):
    """A file is none of the formats, or its content is broken; the message says why."""


@dataclass(frozen=True)
class Found:
    """One pose as its file gives it: points in any unit, but equally long both ways."""

    source: str  # file, and where in it
    people: list[list[Point]]  # COCO-18
    hands: list[dict[str, list[Point]]] = field(default_factory=list)
    trouble: str = ""  # why this entry of a file could not be read, while others can


@dataclass(frozen=True)
class Refusal:
    """A pose that was not accepted, with every rule that it breaks."""

    source: str
    faults: tuple[Fault, ...]
    trouble: str = ""

    def text(self, language: str = "id") -> str:
        """All reasons in one line; what a broken entry's reader said stands in English."""
        return self.trouble or "; ".join(fault.text(language) for fault in self.faults)


def _box(found: Found, frame: Frame) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) of what the picture must hold, heads and feet included."""
    xs = [x for points in found.people for x, _, c in points if c > 0]
    ys = [y for points in found.people for _, y, c in points if c > 0]
    xs += [x for pair in found.hands for hand in pair.values() for x, _, c in hand if c > 0]
    ys += [y for pair in found.hands for hand in pair.values() for _, y, c in hand if c > 0]
    size = max(stature(points, 1.0) for points in found.people)
    bottom = max(ys) + (_UNDER_ANKLE * size if frame == "full" else 0.0)
    return min(xs), min(ys) - _OVER_HEAD * size, max(xs), bottom


def reframed(found: Found, aspect: float = ASPECT) -> tuple[Found, Frame]:
    """The pose fitted into a frame of our aspect: whoever took the picture left other margins."""
    frame = frame_of(found.people)
    left, top, right, bottom = _box(found, frame)
    lower = _ROOM if frame == "full" else _OVER_EDGE
    height = max(
        (bottom - top) / (1 - _ROOM - lower), (right - left) / (1 - 2 * _ROOM) / aspect, 1e-6
    )
    width = height * aspect
    x0 = (left + right - width) / 2
    # A pose that is cut off below stays cut off by the frame's edge.
    y0 = bottom + lower * height - height
    if frame == "full":
        y0 = (top + bottom - height) / 2

    def place(point: Point) -> Point:
        if point[2] <= 0:
            return (0.0, 0.0, 0.0)
        return (
            round((point[0] - x0) / width, 4),
            round((point[1] - y0) / height, 4),
            round(min(1.0, point[2]), 1) or 0.1,
        )

    fitted = Found(
        found.source,
        [[place(point) for point in points] for points in found.people],
        [
            {name: [place(point) for point in hand] for name, hand in pair.items()}
            for pair in found.hands
        ],
    )
    return fitted, frame


def judge(
    poses: Iterable[Found],
    leaf: Leaf,
    *,
    known: Iterable[PoseTemplate] = (),
    ages: Sequence[AgeRange] = (),
    placement: PosePlacement = PosePlacement.WORN,
) -> tuple[list[PoseTemplate], list[Refusal]]:
    """Accepted templates for a shelf, and every refusal with its reasons.

    `known` are poses that a new one must differ from, mirrored or not.
    """
    accepted: list[PoseTemplate] = []
    refused: list[Refusal] = []
    signs: list[Signature] = [signature(one.people, one.aspect) for one in known]
    for pose in poses:
        if pose.trouble:
            refused.append(Refusal(pose.source, (Fault("unreadable"),), pose.trouble))
            continue
        seen = [points for points in pose.people if any(point[2] > 0 for point in points)]
        if not seen:
            refused.append(Refusal(pose.source, (Fault("no_person"),)))
            continue
        fitted, frame = reframed(Found(pose.source, seen, pose.hands))
        broken = objections(fitted.people, leaf, frame=frame, aspect=ASPECT, known=signs)
        if broken:
            refused.append(Refusal(pose.source, tuple(broken)))
            continue
        signs.append(signature(fitted.people, ASPECT))
        accepted.append(_template(fitted, frame, leaf, ages, placement))
    return accepted, refused


def _template(
    found: Found,
    frame: Frame,
    leaf: Leaf,
    ages: Sequence[AgeRange],
    placement: PosePlacement,
) -> PoseTemplate:
    return PoseTemplate(
        id=pose_id(leaf.code, found.people),
        category=leaf.category,
        subcategory=leaf.subcategory,
        people=found.people,
        hands=[dict(pair) for pair in found.hands],
        aspect=ASPECT,
        frame=frame,
        difficulty=Difficulty.MEDIUM,
        tags=["imported"],
        ages=list(ages),
        placement=placement,
        needs_seat=leaf.seat,
        description_id=f"{leaf.name.id} (impor).",
        description_en=f"{leaf.name.en} (imported).",
        source=found.source,
    )


def chunks(flat: Sequence[float], source: str) -> list[Point]:
    """A flat x, y, confidence list as points."""
    if len(flat) % 3:
        raise Unreadable(f"{source}: {len(flat)} numbers are not triples of x, y and confidence")
    return [
        (float(flat[index]), float(flat[index + 1]), float(flat[index + 2]))
        for index in range(0, len(flat), 3)
    ]
