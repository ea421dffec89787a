"""What stands in the set: floor shadows, a seat, a plinth or a table, and the preview mark."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from endpoint.canvas.curves import disc, stroke
from endpoint.canvas.light import PLASTER, Colour
from endpoint.canvas.outline import Outline
from endpoint.canvas.paint import Canvas
from endpoint.people import figure as joints
from endpoint.people.body import Body
from endpoint.people.figure import Figure
from endpoint.people.wardrobe import brand_colours, mix, vivid
from endpoint.preview.backdrop import paper_of
from endpoint.product.cast import Cast
from endpoint.product.pixels import lay

__all__ = ["display", "floor_shadow", "ground_of", "mark", "seat"]

LOWEST: Final = [joints.R_ANKLE, joints.L_ANKLE, joints.R_HIP, joints.L_HIP]


def ground_of(figures: Sequence[Figure], height: int) -> float:
    """The floor's line under the figures, in pixels from the top."""
    lowest = max(float(f.points[LOWEST, 1].max()) for f in figures)
    size = max(f.height for f in figures)
    if all(_on_floor(f) for f in figures):
        return float(min(lowest + 0.055 * size, 0.975 * height))
    return float(min(max(lowest + 0.035 * size, 0.80 * height), 0.975 * height))


def _on_floor(f: Figure) -> bool:
    """Whether a body sits or lies: its hips are hardly above its feet."""
    hips = float(f.points[[joints.R_HIP, joints.L_HIP], 1].max())
    return float(f.points[LOWEST, 1].max()) - hips < 0.2 * f.height


