"""A product in one hand or between two: where it goes, and the fingers around it."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from endpoint.canvas.paint import Canvas
from endpoint.people import figure as joints
from endpoint.people.anatomy import LEFT_ARM, RIGHT_ARM, Limb
from endpoint.people.body import Body
from endpoint.people.figure import Figure
from endpoint.people.hands import (
    Edge,
    Hand,
    draw_fingers,
    draw_grip,
    draw_palm,
    draw_reach,
    draw_support,
    hand,
)
from endpoint.product.pixels import ProductPixels, lay, length_of
from lumiku.rendering.contract import GenerateItem

__all__ = ["Holding", "hand_of", "hold", "holding"]

GRIP_WIDTH: Final = 0.088  # widest product, in body heights, that fingers close around
HANGING: Final = ("clothing", "accessory")


@dataclass(frozen=True)
class Holding:
    """A product in a hand: where it is, and whose hands."""

    limbs: tuple[Limb, ...]
    centre: tuple[float, float]
    length: float
    tilt: float
    way: str  # grip | support | hang | both
    at: tuple[float, float]  # where the fingers are


def hand_of(f: Figure, limb: Limb) -> Hand:
    middle = f.at(joints.NECK)[0]
    return hand(f.at(limb[2]), f.at(limb[1]), middle, f.height)


def holding(item: GenerateItem, goods: ProductPixels, f: Figure, frame: tuple[int, int]) -> Holding:
    """Which hands hold the product, where it is and how, in a frame of width × height pixels."""
    length = length_of(item.product.product_type, f.height, frame)
    wide = length * min(1.0, goods.aspect)
    tall = length * min(1.0, 1 / goods.aspect)
    found = _grasp(item, f, frame, length, (wide, tall))
    return replace(found, centre=_inside(frame, found.centre, wide, tall))


def _grasp(
    item: GenerateItem,
    f: Figure,
    frame: tuple[int, int],
    length: float,
    size: tuple[float, float],
) -> Holding:
    wide, tall = size
    if item.pose_placement == "both-hands":
        return _between(f, length)
    limb = _acting(f, item.pose_placement, frame)
    palm = hand_of(f, limb)
    lean = float(np.arctan2(palm.along[0], -palm.along[1]))
    tilt = float(np.clip(0.3 * lean, -0.24, 0.24)) if abs(lean) < np.pi / 2 else 0.0
    up = (float(np.sin(tilt)), -float(np.cos(tilt)))
    if item.product.product_type in HANGING:
        at = palm.place(0.062, 0.0)
        centre = (at[0], at[1] + 0.44 * tall)
        return Holding((limb,), centre, length, 0.0, "hang", at)
    if wide <= GRIP_WIDTH * f.height:
        at = palm.place(0.058, 0.004)
        rise = 0.28 * tall
        centre = _beside_face(f, at, (up[0] * rise, up[1] * rise), (wide, tall))
        return Holding((limb,), centre, length, tilt, "grip", at)
    at = palm.place(0.055, 0.0)
    centre = _beside_face(f, at, (0.0, 0.012 * f.height - 0.5 * tall), (wide, tall))
    return Holding((limb,), centre, length, 0.0, "support", at)


def _beside_face(
    f: Figure, at: tuple[float, float], offset: tuple[float, float], size: tuple[float, float]
) -> tuple[float, float]:
    """The product's middle near a hand: as meant, else lower or further out, clear of the face."""
    wide, tall = size
    out = 1.0 if at[0] >= f.head.x else -1.0
    w = f.head.face_width
    best = (np.inf, (at[0] + offset[0], at[1] + offset[1]))
    for side, drop in ((0, 0), (0, 0.25), (0.3, 0), (0.3, 0.25), (0, 0.5), (0.6, 0), (0.6, 0.4)):
        x = at[0] + offset[0] + out * side * wide
        y = at[1] + offset[1] + drop * tall
        across = wide / 2 + 0.40 * w - abs(x - f.head.x)
        along = tall / 2 + 0.55 * w - abs(y - (f.head.y + 0.25 * w))
        over = 0.0 if f.head.back else max(0.0, across) * max(0.0, along) / (w * w)
        if over < best[0] - 1e-3:
            best = (over, (x, y))
        if over < 0.04:
            break
    return best[1]


