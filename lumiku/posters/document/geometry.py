"""Rectangles in px, y downwards."""

from typing import NamedTuple

__all__ = ["Rect"]


class Rect(NamedTuple):
    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def cx(self) -> float:
        return self.x + self.w / 2

    @property
    def cy(self) -> float:
        return self.y + self.h / 2

    @property
    def aspect(self) -> float:
        return self.w / self.h

    @classmethod
    def between(cls, left: float, top: float, right: float, bottom: float) -> "Rect":
        return cls(left, top, right - left, bottom - top)

    @classmethod
    def around(cls, cx: float, cy: float, w: float, h: float) -> "Rect":
        return cls(cx - w / 2, cy - h / 2, w, h)

    def inset(self, dx: float, dy: float | None = None) -> "Rect":
        """Smaller by dx on the left and right and dy (default dx) above and below."""
        down = dx if dy is None else dy
        return Rect(self.x + dx, self.y + down, self.w - 2 * dx, self.h - 2 * down)

    def cut(self, left: float = 0, top: float = 0, right: float = 0, bottom: float = 0) -> "Rect":
        """Without so many px on each side."""
        return Rect(self.x + left, self.y + top, self.w - left - right, self.h - top - bottom)

    def top_part(self, height: float) -> "Rect":
        return Rect(self.x, self.y, self.w, height)

    def bottom_part(self, height: float) -> "Rect":
        return Rect(self.x, self.bottom - height, self.w, height)

    def left_part(self, width: float) -> "Rect":
        return Rect(self.x, self.y, width, self.h)

    def right_part(self, width: float) -> "Rect":
        return Rect(self.right - width, self.y, width, self.h)

    def columns(self, count: int, gap: float) -> list["Rect"]:
        """Equal columns with a gap between them."""
        width = (self.w - gap * (count - 1)) / count
        return [Rect(self.x + i * (width + gap), self.y, width, self.h) for i in range(count)]

    def rows(self, count: int, gap: float) -> list["Rect"]:
        height = (self.h - gap * (count - 1)) / count
        return [Rect(self.x, self.y + i * (height + gap), self.w, height) for i in range(count)]

    def fitted(self, aspect: float, ax: float = 0.5, ay: float = 0.5) -> "Rect":
        """The largest rectangle of an aspect inside this one, placed at a share of the slack."""
        width = min(self.w, self.h * aspect)
        height = width / aspect
        return Rect(self.x + (self.w - width) * ax, self.y + (self.h - height) * ay, width, height)

    def overlap(self, other: "Rect") -> float:
        """Shared area in square px."""
        wide = min(self.right, other.right) - max(self.x, other.x)
        high = min(self.bottom, other.bottom) - max(self.y, other.y)
        return max(wide, 0.0) * max(high, 0.0)

    def holds(self, other: "Rect", slack: float = 0.5) -> bool:
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def rounded(self) -> "Rect":
        """Edges on whole px, so that straight edges stay crisp."""
        left, top = round(self.x), round(self.y)
        return Rect(left, top, max(round(self.right) - left, 1), max(round(self.bottom) - top, 1))
