"""The paint of a face: complexion, lips, eyes with catch lights, lashes and brows."""

from dataclasses import dataclass

import cv2
import numpy as np

from tools.drawing.face import Canvas, Face, lid_distance, lips, lower_lid, smile, spot, upper_lid
from tools.drawing.fields import Floats, blur, floats, fractal, mix, noise, smooth
from tools.drawing.studio import linear

__all__ = ["Skin", "features"]


@dataclass
class Skin:
    """Linear colour (h, w, 3), roughness (h, w), mirror share (h, w), how much skin it is."""

    colour: Floats
    roughness: Floats
    reflectance: Floats
    flesh: Floats

    def spread(self, window: Canvas) -> "Skin":
        """The same skin over the whole picture that the window belongs to."""
        parts = (self.colour, self.roughness, self.reflectance, self.flesh)
        return Skin(*(window.spread(part) for part in parts))


def features(face: Face, canvas: Canvas, seed: int) -> Skin:
    """Paint the face: complexion, lips, eyes with catch lights, lashes and brows."""
    x, y = canvas.grid()
    ax, (rows, columns) = np.abs(x), canvas.shape
    pores = noise(columns, rows, 2.2, seed)
    mottle = fractal(columns, rows, canvas.scale * 0.18, seed + 1, 3)
    colour = linear(face.skin) * (1 + 0.018 * pores + 0.022 * mottle)[..., None]
    warm = 0.8 * spot(ax, y, (0.44, 0.26), (0.22, 0.19)) + 0.35 * spot(x, y, (0, 0.3), (0.13, 0.12))
    warm += 0.25 * spot(x, y, (0, 0.92), (0.2, 0.1))
    colour = mix(colour, colour * floats([1.06, 0.74, 0.72]), face.blush * warm)
    shade = 0.35 * spot(ax, y, (face.eye_x, face.eye_y - 0.05), (0.19, 0.10))
    colour = mix(colour, colour * floats([0.74, 0.58, 0.52]), shade)
    rough = floats(np.full_like(x, 0.44) - 0.06 * spot(x, y, (0, 0.1), (0.2, 0.5)))
    mirror = np.full_like(x, 0.042)
    flesh = np.ones_like(x)
    nostril = spot(ax, y, (0.058, face.nose_y + 0.03), (0.03, 0.013))
    colour = mix(colour, linear("#3A1710"), np.clip(0.6 * nostril, 0, 1))
    colour, rough = _painted_lips(face, x, y, colour=colour, rough=rough, seed=seed)
    skin = Skin(colour, rough, floats(mirror), flesh)
    _eyes(face, canvas, skin, x, y)
    for right in (False, True):
        _hairs(face, canvas, skin, right, seed)
    return skin


def _painted_lips(
    face: Face, x: Floats, y: Floats, *, colour: Floats, rough: Floats, seed: int
) -> tuple[Floats, Floats]:
    line = face.mouth_y + smile(face, x)
    upper, lower = lips(face, x)
    top, bottom = line - upper, line + lower
    inside = smooth(-0.012, 0.012, y - top) * smooth(-0.014, 0.014, bottom - y)
    inside = inside * smooth(face.mouth_half * 1.02, face.mouth_half * 0.9, np.abs(x))
    grain = noise(x.shape[1], x.shape[0], (3.0, 26), seed + 5)
    tone = linear(face.lip) * (1 + 0.07 * grain)[..., None]
    tone = mix(tone, tone * np.float32(0.8), smooth(0.0, -0.05, y - line))
    colour = mix(colour, tone, 0.88 * inside)
    seam = np.exp(-(((y - line) / 0.009) ** 2)) * smooth(
        face.mouth_half * 1.06, face.mouth_half * 0.8, np.abs(x)
    )
    colour = mix(colour, linear("#5A2424"), 0.65 * seam)
    return colour, mix(rough, 0.3, inside)


