"""From eighteen keypoints to a whole body in pixels: scale, facing, and what the frame cuts off."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from endpoint.people.headpose import Head, find_head
from endpoint.pictures import Floats
from lumiku.rendering.contract import Keypoint

__all__ = ["Figure", "figure"]

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
HEAD_BONES: Final = (
    (NECK, R_EAR, 0.114),
    (NECK, L_EAR, 0.114),
    (R_EAR, L_EAR, 0.085),
    (NOSE, R_EAR, 0.085),
    (NOSE, L_EAR, 0.085),
    (R_EYE, L_EYE, 0.037),
    (NECK, NOSE, 0.110),
    (NECK, R_SHOULDER, 0.108),
    (NECK, L_SHOULDER, 0.108),
)
FACE: Final = [NOSE, R_EYE, L_EYE, R_EAR, L_EAR]


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
    head = find_head(points[FACE], seen[FACE], size, age_range)
    if not seen[FACE].any():
        head = replace(head, x=float(points[NECK, 0]), y=float(points[NECK, 1]) - 0.115 * size)
    return Figure(points, seen, size, head, _turn(points, size, head))


def _length(points: Floats, a: int, b: int) -> float:
    return float(np.hypot(*(points[a] - points[b])))


def _body_height(points: Floats, seen: Floats, frame: int) -> float:
    """Foreshortening only shortens, so the longer bones tell: the mean of the best three."""
    found = sorted(
        (_length(points, a, b) / part for a, b, part in BONES if seen[a] > 0 and seen[b] > 0),
        reverse=True,
    )
    if len(found) < 4:  # a close-up: the head tells as well
        found += [
            _length(points, a, b) / part for a, b, part in HEAD_BONES if seen[a] > 0 and seen[b] > 0
        ]
        found.sort(reverse=True)
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


def _turn(points: Floats, size: float, head: Head) -> float:
    """The chest's yaw from the shoulders' order and distance; the head tells which side."""
    across = float(points[L_SHOULDER, 0] - points[R_SHOULDER, 0]) / (0.216 * size)
    away = float(np.arccos(np.clip(across, -1, 1)))  # 0 front, π back
    return away if head.yaw >= 0 else -away
