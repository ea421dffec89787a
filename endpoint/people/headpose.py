"""Which way a head looks, fitted to the two to five of its landmarks that a pose shows."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from endpoint.pictures import Floats

__all__ = ["Head", "find_head"]

Doubles = npt.NDArray[np.float64]

# Nose, right and left eye, right and left ear from the middle between the ears, in heights of an
# adult body (x to the own left, y up, z ahead): means of ANSUR II (NATICK/TR-15/007, 2014).
LANDMARKS: Final = np.array(
    [
        [0.0, -0.018, 0.072],
        [-0.0185, 0.010, 0.053],
        [0.0185, 0.010, 0.053],
        [-0.042, 0.0, 0.0],
        [0.042, 0.0, 0.0],
    ]
)
EYES: Final = np.array([0.0, 0.010, 0.053])  # the middle between them
SKULL: Final = np.array([0.0, 0.010, 0.0])  # right behind it, between the ears
BY_AGE: Final = {"kids": 1.35, "teen": 1.08}  # an adult head on a body of the same height is 1
# How far each of log size, yaw, pitch and roll usually strays, and landmarks in body heights.
PRIOR: Final = np.array([0.14, 1.3, 0.45, 0.45])
LANDMARK_ERROR: Final = 0.0025
SETTLED: Final = 1e-3  # of a step's size: a millionth of a radian, a thousandth of a pixel


@dataclass(frozen=True)
class Head:
    """A head in the picture. `size` is the body height of an adult with such a head, in pixels."""

    x: float  # middle of the skull at eye height
    y: float
    size: float
    look: tuple[float, float]  # pixels from there to the middle between the eyes
    yaw: float  # radians, positive = the face turns to the picture's right
    roll: float  # radians, positive = clockwise in the picture
    back: bool

    @property
    def face_width(self) -> float:
        return 0.080 * self.size


def find_head(points: Floats, seen: Floats, body: float, age_range: str) -> Head:
    """Fit size, direction and place to the landmarks (5 × 2 pixels, in LANDMARKS' order).

    `body` is the body height in pixels, from which the head's usual size follows.
    """
    usual = body * BY_AGE.get(age_range, 1.0)
    shown = np.flatnonzero(seen > 0)
    if not seen[:3].any():
        return _from_behind(points[shown], usual)
    value = _fit(points[shown], LANDMARKS[shown], usual)
    size = float(_sizes(value, usual))
    yaw, _, roll = (float(angle) for angle in value[1:4])
    place = value[4:]
    project = _rotation(value[1:4])[:2] * size
    eyes, skull = project @ EYES * [1, -1], project @ SKULL * [1, -1]
    x, y = place + skull
    look = eyes - skull
    return Head(float(x), float(y), size, (float(look[0]), float(look[1])), yaw, roll, back=False)


def _from_behind(ears: Floats, usual: float) -> Head:
    """A head of which at most the ears are seen."""
    if len(ears) == 0:
        return Head(0.0, 0.0, usual, (0.0, 0.0), 0.0, 0.0, back=True)
    x, y = ears.mean(axis=0)
    size, roll = usual, 0.0
    if len(ears) == 2:
        left, right = sorted(ears.tolist())
        apart = float(np.hypot(right[0] - left[0], right[1] - left[1]))
        size = float(np.clip(apart / 0.084, 0.85 * usual, 1.25 * usual))
        if right[0] - left[0] > 0.02 * usual:
            roll = float(np.clip(np.arctan2(right[1] - left[1], right[0] - left[0]), -0.8, 0.8))
    return Head(float(x), float(y) - 0.010 * size, size, (0.0, 0.0), 0.0, roll, back=True)


def _sizes(values: Doubles, usual: float) -> Doubles:
    return np.asarray(usual * np.exp(np.clip(values[..., 0], -0.6, 0.6)), np.float64)


def _rotation(angles: Doubles) -> Doubles:
    """Head to picture (x right, y up), for any number of (yaw, pitch, roll): nod by pitch (down is
    positive), turn, then tilt."""
    cy, cp, cr = (np.cos(angles[..., axis]) for axis in range(3))
    sy, sp, sr = (np.sin(angles[..., axis]) for axis in range(3))
    zero = np.zeros_like(cy)
    across = np.stack([cy, sy * sp, sy * cp], axis=-1)
    up = np.stack([zero, cp, -sp], axis=-1)
    ahead = np.stack([-sy, cy * sp, cy * cp], axis=-1)
    cr, sr = cr[..., None], sr[..., None]
    return np.stack([cr * across + sr * up, cr * up - sr * across, ahead], axis=-2)


def _fit(points: Floats, model: Doubles, usual: float) -> Doubles:
    """Gauss-Newton from three first yaws at once; the best of (log size, yaw, pitch, roll, x, y),
    the last two the place between the ears."""
    middle = points.mean(axis=0)
    values = np.array([[0.0, yaw, 0.0, 0.0, *middle] for yaw in (-0.9, 0.0, 0.9)])
    scale = LANDMARK_ERROR * usual

    def misses(value: Doubles) -> Doubles:
        project = _rotation(value[..., 1:4])[..., :2, :] * _sizes(value, usual)[..., None, None]
        seen = model @ np.swapaxes(project, -1, -2) * [1, -1] + value[..., None, 4:]
        apart = ((seen - points) / scale).reshape(*value.shape[:-1], -1)
        return np.concatenate([apart, value[..., :4] / PRIOR], axis=-1)

    steps = np.array([1e-3, 1e-3, 1e-3, 1e-3, 1.0, 1.0])
    limit = np.array([0.3, 0.5, 0.4, 0.4, 1e4, 1e4])
    tried = np.concatenate([np.zeros((1, 6)), np.diag(steps)])
    for _ in range(7):
        found = misses(values[:, None] + tried)
        now = found[:, 0]
        slope = np.swapaxes((found[:, 1:] - now[:, None]) / steps[:, None], -1, -2)
        normal = np.swapaxes(slope, -1, -2)
        change = np.linalg.solve(normal @ slope, -(normal @ now[..., None]))[..., 0]
        values = values + np.clip(change, -limit, limit)
        if np.abs(change / steps).max() < SETTLED:
            break
    costs = (misses(values) ** 2).sum(axis=-1)
    return np.asarray(values[int(costs.argmin())], np.float64)
