"""The two brands' marks on transparent ground."""

from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from tools.drawing.labels import fitted_font

__all__ = ["aura", "joy"]

_SIDE: Final = 800
_FINE: Final = 2  # drawn larger, then reduced


def _sheet() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    sheet = Image.new("RGBA", (_SIDE * _FINE, _SIDE * _FINE), "#FFFFFF00")
    return sheet, ImageDraw.Draw(sheet)


def _spaced(
    draw: ImageDraw.ImageDraw,
    text: str,
    *,
    y: float,
    size: float,
    gap: float,
    inks: list[str],
    weight: int,
) -> None:
    font = fitted_font(size)
    steps = [font.getlength(letter) + gap for letter in text]
    x = (_SIDE * _FINE - sum(steps) + gap) / 2
    for i, (letter, step) in enumerate(zip(text, steps, strict=True)):
        draw.text((x, y), letter, inks[i % len(inks)], font, anchor="lm", stroke_width=weight)
        x += step


def _finished(sheet: Image.Image) -> Image.Image:
    return sheet.reduce(_FINE)


def aura() -> Image.Image:
    """Skincare Aura: a drop whose petals open, over the name."""
    sheet, draw = _sheet()
    middle, top = _SIDE * _FINE / 2, 300.0
    for turn, ink in ((-0.62, "#FFB6C1"), (0.62, "#FFB6C1"), (0.0, "#C71585")):
        t = np.linspace(0, 1, 120)
        half = 118 * np.sin(np.pi * t) ** 1.2 * (0.55 + 0.45 * t)
        along = 430 * t
        left = np.stack([-half, along], axis=1)
        petal = np.concatenate([left, np.stack([half, along], axis=1)[::-1]]) - (0, 430)
        c, s = np.cos(turn), np.sin(turn)
        shape = petal @ np.array([[c, s], [-s, c]]) + (middle, top + 430)
        layer = Image.new("RGBA", sheet.size, "#FFFFFF00")
        ImageDraw.Draw(layer).polygon([(float(x), float(y)) for x, y in shape], fill=ink)
        sheet.alpha_composite(layer)
    _spaced(draw, "AURA", y=980, size=300, gap=74, inks=["#5B2A3C"], weight=6)
    _spaced(draw, "SKINCARE", y=1215, size=92, gap=44, inks=["#C71585"], weight=3)
    return _finished(sheet)


def joy() -> Image.Image:
    """Kids Joy: a rising sun over playful letters."""
    sheet, draw = _sheet()
    cx, cy, r = _SIDE * _FINE / 2, 690.0, 240.0
    for i in range(9):
        turn = np.pi + np.pi * i / 8
        far = 1.72 * r if i % 2 else 1.9 * r
        near = (cx + 1.25 * r * np.cos(turn), cy + 1.25 * r * np.sin(turn))
        end = (cx + far * np.cos(turn), cy + far * np.sin(turn))
        draw.line([*near, *end], "#FFD700", 52)
        for x, y in (near, end):
            draw.ellipse((x - 26, y - 26, x + 26, y + 26), fill="#FFD700")
    draw.pieslice((cx - r, cy - r, cx + r, cy + r), 180, 360, "#FFD700")
    for side in (-1, 1):
        eye = cx + side * 78
        draw.ellipse((eye - 20, cy - 128, eye + 20, cy - 88), fill="#5A4630")
    draw.arc((cx - 70, cy - 120, cx + 70, cy - 26), 20, 160, "#5A4630", 16)
    _spaced(draw, "KIDS", y=850, size=170, gap=40, inks=["#4ECDC4"], weight=16)
    _spaced(
        draw, "JOY", y=1140, size=400, gap=46, inks=["#FF6B6B", "#4ECDC4", "#FF6B6B"], weight=34
    )
    return _finished(sheet)
