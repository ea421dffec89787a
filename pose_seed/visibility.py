"""Which joints a camera can see: bodies as capsules, heads as balls, faces by where they turn."""

from collections.abc import Sequence
from typing import Final

from lumiku.poses.skeleton import Joint
from pose_seed.camera import Camera
from pose_seed.figure import ARM, LEG, Figure
from pose_seed.posture import LEFT_SIDE, RIGHT_SIDE
from pose_seed.vectors import Vec, apply, distance, dot, lerp, segment_gap, sub, unit

__all__ = ["BEHIND_BODY", "BEHIND_LIMB", "SEEN", "confidences", "hand_confidence"]

SEEN: Final = 1.0
BEHIND_LIMB: Final = 0.6
BEHIND_BODY: Final = 0.3
_FACE: Final = frozenset(
    {Joint.NOSE, Joint.RIGHT_EYE, Joint.LEFT_EYE, Joint.RIGHT_EAR, Joint.LEFT_EAR}
)
# How far a landmark may turn away from the camera before a detector loses it: the cosine between
# its outward direction and the way to the camera. Noses stay visible in profile, ears from behind.
_OUTWARD: Final[dict[Joint, tuple[Vec, float]]] = {
    Joint.NOSE: ((0.0, 0.0, 1.0), -0.12),
    Joint.RIGHT_EYE: ((-0.35, 0.0, 0.94), -0.02),
    Joint.LEFT_EYE: ((0.35, 0.0, 0.94), -0.02),
    Joint.RIGHT_EAR: ((-0.995, 0.0, -0.10), -0.42),
    Joint.LEFT_EAR: ((0.995, 0.0, -0.10), -0.42),
}
Capsule = tuple[Vec, Vec, float, frozenset[Joint], float]


def _capsules(figure: Figure) -> list[Capsule]:
    """(end, end, radius, joints it cannot hide, confidence of what it hides)."""
    joints = figure.joints
    found: list[Capsule] = []
    trunk = frozenset(
        {
            Joint.NECK,
            Joint.RIGHT_SHOULDER,
            Joint.LEFT_SHOULDER,
            Joint.RIGHT_HIP,
            Joint.LEFT_HIP,
        }
    )
    wide = figure.build.torso_radius
    for side in (RIGHT_SIDE, LEFT_SIDE):
        shoulder, elbow, wrist = ARM[side]
        hip, knee, ankle = LEG[side]
        near = lerp(joints[shoulder], joints[Joint.NECK], 0.45)
        found.append((near, lerp(joints[hip], figure.pelvis, 0.3), wide * 0.85, trunk, BEHIND_BODY))
        found += [
            (joints[shoulder], joints[elbow], 0.026, frozenset({shoulder, elbow}), BEHIND_LIMB),
            (joints[elbow], joints[wrist], 0.021, frozenset({elbow, wrist}), BEHIND_LIMB),
            (joints[hip], joints[knee], 0.045, frozenset({hip, knee}), BEHIND_LIMB),
            (joints[knee], joints[ankle], 0.032, frozenset({knee, ankle}), BEHIND_LIMB),
            (
                joints[wrist],
                figure.hands[side][9],
                0.022,
                frozenset({wrist}),
                BEHIND_LIMB,
            ),
        ]
    found.append((figure.skull, figure.skull, 0.068 * figure.build.head, _FACE, BEHIND_BODY))
    return found


def _hides(capsule: Capsule, eye: Vec, point: Vec, slack: float) -> bool:
    gap, along, _ = segment_gap((eye, point), (capsule[0], capsule[1]))
    return gap < capsule[2] and (1.0 - along) * distance(eye, point) > capsule[2] * 0.7 + slack


def _faces(figure: Figure, joint: Joint, camera: Camera) -> bool:
    outward, least = _OUTWARD[joint]
    to_camera = unit(sub(camera.position, figure.joints[joint]))
    return dot(apply(figure.head_axes, outward), to_camera) > least


def confidences(figures: Sequence[Figure], camera: Camera) -> list[dict[Joint, float]]:
    """For every figure and joint: 1 seen, .6 behind a limb, .3 behind a body, 0 not to be seen."""
    bodies = [_capsules(figure) for figure in figures]
    result: list[dict[Joint, float]] = []
    for number, figure in enumerate(figures):
        seen: dict[Joint, float] = {}
        for joint, point in figure.joints.items():
            if joint in _FACE and not _faces(figure, joint, camera):
                seen[joint] = 0.0
                continue
            worst = SEEN
            for owner, capsules in enumerate(bodies):
                for capsule in capsules:
                    mine = owner == number and joint in capsule[3]
                    if not mine and _hides(capsule, camera.position, point, 0.012):
                        worst = min(worst, capsule[4])
            seen[joint] = worst
        result.append(seen)
    return result


def hand_confidence(figure: Figure, side: int, camera: Camera) -> float:
    """Of a hand as a whole: hidden when its knuckles are behind the body or the head."""
    capsules = _capsules(figure)
    own = ARM[LEFT_SIDE if side > 0 else RIGHT_SIDE][2]
    knuckle = figure.hands[LEFT_SIDE if side > 0 else RIGHT_SIDE][9]
    worst = SEEN
    for capsule in capsules:
        if own not in capsule[3] and _hides(capsule, camera.position, knuckle, 0.03):
            worst = min(worst, capsule[4])
    return worst
