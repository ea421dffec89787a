"""A canvas that forms are laid on, and that remembers what of the product can still be seen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np

from endpoint.canvas.light import Colour, Material, relief
from endpoint.canvas.outline import Cut, Mask, Outline
from endpoint.pictures import Floats, Pixels
from lumiku.rendering.quality import ProductEvidence

__all__ = ["Canvas"]

SHIFT: Final = 4  # fractional bits of OpenCV's drawing coordinates


@dataclass
class Canvas:
    """Float RGB in 0..255, and which pixels belong to the figure and what stands with it."""

    rgb: Floats
    figure: Mask = field(init=False)
    watched: list[ProductEvidence] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.figure = np.zeros(self.rgb.shape[:2], np.uint8)

    @property
    def height(self) -> int:
        return int(self.rgb.shape[0])

    @property
    def width(self) -> int:
        return int(self.rgb.shape[1])

    def clip(self, x0: float, y0: float, x1: float, y1: float) -> tuple[int, int, int, int] | None:
        """The box in whole pixels inside the canvas, or None if nothing of it is."""
        left, top = max(0, int(np.floor(x0))), max(0, int(np.floor(y0)))
        right = min(self.width, int(np.ceil(x1)) + 1)
        bottom = min(self.height, int(np.ceil(y1)) + 1)
        return (left, top, right, bottom) if right - left > 1 and bottom - top > 1 else None

    def shape(self, polygons: Sequence[Floats], pad: float = 2.0) -> Outline | None:
        """The union of filled polygons (n × 2 pixel coordinates), antialiased."""
        points = np.concatenate(polygons)
        low, high = points.min(axis=0) - pad, points.max(axis=0) + pad
        box = self.clip(low[0], low[1], high[0], high[1])
        if box is None:
            return None
        x0, y0, x1, y1 = box
        mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
        offset = np.array([x0, y0], np.float32)
        for polygon in polygons:
            fixed = np.round((polygon - offset) * (1 << SHIFT)).astype(np.int32)
            cv2.fillPoly(mask, [fixed], 255, cv2.LINE_AA, SHIFT)
        return Outline(x0, y0, mask)

    def blend(self, outline: Outline, colour: Floats | Colour, opacity: float = 1.0) -> None:
        """Lay a colour (or an image of the outline's size) over the canvas."""
        alpha = (outline.mask.astype(np.float32) * (opacity / 255.0))[..., None]
        below = self.rgb[outline.box]
        below += (np.asarray(colour, np.float32) - below) * alpha
        for evidence in self.watched:
            _cover(evidence, outline, alpha[..., 0])

    def shade(
        self,
        outline: Outline | None,
        colour: Colour | Floats,
        radius: float,
        material: Material,
        *,
        seed: int = 0,
        contact: float = 0.35,
        hem: "Cut | Outline | None" = None,
        keep: Floats | None = None,
    ) -> None:
        """Lay a rounded form over the canvas; `radius` is how far its edge curves, in pixels.

        `contact` darkens what of the figure lies right behind the form's edge; a `hem` cuts the
        form off without rounding it; `keep` (0..1 per pixel) lets the form run out softly.
        """
        if outline is None or not outline.mask.any():
            return
        light = relief(outline.mask, radius, material, seed)
        if hem is not None:
            outline = outline.hemmed(hem)
        if keep is not None:
            outline = outline.times(keep)
        if contact > 0:
            self.contact(outline, radius, contact)
        base = np.asarray(colour, np.float32)
        self.blend(outline, np.minimum(base * light, 255.0))
        self.claim(outline)

    def claim(self, outline: Outline) -> None:
        """Count the outline to the figure."""
        region = self.figure[outline.box]
        np.maximum(region, outline.mask, out=region)

    def watch(self, outline: Outline, expected: Pixels, whole: float) -> ProductEvidence:
        """Remember what was just laid, and from now on what covers it.

        `whole` is the sum of the product's opacity in pixels, also outside the frame.
        """
        visible = outline.mask.astype(np.float32) / np.float32(255)
        y0, x0 = outline.y0, outline.x0
        box = (y0, x0, y0 + outline.mask.shape[0], x0 + outline.mask.shape[1])
        evidence = ProductEvidence(box, expected, visible, whole)
        self.watched.append(evidence)
        return evidence

    def contact(self, outline: Outline, radius: float, strength: float) -> None:
        """A soft shadow of the outline on the figure behind it, away from the light."""
        reach = max(3.0, radius * 0.55)
        height, width = outline.mask.shape
        box = self.clip(
            outline.x0 - reach,
            outline.y0 - reach,
            outline.x0 + width + 2 * reach,
            outline.y0 + height + 2 * reach,
        )
        if box is None:
            return
        x0, y0, x1, y1 = box
        behind = self.figure[y0:y1, x0:x1]
        if not behind.any():
            return
        scale = 4 if min(x1 - x0, y1 - y0) > 32 else 1
        size = ((x1 - x0) // scale + 1, (y1 - y0) // scale + 1)
        shift = reach * 0.45
        moved = np.array(
            [
                [1 / scale, 0, (outline.x0 - x0 + shift * 0.8) / scale],
                [0, 1 / scale, (outline.y0 - y0 + shift) / scale],
            ],
            np.float32,
        )
        small = cv2.warpAffine(outline.mask.astype(np.float32), moved, size)
        small = cv2.GaussianBlur(small, (0, 0), max(0.6, reach * 0.5 / scale))
        full = cv2.resize(small, (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR)
        dark = full * behind * np.float32(strength / 65025.0)
        self.rgb[y0:y1, x0:x1] *= 1.0 - dark[..., None]


def _cover(evidence: ProductEvidence, outline: Outline, alpha: Floats) -> None:
    """Take what an outline covers out of the visible product."""
    y0, x0, y1, x1 = evidence.box
    height, width = outline.mask.shape
    top, left = max(y0, outline.y0), max(x0, outline.x0)
    bottom, right = min(y1, outline.y0 + height), min(x1, outline.x0 + width)
    if bottom <= top or right <= left:
        return
    cover = alpha[top - outline.y0 : bottom - outline.y0, left - outline.x0 : right - outline.x0]
    evidence.visible[top - y0 : bottom - y0, left - x0 : right - x0] *= 1 - cover
