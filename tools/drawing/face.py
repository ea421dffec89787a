"""A human face as a height field: proportions, and the curves that its features follow."""

from dataclasses import dataclass, replace

import numpy as np

from tools.drawing.fields import Floats, floats, smooth

__all__ = [
    "Canvas",
    "Face",
    "lid_distance",
    "lips",
    "lower_lid",
    "sculpt",
    "smile",
    "spot",
    "union",
    "upper_lid",
]


@dataclass(frozen=True)
class Face:
    """Proportions in units of half the face's height below the brow line: x right, y down,
    (0, 0) between the eyes' height and the nose, chin at y = 1.
    """

    half_width: float = 0.73
    jaw: float = 0.52  # half width of the chin's ellipsoid
    eye_x: float = 0.318
    eye_y: float = -0.06
    eye_half: float = 0.178
    eye_open: float = 0.098
    iris: float = 0.094
    brow_y: float = -0.295
    brow_weight: float = 0.028
    nose_y: float = 0.335
    nose: float = 1.0  # strength
    mouth_y: float = 0.60
    mouth_half: float = 0.255
    lips: float = 1.0  # fullness
    cheeks: float = 0.05
    skin: str = "#DFA58A"
    lip: str = "#BF6A6C"
    brow: str = "#3A2A22"
    lash: float = 1.0
    blush: float = 0.5


@dataclass(frozen=True)
class Canvas:
    """Where a face sits in a square picture of `size` px: `scale` px per face unit, its origin at
    (cx, cy) px. A window of it is `width` x `height` px from (left, top).
    """

    size: int
    cx: float
    cy: float
    scale: float
    left: int = 0
    top: int = 0
    width: int = 0
    height: int = 0

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns) of the window, the whole picture by default."""
        return self.height or self.size, self.width or self.size

    def grid(self) -> tuple[Floats, Floats]:
        """Face units (x, y) of every px of the window."""
        rows, columns = self.shape
        y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
        return (
            floats((x + self.left - self.cx) / self.scale),
            floats((y + self.top - self.cy) / self.scale),
        )

    def window(self, half_width: float, up: float, down: float) -> "Canvas":
        """The part within these reaches (face units) of the origin."""
        left, right = (round(self.cx + side * half_width * self.scale) for side in (-1, 1))
        top, bottom = round(self.cy - up * self.scale), round(self.cy + down * self.scale)
        return replace(self, left=left, top=top, width=right - left, height=bottom - top)

    def spread(self, values: Floats) -> Floats:
        """Values of the window over the whole picture, its edge repeated outwards."""
        rows, columns = self.shape
        right, bottom = self.size - self.left - columns, self.size - self.top - rows
        margins = [(self.top, bottom), (self.left, right), (0, 0)][: values.ndim]
        return floats(np.pad(values, margins, mode="edge"))


def _dome(x: Floats, y: Floats, axes: tuple[float, float, float], power: float) -> Floats:
    """Front of an ellipsoid; falls steeply below zero outside, without a jump in slope."""
    a, b, c = axes
    inside = 1 - np.abs(x / a) ** power - np.abs(y / b) ** power
    return floats(
        c
        * np.where(inside > 0.02, np.sqrt(np.maximum(inside, 0.02)), 0.1414 + (inside - 0.02) * 3.5)
    )


def spot(x: Floats, y: Floats, at: tuple[float, float], spread: tuple[float, float]) -> Floats:
    """A soft blot: 1 at its middle."""
    return floats(np.exp(-(((x - at[0]) / spread[0]) ** 2) - ((y - at[1]) / spread[1]) ** 2))


def union(first: Floats, second: Floats, soft: float) -> Floats:
    """Smooth maximum (polynomial, Quilez)."""
    h = np.clip(0.5 + 0.5 * (first - second) / soft, 0, 1)
    return floats(second + (first - second) * h + soft * h * (1 - h))


def sculpt(face: Face, x: Floats, y: Floats) -> Floats:
    """Heights of the bare head in face units, the nose's tip highest."""
    ax = np.abs(x)
    skull = _dome(x, y + 0.22, (face.half_width + 0.03, 0.98, 0.86), 2.2)
    jaw = _dome(x, y - 0.34, (face.jaw + 0.12, 0.70, 0.78), 2.1)
    z = union(skull, jaw, 0.22)
    ex, ey = face.eye_x, face.eye_y
    z -= 0.085 * spot(ax, y, (ex - 0.03, ey), (0.21, 0.13)) + 0.05 * spot(
        ax, y, (0.12, ey), (0.07, 0.1)
    )
    z += 0.03 * spot(ax, y, (ex, face.brow_y), (0.24, 0.10))
    z += face.cheeks * spot(ax, y, (0.43, 0.22), (0.20, 0.20))
    z -= 0.035 * spot(ax, y, (0.46, 0.60), (0.16, 0.2))
    tip = face.nose_y - 0.07
    run = np.clip((y + 0.2) / (tip + 0.2), 0, 1)
    fall = 1 - smooth(tip - 0.02, face.nose_y + 0.075, y)
    bridge = (0.045 + 0.155 * run**1.5) * smooth(-0.36, -0.05, y) * fall
    z += face.nose * bridge * np.exp(-((x / (0.075 + 0.05 * run)) ** 2))
    z += face.nose * 0.06 * spot(x, y, (0, tip + 0.0), (0.085, 0.075))
    z += face.nose * 0.055 * spot(ax, y, (0.108, face.nose_y - 0.03), (0.042, 0.05))
    z -= face.nose * 0.03 * spot(ax, y, (0.055, face.nose_y + 0.03), (0.03, 0.018))
    my, mw = face.mouth_y, face.mouth_half
    z += 0.055 * spot(x, y, (0, my), (0.30, 0.19))
    z -= 0.018 * spot(x, y, (0, my - 0.15), (0.032, 0.06))
    line = my + smile(face, x)
    upper, lower = lips(face, x)
    across = np.clip(1 - (x / (mw * 1.02)) ** 2, 0, 1)
    z += (
        0.032
        * face.lips
        * across
        * np.exp(-(((y - line + upper * 0.45) / (upper * 0.6 + 0.012)) ** 2))
    )
    z += (
        0.045
        * face.lips
        * across
        * np.exp(-(((y - line - lower * 0.48) / (lower * 0.6 + 0.012)) ** 2))
    )
    z -= 0.035 * np.exp(-(((y - line) / 0.013) ** 2)) * smooth(mw * 1.1, mw * 0.85, ax)
    z -= 0.022 * spot(ax, y, (mw * 1.06, my - 0.035), (0.04, 0.05))
    z -= 0.03 * spot(x, y, (0, my + 0.175), (0.16, 0.05))
    z += 0.05 * spot(x, y, (0, 0.88), (0.15, 0.11))
    crease = np.exp(-(((ax - 0.19 - 0.30 * (y - face.nose_y)) / 0.035) ** 2))
    z -= (
        0.012
        * crease
        * smooth(face.nose_y - 0.05, face.nose_y + 0.05, y)
        * smooth(my + 0.05, my - 0.08, y)
    )
    lid = lid_distance(face, ax, y)
    z += 0.062 * np.exp(-((((ax - ex) / 0.17) ** 2 + ((y - ey) / 0.15) ** 2) ** 1.5))
    z += 0.012 * np.exp(-((np.maximum(lid, 0) / 0.022) ** 2)) * (lid > 0)
    fold = np.exp(-(((y - (upper_lid(face, ax) - 0.058)) / 0.014) ** 2))
    z -= 0.010 * fold * smooth(face.eye_half * 1.15, face.eye_half * 0.7, np.abs(ax - ex))
    return floats(z)


