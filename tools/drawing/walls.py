"""Backgrounds out of focus: studio gradients, window light, blurred rooms."""

import cv2
import numpy as np

from tools.drawing.fields import Floats, blur, floats, fractal, mix, noise, smooth
from tools.drawing.studio import linear

__all__ = ["bokeh", "glow", "greenery", "window"]

_SIDE = 512


def _grid() -> tuple[Floats, Floats]:
    y, x = np.mgrid[0 : 1 : _SIDE * 1j, 0 : 1 : _SIDE * 1j].astype(np.float32)
    return x, y


def glow(seed: int, top: str, bottom: str, middle: tuple[float, float] = (0.4, 0.35)) -> Floats:
    """Painted backdrop: a soft pool of light on a gradient."""
    x, y = _grid()
    pool = np.exp(-((x - middle[0]) ** 2 + (y - middle[1]) ** 2) / 0.22)
    wall = mix(linear(top), linear(bottom), smooth(0, 1, y)[..., None])
    cloud = 1 + 0.05 * fractal(_SIDE, _SIDE, 170, seed, 3)
    return floats(wall * ((0.62 + 0.6 * pool) * cloud)[..., None])


def window(seed: int, wall: str) -> Floats:
    """A wall with slanted light from a window and the shade of leaves."""
    x, y = _grid()
    slant = x + 0.55 * y
    panes = smooth(0.30, 0.36, slant) * (1 - smooth(0.92, 1.0, slant))
    bars = 1 - 0.8 * np.exp(-(((slant * 3.4) % 1 - 0.5) ** 2) / 0.004)
    leaves = smooth(-0.4, 0.7, fractal(_SIDE, _SIDE, (60, 110), seed, 2))
    light = 0.55 + 0.65 * panes * bars * (0.35 + 0.65 * leaves)
    return blur(floats(linear(wall) * light[..., None]), 9)


def bokeh(seed: int, dark: str, light: str, lamps: str = "#FFD9A0", count: int = 38) -> Floats:
    """A room far out of focus with discs of lamps."""
    random = np.random.default_rng(seed)
    room = mix(linear(dark), linear(light), smooth(-1.6, 1.6, noise(_SIDE, _SIDE, 130, seed)))
    room = blur(room, 26)
    discs = np.zeros((_SIDE, _SIDE, 3), dtype=np.float32)
    for _ in range(count):
        x, y = random.uniform(0, _SIDE), random.uniform(0, _SIDE * 0.75)
        radius, power = random.uniform(9, 26), random.uniform(0.05, 0.5)
        disc = np.zeros((_SIDE, _SIDE), dtype=np.float32)
        centre = (round(x * 16), round(y * 16))
        cv2.circle(disc, centre, round(radius * 16), 1.0, -1, cv2.LINE_AA, 4)
        colour = mix(linear(lamps), linear("#FFFFFF"), random.uniform(0, 0.5))
        discs += disc[..., None] * colour * np.float32(power)
    return floats(room + blur(discs, 1.6))


def greenery(seed: int, wall: str = "#E8EBDD", leaf: str = "#5E7F4E") -> Floats:
    """Leaves far behind a pale wall."""
    x, y = _grid()
    clumps = smooth(0.2, 1.5, fractal(_SIDE, _SIDE, (75, 95), seed, 3) + 2.6 * np.abs(x - 0.5))
    tone = (1.0 + 0.25 * noise(_SIDE, _SIDE, 60, seed + 4))[..., None]
    scene = mix(linear(wall) * (1.1 - 0.3 * y)[..., None], linear(leaf) * tone, 0.75 * clumps)
    return blur(scene, 15)
