"""Where the letters of a text layer are, as opposed to the box they are aligned in."""

import math

from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import FontPair, TextLayer
from lumiku.posters.layout.typefaces import face, family_of

__all__ = ["ink_box"]

_SHIFT = {"left": 0.0, "center": 0.5, "right": 1.0}


def ink_box(layer: TextLayer, fonts: FontPair) -> Rect:
    """From the capitals of the first line to the baseline of the last, turned with the layer."""
    set_in = face(family_of(layer.font, fonts), layer.weight)
    widths = [set_in.width(line, layer.tracking) * layer.size for line in layer.lines]
    width = max(widths, default=0.0)
    left = layer.x + (layer.w - width) * _SHIFT[layer.align]
    first = layer.y + set_in.baseline(layer.size, layer.leading)
    last = first + layer.size * layer.leading * max(len(layer.lines) - 1, 0)
    box = Rect.between(left, first - set_in.cap * layer.size, left + width, last)
    if not layer.rotation:
        return box
    # The letters turn about the centre of the layer, not of their own box.
    angle = math.radians(layer.rotation)
    cx, cy = layer.x + layer.w / 2, layer.y + layer.h / 2
    dx, dy = box.cx - cx, box.cy - cy
    sine, cosine = abs(math.sin(angle)), abs(math.cos(angle))
    return Rect.around(
        cx + dx * math.cos(angle) - dy * math.sin(angle),
        cy + dx * math.sin(angle) + dy * math.cos(angle),
        box.w * cosine + box.h * sine,
        box.w * sine + box.h * cosine,
    )
