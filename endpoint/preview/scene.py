"""The picture: set, figures and product in an order that reads as depth."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from endpoint.adapter import Picture
from endpoint.pictures import Floats
from endpoint.preview import figure as joints
from endpoint.preview.backdrop import Studio, paper_of
from endpoint.preview.body import LEFT_ARM, LEFT_LEG, RIGHT_ARM, RIGHT_LEG, Body, Limb
from endpoint.preview.figure import Figure, figure
from endpoint.preview.goods import Goods, lay, length_of, strip, wrap
from endpoint.preview.hands import Hand, draw_grip, draw_open, draw_palm, draw_support, hand
from endpoint.preview.head import draw_back, draw_front, draw_hair_behind, draw_scarf
from endpoint.preview.paint import PLASTER, Canvas, Colour, Outline, disc, stroke, tube
from endpoint.preview.portrait import Portrait
from endpoint.preview.wardrobe import Outfit, brand_colours, mix, outfit, vivid
from lumiku.generations.renderers.contract import GenerateItem

__all__ = ["Cast", "draw"]

GRIP_WIDTH: Final = 0.088  # widest product, in body heights, that fingers close around
LOWEST: Final = [joints.R_ANKLE, joints.L_ANKLE, joints.R_HIP, joints.L_HIP]
HANGING: Final = ("clothing", "accessory")


@dataclass(frozen=True)
class Cast:
    """Who and what is in the picture."""

    item: GenerateItem
    portraits: tuple[Portrait, ...]
    goods: Goods
    palette: tuple[str, ...]


@dataclass(frozen=True)
class Holding:
    """A product in a hand: where it is, and whose hands."""

    limbs: tuple[Limb, ...]
    centre: tuple[float, float]
    length: float
    tilt: float
    way: str  # grip | support | hang | both
    at: tuple[float, float]  # where the fingers are


def draw(studio: Studio, cast: Cast, width: int, height: int) -> Picture:
    """Draw one picture of width × height pixels; the same cast gives the same pixels."""
    item = cast.item
    figures = [
        figure(person, width, height, item.subjects[min(i, len(item.subjects) - 1)].age_range)
        for i, person in enumerate(item.people)
    ]
    full = item.frame in ("full",)
    ground = _ground(figures, height) if full else height * 2.0
    canvas = studio.canvas(
        width, height, cast.palette, item.seed, min(ground / height - 0.13, 0.84) if full else 1.0
    )
    owner = _owner(figures)
    bodies = [_body(canvas, cast, i, each, owns=i == owner) for i, each in enumerate(figures)]
    order = sorted(range(len(bodies)), key=lambda i: bodies[i].figure.points[:, 1].max())
    for i in order:
        if full:
            _floor_shadow(canvas, bodies[i].figure, ground)
    for i in order:
        if item.needs_seat:
            _seat(canvas, cast.palette, bodies[i].figure, ground if full else height * 1.2)
    face = None
    for i in order:
        who = cast.portraits[min(i, len(cast.portraits) - 1)]
        seen = _person(canvas, cast, bodies[i], who, owns=i == owner)
        face = seen if i == owner or face is None else face
    if _stands(cast):
        _display(canvas, cast, bodies, full, ground)
    _mark(canvas)
    pixels = np.clip(canvas.rgb + 0.5, 0, 255).astype(np.uint8)
    return Picture(pixels, face, tuple(canvas.watched))


def _body(canvas: Canvas, cast: Cast, number: int, of: Figure, *, owns: bool) -> Body:
    item = cast.item
    subject = item.subjects[min(number, len(item.subjects) - 1)]
    who = cast.portraits[min(number, len(cast.portraits) - 1)]
    seed = int(np.random.default_rng([item.seed, number]).integers(2**31))
    wear = outfit(cast.palette, subject.gender, subject.age_range, who.covered, seed)
    male = subject.gender == "male"
    child = subject.age_range == "kids"
    slim = 1.12 if male else (1.06 if child else 1.0)
    waist = 0.93 if child else (0.86 if male else 0.76)
    shod = not (owns and _worn(cast) and item.product.product_type == "shoes")
    return Body(
        canvas, of, _dressed(cast, wear) if owns else wear, who.skin, slim, waist, seed, shod
    )


def _dressed(cast: Cast, wear: Outfit) -> Outfit:
    """The outfit with the worn product's part left to the product."""
    if not _worn(cast) or cast.item.product.product_type != "clothing":
        return wear
    colour = cast.goods.colour
    kind = cast.goods.garment()
    if kind == "bottom":
        plain = (240.0, 236.0, 230.0)
        return Outfit(plain, "trousers", colour, wear.sleeve, wear.shoes)
    if kind == "dress":
        return Outfit(colour, "skirt", colour, 0.42, wear.shoes, one_piece=True)
    below = "trousers" if wear.below in ("skirt", "long skirt", "leggings") else wear.below
    dark = mix(wear.below_colour, (70.0, 74.0, 86.0), 0.75)
    return Outfit(colour, below, dark, 0.42, wear.shoes, loose=True)


