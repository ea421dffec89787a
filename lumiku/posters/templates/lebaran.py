"""Lebaran: woven ketupat, and a greeting card that asks more than it sells."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Block
from lumiku.posters.layout.canvas import Stage
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import below_mark, domed, mark_above, window_room
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


def _ketupat(stage: Stage) -> None:
    """Lebaran: woven ketupat hanging over the picture in a soft frame."""
    canvas, safe = stage.canvas, stage.safe
    stage.background = Solid(colour="panel")
    blocks: list[Block | None] = [
        greeting(stage, "Selamat Idulfitri"),
        headline(stage, size=2.6, lines=3, grow=1.3),
        body(stage, lines=2),
        offer(stage, "panel"),
    ]
    radius = stage.base * 2.2
    if stage.wide:
        frame = Rect.between(safe.x + safe.w * 0.54, safe.y, safe.right, safe.bottom)
        words = Rect.between(safe.x, safe.y, frame.x - stage.gutter * 1.5, safe.bottom)
        stage.photo(stage.photo_at(0), frame, view=View(0.5, 0.44), radius=radius, ground="card")
        _hang(
            stage,
            (
                (frame.right - stage.base * 2.2, 2.8, 3.4),
                (frame.right - stage.base * 5.6, 1.0, 2.5),
            ),
        )
        used = stage.stack(words, blocks, surface="panel", valign="middle")
        mark_above(stage, words, used, "panel")
        return
    even = stage.even
    if stage.tall:
        area = below_mark(stage, 1.5, "panel")
        words = Rect(even.x, area.y, even.w, stage.needs(blocks, even.w, safe.h * 0.44))
        top = words.bottom + stage.gutter * 1.6
        frame = Rect.between(canvas.w * 0.1, top, canvas.w * 0.9, canvas.h + radius)
    else:
        words = even.bottom_part(stage.needs(blocks, even.w, safe.h * 0.42))
        top = below_mark(stage, 1.0, "panel").y
        frame = Rect.between(even.x, top, even.right, words.y - stage.gutter * 1.5)
    stage.rect(
        frame.inset(-stage.base * 0.4).rounded(),
        None,
        name="frame",
        radius=radius + stage.base * 0.4,
        stroke=("pop", max(stage.base * 0.08, 2)),
    )
    stage.photo(stage.photo_at(0), frame, view=View(0.5, 0.42), radius=radius, ground="card")
    left, right = frame.x + stage.base * 0.6, frame.right - stage.base * 0.6
    low = frame.y / stage.base
    hung = ((left, low * 0.45, 3.8), (right, low * 0.6, 4.3), (right - stage.base * 4, 0.3, 2.3))
    if stage.tall:
        hung = ((left, 1.2, 3.0), (right, 2.4, 3.4), (right - stage.base * 3.4, 0.2, 2.2))
    _hang(stage, hung)
    stage.stack(words, blocks, surface="panel", align="center")
    stage.mark(even, surface="panel", align="center")


def _hang(stage: Stage, hung: tuple[tuple[float, float, float], ...]) -> None:
    """Ketupat at (x px, string length, size) in units of body text."""
    for x, drop, size in hung:
        side, length = size * stage.base, max(drop, 0.2) * stage.base
        thick = max(stage.base * 0.07, 2)
        stage.rect(Rect(x - thick / 2, 0, thick, length + 2), "pop", name="string")
        stage.path(Rect(x - side / 2, length, side, side), motifs.ketupat(), "pop", name="ketupat")


def _salam(stage: Stage) -> None:
    """A Lebaran greeting card: an arch of blossoms on paper, more greeting than offer."""
    canvas, safe = stage.canvas, stage.safe
    stage.background = Solid(colour="bg")
    blocks: list[Block | None] = [
        greeting(stage, "Mohon maaf lahir dan batin"),
        headline(stage, size=2.8, lines=3, grow=1.35, weight=600),
        body(stage, lines=3),
        offer(stage, "bg", size=2.0),
        contact(stage),
    ]
    edge = stage.margin * 0.42
    frame = canvas.inset(edge).rounded()
    stage.rect(
        frame,
        None,
        name="frame",
        stroke=("pop", max(stage.base * 0.08, 2)),
        radius=stage.base * 1.2,
    )
    bloom = stage.base * 3.0
    for x, y in (
        (frame.x, frame.y),
        (frame.right, frame.y),
        (frame.x, frame.bottom),
        (frame.right, frame.bottom),
    ):
        spot = Rect.around(x, y, bloom * 1.25, bloom * 1.25)
        stage.rect(spot, "bg", ellipse=True, name="corner")
        stage.path(Rect.around(x, y, bloom, bloom), motifs.bloom(8), "pop", name="bloom")
    if stage.wide:
        window = window_room(stage)
        window = Rect(window.x, window.y + stage.base, window.w, window.h - edge - stage.base * 2)
        words = Rect.between(
            safe.x + stage.base, safe.y, window.x - stage.gutter * 1.4, safe.bottom
        )
        domed(stage, window, "bg_accent")
        used = stage.stack(words, blocks, valign="middle")
        mark_above(stage, words, used)
        return
    even = stage.even
    mark = stage.mark(even.cut(top=stage.base * (0 if stage.tall else 0.3)), align="center")
    top = mark.bottom + stage.gutter * 1.2
    if stage.tall:
        words = Rect(even.x, top, even.w, stage.needs(blocks, even.w, safe.h * 0.46))
        window = Rect.between(
            canvas.w * 0.17,
            words.bottom + stage.gutter * 1.5,
            canvas.w * 0.83,
            frame.bottom - stage.base * 1.6,
        )
    else:
        words = even.cut(bottom=stage.base * 0.6)
        words = words.bottom_part(stage.needs(blocks, even.w, safe.h * 0.42))
        low = words.y - stage.gutter * 1.4
        wide = min(even.w * 0.6, (low - top) * 0.86)
        window = Rect.between(canvas.cx - wide / 2, top, canvas.cx + wide / 2, low)
    domed(stage, window, "bg_accent")
    stage.stack(words, blocks, align="center")


TEMPLATES = (
    PosterTemplate(
        "lebaran-ketupat",
        Family.SEASONAL,
        Text("Ketupat Lebaran", "Lebaran ketupat"),
        TemplateSet.STANDARD,
        _ketupat,
        season="lebaran",
    ),
    PosterTemplate(
        "lebaran-salam",
        Family.SEASONAL,
        Text("Salam Lebaran", "Lebaran greeting"),
        TemplateSet.ALL,
        _salam,
        season="lebaran",
    ),
)
