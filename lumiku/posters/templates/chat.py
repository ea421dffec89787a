"""A testimonial as it came in: a chat with a photo and a message."""

from typing import Final

from lumiku.accounts.policy import TemplateSet
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Solid
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Block, Words
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import below_mark
from lumiku.posters.templates.base import Family, PosterTemplate, author, quote, stars
from lumiku.texts import Text

__all__ = ["TEMPLATES"]

_THANKS: Final = "Terima kasih, Kak!"
_REPLY: Final = 2.5  # height of the reply's bubble in units of body text


def _chat(canvas: Canvas) -> None:
    """The review as it came in: a chat with a photo and a message."""
    safe, bounds = canvas.safe, canvas.bounds
    canvas.background = Solid(colour="bg")
    _wallpaper(canvas)
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
    if canvas.wide:
        photo = Rect.between(safe.x + safe.w * 0.58, 0, bounds.w, bounds.h)
        canvas.photo(canvas.photo_at(0), photo, view=View(0.55, 0.4), ground="panel")
        area = Rect.between(safe.x, safe.y, photo.x + canvas.gutter * 1.6, safe.bottom)
        gap, reply = canvas.base * 0.8, canvas.base * _REPLY
        rest = area.h * 0.16 + canvas.gutter + gap + reply
        bubble_h = _bubble_height(canvas, area.w, area.h - rest)
        area = area.cut(top=max(area.h - bubble_h - rest, 0) / 2)
        head = canvas.stack(area.top_part(area.h * 0.16), [title])
        bubble = Rect(area.x, head.bottom + canvas.gutter, area.w, bubble_h)
        _bubble(canvas, bubble)
        _reply(canvas, Rect.between(area.x, bubble.bottom + gap, area.right, bounds.h))
        return
    area = below_mark(canvas, 1.3)
    head = canvas.stack(area.top_part(safe.h * 0.1), [title])
    room = Rect.between(area.x, head.bottom + canvas.gutter * 1.1, area.right, area.bottom)
    gap = canvas.base * 0.8
    bubble_h = _bubble_height(canvas, room.w * 0.94, room.h * 0.55)
    if canvas.tall:
        bubble = Rect(room.x, room.y, room.w * 0.94, bubble_h)
        _bubble(canvas, bubble)
        top = bubble.bottom + gap
        _photo_message(canvas, Rect(room.x + canvas.base * 0.8, top, room.w * 0.82, bounds.h - top))
        canvas.mark(safe)
        return
    picture_h = room.h - bubble_h - 2 * gap - canvas.base * _REPLY
    frame = Rect(room.x, room.y, min(room.w * 0.94, picture_h * 1.6), picture_h)
    _photo_message(canvas, frame)
    bubble = Rect(room.x, frame.bottom + gap, room.w * 0.94, bubble_h)
    _bubble(canvas, bubble)
    _reply(canvas, Rect.between(room.x, bubble.bottom + gap, room.right, bounds.h))
    canvas.mark(safe)


def _photo_message(canvas: Canvas, frame: Rect) -> None:
    """A picture as a chat shows it; on a tall canvas it runs on below the edge."""
    if canvas.tall:
        frame = frame.top_part(min(frame.h, frame.w * 1.25))
    frame = frame.rounded()
    canvas.rect(
        frame, "card", radius=canvas.base * 0.8, name="photo-bubble", shadow=canvas.soft(0.5)
    )
    canvas.photo(
        canvas.photo_at(0),
        frame.inset(canvas.base * 0.3),
        view=View(0.5, 0.42),
        radius=canvas.base * 0.6,
        ground="panel",
    )


def _wallpaper(canvas: Canvas) -> None:
    """A few faint ornaments behind the chat."""
    step = canvas.base * 6.5
    row = 0
    y = step * 0.4
    while y < canvas.bounds.h and row < 9:
        x = step * (0.3 if row % 2 else 0.8)
        while x < canvas.bounds.w:
            size = canvas.base * 1.5
            shape = motifs.sparkle() if (row + round(x / step)) % 2 else motifs.bloom(6)
            canvas.path(
                Rect.around(x, y, size, size), shape, "line", name="wallpaper", opacity=0.55
            )
            x += step
        y += step
        row += 1


def _message(canvas: Canvas) -> list[Block | None]:
    return [
        author(canvas, ink="accent", gap=0.0, size=1.0),
        quote(canvas, font="body", weight=450, size=1.3, leading=1.4, gap=0.85, grow=1.15, lines=8),
        stars(canvas, size=1.1, gap=1.0),
    ]


def _bubble_height(canvas: Canvas, width: float, most: float) -> float:
    pad = canvas.base * 1.2
    return canvas.needs(_message(canvas), width - 2 * pad - canvas.base, most - 2 * pad) + 2 * pad


def _bubble(canvas: Canvas, box: Rect) -> None:
    tail, pad = canvas.base * 0.8, canvas.base * 1.2
    box = box.rounded()
    path = motifs.bubble(box.w, box.h, canvas.base * 0.9, tail)
    canvas.path(box, path, "card", view=(box.w, box.h), name="bubble", shadow=canvas.soft(0.6))
    inside = box.cut(left=tail + pad, top=pad, right=pad, bottom=pad)
    canvas.stack(inside, _message(canvas), surface="card", valign="middle")


def _reply(canvas: Canvas, room: Rect) -> None:
    """A short thank-you on the other side."""
    words = Words(_THANKS, _THANKS, "reply", size=1.05, weight=550, ink="on_accent", leading=1.2)
    size, face = canvas.px(words.size, 1.0), canvas.setting("body", 550, 0, _THANKS).face
    wide, high = face.width(_THANKS) * size + canvas.base * 2, canvas.base * _REPLY
    if room.h < high or room.y + high > canvas.safe.bottom + 1:
        return
    box = Rect(room.right - wide, room.y, wide, high).rounded()
    canvas.rect(box, "accent", radius=canvas.base * 0.9, name="reply-shape", group="reply")
    level = (box.x, box.cy + face.cap * size / 2, box.w)
    canvas.line(words, size, level, align="center", surface="accent", group="reply")


TEMPLATES = (
    PosterTemplate(
        "voice-chat",
        Family.TESTIMONIAL,
        Text("Obrolan", "Chat"),
        TemplateSet.STANDARD,
        _chat,
        needs=("quote",),
        moods=("tint", "light", "deep", "duo"),
    ),
)
