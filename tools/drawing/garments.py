"""The Kids Joy line, folded out on a table: a printed T-shirt and jogger pants."""

from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tools.drawing.fields import Floats, blur, floats, fractal, mix, noise, smooth
from tools.drawing.flatlay import SIDE, Piece, curve, drawn, ridges, stitches, tinted
from tools.drawing.labels import fitted_font
from tools.drawing.studio import linear

__all__ = ["FIELD", "pants", "tshirt"]

FIELD: Final = 46.0  # cm across the frame
_PX: Final = SIDE / FIELD  # px per cm


def _inside(cover: Floats, reach: float) -> Floats:
    """0 at the outline, 1 deeper than `reach` cm: the soft shoulder of a cloth's edge."""
    away = cv2.distanceTransform((cover > 0.5).astype(np.uint8), cv2.DIST_L2, 5) / _PX
    return smooth(0, reach, np.sqrt(np.clip(away / reach, 0, 1)) * reach)


def _knit(seed: int, strength: float = 0.0022) -> Floats:
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    loops = np.sin(x * 1.9) * np.sin(y * 1.5 + np.sin(x * 0.95))
    return floats(strength * (loops + 0.8 * noise(SIDE, SIDE, 2.2, seed)))


def _rib(direction: Floats, pitch: float, depth: float = 0.05) -> Floats:
    """Ribbing across a field of positions in px."""
    return floats(depth * np.sin(direction * (2 * np.pi / pitch)))


def _rumple(seed: int, lean: float = 18.0, size: float = 1.0) -> Floats:
    """Billows and valleys of a cloth that was smoothed by hand, cm, mostly along its length."""
    total = floats(0.16 * fractal(SIDE, SIDE, (230, 300), seed, 2))
    for i, degrees in enumerate((lean, -lean, 2.5 * lean)):
        billow = np.abs(noise(SIDE * 2, SIDE * 2, (95 * size, 380 * size), seed + 11 + i))
        turn = cv2.getRotationMatrix2D((SIDE, SIDE), degrees, 1.0)
        turn[:, 2] -= np.full(2, SIDE / 2)
        turned = floats(cv2.warpAffine(blur(floats(billow), 7), turn, (SIDE, SIDE)))
        where = smooth(-0.5, 1.2, noise(SIDE, SIDE, 260, seed + 31 + i))
        total += (0.30 - 0.06 * i) * turned * where
    return floats(total)


def tshirt(seed: int) -> list[Piece]:
    """Sunny yellow cotton with a printed sun and the brand's name."""
    half = [
        *[(0.612, 0.152), (0.68, 0.178), (0.76, 0.212), (0.835, 0.285), (0.905, 0.395)],
        *[(0.925, 0.435), (0.90, 0.455), (0.835, 0.485), (0.795, 0.495), (0.765, 0.455)],
        *[(0.735, 0.405), (0.728, 0.47), (0.73, 0.60), (0.735, 0.74), (0.738, 0.87)],
        *[(0.725, 0.885), (0.62, 0.893)],
    ]
    right = [(0.56, 0.248), (0.592, 0.205), *half]
    body = curve([(0.5, 0.262), *right, *[(1 - x, y) for x, y in reversed(right)]])
    cover = drawn(body)
    folds = ridges(_shirt_folds(seed), noise(SIDE, SIDE, 60, seed))
    height = 0.10 + _inside(cover, 0.35) * (0.2 + _rumple(seed)) + 1.6 * folds + _knit(seed)
    texture = 1 + 0.025 * noise(SIDE, SIDE, 2, seed + 3)
    colour = tinted("#F8BE30", texture)
    _print(colour, height, seed)
    hem = curve([(0.264, 0.862), (0.38, 0.872), (0.5, 0.874), (0.62, 0.872), (0.736, 0.862)], False)
    seams = [hem]
    for side in (0, 1):
        cuff = [(0.885, 0.42), (0.84, 0.452), (0.785, 0.47)]
        join = [(0.665, 0.185), (0.688, 0.26), (0.705, 0.34), (0.735, 0.405)]
        for seam in (cuff, join):
            seams.append(curve([(x if side else 1 - x, y) for x, y in seam], False))
    for line in seams:
        height -= 0.05 * blur(drawn(line, 4), 1.2)
        thread = stitches(line) * 0.6
        colour[:] = mix(colour, linear("#F9DD83"), thread)
        height += 0.02 * thread
    return [*_collar_back(), Piece(cover, floats(height), colour), _collar(seed)]


