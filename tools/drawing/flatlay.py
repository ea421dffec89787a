"""Things that lie flat, photographed from straight above: heights, folds, light, shadow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from tools.drawing.fields import Floats, blur, floats, sample
from tools.drawing.grounds import TILE_CM
from tools.drawing.relief import cast_shadow, normals, openness
from tools.drawing.scene import Layers
from tools.drawing.studio import Softbox, Studio, Surface, linear

__all__ = [
    "OVERHEAD",
    "SIDE",
    "Piece",
    "curve",
    "drawn",
    "flat",
    "lay",
    "ridges",
    "stitches",
    "tinted",
    "top",
]

SIDE: Final = 1024  # px
Points = Sequence[tuple[float, float]]  # parts of the frame, x to the right, y down

# y is up towards the camera, z down the picture: the window is at the upper left.
OVERHEAD: Final = Studio(
    lights=(
        Softbox((-0.75, 0.55, -0.62), 0.6, 0.6, 3.1, (1.0, 0.97, 0.93)),
        Softbox((0.8, 0.6, 0.5), 0.5, 0.5, 0.55, (0.92, 0.96, 1.0)),
    ),
    sky=(0.33, 0.34, 0.37),
    wrap=0.12,
)


@dataclass
class Piece:
    """One thing on the table: coverage (h, w), height in cm over the table, linear colour."""

    cover: Floats
    height: Floats
    colour: Floats  # (h, w, 3)
    roughness: float = 0.85
    reflectance: float = 0.03
    tint: Floats | None = None  # (3,) of a metallic film


def curve(points: Points, closed: bool = True, steps: int = 24) -> Floats:
    """A Catmull-Rom line through points, (n, 2)."""
    knots = floats(points)
    if not closed:
        knots = np.concatenate([knots[:1], knots, knots[-1:]])
    count = len(knots) if closed else len(knots) - 3
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[:, None]
    parts = []
    for i in range(count):
        if closed:
            a, b, c, d = (knots[(i + k - 1) % len(knots)] for k in range(4))
        else:
            a, b, c, d = (knots[i + k] for k in range(4))
        parts.append(
            b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
        )
    return floats(np.concatenate(parts if closed else [*parts, knots[-2:-1]]))


def drawn(line: Floats, width: float | None = None) -> Floats:
    """Coverage (SIDE, SIDE) of a filled outline, or of a stroke `width` px wide."""
    canvas = np.zeros((SIDE, SIDE), dtype=np.uint8)
    points = np.round(line * SIDE * 16).astype(np.int32).reshape(-1, 1, 2)
    if width is None:
        cv2.fillPoly(canvas, [points], 255, cv2.LINE_AA, 4)
    else:
        cv2.polylines(canvas, [points], False, 255, max(1, round(width)), cv2.LINE_AA, 4)
    return floats(canvas) / np.float32(255)


def ridges(
    strokes: Sequence[tuple[Points, float, float]],
    wander: Floats | None = None,
    crisp: float = 0.55,
) -> Floats:
    """Folds as (points, width in px, height in cm), faded to their ends: (SIDE, SIDE) in cm."""
    total = np.zeros((SIDE, SIDE), dtype=np.float32)
    for points, width, height in strokes:
        line = curve(points, closed=False)
        canvas = np.zeros((SIDE, SIDE), dtype=np.float32)
        count = len(line) - 1
        for i in range(count):
            fade = float(np.sin(np.pi * (i + 0.5) / count) ** 0.6)
            pair = np.round(line[i : i + 2] * SIDE * 16).astype(np.int32).reshape(-1, 1, 2)
            cv2.polylines(canvas, [pair], False, fade, max(1, round(width * 0.7)), cv2.LINE_8, 4)
        total += blur(canvas, width * crisp) * np.float32(height)
    if wander is not None:
        total = total * (1 + 0.3 * wander)
    return floats(total)


def stitches(line: Floats, pitch: float = 7.0, width: float = 1.6) -> Floats:
    """A dashed seam along a line: coverage of the thread, pitch in px."""
    canvas = np.zeros((SIDE, SIDE), dtype=np.uint8)
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1) * SIDE
    way = np.concatenate([[0], np.cumsum(steps)])
    for start in np.arange(0, way[-1] - pitch * 0.6, pitch):
        at = np.array([start, start + pitch * 0.6])
        dash = np.stack([np.interp(at, way, line[:, k]) for k in (0, 1)], axis=1)
        points = np.round(dash * SIDE * 16).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(canvas, [points], False, 255, max(1, round(width)), cv2.LINE_AA, 4)
    return floats(canvas) / np.float32(255)


def lay(pieces: Sequence[Piece], table: Floats, field: float, studio: Studio = OVERHEAD) -> Layers:
    """Photograph pieces (lowest first) on a table tile; `field` is the frame's width in cm."""
    subject, alpha, light = flat(pieces, field, studio)
    return Layers(floats(top(table, field) * light), subject, alpha)


def top(table: Floats, field: float) -> Floats:
    """A table tile seen from above, linear colour (SIDE, SIDE, 3)."""
    scale = table.shape[0] * field / TILE_CM / SIDE
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) * np.float32(scale)
    colour = sample(table, floats(x.ravel() + 40), floats(y.ravel() + 40))
    return floats(colour.reshape(SIDE, SIDE, 3))


def flat(pieces: Sequence[Piece], field: float, studio: Studio) -> tuple[Floats, Floats, Floats]:
    """The pieces alone (linear light times coverage), their coverage, and the light that they
    leave on the table (SIDE, SIDE, 3).
    """
    heights = np.zeros((SIDE, SIDE), dtype=np.float32)
    alpha = np.zeros((SIDE, SIDE), dtype=np.float32)
    for piece in pieces:
        heights = heights * (1 - piece.cover) + piece.height * piece.cover
        alpha = np.maximum(alpha, piece.cover)
    cell = field / SIDE
    shadow, open_sky = cast_shadow(heights, cell, studio), openness(heights, cell)
    cast = cast_shadow(floats(blur(heights, 1.0)), cell, studio)
    lit = studio.irradiance(floats([[0, 1, 0]]))[0]
    light = studio.sky + (lit - floats(studio.sky)) * cast[..., None]
    subject = np.zeros((SIDE, SIDE, 3), dtype=np.float32)
    for piece in pieces:
        shaded = _shaded(piece, cell, studio, shadow, open_sky)
        subject = subject * (1 - piece.cover)[..., None] + shaded * piece.cover[..., None]
    return floats(subject), floats(alpha), floats(light * open_sky[..., None])


def _shaded(piece: Piece, cell: float, studio: Studio, shadow: Floats, open_sky: Floats) -> Floats:
    facing = normals(piece.height, cell).reshape(-1, 3)
    on = np.flatnonzero(piece.cover.ravel() > 0)
    view = np.broadcast_to(floats([0, 1, 0]), (len(on), 3))
    tint = None if piece.tint is None else np.broadcast_to(piece.tint, (len(on), 3))
    surface = Surface(
        floats(piece.colour.reshape(-1, 3)[on]), piece.roughness, piece.reflectance, tint
    )
    out = np.zeros((SIDE * SIDE, 3), dtype=np.float32)
    out[on] = studio.shade(
        floats(facing[on]), floats(view), surface, open_sky.ravel()[on], shadow.ravel()[on]
    )
    return floats(out.reshape(SIDE, SIDE, 3))


def tinted(colour: str, texture: Floats) -> Floats:
    """A linear colour with a brightness texture around 1, (SIDE, SIDE, 3)."""
    return floats(linear(colour) * texture[..., None])
