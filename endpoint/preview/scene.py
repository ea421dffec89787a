"""The picture: set, figures and product in an order that reads as depth."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from endpoint.canvas.paint import Canvas
from endpoint.people import figure as joints
from endpoint.people.anatomy import LEFT_ARM, RIGHT_ARM, Limb
from endpoint.people.body import Body
from endpoint.people.figure import Figure, figure
from endpoint.people.hands import draw_open
from endpoint.people.portrait import Portrait
from endpoint.people.wardrobe import outfit
from endpoint.preview.backdrop import Studio
from endpoint.preview.head import draw_back, draw_front, draw_hair_behind, draw_scarf
from endpoint.preview.props import display, floor_shadow, ground_of, mark, seat
from endpoint.product.cast import Cast
from endpoint.product.holding import hand_of, hold, holding
from endpoint.product.wearing import dressed, leg_order, wear_above, wear_below
from lumiku.rendering.quality import Picture

__all__ = ["draw"]

ARMS: Final = (RIGHT_ARM, LEFT_ARM)


def draw(studio: Studio, cast: Cast, width: int, height: int) -> Picture:
    """Draw one picture of width × height pixels; the same cast gives the same pixels."""
    item = cast.item
    figures = [
        figure(person, width, height, item.subjects[min(i, len(item.subjects) - 1)].age_range)
        for i, person in enumerate(item.people)
    ]
    full = item.frame == "full"
    ground = ground_of(figures, height) if full else height * 2.0
    canvas = studio.canvas(
        width, height, cast.palette, item.seed, min(ground / height - 0.13, 0.84) if full else 1.0
    )
    owner = _owner(figures)
    bodies = [_body(canvas, cast, i, each, owns=i == owner) for i, each in enumerate(figures)]
    order = sorted(range(len(bodies)), key=lambda i: bodies[i].figure.points[:, 1].max())
    for i in order:
        if full:
            floor_shadow(canvas, bodies[i].figure, ground)
    for i in order:
        if item.needs_seat:
            seat(canvas, cast.palette, bodies[i].figure, ground if full else height * 1.2)
    face = None
    for i in order:
        who = cast.portraits[min(i, len(cast.portraits) - 1)]
        seen = _person(canvas, cast, bodies[i], who, owns=i == owner)
        face = seen if i == owner or face is None else face
    if cast.stands:
        display(canvas, cast, bodies, full, ground)
    mark(canvas)
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
    shod = not (owns and cast.worn and item.product.product_type == "shoes")
    return Body(
        figure=of,
        slim=slim,
        waist=waist,
        canvas=canvas,
        outfit=dressed(cast, wear) if owns else wear,
        skin=who.skin,
        seed=seed,
        shod=shod,
    )


def _owner(figures: Sequence[Figure]) -> int:
    """Which figure has the product: the one whose hand is seen best."""

    def seen(f: Figure) -> float:
        return max(float(f.seen[joint]) for joint in (joints.R_WRIST, joints.L_WRIST))

    return max(range(len(figures)), key=lambda i: (seen(figures[i]), -i))


def _person(
    canvas: Canvas, cast: Cast, body: Body, who: Portrait, *, owns: bool
) -> tuple[int, int, int, int] | None:
    """Draw one person from the far arm to the near hand; the face's box if it can be seen."""
    f = body.figure
    held = None
    if owns and not cast.worn and not cast.stands:
        held = holding(cast.item, cast.goods, f, (canvas.width, canvas.height))
    busy = held.limbs if held is not None else ()
    far = [limb for limb in ARMS if body.hidden(limb) and limb not in busy]
    if not f.head.back:
        draw_hair_behind(canvas, f.head, who)
    for limb in far:
        body.arm(limb)
        draw_open(canvas, hand_of(f, limb), body.skin)
    _clothe(cast, body, wears=owns and cast.worn)
    low = [limb for limb in ARMS if limb not in far and not _near_head(f, limb)]
    for limb in low:
        body.arm(limb)
    body.neck()
    draw_scarf(canvas, f.head, f.at(joints.NECK), who)
    face = None
    if f.head.back:
        draw_back(canvas, f.head, who)
    else:
        face = draw_front(canvas, f.head, who)
    for limb in ARMS:
        if limb in far:
            continue
        if limb not in low:
            body.arm(limb)
        if limb not in busy:
            draw_open(canvas, hand_of(f, limb), body.skin)
    if held is not None:
        hold(canvas, cast.goods, body, held)
    return face


def _near_head(f: Figure, limb: Limb) -> bool:
    """Whether an arm may pass in front of the head."""
    reach = 1.9 * f.head.face_width
    return any(
        np.hypot(f.at(joint)[0] - f.head.x, f.at(joint)[1] - f.head.y) < reach for joint in limb[1:]
    )


def _clothe(cast: Cast, body: Body, *, wears: bool) -> None:
    """Legs and trunk with their clothes; a tucked-in top lies under what is worn below."""
    tucked = not (body.outfit.one_piece or body.outfit.loose)
    if tucked:
        body.trunk()
    body.legs(leg_order(body))
    if wears:
        wear_below(cast, body)
    body.waistband()
    if not tucked:
        body.trunk()
    if wears:
        wear_above(cast, body)
