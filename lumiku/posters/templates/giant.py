"""One word or date as large as the canvas allows, words and the picture with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from lumiku.posters.document.geometry import Rect
from lumiku.posters.layout.blocks import Align, Block, Words
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import below_mark

__all__ = ["Giant", "with_giant"]


@dataclass(frozen=True)
class Giant:
    """`overlap` is the share of its height behind which the picture starts; `most` the share of
    the safe height that it may take on a post."""

    words: Words
    overlap: float = 0.0
    most: float = 0.24


def with_giant(canvas: Canvas, giant: Giant, blocks: Sequence[Block | None]) -> Rect:
    """Places the giant, the picture and the words; returns the picture's place.

    When wide the picture stands beside; else under the giant, or under the words on a tall
    canvas.
    """
    place = _beside(canvas, giant, blocks) if canvas.wide else _below(canvas, giant, blocks)
    if not canvas.wide:
        canvas.mark(canvas.even, align="center")
    return place


def _beside(canvas: Canvas, giant: Giant, blocks: Sequence[Block | None]) -> Rect:
    bounds, safe = canvas.bounds, canvas.safe
    right = bounds.w - safe.x * 0.3 if canvas.banner else safe.right
    photo = Rect.between(safe.x + safe.w * 0.57, safe.y, right, safe.bottom)
    head = Rect.between(safe.x, safe.y, photo.x - canvas.gutter * 0.5, safe.bottom)
    cap = _write(canvas, giant.words, head, safe.h * 0.38, "left")
    _picture(canvas, photo, canvas.base)
    words = head.cut(top=cap + canvas.gutter * 1.15, right=canvas.gutter * 0.8)
    canvas.stack(words, blocks, valign="middle")
    return photo


def _below(canvas: Canvas, giant: Giant, blocks: Sequence[Block | None]) -> Rect:
    bounds, even = canvas.bounds, canvas.even
    head = even.cut(top=below_mark(canvas, 1.15).y - even.y)
    most = 0.25 if canvas.tall else giant.most
    need = canvas.needs(blocks, even.w, canvas.safe.h * 0.4)
    if canvas.tall:
        cap = _write(canvas, giant.words, head, canvas.safe.h * most, "center")
        words = Rect(even.x, head.y + cap + canvas.gutter * 1.3, even.w, need)
        top = words.bottom + canvas.gutter * 1.4
        photo = Rect.between(bounds.w * 0.11, top, bounds.w * 0.89, bounds.h + canvas.base * 2)
        _picture(canvas, photo, canvas.base * 1.3)
    else:
        words = even.bottom_part(need)
        cap = _write(canvas, giant.words, head, canvas.safe.h * most, "center")
        top = head.y + cap * (1 - giant.overlap) + (0 if giant.overlap else canvas.gutter)
        photo = Rect.between(even.x, top, even.right, words.y - canvas.gutter * 1.5)
        photo = photo.inset(even.w * 0.1, 0)
        _picture(canvas, photo, canvas.base * 1.3)
    canvas.stack(words, blocks, align="center")
    return photo


def _write(canvas: Canvas, words: Words, room: Rect, most: float, align: Align) -> float:
    """The giant at the top of a room; returns the height of its capitals."""
    face = canvas.setting(words.font, words.weight, words.tracking, words.shown).face
    width = face.width(words.shown, words.tracking)
    size = min(room.w / width, most / face.cap)
    cap = face.cap * size
    canvas.line(words, size, (room.x, room.y + cap, room.w), align=align, surface="bg")
    return cap


def _picture(canvas: Canvas, box: Rect, radius: float) -> None:
    canvas.photo(
        canvas.photo_at(0),
        box,
        view=View(0.5, 0.42),
        radius=radius,
        shadow=canvas.soft(1.2),
        ground="panel",
    )
