"""From a posture to points in space: forward kinematics, feet on the floor, two-bone IK.

The subject stands at the origin facing +z; lengths are body heights.
"""

from dataclasses import dataclass, field
from math import cos, radians, sin, sqrt
from typing import Final

from lumiku.poses.skeleton import Joint
from pose_seed.body import Build
from pose_seed.hands import hand_points
from pose_seed.posture import (
    LEFT_SIDE,
    RIGHT_SIDE,
    Arm,
    Hang,
    Leg,
    Posture,
    Reach,
    Side,
    Step,
    Turn,
)
from pose_seed.vectors import (
    DOWN,
    FORWARD,
    UP,
    Rotation,
    Vec,
    add,
    along,
    angle,
    apply,
    compose,
    dot,
    norm,
    reject,
    rotation,
    scale,
    sub,
    unit,
)

__all__ = ["Figure", "OutOfReach", "build", "moved"]

MAX_OVER_REACH: Final = 1.06
_CLAVICLE_FROM: Final = 60.0  # degrees of arm elevation at which the clavicle begins to rise
_CLAVICLE_SHARE: Final = 0.3  # its share of the elevation beyond (Inman 1944: about a third)
# Landmarks of the head from the middle between the ears, adult, in body heights.
_HEAD: Final[dict[Joint, Vec]] = {
    Joint.NOSE: (0.0, -0.018, 0.072),
    Joint.RIGHT_EYE: (-0.0185, 0.010, 0.053),
    Joint.LEFT_EYE: (0.0185, 0.010, 0.053),
    Joint.RIGHT_EAR: (-0.042, 0.0, 0.0),
    Joint.LEFT_EAR: (0.042, 0.0, 0.0),
}
_EARS_OVER_PIVOT: Final[Vec] = (0.0, 0.028, 0.006)
_VERTEX: Final[Vec] = (0.0, 0.077, -0.004)
_CHIN: Final[Vec] = (0.0, -0.056, 0.052)
_SKULL: Final[Vec] = (0.0, 0.012, 0.004)


class OutOfReach(ValueError):
    """A limb cannot reach its target, or a joint would bend beyond its range."""


@dataclass
class Figure:
    """A body in space: COCO-18 joints, the landmarks that framing needs, and the hands."""

    build: Build
    joints: dict[Joint, Vec] = field(default_factory=dict)
    vertex: Vec = (0.0, 0.0, 0.0)
    chin: Vec = (0.0, 0.0, 0.0)
    skull: Vec = (0.0, 0.0, 0.0)
    pelvis: Vec = (0.0, 0.0, 0.0)
    waist: Vec = (0.0, 0.0, 0.0)
    toes: dict[Side, Vec] = field(default_factory=dict)
    hands: dict[Side, list[Vec]] = field(default_factory=dict)
    shapes: dict[Side, str] = field(default_factory=dict)
    head_axes: Rotation = field(default_factory=rotation)

    def everything(self) -> list[Vec]:
        points = [*self.joints.values(), self.vertex, *self.toes.values()]
        for hand in self.hands.values():
            points.extend(hand)
        return points


ARM: Final[dict[Side, tuple[Joint, Joint, Joint]]] = {
    RIGHT_SIDE: (Joint.RIGHT_SHOULDER, Joint.RIGHT_ELBOW, Joint.RIGHT_WRIST),
    LEFT_SIDE: (Joint.LEFT_SHOULDER, Joint.LEFT_ELBOW, Joint.LEFT_WRIST),
}
LEG: Final[dict[Side, tuple[Joint, Joint, Joint]]] = {
    RIGHT_SIDE: (Joint.RIGHT_HIP, Joint.RIGHT_KNEE, Joint.RIGHT_ANKLE),
    LEFT_SIDE: (Joint.LEFT_HIP, Joint.LEFT_KNEE, Joint.LEFT_ANKLE),
}


def _turned(parent: Rotation, turn: Turn) -> Rotation:
    return compose(parent, rotation(turn.yaw, turn.pitch, turn.roll))


def _half(turn: Turn) -> Turn:
    return Turn(turn.yaw / 2, turn.pitch / 2, turn.roll / 2)


def two_bones(root: Vec, target: Vec, first: float, second: float, pole: Vec) -> tuple[Vec, Vec]:
    """(middle joint, end) of a two-bone chain that reaches for a target.

    A target a little out of reach (up to 6 %) is approached; further is OutOfReach. The middle
    joint lies on the side of `pole`.
    """
    way = sub(target, root)
    length = norm(way)
    if length > (first + second) * MAX_OVER_REACH:
        raise OutOfReach("over-reach")
    ahead = unit(way)
    length = min(length, (first + second) * 0.9995)
    if length < abs(first - second) + 0.02:
        raise OutOfReach("folded")
    share = (first * first - second * second + length * length) / (2 * length)
    rise = sqrt(max(0.0, first * first - share * share))
    aside = reject(pole, ahead)
    if norm(aside) < 0.05:
        raise OutOfReach("pole")
    middle = along(along(root, ahead, share), unit(aside), rise)
    return middle, along(root, ahead, length)


