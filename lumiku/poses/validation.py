"""The rules that every pose must keep, whether generated, imported or sent to the API.

Lengths of limbs are judged by lumiku.poses.proportions, and where depth is known the angles of
joints by lumiku.poses.anatomy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import dist, isfinite
from typing import Final

from lumiku.poses.anatomy import Vec, arms_and_head, legs
from lumiku.poses.proportions import PROPORTIONS, flat, measures, stature
from lumiku.poses.schemas import Frame
from lumiku.poses.skeleton import LIMBS, Joint, Point
from lumiku.texts import Reader, Text

__all__ = [
    "MARGIN",
    "MIN_POINTS",
    "RULES",
    "Fault",
    "faults",
]


MARGIN: Final = 0.012  # of the frame: a point nearer to the edge is neither in nor out
MIN_POINTS: Final[dict[Frame, int]] = {
    "full": 10,
    "three-quarter": 8,
    "half": 8,
    "bust": 5,
    "face": 4,
}


def _rule(id: str, en: str) -> Text:
    return Text(id, en, Reader.OPERATOR)


# Every rule, and what it says of a pose that breaks it.
RULES: Final[dict[str, Text]] = {
    "unreadable": _rule("bagian berkas ini tidak terbaca", "this part of the file cannot be read"),
    "no_person": _rule("tidak ada orang di pose ini", "there is nobody in this pose"),
    "bad_number": _rule("ada koordinat yang bukan bilangan", "a coordinate is not a number"),
    "too_few_points": _rule(
        "titik tubuh yang terlihat terlalu sedikit", "too few points of the body are visible"
    ),
    "no_head": _rule("kepala tidak terlihat", "no point of the head is visible"),
    "no_torso": _rule("bahu tidak terlihat", "neither shoulder is visible"),
    "no_arms": _rule("tidak ada lengan yang terlihat", "no arm is visible"),
    "collapsed": _rule(
        "beberapa sendi berada di titik yang sama", "different joints are at the same point"
    ),
    "disconnected": _rule(
        "ada bagian tubuh yang tidak tersambung ke badan", "a limb is not joined to the body"
    ),
    "out_of_frame": _rule(
        "ada titik di luar bingkai atau tepat di tepinya",
        "a point is outside the frame or on its edge",
    ),
    "feet_missing": _rule(
        "pose seluruh badan, tetapi kakinya tidak terlihat",
        "a full-body pose does not show the feet",
    ),
    "too_small": _rule("orangnya terlalu kecil di bingkai", "the person is too small in the frame"),
    "limb_ratio": _rule(
        "lengan atau kaki terlalu panjang untuk tubuhnya", "a limb is too long for the body"
    ),
    "upside_down": _rule("kepala berada di bawah panggul", "the head is below the hips"),
    "head_off": _rule("kepala terlalu jauh dari bahu", "the head is too far from the shoulders"),
    "illegible": _rule(
        "lengan atas atau paha mengarah ke kamera sehingga arahnya tidak terbaca",
        "an upper arm or thigh points at the camera, so its direction cannot be read",
    ),
    "elbow": _rule("siku menekuk terlalu jauh", "an elbow bends too far"),
    "knee": _rule(
        "lutut menekuk terlalu jauh atau ke arah sebaliknya", "a knee bends too far or backwards"
    ),
    "hip": _rule(
        "paha terangkat lebih jauh dari kemampuan panggul", "a thigh is beyond the hip's range"
    ),
    "shoulder": _rule("lengan terlalu jauh ke belakang", "an arm reaches too far behind"),
    "neck": _rule("kepala menoleh terlalu jauh", "the head is turned too far"),
    "wrist_inside": _rule(
        "tangan berada di dalam badan atau kepala", "a hand is inside the body or head"
    ),
    "hand_hidden": _rule(
        "tangan yang memegang produk tidak terlihat", "the hand with the product is not visible"
    ),
    "overlap": _rule("orang-orangnya saling menutupi", "the people cover each other"),
    "off_shelf": _rule(
        "posenya tidak sesuai dengan kategorinya", "the pose does not fit its category"
    ),
    "duplicate": _rule("sama dengan pose yang sudah ada", "it is the same as another pose"),
}

_WITH_JOINTS: Final = _rule("{rule} ({joints})", "{rule} ({joints})")
_HEAD: Final = (
    Joint.NOSE,
    Joint.RIGHT_EYE,
    Joint.LEFT_EYE,
    Joint.RIGHT_EAR,
    Joint.LEFT_EAR,
)
_ELBOWS: Final = (Joint.RIGHT_ELBOW, Joint.LEFT_ELBOW)
_TOO_LONG: Final = 1.35  # against the body's third longest measure: perspective and loose labels
_HEAD_TOO_FAR: Final = 0.24  # body heights from the neck to the furthest point of the head
_LEAST_LEGIBLE: Final = 0.5  # of a limb's true length
# Of the frame's height or width: of a person alone, and of one among several.
_MIN_EXTENT: Final = {1: 0.35, 2: 0.28}
# Between people, in body heights.
_TRUNK_ROOM: Final = 0.20
_FACE_ROOM: Final = 0.085
_ARM_ROOM: Final = 0.05
_MAX_HIDDEN: Final = 5  # joints of one person that others may cover


@dataclass(frozen=True)
class Fault:
    """One broken rule; `person` counts from 0."""

    rule: str
    person: int = 0
    joints: tuple[Joint, ...] = ()

    def said(self) -> Text:
        """The rule's sentence, with the joints it is about."""
        names = ", ".join(joint.name.lower().replace("_", " ") for joint in self.joints)
        return (
            _WITH_JOINTS.filled(rule=RULES[self.rule], joints=names) if names else RULES[self.rule]
        )

    def text(self, language: str = "id") -> str:
        return self.said().said(language)


