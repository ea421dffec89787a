"""The rules that every pose must keep, whether generated, imported or sent to the API.

Limits of joints: J. M. Soucie et al., Range of motion measurements (Haemophilia 17, 2011, p. 500)
and D. C. Boone & S. P. Azen, Normal range of motion of joints in male subjects (J. Bone Joint Surg.
61-A, 1979, p. 756), widened by a few degrees. Lengths of limbs: see PROPORTIONS.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import acos, asin, atan2, degrees, dist, isfinite, sqrt
from typing import Final

from lumiku.poses.schemas import Frame
from lumiku.poses.skeleton import LIMBS, Joint, Point

__all__ = [
    "MARGIN",
    "MIN_POINTS",
    "PROPORTIONS",
    "RULES",
    "Fault",
    "faults",
    "stature",
]

Vec = tuple[float, float, float]

MARGIN: Final = 0.012  # of the frame: a point nearer to the edge is neither in nor out
MIN_POINTS: Final[dict[Frame, int]] = {
    "full": 10,
    "three-quarter": 8,
    "half": 8,
    "bust": 5,
    "face": 4,
}
# Every rule: what it says in Indonesian and English.
RULES: Final[dict[str, tuple[str, str]]] = {
    "no_person": ("tidak ada orang di pose ini", "there is nobody in this pose"),
    "bad_number": ("ada angka yang tidak sah", "a coordinate is not a number"),
    "too_few_points": ("titik tubuh yang terlihat terlalu sedikit", "too few visible points"),
    "no_head": ("kepala tidak terlihat", "no point of the head is visible"),
    "no_torso": ("bahu tidak terlihat", "neither shoulder is visible"),
    "collapsed": ("beberapa titik bertumpuk di satu tempat", "different joints lie on one spot"),
    "disconnected": ("kerangka terputus", "the skeleton falls apart: a limb hangs on nothing"),
    "out_of_frame": ("ada titik di luar atau di tepi bingkai", "a point is outside or on the edge"),
    "feet_missing": ("kaki tidak terlihat di bingkai penuh", "a full frame does not show the feet"),
    "too_small": ("orangnya terlalu kecil di bingkai", "the person is too small in the frame"),
    "limb_ratio": ("panjang anggota tubuh tidak wajar", "a limb is too long for the body"),
    "upside_down": ("kepala berada di bawah panggul", "the head is below the hips"),
    "head_off": ("kepala terlalu jauh dari bahu", "the head is too far from the shoulders"),
    "illegible": (
        "lengan atau paha mengarah ke kamera sehingga sulit dibaca",
        "an upper arm or thigh points at the camera and cannot be read",
    ),
    "elbow": ("siku menekuk terlalu jauh", "an elbow bends too far"),
    "knee": ("lutut menekuk terlalu jauh atau terbalik", "a knee bends too far or backwards"),
    "hip": ("paha di luar jangkauan sendi panggul", "a thigh is beyond the hip's range"),
    "shoulder": ("lengan terlalu jauh ke belakang", "an arm reaches too far behind"),
    "neck": ("kepala menoleh terlalu jauh", "the head is turned too far"),
    "wrist_inside": ("tangan menembus badan atau kepala", "a hand is inside the body or head"),
    "hand_hidden": (
        "tangan yang memegang produk tidak terlihat",
        "the hand with the product is hidden",
    ),
    "overlap": ("orang-orangnya saling menutupi", "people cover each other"),
    "duplicate": ("sama dengan pose lain", "it equals another pose"),
}

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
_HEAD: Final = (
    Joint.NOSE,
    Joint.RIGHT_EYE,
    Joint.LEFT_EYE,
    Joint.RIGHT_EAR,
    Joint.LEFT_EAR,
)
_TOO_LONG: Final = 1.35  # against the body's third longest measure: perspective and loose labels
_HEAD_TOO_FAR: Final = 0.24  # body heights from the neck to the furthest point of the head
_LEAST_LEGIBLE: Final = 0.5  # of a limb's true length
_MIN_EXTENT: Final = 0.35  # of the frame's height or width
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

    def text(self, language: str = "id") -> str:
        """The rule's sentence, with the joints it is about."""
        words = RULES[self.rule][0 if language == "id" else 1]
        names = ", ".join(joint.name.lower().replace("_", " ") for joint in self.joints)
        return f"{words} ({names})" if names else words


def _present(points: Sequence[Point]) -> list[Joint]:
    return [joint for joint in Joint if points[joint][2] > 0]


def _flat(points: Sequence[Point], aspect: float) -> list[tuple[float, float]]:
    """Positions in frame heights, where a unit is equally long both ways."""
    return [(x * aspect, y) for x, y, _ in points]