def _outward(vector: Vec, side: Side) -> Vec:
    return (vector[0] * side, vector[1], vector[2])


def _pelvis_height(posture: Posture, axes: Rotation) -> float:
    """Hip-centre height at which the carrying legs are as straight as their steps say."""
    if posture.height is not None:
        return posture.height
    body = posture.build
    heights: list[float] = []
    for side, leg in ((RIGHT_SIDE, posture.right_leg), (LEFT_SIDE, posture.left_leg)):
        if not isinstance(leg, Step) or not leg.carries:
            continue
        hip = apply(axes, (body.hip_half * side, 0.0, 0.0))
        dx = leg.x * side - posture.shift[0] - hip[0]
        dz = leg.z - posture.shift[1] - hip[2]
        rest = (body.leg * leg.straight) ** 2 - dx * dx - dz * dz
        if rest <= 0:
            raise OutOfReach("stride")
        heights.append(body.ankle + leg.lift + sqrt(rest) - hip[1])
    if not heights:
        raise OutOfReach("nothing carries the body")
    return min(heights)


def _place_leg(figure: Figure, side: Side, leg: Leg, pelvis: Rotation) -> None:
    body = figure.build
    hip = figure.joints[LEG[side][0]]
    if isinstance(leg, Step):
        out = radians(leg.knee_out)
        ankle = (leg.x * side, body.ankle + leg.lift, leg.z)
        pole = (sin(out) * side, leg.knee_up, cos(out))
        if leg.knee_up < 0.5:
            pole = apply(pelvis, pole)
        knee, ankle = two_bones(hip, ankle, body.thigh, body.shank, pole)
        ahead = (sin(out) * side, 0.0, cos(out))
    else:
        axes = compose(pelvis, rotation(0.0, -leg.flexion, -leg.abduction * side))
        axes = compose(axes, rotation(leg.rotation * side, 0.0, 0.0))
        knee = along(hip, apply(axes, DOWN), body.thigh)
        lower = compose(axes, rotation(0.0, leg.knee, 0.0))
        ankle = along(knee, apply(lower, DOWN), body.shank)
        ahead = apply(lower, FORWARD)
    figure.joints[LEG[side][1]] = knee
    figure.joints[LEG[side][2]] = ankle
    shin = unit(sub(ankle, knee))
    down = radians(leg.toe_down)
    along_sole = unit(ahead) if isinstance(leg, Step) else unit(reject(ahead, shin))
    base = DOWN if isinstance(leg, Step) else shin
    sole = add(scale(along_sole, cos(down)), scale(base, sin(down)))
    drop = body.ankle * 0.7 if isinstance(leg, Step) else body.ankle * 0.5
    figure.toes[side] = along(along(ankle, sole, body.foot), base, drop * cos(down))


def _elevation(shoulder: Vec, elbow: Vec, chest: Rotation) -> float:
    return angle(sub(elbow, shoulder), apply(chest, DOWN))


def _shoulder(figure: Figure, side: Side, chest: Rotation, rise: float) -> Vec:
    """The shoulder joint with the clavicle risen by some degrees."""
    half = figure.build.shoulder_half
    lifted = radians(rise)
    return add(
        figure.joints[Joint.NECK],
        apply(chest, (half * cos(lifted) * side, half * sin(lifted) * 0.8, 0.0)),
    )


def _hang(figure: Figure, side: Side, arm: Hang, chest: Rotation, shoulder: Vec) -> tuple[Vec, Vec]:
    axes = compose(chest, rotation(0.0, -arm.flexion, -arm.abduction * side))
    elbow = along(shoulder, apply(axes, DOWN), figure.build.upper_arm)
    turn = radians(arm.turn)
    bend = radians(arm.elbow)
    aside = (-sin(turn) * side, 0.0, cos(turn))
    way = add(scale(DOWN, cos(bend)), scale(aside, sin(bend)))
    return elbow, along(elbow, apply(axes, way), figure.build.forearm)


def _reach(
    figure: Figure, side: Side, arm: Reach, frames: dict[str, tuple[Vec, Rotation]], shoulder: Vec
) -> tuple[Vec, Vec, Vec, Vec]:
    """Elbow, wrist, hand direction and palm of a reaching arm."""
    origin, axes = frames[arm.anchor]
    touch = add(origin, apply(axes, _outward(arm.point, side)))
    ahead = unit(apply(axes, _outward(arm.approach, side)))
    palm = apply(axes, _outward(arm.palm, side))
    target = along(touch, ahead, -figure.build.hand * arm.length)
    pole = apply(frames["chest"][1], _outward(arm.pole, side))
    elbow, wrist = two_bones(shoulder, target, figure.build.upper_arm, figure.build.forearm, pole)
    return elbow, wrist, ahead, palm


