"""Turned objects (bottles, jars, caps): signed distances of a profile around an axis."""

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np

from tools.drawing.fields import Floats, floats, sample, unit
from tools.drawing.solids import Solid

__all__ = ["Lathe", "profile"]


def profile(points: Sequence[tuple[float, float]], rounding: int = 3) -> Floats:
    """A smooth outline (n, 2) of (radius, height) from a few corners (Chaikin's corner cutting)."""
    line = floats(points)
    for _ in range(rounding):
        first, last = line[:1], line[-1:]
        near, far = line[:-1] * 0.8 + line[1:] * 0.2, line[:-1] * 0.2 + line[1:] * 0.8
        line = np.concatenate([first, np.stack([near, far], 1).reshape(-1, 2), last])
    return floats(line)


class Lathe(Solid):
    """A solid of revolution around the y axis, moved to `at` (x, z)."""

    _CELL = 0.03  # cm

    def __init__(
        self, outline: Floats, bevel: float = 0.05, at: tuple[float, float] = (0, 0)
    ) -> None:
        self.at = at
        self.radius = float(outline[:, 0].max())
        self.height = float(outline[:, 1].max())
        self._pad = 1.2
        self._table = self._distances(outline, bevel)
        rise, run = np.gradient(self._table, self._CELL)
        self._slopes = floats(np.stack([run, rise], axis=2))

    def _distances(self, outline: Floats, bevel: float) -> Floats:
        """Signed distance to the outline on a (height, radius) grid, its corners softened."""
        columns = int((self.radius + self._pad) / self._CELL) + 2
        rows = int((self.height + 2 * self._pad) / self._CELL) + 2
        y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
        x, y = (x + 0.5) * self._CELL, (y + 0.5) * self._CELL - self._pad
        nearest = np.full(x.shape, np.inf, dtype=np.float32)
        inside = np.zeros(x.shape, dtype=bool)
        for (ax, ay), (bx, by) in pairwise(outline.tolist()):
            ex, ey = bx - ax, by - ay
            share = np.clip(((x - ax) * ex + (y - ay) * ey) / (ex * ex + ey * ey + 1e-12), 0, 1)
            np.minimum(
                nearest, (x - ax - share * ex) ** 2 + (y - ay - share * ey) ** 2, out=nearest
            )
            if ay != by:  # even-odd rule along +x; the axis itself needs no edge
                crossing = ax + (y - ay) / ey * ex
                inside ^= ((ay > y) != (by > y)) & (x < crossing)
        signed = np.sqrt(nearest) * np.where(inside, -1, 1)
        whole = np.concatenate([signed[:, ::-1], signed], axis=1)  # the blur must not see the axis
        whole = cv2.GaussianBlur(whole, (0, 0), max(0.8, bevel / self._CELL))
        return floats(whole[:, columns:])

    def _place(self, points: Floats) -> tuple[Floats, Floats]:
        radius = np.hypot(points[:, 0] - self.at[0], points[:, 2] - self.at[1])
        row = (points[:, 1] + self._pad) / self._CELL - 0.5
        return floats(radius / self._CELL - 0.5), floats(row)

    def distance(self, points: Floats) -> Floats:
        column, row = self._place(points)
        near = sample(self._table, column, row)
        above = np.maximum(points[:, 1] - self.height - self._pad, 0)
        aside = np.maximum(column * self._CELL - self.radius - self._pad, 0)
        return floats(near + np.hypot(above, aside))

    def normals(self, points: Floats) -> Floats:
        column, row = self._place(points)
        slopes = sample(self._slopes, column, row)
        aside = points[:, [0, 2]] - floats(self.at)
        out = slopes[:, :1] * unit(aside)
        normals = np.stack([out[:, 0], slopes[:, 1], out[:, 1]], axis=1)
        return unit(floats(normals))