def smile(face: Face, x: Floats) -> Floats:
    """Height of the lips' line over the mouth's middle: corners up, a dip in the middle."""
    side = np.clip(np.abs(x) / face.mouth_half, 0, 1.3)
    return floats(-0.068 * side**2 + 0.012 * np.exp(-((x / 0.05) ** 2)))


def lips(face: Face, x: Floats) -> tuple[Floats, Floats]:
    """Heights of the upper and lower lip."""
    side = np.clip(1 - (np.abs(x) / face.mouth_half) ** 2, 0, 1)
    bow = (
        1 - 0.22 * np.exp(-((x / 0.035) ** 2)) + 0.14 * np.exp(-(((np.abs(x) - 0.075) / 0.05) ** 2))
    )
    return floats(0.062 * face.lips * side**0.8 * bow), floats(0.088 * face.lips * side**0.6)


def upper_lid(face: Face, ax: Floats) -> Floats:
    t = np.clip((ax - face.eye_x) / face.eye_half, -1, 1)
    arch = (1 - t * t) ** 0.72 * (1 + 0.10 * t)
    return floats(face.eye_y - face.eye_open * arch - 0.018 * t)


def lower_lid(face: Face, ax: Floats) -> Floats:
    t = np.clip((ax - face.eye_x) / face.eye_half, -1, 1)
    return floats(face.eye_y + 0.55 * face.eye_open * (1 - t * t) ** 0.8 - 0.018 * t)


def lid_distance(face: Face, ax: Floats, y: Floats) -> Floats:
    """Below 0 between the lids; about the distance to them elsewhere, in face units."""
    gap = np.maximum(upper_lid(face, ax) - y, y - lower_lid(face, ax))
    beside = np.abs(ax - face.eye_x) - face.eye_half
    return floats(np.maximum(gap, beside))
