"""Price lists to send on WhatsApp: everything on one picture, readable on a phone."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Solid
from lumiku.posters.layout.blocks import Block
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.elements import Button
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import below_mark, floor, mark_on_photo
from lumiku.posters.templates.base import Family, PosterTemplate, contact
from lumiku.posters.templates.goods import Heading, headed, titles
from lumiku.posters.templates.rows import rows
from lumiku.texts import Text

__all__ = ["TEMPLATES"]


def _order(canvas: Canvas, surface: str, gap: float = 1.4) -> Block | None:
    """Where to order: the contact on a pill."""
    if not canvas.has("contact"):
        return None
    text, bind = f"Pesan: {canvas.values['contact']}", "Pesan: {contact}"
    if surface == "panel":
        return Button(text, bind, "order", fill="on_panel", ink="panel", gap=gap, drop=4)
    return Button(text, bind, "order", gap=gap, drop=4)


def _menu(canvas: Canvas) -> None:
    """A menu board: a frame, a centred title and dotted lines."""
    canvas.background = Solid(colour="bg")
    _frame(canvas)
    inside = canvas.base * 0.9
    if canvas.wide:
        area = canvas.safe.inset(
            inside if not canvas.banner else canvas.base * 0.2,
            canvas.base * 0.7 if not canvas.banner else 0,
        )
    else:
        area = canvas.even.inset(inside, canvas.base * 0.7 if not canvas.tall else 0)
    order = _order(canvas, "bg", gap=0.0)
    heading = Heading(
        size=2.3, align="center", share=0.34, beside=(_order(canvas, "bg"),), foot=order
    )
    rows(canvas, list(canvas.content.items), headed(canvas, heading, area), "bg")


def _frame(canvas: Canvas) -> None:
    """A double line around the board; on a tall canvas above a picture."""
    safe, bounds = canvas.safe, canvas.bounds
    edge = canvas.margin * 0.5
    frame = bounds.inset(edge)
    if canvas.tall:
        floor(canvas)
        frame = Rect.between(edge, edge, bounds.w - edge, safe.bottom + canvas.gutter * 1.4 - edge)
    canvas.rect(
        frame.rounded(),
        None,
        name="frame",
        stroke=("bg_accent", max(canvas.base * 0.07, 2)),
        radius=canvas.base * 0.5,
    )
    if not canvas.banner:
        canvas.rect(
            frame.inset(canvas.base * 0.28).rounded(),
            None,
            name="frame",
            opacity=0.4,
            stroke=("bg_accent", max(canvas.base * 0.035, 1)),
            radius=canvas.base * 0.3,
        )


def _cards(canvas: Canvas) -> None:
    """A card per product with a small picture."""
    canvas.background = Solid(colour="bg")
    floor(canvas)
    order = _order(canvas, "bg", gap=0.0)
    heading = Heading(
        size=2.3, share=0.32, beside=(_order(canvas, "bg"),), foot=order, foot_units=3.3
    )
    room = headed(canvas, heading, canvas.safe)
    rows(canvas, list(canvas.content.items), room, "bg", thumbs=True)


def _poster(canvas: Canvas) -> None:
    """The picture above or beside, the list on a panel."""
    safe, bounds = canvas.safe, canvas.bounds
    canvas.background = Solid(colour="panel")
    items = list(canvas.content.items)
    if canvas.wide:
        left = safe.x + safe.w * (0.36 if not canvas.banner else 0.3)
        picture = Rect.between(0, 0, left, bounds.h)
        area = Rect.between(left + canvas.gutter * 1.4, safe.y, safe.right, safe.bottom)
        canvas.photo(canvas.photo_at(0), picture, view=View(0.5, 0.42), ground="bg")
        used = canvas.stack(area.top_part(area.h * 0.26), titles(canvas, size=1.8), surface="panel")
        line = contact(canvas, gap=0.0)
        foot_h = canvas.base * 1.5 if line and not canvas.banner else 0.0
        if foot_h:
            canvas.stack(area.bottom_part(foot_h), [line], surface="panel", valign="bottom")
        room = Rect.between(
            area.x, used.bottom + canvas.gutter * 0.8, area.right, area.bottom - foot_h
        )
        rows(canvas, items, room, "panel")
        return
    if canvas.tall:
        area = below_mark(canvas, surface="panel")
        area = area.top_part(area.h if canvas.covered else safe.h * 0.66)
        picture = bounds.cut(top=area.bottom + canvas.gutter * 1.3)
        canvas.mark(safe, surface="panel")
    else:
        wanted = canvas.base * (2.3 * len(items) + 11)
        picture = bounds.top_part(max(min(bounds.h - wanted, bounds.h * 0.4), bounds.h * 0.22))
        area = Rect.between(safe.x, picture.bottom + canvas.gutter * 1.3, safe.right, safe.bottom)
    canvas.photo(canvas.photo_at(0), picture, view=View(0.5, 0.44), ground="bg")
    if not canvas.tall:
        mark_on_photo(canvas, picture.bottom)
    used = canvas.stack(area.top_part(area.h * 0.24), titles(canvas), surface="panel")
    foot = _order(canvas, "panel", gap=0.0)
    foot_h = canvas.base * 3.1 if foot else 0.0
    canvas.stack(area.bottom_part(foot_h), [foot], surface="panel", valign="bottom")
    room = Rect.between(area.x, used.bottom + canvas.gutter * 0.9, area.right, area.bottom - foot_h)
    rows(canvas, items, room, "panel")


TEMPLATES = (
    PosterTemplate(
        "list-menu",
        Family.PRICE_LIST,
        Text("Papan Menu", "Menu board"),
        TemplateSet.BASIC,
        _menu,
        photos=0,
        needs=("items",),
        moods=("light", "deep", "tint", "bold", "duo"),
    ),
    PosterTemplate(
        "list-cards",
        Family.PRICE_LIST,
        Text("Kartu Harga", "Price cards"),
        TemplateSet.STANDARD,
        _cards,
        photos=4,
        needs=("items",),
        moods=("tint", "bold", "light", "deep", "duo"),
    ),
    PosterTemplate(
        "list-photo",
        Family.PRICE_LIST,
        Text("Daftar Bergambar", "List with photo"),
        TemplateSet.BASIC,
        _poster,
        needs=("items",),
    ),
)
