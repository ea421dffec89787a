"""A head on a figure: the avatar's own from its photo, or hair only from behind."""

import cv2
import numpy as np

from endpoint.preview.figure import Head
from endpoint.preview.paint import HAIR, SKIN, Canvas, Colour, Outline, disc, stroke
from endpoint.preview.portrait import Portrait

__all__ = ["draw_back", "draw_front", "draw_hair_behind", "draw_scarf"]

YAW_LIMIT = 0.85  # radians; a frontal photo cannot turn further


def draw_front(canvas: Canvas, head: Head, who: Portrait) -> tuple[int, int, int, int] | None:
    """Lay the photo's head; it turns by shifting what lies nearer the camera further.

    Returns the face's box (y0, x0, y1, x1) if it is in the frame.
    """
    if who.patch is None:
        _plain(canvas, head, who)
        return None
    w = head.face_width
    yaw = float(np.clip(head.yaw, -YAW_LIMIT, YAW_LIMIT))
    height, width = who.patch.shape[:2]
    scale = w / who.width
    reach = np.hypot(max(who.eyes[0], width - who.eyes[0]), max(who.eyes[1], height - who.eyes[1]))
    reach = float(reach) * scale * 1.05
    box = canvas.clip(head.x - reach, head.y - reach, head.x + reach, head.y + reach)
    if box is None:
        return None
    x0, y0, x1, y1 = box
    y, x = np.mgrid[y0:y1, x0:x1].astype(np.float32)
    dx, dy = (x - np.float32(head.x)) / w, (y - np.float32(head.y)) / w
    c, s = np.float32(np.cos(head.roll)), np.float32(np.sin(head.roll))
    u, v = dx * c + dy * s, -dx * s + dy * c
    near = np.maximum(1 - (u / 0.80) ** 2 - ((v - 0.08) / 1.05) ** 2, 0)
    squash = np.float32(1 + 0.10 * abs(np.sin(yaw)))
    u = u * squash - near * np.float32(0.5 * np.sin(yaw))
    reduced, step = _reduced(who.patch, scale)
    map_x = (u * who.width + who.eyes[0]) * step
    map_y = (v * who.width + who.eyes[1]) * step
    warped = cv2.remap(reduced, map_x, map_y, cv2.INTER_LINEAR, borderValue=(0, 0, 0, 0))
    outline = Outline(x0, y0, np.ascontiguousarray(warped[..., 3]))
    canvas.contact(outline, 0.42 * w, 0.42)
    rgb = warped[..., :3].astype(np.float32)
    turned = 1 - np.float32(0.16) * np.clip(u * np.float32(np.sign(yaw) * -abs(np.sin(yaw))), 0, 1)
    canvas.blend(outline, rgb * turned[..., None])
    canvas.claim(outline)
    top, bottom = int(head.y - 0.35 * w), int(head.y + 0.8 * w)
    left, right = int(head.x - 0.45 * w), int(head.x + 0.45 * w)
    seen = canvas.clip(left, top, right, bottom)
    return None if seen is None else (seen[1], seen[0], seen[3], seen[2])


def _reduced(
    patch: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]", scale: float
) -> "tuple[np.ndarray[tuple[int, ...], np.dtype[np.uint8]], float]":
    """The patch area-averaged so that bilinear sampling does not alias."""
    step = min(1.0, scale * 1.2)
    if step > 0.8:
        return patch, 1.0
    small = cv2.resize(patch, None, fx=step, fy=step, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), step


def _skull(
    head: Head, wide: float, high: float, drop: float = 0.0
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
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
    """The head from behind: hair, or the scarf."""
    w = head.face_width
    colour = who.hair
    crown = _skull(head, 0.62, 0.80, 0.0)
    nape = _skull(head, 0.50, 0.55, 0.42)
    parts = [crown, nape]
    if who.long_hair and not who.covered:
        parts.append(_skull(head, 0.60, 0.80, 0.75))
    canvas.shade(canvas.shape(parts), colour, 0.5 * w, HAIR, seed=3)


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
        (head.x, head.y + 0.55 * w, 0.58 * w),
        ((head.x + x) / 2, (head.y + 0.7 * w + y) / 2, 0.66 * w),
        (x, y + 0.15 * w, 0.98 * w),
    ]
    canvas.shade(canvas.shape(stroke(drape)), who.hair, 0.45 * w, HAIR, seed=9)