def _measures(
    points: Sequence[Point], aspect: float, lengths: dict[tuple[Joint, Joint], float]
) -> dict[tuple[Joint, Joint], float]:
    """Every visible limb's length as the body height it would imply."""
    flat = _flat(points, aspect)
    return {
        limb: dist(flat[limb[0]], flat[limb[1]]) / length
        for limb, length in lengths.items()
        if points[limb[0]][2] > 0 and points[limb[1]][2] > 0
    }


def stature(points: Sequence[Point], aspect: float) -> float:
    """The body's height in frame heights as its limbs imply it; 0 when nothing tells.

    Limbs are only ever foreshortened, so the third longest of what they imply is near the truth
    and is not moved by one wrong point. A portrait shows too few limbs: there the head counts too.
    """
    implied = sorted(_measures(points, aspect, PROPORTIONS).values(), reverse=True)
    if len(implied) >= 4:
        return implied[2]
    implied += _measures(points, aspect, _HEAD_PROPORTIONS).values()
    implied.sort(reverse=True)
    return implied[1 if len(implied) > 2 else 0] if implied else 0.0


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
    flat = _flat(points, aspect)
    size = stature(points, aspect)
    seen = _present(points)
    near = 0.006 * max(size, 0.2)
    for joint in seen:
        same = tuple(other for other in seen if dist(flat[joint], flat[other]) < near)
        if len(same) >= 3:
            yield Fault("collapsed", person, same)
            return
    if size < 0.05:
        yield Fault("collapsed", person)


def _shape(points: Sequence[Point], frame: Frame, aspect: float, person: int) -> Iterator[Fault]:
    measures = _measures(points, aspect, PROPORTIONS)
    size = stature(points, aspect)
    if len(measures) >= 3:
        long = {limb: value for limb, value in measures.items() if value > size * _TOO_LONG}
        for limb in long:
            yield Fault("limb_ratio", person, limb)
    flat = _flat(points, aspect)
    neck = points[Joint.NECK][2] > 0
    head = [joint for joint in _HEAD if points[joint][2] > 0]
    if neck and head and size:
        far = [j for j in head if dist(flat[j], flat[Joint.NECK]) > _HEAD_TOO_FAR * size * 1.25]
        if far:
            yield Fault("head_off", person, tuple(far))
    hips = [j for j in (Joint.RIGHT_HIP, Joint.LEFT_HIP) if points[j][2] > 0]
    if head and hips and min(flat[j][1] for j in head) > max(flat[j][1] for j in hips):
        yield Fault("upside_down", person)
    if frame == "full":
        xs = [flat[joint][0] for joint in _present(points)]
        ys = [flat[joint][1] for joint in _present(points)]
        if max(max(ys) - min(ys), (max(xs) - min(xs)) / aspect) < _MIN_EXTENT:
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
    flat = _flat(points, aspect)
    for a, b in _READ:
        if min(points[a][2], points[b][2]) <= 0:
            continue
        shown = dist(flat[a], flat[b]) / (PROPORTIONS[a, b] * size) if size else 1.0
        if body is not None:
            shown = min(shown, dist(body[a][:2], body[b][:2]) / max(dist(body[a], body[b]), 1e-9))
        if shown < _LEAST_LEGIBLE:
            yield Fault("illegible", person, (a, b))


def _sub(a: Vec, b: Vec) -> Vec:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def _dot(a: Vec, b: Vec) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _unit(a: Vec) -> Vec:
    length = max(sqrt(_dot(a, a)), 1e-9)
    return (a[0] / length, a[1] / length, a[2] / length)


def _cross(a: Vec, b: Vec) -> Vec:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def _bend(body: Sequence[Vec], a: Joint, b: Joint, c: Joint) -> float:
    """Degrees by which b bends the chain a, b, c: 0 is straight."""
    cosine = _dot(_unit(_sub(body[b], body[a])), _unit(_sub(body[c], body[b])))
    return degrees(acos(max(-1.0, min(1.0, cosine))))


def _trunk(body: Sequence[Vec], left: Joint, right: Joint) -> tuple[Vec, Vec, Vec]:
    """(left, up, forward) of the trunk as its shoulders or hips show them, in the given axes.

    The axes are a camera's: x right, y down, z away.
    """
    middle = (
        (body[Joint.RIGHT_HIP][0] + body[Joint.LEFT_HIP][0]) / 2,
        (body[Joint.RIGHT_HIP][1] + body[Joint.LEFT_HIP][1]) / 2,
        (body[Joint.RIGHT_HIP][2] + body[Joint.LEFT_HIP][2]) / 2,
    )
    up = _unit(_sub(body[Joint.NECK], middle))
    side = _sub(body[left], body[right])
    side = _unit(_sub(side, tuple(_dot(side, up) * value for value in up)))  # type: ignore[arg-type]
    # x right, y down, z away is right-handed, so the forward axis is side x up.
    return side, up, _cross(side, up)