def _worn(cast: Cast) -> bool:
    product = cast.item.product
    return product.placement == "worn" and product.product_type in ("clothing", "shoes")


def _stands(cast: Cast) -> bool:
    return cast.item.product.placement in ("displayed", "table")


def _owner(figures: Sequence[Figure]) -> int:
    """Which figure has the product: the one whose hand is seen best."""

    def seen(f: Figure) -> float:
        return max(float(f.seen[joint]) for joint in (joints.R_WRIST, joints.L_WRIST))

    return max(range(len(figures)), key=lambda i: (seen(figures[i]), -i))


def _person(
    canvas: Canvas, cast: Cast, body: Body, who: Portrait, *, owns: bool
) -> tuple[int, int, int, int] | None:
    f = body.figure
    holding = (
        _holding(cast, body, canvas) if owns and not _worn(cast) and not _stands(cast) else None
    )
    far = [limb for limb in (RIGHT_ARM, LEFT_ARM) if body.hidden(limb)]
    near = [limb for limb in (RIGHT_ARM, LEFT_ARM) if limb not in far]
    if holding is not None:
        far = [limb for limb in far if limb not in holding.limbs]
        near = [limb for limb in (RIGHT_ARM, LEFT_ARM) if limb not in far]
    if not f.head.back:
        draw_hair_behind(canvas, f.head, who)
    for limb in far:
        body.arm(limb)
        draw_open(canvas, _hand_of(body, limb), body.skin)
    tucked = not (body.outfit.one_piece or body.outfit.loose)
    if tucked:
        body.trunk()
    body.legs(_leg_order(body))
    if owns and _worn(cast):
        _wear_below(cast, body)
    body.waistband()
    if not tucked:
        body.trunk()
    if owns and _worn(cast):
        _wear_above(cast, body)
    body.neck()
    draw_scarf(canvas, f.head, f.at(joints.NECK), who)
    face = None
    if f.head.back:
        draw_back(canvas, f.head, who)
    else:
        face = draw_front(canvas, f.head, who)
    for limb in near:
        body.arm(limb)
        if holding is None or limb not in holding.limbs:
            draw_open(canvas, _hand_of(body, limb), body.skin)
    if holding is not None:
        _hold(canvas, cast, body, holding)
    return face


def _leg_order(body: Body) -> tuple[Limb, ...]:
    """The far leg first: the hidden one, else the one whose foot is higher in the picture."""

    def rank(limb: Limb) -> tuple[bool, float]:
        return (not body.hidden(limb), float(body.figure.points[limb[2], 1]))

    first, second = sorted((RIGHT_LEG, LEFT_LEG), key=rank)
    return (first, second)


def _hand_of(body: Body, limb: Limb) -> Hand:
    f = body.figure
    middle = f.at(joints.NECK)[0]
    return hand(f.at(limb[2]), f.at(limb[1]), middle, f.height)


def _holding(cast: Cast, body: Body, canvas: Canvas) -> Holding | None:
    """Which hands hold the product, where it is and how."""
    f, item = body.figure, cast.item
    frame = (canvas.width, canvas.height)
    length = length_of(item.product.product_type, f.height, frame)
    wide = length * min(1.0, cast.goods.aspect)
    tall = length * min(1.0, 1 / cast.goods.aspect)
    if item.pose_placement == "both-hands":
        return _between(body, length)
    limb = _acting(body, item.pose_placement, frame)
    palm = _hand_of(body, limb)
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
    for side, drop in ((0, 0), (0, 0.25), (0.3, 0), (0.3, 0.25), (0, 0.5), (0.45, 0.5)):
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


def _between(body: Body, length: float) -> Holding:
    """Held by both hands: in the middle of them, as wide as they are apart if that is plausible."""
    right, left = _hand_of(body, RIGHT_ARM), _hand_of(body, LEFT_ARM)
    a, b = right.place(0.06, 0.0), left.place(0.06, 0.0)
    centre = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    tilt = float(np.clip(np.arctan2(abs(b[1] - a[1]), abs(b[0] - a[0]) + 1), 0, 0.2))
    tilt *= np.sign((b[1] - a[1]) * (b[0] - a[0]))
    return Holding((RIGHT_ARM, LEFT_ARM), centre, length, tilt, "both", centre)


