"""Ramadan: a night of lanterns, and an eight-pointed lattice in daylight."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Linear, Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Block
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.elements import Rule
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import (
    below_mark,
    domed,
    mark_above,
    mark_on_photo,
    split,
    window_room,
)
from lumiku.posters.templates.base import (
    Family,
    PosterTemplate,
    body,
    contact,
    greeting,
    headline,
    offer,
)
from lumiku.texts import Text

__all__ = ["TEMPLATES"]


def _stars(canvas: Canvas, spots: tuple[tuple[float, float, float], ...], ink: str) -> None:
    """Small glints at (x, y) fractions of the canvas and a size in units of body text."""
    for x, y, size in spots:
        side = size * canvas.base
        box = Rect.around(x * canvas.bounds.w, y * canvas.bounds.h, side, side)
        canvas.path(box, motifs.sparkle(), ink, name="star", opacity=0.85)


def _lanterns(canvas: Canvas, hung: tuple[tuple[float, float, float], ...]) -> None:
    """Lanterns on strings at (x fraction, string length, size) in units of body text."""
    for x, drop, size in hung:
        side, length = size * canvas.base, drop * canvas.base
        centre = x * canvas.bounds.w
        thick = max(canvas.base * 0.05, 1.5)
        canvas.rect(
            Rect(centre - thick / 2, 0, thick, length + side * 0.06),
            "accent",
            name="string",
            opacity=0.8,
        )
        box = Rect(centre - side * 0.5, length, side, side * 1.15)
        canvas.rect(
            box.inset(side * -0.12, side * -0.05), "accent", name="glow", opacity=0.1, ellipse=True
        )
        canvas.path(box, motifs.lantern(), "accent", name="lantern")


def _night(canvas: Canvas) -> None:
    """A Ramadan night: moon, lanterns, and the picture in a domed window."""
    bounds, safe = canvas.bounds, canvas.safe
    canvas.background = Linear(angle=90, stops=[(0, "bg", 1), (1, "card", 1)])
    blocks: list[Block | None] = [
        greeting(canvas, "Berkah Ramadan"),
        headline(canvas, size=2.6, lines=3, grow=1.35),
        body(canvas, lines=2),
        offer(canvas, "bg"),
    ]
    moon = canvas.base * (5.0 if not canvas.banner else 3.6)
    if canvas.wide:
        window = window_room(canvas)
        words = Rect.between(safe.x, safe.y, window.x - canvas.gutter * 1.6, safe.bottom)
        domed(canvas, window, "accent")
        at = Rect(window.right - moon * 0.4, window.y + window.h * 0.06, moon * 0.8, moon * 0.8)
        canvas.path(at, motifs.crescent(), "accent", name="moon", rotation=-12)
        x = window.x / bounds.w
        _stars(canvas, ((x + 0.01, 0.14, 0.7), (x - 0.02, 0.4, 0.45), (0.97, 0.5, 0.6)), "accent")
        _lanterns(canvas, ((x + 0.03, 1.2, 2.2),) if not canvas.banner else ())
        used = canvas.stack(words, blocks, valign="middle")
        mark_above(canvas, words, used)
        return
    even = canvas.even
    if canvas.tall:
        area = below_mark(canvas, 1.6)
        words = Rect(even.x, area.y, even.w, canvas.needs(blocks, even.w, safe.h * 0.44))
        top = words.bottom + canvas.gutter * 1.5
        window = Rect.between(bounds.w * 0.12, top, bounds.w * 0.88, bounds.h)
    else:
        words = even.bottom_part(canvas.needs(blocks, even.w, safe.h * 0.42))
        top = below_mark(canvas, 0.8).y
        low = words.y - canvas.gutter * 1.5
        wide = min(even.w * 0.74, (low - top) * 0.86)
        window = Rect.between(bounds.cx - wide / 2, top, bounds.cx + wide / 2, low)
    domed(canvas, window, "accent")
    _lanterns(canvas, ((0.09, 4.6, 2.9), (0.2, 1.6, 1.9), (0.91, 5.4, 2.9), (0.8, 1.8, 1.9)))
    at = Rect(window.x - moon * 0.42, window.y + window.h * 0.1, moon * 0.8, moon * 0.8)
    canvas.path(at, motifs.crescent(), "accent", name="moon", rotation=-12)
    y = window.y / bounds.h
    _stars(
        canvas,
        ((0.14, y + 0.3, 0.6), (0.87, y + 0.16, 0.8), (0.92, y + 0.27, 0.45), (0.08, y + 0.2, 0.4)),
        "accent",
    )
    canvas.stack(words, blocks, align="center")
    canvas.mark(even, align="center")


def _lattice(canvas: Canvas) -> None:
    """Ramadan in daylight: an eight-pointed lattice along the edge, words on paper."""
    bounds = canvas.bounds
    canvas.background = Solid(colour="panel")
    tile = canvas.base * 2.6
    blocks: list[Block | None] = [
        greeting(canvas, "Marhaban ya Ramadan"),
        headline(canvas, size=2.6, lines=4, grow=1.35, ink="ink"),
        Rule(),
        body(canvas, lines=3),
        offer(canvas, "panel"),
        contact(canvas),
    ]
    if canvas.wide:
        picture, words = split(canvas, blocks, share=0.42)
        canvas.photo(canvas.photo_at(0), picture, view=View(0.5, 0.42), ground="bg")
        _band(canvas, Rect(picture.x - tile / 2, 0, tile, bounds.h), tile)
        words = words.cut(right=tile * 0.3)
        used = canvas.stack(words, blocks, surface="panel", valign="middle")
        mark_above(canvas, words, used, "panel")
        return
    picture, words = split(canvas, blocks, share=0.5, surface="panel", even=True)
    if canvas.tall:
        picture = picture.cut(top=tile * 0.4)
        canvas.photo(canvas.photo_at(0), picture, view=View(0.5, 0.44), ground="bg")
        _band(canvas, Rect(0, picture.y - tile / 2, bounds.w, tile), tile)
    else:
        picture = picture.cut(bottom=tile * 0.4)
        canvas.photo(canvas.photo_at(0), picture, view=View(0.5, 0.42), ground="bg")
        _band(canvas, Rect(0, picture.bottom - tile / 2, bounds.w, tile), tile)
    canvas.stack(
        words, blocks, surface="panel", align="center", valign="top" if canvas.tall else "middle"
    )
    if canvas.tall:
        canvas.mark(canvas.even, surface="panel", align="center")
    else:
        mark_on_photo(canvas, picture.bottom)


def _band(canvas: Canvas, strip: Rect, tile: float) -> None:
    """A row or column of lattice stars on the dark ground."""
    canvas.rect(strip.rounded(), "bg", name="band")
    across = strip.w > strip.h
    count = max(round((strip.w if across else strip.h) / tile), 1)
    step = (strip.w if across else strip.h) / count
    for index in range(count):
        at = (
            (strip.x + (index + 0.5) * step, strip.cy)
            if across
            else (strip.cx, strip.y + (index + 0.5) * step)
        )
        box = Rect.around(at[0], at[1], min(tile, step) * 0.8, min(tile, step) * 0.8)
        canvas.path(box, motifs.lattice(), "accent", name="lattice", opacity=0.95)


TEMPLATES = (
    PosterTemplate(
        "ramadan-night",
        Family.SEASONAL,
        Text("Malam Ramadan", "Ramadan night"),
        TemplateSet.STANDARD,
        _night,
        season="ramadan",
    ),
    PosterTemplate(
        "ramadan-lattice",
        Family.SEASONAL,
        Text("Kisi Ramadan", "Ramadan lattice"),
        TemplateSet.ALL,
        _lattice,
        season="ramadan",
    ),
)
