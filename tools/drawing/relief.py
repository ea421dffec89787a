"""Light on height fields seen from straight ahead: slopes, cast shadows, crevices."""

import cv2
import numpy as np

from tools.drawing.fields import Floats, blur, floats, resized, unit
from tools.drawing.studio import Studio

__all__ = ["cast_shadow", "normals", "openness"]


def normals(heights: Floats, cell: float) -> Floats:
    """Unit normals (h, w, 3) of heights in cm on px of `cell` cm: x right, y to the camera,
    z down the picture.
    """
    rise_y, rise_x = np.gradient(heights, cell)
    out = np.stack([-rise_x, np.ones_like(rise_x), -rise_y], axis=2)
    return unit(floats(out))


def cast_shadow(heights: Floats, cell: float, studio: Studio, step: int = 2) -> Floats:
    """Key light that reaches each px: heights marched towards the light, with a penumbra."""
    rows, columns = heights.shape
    small = resized(heights, columns // step, rows // step)
    middle, *_ = studio.key.axes()
    flat = float(np.hypot(middle[0], middle[2]))
    slope = float(middle[1]) / flat * cell * step  # cm that the ray climbs per px
    light = np.ones_like(small, dtype=np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    for way in np.geomspace(1.5, 90, 16):
        move = floats([[1, 0, middle[0] / flat * way], [0, 1, middle[2] / flat * way]])
        ahead = cv2.warpAffine(small, move, small.shape[::-1], flags=flags)
        over = (floats(ahead) - small - slope * way) / np.float32(0.02 + 0.16 * slope * way)
        light = np.minimum(light, np.clip(0.5 - 0.5 * over, 0, 1))
    return floats(resized(blur(floats(light), 1.2), columns, rows).clip(0, 1))


def openness(heights: Floats, cell: float) -> Floats:
    """How open each px is to the sky: dark where its surroundings stand higher."""
    dark = np.zeros_like(heights)
    for reach in (0.15, 0.5, 1.6):  # cm
        over = blur(heights, reach / cell) - heights
        dark += np.clip(over / reach, 0, 1.2) * np.float32(0.42)
    return floats(np.clip(1 - dark, 0.3, 1))
