"""Hands: at rest, touching, or closed around a product."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from endpoint.canvas.curves import stroke
from endpoint.canvas.light import SKIN, Colour
from endpoint.canvas.paint import Canvas
from endpoint.pictures import Floats

__all__ = [
    "Edge",
    "Hand",
    "draw_fingers",
    "draw_grip",
    "draw_open",
    "draw_palm",
    "draw_reach",
    "draw_support",
    "hand",
]

PITCH: Final = 0.0128  # body heights from one finger to the next


@dataclass(frozen=True)
class Hand:
    """A hand's frame: the wrist, the direction of the fingers, and where the thumb is."""

    x: float
    y: float
    along: tuple[float, float]  # unit, wrist to fingertips
    thumb: tuple[float, float]  # unit, across towards the thumb
    size: float  # body height in pixels

    def place(self, forward: float, across: float) -> tuple[float, float]:
        """A point in body heights from the wrist, in pixels."""
        f, a = forward * self.size, across * self.size
        return (
            self.x + self.along[0] * f + self.thumb[0] * a,
            self.y + self.along[1] * f + self.thumb[1] * a,
        )

    def limb(self, *points: tuple[float, float, float]) -> list[Floats]:
        """A stroke through (forward, across, radius) points in body heights."""
        return stroke([(*self.place(f, a), r * self.size) for f, a, r in points], 4)


def hand(
    wrist: tuple[float, float], elbow: tuple[float, float], middle_x: float, size: float
) -> Hand:
    """The hand that continues a forearm, its thumb towards the body's middle or the face."""
    dx, dy = wrist[0] - elbow[0], wrist[1] - elbow[1]
    length = max(float(np.hypot(dx, dy)), 1e-6)
    along = (dx / length, dy / length)
    thumb = (-along[1], along[0])
    inward = middle_x - wrist[0]
    if thumb[0] * inward - 0.35 * abs(inward) * thumb[1] < 0:
        thumb = (-thumb[0], -thumb[1])
    return Hand(wrist[0], wrist[1], along, thumb, size)


def draw_open(canvas: Canvas, of: Hand, skin: Colour, curl: float = 0.0) -> None:
    """A relaxed or touching hand; `curl` 0..1 shortens the fingers."""
    thumb = of.limb((0.012, 0.010, 0.0085), (0.034, 0.026, 0.0075), (0.052, 0.030, 0.0055))
    canvas.shade(canvas.shape(thumb), skin, 0.008 * of.size, SKIN, contact=0.2)
    reach = 1.0 - 0.45 * curl
    fingers = []
    for across, tip, lean in (
        (-0.0145, 0.086, -0.004),
        (-0.005, 0.100, -0.001),
        (0.005, 0.103, 0.001),
        (0.0145, 0.094, 0.005),
    ):
        end = 0.05 + (tip - 0.05) * reach
        fingers.append(
            of.limb(
                (0.044, across, 0.0058),
                ((0.044 + end) / 2, across + lean * 0.6, 0.0055),
                (end, across + lean, 0.0043),
            )
        )
    palm = of.limb((-0.008, 0.0, 0.0135), (0.018, 0.0, 0.0175), (0.046, 0.0, 0.0185))
    joined = [*palm, *(polygon for finger in fingers for polygon in finger)]
    canvas.shade(canvas.shape(joined), skin, 0.011 * of.size, SKIN, contact=0.3)
    if of.size > 700:
        for finger in fingers:
            canvas.shade(canvas.shape(finger), skin, 0.006 * of.size, SKIN, contact=0.25)


def draw_palm(canvas: Canvas, of: Hand, skin: Colour) -> None:
    """What lies behind a held product."""
    palm = of.limb((-0.008, 0.0, 0.0135), (0.02, 0.0, 0.019), (0.05, 0.0, 0.020))
    canvas.shade(canvas.shape(palm), skin, 0.013 * of.size, SKIN, contact=0.3)


