"""Price promo on paper: a coupon to tear off and a plate with the price."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Align, Block, Words
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import below_mark, mark_on_photo
from lumiku.posters.templates.base import (
    Family,
    PosterTemplate,
    body,
    headline,
    kicker,
    period,
    price,
    product,
)
from lumiku.posters.templates.bleed import bleed
from lumiku.texts import Text

__all__ = ["TEMPLATES"]


def _coupon(canvas: Canvas) -> None:
    """A ticket with a stub to tear off."""
    safe, bounds = canvas.safe, canvas.bounds
    canvas.background = Solid(colour="bg")
    photo_blocks = [headline(canvas, size=2.3, lines=3, grow=1.3)]
    if canvas.wide:
        photo = Rect.between(safe.x + safe.w * 0.62, 0, bounds.w, bounds.h)
        words = Rect.between(safe.x, safe.y, photo.x - canvas.gutter, safe.bottom)
        canvas.photo(canvas.photo_at(0), photo, view=View(0.6, 0.42), ground="panel")
        head = canvas.stack(words.top_part(words.h * 0.42), [kicker(canvas), *photo_blocks])
        ticket = Rect.between(
            safe.x, head.bottom + canvas.gutter * 1.2, photo.x + canvas.gutter * 1.6, safe.bottom
        )
        _ticket(canvas, ticket.rounded())
        return
    if canvas.tall:
        even = canvas.even
        room = Rect.between(even.x, below_mark(canvas).y, even.right, even.bottom)
        head = canvas.stack(
            room.top_part(even.h * 0.24), [kicker(canvas), *photo_blocks], align="center"
        )
        ticket = Rect(even.x, head.bottom + canvas.gutter * 1.4, even.w, even.w * 0.4)
        photo = bounds.cut(top=ticket.cy + canvas.base)
        canvas.photo(canvas.photo_at(0), photo, view=View(0.5, 0.46), ground="panel")
        _ticket(canvas, ticket.rounded())
        canvas.mark(even, align="center")
        return
    high = min(safe.w * 0.36, safe.h * 0.3)
    ticket = safe.bottom_part(high)
    head_h = canvas.needs([kicker(canvas), *photo_blocks], safe.w, safe.h * 0.24)
    photo = bounds.top_part(ticket.y - head_h - canvas.gutter * 2.6)
    canvas.photo(canvas.photo_at(0), photo, view=View(0.5, 0.4), ground="panel")
    head = Rect.between(
        safe.x, photo.bottom + canvas.gutter * 1.3, safe.right, ticket.y - canvas.gutter * 1.3
    )
    canvas.stack(head, [kicker(canvas), *photo_blocks], align="center", valign="middle")
    _ticket(canvas, ticket.rounded())
    mark_on_photo(canvas, photo.bottom)


def _ticket(canvas: Canvas, box: Rect) -> None:
    """Price on the ticket, saving on its stub."""
    stub = box.w * 0.3 if canvas.has("discount") else 0.0
    notch = min(canvas.base * 0.75, box.h * 0.12)
    tear = box.w - stub
    path = motifs.ticket(box.w, box.h, notch, tear if stub else box.w * 0.5)
    shadow = canvas.soft(0.9)
    canvas.path(
        box, path, "panel", view=(box.w, box.h), name="ticket", group="ticket", shadow=shadow
    )
    inside = Rect.between(box.x, box.y, box.x + tear, box.bottom).inset(
        min(canvas.base * 1.5, tear * 0.09), notch * 1.5
    )
    blocks: list[Block | None] = [
        product(canvas, gap=0.6, lines=1, ink="ink"),
        price(canvas, size=2.8, gap=0.7, ink="ink", grow=1.0 if stub else 1.8),
        period(canvas, gap=0.8),
    ]
    align: Align = "left" if stub else "center"
    canvas.stack(inside, blocks, surface="panel", valign="middle", align=align)
    if not stub:
        return
    x = box.x + tear
    canvas.path(
        Rect(x - 2, box.y + notch * 1.5, 4, box.h - notch * 3),
        f"M2,0 L2,{box.h - notch * 3:.1f}",
        None,
        view=(4, box.h - notch * 3),
        name="tear",
        group="ticket",
        stroke=("on_panel", max(canvas.base * 0.07, 1.5)),
        dash=canvas.base * 0.3,
        opacity=0.7,
    )
    words = [
        Words("Hemat", "Hemat", "stub-small", size=0.95, weight=600, ink="ink"),
        Words(
            canvas.values["discount"],
            "{discount}",
            "stub-big",
            size=2.6,
            font="display",
            weight=800,
            ink="ink",
            leading=1.0,
            gap=0.5,
        ),
    ]
    canvas.stack(
        Rect.between(x, box.y, box.right, box.bottom).inset(canvas.base * 0.5),
        words,
        surface="panel",
        align="center",
        valign="middle",
    )


def _flash(canvas: Canvas) -> None:
    """Full photo, a price plate in the corner and a bolt."""
    blocks: list[Block | None] = [
        kicker(canvas),
        headline(canvas, size=3.1, lines=3),
        body(canvas, lines=2, ink="ink"),
        period(canvas, ink="ink"),
    ]
    words, above = bleed(canvas, canvas.photo_at(0), blocks, across=0.38)
    used = canvas.stack(
        words, blocks, surface="photo", valign="middle" if canvas.wide else "bottom"
    )
    ground = "shade" if above else "photo"
    if not canvas.has("price_digits"):
        canvas.mark(canvas.safe, surface=ground, ink="on_shade")
        return
    if not above and not canvas.wide:
        shade = Rect(0, 0, canvas.bounds.w, canvas.safe.y + canvas.base * 5)
        canvas.scrim(shade, "top", solid=0.2, strength=0.3)
    box = _price_plate(canvas, used, above)
    if not canvas.wide:
        safe = canvas.safe
        beside = box.x < safe.cx - box.w / 2 and box.y < safe.y + box.h
        canvas.mark(safe, align="right" if beside else "left", surface=ground, ink="on_shade")


def _price_plate(canvas: Canvas, used: Rect, above: bool) -> Rect:
    """The price on a card with a bolt at its corner, where it hides the least."""
    blocks = [
        product(canvas, size=1.0, ink="muted", lines=1),
        price(canvas, size=2.6, ink="accent"),
    ]
    pad, most = canvas.base * 1.1, Rect(0, 0, canvas.safe.w * 0.6, canvas.safe.h * 0.3)
    column, height = canvas.solve(blocks, most, "card")
    wide = max((fitted.width for _, fitted in column), default=0) + 2 * pad
    box = canvas.quiet(_plate_spots(canvas, used, above, (wide, height + 2 * pad))).rounded()
    radius = canvas.base * 0.7
    canvas.rect(box, "card", radius=radius, name="plate", group="plate", shadow=canvas.soft())
    canvas.stack(box.inset(pad), blocks, surface="card", valign="middle")
    bolt = canvas.base * 2.2
    disc = Rect.around(box.x, box.y, bolt, bolt)
    canvas.rect(disc, "accent", ellipse=True, name="bolt-ground", group="plate")
    glyph = Rect.around(box.x, box.y, bolt * 0.42, bolt * 0.56)
    canvas.path(glyph, motifs.bolt(), "on_accent", name="bolt", group="plate")
    return box


def _plate_spots(canvas: Canvas, used: Rect, above: bool, size: tuple[float, float]) -> list[Rect]:
    """Where the plate may lie, best first."""
    safe, (wide, high) = canvas.safe, size
    right, low = safe.right - wide, safe.bottom - high
    if canvas.wide:
        corners = [(right, low), (right, safe.y)]
    elif above:
        corners = [
            (right, min(used.bottom + canvas.gutter * 2.4, low)),
            (right, low),
            (safe.x, low),
        ]
    else:
        corners = [(right, safe.y), (safe.x, safe.y), (right, used.y - high - canvas.gutter)]
    return [Rect(x, y, wide, high) for x, y in corners]


TEMPLATES = (
    PosterTemplate(
        "promo-flash",
        Family.PROMO,
        Text("Kilat", "Flash"),
        TemplateSet.STANDARD,
        _flash,
        needs=("price",),
    ),
    PosterTemplate(
        "promo-coupon",
        Family.PROMO,
        Text("Kupon", "Coupon"),
        TemplateSet.ALL,
        _coupon,
        needs=("price",),
    ),
)
