"""Testimonials: a customer's own words."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Mask, Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Block
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import below_mark, door_mask, mark_on_photo
from lumiku.posters.templates.base import Family, PosterTemplate, author, product, quote, stars
from lumiku.texts import Text

__all__ = ["TEMPLATES"]


def _card(canvas: Canvas) -> None:
    """A card lying over the lower edge of the photo."""
    safe, bounds = canvas.safe, canvas.bounds
    canvas.background = Solid(colour="bg")
    blocks: list[Block | None] = [
        stars(canvas),
        quote(canvas),
        author(canvas),
        product(canvas, size=0.9, weight=450, ink="muted", gap=0.6, drop=3),
    ]
    pad = canvas.base * (1.7 if not canvas.banner else 1.1)
    if canvas.wide:
        photo = bounds.left_part(safe.x + safe.w * 0.5)
        card = Rect.between(photo.right - canvas.gutter * 2.2, safe.y, safe.right, safe.bottom)
        if canvas.banner:
            photo = bounds.left_part(safe.x + safe.w * 0.42)
            card = Rect.between(photo.right - canvas.gutter, safe.y, safe.right, safe.bottom)
        canvas.photo(canvas.photo_at(0), photo, view=View(0.44, 0.4), ground="panel")
    elif canvas.tall:
        even = canvas.even
        most = safe.h * 0.52
        inside = canvas.needs(blocks, even.w - 2 * pad, most - 2 * pad)
        card = Rect(even.x, below_mark(canvas, 1.6).y, even.w, inside + 2 * pad)
        photo = bounds.cut(top=card.bottom - canvas.base * 2.6)
        canvas.photo(canvas.photo_at(0), photo, view=View(0.5, 0.5), ground="panel")
        canvas.mark(even, align="center")
    else:
        most = safe.h * 0.56
        inside = canvas.needs(blocks, safe.w - 2 * pad, most - 2 * pad)
        card = safe.bottom_part(inside + 2 * pad)
        photo = bounds.top_part(card.y + min(card.h * 0.38, canvas.base * 5))
        canvas.photo(canvas.photo_at(0), photo, view=View(0.5, 0.36), ground="panel")
        mark_on_photo(canvas, card.y)
    card = card.rounded()
    canvas.rect(card, "card", radius=canvas.base * 1.1, name="card", shadow=canvas.soft(1.2))
    mark = canvas.base * 2.5
    canvas.rect(
        Rect.around(card.right - pad - mark * 0.5, card.y, mark, mark),
        "accent",
        ellipse=True,
        name="quote-ground",
    )
    canvas.path(
        Rect.around(card.right - pad - mark * 0.5, card.y, mark * 0.46, mark * 0.4),
        motifs.quote(),
        "on_accent",
        name="quote-mark",
    )
    canvas.stack(card.inset(pad), blocks, surface="card", valign="middle")
    if canvas.wide and not canvas.banner:
        canvas.mark(
            Rect.between(safe.x, safe.y, card.x - canvas.gutter, safe.bottom),
            surface="photo",
            ink="on_shade",
        )


def _portrait(canvas: Canvas) -> None:
    """A large quotation on plain colour, the customer in a small circle."""
    canvas.background = Solid(colour="bg")
    mark = canvas.base * (5.2 if not canvas.wide else 4.4)
    area = canvas.safe if canvas.wide else below_mark(canvas, 1.2)
    glyph = Rect(area.x, area.y, mark, mark * 0.82)
    canvas.path(glyph, motifs.quote(), "pop", name="quote-mark", opacity=0.55)
    top = glyph.bottom + canvas.base * (0.7 if canvas.tall else 0.1)
    if canvas.wide:
        _portrait_beside(canvas, top)
    elif canvas.tall:
        most = area.y + canvas.safe.h * 0.5
        _portrait_in_a_door(canvas, Rect.between(area.x, top, area.right, most))
    else:
        _portrait_at_the_foot(canvas, top)


def _signed(canvas: Canvas, *, gap: float = 1.2) -> list[Block | None]:
    """Who said it, of what, and how many stars."""
    return [
        author(canvas, gap=gap, size=1.1),
        product(canvas, size=0.92, weight=450, ink="muted", gap=0.55),
        stars(canvas, gap=0.7, size=1.0),
    ]


def _portrait_beside(canvas: Canvas, top: float) -> None:
    safe = canvas.safe
    disc = min(safe.h * 0.62, safe.w * 0.3)
    spot = Rect(safe.right - disc, safe.cy - disc / 2 - canvas.base, disc, disc).rounded()
    words = Rect.between(
        safe.x + canvas.base * 1.2, top - canvas.base, spot.x - canvas.gutter * 1.8, safe.bottom
    )
    _disc(canvas, spot)
    canvas.stack(words, [quote(canvas, size=1.9, grow=1.2), *_signed(canvas)], valign="middle")
    below = Rect.between(spot.x, spot.bottom + canvas.base * 0.6, spot.right, safe.bottom)
    canvas.mark(below, align="center", valign="bottom", height=1.5)


def _portrait_in_a_door(canvas: Canvas, room: Rect) -> None:
    safe, bounds = canvas.safe, canvas.bounds
    column = [quote(canvas, size=2.1, leading=1.22, grow=1.3), *_signed(canvas)]
    used = canvas.stack(room, column)
    top = used.bottom + canvas.gutter * 1.5
    door = Rect.between(safe.x + safe.w * 0.1, top, bounds.w, bounds.h).rounded()
    canvas.photo(
        canvas.photo_at(0), door, view=View(0.5, 0.42), mask=door_mask(door), ground="panel"
    )
    canvas.mark(safe, height=1.9)


def _portrait_at_the_foot(canvas: Canvas, top: float) -> None:
    safe, face = canvas.safe, canvas.base * 5.2
    foot = safe.bottom_part(face)
    spot = Rect(foot.x, foot.y, face, face).rounded()
    words = Rect.between(safe.x + canvas.base * 0.4, top, safe.right, foot.y - canvas.gutter * 1.4)
    canvas.stack(words, [quote(canvas, size=2.5, leading=1.22, grow=1.5)], valign="middle")
    _disc(canvas, spot)
    name = foot.cut(left=face + canvas.gutter)
    canvas.stack(name, _signed(canvas, gap=0.0), valign="middle")
    canvas.mark(safe, height=1.9)


def _disc(canvas: Canvas, spot: Rect) -> None:
    canvas.rect(
        spot.inset(-canvas.base * 0.32),
        None,
        ellipse=True,
        name="ring",
        stroke=("bg_accent", max(canvas.base * 0.08, 2)),
    )
    canvas.photo(
        canvas.photo_at(0),
        spot,
        view=View(0.5, 0.46, 1.7),
        mask=Mask(kind="ellipse"),
        ground="panel",
    )


TEMPLATES = (
    PosterTemplate(
        "voice-card",
        Family.TESTIMONIAL,
        Text("Kartu Ulasan", "Review card"),
        TemplateSet.BASIC,
        _card,
        needs=("quote",),
    ),
    PosterTemplate(
        "voice-portrait",
        Family.TESTIMONIAL,
        Text("Kutipan Besar", "Large quote"),
        TemplateSet.ALL,
        _portrait,
        needs=("quote",),
        moods=("deep", "tint", "bold", "light", "duo"),
    ),
)
