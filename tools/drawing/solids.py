"""Rays, and solids that know their distance to any point."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tools.drawing.fields import Floats, floats, unit

__all__ = ["Camera", "Hits", "Solid"]


@dataclass(frozen=True)
class Camera:
    """A pinhole camera, units in cm, y up, the table at y = 0.

    It stands `distance` in front of the origin (towards +z), `height` above the table, looks at
    (0, aim, 0) and sees `field` cm across at the origin.
    """

    size: int = 1024  # px, square
    distance: float = 75.0
    height: float = 22.0
    aim: float = 6.5
    field: float = 22.0

    @cached_property
    def origin(self) -> Floats:
        return floats([0.0, self.height, self.distance])

    @cached_property
    def axes(self) -> tuple[Floats, Floats, Floats]:
        """(right, up, ahead), unit vectors."""
        ahead = floats([0.0, self.aim - self.height, -self.distance])
        ahead = unit(ahead)
        right = floats([1.0, 0.0, 0.0])
        return right, floats(np.cross(right, ahead)), ahead

    def rays(self, columns: Floats, rows: Floats) -> Floats:
        """Unit directions (n, 3) through pixel positions (n) each."""
        right, up, ahead = self.axes
        reach = float(np.hypot(self.distance, self.height - self.aim))
        scale = self.field / reach / self.size
        x = (columns - self.size / 2) * scale
        y = (self.size / 2 - rows) * scale
        rays = ahead + x[:, None] * right + y[:, None] * up
        return unit(floats(rays))

    def project(self, points: Floats) -> tuple[Floats, Floats]:
        """Pixel columns and rows (n) of points (n, 3)."""
        right, up, ahead = self.axes
        rel = points - self.origin
        reach = float(np.hypot(self.distance, self.height - self.aim))
        scale = self.field / reach / self.size
        depth = rel @ ahead
        column = (rel @ right) / depth / scale + self.size / 2
        return floats(column), floats(self.size / 2 - (rel @ up) / depth / scale)


@dataclass(frozen=True)
class Hits:
    """Where rays met the object. index: which of the rays; the rest has one row per hit."""

    index: NDArray[np.intp]
    points: Floats  # (n, 3)
    normals: Floats  # (n, 3)
    radius: Floats  # (n) distance from the axis


class Solid(ABC):
    """A shape within `radius` cm of a vertical axis at `at` (x, z), `height` cm tall."""

    radius: float
    height: float
    at: tuple[float, float]

    @abstractmethod
    def distance(self, points: Floats) -> Floats:
        """Signed distance in cm at points (n, 3); may be too small, never too large."""

    def normals(self, points: Floats) -> Floats:
        """Outward unit normals (n, 3), from differences over 0.3 mm."""
        step = np.float32(0.03)
        slopes = [
            self.distance(floats(points + step * axis))
            - self.distance(floats(points - step * axis))
            for axis in np.eye(3, dtype=np.float32)
        ]
        out = np.stack(slopes, axis=1)
        return unit(floats(out))

    def frame(self) -> tuple[Floats, Floats, Floats]:
        """The box that holds the solid: (3 axes as rows, its middle, its half sizes)."""
        middle = floats([self.at[0], self.height / 2, self.at[1]])
        half = floats([self.radius, self.height / 2, self.radius]) + np.float32(0.1)
        return np.eye(3, dtype=np.float32), middle, half

    def _span(self, origin: Floats, rays: Floats) -> tuple[Floats, Floats]:
        """Where rays enter and leave the box; a ray that misses it leaves before it enters."""
        axes, middle, half = self.frame()
        start, ways = (origin - middle) @ axes.T, rays @ axes.T
        ways = np.where(np.abs(ways) < 1e-6, 1e-6, ways)
        first, second = (-half - start) / ways, (half - start) / ways
        low, high = np.minimum(first, second), np.maximum(first, second)
        enter = np.maximum(np.maximum(low[:, 0], low[:, 1]), low[:, 2])
        leave = np.minimum(np.minimum(high[:, 0], high[:, 1]), high[:, 2])
        return floats(np.maximum(enter, 0)), floats(leave)

    def march(self, origin: Floats, rays: Floats, steps: int = 60) -> Hits:
        """First hits of rays (n, 3) from `origin` (3) by sphere tracing (Hart 1996)."""
        reach, limit = self._span(origin, rays)
        alive = np.flatnonzero(reach < limit)
        hit = np.zeros(len(rays), dtype=bool)
        for _ in range(steps):
            gap = self.distance(floats(origin + rays[alive] * reach[alive, None]))
            reach[alive] += gap
            hit[alive] = gap < 0.004
            going = (gap >= 0.004) & (reach[alive] < limit[alive])
            alive, gap = alive[going], gap[going]
            if not len(alive):
                break
        hit[alive] = gap < 0.03  # still creeping along a steep wall: near enough
        index = np.flatnonzero(hit)
        points = floats(origin + rays[index] * reach[index, None])
        radius = np.hypot(points[:, 0] - self.at[0], points[:, 2] - self.at[1])
        return Hits(index, points, self.normals(points), floats(radius))

    def shadow(self, points: Floats, towards: Floats, softness: float = 7.0) -> Floats:
        """How much of a light in direction `towards` (3) reaches points (n, 3), 0..1.

        The penumbra is Quilez's: the smallest ratio of free distance to way gone.
        """
        light = np.ones(len(points), dtype=np.float32)
        way = np.full(len(points), 0.25, dtype=np.float32)
        for _ in range(26):
            gap = self.distance(floats(points + way[:, None] * towards))
            light = np.minimum(light, np.clip(0.5 + 0.5 * softness * gap / way, 0, 1))
            way += np.clip(gap, 0.15, 2.5)
        return floats(light * light * (3 - 2 * light))
