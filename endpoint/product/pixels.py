"""The product's own pixels: prepared once per cut-out, then laid into the picture unchanged."""

from dataclasses import dataclass
from typing import Final, Literal

import cv2
import numpy as np
import numpy.typing as npt

from endpoint.canvas.light import Colour, Material, relief
from endpoint.canvas.outline import Cut, Outline
from endpoint.canvas.paint import Canvas
from endpoint.errors import NotAPicture
from endpoint.pictures import Floats, Pixels
from lumiku.rendering.quality import ProductEvidence

__all__ = ["Garment", "ProductPixels", "goods", "lay", "length_of", "wrap"]

Garment = Literal["top", "bottom", "dress"]

# Longest side in body heights: a little larger than life, because the product is the point.
LENGTHS: Final = {
    "bottle": 0.185,
    "tube": 0.170,
    "jar": 0.105,
    "box": 0.150,
    "sachet": 0.150,
    "clothing": 0.300,
    "shoes": 0.190,
    "accessory": 0.170,
}
WRAPPED: Final = Material(ambient=0.80, diffuse=0.22, gamma=(1.0, 1.0, 1.0), folds=0.10)


@dataclass(frozen=True)
class ProductPixels:
    """A trimmed cut-out. `rgb` of see-through pixels is that of the nearest solid ones."""

    rgb: Pixels
    alpha: Floats  # 0..1
    colour: Colour

    @property
    def aspect(self) -> float:
        """Width over height."""
        height, width = self.alpha.shape
        return float(width) / float(height)

    def garment(self) -> Garment:
        """What a piece of clothing is, by its outline: trousers part below, a dress is long."""
        lower = self.alpha[int(self.alpha.shape[0] * 0.75) :]
        middle = lower[:, int(lower.shape[1] * 0.46) : int(lower.shape[1] * 0.54) + 1]
        if float(middle.mean()) < 0.35 and self.aspect < 1.1:
            return "bottom"
        return "dress" if self.aspect < 0.62 else "top"

    def crotch(self) -> float:
        """Where trousers part, a share of the height."""
        width = self.alpha.shape[1]
        middle = self.alpha[:, int(width * 0.47) : int(width * 0.53) + 1].mean(axis=1) > 0.5
        closed = np.flatnonzero(middle)
        return float(np.clip((closed[-1] + 1) / len(middle), 0.2, 0.6)) if len(closed) else 0.35

    def single(self) -> tuple["ProductPixels", ...]:
        """The left and right piece of a pair that lie apart in the picture, else itself."""
        found, labels, facts, _ = cv2.connectedComponentsWithStats(
            (self.alpha > 0.5).astype(np.uint8)
        )
        largest = sorted(range(1, found), key=lambda i: -int(facts[i, cv2.CC_STAT_AREA]))[:2]
        if len(largest) < 2 or not _alike(facts[largest[0]], facts[largest[1]]):
            return (self,)
        boxes = sorted((facts[i, :4].tolist(), i) for i in largest)
        pieces = []
        for (x, y, w, h), i in boxes:
            own = np.where(labels == i, self.alpha, 0)[y : y + h, x : x + w]
            pieces.append(
                ProductPixels(self.rgb[y : y + h, x : x + w], own.astype(np.float32), self.colour)
            )
        return tuple(pieces)

    def mirrored(self) -> "ProductPixels":
        rgb, alpha = self.rgb[:, ::-1], self.alpha[:, ::-1]
        return ProductPixels(np.ascontiguousarray(rgb), np.ascontiguousarray(alpha), self.colour)


def _alike(a: npt.NDArray[np.int32], b: npt.NDArray[np.int32]) -> bool:
    """Whether two pieces could be a pair: about the same width, height and area."""
    sides = [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA]
    return all(0.55 < float(a[side]) / max(float(b[side]), 1.0) < 1.8 for side in sides)