def _between(f: Figure, length: float) -> Holding:
    """Held by both hands: in the middle of them, as wide as they are apart if that is plausible."""
    right, left = hand_of(f, RIGHT_ARM), hand_of(f, LEFT_ARM)
    a, b = right.place(0.06, 0.0), left.place(0.06, 0.0)
    centre = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    tilt = float(np.clip(np.arctan2(abs(b[1] - a[1]), abs(b[0] - a[0]) + 1), 0, 0.2))
    tilt *= float(np.sign((b[1] - a[1]) * (b[0] - a[0])))
    return Holding((RIGHT_ARM, LEFT_ARM), centre, length, tilt, "both", centre)


def _acting(f: Figure, placement: str, frame: tuple[int, int]) -> Limb:
    """The hand that the pose names, else the one seen best inside the frame."""
    if placement == "hand-left":
        return LEFT_ARM
    if placement == "hand-right":
        return RIGHT_ARM

    def rank(limb: Limb) -> tuple[bool, float, float]:
        x, y = f.at(limb[2])
        inside = 0 <= x < frame[0] and 0 <= y < frame[1]
        return (inside, float(f.seen[limb[2]]), -y)

    return max((RIGHT_ARM, LEFT_ARM), key=rank)


def hold(canvas: Canvas, goods: ProductPixels, body: Body, how: Holding) -> None:
    """Draw the product in its hands: palms behind it, fingers in front."""
    hands = [hand_of(body.figure, limb) for limb in how.limbs]
    wide = how.length * min(1.0, goods.aspect)
    up = (float(np.sin(how.tilt)), -float(np.cos(how.tilt)))
    if how.way == "both":
        tall = how.length * min(1.0, 1 / goods.aspect)
        edges = [_edge(palm, how, (wide, tall), up) for palm in hands]
        for palm, edge in zip(hands, edges, strict=True):
            draw_reach(canvas, palm, body.skin, edge)
        lay(canvas, goods, how.centre, how.length, tilt=how.tilt)
        for edge in edges:
            draw_fingers(canvas, body.figure.height, body.skin, edge, reach=0.5)
        return
    (palm,) = hands
    draw_palm(canvas, palm, body.skin)
    lay(canvas, goods, how.centre, how.length, tilt=how.tilt)
    if how.way == "grip":
        draw_grip(canvas, palm, body.skin, centre=how.at, half_width=wide / 2, up=up)
    elif how.way == "support":
        draw_support(canvas, palm, body.skin, (how.at[0], how.at[1]))
    else:
        draw_support(canvas, palm, body.skin, (how.at[0], how.at[1] - 0.01 * body.size))


def _edge(palm: Hand, how: Holding, size: tuple[float, float], up: tuple[float, float]) -> Edge:
    """Where one of two hands takes the product: its own side, at the height of its wrist.

    Always below the middle: that is where the label is.
    """
    wide, tall = size
    across = (-up[1], up[0])
    dx, dy = palm.x - how.centre[0], palm.y - how.centre[1]
    if across[0] * dx + across[1] * dy < 0:
        across = (-across[0], -across[1])
    rise = float(np.clip(up[0] * dx + up[1] * dy, -0.34 * tall, -0.2 * tall))
    centre = (how.centre[0] + up[0] * rise, how.centre[1] + up[1] * rise)
    return Edge(centre, wide / 2, up, across)


def _inside(
    frame: tuple[int, int], centre: tuple[float, float], wide: float, tall: float
) -> tuple[float, float]:
    """The place nearest to `centre` at which the product is in the frame, within half its size."""
    x, y = centre
    kept_x = min(max(x, 0.52 * wide), frame[0] - 0.52 * wide)
    kept_y = min(max(y, 0.52 * tall), frame[1] - 0.52 * tall)
    return (
        min(max(kept_x, x - 0.5 * wide), x + 0.5 * wide),
        min(max(kept_y, y - 0.35 * tall), y + 0.35 * tall),
    )
