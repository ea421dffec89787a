"""A pair of children's sneakers with hook-and-loop straps, on the table."""

from typing import Final

import numpy as np

from tools.drawing.fields import Floats, blur, floats, mix, noise, sample, smooth, unit
from tools.drawing.flatlay import curve
from tools.drawing.pressed import Pressed
from tools.drawing.scene import Paint
from tools.drawing.solids import Hits, Solid
from tools.drawing.studio import Surface, linear

__all__ = ["shoes"]

_LONG, _TALL, _CELL = 17.6, 9.0, 0.03  # cm
_SOLE: Final = 1.75  # cm, where the rubber ends


def _grid() -> tuple[Floats, Floats]:
    """(x from heel to toe, y up) in cm, row 0 on top."""
    rows, columns = round(_TALL / _CELL), round(_LONG / _CELL)
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    return floats(x * _CELL - 0.3), floats(_TALL - y * _CELL)


def _along(x: Floats, *knots: tuple[float, float]) -> Floats:
    """A smooth function of x through knots."""
    line = curve(knots, closed=False, steps=16)
    return floats(np.interp(x, line[:, 0], line[:, 1]))


def _top(x: Floats) -> Floats:
    return _along(
        x,
        *[(-0.3, 3.0), (0.0, 6.2), (0.5, 7.3), (1.6, 6.5), (3.2, 6.05), (4.7, 6.6), (5.5, 7.6)],
        *[
            (6.4, 7.2),
            (8.2, 6.0),
            (10.5, 4.8),
            (13.0, 4.05),
            (15.0, 3.45),
            (16.3, 2.7),
            (17.2, 1.4),
        ],
    )


def _half_width(x: Floats) -> Floats:
    plan = _along(
        x, (-0.3, 2.3), (1.5, 2.65), (5, 2.6), (8.5, 2.95), (11.5, 3.3), (14.5, 3.0), (17.2, 2.3)
    )
    heel, toe = np.clip((x + 0.25) / 2.2, 0, 1), np.clip((17.05 - x) / 4.2, 0, 1)
    return floats(plan * np.sqrt(1 - (1 - heel) ** 2) * np.sqrt(1 - (1 - toe) ** 2.2))


def _root(values: Floats) -> Floats:
    """Square root that goes on below zero, so that an outline has a clean crossing."""
    return floats(np.sign(values) * np.sqrt(np.abs(np.clip(values, -0.05, 1))))


class _Shoe(Pressed):
    """The stuffed outline with an opening for the foot."""

    def __init__(self, at: tuple[float, float], turn: float) -> None:
        x, y = _grid()
        width, top = _half_width(x), _top(x)
        rise = np.clip((y - 1.0) / (top - 1.0), 0, 1.2)
        bulge = mix(6.0, 2.3, smooth(3.5, 8.0, x))
        upper = width * (1 - 0.22 * rise) * _root(1 - rise**bulge)
        upper = np.minimum(np.where(y > 0.6, upper, -0.4), 4 * (width - 0.25))
        spring = 0.55 * smooth(11.0, 17.3, x) ** 2
        edge = np.minimum(_SOLE + 0.5 * spring - y, y - spring) / 0.3
        rim = _half_width((x - 8.4) / 1.02 + 8.4) + 0.16
        sole = np.minimum(rim * np.cbrt(np.clip(edge, -0.1, 1)), 4 * (rim - 0.4))
        opening = smooth(0.75, 1.3, x) * (1 - smooth(4.3, 5.6, x)) * smooth(2.6, 3.4, y)
        hole = (width * (1 - 0.22 * np.clip(rise, 0, 1)) - 0.42) * opening - 0.25 * (1 - opening)
        self._hole = blur(floats(hole), 5)
        thick = blur(floats(np.maximum(upper, sole)), 1.6)
        super().__init__(thick, _LONG, _TALL, at=at, turn=turn)
        self.radius = 9.6

    def _inside(self, u: Floats, v: Floats, depth: Floats) -> Floats:
        rows, columns = self._hole.shape
        hole = sample(self._hole, floats(u * columns - 0.5), floats(v * rows - 0.5))
        return floats((hole - np.abs(depth)) * 0.55)

    def _gap(self, u: Floats, v: Floats, depth: Floats) -> Floats:
        return floats(np.maximum(super()._gap(u, v, depth), self._inside(u, v, depth)))

    def paint(self, skin: Floats, bump: Floats) -> Paint:
        """Dress the shoe: skin (h, w, 4) is linear colour and roughness over its side view."""

        def dress(hits: Hits, view: Floats) -> Surface:
            del view
            u, v, depth = self.local(hits.points)
            rows, columns = skin.shape[:2]
            column, row = floats(u * columns - 0.5), floats(v * rows - 0.5)
            look = sample(skin, column, row)
            lining = self._inside(u, v, depth) > -0.12
            colour = np.where(lining[:, None], linear("#5C6F70") * np.float32(0.55), look[:, :3])
            lean = sample(bump, column, row)
            across, up, _ = self._axes
            hits.normals[:] += lean[:, :1] * across + lean[:, 1:2] * up
            hits.normals[:] = unit(hits.normals)
            return Surface(floats(colour), look[:, 3], 0.035)

        return dress