def _eyes(face: Face, canvas: Canvas, skin: Skin, x: Floats, y: Floats) -> None:
    ax = np.abs(x)
    lid = lid_distance(face, ax, y)
    edge = 1.2 / canvas.scale
    eye = smooth(edge, -edge, lid)
    local = floats(ax - face.eye_x + 0.01)
    r = np.hypot(local, y - face.eye_y + 0.008)
    upper = upper_lid(face, ax)
    white = linear("#EFE6E0") * (1 - 0.4 * smooth(0.045, -0.005, y - upper))[..., None]
    white = mix(white, linear("#D9A398"), 0.5 * smooth(0.75, 1.1, np.abs(local) / face.eye_half))
    angle = np.arctan2(y - face.eye_y, local)
    rays = 0.5 + 0.5 * np.sin(angle * 23 + 3 * np.sin(angle * 7))
    depth = smooth(face.iris * 0.3, face.iris, r)
    iris = mix(
        linear("#7A4A28"), linear("#2A1710"), np.clip(0.25 + 0.55 * depth + 0.25 * rays, 0, 1)
    )
    glow = spot(local, y, (0.01, face.eye_y + 0.03), (0.035, 0.025))
    iris = mix(iris, linear("#A86B3A"), 0.5 * glow)
    iris = mix(iris, linear("#0A0605"), smooth(face.iris * 0.84, face.iris, r))
    iris = mix(iris, linear("#050303"), smooth(face.iris * 0.46, face.iris * 0.36, r))
    iris = iris * (1 - 0.4 * smooth(0.04, 0.0, y - upper))[..., None]
    ball = mix(white, iris, smooth(face.iris * 1.04, face.iris * 0.95, r))
    skin.colour[:] = mix(skin.colour, ball, eye)
    skin.roughness[:] = mix(skin.roughness, 0.16, eye)
    skin.flesh *= 1 - 0.85 * eye
    skin.reflectance *= 1 - 0.75 * eye
    # Catch lights sit on the same side of both eyes, where the soft box is.
    for side in (-1, 1):
        cx = side * face.eye_x
        box = smooth(0.019, 0.010, np.hypot(x - cx + 0.030, 0.9 * (y - face.eye_y + 0.032)))
        rim = 0.35 * spot(x, y, (cx + 0.035, face.eye_y + 0.035), (0.016, 0.012))
        skin.colour += ((1.15 * box + rim) * eye)[..., None]
    line = np.exp(
        -(
            (
                np.minimum(np.abs(y - upper - 0.004), 1)
                / (0.013 * face.lash * (1 + 0.5 * smooth(face.eye_x - 0.1, face.eye_x + 0.16, ax)))
            )
            ** 2
        )
    )
    line = line * smooth(face.eye_half * 1.08, face.eye_half * 0.9, np.abs(ax - face.eye_x))
    skin.colour[:] = mix(skin.colour, linear("#120A08"), np.clip(0.92 * line, 0, 1))
    low = np.exp(-(((y - lower_lid(face, ax) - 0.003) / 0.008) ** 2))
    low = low * smooth(face.eye_half, face.eye_half * 0.6, np.abs(ax - face.eye_x))
    skin.colour[:] = mix(skin.colour, linear("#5A3A30"), 0.45 * low)
    crease = np.exp(-(((y - upper + 0.058) / 0.010) ** 2))
    crease = crease * smooth(face.eye_half * 1.15, face.eye_half * 0.75, np.abs(ax - face.eye_x))
    skin.colour[:] = mix(skin.colour, skin.colour * floats([0.55, 0.42, 0.38]), 0.55 * crease)


def _hairs(face: Face, canvas: Canvas, skin: Skin, right: bool, seed: int) -> None:
    """Lashes and the brow of one eye, hair by hair."""
    random = np.random.default_rng(seed + right)
    side, k = (1.0 if right else -1.0), 16
    layer = np.zeros(canvas.shape, dtype=np.uint8)

    def stroke(points: list[tuple[float, float]], ink: int, width: int) -> None:
        line = [
            (
                round((canvas.cx - canvas.left + side * px * canvas.scale) * k),
                round((canvas.cy - canvas.top + py * canvas.scale) * k),
            )
            for px, py in points
        ]
        cv2.polylines(
            layer,
            [np.array(line, dtype=np.int32).reshape(-1, 1, 2)],
            False,
            ink,
            width,
            cv2.LINE_AA,
            4,
        )

    for t in np.linspace(-0.75, 1.0, 30):
        x0 = face.eye_x + t * face.eye_half
        y0 = float(upper_lid(face, floats([x0]))[0])
        reach = face.lash * (0.026 + 0.026 * max(t, 0)) * random.uniform(0.8, 1.15)
        sweep = (0.35 + 0.55 * t) * reach
        stroke([(x0, y0), (x0 + 0.4 * sweep, y0 - 0.7 * reach), (x0 + sweep, y0 - reach)], 210, 1)
    lash = floats(layer) / np.float32(255)
    layer[:] = 0
    for _ in range(900):
        t = random.uniform(0, 1)
        thick = face.brow_weight * (1 - 0.7 * t**1.4) * (0.6 + 0.4 * min(1.0, t * 4))
        x0 = 0.115 + 0.40 * t + random.normal(0, 0.004)
        mid = face.brow_y + 0.035 - 0.075 * np.sin(np.pi * (0.12 + 0.72 * t)) + 0.07 * t**3
        y0 = mid + random.uniform(-1, 1) * thick
        lean = 0.25 + 1.15 * t
        reach = 0.05 * (1 - 0.35 * t) * random.uniform(0.7, 1.2)
        stroke(
            [(x0, y0), (x0 + reach * np.sin(lean), y0 - reach * np.cos(lean) * 0.75)],
            int(random.uniform(90, 200) * (0.55 + 0.45 * min(1.0, t * 5))),
            1,
        )
    brow = np.clip(blur(floats(layer) / np.float32(255), 0.9) * 1.2, 0, 0.88)
    skin.colour[:] = mix(skin.colour, linear(face.brow), brow)
    skin.colour[:] = mix(skin.colour, linear("#0D0706"), blur(lash, 0.6))
    skin.reflectance *= 1 - 0.7 * brow
