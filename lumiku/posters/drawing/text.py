"""Drawing the lines of a text layer, each on the baseline that the document's formula gives."""

from typing import Final

from PIL import ImageDraw

from lumiku.posters.document.schemas import FontPair, TextLayer
from lumiku.posters.layout.typefaces import FEATURES, Face, face, family_of

__all__ = ["write"]

_SHIFT: Final = {"left": 0.0, "center": 0.5, "right": 1.0}


def write(draw: ImageDraw.ImageDraw, layer: TextLayer, fonts: FontPair, ink: str | int) -> None:
    """Draws a layer's lines, unturned."""
    set_in = face(family_of(layer.font, fonts), layer.weight)
    font = set_in.font(layer.size)
    for index, line in enumerate(layer.lines):
        width = set_in.width(line, layer.tracking) * layer.size
        x = layer.x + (layer.w - width) * _SHIFT[layer.align]
        below = index * layer.size * layer.leading + set_in.baseline(layer.size, layer.leading)
        y = layer.y + below
        if layer.tracking:
            _tracked(draw, layer, set_in, (line, x, y), ink)
        else:
            draw.text((x, y), line, ink, font, anchor="ls", features=FEATURES)
        if layer.strike:
            _strike(draw, layer.size, (x, y - set_in.x_height * layer.size * 0.62, width), ink)


def _tracked(
    draw: ImageDraw.ImageDraw,
    layer: TextLayer,
    set_in: Face,
    line: tuple[str, float, float],
    ink: str | int,
) -> None:
    """Letter by letter, each where its kerned prefix ends plus the tracking so far."""
    font = set_in.font(layer.size)
    text, x, y = line
    for index, letter in enumerate(text):
        prefix = text[: index + 1]
        along = set_in.width(prefix) - set_in.width(letter) + index * layer.tracking
        at = (x + along * layer.size, y)
        draw.text(at, letter, ink, font, anchor="ls", features=FEATURES)


def _strike(
    draw: ImageDraw.ImageDraw, size: float, line: tuple[float, float, float], ink: str | int
) -> None:
    """A rule through a line (left, height, width), a little longer than it."""
    left, middle, width = line
    half, reach = max(size * 0.075, 1.5) / 2, size * 0.06
    draw.rectangle((left - reach, middle - half, left + width + reach, middle + half), ink)