def _acting(body: Body, placement: str, frame: tuple[int, int]) -> Limb:
    """The hand that the pose names, else the one seen best inside the frame."""
    if placement == "hand-left":
        return LEFT_ARM
    if placement == "hand-right":
        return RIGHT_ARM

    def rank(limb: Limb) -> tuple[bool, float, float]:
        x, y = body.figure.at(limb[2])
        inside = 0 <= x < frame[0] and 0 <= y < frame[1]
        return (inside, float(body.figure.seen[limb[2]]), -y)

    return max((RIGHT_ARM, LEFT_ARM), key=rank)


def _hold(canvas: Canvas, cast: Cast, body: Body, how: Holding) -> None:
    hands = [_hand_of(body, limb) for limb in how.limbs]
    for palm in hands:
        draw_palm(canvas, palm, body.skin)
    wide = how.length * min(1.0, cast.goods.aspect)
    tall = how.length * min(1.0, 1 / cast.goods.aspect)
    lay(canvas, cast.goods, _inside(canvas, how.centre, wide, tall), how.length, tilt=how.tilt)
    up = (float(np.sin(how.tilt)), -float(np.cos(how.tilt)))
    if how.way == "grip":
        draw_grip(canvas, hands[0], body.skin, centre=how.at, half_width=wide / 2, up=up)
    elif how.way == "support":
        draw_support(canvas, hands[0], body.skin, (how.at[0], how.at[1]))
    elif how.way == "hang":
        draw_support(canvas, hands[0], body.skin, (how.at[0], how.at[1] - 0.01 * body.size))
    else:
        for palm in hands:
            side = -1.0 if palm.place(0.06, 0)[0] < how.centre[0] else 1.0
            base = (how.centre[0] + side * 0.36 * wide, how.centre[1] + 0.46 * tall)
            draw_support(canvas, palm, body.skin, base)


def _inside(
    canvas: Canvas, centre: tuple[float, float], wide: float, tall: float
) -> tuple[float, float]:
    """The place nearest to `centre` at which the product is in the frame, within half its size."""
    x, y = centre
    kept_x = min(max(x, 0.52 * wide), canvas.width - 0.52 * wide)
    kept_y = min(max(y, 0.52 * tall), canvas.height - 0.52 * tall)
    return (
        min(max(kept_x, x - 0.5 * wide), x + 0.5 * wide),
        min(max(kept_y, y - 0.35 * tall), y + 0.35 * tall),
    )


def _wear_below(cast: Cast, body: Body) -> None:
    """Trousers over the legs, or shoes on the feet, with the product's own pixels."""
    canvas, item = body.canvas, cast.goods
    if cast.item.product.product_type == "shoes":
        _wear_shoes(cast, body)
    elif item.garment() == "bottom":
        crotch = item.crotch()
        legs = sorted((RIGHT_LEG, LEFT_LEG), key=lambda limb: body.figure.at(limb[0])[0])
        for limb in _leg_order(body):
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
    for limb in _leg_order(body):
        piece = pieces[min(limbs.index(limb), len(pieces) - 1)]
        toe, heel = body.foot(limb)
        ahead = toe[0] - heel[0]
        if len(pieces) == 1 and (limb == limbs[0] if abs(ahead) < 0.03 * h else ahead < 0):
            piece = piece.mirrored()
        knee, ankle = body.figure.points[limb[1]], body.figure.points[limb[2]]
        down = (ankle - knee) / max(float(np.hypot(*(ankle - knee))), 1e-6)
        length = 0.145 * h if piece.aspect > 1.2 else 0.115 * h
        tall = length * min(1.0, 1 / piece.aspect)
        side = np.sign(ahead) * 0.25 * length * min(1.0, abs(ahead) / (0.08 * h))
        middle = ankle + down * (0.036 * h - 0.5 * tall) + np.array([side, 0.0])
        tilt = float(np.clip(np.arctan2(-down[0], down[1]), -0.3, 0.3))
        lay(body.canvas, piece, (float(middle[0]), float(middle[1])), length, tilt=tilt)


def _wear_above(cast: Cast, body: Body) -> None:
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


def _ground(figures: Sequence[Figure], height: int) -> float:
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


def _floor_shadow(canvas: Canvas, f: Figure, ground: float) -> None:
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


def _seat(canvas: Canvas, palette: tuple[str, ...], f: Figure, ground: float) -> None:
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


def _display(canvas: Canvas, cast: Cast, bodies: Sequence[Body], full: bool, ground: float) -> None:
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


def _mark(canvas: Canvas) -> None:
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