MAX_WRIST: Final = 78.0  # degrees of flexion or extension (Boone & Azen 1979: 76 and 75)


def _place_arm(
    figure: Figure,
    side: Side,
    arm: Arm,
    frames: dict[str, tuple[Vec, Rotation]],
    shrug: float,
) -> None:
    chest = frames["chest"][1]
    rise = shrug
    for _ in range(2):
        shoulder = _shoulder(figure, side, chest, rise)
        if isinstance(arm, Hang):
            elbow, wrist = _hang(figure, side, arm, chest, shoulder)
            ahead = unit(sub(wrist, elbow))
            palm = apply(chest, (-1.0 * side, 0.0, -0.35))
        else:
            elbow, wrist, ahead, palm = _reach(figure, side, arm, frames, shoulder)
        beyond = _elevation(shoulder, elbow, chest) - _CLAVICLE_FROM
        rise = shrug + min(30.0, max(0.0, beyond * _CLAVICLE_SHARE))
    if angle(sub(wrist, elbow), ahead) > MAX_WRIST:
        raise OutOfReach("wrist")
    for joint, point in zip(ARM[side], (shoulder, elbow, wrist), strict=True):
        figure.joints[joint] = point
    if abs(dot(unit(palm), ahead)) > 0.94:
        palm = apply(chest, (0.0, 0.35, -1.0))
    figure.hands[side] = hand_points(
        wrist, ahead, palm, side=side, size=figure.build.hand, shape=arm.hand
    )
    figure.shapes[side] = arm.hand


def build(posture: Posture) -> Figure:
    """The figure of a posture; OutOfReach when the body cannot do it."""
    body = posture.build
    figure = Figure(body)
    pelvis = _turned(rotation(), posture.pelvis)
    height = _pelvis_height(posture, pelvis)
    figure.pelvis = (posture.shift[0], height, posture.shift[1])
    for side in (RIGHT_SIDE, LEFT_SIDE):
        figure.joints[LEG[side][0]] = add(
            figure.pelvis, apply(pelvis, (body.hip_half * side, 0.0, 0.0))
        )
    # The spine bends in two equal steps: above the pelvis and under the ribs.
    middle = _turned(pelvis, _half(posture.chest))
    chest = _turned(middle, _half(posture.chest))
    lumbar = along(figure.pelvis, apply(pelvis, UP), body.torso * 0.24)
    figure.waist = along(lumbar, apply(middle, UP), body.torso * 0.30)
    neck = along(figure.waist, apply(chest, UP), body.torso * 0.46)
    figure.joints[Joint.NECK] = neck
    throat = _turned(chest, _half(posture.head))
    head = _turned(throat, _half(posture.head))
    pivot = along(along(neck, apply(throat, UP), body.neck), apply(throat, FORWARD), 0.010)
    ears = add(pivot, apply(head, scale(_EARS_OVER_PIVOT, body.head)))
    figure.head_axes = head
    for joint, place in _HEAD.items():
        figure.joints[joint] = add(ears, apply(head, scale(place, body.head)))
    figure.vertex = add(ears, apply(head, scale(_VERTEX, body.head)))
    figure.chin = add(ears, apply(head, scale(_CHIN, body.head)))
    figure.skull = add(ears, apply(head, scale(_SKULL, body.head)))
    frames: dict[str, tuple[Vec, Rotation]] = {
        "head": (ears, head),
        "chest": (neck, chest),
        "pelvis": (figure.pelvis, pelvis),
        "world": ((0.0, 0.0, 0.0), rotation()),
    }
    for side, leg in ((RIGHT_SIDE, posture.right_leg), (LEFT_SIDE, posture.left_leg)):
        _place_leg(figure, side, leg, pelvis)
    for side, arm in ((RIGHT_SIDE, posture.right_arm), (LEFT_SIDE, posture.left_arm)):
        _place_arm(figure, side, arm, frames, posture.shrug)
    return figure


def moved(figure: Figure, yaw: float, offset: Vec, size: float = 1.0) -> Figure:
    """The figure turned about the vertical, scaled and carried elsewhere (for groups)."""
    turn = rotation(yaw)

    def go(point: Vec) -> Vec:
        return add(scale(apply(turn, point), size), offset)

    return Figure(
        build=figure.build,
        joints={joint: go(point) for joint, point in figure.joints.items()},
        vertex=go(figure.vertex),
        chin=go(figure.chin),
        skull=go(figure.skull),
        pelvis=go(figure.pelvis),
        waist=go(figure.waist),
        toes={side: go(point) for side, point in figure.toes.items()},
        hands={side: [go(point) for point in hand] for side, hand in figure.hands.items()},
        shapes=dict(figure.shapes),
        head_axes=compose(turn, figure.head_axes),
    )
