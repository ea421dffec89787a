"""Arrangements that templates share: where the picture goes, where the words, what ornaments."""

import math
from collections.abc import Sequence
from typing import Final

from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Mask
from lumiku.posters.layout import motifs
from lumiku.posters.layout.blocks import Align, Block, Words
from lumiku.posters.layout.canvas import Canvas
from lumiku.posters.layout.photos import View

__all__ = [
    "badge",
    "below_mark",
    "domed",
    "door_mask",
    "floor",
    "mark_above",
    "mark_on_photo",
    "mark_where_free",
    "split",
    "tide",
    "turned_about",
    "window_room",
]

_BADGE_TURN: Final = -8.0  # degrees


def split(
    canvas: Canvas,
    blocks: Sequence[Block | None],
    *,
    share: float = 0.56,
    flip: bool = False,
    even: bool = False,
    surface: str = "bg",
    gap: float = 1.3,
) -> tuple[Rect, Rect]:
    """(picture to the edges, room for words): beside each other when wide, else stacked.

    The picture takes what the words do not need. On a tall canvas the words stand above it,
    under the brand's mark, because every platform covers some of the bottom.
    """
    bounds = canvas.bounds
    safe = canvas.even if even and not canvas.wide else canvas.safe
    space = canvas.gutter * gap
    if canvas.wide:
        if canvas.banner:
            edge = safe.x + safe.w * (1 - share * 0.86)
            share = (bounds.w - edge) / bounds.w
        if flip:
            picture = bounds.left_part(bounds.w * share)
            return picture, Rect.between(picture.right + space, safe.y, safe.right, safe.bottom)
        picture = bounds.right_part(bounds.w * share)
        return picture, Rect.between(safe.x, safe.y, picture.x - space, safe.bottom)
    if canvas.tall:
        room = Rect(safe.x, below_mark(canvas, surface=surface).y, safe.w, 1)
        most = bounds.h * 0.62 - room.y if canvas.covered else bounds.h * 0.55 - room.y
        need = min(max(canvas.needs(blocks, safe.w, most), safe.h * 0.22), most)
        words = room.top_part(need)
        return bounds.cut(top=words.bottom + space), words
    low = bounds.h * (0.84 - share) - (bounds.h - safe.bottom) - space
    high = bounds.h * (1.1 - share) - (bounds.h - safe.bottom) - space
    words_h = min(max(canvas.needs(blocks, safe.w, high) + space * 0.3, low), high)
    if flip:
        words = safe.top_part(words_h)
        return bounds.cut(top=words.bottom + space), words
    words = safe.bottom_part(words_h)
    return bounds.top_part(words.y - space), words


def below_mark(canvas: Canvas, gap: float = 1.35, surface: str = "bg") -> Rect:
    """The safe area without the line that the brand's mark takes at its top."""
    if not canvas.brand and canvas.logo is None:
        return canvas.safe
    plate = canvas.base * 0.9 if canvas.plate(surface) else 0.0
    return canvas.safe.cut(top=canvas.mark_size()[1] + plate + canvas.gutter * gap)


def mark_above(canvas: Canvas, column: Rect, used: Rect, surface: str = "bg") -> None:
    """The brand's mark at the head of a column, when what was placed below leaves it room."""
    plate = canvas.base * 0.9 if canvas.plate(surface) else 0.0
    need = canvas.mark_size()[1] + plate
    if used.y - column.y >= need + canvas.base * 0.9:
        canvas.mark(column.top_part(need + 1), surface=surface)


def mark_on_photo(canvas: Canvas, bottom: float, align: Align = "left") -> None:
    """The brand's mark in an upper corner of a photo that ends at `bottom`."""
    corner = Rect.between(canvas.safe.x, canvas.margin, canvas.safe.right, bottom)
    canvas.mark(corner, align=align, surface="photo", ink="on_shade")


def mark_where_free(
    canvas: Canvas, picture: Rect, column: Rect, used: Rect, surface: str = "bg"
) -> None:
    """The brand's mark above everything on a tall canvas, over the words on a wide one, else in
    the corner of the picture."""
    if canvas.tall:
        canvas.mark(canvas.safe, surface=surface)
    elif canvas.wide:
        mark_above(canvas, column, used, surface)
    else:
        mark_on_photo(canvas, picture.bottom)


def floor(canvas: Canvas) -> None:
    """On a tall canvas, a picture where the platform's buttons leave no room for words."""
    if not canvas.tall:
        return
    strip = canvas.bounds.cut(top=canvas.safe.bottom + canvas.gutter * 1.4)
    if strip.h > canvas.base * 5:
        canvas.photo(canvas.photo_at(0), strip, view=View(0.5, 0.46), ground="panel")