def _legs(body: Sequence[Vec], person: int) -> Iterator[Fault]:
    side, up, ahead = _trunk(body, Joint.LEFT_HIP, Joint.RIGHT_HIP)
    for sign, hip, knee, ankle in (
        (-1, Joint.RIGHT_HIP, Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE),
        (1, Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE),
    ):
        thigh = _unit(_sub(body[knee], body[hip]))
        outward = degrees(asin(max(-1.0, min(1.0, sign * _dot(thigh, side)))))
        forward = degrees(atan2(_dot(thigh, ahead), -_dot(thigh, up)))
        if not -38 <= outward <= 58 or not -32 <= forward <= 128:
            yield Fault("hip", person, (hip, knee))
        bend = _bend(body, hip, knee, ankle)
        if bend > 158:
            yield Fault("knee", person, (knee,))
        elif bend > 12:
            # The knee must lie before or beside the line from hip to ankle, never behind it.
            way = _unit(_sub(body[ankle], body[hip]))
            off = _sub(body[knee], body[hip])
            off = _unit(_sub(off, tuple(_dot(off, way) * value for value in way)))  # type: ignore[arg-type]
            if _dot(off, ahead) < -0.35 and _dot(off, up) < 0.4:
                yield Fault("knee", person, (knee,))


def _arms(body: Sequence[Vec], person: int) -> Iterator[Fault]:
    _, up, ahead = _trunk(body, Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)
    for shoulder, elbow, wrist in (
        (Joint.RIGHT_SHOULDER, Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST),
        (Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW, Joint.LEFT_WRIST),
    ):
        if _bend(body, shoulder, elbow, wrist) > 150:
            yield Fault("elbow", person, (elbow,))
        arm = _unit(_sub(body[elbow], body[shoulder]))
        back, down = -_dot(arm, ahead), -_dot(arm, up)
        if back > 0.2 and degrees(atan2(back, max(down, 0.0))) > 62:
            yield Fault("shoulder", person, (shoulder, elbow))
        if _inside(body, body[wrist]):
            yield Fault("wrist_inside", person, (wrist,))
    face = _unit(_sub(body[Joint.NOSE], _between(body[Joint.RIGHT_EAR], body[Joint.LEFT_EAR])))
    side = _unit(_sub(body[Joint.LEFT_SHOULDER], body[Joint.RIGHT_SHOULDER]))
    turned = degrees(atan2(_dot(face, side), _dot(face, ahead)))
    if abs(turned) > 72:
        yield Fault("neck", person)


def _between(a: Vec, b: Vec) -> Vec:
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2)


def _from_segment(point: Vec, a: Vec, b: Vec) -> float:
    way = _sub(b, a)
    t = max(0.0, min(1.0, _dot(_sub(point, a), way) / max(_dot(way, way), 1e-9)))
    return dist(point, (a[0] + way[0] * t, a[1] + way[1] * t, a[2] + way[2] * t))


def _inside(body: Sequence[Vec], wrist: Vec) -> bool:
    """Whether a wrist is in the trunk or the skull."""
    for shoulder, hip in (
        (Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP),
        (Joint.LEFT_SHOULDER, Joint.LEFT_HIP),
    ):
        top = _between(_between(body[shoulder], body[Joint.NECK]), body[shoulder])
        low = _between(body[hip], body[Joint.NECK])
        if _from_segment(wrist, top, _between(low, body[hip])) < 0.045:
            return True
    ears = _between(body[Joint.RIGHT_EAR], body[Joint.LEFT_EAR])
    wide = dist(body[Joint.RIGHT_EAR], body[Joint.LEFT_EAR]) / 2
    return dist(wrist, ears) < wide * 1.45


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
    flat, theirs = _flat(points, aspect), _flat(other, aspect)
    return any(
        dist(flat[joint], theirs[mark]) < room * size
        for joint in _ARM_JOINTS
        for marks, room in ((_HEAD, _FACE_ROOM), (_UPPER, _ARM_ROOM))
        for mark in marks
        if points[joint][2] > 0 and other[mark][2] > 0
    )


def _core(points: Sequence[Point], aspect: float) -> tuple[float, float]:
    """The middle of the shoulders' line, or of everything that is visible."""
    flat = _flat(points, aspect)
    marks = [
        flat[joint]
        for joint in (Joint.NECK, Joint.RIGHT_SHOULDER, Joint.LEFT_SHOULDER)
        if points[joint][2] > 0
    ] or [flat[joint] for joint in _present(points)]
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
            broken += _shape(points, frame, aspect, person)
            broken += _legibility(points, aspect, person, body)
        if body is not None:
            broken += [*_legs(body, person), *_arms(body, person)]
        found += broken
    if len(people) > 1 and not found:
        found += _overlaps(people, aspect)
    return found