def _skin(seed: int) -> tuple[Floats, Floats]:
    """(side view of the materials, slopes of their relief)."""
    x, y = _grid()
    rows, columns = x.shape
    top = _top(x)
    weave = np.sin(x * 62) * np.sin(y * 62) + 0.5 * noise(columns, rows, 3, seed)
    colour = np.broadcast_to(linear("#F3EEE4"), (rows, columns, 3)) * (1 + 0.03 * weave)[..., None]
    rough = np.full_like(x, 0.75)
    relief = 0.004 * weave

    def panel(share: Floats, tone: str, finish: float, lift: float) -> None:
        nonlocal colour, rough, relief
        soft = blur(floats(share), 0.8)
        colour, rough = mix(colour, linear(tone), soft), mix(rough, finish, soft)
        relief = relief + lift * blur(soft, 1.6)

    heel = 1 - smooth(2.35, 2.42, x + 0.25 * np.sin(y * 0.9))
    panel(heel, "#F2B431", 0.5, 0.05)
    cap = smooth(12.35, 12.45, x - 0.22 * (y - 2.5) ** 2)
    panel(cap, "#2F9E96", 0.5, 0.05)
    for start in (6.6, 9.1):
        slant = x - start - 0.62 * (5 - y)
        strap = smooth(-0.02, 0.05, slant) * (1 - smooth(1.58, 1.65, slant)) * smooth(2.35, 2.45, y)
        panel(floats(strap), "#F0605F", 0.45, 0.10)
        for seam in (0.16, 1.45):
            thread = np.exp(-(((slant - seam) / 0.05) ** 2)) * (np.sin(y * 16) > -0.2) * strap
            panel(floats(thread), "#FFD9D2", 0.6, 0.01)
    collar = smooth(0.62, 0.5, top - y) * (1 - smooth(4.9, 5.2, x))
    panel(floats(collar), "#2F9E96", 0.85, 0.06)
    for k in range(3):
        for j in range(3):
            hole = np.hypot(x - 13.55 - 0.62 * k, y - 2.45 - 0.42 * j - 0.1 * k) < 0.1
            panel(floats(hole), "#1C5C58", 0.9, -0.08)
    spring = 0.55 * smooth(11.0, 17.3, x) ** 2
    sole = smooth(_SOLE + 0.5 * spring + 0.03, _SOLE + 0.5 * spring - 0.03, y)
    panel(sole, "#FAF7F1", 0.4, 0.02)
    stripe = np.exp(-(((y - 1.18 - 0.7 * spring) / 0.10) ** 4)) * sole
    panel(floats(stripe), "#F0605F", 0.4, -0.03)
    tread = smooth(0.42, 0.34, y - spring) * (np.sin(x * 9) > -0.3)
    panel(floats(tread), "#C9A27A", 0.6, -0.05)
    slope_y, slope_x = np.gradient(floats(relief), _CELL)
    bump = np.stack([-slope_x, slope_y], axis=2).clip(-0.9, 0.9)
    return floats(np.dstack([colour, rough])), floats(bump)


def shoes(seed: int) -> list[tuple[Solid, Paint]]:
    """Left and right sneaker, one a little behind the other."""
    skin, bump = _skin(seed)
    pair = (_Shoe((1.2, 3.6), 0.38), _Shoe((-1.4, -5.2), 0.16))
    return [(shoe, shoe.paint(skin, bump)) for shoe in pair]