def goods(rgba: Pixels, longest: int = 900) -> ProductPixels:
    """Trim a cut-out (RGBA). Raises NotAPicture when nothing of it is opaque."""
    solid = rgba[..., 3] > 24
    if not solid.any():
        raise NotAPicture("the cut-out is empty")
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    trimmed = rgba[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = min(1.0, longest / max(trimmed.shape[:2]))
    alpha = trimmed[..., 3].astype(np.float32) / np.float32(255)
    rgb = _bleed(np.ascontiguousarray(trimmed[..., :3]), alpha)
    if scale < 1:
        size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
        rgb = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
        alpha = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA), np.float32)
    red, green, blue = np.median(rgb[alpha > 0.9], axis=0) if (alpha > 0.9).any() else (0, 0, 0)
    return ProductPixels(rgb, alpha, (float(red), float(green), float(blue)))


def _bleed(rgb: Pixels, alpha: Floats) -> Pixels:
    """Colour beyond the edge, so that resampling never mixes in what lay behind the product."""
    weight = (alpha > 0.6).astype(np.float32)
    sigma = max(1.5, max(rgb.shape) / 150)
    spread = cv2.GaussianBlur(rgb * weight[..., None], (0, 0), sigma)
    amount = cv2.GaussianBlur(weight, (0, 0), sigma)[..., None]
    filled = spread / np.maximum(amount, 1e-3)
    usual = np.median(rgb[weight > 0], axis=0) if weight.any() else rgb.reshape(-1, 3)[0]
    filled = np.where(amount < 1e-2, usual, np.clip(filled, 0, 255))
    return np.asarray(np.where((weight > 0)[..., None], rgb, filled), np.uint8)


def length_of(product_type: str, size: float, frame: tuple[int, int]) -> float:
    """The product's longest side in pixels, for a body height of `size` pixels."""
    natural = LENGTHS.get(product_type, 0.15) * size
    short = min(frame)
    return float(np.clip(natural, 0.15 * short, 0.46 * short))


