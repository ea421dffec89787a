"""Testimonials: a customer's own words."""

from typing import Final, Unpack

from lumiku.accounts.policy import TemplateSet
from lumiku.posters import motifs
from lumiku.posters.blocks import Block, Words, WordsLook
from lumiku.posters.geometry import Rect
from lumiku.posters.photos import View
from lumiku.posters.schemas import Mask, Solid
from lumiku.posters.stage import Stage
from lumiku.posters.templates.arrange import below_mark, door_mask
from lumiku.posters.templates.base import Family, PosterTemplate, product, stars

__all__ = ["TEMPLATES"]

_REPLY: Final = 2.5  # height of the reply's bubble in units of body text


def _quote(stage: Stage, **style: Unpack[WordsLook]) -> Words | None:
    look: WordsLook = {
        "size": 1.7,
        "font": "display",
        "weight": 600,
        "lines": 9,
        "leading": 1.28,
        "grow": 1.35,
        "gap": 1.2,
        "ink": "ink",
    }
    return stage.words("quote", **look | style)


def _author(stage: Stage, **style: Unpack[WordsLook]) -> Words | None:
    look: WordsLook = {"size": 0.98, "weight": 650, "ink": "ink", "gap": 1.2, "lines": 1}
    return stage.words("author", **look | style)