@dataclass(frozen=True)
class Edge:
    """A product where a hand takes it: `centre` and `half_width` in pixels, `up` along its axis and
    `out` across it towards the fingers, both of length one."""

    centre: tuple[float, float]
    half_width: float
    up: tuple[float, float]
    out: tuple[float, float]

    def at(self, out: float, rise: float, radius: float) -> tuple[float, float, float]:
        """A circle so many pixels across and along from the centre."""
        return (
            self.centre[0] + self.out[0] * out + self.up[0] * rise,
            self.centre[1] + self.out[1] * out + self.up[1] * rise,
            radius,
        )


def draw_fingers(
    canvas: Canvas, size: float, skin: Colour, edge: Edge, reach: float = 0.95
) -> None:
    """Four fingers that come around a product's edge and lie on its front.

    `size` is the body's height in pixels; they reach over a share of the product's half at most.
    """
    side = edge.half_width + 0.004 * size
    cover = min(edge.half_width * reach, 0.036 * size)
    pitch = PITCH * size
    for number in range(4):
        rise = (1.5 - number) * pitch
        short = (0.93, 1.0, 0.97, 0.82)[number]
        finger = [
            edge.at(side, rise - 0.2 * pitch, 0.0066 * size),
            edge.at(side - cover * 0.5 * short, rise + 0.05 * pitch, 0.0064 * size),
            edge.at(side - cover * short, rise + 0.1 * pitch, 0.0052 * size),
        ]
        canvas.shade(canvas.shape(stroke(finger, 4)), skin, 0.0066 * size, SKIN, contact=0.45)


def draw_grip(
    canvas: Canvas,
    of: Hand,
    skin: Colour,
    *,
    centre: tuple[float, float],
    half_width: float,
    up: tuple[float, float],
) -> None:
    """One hand around a product: fingers on its front, the thumb at the other edge."""
    across = (-up[1], up[0])
    if across[0] * of.thumb[0] + across[1] * of.thumb[1] > 0:
        across = (-across[0], -across[1])
    edge = Edge(centre, half_width, up, across)
    draw_fingers(canvas, of.size, skin, edge)
    h, pitch, side = of.size, PITCH * of.size, half_width + 0.004 * of.size
    thumb = [
        edge.at(-side - 0.001 * h, -0.6 * pitch, 0.0085 * h),
        edge.at(-side + 0.006 * h, 0.9 * pitch, 0.0078 * h),
        edge.at(-side + 0.014 * h, 2.0 * pitch, 0.0058 * h),
    ]
    canvas.shade(canvas.shape(stroke(thumb, 4)), skin, 0.008 * h, SKIN, contact=0.45)


def draw_reach(canvas: Canvas, of: Hand, skin: Colour, edge: Edge) -> None:
    """The hand from its wrist to behind a product's edge, drawn before the product."""
    h = of.size
    x, y, _ = edge.at(edge.half_width, 0.0, 0.0)
    inside = edge.at(0.5 * edge.half_width, 0.0, 0.021 * h)
    middle = ((of.x + x) / 2, (of.y + y) / 2, 0.0185 * h)
    palm = [(of.x - of.along[0] * 0.008 * h, of.y - of.along[1] * 0.008 * h, 0.0135 * h)]
    palm += [middle, (x, y, 0.0215 * h), inside]
    canvas.shade(canvas.shape(stroke(palm, 4)), skin, 0.013 * h, SKIN, contact=0.3)


def draw_support(canvas: Canvas, of: Hand, skin: Colour, base: tuple[float, float]) -> None:
    """Fingers curled up in front of the lower edge of something wide that rests on a palm."""
    h = of.size
    side = 1.0 if of.along[0] >= 0 else -1.0
    for number in range(4):
        x = base[0] + side * (number - 1.5) * 0.0135 * h
        finger = [
            (x, base[1] + 0.022 * h, 0.0072 * h),
            (x + side * 0.001 * h, base[1] + 0.004 * h, 0.0068 * h),
            (x + side * 0.002 * h, base[1] - 0.014 * h, 0.0052 * h),
        ]
        canvas.shade(canvas.shape(stroke(finger, 4)), skin, 0.007 * h, SKIN, contact=0.4)
