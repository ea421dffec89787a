"""What a body's joints allow, judged on its COCO-18 joints in space.

Limits: J. M. Soucie et al., Range of motion measurements (Haemophilia 17, 2011, p. 500) and D. C.
Boone & S. P. Azen, Normal range of motion of joints in male subjects (J. Bone Joint Surg. 61-A,
1979, p. 756), widened by a few degrees. Bodies are given in body heights along a camera's axes:
x right, y down, z away.
"""

from collections.abc import Iterator, Sequence
from math import acos, asin, atan2, degrees, dist, sqrt

from lumiku.poses.skeleton import Joint

__all__ = ["Finding", "Vec", "arms_and_head", "legs"]

Vec = tuple[float, float, float]
Finding = tuple[str, tuple[Joint, ...]]  # a rule's name, and the joints it is about


def _user_id(a: Vec, b: Vec) -> Vec:
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
    cosine = _dot(_unit(_user_id(body[b], body[a])), _unit(_user_id(body[c], body[b])))
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
    up = _unit(_user_id(body[Joint.NECK], middle))
    side = _user_id(body[left], body[right])
    side = _unit(_user_id(side, tuple(_dot(side, up) * value for value in up)))  # type: ignore[arg-type]
    # x right, y down, z away is right-handed, so the forward axis is side x up.
    return side, up, _cross(side, up)


def legs(body: Sequence[Vec]) -> Iterator[Finding]:
    """Thighs and knees beyond what hips and knees allow."""
    side, up, ahead = _trunk(body, Joint.LEFT_HIP, Joint.RIGHT_HIP)
    for sign, hip, knee, ankle in (
        (-1, Joint.RIGHT_HIP, Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE),
        (1, Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE),
    ):
        thigh = _unit(_user_id(body[knee], body[hip]))
        outward = degrees(asin(max(-1.0, min(1.0, sign * _dot(thigh, side)))))
        forward = degrees(atan2(_dot(thigh, ahead), -_dot(thigh, up)))
        if not -38 <= outward <= 58 or not -32 <= forward <= 128:
            yield "hip", (hip, knee)
        bend = _bend(body, hip, knee, ankle)
        if bend > 158:
            yield "knee", (knee,)
        elif bend > 12:
            # The knee must lie before or beside the line from hip to ankle, never behind it.
            way = _unit(_user_id(body[ankle], body[hip]))
            off = _user_id(body[knee], body[hip])
            off = _unit(_user_id(off, tuple(_dot(off, way) * value for value in way)))  # type: ignore[arg-type]
            if _dot(off, ahead) < -0.35 and _dot(off, up) < 0.4:
                yield "knee", (knee,)


def arms_and_head(body: Sequence[Vec]) -> Iterator[Finding]:
    """Elbows, shoulders and neck beyond their ranges, and hands inside the body."""
    _, up, ahead = _trunk(body, Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)
    for shoulder, elbow, wrist in (
        (Joint.RIGHT_SHOULDER, Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST),
        (Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW, Joint.LEFT_WRIST),
    ):
        if _bend(body, shoulder, elbow, wrist) > 150:
            yield "elbow", (elbow,)
        arm = _unit(_user_id(body[elbow], body[shoulder]))
        back, down = -_dot(arm, ahead), -_dot(arm, up)
        if back > 0.2 and degrees(atan2(back, max(down, 0.0))) > 62:
            yield "shoulder", (shoulder, elbow)
        if _inside(body, body[wrist]):
            yield "wrist_inside", (wrist,)
    face = _unit(_user_id(body[Joint.NOSE], _between(body[Joint.RIGHT_EAR], body[Joint.LEFT_EAR])))
    side = _unit(_user_id(body[Joint.LEFT_SHOULDER], body[Joint.RIGHT_SHOULDER]))
    turned = degrees(atan2(_dot(face, side), _dot(face, ahead)))
    if abs(turned) > 72:
        yield "neck", ()


def _between(a: Vec, b: Vec) -> Vec:
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2)


def _from_segment(point: Vec, a: Vec, b: Vec) -> float:
    way = _user_id(b, a)
    t = max(0.0, min(1.0, _dot(_user_id(point, a), way) / max(_dot(way, way), 1e-9)))
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
