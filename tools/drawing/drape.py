"""Cloth around a head: the hijab's opening, under-scarf and folds."""

import numpy as np

from tools.drawing.face import Canvas, union
from tools.drawing.fields import Floats, blur, floats, mix, noise, smooth
from tools.drawing.flatlay import ridges
from tools.drawing.studio import linear

__all__ = ["hijab"]

Stroke = tuple[list[tuple[float, float]], float, float]


def hijab(
    canvas: Canvas, oval: Floats, head: Floats, under: Floats, seed: int
) -> tuple[Floats, Floats, Floats]:
    """(coverage, height in cm, linear colour) of a draped scarf; `oval` is below 1 in the
    face, `head` and `under` are the heights of the head and of the blouse below.
    """
    x, y = canvas.grid()
    size = canvas.size
    crown = 1 - (np.abs(x) / 0.90) ** 2.2 - (np.abs(y + 0.14) / 1.10) ** 2.2
    sides = 1 - (np.abs(x) / (0.80 + 0.22 * smooth(0.5, 1.9, y))) ** 2.4
    sides = np.minimum(sides, np.minimum(y + 0.1, 2.0 - y))
    chest = 1 - (np.abs(x) / 1.30) ** 2.3 - (np.abs(y - 2.75) / 1.55) ** 2.3
    outline = union(union(floats(crown), floats(sides), 0.35), floats(chest), 0.35)
    cover = smooth(-0.012, 0.012, outline) * smooth(0.985, 1.005, oval)
    bulk = 1 - np.exp(-np.clip(outline, 0, 1) / 0.24)
    rim = np.exp(-np.clip(oval - 1, 0, 9) / 0.2)
    height = -4.6 + 9.4 * bulk * (1 - 0.42 * smooth(0.7, 1.5, y))
    height = mix(height, np.maximum(height, head + 0.35), np.clip(1.5 * rim, 0, 1))
    height = height + 0.5 * np.exp(-(((oval - 1.12) / 0.10) ** 2))
    folds = ridges(_folds(canvas), noise(size, size, 70, seed), 0.4)
    wave = 0.05 * noise(size, size, 150, seed + 6)
    hem = smooth(0.0, 0.03, y - 1.40 + 0.42 * x + 0.2 * (x + 0.3) ** 2 + wave)
    hem = hem * smooth(-0.95, -0.75, x)
    height = blur(floats(height), 5) + 1.5 * folds + 0.25 * noise(size, size, (120, 200), seed + 4)
    height = union(floats(height + 0.7 * hem), floats(under + 0.5 + 0.8 * folds), 1.2)
    cloth = 1 + 0.015 * noise(size, size, 2, seed) + 0.02 * noise(size, size, 40, seed + 1)
    colour = floats(linear("#C98F8F") * cloth[..., None])
    band = smooth(1.07, 1.055, oval) * smooth(0.2, -0.1, y)
    colour = mix(colour, linear("#A86C6F"), band)
    height = height - 0.35 * band
    return floats(cover), floats(height), colour


def _folds(canvas: Canvas) -> list[Stroke]:
    """Folds that run from the temples under the chin and over the chest."""

    def place(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        size = canvas.size
        return [
            ((canvas.cx + px * canvas.scale) / size, (canvas.cy + py * canvas.scale) / size)
            for px, py in points
        ]

    strokes: list[Stroke] = []
    for i in range(7):
        k = i / 6
        line = [
            *[(-0.80 - 0.04 * k, 0.15 + 0.2 * k), (-0.64 - 0.10 * k, 0.82 + 0.14 * k)],
            *[(-0.10, 1.16 + 0.16 * k), (0.5 + 0.15 * k, 1.06 + 0.26 * k), (0.9, 1.0 + 0.6 * k)],
        ]
        strokes.append((place(line), 15, 0.6 - 0.03 * i))
    for i in range(6):
        k = i / 5
        line = [
            *[(0.84 + 0.06 * k, 0.7 + 0.5 * k), (0.55, 1.18 + 0.42 * k), (0.1, 1.52 + 0.5 * k)],
            *[(-0.45, 1.78 + 0.62 * k), (-0.85, 1.9 + 0.9 * k)],
        ]
        strokes.append((place(line), 15 + 5 * k, 0.55))
    for side in (-1, 1):
        for reach in (0.74, 0.80, 0.86):
            line = [
                *[(side * 0.2, -1.17), (side * (reach - 0.14), -0.8), (side * reach, -0.2)],
                *[(side * (reach + 0.01), 0.4), (side * (reach + 0.05), 1.0)],
            ]
            strokes.append((place(line), 10, 0.26))
    return strokes
