"""Arrangements that templates share: where the picture goes, where the words, what ornaments."""

import math
from collections.abc import Sequence
from typing import Final

from lumiku.posters import colour, motifs
from lumiku.posters.blocks import Block, Words
from lumiku.posters.geometry import Rect
from lumiku.posters.photos import View
from lumiku.posters.schemas import Mask, Photo, Solid
from lumiku.posters.stage import Side, Stage

__all__ = [
    "badge",
    "below_mark",
    "bleed",
    "domed",
    "door_mask",
    "floor",
    "mark_above",
    "split",
    "tide",
    "turned_about",
    "window_room",
]

_BADGE_TURN: Final = -8.0  # degrees


def split(
    stage: Stage,
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
    canvas = stage.canvas
    safe = stage.even if even and not stage.wide else stage.safe
    space = stage.gutter * gap
    if stage.wide:
        if stage.banner:
            edge = safe.x + safe.w * (1 - share * 0.86)
            share = (canvas.w - edge) / canvas.w
        if flip:
            picture = canvas.left_part(canvas.w * share)
            return picture, Rect.between(picture.right + space, safe.y, safe.right, safe.bottom)
        picture = canvas.right_part(canvas.w * share)
        return picture, Rect.between(safe.x, safe.y, picture.x - space, safe.bottom)
    if stage.tall:
        room = Rect(safe.x, below_mark(stage, surface=surface).y, safe.w, 1)
        most = canvas.h * 0.62 - room.y if stage.covered else canvas.h * 0.55 - room.y
        need = min(max(stage.needs(blocks, safe.w, most), safe.h * 0.22), most)
        words = room.top_part(need)
        return canvas.cut(top=words.bottom + space), words
    low = canvas.h * (0.84 - share) - (canvas.h - safe.bottom) - space
    high = canvas.h * (1.1 - share) - (canvas.h - safe.bottom) - space
    words_h = min(max(stage.needs(blocks, safe.w, high) + space * 0.3, low), high)
    if flip:
        words = safe.top_part(words_h)
        return canvas.cut(top=words.bottom + space), words
    words = safe.bottom_part(words_h)
    return canvas.top_part(words.y - space), words


def below_mark(stage: Stage, gap: float = 1.35, surface: str = "bg") -> Rect:
    """The safe area without the line that the brand's mark takes at its top."""
    if not stage.brand and stage.logo is None:
        return stage.safe
    plate = stage.base * 0.9 if stage.plate(surface) else 0.0
    return stage.safe.cut(top=stage.mark_size()[1] + plate + stage.gutter * gap)


def mark_above(stage: Stage, column: Rect, used: Rect, surface: str = "bg") -> None:
    """The brand's mark at the head of a column, when what was placed below leaves it room."""
    plate = stage.base * 0.9 if stage.plate(surface) else 0.0
    need = stage.mark_size()[1] + plate
    if used.y - column.y >= need + stage.base * 0.9:
        stage.mark(column.top_part(need + 1), surface=surface)


def floor(stage: Stage) -> None:
    """On a tall canvas, a picture where the platform's buttons leave no room for words."""
    if not stage.tall:
        return
    strip = stage.canvas.cut(top=stage.safe.bottom + stage.gutter * 1.4)
    if strip.h > stage.base * 5:
        stage.photo(stage.photo_at(0), strip, view=View(0.5, 0.46), ground="panel")


def tide(stage: Stage, top: float, ink: str = "panel") -> None:
    """A swell of colour from a height down to the canvas's edge."""
    swell = Rect.between(0, top, stage.canvas.w, top + stage.base * 4).rounded()
    stage.path(swell, motifs.wave(0.8), ink, name="tide")
    stage.rect(stage.canvas.cut(top=swell.bottom - 1), ink, name="tide")


def bleed(
    stage: Stage,
    photo: Photo | None,
    blocks: Sequence[Block | None],
    *,
    flip: bool = False,
    across: float = 0.5,
) -> tuple[Rect, bool]:
    """The photo from edge to edge under a column of words; returns the words' place, and whether
    that is on plain ground above the photo.

    When wide the words stand beside the subject, else below it, or above it where the platform
    covers the lower third. A subject that the words would hide is moved away from them, and the
    photo melts into a dark ground. `across` is where the subject stands when there is room.
    """
    if stage.wide:
        return _bleed_wide(stage, photo, flip), False
    if stage.covered:
        return _bleed_below(stage, photo, blocks, across), True
    canvas, safe = stage.canvas, stage.safe
    words = safe.bottom_part(stage.needs(blocks, safe.w, safe.h * (0.5 if stage.tall else 0.56)))
    crop = stage.photo(photo, canvas, view=View(across, 0.36), ground="panel")
    if any(face.bottom > words.y + stage.base for face in stage.faces):
        stage.layers.clear()
        stage.faces.clear()
        if stage.tall:
            return _bleed_below(stage, photo, blocks, across), True
        return _bleed_up(stage, photo, words, across), False
    box = canvas.cut(top=max(words.y - stage.base * 5.5, 0))
    share = (box.bottom - words.y + stage.base * 0.4) / box.h
    strength = stage.scrim_for(photo, crop, canvas, words)
    stage.scrim(box, "bottom", solid=min(share, 0.96), strength=strength)
    return words, False


def _bleed_up(stage: Stage, photo: Photo | None, words: Rect, across: float) -> Rect:
    """The photo in the part above the words, its lower edge melting."""
    frame = stage.canvas.top_part(round(words.y + stage.base * 1.2))
    stage.background = Solid(colour="shade")
    stage.photo(photo, frame, view=View(across, 0.42), ground="panel")
    melt = frame.bottom_part(stage.base * 6)
    stage.scrim(melt.rounded(), "bottom", solid=0.22, strength=0.96)
    hem = frame.bottom_part(stage.base * 1.2)
    stage.scrim(hem.rounded(), "bottom", solid=0.1, strength=1.0)
    stage.photo_ground = stage.palette.shade
    return words


def _bleed_wide(stage: Stage, photo: Photo | None, flip: bool) -> Rect:
    """A photo cut to a strip shows little: it stands at its side and melts into the ground."""
    canvas, safe = stage.canvas, stage.safe
    words = safe.right_part(safe.w * 0.53) if flip else safe.left_part(safe.w * 0.53)
    edge = words.x + words.w * (0.3 if flip else 0.7)
    frame = (
        Rect.between(0, 0, edge, canvas.h) if flip else Rect.between(edge, 0, canvas.w, canvas.h)
    )
    stage.background = Solid(colour="shade")
    stage.photo(photo, frame, view=View(0.42 if flip else 0.58, 0.4), ground="panel")
    side: Side = "right" if flip else "left"
    reach = (frame.right - words.x if flip else words.right - frame.x) + stage.base * 5
    melt = frame.right_part(reach) if flip else frame.left_part(reach)
    stage.scrim(melt.rounded(), side, solid=0.5, strength=0.86)
    hem = frame.w * 0.34
    edge_strip = frame.right_part(hem) if flip else frame.left_part(hem)
    stage.scrim(edge_strip.rounded(), side, solid=0.06, strength=1.0)
    stage.photo_ground = colour.mix("#ffffff", stage.palette.shade, 0.8)
    return words


def _bleed_below(
    stage: Stage, photo: Photo | None, blocks: Sequence[Block | None], across: float
) -> Rect:
    """Words on a ground above, into which the top of the photo melts."""
    canvas = stage.canvas
    room = below_mark(stage, surface="shade")
    words = room.top_part(stage.needs(blocks, room.w, stage.safe.h * 0.5))
    frame = canvas.cut(top=round(words.bottom - stage.base * 1.2))
    stage.background = Solid(colour="shade")
    stage.photo(photo, frame, view=View(across, 0.52), ground="panel")
    melt = frame.top_part(stage.base * 6)
    stage.scrim(melt.rounded(), "top", solid=0.22, strength=0.96)
    hem = frame.top_part(stage.base * 1.2)
    stage.scrim(hem.rounded(), "top", solid=0.1, strength=1.0)
    stage.photo_ground = stage.palette.shade
    return words


def badge(
    stage: Stage,
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
    room = stage.safe.inset(-0.14 * box.w)
    box = Rect(
        min(max(box.x, room.x), room.right - box.w),
        min(max(box.y, room.y), room.bottom - box.h),
        box.w,
        box.h,
    ).rounded()
    if outline:
        stage.path(box, outline, fill, name="badge", group="badge", rotation=_BADGE_TURN)
    else:
        stage.rect(box, fill, name="badge", group="badge", shadow=stage.soft(0.9), ellipse=True)
    over = stage.setting("body", 700, 0.06, small)
    under = stage.setting("display", 800, -0.02, big)
    size = min(box.w * 0.66 / under.face.width(big, -0.02), box.w * 0.36)
    small_size = min(box.w * 0.56 / over.face.width(small, 0.06), box.w * 0.125, size * 0.5)
    lines = [(big, bind, "badge-big", under, size)]
    if small_size >= stage.smallest * 0.95:
        lines.insert(0, (small, "", "badge-small", over, small_size))
    gap = small_size * 0.42
    height = sum(setting.face.cap * px for *_, setting, px in lines) + gap * (len(lines) - 1)
    y = box.cy - height / 2
    for text, bound, name, setting, px in lines:
        y += setting.face.cap * px
        words = Words(text, bound, name, ink=ink, leading=1.0)
        middle = y - setting.face.baseline(px, 1.0) + px / 2
        at = turned_about(box, Rect.around(box.cx, middle, box.w, px), _BADGE_TURN)
        stage.text_layer(
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


def window_room(stage: Stage) -> Rect:
    """Where a tall window stands on a wide canvas."""
    safe, canvas = stage.safe, stage.canvas
    high = canvas.h - safe.y * 0.8
    wide = min(high * 0.82, safe.w * 0.4)
    right = safe.right - (stage.base * 2.2 if not stage.banner else 0)
    return Rect.between(right - wide, safe.y * 0.8, right, canvas.h)


def domed(stage: Stage, window: Rect, ink: str) -> None:
    """The poster's photo in an onion-domed window with a fine outline around it."""
    window = window.rounded()
    reaches_floor = window.bottom >= stage.canvas.h
    halo = window.inset(-stage.base * 0.48).cut(bottom=-stage.base if reaches_floor else 0)
    outline = (ink, max(stage.base * 0.08, 2))
    stage.path(halo, motifs.dome(), None, name="window-frame", stroke=outline)
    stage.photo(
        stage.photo_at(0),
        window,
        view=View(0.5, 0.5),
        mask=Mask(kind="path", path=motifs.dome()),
        ground="panel",
    )
