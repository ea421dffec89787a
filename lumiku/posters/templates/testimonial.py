"""Testimonials: a customer's own words."""

from lumiku.accounts.policy import TemplateSet
from lumiku.posters import motifs
from lumiku.posters.blocks import Block
from lumiku.posters.geometry import Rect
from lumiku.posters.photos import View
from lumiku.posters.schemas import Mask, Solid
from lumiku.posters.stage import Stage
from lumiku.posters.templates.arrange import below_mark, door_mask
from lumiku.posters.templates.base import (
    Family,
    PosterTemplate,
    author,
    product,
    quote,
    stars,
)

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
        corner = Rect.between(safe.x, stage.margin, safe.right, card.y)
        stage.mark(corner, surface="photo", ink="on_shade")
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
    safe = stage.safe
    stage.background = Solid(colour="bg")
    mark = stage.base * (5.2 if not stage.wide else 4.4)
    face = stage.base * 5.2
    name: list[Block | None] = [
        author(stage, gap=0.0, size=1.1),
        product(stage, size=0.92, weight=450, ink="muted", gap=0.55),
        stars(stage, gap=0.7, size=1.0),
    ]
    area = safe if stage.wide else below_mark(stage, 1.2)
    glyph = Rect(area.x, area.y, mark, mark * 0.82)
    stage.path(glyph, motifs.quote(), "pop", name="quote-mark", opacity=0.55)
    quote_top = glyph.bottom + stage.base * (0.7 if stage.tall else 0.1)
    if stage.wide:
        disc = min(safe.h * 0.62, safe.w * 0.3)
        spot = Rect(safe.right - disc, safe.cy - disc / 2 - stage.base, disc, disc).rounded()
        words = Rect.between(
            safe.x + stage.base * 1.2,
            quote_top - stage.base,
            spot.x - stage.gutter * 1.8,
            safe.bottom,
        )
        _disc(stage, spot)
        column = [quote(stage, size=1.9, grow=1.2), author(stage, size=1.1), *name[1:]]
        stage.stack(words, column, valign="middle")
        stage.mark(
            Rect.between(spot.x, spot.bottom + stage.base * 0.6, spot.right, safe.bottom),
            align="center",
            valign="bottom",
            height=1.5,
        )
        return
    if stage.tall:
        column = [
            quote(stage, size=2.1, leading=1.22, grow=1.3),
            author(stage, size=1.1),
            *name[1:],
        ]
        room = Rect.between(safe.x, quote_top, safe.right, area.y + safe.h * 0.5)
        used = stage.stack(room, column)
        door = Rect.between(
            safe.x + safe.w * 0.1,
            used.bottom + stage.gutter * 1.5,
            stage.canvas.w,
            stage.canvas.h,
        ).rounded()
        stage.photo(
            stage.photo_at(0), door, view=View(0.5, 0.42), mask=door_mask(door), ground="panel"
        )
        stage.mark(safe, height=1.9)
        return
    foot = Rect(safe.x, safe.bottom - face, safe.w, face)
    spot = Rect(foot.x, foot.y, face, face).rounded()
    words = Rect.between(
        safe.x + stage.base * 0.4, quote_top, safe.right, foot.y - stage.gutter * 1.4
    )
    stage.stack(words, [quote(stage, size=2.5, leading=1.22, grow=1.5)], valign="middle")
    _disc(stage, spot)
    stage.stack(
        Rect.between(spot.right + stage.gutter, foot.y, safe.right, foot.bottom),
        name,
        valign="middle",
    )
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
        "Kartu Ulasan",
        "Review card",
        TemplateSet.BASIC,
        _card,
        needs=("quote",),
    ),
    PosterTemplate(
        "voice-portrait",
        Family.TESTIMONIAL,
        "Kutipan Besar",
        "Large quote",
        TemplateSet.ALL,
        _portrait,
        needs=("quote",),
        moods=("deep", "tint", "bold", "light", "duo"),
    ),
)