def tide(canvas: Canvas, top: float, ink: str = "panel") -> None:
    """A swell of colour from a height down to the canvas's edge."""
    swell = Rect.between(0, top, canvas.bounds.w, top + canvas.base * 4).rounded()
    canvas.path(swell, motifs.wave(0.8), ink, name="tide")
    canvas.rect(canvas.bounds.cut(top=swell.bottom - 1), ink, name="tide")


def badge(
    canvas: Canvas,
    box: Rect,
    small: str,
    big: str,
    *,
    bind: str = "",
    outline: str | None = None,
    fill: str = "accent",
    ink: str = "on_accent",
) -> None:
    """A round badge with a small line over a big one, turned a little."""
    room = canvas.safe.inset(-0.14 * box.w)
    box = Rect(
        min(max(box.x, room.x), room.right - box.w),
        min(max(box.y, room.y), room.bottom - box.h),
        box.w,
        box.h,
    ).rounded()
    if outline:
        canvas.path(box, outline, fill, name="badge", group="badge", rotation=_BADGE_TURN)
    else:
        canvas.rect(box, fill, name="badge", group="badge", shadow=canvas.soft(0.9), ellipse=True)
    over = canvas.setting("body", 700, 0.06, small)
    under = canvas.setting("display", 800, -0.02, big)
    size = min(box.w * 0.66 / under.face.width(big, -0.02), box.w * 0.36)
    small_size = min(box.w * 0.56 / over.face.width(small, 0.06), box.w * 0.125, size * 0.5)
    lines = [(big, bind, "badge-big", under, size)]
    if small_size >= canvas.smallest * 0.95:
        lines.insert(0, (small, "", "badge-small", over, small_size))
    gap = small_size * 0.42
    height = sum(setting.face.cap * px for *_, setting, px in lines) + gap * (len(lines) - 1)
    y = box.cy - height / 2
    for text, bound, name, setting, px in lines:
        y += setting.face.cap * px
        words = Words(text, bound, name, ink=ink, leading=1.0)
        middle = y - setting.face.baseline(px, 1.0) + px / 2
        at = turned_about(box, Rect.around(box.cx, middle, box.w, px), _BADGE_TURN)
        canvas.text_layer(
            words,
            (text,),
            setting,
            px,
            at,
            align="center",
            surface=fill,
            group="badge",
            rotation=_BADGE_TURN,
        )
        y += gap


def turned_about(whole: Rect, part: Rect, degrees: float) -> Rect:
    """Where a part has to be so that it turns with the whole when both are rotated."""
    angle = math.radians(degrees)
    dx, dy = part.cx - whole.cx, part.cy - whole.cy
    return Rect.around(
        whole.cx + dx * math.cos(angle) - dy * math.sin(angle),
        whole.cy + dx * math.sin(angle) + dy * math.cos(angle),
        part.w,
        part.h,
    )


def door_mask(door: Rect) -> Mask:
    """Straight sides under a half circle as wide as the door."""
    w, h, r = door.w, door.h, min(door.w / 2, door.h)
    k = r * 0.4477
    path = (
        f"M0,{h:.1f} L0,{r:.1f} C0,{k:.1f} {k:.1f},0 {r:.1f},0 L{w - r:.1f},0 "
        f"C{w - k:.1f},0 {w:.1f},{k:.1f} {w:.1f},{r:.1f} L{w:.1f},{h:.1f} Z"
    )
    return Mask(kind="path", path=path, view=(w, h))


def window_room(canvas: Canvas) -> Rect:
    """Where a tall window stands on a wide canvas."""
    safe, bounds = canvas.safe, canvas.bounds
    high = bounds.h - safe.y * 0.8
    wide = min(high * 0.82, safe.w * 0.4)
    right = safe.right - (canvas.base * 2.2 if not canvas.banner else 0)
    return Rect.between(right - wide, safe.y * 0.8, right, bounds.h)


def domed(canvas: Canvas, window: Rect, ink: str) -> None:
    """The poster's photo in an onion-domed window with a fine outline around it."""
    window = window.rounded()
    reaches_floor = window.bottom >= canvas.bounds.h
    halo = window.inset(-canvas.base * 0.48).cut(bottom=-canvas.base if reaches_floor else 0)
    outline = (ink, max(canvas.base * 0.08, 2))
    canvas.path(halo, motifs.dome(), None, name="window-frame", stroke=outline)
    canvas.photo(
        canvas.photo_at(0),
        window,
        view=View(0.5, 0.5),
        mask=Mask(kind="path", path=motifs.dome()),
        ground="panel",
    )
