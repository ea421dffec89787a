"""Printed labels: text and simple marks in linear colour with their coverage."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tools.drawing.fields import Floats, floats

__all__ = ["Line", "fitted_font", "printed"]


@dataclass(frozen=True)
class Line:
    """One centred line. size and y are parts of the label's height; spacing is in ems."""

    text: str
    size: float
    y: float
    colour: str
    weight: float = 0.0  # stroke, as a part of the size: the shipped font has one weight only
    spacing: float = 0.0


def fitted_font(size: float) -> ImageFont.FreeTypeFont:
    """The font that Pillow carries (Aileron, CC0) at a size in px."""
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("this Pillow was built without FreeType")
    return font


def printed(
    size: tuple[int, int],
    lines: Sequence[Line],
    paper: str | None,
    rules: Sequence[tuple[float, float, str]] = (),
) -> Floats:
    """A label as (h, w, 4) sRGB 0..1. rules: (y, width, colour) hairlines; paper None = see-through
    so that the print sits on the object itself.
    """
    width, height = size
    sheet = Image.new("RGBA", size, paper or "#FFFFFF00")
    draw = ImageDraw.Draw(sheet)
    for line in lines:
        _centred(draw, line, width, height)
    for y, share, colour in rules:
        half = width * share / 2
        thick = max(1, round(height * 0.004))
        box = (width / 2 - half, y * height, width / 2 + half, y * height + thick)
        draw.rectangle(box, fill=colour)
    return floats(np.asarray(sheet)) / np.float32(255)


def _centred(draw: ImageDraw.ImageDraw, line: Line, width: int, height: int) -> None:
    font = fitted_font(line.size * height)
    stroke = round(line.weight * line.size * height)
    gap = line.spacing * line.size * height
    steps = [font.getlength(letter) + gap for letter in line.text]
    x = width / 2 - (sum(steps) - gap) / 2
    for letter, step in zip(line.text, steps, strict=True):
        draw.text((x, line.y * height), letter, line.colour, font, anchor="lm", stroke_width=stroke)
        x += step
