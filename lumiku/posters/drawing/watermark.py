"""The free plan's mark: a small plate in the corner of the safe area that hides the least."""

from typing import Final

from PIL import Image, ImageDraw

from lumiku.posters.document.formats import FORMATS
from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import Layer, LogoLayer, Mask, PosterDoc, ShapeLayer, TextLayer
from lumiku.posters.drawing.masks import dimmed, outline_mask
from lumiku.posters.layout.ink import ink_box
from lumiku.posters.layout.typefaces import face

__all__ = ["WATERMARK", "stamp"]

WATERMARK: Final = "Dibuat dengan Lumiku"


def stamp(canvas: Image.Image, doc: PosterDoc) -> None:
    """Puts the mark on a drawn poster."""
    fmt = FORMATS[doc.format]
    size = max(0.021 * fmt.width if fmt.aspect < 2 else 0.05 * fmt.height, 11)
    set_in = face("Plus Jakarta Sans", 600)
    plate = (set_in.width(WATERMARK) * size + size * 1.5, size * 2.05)
    spot = _quiet_corner(doc, plate, size)
    wide, high = int(plate[0]), int(plate[1])
    mask = outline_mask(wide, high, Mask(radius=size)) or Image.new("L", (wide, high), 255)
    canvas.paste("#14161a", (round(spot.x), round(spot.y)), dimmed(mask, 0.72))
    ImageDraw.Draw(canvas).text(
        (spot.x + size * 0.75, spot.cy + set_in.cap * size / 2),
        WATERMARK,
        "#ffffff",
        set_in.font(size),
        anchor="ls",
    )


def _quiet_corner(doc: PosterDoc, plate: tuple[float, float], size: float) -> Rect:
    fmt = FORMATS[doc.format]
    inset, edge = fmt.safe, size * 1.1
    area = Rect(0, 0, doc.width, doc.height).cut(
        max(inset.left, edge),
        max(inset.top, edge),
        max(inset.right, edge),
        max(inset.bottom, edge),
    )
    taken = [
        ink_box(layer, doc.fonts)
        if isinstance(layer, TextLayer)
        else Rect(layer.x, layer.y, layer.w, layer.h)
        for layer in doc.layers
        if isinstance(layer, TextLayer | LogoLayer) or _is_plate(layer, doc)
    ]
    spots = [
        Rect(x, y, plate[0], plate[1])
        for y in (area.bottom - plate[1], area.y)
        for x in (area.right - plate[0], area.x, area.cx - plate[0] / 2)
    ]
    return min(spots, key=lambda spot: sum(spot.overlap(other) for other in taken))


def _is_plate(layer: Layer, doc: PosterDoc) -> bool:
    """A button, badge or card: a small filled shape that the mark should leave alone."""
    small = layer.w * layer.h < 0.2 * doc.width * doc.height
    return isinstance(layer, ShapeLayer) and small and bool(layer.group) and layer.fill is not None
