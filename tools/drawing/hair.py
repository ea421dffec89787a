"""Straight dark hair: strands, their shine, a bob with bangs."""

import numpy as np

from tools.drawing.face import Canvas, union
from tools.drawing.fields import Floats, blur, floats, fractal, mix, noise, sample, smooth
from tools.drawing.studio import linear

__all__ = ["bob"]

# Coverage, height in cm, linear colour, shine.
Locks = tuple[Floats, Floats, Floats, Floats]


def _strands(across: Floats, along: Floats, seed: int) -> Floats:
    """Brightness of single strands, about -1..1; across counts them, along runs with them."""
    side = 1024
    fine = noise(side, side, (1.6, 380), seed) + 0.7 * noise(side, side, (4.5, 300), seed + 1)
    locks = noise(side, side, (19, 420), seed + 2)
    sheet = floats(0.5 * fine + 0.5 * locks)
    column, row = (across * 0.5 + 0.5) * side, (along * 0.32 + 0.4) * side
    values = sample(sheet, floats(column.ravel() % side), floats(np.clip(row.ravel(), 0, side - 1)))
    return floats(values.reshape(across.shape))


def _dressed(
    cover: Floats, height: Floats, flow: tuple[Floats, Floats], band: Floats, seed: int
) -> Locks:
    """Colour and shine of hair whose highlights lie where `band` is 1."""
    across, along = flow
    strands = _strands(across, along, seed)
    tone = np.clip(0.5 + 0.32 * strands, 0, 1.3)
    colour = mix(linear("#120C0A"), linear("#4A3327"), tone)
    broad = 0.6 + 0.4 * noise(across.shape[1], across.shape[0], 60, seed + 9)
    shine = band * np.clip(0.30 + 0.55 * strands, 0, 1.4) * np.clip(broad, 0, 2)
    gloss = shine[..., None] * floats([0.30, 0.255, 0.22]) * cover[..., None]
    return cover, floats(height + 0.10 * strands), colour, floats(gloss)


def bob(canvas: Canvas, head: Floats, seed: int) -> tuple[Locks, Locks]:
    """(hair behind the neck, hair around the face with bangs)."""
    x, y = canvas.grid()
    size = canvas.size
    sway = 0.03 * noise(size, size, (60, 200), seed + 1)
    cap = 1 - (np.abs(x) / 0.97) ** 2.3 - (np.abs(y + 0.05) / 1.20) ** 2.3
    fall = 0.74 + 0.23 * smooth(-0.55, 0.35, y) + 0.012 * np.sin(y * 6)
    ends = 0.93 + 0.07 * np.cos(x * 3.2) + 0.018 * noise(size, size, (6, 90), seed + 2)
    curtain = np.minimum(1 - np.abs((x + sway) / fall) ** 3, (ends - y) * 4)
    curtain = np.minimum(curtain, y + 0.5)
    outline = union(floats(cap), floats(curtain), 0.15)
    wisps = 0.012 * noise(size, size, (2.5, 60), seed + 3) * smooth(-0.6, 0.6, y)
    whole = smooth(-0.012, 0.02, outline + wisps)
    dome = 1 - np.exp(-np.clip(outline, 0, 1) / 0.30)
    round_ = np.sqrt(np.clip(1.02 - (x / 1.0) ** 2, 0.02, 1))
    height = -4.2 + 7.5 * dome * round_ + 2.6 * round_
    across = x / np.maximum(np.sqrt(np.clip(1.25 - (np.minimum(y, 0) / 1.2) ** 2, 0.05, 2)), 0.2)
    band = np.exp(
        -(((y + 0.62 + 0.30 * x * x - 0.03 * noise(size, size, (9, 200), seed)) / 0.13) ** 2)
    )
    low = 0.5 * np.exp(-(((y - 0.42 - 0.2 * x * x) / 0.16) ** 2)) * smooth(0.6, 0.85, np.abs(x))
    flow = (floats(across), y)
    behind = _dressed(floats(whole), floats(np.minimum(height, -2.2)), flow, np.zeros_like(x), seed)
    opening = _opening(x, y, size, seed)
    cover = floats(whole * opening)
    raised = np.maximum(height, np.where(y < 0.9, head + 0.35, -9))
    raised = blur(floats(mix(height, raised, smooth(1.1, 0.2, np.abs(y + 0.1)))), 4)
    raised = floats(raised + 0.45 * fractal(size, size, (45, 420), seed + 7, 2))
    return behind, _dressed(cover, raised, flow, floats(band + low), seed)


def _opening(x: Floats, y: Floats, size: int, seed: int) -> Floats:
    """1 on hair, 0 where the face shows: bangs above, curtains beside."""
    ragged = 0.025 * noise(size, size, (11, 120), seed + 4)
    ragged += 0.014 * noise(size, size, (3.5, 90), seed + 5)
    fringe = -0.31 + 0.05 * np.cos(x * 4) + 0.12 * x * x + ragged
    side = 0.70 + 0.045 * np.sin((y - 0.2) * 2.4) + 0.02 * noise(size, size, (12, 160), seed + 6)
    hidden = np.maximum(smooth(0.028, -0.028, y - fringe), smooth(-0.022, 0.022, np.abs(x) - side))
    gaps = smooth(1.25, 1.9, noise(size, size, (3.2, 240), seed + 8)) * smooth(
        -0.16, 0.0, y - fringe
    )
    gaps = gaps * (np.abs(x) < 0.62)
    return floats(hidden * (1 - 0.55 * gaps))
