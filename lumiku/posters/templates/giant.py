"""One word or date as large as the canvas allows, words and the picture with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from lumiku.posters.document.geometry import Rect
from lumiku.posters.layout.blocks import Align, Block, Words
from lumiku.posters.layout.canvas import Stage
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


def with_giant(stage: Stage, giant: Giant, blocks: Sequence[Block | None]) -> Rect:
    """Places the giant, the picture and the words; returns the picture's place.

    When wide the picture stands beside; else under the giant, or under the words on a tall
    canvas.
    """
    place = _beside(stage, giant, blocks) if stage.wide else _below(stage, giant, blocks)
    if not stage.wide:
        stage.mark(stage.even, align="center")
    return place


def _beside(stage: Stage, giant: Giant, blocks: Sequence[Block | None]) -> Rect:
    canvas, safe = stage.canvas, stage.safe
    right = canvas.w - safe.x * 0.3 if stage.banner else safe.right
    photo = Rect.between(safe.x + safe.w * 0.57, safe.y, right, safe.bottom)
    head = Rect.between(safe.x, safe.y, photo.x - stage.gutter * 0.5, safe.bottom)
    cap = _write(stage, giant.words, head, safe.h * 0.38, "left")
    _picture(stage, photo, stage.base)
    words = head.cut(top=cap + stage.gutter * 1.15, right=stage.gutter * 0.8)
    stage.stack(words, blocks, valign="middle")
    return photo


def _below(stage: Stage, giant: Giant, blocks: Sequence[Block | None]) -> Rect:
    canvas, even = stage.canvas, stage.even
    head = even.cut(top=below_mark(stage, 1.15).y - even.y)
    most = 0.25 if stage.tall else giant.most
    need = stage.needs(blocks, even.w, stage.safe.h * 0.4)
    if stage.tall:
        cap = _write(stage, giant.words, head, stage.safe.h * most, "center")
        words = Rect(even.x, head.y + cap + stage.gutter * 1.3, even.w, need)
        top = words.bottom + stage.gutter * 1.4
        photo = Rect.between(canvas.w * 0.11, top, canvas.w * 0.89, canvas.h + stage.base * 2)
        _picture(stage, photo, stage.base * 1.3)
    else:
        words = even.bottom_part(need)
        cap = _write(stage, giant.words, head, stage.safe.h * most, "center")
        top = head.y + cap * (1 - giant.overlap) + (0 if giant.overlap else stage.gutter)
        photo = Rect.between(even.x, top, even.right, words.y - stage.gutter * 1.5)
        photo = photo.inset(even.w * 0.1, 0)
        _picture(stage, photo, stage.base * 1.3)
    stage.stack(words, blocks, align="center")
    return photo


def _write(stage: Stage, words: Words, room: Rect, most: float, align: Align) -> float:
    """The giant at the top of a room; returns the height of its capitals."""
    face = stage.setting(words.font, words.weight, words.tracking, words.shown).face
    width = face.width(words.shown, words.tracking)
    size = min(room.w / width, most / face.cap)
    cap = face.cap * size
    stage.line(words, size, (room.x, room.y + cap, room.w), align=align, surface="bg")
    return cap


def _picture(stage: Stage, box: Rect, radius: float) -> None:
    stage.photo(
        stage.photo_at(0),
        box,
        view=View(0.5, 0.42),
        radius=radius,
        shadow=stage.soft(1.2),
        ground="panel",
    )
