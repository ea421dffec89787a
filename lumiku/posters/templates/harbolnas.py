"""Harbolnas: double dates and sales in a hurry."""

import re

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Mask, Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Block, Words
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import badge, below_mark, mark_where_free
from lumiku.posters.templates.base import (
    Family,
    PosterTemplate,
    cta,
    headline,
    kicker,
    offer,
    period,
    price,
)
from lumiku.posters.templates.giant import Giant, with_giant
from lumiku.texts import Text

__all__ = ["TEMPLATES"]


def _double_date(canvas: Canvas) -> None:
    """Harbolnas: the date as large as it goes, the picture under it."""
    canvas.background = Solid(colour="bg")
    blocks: list[Block | None] = [
        headline(canvas, size=2.2, lines=3, grow=1.25),
        offer(canvas, "bg", size=2.7),
        period(canvas),
    ]
    date = _date(canvas)
    giant = Words(
        date,
        date,
        "date",
        font="display",
        weight=800,
        ink="accent",
        leading=1.0,
        tracking=-0.03,
    )
    photo = with_giant(canvas, Giant(giant, most=0.18), blocks)
    side = photo.h * 0.36 if canvas.wide else min(photo.w * 0.3, photo.h * 0.42)
    right, left = photo.right - side * 0.25, photo.x + side * 0.25
    low, high = photo.bottom - side * 0.55, photo.y + side * 0.6
    corners = [(right, low), (right, high)] if canvas.wide else [(right, low), (left, low)]
    _sale(canvas, [Rect.around(x, y, side, side) for x, y in corners])


def _date(canvas: Canvas) -> str:
    """The double date in the merchant's words, or 12.12."""
    for name in ("kicker", "headline", "period"):
        if match := re.search(r"\b(\d{1,2})[./](\1)\b", canvas.values.get(name, "")):
            return f"{match[1]}.{match[1]}"
    return "12.12"


def _sale(canvas: Canvas, spots: list[Rect]) -> None:
    if not canvas.has("discount"):
        return
    spot = canvas.quiet(spots)
    badge(
        canvas,
        spot,
        "HEMAT",
        canvas.values["discount"],
        bind="{discount}",
        outline=motifs.burst(16, 0.14),
        fill="card",
        ink="card_accent",
    )


def _rush(canvas: Canvas) -> None:
    """Harbolnas at full speed: slanted stripes, a bolt, the price in a block."""
    bounds, safe = canvas.bounds, canvas.safe
    canvas.background = Solid(colour="bg")
    blocks: list[Block | None] = [
        kicker(canvas, size=1.0),
        headline(canvas, size=2.9, lines=3, grow=1.3),
        price(canvas, size=3.1, ink="accent"),
        period(canvas),
        cta(canvas),
    ]
    if canvas.wide:
        room = Rect.between(safe.x + safe.w * 0.5, 0, bounds.w, bounds.h)
        words = Rect.between(safe.x, safe.y, room.x - canvas.gutter * 0.6, safe.bottom)
    elif canvas.tall:
        area = below_mark(canvas)
        words = area.top_part(canvas.needs(blocks, safe.w, safe.h * 0.5))
        room = bounds.cut(top=words.bottom + canvas.gutter)
    else:
        words = safe.bottom_part(canvas.needs(blocks, safe.w * 0.8, safe.h * 0.46))
        room = bounds.top_part(words.y - canvas.gutter * 0.9 - canvas.base * 1.7)
    room = room.rounded()
    lean = min(room.w, room.h) * 0.16
    for reach, ink in ((1.7, "accent"), (0.85, "panel")):
        _slant(canvas, room, lean, canvas.base * reach, ink)
    mask = _slanted(canvas, room, lean)
    canvas.photo(canvas.photo_at(0), room, view=View(0.52, 0.42), mask=mask, ground="card")
    bolt = canvas.base * (4.4 if not canvas.banner else 3.4)
    if canvas.wide:
        spots = [Rect(room.x + lean * 0.4 - bolt * 0.2, safe.bottom - bolt, bolt * 0.8, bolt)]
    elif canvas.tall:
        spots = [Rect(safe.right - bolt, room.y - bolt * 0.2, bolt * 0.8, bolt)]
    else:
        spots = [Rect(safe.right - bolt, room.bottom - lean * 0.6 - bolt * 0.6, bolt * 0.8, bolt)]
    spot = spots[0]
    canvas.path(spot, motifs.bolt(), "accent", name="bolt", stroke=("bg", canvas.base * 0.3))
    canvas.path(spot, motifs.bolt(), "accent", name="bolt")
    used = canvas.stack(words, blocks, valign="middle" if canvas.wide else "top")
    mark_where_free(canvas, room, words, used)


def _slanted(canvas: Canvas, room: Rect, lean: float) -> Mask:
    """The room with its inner edge leaning."""
    w, h = room.w, room.h
    if canvas.wide:
        path = f"M{lean:.1f},0 L{w:.1f},0 L{w:.1f},{h:.1f} L0,{h:.1f} Z"
    elif canvas.tall:
        path = f"M0,{lean:.1f} L{w:.1f},0 L{w:.1f},{h:.1f} L0,{h:.1f} Z"
    else:
        path = f"M0,0 L{w:.1f},0 L{w:.1f},{h - lean:.1f} L0,{h:.1f} Z"
    return Mask(kind="path", path=path, view=(w, h))


def _slant(canvas: Canvas, room: Rect, lean: float, grow: float, ink: str) -> None:
    """A stripe that shows beyond the photo's leaning edge."""
    if canvas.wide:
        box = room.cut(left=-grow)
        path = f"M{lean:.1f},0 L{box.w:.1f},0 L{box.w:.1f},{box.h:.1f} L0,{box.h:.1f} Z"
    elif canvas.tall:
        box = room.cut(top=-grow)
        path = f"M0,{lean:.1f} L{box.w:.1f},0 L{box.w:.1f},{box.h:.1f} L0,{box.h:.1f} Z"
    else:
        box = room.cut(bottom=-grow)
        path = f"M0,0 L{box.w:.1f},0 L{box.w:.1f},{box.h - lean:.1f} L0,{box.h:.1f} Z"
    canvas.path(box, path, ink, view=(box.w, box.h), name="stripe")


TEMPLATES = (
    PosterTemplate(
        "harbolnas-date",
        Family.SEASONAL,
        Text("Tanggal Kembar", "Double date"),
        TemplateSet.BASIC,
        _double_date,
        season="harbolnas",
    ),
    PosterTemplate(
        "harbolnas-rush",
        Family.SEASONAL,
        Text("Serbu Harbolnas", "Sale rush"),
        TemplateSet.STANDARD,
        _rush,
        season="harbolnas",
    ),
)
