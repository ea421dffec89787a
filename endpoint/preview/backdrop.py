"""A photographer's studio in the brand's colours."""

from typing import Final

import cv2
import numpy as np

from endpoint.cache import Cache
from endpoint.canvas.curves import disc
from endpoint.canvas.light import Colour
from endpoint.canvas.paint import Canvas
from endpoint.people.wardrobe import brand_colours, lightness, mix, vivid
from endpoint.pictures import Floats

__all__ = ["Studio", "paper_of"]

VARIANTS: Final = 8
WHITE: Final[Colour] = (255.0, 252.0, 248.0)


def paper_of(palette: tuple[str, ...]) -> Colour:
    """The wall's colour: the lightest brand colour, or a tint of the most vivid one."""
    brand = brand_colours(palette)
    tint = mix(max(brand, key=vivid), WHITE, 0.80)
    pale = [colour for colour in brand if lightness(colour) > 0.72 and vivid(colour) < 0.35]
    return mix(max(pale, key=lightness), tint, 0.4) if pale else tint


class Studio:
    """Backdrops by size, palette and variant; drawn once, then copied."""

    def __init__(self) -> None:
        self._cache: Cache[Floats] = Cache(12)

    def canvas(
        self, width: int, height: int, palette: tuple[str, ...], seed: int, floor: float
    ) -> Canvas:
        """An empty set. `floor` is where wall and floor meet, a share of the height (1 = none)."""
        variant = int(np.random.default_rng([seed, 5]).integers(VARIANTS))
        horizon = round(floor, 1)
        key = f"{width} {height} {palette} {variant} {horizon}"
        made = self._cache.get_or(key, lambda: _draw(width, height, palette, variant, horizon))
        return Canvas(made.copy())

    def facts(self) -> dict[str, float]:
        return self._cache.facts()


def _draw(
    width: int, height: int, palette: tuple[str, ...], variant: int, horizon: float
) -> Floats:
    paper = paper_of(palette)
    accent = mix(max(brand_colours(palette), key=vivid), paper, 0.45 + 0.12 * (variant % 3))
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    y, x = y / height, x / width
    canvas = Canvas(np.empty((height, width, 3), np.float32))
    canvas.rgb[:] = np.array(paper, np.float32)
    _shape_behind(canvas, accent, variant)
    side = 0.3 if variant % 2 else 0.7
    glow = np.exp(-(((x - side) / 0.65) ** 2 + ((y - 0.25) / 0.6) ** 2))
    light = 0.86 + 0.17 * glow
    if horizon < 1:
        ramp = np.clip((y - horizon + 0.07) / 0.14, 0, 1)
        bend = ramp * ramp * (3 - 2 * ramp)  # a cyclorama has no edge
        ground = 0.87 + 0.11 * np.clip((y - horizon) / max(1 - horizon, 0.05), 0, 1)
        light = light * (1 - bend) + ground * bend
        floor = np.array(mix(paper, accent, 0.13), np.float32)
        canvas.rgb += (floor - canvas.rgb) * bend[..., None]
    if variant % 4 == 3:
        light += _window(x, y)
    corner = ((x - 0.5) ** 2 + (y - 0.5) ** 2) * 0.16
    canvas.rgb *= (light - corner)[..., None]
    grain = np.random.default_rng(variant).normal(0, 1.1, (height, width, 1)).astype(np.float32)
    return np.asarray(np.clip(canvas.rgb + grain, 0, 252), np.float32)


def _shape_behind(canvas: Canvas, accent: Colour, variant: int) -> None:
    """A painted disc or arch behind the figure, or a plain wall."""
    w, h = canvas.width, canvas.height
    kind = variant % 4
    if kind == 0:
        polygon = [disc(0.5 * w, 0.40 * h, 0.36 * w)]
    elif kind == 1:
        arch = [disc(0.5 * w, 0.36 * h, 0.33 * w)]
        box = np.array(
            [[0.17 * w, 0.36 * h], [0.83 * w, 0.36 * h], [0.83 * w, h + 9], [0.17 * w, h + 9]],
            np.float32,
        )
        polygon = [*arch, box]
    elif kind == 2:
        polygon = [disc(0.82 * w, 0.22 * h, 0.42 * w), disc(0.06 * w, 0.86 * h, 0.3 * w)]
    else:
        return
    outline = canvas.shape(polygon)
    if outline is not None:
        soft = cv2.GaussianBlur(outline.mask, (0, 0), 1.5)
        canvas.blend(type(outline)(outline.x0, outline.y0, np.asarray(soft, np.uint8)), accent, 0.5)


def _window(x: Floats, y: Floats) -> Floats:
    """Late light through a window, slanting over the wall."""
    slant = x * 1.0 - y * 0.45
    panes = np.clip(np.sin(slant * 14.0) * 3.0 + 1.2, 0, 1)
    fade = np.exp(-(((x - 0.35) / 0.4) ** 2 + ((y - 0.3) / 0.35) ** 2))
    blurred = cv2.GaussianBlur((panes * fade).astype(np.float32), (0, 0), x.shape[1] * 0.02)
    return np.asarray(blurred * 0.10, np.float32)
