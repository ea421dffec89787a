"""How a form inflated from its outline answers one studio light."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import cv2
import numpy as np

from endpoint.canvas.outline import Mask
from endpoint.pictures import Floats

__all__ = ["CLOTH", "HAIR", "PLASTER", "SKIN", "Colour", "Material", "relief"]

Colour = tuple[float, float, float]  # RGB, 0 to 255

LIGHT: Final = np.array([-0.42, -0.55, 0.72], np.float32)  # from the upper left


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


def relief(mask: Mask, radius: float, material: Material, seed: int = 0) -> Floats:
    """Light on a form inflated from its outline: height × width × 3 factors around 1.

    The height over the canvas is that of a quarter circle from the edge to `radius` inside it.
    """
    height, width = mask.shape
    scale = 2 if min(height, width) >= 24 else 1
    small = cv2.resize(mask, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
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
