"""How many contours lie between each pixel and the border of the picture.

A product is what cannot be reached from the border without crossing an edge: that finds a white
shoe on white paper, where colour alone says nothing, and walks through soft shadows unhindered.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["barrier", "edges"]

Floats = NDArray[np.float32]

_BAND: Final = 0.06  # width of the border strip, as a part of the shorter side
_TEXTURE: Final = 75  # percentile of the strip's own edges that counts as mere texture
_ROUNDS: Final = 2


def edges(image: NDArray[np.uint8]) -> Floats:
    """Colour steps per px (CIELAB units) of an RGB image (h, w, 3), Scharr's operator."""
    lab = cv2.cvtColor(image.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB)
    across, down = cv2.Scharr(lab, cv2.CV_32F, 1, 0) / 32, cv2.Scharr(lab, cv2.CV_32F, 0, 1) / 32
    steps: Floats = np.sqrt((across * across + down * down).sum(axis=2), dtype=np.float32)
    return steps


def barrier(steps: Floats) -> Floats:
    """The cheapest way's sum of edges from the border to each px, same shape as `steps`.

    Edges no stronger than what the border strip itself is full of (wood, cloth, grain) cost
    nothing. A geodesic distance by raster sweeps (Toivanen, New geodesic distance transforms,
    1996), each row at once.
    """
    band = max(2, round(_BAND * min(steps.shape)))
    strip = np.ones(steps.shape, dtype=bool)
    strip[band:-band, band:-band] = False
    cost = np.maximum(steps - np.percentile(steps[strip], _TEXTURE).astype(np.float32), 0)
    way: Floats = np.full(steps.shape, 1e6, dtype=np.float32)
    way[[0, -1]] = 0
    way[:, [0, -1]] = 0
    for _ in range(_ROUNDS):
        for turned, price in ((way, cost), (way.T, cost.T)):
            _sweep(turned, price)
            _sweep(turned[::-1], price[::-1])
    return way


def _sweep(way: Floats, cost: Floats) -> None:
    """Carry distances from each row to the next one, straight and diagonally, in place."""
    for row in range(1, len(way)):
        before = way[row - 1]
        nearest = before.copy()
        np.minimum(nearest[1:], before[:-1], out=nearest[1:])
        np.minimum(nearest[:-1], before[1:], out=nearest[:-1])
        np.minimum(way[row], nearest + cost[row], out=way[row])
