"""Lebaran: woven ketupat, and a greeting card that asks more than it sells."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Block
from lumiku.posters.layout.canvas import Canvas
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


def _ketupat(canvas: Canvas) -> None:
    """Lebaran: woven ketupat hanging over the picture in a soft frame."""
    bounds, safe = canvas.bounds, canvas.safe
    canvas.background = Solid(colour="panel")
    blocks: list[Block | None] = [
        greeting(canvas, "Selamat Idulfitri"),
        headline(canvas, size=2.6, lines=3, grow=1.3),
        body(canvas, lines=2),
        offer(canvas, "panel"),
    ]
    radius = canvas.base * 2.2
    if canvas.wide:
        frame = Rect.between(safe.x + safe.w * 0.54, safe.y, safe.right, safe.bottom)
        words = Rect.between(safe.x, safe.y, frame.x - canvas.gutter * 1.5, safe.bottom)
        canvas.photo(canvas.photo_at(0), frame, view=View(0.5, 0.44), radius=radius, ground="card")
        _hang(
            canvas,
            (
                (frame.right - canvas.base * 2.2, 2.8, 3.4),
                (frame.right - canvas.base * 5.6, 1.0, 2.5),
            ),
        )
        used = canvas.stack(words, blocks, surface="panel", valign="middle")
        mark_above(canvas, words, used, "panel")
        return
    even = canvas.even
    if canvas.tall:
        area = below_mark(canvas, 1.5, "panel")
        words = Rect(even.x, area.y, even.w, canvas.needs(blocks, even.w, safe.h * 0.44))
        top = words.bottom + canvas.gutter * 1.6
        frame = Rect.between(bounds.w * 0.1, top, bounds.w * 0.9, bounds.h + radius)
    else:
        words = even.bottom_part(canvas.needs(blocks, even.w, safe.h * 0.42))
        top = below_mark(canvas, 1.0, "panel").y
        frame = Rect.between(even.x, top, even.right, words.y - canvas.gutter * 1.5)
    canvas.rect(
        frame.inset(-canvas.base * 0.4).rounded(),
        None,
        name="frame",
        radius=radius + canvas.base * 0.4,
        stroke=("pop", max(canvas.base * 0.08, 2)),
    )
    canvas.photo(canvas.photo_at(0), frame, view=View(0.5, 0.42), radius=radius, ground="card")
    left, right = frame.x + canvas.base * 0.6, frame.right - canvas.base * 0.6
    low = frame.y / canvas.base
    hung = ((left, low * 0.45, 3.8), (right, low * 0.6, 4.3), (right - canvas.base * 4, 0.3, 2.3))
    if canvas.tall:
        hung = ((left, 1.2, 3.0), (right, 2.4, 3.4), (right - canvas.base * 3.4, 0.2, 2.2))
    _hang(canvas, hung)
    canvas.stack(words, blocks, surface="panel", align="center")
    canvas.mark(even, surface="panel", align="center")


def _hang(canvas: Canvas, hung: tuple[tuple[float, float, float], ...]) -> None:
    """Ketupat at (x px, string length, size) in units of body text."""
    for x, drop, size in hung:
        side, length = size * canvas.base, max(drop, 0.2) * canvas.base
        thick = max(canvas.base * 0.07, 2)
        canvas.rect(Rect(x - thick / 2, 0, thick, length + 2), "pop", name="string")
        canvas.path(Rect(x - side / 2, length, side, side), motifs.ketupat(), "pop", name="ketupat")


def _salam(canvas: Canvas) -> None:
    """A Lebaran greeting card: an arch of blossoms on paper, more greeting than offer."""
    bounds, safe = canvas.bounds, canvas.safe
    canvas.background = Solid(colour="bg")
    blocks: list[Block | None] = [
        greeting(canvas, "Mohon maaf lahir dan batin"),
        headline(canvas, size=2.8, lines=3, grow=1.35, weight=600),
        body(canvas, lines=3),
        offer(canvas, "bg", size=2.0),
        contact(canvas),
    ]
    edge = canvas.margin * 0.42
    frame = bounds.inset(edge).rounded()
    canvas.rect(
        frame,
        None,
        name="frame",
        stroke=("pop", max(canvas.base * 0.08, 2)),
        radius=canvas.base * 1.2,
    )
    bloom = canvas.base * 3.0
    for x, y in (
        (frame.x, frame.y),
        (frame.right, frame.y),
        (frame.x, frame.bottom),
        (frame.right, frame.bottom),
    ):
        spot = Rect.around(x, y, bloom * 1.25, bloom * 1.25)
        canvas.rect(spot, "bg", ellipse=True, name="corner")
        canvas.path(Rect.around(x, y, bloom, bloom), motifs.bloom(8), "pop", name="bloom")
    if canvas.wide:
        window = window_room(canvas)
        window = Rect(window.x, window.y + canvas.base, window.w, window.h - edge - canvas.base * 2)
        words = Rect.between(
            safe.x + canvas.base, safe.y, window.x - canvas.gutter * 1.4, safe.bottom
        )
        domed(canvas, window, "bg_accent")
        used = canvas.stack(words, blocks, valign="middle")
        mark_above(canvas, words, used)
        return
    even = canvas.even
    mark = canvas.mark(even.cut(top=canvas.base * (0 if canvas.tall else 0.3)), align="center")
    top = mark.bottom + canvas.gutter * 1.2
    if canvas.tall:
        words = Rect(even.x, top, even.w, canvas.needs(blocks, even.w, safe.h * 0.46))
        window = Rect.between(
            bounds.w * 0.17,
            words.bottom + canvas.gutter * 1.5,
            bounds.w * 0.83,
            frame.bottom - canvas.base * 1.6,
        )
    else:
        words = even.cut(bottom=canvas.base * 0.6)
        words = words.bottom_part(canvas.needs(blocks, even.w, safe.h * 0.42))
        low = words.y - canvas.gutter * 1.4
        wide = min(even.w * 0.6, (low - top) * 0.86)
        window = Rect.between(bounds.cx - wide / 2, top, bounds.cx + wide / 2, low)
    domed(canvas, window, "bg_accent")
    canvas.stack(words, blocks, align="center")


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
