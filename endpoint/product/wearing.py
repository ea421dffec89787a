"""A product that is worn: its own pixels bent over trunk, legs and feet."""

from dataclasses import replace

import numpy as np

from endpoint.canvas.curves import stroke, tube
from endpoint.people.anatomy import LEFT_LEG, RIGHT_LEG, Limb, unit
from endpoint.people.body import Body
from endpoint.people.wardrobe import Below, Outfit, mix
from endpoint.pictures import Floats
from endpoint.product.cast import Cast
from endpoint.product.pixels import ProductPixels, lay, strip, wrap

__all__ = ["dressed", "leg_order", "wear_above", "wear_below"]


def dressed(cast: Cast, wear: Outfit) -> Outfit:
    """The outfit with the worn product's part left to the product."""
    if not cast.worn:
        return wear
    covered = wear.below == "long skirt"
    if cast.item.product.product_type == "shoes":
        # Shoes are to be seen: no hem hangs over them.
        if not covered:
            return wear
        dark = mix(wear.below_colour, (74.0, 76.0, 88.0), 0.8)
        return replace(wear, below="trousers", below_colour=dark, one_piece=False, loose=True)
    colour = cast.goods.colour
    kind = cast.goods.garment()
    inner = (240.0, 236.0, 230.0) if covered else None
    if kind == "bottom":
        plain = (240.0, 236.0, 230.0)
        return Outfit(plain, "trousers", colour, wear.sleeve, wear.shoes)
    if kind == "dress":
        skirt: Below = "long skirt" if covered else "skirt"
        return Outfit(colour, skirt, colour, 0.42, wear.shoes, one_piece=True, inner=inner)
    below = "trousers" if wear.below in ("skirt", "long skirt", "leggings") else wear.below
    dark = mix(wear.below_colour, (70.0, 74.0, 86.0), 0.75)
    return Outfit(colour, below, dark, 0.42, wear.shoes, loose=True, inner=inner)


def leg_order(body: Body) -> tuple[Limb, ...]:
    """The far leg first: the hidden one, else the one whose foot is higher in the picture."""

    def rank(limb: Limb) -> tuple[bool, float]:
        return (not body.hidden(limb), float(body.figure.points[limb[2], 1]))

    first, second = sorted((RIGHT_LEG, LEFT_LEG), key=rank)
    return (first, second)


def wear_below(cast: Cast, body: Body) -> None:
    """Trousers over the legs, or shoes on the feet, with the product's own pixels."""
    canvas, item = body.canvas, cast.goods
    if cast.item.product.product_type == "shoes":
        _wear_shoes(cast, body)
    elif item.garment() == "bottom":
        crotch = item.crotch()
        legs = sorted((RIGHT_LEG, LEFT_LEG), key=lambda limb: body.figure.at(limb[0])[0])
        for limb in leg_order(body):
            line = body.trouser_line(limb)
            piece = strip(item, "left" if limb == legs[0] else "right", (crotch * 0.7, 1.0))
            wrap(
                canvas,
                item,
                piece,
                canvas.shape(stroke(line)),
                np.array(line, np.float32),
                seed=body.seed,
                hem=canvas.shape(tube(line, 0.006 * body.size)),
            )
        left, right = body.trunk_line()
        seat, keep = body.seat()
        piece = strip(item, "whole", (0.0, crotch * 1.05))
        spine = _between_edges(left[7:11], right[7:11])
        wrap(canvas, item, piece, seat, spine, seed=body.seed, keep=keep)


def _between_edges(left: Floats, right: Floats) -> Floats:
    """The middle line and half widths (x, y, half) between two edges."""
    middle, half = (left + right) / 2, np.hypot(*(right - left).T) / 2
    return np.concatenate([middle, half[:, None]], axis=1).astype(np.float32)


def _wear_shoes(cast: Cast, body: Body) -> None:
    """A shoe on each foot, its toe where the foot points."""
    h, pieces = body.size, cast.goods.single()
    limbs = sorted((RIGHT_LEG, LEFT_LEG), key=lambda limb: body.figure.at(limb[2])[0])
    for limb in leg_order(body):
        piece = pieces[min(limbs.index(limb), len(pieces) - 1)]
        toe, heel = body.foot(limb)
        ahead = toe[0] - heel[0]
        if len(pieces) == 1 and (limb == limbs[0] if abs(ahead) < 0.03 * h else ahead < 0):
            piece = piece.mirrored()
        _put_shoe(body, limb, piece, ahead)


def _put_shoe(body: Body, limb: Limb, piece: ProductPixels, ahead: float) -> None:
    """One shoe with its sole under the ankle; `ahead` is how far the toe lies to the right."""
    h = body.size
    knee, ankle = body.figure.points[limb[1]], body.figure.points[limb[2]]
    down = unit(ankle - knee)
    length = (0.145 if piece.aspect > 1.2 else 0.115) * h
    tall = length * min(1.0, 1 / piece.aspect)
    side = float(np.sign(ahead)) * 0.25 * length * min(1.0, abs(ahead) / (0.08 * h))
    x, y = ankle + down * (0.036 * h - 0.5 * tall)
    tilt = float(np.clip(np.arctan2(-down[0], down[1]), -0.3, 0.3))
    lay(body.canvas, piece, (float(x) + side, float(y)), length, tilt=tilt)


def wear_above(cast: Cast, body: Body) -> None:
    """A top or a dress over the trunk; its sleeves are cloth of the same colour."""
    item = cast.goods
    if cast.item.product.product_type != "clothing" or item.garment() == "bottom":
        return
    left, right = body.trunk_line()
    dress = item.garment() == "dress"
    piece = strip(item, "body", (0.0, 0.55 if dress else 1.0))
    wrap(
        body.canvas,
        item,
        piece,
        body.trunk_outline(),
        _between_edges(left[1:], right[1:]),
        seed=body.seed,
        hem=None if dress else body.hip_hem(),
    )