def _present(points: Sequence[Point]) -> list[Joint]:
    return [joint for joint in Joint if points[joint][2] > 0]


def _numbers(points: Sequence[Point]) -> Iterator[str]:
    if not all(isfinite(value) for point in points for value in point) or not all(
        0 <= point[2] <= 1 for point in points
    ):
        yield "bad_number"


def _presence(points: Sequence[Point], frame: Frame, person: int) -> Iterator[Fault]:
    seen = _present(points)
    if len(seen) < MIN_POINTS[frame]:
        yield Fault("too_few_points", person)
    if not any(joint in seen for joint in _HEAD):
        yield Fault("no_head", person)
    if frame != "face" and Joint.RIGHT_SHOULDER not in seen and Joint.LEFT_SHOULDER not in seen:
        yield Fault("no_torso", person)
    if frame not in ("face", "bust") and not any(j in seen for j in _ELBOWS):
        yield Fault("no_arms", person)
    feet = [joint for joint in (Joint.RIGHT_ANKLE, Joint.LEFT_ANKLE) if joint not in seen]
    if frame == "full" and feet:
        yield Fault("feet_missing", person, tuple(feet))
    outside = [
        joint
        for joint in seen
        if not all(MARGIN <= value <= 1 - MARGIN for value in points[joint][:2])
    ]
    if outside:
        yield Fault("out_of_frame", person, tuple(outside))


def _connection(points: Sequence[Point], person: int) -> Iterator[Fault]:
    """All drawn limbs must hang together; eyes and ears may stand alone, as from behind."""
    left: set[Joint] = {joint for joint in _present(points) if joint not in _HEAD[1:]}
    if not left:
        return
    start: Joint = Joint.NECK if Joint.NECK in left else min(left)
    reached: set[Joint] = {start}
    edge: list[Joint] = [start]
    while edge:
        joint = edge.pop()
        for a, b in LIMBS:
            for here, there in ((a, b), (b, a)):
                if here == joint and there in left and Joint(there) not in reached:
                    reached.add(Joint(there))
                    edge.append(Joint(there))
    if left - reached:
        yield Fault("disconnected", person, tuple(sorted(left - reached)))


def _collapse(points: Sequence[Point], aspect: float, person: int) -> Iterator[Fault]:
    """Three joints on one spot, or the two ends of a long limb, is a broken detection."""
    at = flat(points, aspect)
    size = stature(points, aspect)
    seen = _present(points)
    near = 0.006 * max(size, 0.2)
    for joint in seen:
        same = tuple(other for other in seen if dist(at[joint], at[other]) < near)
        if len(same) >= 3:
            yield Fault("collapsed", person, same)
            return
    if size < 0.05:
        yield Fault("collapsed", person)


def _shape(points: Sequence[Point], aspect: float, person: int) -> Iterator[Fault]:
    lengths = measures(points, aspect, PROPORTIONS)
    size = stature(points, aspect)
    if len(lengths) >= 3:
        long = {limb: value for limb, value in lengths.items() if value > size * _TOO_LONG}
        for limb in long:
            yield Fault("limb_ratio", person, limb)
    at = flat(points, aspect)
    neck = points[Joint.NECK][2] > 0
    head = [joint for joint in _HEAD if points[joint][2] > 0]
    if neck and head and size:
        far = [j for j in head if dist(at[j], at[Joint.NECK]) > _HEAD_TOO_FAR * size * 1.25]
        if far:
            yield Fault("head_off", person, tuple(far))
    hips = [j for j in (Joint.RIGHT_HIP, Joint.LEFT_HIP) if points[j][2] > 0]
    if head and hips and min(at[j][1] for j in head) > max(at[j][1] for j in hips):
        yield Fault("upside_down", person)