def floor_shadow(canvas: Canvas, f: Figure, ground: float) -> None:
    """Where feet, or a seated body, darken the floor."""
    feet = f.points[[joints.R_ANKLE, joints.L_ANKLE]]
    low = feet[feet[:, 1] > feet[:, 1].max() - 0.12 * f.height]
    spots = [(float(x), float(min(y + 0.04 * f.height, ground))) for x, y in low]
    gap = max(0.0, ground - float(feet[:, 1].max()) - 0.06 * f.height) / f.height
    layer = np.zeros((canvas.height // 4 + 1, canvas.width // 4 + 1), np.float32)
    middle = float(feet[:, 0].mean())
    cv2.ellipse(
        layer,
        (round(middle / 4), round(ground / 4)),
        (round(0.17 * f.height / 4), round(0.030 * f.height / 4)),
        0,
        0,
        360,
        0.8,
        -1,
    )
    soft = cv2.GaussianBlur(layer, (0, 0), 0.03 * f.height / 4 + 1)
    sharp = np.zeros_like(layer)
    for x, y in spots:
        cv2.ellipse(
            sharp,
            (round(x / 4), round(y / 4)),
            (round(0.05 * f.height / 4), round(0.012 * f.height / 4)),
            0,
            0,
            360,
            1.0,
            -1,
        )
    crisp = cv2.GaussianBlur(sharp, (0, 0), 0.008 * f.height / 4 + 0.6)
    strength = 1.0 / (1.0 + 6.0 * gap)
    dark = np.clip(soft * 0.30 * strength + crisp * 0.38 * (gap < 0.05), 0, 0.6)
    full = cv2.resize(dark, (canvas.width, canvas.height), interpolation=cv2.INTER_LINEAR)
    canvas.rgb *= (1 - full)[..., None]


def seat(canvas: Canvas, palette: tuple[str, ...], f: Figure, ground: float) -> None:
    """A padded block under the hips."""
    hips = f.points[[joints.R_HIP, joints.L_HIP]]
    knees = f.points[[joints.R_KNEE, joints.L_KNEE]]
    h = f.height
    top = float(hips[:, 1].mean()) + 0.055 * h
    if ground - top < 0.05 * h:
        return
    left = min(float(hips[:, 0].min()) - 0.09 * h, float(hips[:, 0].mean()) - 0.14 * h)
    right = max(float(hips[:, 0].max()) + 0.09 * h, float(hips[:, 0].mean()) + 0.14 * h)
    toward = float(knees[:, 0].mean() - hips[:, 0].mean())
    left, right = left + min(0, 0.25 * toward), right + max(0, 0.25 * toward)
    colour = mix(paper_of(palette), max(brand_colours(palette), key=vivid), 0.25)
    block(canvas, (left, top, right, ground), colour, h)


def block(
    canvas: Canvas, box: tuple[float, float, float, float], colour: Colour, size: float
) -> None:
    """A plaster block with a lit top, from (left, top) to (right, bottom)."""
    left, top, right, bottom = box
    rim = 0.028 * size
    deep = mix(colour, (90.0, 80.0, 80.0), 0.16)
    front = np.array(
        [[left, top + rim], [right, top + rim], [right, bottom], [left, bottom]], np.float32
    )
    canvas.shade(canvas.shape([front]), deep, 0.02 * size, PLASTER, contact=0.0)
    middle = ((left + right) / 2, top + rim)
    lid = disc(middle[0], middle[1], (right - left) / 2, rim)
    canvas.shade(
        canvas.shape([lid]), mix(colour, (255.0, 255.0, 255.0), 0.25), 3.0, PLASTER, contact=0
    )


def display(canvas: Canvas, cast: Cast, bodies: Sequence[Body], full: bool, ground: float) -> None:
    """The product on a plinth beside the figure, or on a table in front of it."""
    size = bodies[0].size
    w, h = canvas.width, canvas.height
    accent = max(brand_colours(cast.palette), key=vivid)
    colour = mix(paper_of(cast.palette), accent, 0.3)
    length = 0.27 * min(w, h)
    wide = length * min(1.0, cast.goods.aspect)
    tall = length * min(1.0, 1 / cast.goods.aspect)
    lower = canvas.figure[int(0.45 * h) : int(0.9 * h)] > 0
    columns = lower.mean(axis=0)
    left, right = float(columns[: w // 3].mean()), float(columns[-(w // 3) :].mean())
    x = 0.20 * w if left <= right else 0.80 * w
    if full:
        top = ground - max(0.30 * size, 0.26 * h)
        half = max(0.62 * wide, 0.10 * w)
        block(canvas, (x - half, top, x + half, min(ground + 0.03 * h, h + 9)), colour, size)
        base = top + 0.028 * size
    else:
        base = h * 0.93
        _table(canvas, colour, h * 0.895)
    _spot(canvas, (x, base), wide)
    lay(canvas, cast.goods, (x, base - tall / 2), length, shadow=0.2)


def _table(canvas: Canvas, colour: Colour, top: float) -> None:
    w, h = canvas.width, canvas.height
    board = np.array([[-9, top], [w + 9, top], [w + 9, h + 9], [-9, h + 9]], np.float32)
    outline = canvas.shape([board])
    if outline is None:
        return
    canvas.contact(outline, 0.06 * h, 0.3)
    rows = np.linspace(1.06, 0.90, outline.mask.shape[0], dtype=np.float32)[:, None, None]
    canvas.blend(
        outline, np.minimum(np.asarray(mix(colour, (255.0, 252.0, 248.0), 0.35)) * rows, 252)
    )
    canvas.claim(outline)


def _spot(canvas: Canvas, at: tuple[float, float], wide: float) -> None:
    """The contact shadow under a standing product."""
    reach = wide
    box = canvas.clip(at[0] - reach, at[1] - 0.4 * reach, at[0] + reach, at[1] + 0.4 * reach)
    if box is None:
        return
    x0, y0, x1, y1 = box
    y, x = np.mgrid[y0:y1, x0:x1].astype(np.float32)
    d = ((x - at[0] - 0.06 * wide) / (0.55 * wide)) ** 2 + ((y - at[1]) / (0.12 * wide)) ** 2
    canvas.rgb[y0:y1, x0:x1] *= (1 - 0.42 * np.exp(-d))[..., None]


def mark(canvas: Canvas) -> None:
    """A small PREVIEW in the corner, readable on light and dark."""
    w, h = canvas.width, canvas.height
    scale = max(w, h) / 960 * 0.42
    (wide, tall), _ = cv2.getTextSize("P R E V I E W", cv2.FONT_HERSHEY_SIMPLEX, scale, 1)
    pad = round(0.011 * h)
    x0, y0 = w - wide - 3 * pad, h - tall - 3 * pad
    pill = canvas.shape(
        stroke(
            [
                (x0 + tall, y0 + tall / 2, tall / 2 + pad * 0.8),
                (x0 + wide - tall * 0.5, y0 + tall / 2, tall / 2 + pad * 0.8),
            ]
        )
    )
    if pill is not None:
        canvas.blend(pill, (255.0, 255.0, 255.0), 0.55)
    text = np.zeros((tall + 8, wide + 8), np.uint8)
    cv2.putText(
        text, "P R E V I E W", (4, tall + 4), cv2.FONT_HERSHEY_SIMPLEX, scale, 255, 1, cv2.LINE_AA
    )
    y1, x1 = y0 - 4, x0 - 4
    if y1 >= 0 and x1 >= 0 and y1 + text.shape[0] <= h and x1 + text.shape[1] <= w:
        canvas.blend(Outline(x1, y1, text), (70.0, 62.0, 66.0), 0.8)
