"""A photo from edge to edge with words over it, or melting into a ground beside them."""

from collections.abc import Sequence

from lumiku.posters.document import colour
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Photo, Solid
from lumiku.posters.layout.blocks import Block
from lumiku.posters.layout.canvas import Canvas, Side
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import below_mark

__all__ = ["bleed"]


def bleed(
    canvas: Canvas,
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
    if canvas.wide:
        return _bleed_wide(canvas, photo, flip), False
    if canvas.covered:
        return _bleed_below(canvas, photo, blocks, across), True
    bounds, safe = canvas.bounds, canvas.safe
    words = safe.bottom_part(canvas.needs(blocks, safe.w, safe.h * (0.5 if canvas.tall else 0.56)))
    crop = canvas.photo(photo, bounds, view=View(across, 0.36), ground="panel")
    if any(face.bottom > words.y + canvas.base for face in canvas.faces):
        canvas.layers.clear()
        canvas.faces.clear()
        if canvas.tall:
            return _bleed_below(canvas, photo, blocks, across), True
        return _bleed_up(canvas, photo, words, across), False
    box = bounds.cut(top=max(words.y - canvas.base * 5.5, 0))
    share = (box.bottom - words.y + canvas.base * 0.4) / box.h
    strength = canvas.scrim_for(photo, crop, bounds, words)
    canvas.scrim(box, "bottom", solid=min(share, 0.96), strength=strength)
    return words, False


def _bleed_up(canvas: Canvas, photo: Photo | None, words: Rect, across: float) -> Rect:
    """The photo in the part above the words, its lower edge melting."""
    frame = canvas.bounds.top_part(round(words.y + canvas.base * 1.2))
    canvas.background = Solid(colour="shade")
    canvas.photo(photo, frame, view=View(across, 0.42), ground="panel")
    melt = frame.bottom_part(canvas.base * 6)
    canvas.scrim(melt.rounded(), "bottom", solid=0.22, strength=0.96)
    hem = frame.bottom_part(canvas.base * 1.2)
    canvas.scrim(hem.rounded(), "bottom", solid=0.1, strength=1.0)
    canvas.photo_ground = canvas.palette.shade
    return words


def _bleed_wide(canvas: Canvas, photo: Photo | None, flip: bool) -> Rect:
    """A photo cut to a strip shows little: it stands at its side and melts into the ground."""
    bounds, safe = canvas.bounds, canvas.safe
    words = safe.right_part(safe.w * 0.53) if flip else safe.left_part(safe.w * 0.53)
    edge = words.x + words.w * (0.3 if flip else 0.7)
    frame = (
        Rect.between(0, 0, edge, bounds.h) if flip else Rect.between(edge, 0, bounds.w, bounds.h)
    )
    canvas.background = Solid(colour="shade")
    canvas.photo(photo, frame, view=View(0.42 if flip else 0.58, 0.4), ground="panel")
    side: Side = "right" if flip else "left"
    reach = (frame.right - words.x if flip else words.right - frame.x) + canvas.base * 5
    melt = frame.right_part(reach) if flip else frame.left_part(reach)
    canvas.scrim(melt.rounded(), side, solid=0.5, strength=0.86)
    hem = frame.w * 0.34
    edge_strip = frame.right_part(hem) if flip else frame.left_part(hem)
    canvas.scrim(edge_strip.rounded(), side, solid=0.06, strength=1.0)
    canvas.photo_ground = colour.mix("#ffffff", canvas.palette.shade, 0.8)
    return words


def _bleed_below(
    canvas: Canvas, photo: Photo | None, blocks: Sequence[Block | None], across: float
) -> Rect:
    """Words on a ground above, into which the top of the photo melts."""
    bounds = canvas.bounds
    room = below_mark(canvas, surface="shade")
    words = room.top_part(canvas.needs(blocks, room.w, canvas.safe.h * 0.5))
    frame = bounds.cut(top=round(words.bottom - canvas.base * 1.2))
    canvas.background = Solid(colour="shade")
    canvas.photo(photo, frame, view=View(across, 0.52), ground="panel")
    melt = frame.top_part(canvas.base * 6)
    canvas.scrim(melt.rounded(), "top", solid=0.22, strength=0.96)
    hem = frame.top_part(canvas.base * 1.2)
    canvas.scrim(hem.rounded(), "top", solid=0.1, strength=1.0)
    canvas.photo_ground = canvas.palette.shade
    return words