def lay(
    canvas: Canvas,
    item: ProductPixels,
    centre: tuple[float, float],
    length: float,
    *,
    tilt: float = 0.0,
    shadow: float = 0.35,
) -> ProductEvidence | None:
    """Lay the product upright (turned by `tilt` radians) with its middle at `centre`."""
    height, width = item.alpha.shape
    scale = length / max(height, width)
    c, s = np.cos(tilt) * scale, np.sin(tilt) * scale
    reach_x = (abs(c) * width + abs(s) * height) / 2 + 2
    reach_y = (abs(s) * width + abs(c) * height) / 2 + 2
    box = canvas.clip(
        centre[0] - reach_x, centre[1] - reach_y, centre[0] + reach_x, centre[1] + reach_y
    )
    if box is None:
        return None
    x0, y0, x1, y1 = box
    source, opacity, step = _reduced(item, scale)
    c, s = c / step, s / step
    mx, my = source.shape[1] / 2, source.shape[0] / 2
    moved = np.array(
        [
            [c, -s, centre[0] - x0 - c * mx + s * my],
            [s, c, centre[1] - y0 - s * mx - c * my],
        ],
        np.float32,
    )
    size = (x1 - x0, y1 - y0)
    rgb = cv2.warpAffine(source, moved, size, borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.warpAffine(opacity, moved, size)
    outline = Outline(x0, y0, np.asarray(np.clip(alpha * 255 + 0.5, 0, 255), np.uint8))
    if shadow > 0:
        canvas.contact(outline, length * 0.10, shadow)
    canvas.blend(outline, np.asarray(rgb, np.float32))
    canvas.claim(outline)
    whole = float(item.alpha.sum()) * scale * scale
    return canvas.watch(outline, np.asarray(rgb, np.uint8), whole)


def _reduced(item: ProductPixels, scale: float) -> tuple[Pixels, Floats, float]:
    """The cut-out area-averaged to twice the wanted size, so that bilinear warping is enough."""
    step = min(1.0, scale * 1.25)
    if step > 0.85:
        return item.rgb, item.alpha, 1.0
    rgb = cv2.resize(item.rgb, None, fx=step, fy=step, interpolation=cv2.INTER_AREA)
    alpha = cv2.resize(item.alpha, None, fx=step, fy=step, interpolation=cv2.INTER_AREA)
    return np.asarray(rgb, np.uint8), np.asarray(alpha, np.float32), step


@dataclass(frozen=True)
class Strip:
    """A lengthwise piece of a garment: for each row its middle and half width in pixels."""

    rows: tuple[float, float]
    middle: Floats
    half: Floats


def strip(
    item: ProductPixels, part: Literal["body", "whole", "left", "right"], rows: tuple[float, float]
) -> Strip:
    """A piece between two shares of the height. Left and right are the picture's."""
    height, width = item.alpha.shape
    solid = item.alpha > 0.5
    columns = np.arange(width, dtype=np.float32)
    first, last = int(rows[0] * height), max(int(rows[1] * height), 1)
    body = _body_width(solid)
    middle, half = np.zeros(height, np.float32), np.ones(height, np.float32)
    for row in range(height):
        inside = solid[row]
        if part == "left":
            inside = inside & (columns < width / 2)
        elif part == "right":
            inside = inside & (columns >= width / 2)
        found = np.flatnonzero(inside)
        low, high = (float(found[0]), float(found[-1])) if len(found) else (0.0, float(width - 1))
        if part == "body":
            low, high = max(low, body[0]), min(high, body[1])
        middle[row], half[row] = (low + high) / 2, max((high - low) / 2, 1.0)
    return Strip((float(first), float(last - 1)), middle, half)


def _body_width(solid: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Where a garment's body lies, measured below its sleeves."""
    height = solid.shape[0]
    rows = solid[int(height * 0.62) : int(height * 0.9)]
    columns = np.flatnonzero(rows.mean(axis=0) > 0.5)
    if not len(columns):
        return (0.0, float(solid.shape[1] - 1))
    return (float(columns[0]), float(columns[-1]))


def wrap(
    canvas: Canvas,
    item: ProductPixels,
    piece: Strip,
    outline: Outline | None,
    line: Floats,
    *,
    seed: int,
    hem: Cut | Outline | None = None,
    keep: Floats | None = None,
) -> ProductEvidence | None:
    """Bend a piece of a garment along a line of (x, y, half width) points, inside an outline."""
    if outline is None or not outline.mask.any():
        return None
    height, width = outline.mask.shape
    y, x = np.mgrid[0:height:2, 0:width:2].astype(np.float32)
    along, across = _follow(x + outline.x0, y + outline.y0, line)
    row = piece.rows[0] + along * (piece.rows[1] - piece.rows[0])
    index = np.clip(row, 0, len(piece.middle) - 1).astype(np.int32)
    column = piece.middle[index] + np.clip(across, -0.97, 0.97) * piece.half[index]
    size = (width, height)
    map_x = cv2.resize(column.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    map_y = cv2.resize(row.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    texture = np.asarray(
        cv2.remap(item.rgb, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )
    radius = float(line[:, 2].mean()) * 0.9
    light = relief(outline.mask, radius, WRAPPED, seed)
    if hem is not None:
        outline = outline.hemmed(hem)
    if keep is not None:
        outline = outline.times(keep)
    canvas.contact(outline, radius, 0.35)
    canvas.blend(outline, np.minimum(texture * light, 255.0))
    canvas.claim(outline)
    return canvas.watch(outline, texture, float(outline.mask.sum()) / 255)


def _follow(x: Floats, y: Floats, line: Floats) -> tuple[Floats, Floats]:
    """Each pixel's place along a line (0..1) and across it (-1..1 at the half widths)."""
    pieces = np.hypot(*(line[1:, :2] - line[:-1, :2]).T)
    starts = np.concatenate([[0.0], np.cumsum(pieces)])
    best = np.full(x.shape, np.inf, np.float32)
    along, across = np.zeros_like(x), np.zeros_like(x)
    for (px, py, pr), (qx, qy, qr), length, start in zip(
        line, line[1:], pieces, starts, strict=False
    ):
        if length < 1e-3:
            continue
        ux, uy = (qx - px) / length, (qy - py) / length
        dx, dy = x - px, y - py
        t = np.clip((dx * ux + dy * uy) / length, 0, 1)
        off_x, off_y = dx - t * length * ux, dy - t * length * uy
        gap = off_x * off_x + off_y * off_y
        nearer = gap < best
        best = np.where(nearer, gap, best)
        along = np.where(nearer, (start + t * length) / starts[-1], along)
        side = dx * uy - dy * ux
        across = np.where(nearer, side / np.maximum(pr + t * (qr - pr), 1), across)
    return along.astype(np.float32), across.astype(np.float32)