def _shirt_folds(seed: int) -> list[tuple[list[tuple[float, float]], float, float]]:
    random = np.random.default_rng(seed)
    strokes: list[tuple[list[tuple[float, float]], float, float]] = []
    for side in (0, 1):
        for reach, drop in ((0.12, 0.09), (0.17, 0.16), (0.10, 0.22), (0.2, 0.3)):
            jitter = random.uniform(-0.015, 0.015, 2)
            line = [
                (0.735, 0.41),
                (0.735 - reach * 0.5 + jitter[0], 0.41 + drop * 0.35),
                (0.735 - reach, 0.41 + drop + jitter[1]),
            ]
            strokes.append(([(x if side else 1 - x, y) for x, y in line], 13, 0.14))
        for start in (0.25, 0.30):
            line = [(0.70, start), (0.77, start + 0.04), (0.83, start + 0.13)]
            strokes.append(([(x if side else 1 - x, y) for x, y in line], 11, 0.10))
    for _ in range(7):
        x, y = random.uniform(0.32, 0.68), random.uniform(0.62, 0.86)
        bend = random.uniform(-0.05, 0.05)
        line = [(x, y), (x + bend, y - 0.06), (x + bend * 1.4, y - random.uniform(0.1, 0.2))]
        strokes.append((line, random.uniform(11, 20), random.uniform(0.05, 0.11)))
    return strokes


def _collar_back() -> list[Piece]:
    """The inside of the back that shows through the neck, with its woven label."""
    back = drawn(
        curve([(0.395, 0.165), (0.5, 0.186), (0.605, 0.165), (0.6, 0.24), (0.5, 0.27), (0.4, 0.24)])
    )
    colour = tinted("#D39A1F", np.ones((SIDE, SIDE), dtype=np.float32))
    label = drawn(floats([(0.468, 0.188), (0.532, 0.188), (0.532, 0.214), (0.468, 0.214)]))
    colour = mix(colour, linear("#FFFFFF") * np.float32(0.85), label)
    band = curve(
        [(0.397, 0.166), (0.44, 0.178), (0.5, 0.182), (0.56, 0.178), (0.603, 0.166)], False
    )
    height = 0.12 + 0.15 * blur(drawn(band, 14), 4)
    rib = Piece(drawn(band, 20), floats(height), tinted("#E3A520", floats(np.ones((SIDE, SIDE)))))
    return [Piece(back, floats(0.05 * back), colour), rib]


def _collar(seed: int) -> Piece:
    """Ribbed band around the neck."""
    outer = curve(
        [
            (0.401, 0.166),
            (0.416, 0.212),
            (0.455, 0.246),
            (0.5, 0.257),
            (0.545, 0.246),
            (0.584, 0.212),
            (0.599, 0.166),
        ],
        False,
    )
    cover = drawn(outer, 27)
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) / SIDE
    angle = np.arctan2(y - 0.15, x - 0.5)
    ribs = _rib(angle * 100, 2.4, 0.022)
    crown = blur(drawn(outer, 18), 5)
    height = 0.30 + 0.16 * crown + ribs + _knit(seed)
    return Piece(cover, floats(height), tinted("#F4B522", floats(1 + 1.5 * ribs)))


def _print(colour: Floats, height: Floats, seed: int) -> None:
    """Screen print on the chest: half a sun over the word JOY, worn a little by washing."""
    scale = 2
    sheet = Image.new("RGBA", (SIDE * scale, SIDE * scale), "#FFFFFF00")
    draw = ImageDraw.Draw(sheet)
    cx, cy, r = 0.5 * SIDE * scale, 0.478 * SIDE * scale, 0.066 * SIDE * scale
    for i in range(9):
        turn = np.pi + np.pi * i / 8
        near, far = 1.22 * r, (1.62 if i % 2 else 1.8) * r
        ends = [cx + np.cos(turn) * near, cy + np.sin(turn) * near]
        ends += [cx + np.cos(turn) * far, cy + np.sin(turn) * far]
        draw.line([float(v) for v in ends], "#FF6B6B", round(0.2 * r))
    draw.pieslice((cx - r, cy - r, cx + r, cy + r), 180, 360, "#FF6B6B")
    font = fitted_font(0.135 * SIDE * scale)
    x = 0.5 * SIDE * scale - (sum(font.getlength(c) for c in "JOY") + 60) / 2
    for letter, ink in zip("JOY", ("#2FA79F", "#FF6B6B", "#2FA79F"), strict=True):
        draw.text((x, 0.56 * SIDE * scale), letter, ink, font, anchor="lm", stroke_width=16)
        x += font.getlength(letter) + 30
    small = fitted_font(0.026 * SIDE * scale)
    draw.text(
        (cx, 0.642 * SIDE * scale),
        "anak ceria setiap hari",
        "#7A5A12",
        small,
        anchor="mm",
        stroke_width=1,
    )
    print_ = floats(np.asarray(sheet.reduce(scale))) / np.float32(255)
    worn = print_[..., 3] * (0.93 - 0.10 * smooth(1.3, 2.3, noise(SIDE, SIDE, 2.0, seed + 8)))
    colour[:] = mix(colour, print_[..., :3] ** np.float32(2.2), worn)
    height += np.float32(0.012) * print_[..., 3]


