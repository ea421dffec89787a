"""Price lists to send on WhatsApp: everything on one picture, readable on a phone."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Solid
from lumiku.posters.layout.blocks import Block
from lumiku.posters.layout.canvas import Stage
from lumiku.posters.layout.elements import Button
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import below_mark, floor, mark_on_photo
from lumiku.posters.templates.base import Family, PosterTemplate, contact
from lumiku.posters.templates.goods import Heading, headed, titles
from lumiku.posters.templates.rows import rows
from lumiku.texts import Text

__all__ = ["TEMPLATES"]


def _order(stage: Stage, surface: str, gap: float = 1.4) -> Block | None:
    """Where to order: the contact on a pill."""
    if not stage.has("contact"):
        return None
    text, bind = f"Pesan: {stage.values['contact']}", "Pesan: {contact}"
    if surface == "panel":
        return Button(text, bind, "order", fill="on_panel", ink="panel", gap=gap, drop=4)
    return Button(text, bind, "order", gap=gap, drop=4)


def _menu(stage: Stage) -> None:
    """A menu board: a frame, a centred title and dotted lines."""
    stage.background = Solid(colour="bg")
    _frame(stage)
    inside = stage.base * 0.9
    if stage.wide:
        area = stage.safe.inset(
            inside if not stage.banner else stage.base * 0.2,
            stage.base * 0.7 if not stage.banner else 0,
        )
    else:
        area = stage.even.inset(inside, stage.base * 0.7 if not stage.tall else 0)
    order = _order(stage, "bg", gap=0.0)
    heading = Heading(
        size=2.3, align="center", share=0.34, beside=(_order(stage, "bg"),), foot=order
    )
    rows(stage, list(stage.content.items), headed(stage, heading, area), "bg")


def _frame(stage: Stage) -> None:
    """A double line around the board; on a tall canvas above a picture."""
    safe, canvas = stage.safe, stage.canvas
    edge = stage.margin * 0.5
    frame = canvas.inset(edge)
    if stage.tall:
        floor(stage)
        frame = Rect.between(edge, edge, canvas.w - edge, safe.bottom + stage.gutter * 1.4 - edge)
    stage.rect(
        frame.rounded(),
        None,
        name="frame",
        stroke=("bg_accent", max(stage.base * 0.07, 2)),
        radius=stage.base * 0.5,
    )
    if not stage.banner:
        stage.rect(
            frame.inset(stage.base * 0.28).rounded(),
            None,
            name="frame",
            opacity=0.4,
            stroke=("bg_accent", max(stage.base * 0.035, 1)),
            radius=stage.base * 0.3,
        )


def _cards(stage: Stage) -> None:
    """A card per product with a small picture."""
    stage.background = Solid(colour="bg")
    floor(stage)
    order = _order(stage, "bg", gap=0.0)
    heading = Heading(
        size=2.3, share=0.32, beside=(_order(stage, "bg"),), foot=order, foot_units=3.3
    )
    room = headed(stage, heading, stage.safe)
    rows(stage, list(stage.content.items), room, "bg", thumbs=True)


def _poster(stage: Stage) -> None:
    """The picture above or beside, the list on a panel."""
    safe, canvas = stage.safe, stage.canvas
    stage.background = Solid(colour="panel")
    items = list(stage.content.items)
    if stage.wide:
        left = safe.x + safe.w * (0.36 if not stage.banner else 0.3)
        picture = Rect.between(0, 0, left, canvas.h)
        area = Rect.between(left + stage.gutter * 1.4, safe.y, safe.right, safe.bottom)
        stage.photo(stage.photo_at(0), picture, view=View(0.5, 0.42), ground="bg")
        used = stage.stack(area.top_part(area.h * 0.26), titles(stage, size=1.8), surface="panel")
        line = contact(stage, gap=0.0)
        foot_h = stage.base * 1.5 if line and not stage.banner else 0.0
        if foot_h:
            stage.stack(area.bottom_part(foot_h), [line], surface="panel", valign="bottom")
        room = Rect.between(
            area.x, used.bottom + stage.gutter * 0.8, area.right, area.bottom - foot_h
        )
        rows(stage, items, room, "panel")
        return
    if stage.tall:
        area = below_mark(stage, surface="panel")
        area = area.top_part(area.h if stage.covered else safe.h * 0.66)
        picture = canvas.cut(top=area.bottom + stage.gutter * 1.3)
        stage.mark(safe, surface="panel")
    else:
        wanted = stage.base * (2.3 * len(items) + 11)
        picture = canvas.top_part(max(min(canvas.h - wanted, canvas.h * 0.4), canvas.h * 0.22))
        area = Rect.between(safe.x, picture.bottom + stage.gutter * 1.3, safe.right, safe.bottom)
    stage.photo(stage.photo_at(0), picture, view=View(0.5, 0.44), ground="bg")
    if not stage.tall:
        mark_on_photo(stage, picture.bottom)
    used = stage.stack(area.top_part(area.h * 0.24), titles(stage), surface="panel")
    foot = _order(stage, "panel", gap=0.0)
    foot_h = stage.base * 3.1 if foot else 0.0
    stage.stack(area.bottom_part(foot_h), [foot], surface="panel", valign="bottom")
    room = Rect.between(area.x, used.bottom + stage.gutter * 0.9, area.right, area.bottom - foot_h)
    rows(stage, items, room, "panel")


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
