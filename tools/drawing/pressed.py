"""Flat-pressed and stuffed objects (sachets, tubes, shoes): a thickness over an outline."""

import cv2
import numpy as np

from tools.drawing.fields import Floats, floats, sample
from tools.drawing.solids import Solid

__all__ = ["Pressed", "Tube"]


class Pressed(Solid):
    """An upright sheet of varying thickness, turned around the vertical and leaning back.

    thickness: half thickness in cm, (h, w), row 0 on top, square cells; 0 or less is outside.
    """

    def __init__(
        self,
        thickness: Floats,
        width: float,
        height: float,
        *,
        at: tuple[float, float] = (0, 0),
        turn: float = 0.0,
        lean: float = 0.0,
    ) -> None:
        self._width, self._tall = width, height
        outside = (thickness <= 0).astype(np.uint8)
        away = cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        away *= height / thickness.shape[0]
        thickness = floats(np.where(outside, np.minimum(-away, 0.5 * thickness), thickness))
        rise, run = np.gradient(thickness, height / thickness.shape[0], width / thickness.shape[1])
        # The true distance is the gap along z shortened by the steepest slope close by.
        steep = cv2.dilate(np.hypot(rise, run), np.ones((5, 5), np.uint8))
        shorten = 1 / np.sqrt(1 + np.clip(steep, 0.3, 2.5) ** 2)
        self._table = floats(np.dstack([thickness, shorten]))
        self._deep = float(thickness.max())
        self.at, self.height = at, height
        self.radius = float(np.hypot(width / 2, height * abs(np.sin(lean)))) + 0.3
        c, s = np.cos(turn), np.sin(turn)
        across, facing = floats([c, 0, -s]), floats([s, 0, c])
        up = floats(np.cos(lean) * floats([0, 1, 0]) - np.sin(lean) * facing)
        self._axes = across, up, floats(np.cross(across, up))

    def frame(self) -> tuple[Floats, Floats, Floats]:
        across, up, out = self._axes
        middle = floats([self.at[0], 0, self.at[1]]) + up * np.float32(self._tall / 2)
        half = floats([self._width / 2, self._tall / 2, self._deep]) + np.float32(0.1)
        return floats([across, up, out]), floats(middle), floats(half)

    def local(self, points: Floats) -> tuple[Floats, Floats, Floats]:
        """(u, v) as parts of width and height from the upper left, and the signed depth in cm."""
        own = (points - floats([self.at[0], 0, self.at[1]])) @ floats(self._axes).T
        u = own[:, 0] / self._width + np.float32(0.5)
        v = 1 - own[:, 1] / self._tall
        return floats(u), floats(v), floats(own[:, 2])

    def distance(self, points: Floats) -> Floats:
        return self._gap(*self.local(points))

    def _gap(self, u: Floats, v: Floats, depth: Floats) -> Floats:
        rows, columns = self._table.shape[:2]
        near = sample(self._table, floats(u * columns - 0.5), floats(v * rows - 0.5))
        beside = np.hypot(
            np.maximum(np.abs(u - 0.5) - 0.5, 0) * self._width,
            np.maximum(np.abs(v - 0.5) - 0.5, 0) * self._tall,
        )
        gap = (np.abs(depth) - near[:, 0]) * near[:, 1]
        return floats(np.where(beside > 0, np.maximum(gap, beside), gap))


class Tube(Solid):
    """A squeeze tube that stands on its cap: round below, pressed flat at its top seam."""

    def __init__(self, base: float, height: float, radius: float, seam: float) -> None:
        self.at, self.height, self.radius = (0.0, 0.0), height, seam + 0.1
        self._base, self._round, self._seam = base, radius, seam

    def _halves(self, y: Floats) -> tuple[Floats, Floats]:
        share = np.clip((y - self._base) / (self.height - self._base - 0.9), 0, 1)
        ease = share * share * (3 - 2 * share)
        wide = self._round + (self._seam - self._round) * ease
        deep = self._round + (0.07 - self._round) * (0.25 * ease + 0.75 * share**1.5)
        return floats(wide), floats(np.maximum(deep, 0.07))

    def distance(self, points: Floats) -> Floats:
        wide, deep = self._halves(points[:, 1])
        x, z = np.abs(points[:, 0]), np.abs(points[:, 2])
        ratio = np.sqrt((x / wide) ** 2 + (z / deep) ** 2) + 1e-6
        slope = np.sqrt((x / wide**2) ** 2 + (z / deep**2) ** 2) / ratio + 1e-6
        side = (ratio - 1) / np.maximum(slope, 1 / wide)
        ends = np.maximum(points[:, 1] - self.height, self._base - points[:, 1])
        return floats(np.maximum(side * 0.8, ends))
