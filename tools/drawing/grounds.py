"""Table tops and cloths as tiles of linear colour, painted from noise."""

from typing import Final

import cv2
import numpy as np

from tools.drawing.fields import Floats, blur, floats, fractal, mix, noise, smooth
from tools.drawing.studio import linear

__all__ = ["TILE_CM", "concrete", "linen", "marble", "paper", "terrazzo", "wood"]

TILE_CM: Final = 80.0  # what one tile covers
_SIDE: Final = 1400  # px


def wood(seed: int, light: str = "#C89B6C", dark: str = "#7A4E2C", planks: int = 7) -> Floats:
    """Planks that run from left to right: bent year rings, pores, dark joints."""
    plank = _SIDE / planks
    rows = np.arange(_SIDE, dtype=np.float32)[:, None]
    number = floats(np.floor(rows / plank))
    shift = np.random.default_rng(seed).uniform(-1, 1, planks + 1).astype(np.float32)
    shift = shift[number.astype(int)]
    waves = fractal(_SIDE, _SIDE, (_SIDE / 1.6, plank * 0.9), seed, 3)
    rings = np.sin((rows / plank + 0.45 * waves + 3 * shift) * 9 + 2 * waves)
    fibres = fractal(_SIDE, _SIDE, (90, 1.6), seed + 9, 2)
    pores = smooth(1.1, 2.2, noise(_SIDE, _SIDE, (18, 1.3), seed + 17))
    tone = 0.55 + 0.11 * rings + 0.05 * fibres + 0.16 * shift + 0.10 * waves
    colour = mix(linear(dark), linear(light), np.clip(tone, 0, 1)[..., None])
    edge = np.abs(rows / plank - np.round(rows / plank)) * plank
    joint = 1 - 0.75 * (1 - smooth(0.6, 3.2, edge))
    return floats(colour * (1 - 0.22 * pores)[..., None] * joint[..., None])


def linen(seed: int, colour: str = "#E9DFD0", folds: float = 1.0) -> Floats:
    """Plain weave with uneven yarns, and soft folds already shaded from the upper left."""
    y, x = np.mgrid[0:_SIDE, 0:_SIDE].astype(np.float32)
    bend = 2.5 * noise(_SIDE, _SIDE, 90, seed)
    warp = np.sin((x + bend) * (2 * np.pi / 5.2))
    weft = np.sin((y + bend) * (2 * np.pi / 5.2))
    weave = np.maximum(warp * np.sign(weft), weft * np.sign(warp))
    slubs = noise(_SIDE, _SIDE, (60, 4), seed + 2) + noise(_SIDE, _SIDE, (4, 60), seed + 3)
    drape = fractal(_SIDE, _SIDE, (500, 230), seed + 5, 3)
    drape = blur(floats(np.abs(drape)), 9)
    slope_y, slope_x = np.gradient(drape)
    light = 1 + folds * 14 * (slope_y * 0.75 + slope_x * 0.65)
    tone = np.clip(light, 0.35, 1.5) * (1 + 0.05 * weave + 0.035 * slubs)
    return floats(linear(colour) * tone[..., None])


def marble(seed: int, ground: str = "#EFEDEA", vein: str = "#8E8A88") -> Floats:
    """Pale stone with veins where turbulence crosses zero."""
    cloud = fractal(_SIDE, _SIDE, 520, seed, 5)
    fine = fractal(_SIDE, _SIDE, 260, seed + 11, 5)
    veins = np.exp(-np.abs(cloud + 0.35 * fine) * 16) + 0.4 * np.exp(-np.abs(fine) * 30)
    tone = 0.9 * veins * smooth(-1.2, 1.4, noise(_SIDE, _SIDE, 380, seed + 21))
    haze = 0.10 * smooth(-1, 1.5, fractal(_SIDE, _SIDE, 300, seed + 31, 3))
    return mix(linear(ground), linear(vein), np.clip(tone + haze, 0, 1))


def concrete(seed: int, colour: str = "#B9B4AE") -> Floats:
    """Trowelled plaster: clouds, scratches, small pits."""
    cloud = fractal(_SIDE, _SIDE, 420, seed, 6)
    scratch = noise(_SIDE, _SIDE, (130, 1.6), seed + 7) * smooth(0.4, 1.6, cloud)
    pits = smooth(1.9, 2.6, noise(_SIDE, _SIDE, 3.2, seed + 8))
    tone = 1 + 0.07 * cloud + 0.03 * scratch - 0.3 * pits
    return floats(linear(colour) * tone[..., None])


def paper(seed: int, colour: str = "#F4D9DC") -> Floats:
    """Seamless studio paper."""
    tone = 1 + 0.008 * noise(_SIDE, _SIDE, 2, seed) + 0.012 * noise(_SIDE, _SIDE, 300, seed + 1)
    return floats(linear(colour) * tone[..., None])


def terrazzo(seed: int, ground: str = "#EDE6DD") -> Floats:
    """Chips of four colours set in pale cement."""
    random = np.random.default_rng(seed)
    canvas = np.full((_SIDE, _SIDE, 3), linear(ground), dtype=np.float32)
    canvas *= (1 + 0.02 * noise(_SIDE, _SIDE, 2, seed))[..., None]
    chips = [linear(c) for c in ("#C98B6B", "#8A9A8B", "#5B5E63", "#D8B48A")]
    for _ in range(900):
        middle, size = random.uniform(0, _SIDE, 2), random.gamma(2.2, 4.0) + 3
        turn = np.sort(random.uniform(0, 2 * np.pi, random.integers(4, 8)))
        reach = size * random.uniform(0.6, 1.2, (len(turn), 1))
        corners = middle + reach * np.stack([np.cos(turn), np.sin(turn)], axis=1)
        colour = chips[random.integers(4)] * random.uniform(0.75, 1.2)
        points = np.round(corners * 16).astype(np.int32).reshape(-1, 1, 2)
        cv2.fillPoly(canvas, [points], [float(c) for c in colour], cv2.LINE_AA, 4)
    return blur(floats(canvas), 0.7)
