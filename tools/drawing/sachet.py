"""A sheet-mask sachet of satin foil, lying on a table."""

from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tools.drawing.fields import Floats, blur, floats, fractal, mix, noise, smooth
from tools.drawing.flatlay import SIDE, Piece, drawn
from tools.drawing.labels import Line, printed
from tools.drawing.studio import linear

__all__ = ["FIELD", "sachet"]

FIELD: Final = 24.0  # cm across the frame
_TURN: Final = -9.0  # degrees
_LEFT, _TOP, _RIGHT, _BOTTOM = 0.255, 0.12, 0.745, 0.885  # of the frame, before the turn


def sachet(seed: int) -> list[Piece]:
    """Pillow pouch with crimped ends, tear notches, foil wrinkles and full-face print."""
    cover, u, v = _outline()
    height = _pillow(u, v, seed)
    ink = _artwork()
    colour = cv2.remap(ink, u * ink.shape[1], v * ink.shape[0], cv2.INTER_LINEAR)
    colour = floats(np.clip(colour[..., :3], 0, 1) ** 2.2) * np.float32(0.9)
    crimp = np.maximum(1 - smooth(0.055, 0.06, v), smooth(0.94, 0.945, v))
    colour = mix(colour, linear("#E9B9BF"), 0.55 * crimp)
    return [Piece(cover, height, colour, roughness=0.33, reflectance=0.055)]


def _outline() -> tuple[Floats, Floats, Floats]:
    """Coverage, and the sachet's own coordinates (u to the right, v down, 0..1) per pixel."""
    teeth = np.linspace(0, 1, 53)
    zigzag = np.where(np.arange(53) % 2, 0.0, 0.007)
    top = np.stack([_LEFT + teeth * (_RIGHT - _LEFT), _TOP + zigzag], axis=1)
    bottom = np.stack([_RIGHT - teeth * (_RIGHT - _LEFT), _BOTTOM - zigzag], axis=1)
    turn = cv2.getRotationMatrix2D((0.5, 0.5), _TURN, 1.0)
    corners = np.concatenate([top, bottom])
    outline = floats(corners @ turn[:, :2].T + turn[:, 2])
    back = cv2.invertAffineTransform(turn)
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) / SIDE
    own_x = back[0, 0] * x + back[0, 1] * y + back[0, 2]
    own_y = back[1, 0] * x + back[1, 1] * y + back[1, 2]
    u, v = (own_x - _LEFT) / (_RIGHT - _LEFT), (own_y - _TOP) / (_BOTTOM - _TOP)
    return drawn(outline), floats(u), floats(v)


def _pillow(u: Floats, v: Floats, seed: int) -> Floats:
    """Height in cm: swollen by serum, pinched to a fin at both ends, puckered next to them."""
    across = np.clip(1 - np.abs(2 * u - 1) ** 3.2, 0, 1) ** 0.6
    along = np.clip((v - 0.06) / 0.2, 0, 1) * np.clip((0.94 - v) / 0.2, 0, 1)
    along = np.sqrt(np.clip(along, 0, 1))
    puckers = noise(SIDE, SIDE, (34, 340), seed) + 0.6 * noise(SIDE, SIDE, (15, 220), seed + 1)
    turn = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), _TURN, 1.0)
    puckers = floats(cv2.warpAffine(puckers, turn, (SIDE, SIDE), borderMode=cv2.BORDER_REFLECT))
    near_end = np.exp(-((np.minimum(v, 1 - v) - 0.075) ** 2) / 0.012)
    dents = fractal(SIDE, SIDE, 190, seed + 5, 3)
    creases = np.abs(fractal(SIDE, SIDE, (260, 200), seed + 9, 2))
    height = 0.06 + 0.62 * across * along
    height = height + 0.055 * puckers * near_end * across + 0.05 * dents * along * across
    height = height + 0.06 * blur(floats(creases), 6) * along * across
    fin = np.maximum(1 - smooth(0.05, 0.06, v), smooth(0.94, 0.95, v))
    ribs = 0.012 * np.sin(v * (2 * np.pi * 150))
    return floats(height * (1 - 0.8 * fin) + ribs * fin)


def _artwork() -> Floats:
    """The print, sRGB 0..1 (h, w, 4)."""
    size = (900, 1400)
    dark, rose = "#5B2A3C", "#B4456F"
    lines = [
        Line("AURA", 0.085, 0.17, dark, 0.012, 0.24),
        Line("SKINCARE", 0.024, 0.245, rose, 0.02, 0.35),
        Line("Sheet Mask", 0.06, 0.72, dark, 0.03, 0.02),
        Line("Rose + Hyaluronic Acid", 0.03, 0.78, dark, 0.012, 0.03),
        Line("1 lembar · 25 ml · BPOM NA", 0.022, 0.865, rose, 0.012, 0.04),
    ]
    text = printed(size, lines, None, [(0.285, 0.22, rose)])
    ground = Image.new("RGB", size, "#F8DDE1")
    draw = ImageDraw.Draw(ground)
    for i in range(90):
        share = i / 90
        tone = (248 - int(12 * share), 221 - int(42 * share), 225 - int(34 * share))
        draw.rectangle((0, size[1] * (0.55 + 0.45 * share), size[0], size[1]), fill=tone)
    face = Image.new("L", size, 0)
    pen = ImageDraw.Draw(face)
    pen.ellipse((270, 420, 630, 940), fill=235)
    for hole in ((345, 590, 430, 640), (470, 590, 555, 640), (395, 780, 505, 822)):
        pen.ellipse(hole, fill=0)
    pen.polygon([(450, 640), (420, 735), (480, 735)], fill=150)
    ground.paste("#FFFDFC", mask=face)
    base = floats(np.asarray(ground)) / np.float32(255)
    base = mix(base, text[..., :3], text[..., 3])
    return floats(np.dstack([base, np.ones(base.shape[:2], dtype=np.float32)]))