def _extent(points: Sequence[Point], person: int, least: float) -> Iterator[Fault]:
    seen = _present(points)
    width, height = (
        max(points[joint][axis] for joint in seen) - min(points[joint][axis] for joint in seen)
        for axis in (0, 1)
    )
    if max(width, height) < least:
        yield Fault("too_small", person)


_READ: Final = (
    (Joint.RIGHT_SHOULDER, Joint.RIGHT_ELBOW),
    (Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW),
    (Joint.RIGHT_HIP, Joint.RIGHT_KNEE),
    (Joint.LEFT_HIP, Joint.LEFT_KNEE),
)


def _legibility(
    points: Sequence[Point], aspect: float, person: int, body: Sequence[Vec] | None
) -> Iterator[Fault]:
    """Thighs and upper arms seen at less than half their length read as something else."""
    size = stature(points, aspect)
    at = flat(points, aspect)
    for a, b in _READ:
        if min(points[a][2], points[b][2]) <= 0:
            continue
        shown = dist(at[a], at[b]) / (PROPORTIONS[a, b] * size) if size else 1.0
        if body is not None:
            shown = min(shown, dist(body[a][:2], body[b][:2]) / max(dist(body[a], body[b]), 1e-9))
        if shown < _LEAST_LEGIBLE:
            yield Fault("illegible", person, (a, b))


_ARM_JOINTS: Final = (
    Joint.RIGHT_ELBOW,
    Joint.RIGHT_WRIST,
    Joint.LEFT_ELBOW,
    Joint.LEFT_WRIST,
)
_UPPER: Final = (
    Joint.NECK,
    Joint.RIGHT_SHOULDER,
    Joint.LEFT_SHOULDER,
    Joint.RIGHT_ELBOW,
    Joint.LEFT_ELBOW,
)


def _in_the_way(points: Sequence[Point], other: Sequence[Point], aspect: float) -> bool:
    """Whether an arm of one person comes before another's face or upper body.

    Hands may meet: children hold hands.
    """
    size = stature(other, aspect)
    at, theirs = flat(points, aspect), flat(other, aspect)
    return any(
        dist(at[joint], theirs[mark]) < room * size
        for joint in _ARM_JOINTS
        for marks, room in ((_HEAD, _FACE_ROOM), (_UPPER, _ARM_ROOM))
        for mark in marks
        if points[joint][2] > 0 and other[mark][2] > 0
    )


def _core(points: Sequence[Point], aspect: float) -> tuple[float, float]:
    """The middle of the shoulders' line, or of everything that is visible."""
    at = flat(points, aspect)
    marks = [
        at[joint]
        for joint in (Joint.NECK, Joint.RIGHT_SHOULDER, Joint.LEFT_SHOULDER)
        if points[joint][2] > 0
    ] or [at[joint] for joint in _present(points)]
    return (
        sum(mark[0] for mark in marks) / len(marks),
        sum(mark[1] for mark in marks) / len(marks),
    )


def _overlaps(people: Sequence[Sequence[Point]], aspect: float) -> Iterator[Fault]:
    """People whose trunks or faces cover each other cannot be told apart."""
    for number, points in enumerate(people):
        if sum(0 < point[2] < 0.5 for point in points) > _MAX_HIDDEN:
            yield Fault("overlap", number)
            continue
        for other in range(len(people)):
            if other == number:
                continue
            size = (stature(points, aspect) + stature(people[other], aspect)) / 2
            apart = dist(_core(points, aspect), _core(people[other], aspect))
            if apart < _TRUNK_ROOM * size or _in_the_way(points, people[other], aspect):
                yield Fault("overlap", number)
                break


def faults(
    people: Sequence[Sequence[Point]],
    *,
    frame: Frame,
    aspect: float,
    bodies: Sequence[Sequence[Vec]] | None = None,
) -> list[Fault]:
    """Everything that is wrong with a pose; empty when it may be used.

    `people` are COCO-18 points as fractions of the frame with confidence 0 to 1 (0 = absent);
    `bodies`, where depth is known, the same joints in body heights along the camera's axes (right,
    down, away): only then are joint angles and hands inside the body judged.
    """
    if not people:
        return [Fault("no_person")]
    found: list[Fault] = []
    for person, points in enumerate(people):
        if list(_numbers(points)):
            found.append(Fault("bad_number", person))
            continue
        broken = [
            *_presence(points, frame, person),
            *_connection(points, person),
            *_collapse(points, aspect, person),
        ]
        body = bodies[person] if bodies else None
        if not broken:
            broken += _shape(points, aspect, person)
            if frame == "full":
                broken += _extent(points, person, _MIN_EXTENT[min(2, len(people))])
            broken += _legibility(points, aspect, person, body)
        if body is not None:
            broken += [
                Fault(rule, person, joints) for rule, joints in (*legs(body), *arms_and_head(body))
            ]
        found += broken
    if len(people) > 1 and not found:
        found += _overlaps(people, aspect)
    return found
