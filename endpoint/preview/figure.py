"""From eighteen keypoints to a whole body in pixels: scale, facing, and what the frame cuts off."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from endpoint.pictures import Floats
from lumiku.generations.renderers.contract import Keypoint

__all__ = ["Figure", "Head", "figure"]

NOSE, NECK = 0, 1
R_SHOULDER, R_ELBOW, R_WRIST, L_SHOULDER, L_ELBOW, L_WRIST = 2, 3, 4, 5, 6, 7
R_HIP, R_KNEE, R_ANKLE, L_HIP, L_KNEE, L_ANKLE = 8, 9, 10, 11, 12, 13
R_EYE, L_EYE, R_EAR, L_EAR = 14, 15, 16, 17

# Bone lengths in body heights: Winter, Biomechanics and Motor Control of Human Movement, 2009.
BONES: Final = (
    (R_SHOULDER, R_ELBOW, 0.180),
    (L_SHOULDER, L_ELBOW, 0.180),
    (R_ELBOW, R_WRIST, 0.146),
    (L_ELBOW, L_WRIST, 0.146),
    (R_HIP, R_KNEE, 0.245),
    (L_HIP, L_KNEE, 0.245),
    (R_KNEE, R_ANKLE, 0.246),
    (L_KNEE, L_ANKLE, 0.246),
    (NECK, R_HIP, 0.295),
    (NECK, L_HIP, 0.295),
    (R_SHOULDER, L_SHOULDER, 0.216),
)
# Head landmarks in body heights, means of ANSUR II: ears and eyes apart, nose before the ears.
EARS, EYES, NOSE_OUT, EYES_OUT = 0.085, 0.037, 0.066, 0.046
HEAD_BY_AGE: Final = {"kids": 1.3, "teen": 1.08}


@dataclass(frozen=True)
class Head:
    """Where a head is. `size` is the body height of an adult with such a head, in pixels."""

    x: float  # middle of the skull at eye height
    y: float
    size: float
    yaw: float  # radians, positive = the face turns to the picture's right
    roll: float  # radians, positive = clockwise in the picture
    back: bool

    @property
    def face_width(self) -> float:
        return 0.077 * self.size


@dataclass(frozen=True)
class Figure:
    """A completed body. `points` are pixels, 18 × 2; `seen` are the confidences given."""

    points: Floats
    seen: Floats
    height: float  # pixels of a body height
    head: Head
    turn: float  # radians of the chest, positive = to the picture's right; beyond π/2 = a back view

    def at(self, joint: int) -> tuple[float, float]:
        return float(self.points[joint, 0]), float(self.points[joint, 1])

    @property
    def back(self) -> bool:
        return abs(self.turn) > np.pi / 2


def figure(person: Sequence[Keypoint], width: int, height: int, age_range: str) -> Figure:
    """Complete a person for a frame of width × height pixels; absent joints lie off the frame."""
    seen = np.array([joint.confidence for joint in person], np.float32)
    points = np.array([[joint.x * width, joint.y * height] for joint in person], np.float32)
    size = _body_height(points, seen, height)
    _trunk(points, seen, size)
    for chain in ((R_SHOULDER, R_ELBOW, R_WRIST), (L_SHOULDER, L_ELBOW, L_WRIST)):
        _arm(points, seen, size, chain, (width, height))
    for hip, knee, ankle in ((R_HIP, R_KNEE, R_ANKLE), (L_HIP, L_KNEE, L_ANKLE)):
        if seen[knee] == 0:
            points[knee] = points[hip] + np.array([0, 0.245 * size], np.float32)
        if seen[ankle] == 0:
            points[ankle] = points[knee] + np.array([0, 0.246 * size], np.float32)
    head = _head(points, seen, size, age_range)
    return Figure(points, seen, size, head, _turn(points, size, head))


def _length(points: Floats, a: int, b: int) -> float:
    return float(np.hypot(*(points[a] - points[b])))


def _body_height(points: Floats, seen: Floats, frame: int) -> float:
    """Foreshortening only shortens, so the longer bones tell: the mean of the best three."""
    found = sorted(
        (_length(points, a, b) / part for a, b, part in BONES if seen[a] > 0 and seen[b] > 0),
        reverse=True,
    )
    if seen[R_EAR] > 0 and seen[L_EAR] > 0 and len(found) < 3:
        found.append(_length(points, R_EAR, L_EAR) / EARS)
    if seen[R_EYE] > 0 and seen[L_EYE] > 0 and not found:
        found.append(_length(points, R_EYE, L_EYE) / EYES)
    best = found[:3]
    return max(sum(best) / len(best), 0.15 * frame) if best else 0.9 * frame


def _trunk(points: Floats, seen: Floats, size: float) -> None:
    """Neck, shoulders and hips where they are absent, from what is there."""
    shoulders = [j for j in (R_SHOULDER, L_SHOULDER) if seen[j] > 0]
    face = [j for j in (NOSE, R_EYE, L_EYE, R_EAR, L_EAR) if seen[j] > 0]
    if seen[NECK] == 0:
        if len(shoulders) == 2:
            points[NECK] = points[shoulders].mean(axis=0)
        elif face:
            points[NECK] = points[face].mean(axis=0) + np.array([0, 0.105 * size], np.float32)
        else:
            points[NECK] = points[seen > 0].mean(axis=0)
    for joint, other, side in ((R_SHOULDER, L_SHOULDER, -1), (L_SHOULDER, R_SHOULDER, 1)):
        if seen[joint] == 0 and seen[other] > 0:
            points[joint] = 2 * points[NECK] - points[other]
        elif seen[joint] == 0:
            points[joint] = points[NECK] + np.array([side * 0.108 * size, 0], np.float32)
    across = points[L_SHOULDER] - points[R_SHOULDER]
    for joint, other, side in ((R_HIP, L_HIP, -1), (L_HIP, R_HIP, 1)):
        if seen[joint] > 0:
            continue
        if seen[other] > 0:
            points[joint] = points[other] + across * (0.6 * side)
        else:
            points[joint] = points[NECK] + across * (0.3 * side)
            points[joint, 1] += 0.288 * size


def _arm(
    points: Floats,
    seen: Floats,
    size: float,
    chain: tuple[int, int, int],
    frame: tuple[int, int],
) -> None:
    """An absent elbow or wrist, put where the frame does not show it if the bones allow."""
    shoulder, elbow, wrist = chain
    side = 1.0 if points[shoulder, 0] >= points[NECK, 0] else -1.0
    if seen[elbow] == 0:
        if seen[wrist] > 0:
            points[elbow] = _bend(points[shoulder], points[wrist], size, side)
        else:
            points[elbow] = _outside(points[shoulder], 0.18 * size, side, frame)
    if seen[wrist] == 0:
        points[wrist] = _outside(points[elbow], 0.146 * size, side * 0.5, frame)


def _bend(start: Floats, end: Floats, size: float, side: float) -> Floats:
    """The elbow of a two-bone arm, pointing down and outward."""
    a, b = 0.18 * size, 0.146 * size
    gap = end - start
    reach = float(np.clip(np.hypot(*gap), abs(a - b) + 1, a + b - 1e-3))
    along = (a * a - b * b + reach * reach) / (2 * reach)
    off = float(np.sqrt(max(a * a - along * along, 0.0)))
    unit = gap / max(float(np.hypot(*gap)), 1e-6)
    normal = np.array([-unit[1], unit[0]], np.float32)
    if normal[1] < 0 or (abs(normal[1]) < 0.2 and normal[0] * side < 0):
        normal = -normal
    return np.asarray(start + unit * along + normal * off, np.float32)


def _outside(start: Floats, length: float, side: float, frame: tuple[int, int]) -> Floats:
    """The nearest hanging direction whose end the frame does not show, else straight down."""
    for angle in (8, 30, 55, 80, 110, 140, 170):
        lean = np.radians(angle) * side
        end = start + length * np.array([np.sin(lean), np.cos(lean)], np.float32)
        if not (0 <= end[0] < frame[0] and 0 <= end[1] < frame[1]):
            return np.asarray(end, np.float32)
    return np.asarray(start + np.array([0.1 * side * length, length], np.float32), np.float32)


def _head(points: Floats, seen: Floats, body: float, age_range: str) -> Head:
    """Size, direction and middle of the head from whichever of its landmarks are there."""
    usual = body * HEAD_BY_AGE.get(age_range, 1.0)
    eyes, ears = (
        seen[R_EYE] > 0 and seen[L_EYE] > 0,
        seen[R_EAR] > 0 and seen[L_EAR] > 0,
    )
    back = seen[NOSE] == 0 and not (seen[R_EYE] > 0 or seen[L_EYE] > 0)
    size, yaw = _size_and_yaw(points, seen, usual)
    size = float(np.clip(size, 0.82 * body, 1.55 * body))
    roll = 0.0
    if eyes or ears:
        right, left = (R_EYE, L_EYE) if eyes else (R_EAR, L_EAR)
        low, high = sorted((right, left), key=lambda joint: float(points[joint, 0]))
        across = points[high] - points[low]
        if float(across[0]) > 0.012 * size:
            roll = float(np.clip(np.arctan2(across[1], across[0]), -0.9, 0.9))
    x, y = _middle(points, seen, size, yaw)
    return Head(x, y, size, yaw, roll, back)


def _size_and_yaw(points: Floats, seen: Floats, usual: float) -> tuple[float, float]:
    ears = [j for j in (R_EAR, L_EAR) if seen[j] > 0]
    nose = float(points[NOSE, 0])
    if len(ears) == 2:
        apart = _length(points, R_EAR, L_EAR) / EARS
        if seen[NOSE] == 0:
            return max(apart, 0.8 * usual), 0.0
        ahead = (nose - float(points[ears, 0].mean())) / NOSE_OUT
        return float(np.hypot(apart, ahead)), float(np.arctan2(ahead, apart))
    if len(ears) == 1 and seen[NOSE] > 0:
        # nose - ear = size (NOSE_OUT sin yaw - side EARS/2 cos yaw), solved for yaw
        ear = ears[0]
        gap = (nose - float(points[ear, 0])) / usual
        side = -1.0 if gap > 0 else 1.0  # the visible ear lies behind the nose
        reach = float(np.hypot(NOSE_OUT, EARS / 2))
        lag = float(np.arctan2(side * EARS / 2, NOSE_OUT))
        yaw = float(np.arcsin(np.clip(gap / reach, -1, 1))) + lag
        return usual, float(np.clip(yaw, -1.6, 1.6))
    if seen[R_EYE] > 0 and seen[L_EYE] > 0 and seen[NOSE] > 0:
        apart = _length(points, R_EYE, L_EYE) / EYES
        middle = float(points[[R_EYE, L_EYE], 0].mean())
        ahead = (nose - middle) / (NOSE_OUT - EYES_OUT)
        return float(np.hypot(apart, ahead)), float(np.arctan2(ahead, apart))
    return usual, 0.0


def _middle(points: Floats, seen: Floats, size: float, yaw: float) -> tuple[float, float]:
    """The skull's middle at eye height: behind the eyes, between the ears."""
    out = EYES_OUT * size * np.sin(yaw)
    if seen[R_EYE] > 0 and seen[L_EYE] > 0:
        eyes = points[[R_EYE, L_EYE]].mean(axis=0)
        return float(eyes[0] - out), float(eyes[1])
    for eye, ear in ((R_EYE, R_EAR), (L_EYE, L_EAR)):
        if seen[eye] > 0:
            half = 0.5 * EYES * size * np.cos(yaw) * (1 if eye == R_EYE else -1)
            return float(points[eye, 0] + half - out), float(points[eye, 1])
        if seen[ear] > 0 and seen[R_EAR] * seen[L_EAR] == 0 and seen[NOSE] > 0:
            return float(points[NOSE, 0] - NOSE_OUT * size * np.sin(yaw)), float(points[ear, 1])
    ears = [joint for joint in (R_EAR, L_EAR) if seen[joint] > 0]
    if ears:
        middle = points[ears].mean(axis=0)
        return float(middle[0]), float(middle[1] - 0.012 * size)
    if seen[NOSE] > 0:
        return float(points[NOSE, 0]), float(points[NOSE, 1] - 0.028 * size)
    return float(points[NECK, 0]), float(points[NECK, 1] - 0.115 * size)


def _turn(points: Floats, size: float, head: Head) -> float:
    """The chest's yaw from the shoulders' order and distance; the head tells which side."""
    across = float(points[L_SHOULDER, 0] - points[R_SHOULDER, 0]) / (0.216 * size)
    away = float(np.arccos(np.clip(across, -1, 1)))  # 0 front, π back
    return away if head.yaw >= 0 else -away
