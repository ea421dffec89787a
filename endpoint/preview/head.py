"""A head on a figure: the avatar's own from its photo, or hair only from behind."""

import cv2
import numpy as np

from endpoint.canvas.curves import disc, stroke
from endpoint.canvas.light import HAIR, SKIN, Colour, Material
from endpoint.canvas.outline import Outline
from endpoint.canvas.paint import Canvas
from endpoint.people.headpose import Head
from endpoint.people.portrait import Portrait
from endpoint.pictures import Floats, Pixels

__all__ = ["draw_back", "draw_front", "draw_hair_behind", "draw_scarf"]

SCARF = Material(ambient=0.60, diffuse=0.46, folds=0.12, streak=2.5)
LOOK_LIMIT = 0.31  # face widths; a frontal photo cannot turn further


def draw_front(canvas: Canvas, head: Head, who: Portrait) -> tuple[int, int, int, int] | None:
    """Lay the photo's head; it turns by shifting what lies nearer the camera further.

    Returns the face's box (y0, x0, y1, x1) if it is in the frame.
    """
    if who.patch is None:
        _plain(canvas, head, who)
        return None
    w = head.face_width
    height, width = who.patch.shape[:2]
    scale = w / who.width
    reach = np.hypot(max(who.eyes[0], width - who.eyes[0]), max(who.eyes[1], height - who.eyes[1]))
    reach = float(reach) * scale * 1.05
    box = canvas.clip(head.x - reach, head.y - reach, head.x + reach, head.y + reach)
    if box is None:
        return None
    x0, y0, x1, y1 = box
    y, x = np.mgrid[y0:y1, x0:x1].astype(np.float32)
    c, s = np.float32(np.cos(head.roll)), np.float32(np.sin(head.roll))
    dx, dy = (x - np.float32(head.x)) / w, (y - np.float32(head.y)) / w
    u, v = dx * c + dy * s, -dx * s + dy * c
    look_u, look_v = _look(head)
    near = _nearness(u, v) / _nearness(*np.array([[look_u], [look_v]], np.float32))
    u = u * np.float32(1 + 0.3 * look_u**2) - near * np.float32(look_u)
    v = v - near * np.float32(look_v)
    reduced, step = _reduced(who.patch, scale)
    map_x = (u * who.width + who.eyes[0]) * step
    map_y = (v * who.width + who.eyes[1]) * step
    warped = cv2.remap(reduced, map_x, map_y, cv2.INTER_LINEAR, borderValue=(0, 0, 0, 0))
    outline = Outline(x0, y0, np.ascontiguousarray(warped[..., 3]))
    canvas.contact(outline, 0.42 * w, 0.42)
    rgb = warped[..., :3].astype(np.float32)
    away = 1 - np.float32(0.4) * np.clip(-u * np.float32(look_u), 0, 0.5)
    canvas.blend(outline, rgb * away[..., None])
    canvas.claim(outline)
    top, bottom = int(head.y - 0.35 * w), int(head.y + 0.8 * w)
    left, right = int(head.x - 0.45 * w), int(head.x + 0.45 * w)
    seen = canvas.clip(left, top, right, bottom)
    return None if seen is None else (seen[1], seen[0], seen[3], seen[2])


def _look(head: Head) -> tuple[float, float]:
    """How far the face looks aside and up or down, in face widths along the head's own axes."""
    c, s = np.cos(head.roll), np.sin(head.roll)
    x, y = head.look[0] / head.face_width, head.look[1] / head.face_width
    u, v = float(x * c + y * s), float(-x * s + y * c)
    return float(np.clip(u, -LOOK_LIMIT, LOOK_LIMIT)), float(np.clip(v, -0.22, 0.26))


def _nearness(u: Floats, v: Floats) -> Floats:
    """How near the camera a point of the head is, 1 in its middle and 0 at its edge."""
    return np.asarray(np.maximum(1 - (u / 0.88) ** 2 - ((v - 0.06) / 1.15) ** 2, 0), np.float32)


