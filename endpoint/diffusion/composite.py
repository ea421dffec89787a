"""The product's own pixels over a denoised picture, and what around them is redrawn softly."""

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np

from endpoint.adapter import Task
from endpoint.canvas.paint import Canvas
from endpoint.people.body import Body
from endpoint.people.figure import L_WRIST, NECK, R_WRIST, Figure, figure
from endpoint.people.wardrobe import outfit
from endpoint.pictures import Floats, Pixels
from endpoint.product.cast import Cast
from endpoint.product.holding import holding
from endpoint.product.pixels import ProductPixels, lay
from endpoint.product.wearing import dressed, wear_above, wear_below
from lumiku.rendering.contract import Keypoint, Subject
from lumiku.rendering.quality import ProductEvidence

__all__ = ["Composite", "compose", "face_box", "paste_back"]

RIM = 0.09  # of the product's shorter side: how far outside and inside its edge is redrawn
FINGERS = 0.045  # body heights around the grip that the model may draw fingers over


@dataclass(frozen=True)
class Composite:
    """`pixels` hold the product; `redraw` (0..1) is open to the model, `keep` is pasted back."""

    pixels: Pixels
    redraw: Floats
    keep: Floats
    products: tuple[ProductEvidence, ...]


def compose(base: Pixels, task: Task, goods: ProductPixels) -> Composite | None:
    """Lay the product where the pose holds or wears it, or beside the figure.

    None when nothing of it would be in the frame.
    """
    height, width = base.shape[:2]
    people = [
        _figure(tuple(person), width, height, _subject(task, i).age_range)
        for i, person in enumerate(task.item.people)
    ]
    canvas = Canvas(base.astype(np.float32))
    fingers = np.zeros((height, width), np.float32)
    holder = max(people, key=lambda f: float(f.seen[[R_WRIST, L_WRIST]].max()))
    cast = Cast(task.item, (), goods, task.palette)
    if cast.stands:
        _beside(canvas, people, goods)
    elif cast.worn:
        _wear(canvas, cast, holder)
    else:
        held = holding(task.item, goods, holder, (width, height))
        lay(canvas, goods, held.centre, held.length, tilt=held.tilt)
        radius = max(2, round(FINGERS * holder.height))
        cv2.circle(fingers, (round(held.at[0]), round(held.at[1])), radius, 1.0, -1)
    if not any(evidence.visible.any() for evidence in canvas.watched):
        return None
    return _masks(canvas, fingers)


def _masks(canvas: Canvas, fingers: Floats) -> Composite:
    """The rim that the model redraws and the inside that it may not touch."""
    alpha = np.zeros(canvas.rgb.shape[:2], np.float32)
    sides = []
    for laid in canvas.watched:
        y0, x0, y1, x1 = laid.box
        np.maximum(alpha[y0:y1, x0:x1], laid.visible, out=alpha[y0:y1, x0:x1])
        sides.append(min(y1 - y0, x1 - x0))
    rim = max(2, round(RIM * min(sides)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * rim + 1, 2 * rim + 1))
    outer, inner = cv2.dilate(alpha, kernel), cv2.erode(alpha, kernel)
    redraw = np.clip(outer - inner + fingers * outer, 0, 1).astype(np.float32)
    soft = cv2.GaussianBlur(np.clip(inner - fingers, 0, 1), (0, 0), max(0.6, rim * 0.25))
    keep = np.where(inner > 0, soft, 0).astype(np.float32)
    kept = []
    for laid in canvas.watched:
        y0, x0, y1, x1 = laid.box
        visible = (keep[y0:y1, x0:x1] * laid.visible).astype(np.float32)
        kept.append(replace(laid, visible=visible))
    pixels = np.clip(canvas.rgb + 0.5, 0, 255).astype(np.uint8)
    return Composite(pixels, redraw, keep, tuple(kept))


def paste_back(pixels: Pixels, made: Composite) -> Pixels:
    """The redrawn picture with the product's inner pixels as they were."""
    share = made.keep[..., None]
    mixed = pixels * (1 - share) + made.pixels * share
    return np.clip(mixed + 0.5, 0, 255).astype(np.uint8)


def face_box(task: Task) -> tuple[int, int, int, int] | None:
    """Where the first person's face should be, if the pose shows one (y0, x0, y1, x1)."""
    first = tuple(task.item.people[0])
    head = _figure(first, task.width, task.height, task.item.subjects[0].age_range).head
    if head.back:
        return None
    w = head.face_width
    x0, x1 = max(0, int(head.x - 0.5 * w)), min(task.width, int(head.x + 0.5 * w))
    y0, y1 = max(0, int(head.y - 0.4 * w)), min(task.height, int(head.y + 0.85 * w))
    return (y0, x0, y1, x1) if x1 - x0 > 4 and y1 - y0 > 4 else None


@lru_cache(maxsize=256)
def _figure(person: tuple[Keypoint, ...], width: int, height: int, age_range: str) -> Figure:
    """A person in the picture; composing and judging ask for the same one."""
    return figure(list(person), width, height, age_range)


def _subject(task: Task, number: int) -> Subject:
    listed = task.item.subjects
    return listed[min(number, len(listed) - 1)]


def _wear(canvas: Canvas, cast: Cast, wearer: Figure) -> None:
    """A garment or shoes bent over the figure that the model has drawn."""
    subject = cast.item.subjects[0]
    wear = outfit(cast.palette, subject.gender, subject.age_range, False, cast.item.seed)
    body = Body(
        figure=wearer,
        slim=1.0,
        waist=0.8,
        canvas=canvas,
        outfit=dressed(cast, wear),
        skin=(0.0, 0.0, 0.0),
        seed=cast.item.seed,
    )
    wear_below(cast, body)
    wear_above(cast, body)


def _beside(canvas: Canvas, people: list[Figure], goods: ProductPixels) -> None:
    """Standing at the lower side that the figures leave free."""
    width, height = canvas.width, canvas.height
    middle = float(np.mean([f.at(NECK)[0] for f in people]))
    x = 0.2 * width if middle > 0.5 * width else 0.8 * width
    length = 0.27 * min(width, height)
    tall = length * min(1.0, 1 / goods.aspect)
    lay(canvas, goods, (x, 0.93 * height - tall / 2), length, shadow=0.2)
