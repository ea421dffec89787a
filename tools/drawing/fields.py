"""Seeded noise and sampling of 2-D fields: what the other picture modules paint with."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Floats",
    "blur",
    "dot",
    "floats",
    "fractal",
    "mix",
    "noise",
    "resized",
    "sample",
    "smooth",
    "unit",
]

Floats = NDArray[np.float32]


def floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float32)


def dot(first: Floats, second: Floats) -> Floats:
    """Products of vectors along the last axis; much faster on short ones than a sum over it."""
    return floats(np.einsum("...i,...i->...", first, second))


def unit(vectors: Floats) -> Floats:
    """Vectors (..., 3) of length 1."""
    return floats(vectors / (np.sqrt(dot(vectors, vectors)) + np.float32(1e-8))[..., None])


def smooth(low: ArrayLike, high: ArrayLike, values: Any) -> Floats:
    """Hermite step from 0 at `low` to 1 at `high` (either order)."""
    start = floats(low)
    t = np.clip((floats(values) - start) / (floats(high) - start), 0, 1)
    return floats(t * t * (3 - 2 * t))


def mix(first: Any, second: Any, share: Any) -> Floats:
    """`first` where share is 0, `second` where it is 1; one share per pixel
    spreads over the three colours."""
    first, second, share = floats(first), floats(second), floats(share)
    colours = 3 in (*first.shape[-1:], *second.shape[-1:])
    if share.ndim and colours and share.shape[-1] not in {1, 3}:
        share = share[..., None]
    out = (second - first) * share
    out += first
    return floats(out)


def blur(values: Floats, sigma: float) -> Floats:
    """Gaussian blur; wide ones run on a smaller copy."""
    if sigma < 0.1:
        return values
    height, width = values.shape[:2]
    step = int(max(1, min(sigma / 3, 16)))
    if step == 1:
        return floats(cv2.GaussianBlur(values, (0, 0), sigma))
    small = resized(values, max(2, width // step), max(2, height // step))
    return resized(floats(cv2.GaussianBlur(small, (0, 0), sigma / step)), width, height)


def resized(values: Floats, width: int, height: int) -> Floats:
    shrink = width < values.shape[1]
    method = cv2.INTER_AREA if shrink else cv2.INTER_CUBIC
    return floats(cv2.resize(values, (width, height), interpolation=method))


def noise(width: int, height: int, cell: float | tuple[float, float], seed: int) -> Floats:
    """Smooth value noise of mean 0 and about unit spread, cells of `cell` px (x, y)."""
    cell_x, cell_y = cell if isinstance(cell, tuple) else (cell, cell)
    columns, rows = int(width / cell_x) + 3, int(height / cell_y) + 3
    grid = np.random.default_rng(seed).standard_normal((rows, columns)).astype(np.float32)
    big = resized(grid, max(width, round(columns * cell_x)), max(height, round(rows * cell_y)))
    return floats(big[:height, :width]) * np.float32(1.4)


def fractal(
    width: int, height: int, cell: float | tuple[float, float], seed: int, octaves: int = 4
) -> Floats:
    """Sum of noises, each half the size and half as strong as the one before."""
    cell_x, cell_y = cell if isinstance(cell, tuple) else (cell, cell)
    total = np.zeros((height, width), dtype=np.float32)
    for octave in range(octaves):
        size = (max(1.0, cell_x / 2**octave), max(1.0, cell_y / 2**octave))
        total += noise(width, height, size, seed + octave) * np.float32(0.5**octave)
    return total


def sample(field: Floats, column: Floats, row: Floats) -> Floats:
    """Bilinear values of a field (h, w) or (h, w, c) at 1-D positions in px, edges repeated."""
    count, lane = len(column), 1024
    rows = -(-count // lane)
    maps = [np.zeros(rows * lane, dtype=np.float32) for _ in range(2)]
    maps[0][:count], maps[1][:count] = column, row
    out = cv2.remap(
        field,
        maps[0].reshape(rows, lane),
        maps[1].reshape(rows, lane),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return floats(out.reshape(rows * lane, *field.shape[2:])[:count])