def _reduced(patch: Pixels, scale: float) -> tuple[Pixels, float]:
    """The patch area-averaged so that bilinear sampling does not alias."""
    step = min(1.0, scale * 1.2)
    if step > 0.8:
        return patch, 1.0
    small = cv2.resize(patch, None, fx=step, fy=step, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), step


def _skull(head: Head, wide: float, high: float, drop: float = 0.0) -> Floats:
    w = head.face_width
    down = (0.0 + drop) * w
    x = head.x - np.sin(head.roll) * down
    y = head.y + np.cos(head.roll) * down
    return disc(float(x), float(y), wide * w, high * w, head.roll)


def _plain(canvas: Canvas, head: Head, who: Portrait) -> None:
    """A mannequin's head for a photo in which no face was found."""
    w = head.face_width
    canvas.shade(canvas.shape([_skull(head, 0.60, 0.78, -0.06)]), who.hair, 0.5 * w, HAIR)
    face = canvas.shape([_skull(head, 0.5, 0.68, 0.16)])
    canvas.shade(face, who.skin, 0.45 * w, SKIN, contact=0.2)


def draw_back(canvas: Canvas, head: Head, who: Portrait) -> None:
    """The head from behind: the photo's own outline, filled with hair or scarf."""
    w = head.face_width
    if who.patch is None:
        polygons = [_skull(head, 0.62, 0.80), _skull(head, 0.50, 0.55, 0.42)]
        canvas.shade(canvas.shape(polygons), who.hair, 0.5 * w, HAIR, seed=3)
        return
    scale = w / who.width
    reach = float(np.hypot(*who.patch.shape[:2])) * scale * 0.6
    box = canvas.clip(head.x - reach, head.y - reach, head.x + reach, head.y + reach)
    if box is None:
        return
    x0, y0, x1, y1 = box
    c, s = np.cos(head.roll) * scale, np.sin(head.roll) * scale
    ex, ey = who.eyes
    moved = np.array(
        [[-c, -s, head.x - x0 + c * ex + s * ey], [-s, c, head.y - y0 + s * ex - c * ey]],
        np.float32,
    )
    alpha = np.ascontiguousarray(who.patch[..., 3])
    mask = cv2.warpAffine(alpha, moved, (x1 - x0, y1 - y0))
    nape = canvas.shape([_skull(head, 0.46, 0.62, 0.30)])
    canvas.shade(nape, who.hair, 0.4 * w, SCARF if who.covered else HAIR, seed=3)
    if who.long_hair and not who.covered:
        fall = [(head.x, head.y, 0.60 * w), (head.x, head.y + 1.5 * w, 0.52 * w)]
        canvas.shade(canvas.shape(stroke(fall)), who.hair, 0.45 * w, HAIR, seed=4)
    cover = SCARF if who.covered else HAIR
    canvas.shade(Outline(x0, y0, np.asarray(mask, np.uint8)), who.hair, 0.55 * w, cover, seed=3)


def draw_hair_behind(canvas: Canvas, head: Head, who: Portrait) -> None:
    """Long hair falls behind the shoulders."""
    if not who.long_hair or who.covered:
        return
    w = head.face_width
    dark: Colour = tuple(channel * 0.82 for channel in who.hair)  # type: ignore[assignment]
    fall = [
        (head.x, head.y, 0.62 * w),
        (head.x, head.y + 0.75 * w, 0.66 * w),
        (head.x, head.y + 1.35 * w, 0.52 * w),
    ]
    canvas.shade(canvas.shape(stroke(fall)), dark, 0.4 * w, HAIR, seed=5, contact=0.2)


def draw_scarf(canvas: Canvas, head: Head, neck: tuple[float, float], who: Portrait) -> None:
    """The part of a head scarf that lies over neck and shoulders."""
    if not who.covered:
        return
    w = head.face_width
    x, y = neck
    drape = [
        (head.x, head.y + 0.40 * w, 0.55 * w),
        ((head.x + x) / 2, (head.y + 0.7 * w + y) / 2, 0.64 * w),
        (x, y + 0.10 * w, 0.92 * w),
        (x, y + 0.45 * w, 0.86 * w),
    ]
    canvas.shade(canvas.shape(stroke(drape)), who.hair, 0.42 * w, SCARF, seed=9)
