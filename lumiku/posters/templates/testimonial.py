"""Testimonials: a customer's own words."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Mask, Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Block
from lumiku.posters.layout.canvas import Stage
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import below_mark, door_mask, mark_on_photo
from lumiku.posters.templates.base import Family, PosterTemplate, author, product, quote, stars
from lumiku.texts import Text

__all__ = ["TEMPLATES"]


def _card(stage: Stage) -> None:
    """A card lying over the lower edge of the photo."""
    safe, canvas = stage.safe, stage.canvas
    stage.background = Solid(colour="bg")
    blocks: list[Block | None] = [
        stars(stage),
        quote(stage),
        author(stage),
        product(stage, size=0.9, weight=450, ink="muted", gap=0.6, drop=3),
    ]
    pad = stage.base * (1.7 if not stage.banner else 1.1)
    if stage.wide:
        photo = canvas.left_part(safe.x + safe.w * 0.5)
        card = Rect.between(photo.right - stage.gutter * 2.2, safe.y, safe.right, safe.bottom)
        if stage.banner:
            photo = canvas.left_part(safe.x + safe.w * 0.42)
            card = Rect.between(photo.right - stage.gutter, safe.y, safe.right, safe.bottom)
        stage.photo(stage.photo_at(0), photo, view=View(0.44, 0.4), ground="panel")
    elif stage.tall:
        even = stage.even
        most = safe.h * 0.52
        inside = stage.needs(blocks, even.w - 2 * pad, most - 2 * pad)
        card = Rect(even.x, below_mark(stage, 1.6).y, even.w, inside + 2 * pad)
        photo = canvas.cut(top=card.bottom - stage.base * 2.6)
        stage.photo(stage.photo_at(0), photo, view=View(0.5, 0.5), ground="panel")
        stage.mark(even, align="center")
    else:
        most = safe.h * 0.56
        inside = stage.needs(blocks, safe.w - 2 * pad, most - 2 * pad)
        card = safe.bottom_part(inside + 2 * pad)
        photo = canvas.top_part(card.y + min(card.h * 0.38, stage.base * 5))
        stage.photo(stage.photo_at(0), photo, view=View(0.5, 0.36), ground="panel")
        mark_on_photo(stage, card.y)
    card = card.rounded()
    stage.rect(card, "card", radius=stage.base * 1.1, name="card", shadow=stage.soft(1.2))
    mark = stage.base * 2.5
    stage.rect(
        Rect.around(card.right - pad - mark * 0.5, card.y, mark, mark),
        "accent",
        ellipse=True,
        name="quote-ground",
    )
    stage.path(
        Rect.around(card.right - pad - mark * 0.5, card.y, mark * 0.46, mark * 0.4),
        motifs.quote(),
        "on_accent",
        name="quote-mark",
    )
    stage.stack(card.inset(pad), blocks, surface="card", valign="middle")
    if stage.wide and not stage.banner:
        stage.mark(
            Rect.between(safe.x, safe.y, card.x - stage.gutter, safe.bottom),
            surface="photo",
            ink="on_shade",
        )


def _portrait(stage: Stage) -> None:
    """A large quotation on plain colour, the customer in a small circle."""
    stage.background = Solid(colour="bg")
    mark = stage.base * (5.2 if not stage.wide else 4.4)
    area = stage.safe if stage.wide else below_mark(stage, 1.2)
    glyph = Rect(area.x, area.y, mark, mark * 0.82)
    stage.path(glyph, motifs.quote(), "pop", name="quote-mark", opacity=0.55)
    top = glyph.bottom + stage.base * (0.7 if stage.tall else 0.1)
    if stage.wide:
        _portrait_beside(stage, top)
    elif stage.tall:
        most = area.y + stage.safe.h * 0.5
        _portrait_in_a_door(stage, Rect.between(area.x, top, area.right, most))
    else:
        _portrait_at_the_foot(stage, top)


def _signed(stage: Stage, *, gap: float = 1.2) -> list[Block | None]:
    """Who said it, of what, and how many stars."""
    return [
        author(stage, gap=gap, size=1.1),
        product(stage, size=0.92, weight=450, ink="muted", gap=0.55),
        stars(stage, gap=0.7, size=1.0),
    ]


def _portrait_beside(stage: Stage, top: float) -> None:
    safe = stage.safe
    disc = min(safe.h * 0.62, safe.w * 0.3)
    spot = Rect(safe.right - disc, safe.cy - disc / 2 - stage.base, disc, disc).rounded()
    words = Rect.between(
        safe.x + stage.base * 1.2, top - stage.base, spot.x - stage.gutter * 1.8, safe.bottom
    )
    _disc(stage, spot)
    stage.stack(words, [quote(stage, size=1.9, grow=1.2), *_signed(stage)], valign="middle")
    below = Rect.between(spot.x, spot.bottom + stage.base * 0.6, spot.right, safe.bottom)
    stage.mark(below, align="center", valign="bottom", height=1.5)


def _portrait_in_a_door(stage: Stage, room: Rect) -> None:
    safe, canvas = stage.safe, stage.canvas
    column = [quote(stage, size=2.1, leading=1.22, grow=1.3), *_signed(stage)]
    used = stage.stack(room, column)
    top = used.bottom + stage.gutter * 1.5
    door = Rect.between(safe.x + safe.w * 0.1, top, canvas.w, canvas.h).rounded()
    stage.photo(stage.photo_at(0), door, view=View(0.5, 0.42), mask=door_mask(door), ground="panel")
    stage.mark(safe, height=1.9)


def _portrait_at_the_foot(stage: Stage, top: float) -> None:
    safe, face = stage.safe, stage.base * 5.2
    foot = safe.bottom_part(face)
    spot = Rect(foot.x, foot.y, face, face).rounded()
    words = Rect.between(safe.x + stage.base * 0.4, top, safe.right, foot.y - stage.gutter * 1.4)
    stage.stack(words, [quote(stage, size=2.5, leading=1.22, grow=1.5)], valign="middle")
    _disc(stage, spot)
    name = foot.cut(left=face + stage.gutter)
    stage.stack(name, _signed(stage, gap=0.0), valign="middle")
    stage.mark(safe, height=1.9)


def _disc(stage: Stage, spot: Rect) -> None:
    stage.rect(
        spot.inset(-stage.base * 0.32),
        None,
        ellipse=True,
        name="ring",
        stroke=("bg_accent", max(stage.base * 0.08, 2)),
    )
    stage.photo(
        stage.photo_at(0),
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