def _card(stage: Stage) -> None:
    """A card lying over the lower edge of the photo."""
    safe, canvas = stage.safe, stage.canvas
    stage.background = Solid(colour="bg")
    blocks: list[Block | None] = [
        stars(stage),
        _quote(stage),
        _author(stage),
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
        _author(stage, gap=0.0, size=1.1),
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
        column = [_quote(stage, size=1.9, grow=1.2), _author(stage, size=1.1), *name[1:]]
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
            _quote(stage, size=2.1, leading=1.22, grow=1.3),
            _author(stage, size=1.1),
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
    stage.stack(words, [_quote(stage, size=2.5, leading=1.22, grow=1.5)], valign="middle")
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


def _chat(stage: Stage) -> None:
    """The review as it came in: a chat with a photo and a message."""
    safe, canvas = stage.safe, stage.canvas
    stage.background = Solid(colour="bg")
    _wallpaper(stage)
    title = Words(
        "Kata pelanggan",
        "Kata pelanggan",
        "title",
        size=1.9,
        font="display",
        weight=700,
        lines=1,
        leading=1.1,
    )
    if stage.wide:
        photo = Rect.between(safe.x + safe.w * 0.58, 0, canvas.w, canvas.h)
        stage.photo(stage.photo_at(0), photo, view=View(0.55, 0.4), ground="panel")
        area = Rect.between(safe.x, safe.y, photo.x + stage.gutter * 1.6, safe.bottom)
        gap, reply = stage.base * 0.8, stage.base * _REPLY
        rest = area.h * 0.16 + stage.gutter + gap + reply
        bubble_h = _bubble_height(stage, area.w, area.h - rest)
        area = area.cut(top=max(area.h - bubble_h - rest, 0) / 2)
        head = stage.stack(area.top_part(area.h * 0.16), [title])
        bubble = Rect(area.x, head.bottom + stage.gutter, area.w, bubble_h)
        _bubble(stage, bubble)
        _reply(stage, Rect.between(area.x, bubble.bottom + gap, area.right, canvas.h))
        return
    area = below_mark(stage, 1.3)
    head = stage.stack(area.top_part(safe.h * 0.1), [title])
    room = Rect.between(area.x, head.bottom + stage.gutter * 1.1, area.right, area.bottom)
    gap = stage.base * 0.8
    bubble_h = _bubble_height(stage, room.w * 0.94, room.h * 0.55)
    if stage.tall:
        bubble = Rect(room.x, room.y, room.w * 0.94, bubble_h)
        _bubble(stage, bubble)
        top = bubble.bottom + gap
        _photo_message(stage, Rect(room.x + stage.base * 0.8, top, room.w * 0.82, canvas.h - top))
        stage.mark(safe)
        return
    picture_h = room.h - bubble_h - 2 * gap - stage.base * _REPLY
    frame = Rect(room.x, room.y, min(room.w * 0.94, picture_h * 1.6), picture_h)
    _photo_message(stage, frame)
    bubble = Rect(room.x, frame.bottom + gap, room.w * 0.94, bubble_h)
    _bubble(stage, bubble)
    _reply(stage, Rect.between(room.x, bubble.bottom + gap, room.right, canvas.h))
    stage.mark(safe)


def _photo_message(stage: Stage, frame: Rect) -> None:
    """A picture as a chat shows it; on a tall canvas it runs on below the edge."""
    if stage.tall:
        frame = frame.top_part(min(frame.h, frame.w * 1.25))
    frame = frame.rounded()
    stage.rect(frame, "card", radius=stage.base * 0.8, name="photo-bubble", shadow=stage.soft(0.5))
    stage.photo(
        stage.photo_at(0),
        frame.inset(stage.base * 0.3),
        view=View(0.5, 0.42),
        radius=stage.base * 0.6,
        ground="panel",
    )


def _wallpaper(stage: Stage) -> None:
    """A few faint ornaments behind the chat."""
    step = stage.base * 6.5
    row = 0
    y = step * 0.4
    while y < stage.canvas.h and row < 9:
        x = step * (0.3 if row % 2 else 0.8)
        while x < stage.canvas.w:
            size = stage.base * 1.5
            shape = motifs.sparkle() if (row + round(x / step)) % 2 else motifs.bloom(6)
            stage.path(Rect.around(x, y, size, size), shape, "line", name="wallpaper", opacity=0.55)
            x += step
        y += step
        row += 1


def _message(stage: Stage) -> list[Block | None]:
    return [
        _author(stage, ink="accent", gap=0.0, size=1.0),
        _quote(stage, font="body", weight=450, size=1.3, leading=1.4, gap=0.85, grow=1.15, lines=8),
        stars(stage, size=1.1, gap=1.0),
    ]


def _bubble_height(stage: Stage, width: float, most: float) -> float:
    pad = stage.base * 1.2
    return stage.needs(_message(stage), width - 2 * pad - stage.base, most - 2 * pad) + 2 * pad


def _bubble(stage: Stage, box: Rect) -> None:
    tail, pad = stage.base * 0.8, stage.base * 1.2
    box = box.rounded()
    path = motifs.bubble(box.w, box.h, stage.base * 0.9, tail)
    stage.path(box, path, "card", view=(box.w, box.h), name="bubble", shadow=stage.soft(0.6))
    inside = box.cut(left=tail + pad, top=pad, right=pad, bottom=pad)
    stage.stack(inside, _message(stage), surface="card", valign="middle")


def _reply(stage: Stage, room: Rect) -> None:
    """A short thank-you on the other side."""
    text = "Terima kasih, Kak!"
    size = stage.px(1.05, 1.0)
    setting = stage.setting("body", 550, 0, text)
    wide, high = setting.face.width(text) * size + stage.base * 2, stage.base * _REPLY
    if room.h < high or room.y + high > stage.safe.bottom + 1:
        return
    box = Rect(room.right - wide, room.y, wide, high).rounded()
    stage.rect(box, "accent", radius=stage.base * 0.9, name="reply-shape", group="reply")
    words = Words(text, text, "reply", weight=550, ink="on_accent", leading=1.2)
    top = box.cy + setting.face.cap * size / 2 - setting.face.baseline(size, 1.2)
    stage.text_layer(
        words,
        (text,),
        setting,
        size,
        Rect(box.x, top, box.w, size * 1.2),
        align="center",
        surface="accent",
        group="reply",
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
        "voice-chat",
        Family.TESTIMONIAL,
        "Obrolan",
        "Chat",
        TemplateSet.STANDARD,
        _chat,
        needs=("quote",),
        moods=("tint", "light", "deep", "duo"),
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
