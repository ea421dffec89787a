"""Ramadan: a night of lanterns, and an eight-pointed lattice in daylight."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Linear, Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Block
from lumiku.posters.layout.canvas import Stage
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


def _stars(stage: Stage, spots: tuple[tuple[float, float, float], ...], ink: str) -> None:
    """Small glints at (x, y) fractions of the canvas and a size in units of body text."""
    for x, y, size in spots:
        side = size * stage.base
        box = Rect.around(x * stage.canvas.w, y * stage.canvas.h, side, side)
        stage.path(box, motifs.sparkle(), ink, name="star", opacity=0.85)


def _lanterns(stage: Stage, hung: tuple[tuple[float, float, float], ...]) -> None:
    """Lanterns on strings at (x fraction, string length, size) in units of body text."""
    for x, drop, size in hung:
        side, length = size * stage.base, drop * stage.base
        centre = x * stage.canvas.w
        thick = max(stage.base * 0.05, 1.5)
        stage.rect(
            Rect(centre - thick / 2, 0, thick, length + side * 0.06),
            "accent",
            name="string",
            opacity=0.8,
        )
        box = Rect(centre - side * 0.5, length, side, side * 1.15)
        stage.rect(
            box.inset(side * -0.12, side * -0.05), "accent", name="glow", opacity=0.1, ellipse=True
        )
        stage.path(box, motifs.lantern(), "accent", name="lantern")


def _night(stage: Stage) -> None:
    """A Ramadan night: moon, lanterns, and the picture in a domed window."""
    canvas, safe = stage.canvas, stage.safe
    stage.background = Linear(angle=90, stops=[(0, "bg", 1), (1, "card", 1)])
    blocks: list[Block | None] = [
        greeting(stage, "Berkah Ramadan"),
        headline(stage, size=2.6, lines=3, grow=1.35),
        body(stage, lines=2),
        offer(stage, "bg"),
    ]
    moon = stage.base * (5.0 if not stage.banner else 3.6)
    if stage.wide:
        window = window_room(stage)
        words = Rect.between(safe.x, safe.y, window.x - stage.gutter * 1.6, safe.bottom)
        domed(stage, window, "accent")
        at = Rect(window.right - moon * 0.4, window.y + window.h * 0.06, moon * 0.8, moon * 0.8)
        stage.path(at, motifs.crescent(), "accent", name="moon", rotation=-12)
        x = window.x / canvas.w
        _stars(stage, ((x + 0.01, 0.14, 0.7), (x - 0.02, 0.4, 0.45), (0.97, 0.5, 0.6)), "accent")
        _lanterns(stage, ((x + 0.03, 1.2, 2.2),) if not stage.banner else ())
        used = stage.stack(words, blocks, valign="middle")
        mark_above(stage, words, used)
        return
    even = stage.even
    if stage.tall:
        area = below_mark(stage, 1.6)
        words = Rect(even.x, area.y, even.w, stage.needs(blocks, even.w, safe.h * 0.44))
        top = words.bottom + stage.gutter * 1.5
        window = Rect.between(canvas.w * 0.12, top, canvas.w * 0.88, canvas.h)
    else:
        words = even.bottom_part(stage.needs(blocks, even.w, safe.h * 0.42))
        top = below_mark(stage, 0.8).y
        low = words.y - stage.gutter * 1.5
        wide = min(even.w * 0.74, (low - top) * 0.86)
        window = Rect.between(canvas.cx - wide / 2, top, canvas.cx + wide / 2, low)
    domed(stage, window, "accent")
    _lanterns(stage, ((0.09, 4.6, 2.9), (0.2, 1.6, 1.9), (0.91, 5.4, 2.9), (0.8, 1.8, 1.9)))
    at = Rect(window.x - moon * 0.42, window.y + window.h * 0.1, moon * 0.8, moon * 0.8)
    stage.path(at, motifs.crescent(), "accent", name="moon", rotation=-12)
    y = window.y / canvas.h
    _stars(
        stage,
        ((0.14, y + 0.3, 0.6), (0.87, y + 0.16, 0.8), (0.92, y + 0.27, 0.45), (0.08, y + 0.2, 0.4)),
        "accent",
    )
    stage.stack(words, blocks, align="center")
    stage.mark(even, align="center")


def _lattice(stage: Stage) -> None:
    """Ramadan in daylight: an eight-pointed lattice along the edge, words on paper."""
    canvas = stage.canvas
    stage.background = Solid(colour="panel")
    tile = stage.base * 2.6
    blocks: list[Block | None] = [
        greeting(stage, "Marhaban ya Ramadan"),
        headline(stage, size=2.6, lines=4, grow=1.35, ink="ink"),
        Rule(),
        body(stage, lines=3),
        offer(stage, "panel"),
        contact(stage),
    ]
    if stage.wide:
        picture, words = split(stage, blocks, share=0.42)
        stage.photo(stage.photo_at(0), picture, view=View(0.5, 0.42), ground="bg")
        _band(stage, Rect(picture.x - tile / 2, 0, tile, canvas.h), tile)
        words = words.cut(right=tile * 0.3)
        used = stage.stack(words, blocks, surface="panel", valign="middle")
        mark_above(stage, words, used, "panel")
        return
    picture, words = split(stage, blocks, share=0.5, surface="panel", even=True)
    if stage.tall:
        picture = picture.cut(top=tile * 0.4)
        stage.photo(stage.photo_at(0), picture, view=View(0.5, 0.44), ground="bg")
        _band(stage, Rect(0, picture.y - tile / 2, canvas.w, tile), tile)
    else:
        picture = picture.cut(bottom=tile * 0.4)
        stage.photo(stage.photo_at(0), picture, view=View(0.5, 0.42), ground="bg")
        _band(stage, Rect(0, picture.bottom - tile / 2, canvas.w, tile), tile)
    stage.stack(
        words, blocks, surface="panel", align="center", valign="top" if stage.tall else "middle"
    )
    if stage.tall:
        stage.mark(stage.even, surface="panel", align="center")
    else:
        mark_on_photo(stage, picture.bottom)


def _band(stage: Stage, strip: Rect, tile: float) -> None:
    """A row or column of lattice stars on the dark ground."""
    stage.rect(strip.rounded(), "bg", name="band")
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
        stage.path(box, motifs.lattice(), "accent", name="lattice", opacity=0.95)


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
