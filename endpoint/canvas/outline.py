"""A soft-edged shape in a box of the canvas, and what can be cut off it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from endpoint.pictures import Floats

__all__ = ["Cut", "Mask", "Outline"]

Mask = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Cut:
    """A hem: what lies beyond (x, y) in direction (dx, dy) is taken away.

    `bulge` pixels of a hem of half width `half` hang lower in its middle.
    """

    x: float
    y: float
    dx: float
    dy: float
    half: float
    bulge: float = 0.0


@dataclass(frozen=True)
class Outline:
    """A soft-edged shape: its mask inside a box of the canvas."""

    x0: int
    y0: int
    mask: Mask

    @property
    def box(self) -> tuple[slice, slice]:
        height, width = self.mask.shape
        return slice(self.y0, self.y0 + height), slice(self.x0, self.x0 + width)

    def times(self, share: Floats) -> "Outline":
        """The outline with its mask multiplied by 0..1 per pixel."""
        return Outline(self.x0, self.y0, (self.mask * share).astype(np.uint8))

    def grid(self) -> tuple[Floats, Floats]:
        """The canvas coordinates of the box's pixels, y and x, to be broadcast."""
        height, width = self.mask.shape
        y = np.arange(self.y0, self.y0 + height, dtype=np.float32)[:, None]
        x = np.arange(self.x0, self.x0 + width, dtype=np.float32)[None, :]
        return y, x

    def hemmed(self, hem: "Cut | Outline") -> "Outline":
        """Without what a hem cuts off, or only what another outline keeps."""
        return self.cut(hem) if isinstance(hem, Cut) else self.only(hem)

    def cut(self, hem: Cut) -> "Outline":
        y, x = self.grid()
        dx, dy = x - np.float32(hem.x), y - np.float32(hem.y)
        along = dx * np.float32(hem.dx) + dy * np.float32(hem.dy)
        across = dy * np.float32(hem.dx) - dx * np.float32(hem.dy)
        lower = along - np.float32(hem.bulge) * (1 - (across / np.float32(hem.half)) ** 2)
        return self.times(np.clip(0.5 - lower, 0, 1).astype(np.float32))

    def only(self, other: "Outline | None") -> "Outline":
        """What another outline shares with this one."""
        shared = np.zeros(self.mask.shape, np.float32)
        if other is not None:
            other.copy_to(shared, self)
        return self.times(shared)

    def copy_to(self, into: Floats, place: "Outline") -> None:
        """Write this mask as 0..1 into an array that has another outline's box."""
        height, width = into.shape
        rows, columns = self.mask.shape
        top, left = max(place.y0, self.y0), max(place.x0, self.x0)
        bottom = min(place.y0 + height, self.y0 + rows)
        right = min(place.x0 + width, self.x0 + columns)
        if bottom > top and right > left:
            piece = self.mask[top - self.y0 : bottom - self.y0, left - self.x0 : right - self.x0]
            into[top - place.y0 : bottom - place.y0, left - place.x0 : right - place.x0] = (
                piece / np.float32(255)
            )
