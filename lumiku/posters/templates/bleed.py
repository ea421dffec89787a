"""A photo from edge to edge with words over it, or melting into a ground beside them."""

from collections.abc import Sequence

from lumiku.posters.document import colour
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Photo, Solid
from lumiku.posters.layout.blocks import Block
from lumiku.posters.layout.canvas import Side, Stage
from lumiku.posters.layout.photos import View
from lumiku.posters.templates.arrange import below_mark

__all__ = ["bleed"]


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
