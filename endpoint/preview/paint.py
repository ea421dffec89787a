"""A canvas and soft shading: flat outlines become rounded forms under one studio light."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from endpoint.adapter import ProductEvidence
from endpoint.pictures import Floats, Pixels

__all__ = [
    "Canvas",
    "Colour",
    "Cut",
    "Floats",
    "Material",
    "Outline",
    "noise",
    "outline_of_stroke",
    "stroke",
    "tube",
]

Mask = npt.NDArray[np.uint8]
Colour = tuple[float, float, float]  # RGB, 0 to 255

LIGHT: Final = np.array([-0.42, -0.55, 0.72], np.float32) / np.float32(1.0)
SHIFT: Final = 4  # fractional bits of OpenCV's drawing coordinates


@dataclass(frozen=True)
class Material:
    """How a surface answers light. `gamma` per channel < 1 keeps that channel in the shade."""

    ambient: float = 0.60
    diffuse: float = 0.50
    gloss: float = 0.0
    gamma: Colour = (0.92, 1.0, 1.05)
    folds: float = 0.0  # height per unit of noise, in radii of the form
    streak: float = 1.0  # how much longer than wide the folds are


SKIN: Final = Material(ambient=0.66, diffuse=0.42, gloss=0.05, gamma=(0.62, 1.0, 1.15))
CLOTH: Final = Material(ambient=0.60, diffuse=0.47, folds=0.16, gamma=(0.95, 1.0, 0.98))
HAIR: Final = Material(ambient=0.58, diffuse=0.5, gloss=0.10, folds=0.045, streak=9.0)
PLASTER: Final = Material(ambient=0.72, diffuse=0.32)


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


@cache
def noise(seed: int = 0, side: int = 512) -> Floats:
    """Smooth tileable noise, about -1 to 1, made once per process."""
    rng = np.random.default_rng(seed)
    total = np.zeros((side, side), np.float32)
    for cells, weight in ((6, 1.0), (13, 0.6), (29, 0.3)):
        coarse = rng.standard_normal((cells, cells)).astype(np.float32)
        wrapped = np.pad(coarse, 2, mode="wrap")
        scale = side / cells
        large = cv2.resize(wrapped, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        margin = int(2 * scale)
        total += weight * large[margin : margin + side, margin : margin + side]
    return np.asarray(total / total.std(), np.float32)


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
        light = relief(outline, radius, material, seed)
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


def relief(outline: Outline, radius: float, material: Material, seed: int = 0) -> Floats:
    """Light on a form inflated from its outline: height × width × 3 factors around 1.

    The height over the canvas is that of a quarter circle from the edge to `radius` inside it.
    """
    height, width = outline.mask.shape
    scale = 2 if min(height, width) >= 24 else 1
    small = cv2.resize(outline.mask, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
    reach = max(radius / scale, 1.5)
    padded = cv2.copyMakeBorder((small > 127).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    edge = 1.0 - np.minimum(depth / reach, 1.0)
    lift = np.sqrt(1.0 - edge * edge) * reach
    lift = cv2.GaussianBlur(lift, (0, 0), max(1.0, reach * 0.16))
    if material.folds:
        lift += _folds(lift.shape, reach, material.streak, seed) * (material.folds * reach)
    normal_x = cv2.Sobel(lift, cv2.CV_32F, 1, 0, ksize=3, scale=-0.125)
    normal_y = cv2.Sobel(lift, cv2.CV_32F, 0, 1, ksize=3, scale=-0.125)
    facing = 1.0 / np.sqrt(normal_x * normal_x + normal_y * normal_y + 1.0)
    lambert = (normal_x * LIGHT[0] + normal_y * LIGHT[1] + LIGHT[2]) * facing
    tone = material.ambient + material.diffuse * np.maximum(lambert, 0.0) / LIGHT[2]
    channels = np.stack([np.power(tone, g) for g in material.gamma], axis=-1)
    if material.gloss:
        channels += (material.gloss * np.power(np.maximum(lambert, 0.0), 12))[..., None]
    if scale == 2:
        channels = cv2.resize(channels, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(channels, np.float32)


def _folds(shape: tuple[int, ...], reach: float, streak: float, seed: int) -> Floats:
    """A crop of the noise at the scale of the form, so that cloth has soft wrinkles."""
    field_of = noise()
    rng = np.random.default_rng(seed)
    side = field_of.shape[0]
    zoom = max(reach / 26.0, 0.35)
    high, wide = zoom * np.sqrt(streak), zoom / streak
    rows, columns = int(shape[0] / high) + 2, int(shape[1] / wide) + 2
    y, x = int(rng.integers(side)), int(rng.integers(side))
    crop = field_of[np.arange(y, y + rows) % side][:, np.arange(x, x + columns) % side]
    return np.asarray(cv2.resize(crop, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR))


def smooth(points: Floats, per_piece: int = 8) -> Floats:
    """A centripetal-like Catmull-Rom curve through the rows of `points` (any columns)."""
    if len(points) < 3:
        steps = np.linspace(0, 1, per_piece + 1, dtype=np.float32)[:, None]
        return np.asarray(points[0] + (points[-1] - points[0]) * steps, np.float32)
    ends = np.concatenate([[2 * points[0] - points[1]], points, [2 * points[-1] - points[-2]]])
    t = np.linspace(0, 1, per_piece, endpoint=False, dtype=np.float32)[:, None]
    pieces = [
        0.5
        * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )
        for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False)
    ]
    return np.concatenate([*pieces, points[-1:]]).astype(np.float32)


def closed(points: Floats, per_piece: int = 8) -> Floats:
    """A smooth closed curve through the points."""
    around = np.concatenate([points[-1:], points, points[:2]])
    curve = smooth(around, per_piece)
    return curve[per_piece:-per_piece]


def tube(points: Sequence[tuple[float, float, float]], bulge: float) -> list[Floats]:
    """A stroke whose far end is cut straight, bulging a little, as a sleeve ends."""
    (x0, y0, _), (x1, y1, half) = points[-2], points[-1]
    turn = float(np.arctan2(y1 - y0, x1 - x0))
    return [*stroke(points, flat=True), disc(x1, y1, bulge, half, turn)]


def stroke(
    points: Sequence[tuple[float, float, float]], per_piece: int = 6, *, flat: bool = False
) -> list[Floats]:
    """Polygons whose union is a limb through (x, y, radius) points; `flat` = no round far end."""
    curve = smooth(np.array(points, np.float32), per_piece)
    curve[:, 2] = np.maximum(curve[:, 2], 0.3)
    polygons: list[Floats] = []
    for (x, y, r), (u, v, s) in pairwise(curve):
        length = float(np.hypot(u - x, v - y))
        if length < 1e-3:
            continue
        nx, ny = -(v - y) / length, (u - x) / length
        polygons.append(
            np.array(
                [
                    [x + nx * r, y + ny * r],
                    [u + nx * s, v + ny * s],
                    [u - nx * s, v - ny * s],
                    [x - nx * r, y - ny * r],
                ],
                np.float32,
            )
        )
    step = max(1, per_piece // 3)
    joints = [*curve[:-1:step], curve[-1]]
    if flat:
        reach = curve[-1, 2]
        ends = np.hypot(*(curve[:, :2] - curve[-1, :2]).T)
        joints = [joint for joint, end in zip(joints, ends[:-1:step], strict=False) if end > reach]
    polygons += [disc(float(x), float(y), float(r)) for x, y, r in joints]
    return polygons


def outline_of_stroke(
    canvas: Canvas, points: Sequence[tuple[float, float, float]]
) -> Outline | None:
    return canvas.shape(stroke(points))


@cache
def _circle(corners: int = 40) -> Floats:
    angle = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1).astype(np.float32)


def disc(x: float, y: float, rx: float, ry: float | None = None, turn: float = 0.0) -> Floats:
    """A circle or ellipse as a polygon; `turn` in radians."""
    around = _circle() * np.array([rx, rx if ry is None else ry], np.float32)
    if turn:
        c, s = np.cos(turn), np.sin(turn)
        around = around @ np.array([[c, s], [-s, c]], np.float32)
    return np.asarray(around + np.array([x, y], np.float32), np.float32)