def pants(seed: int) -> list[Piece]:
    """Teal joggers: elastic waist with a cord, slanted pockets, ribbed cuffs."""
    half = [
        *[(0.5, 0.125), (0.62, 0.122), (0.655, 0.13), (0.668, 0.19), (0.70, 0.34), (0.725, 0.52)],
        *[(0.735, 0.70), (0.722, 0.845), (0.712, 0.90), (0.66, 0.906), (0.607, 0.902)],
        *[(0.595, 0.85), (0.57, 0.68), (0.535, 0.50), (0.5, 0.425)],
    ]
    outline = curve([*half[:-1], (0.5, 0.43), *[(1 - x, y) for x, y in reversed(half[1:-1])]])
    cover = drawn(outline)
    folds = ridges(_pant_folds(seed), noise(SIDE, SIDE, 60, seed))
    height = 0.12 + _inside(cover, 0.5) * (0.3 + _rumple(seed)) + 1.6 * folds + _knit(seed)
    colour = tinted("#3E9F98", 1 + 0.045 * noise(SIDE, SIDE, 2, seed + 3))
    seams = [
        curve([(0.5, 0.195), (0.502, 0.30), (0.5, 0.42)], False),
        *(
            curve([(x if side else 1 - x, y) for x, y in line], False)
            for side in (0, 1)
            for line in (
                [(0.605, 0.195), (0.635, 0.25), (0.684, 0.30)],
                [(0.594, 0.838), (0.66, 0.848), (0.724, 0.838)],
            )
        ),
    ]
    for line in seams:
        height -= 0.07 * blur(drawn(line, 4), 1.2)
        thread = stitches(line) * 0.7
        colour = mix(colour, linear("#7CCFC8"), thread)
        height += 0.02 * thread
    _ribbed_ends(height, colour)
    return [Piece(cover, floats(height), colour), *_cord(seed)]


def _pant_folds(seed: int) -> list[tuple[list[tuple[float, float]], float, float]]:
    random = np.random.default_rng(seed)
    strokes: list[tuple[list[tuple[float, float]], float, float]] = []
    for side in (0, 1):
        for i in range(4):
            lift = 0.03 * i
            line = [(0.51, 0.42 + lift), (0.58, 0.40 + 2 * lift), (0.66, 0.42 + 2.6 * lift)]
            strokes.append(([(x if side else 1 - x, y) for x, y in line], 14, 0.17 - 0.02 * i))
        for _ in range(6):
            y, tilt = random.uniform(0.55, 0.83), random.uniform(-0.03, 0.03)
            left = 0.55 + (y - 0.5) * 0.12
            line = [(left + 0.01, y), (left + 0.07, y + tilt), (left + 0.14, y + 1.6 * tilt)]
            width, lift = random.uniform(10, 18), random.uniform(0.06, 0.14)
            strokes.append(([(x if side else 1 - x, y) for x, y in line], width, lift))
    return strokes


def _ribbed_ends(height: Floats, colour: Floats) -> None:
    """Gathered elastic at the waist and ribbed cuffs, in place."""
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    waist = 1 - smooth(0.186 * SIDE, 0.194 * SIDE, y)
    gather = np.sin(x * 0.42 + 2.2 * noise(SIDE, SIDE, (26, 300), 5))
    rows = np.abs(np.sin((y - 0.125 * SIDE) * (np.pi / 16)))
    height += waist * np.float32(0.07) * (gather * rows + 0.8 * rows)
    cuffs = smooth(0.846 * SIDE, 0.852 * SIDE, y)
    height += cuffs * (_rib(x, 7.5, 0.05) - np.float32(0.04))
    colour *= (1 - 0.10 * cuffs * (0.5 + 0.5 * np.sin(x * (2 * np.pi / 7.5))))[..., None]


def _cord(seed: int) -> list[Piece]:
    """A flat cotton cord, tied and hanging."""
    pieces = []
    paths = [
        [(0.486, 0.165), (0.462, 0.215), (0.472, 0.27), (0.452, 0.315)],
        [(0.514, 0.165), (0.535, 0.21), (0.524, 0.255), (0.546, 0.298)],
        [(0.486, 0.165), (0.5, 0.172), (0.514, 0.165)],
    ]
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    braid = 0.05 * np.sin((x + y) * 0.9) * np.sin((x - y) * 0.9)
    for path in paths:
        line = curve(path, False)
        crown = blur(drawn(line, 6), 2.2)
        height = 0.62 + 0.45 * crown + braid
        texture = floats(1 + 1.2 * braid + 0.05 * noise(SIDE, SIDE, 2, seed))
        pieces.append(Piece(drawn(line, 9), floats(height), tinted("#F4EFE6", texture)))
    return pieces
