"""Two people who do not exist: an elegant woman in a hijab and a cheerful child."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tools.drawing.complexion import Skin, features
from tools.drawing.drape import hijab
from tools.drawing.face import Canvas, Face, sculpt, union
from tools.drawing.fields import Floats, blur, floats, fractal, mix, noise, resized, smooth
from tools.drawing.hair import bob
from tools.drawing.relief import cast_shadow, normals, openness
from tools.drawing.scene import Layers
from tools.drawing.studio import Softbox, Studio, Surface, linear
from tools.drawing.walls import glow

__all__ = ["child", "woman"]

SIDE: Final = 1024
# y points to the camera, z down the picture (see relief.py).
_PORTRAIT: Final = Studio(
    lights=(
        Softbox((-0.6, 0.62, -0.5), 0.7, 0.75, 1.9, (1.0, 0.965, 0.92)),
        Softbox((0.75, 0.6, 0.0), 0.6, 0.8, 0.5, (0.95, 0.97, 1.0)),
        Softbox((0.8, -0.25, -0.55), 0.35, 0.9, 0.9),
        Softbox((-0.8, -0.2, -0.5), 0.35, 0.9, 0.6),
    ),
    sky=(0.27, 0.26, 0.26),
    floor=(0.05, 0.05, 0.05),
    wrap=0.28,
    gleam=2.2,
)


@dataclass
class Layer:
    """One depth of the picture: coverage, height in cm, colour and finish."""

    cover: Floats
    height: Floats
    colour: Floats
    roughness: Floats | float = 0.8
    reflectance: Floats | float = 0.03
    flesh: Floats | float = 0.0
    gloss: Floats | None = None  # extra light (h, w, 3), such as the shine of hair


def _compose(layers: Sequence[Layer], wall: Floats, cell: float) -> Layers:
    """Light the layers together, back to front, over a wall out of focus."""
    heights = np.full((SIDE, SIDE), -12.0, dtype=np.float32)
    for layer in layers:
        heights = mix(heights, layer.height, layer.cover)
    shadow, open_sky = cast_shadow(heights, cell, _PORTRAIT), openness(heights, cell)
    subject = np.zeros((SIDE, SIDE, 3), dtype=np.float32)
    alpha = np.zeros((SIDE, SIDE), dtype=np.float32)
    for i, layer in enumerate(layers):
        seen = layer.cover > 0
        for upper in layers[i + 1 :]:
            seen &= upper.cover < 1
        lit = _lit(layer, seen, shadow, open_sky, cell)
        subject = subject * (1 - layer.cover)[..., None] + lit * layer.cover[..., None]
        alpha = np.maximum(alpha, layer.cover)
    return Layers(resized(wall, SIDE, SIDE), floats(subject), floats(alpha))


def _lit(
    layer: Layer, seen: NDArray[np.bool_], shadow: Floats, open_sky: Floats, cell: float
) -> Floats:
    on = np.flatnonzero(seen.ravel())
    facing = normals(layer.height, cell).reshape(-1, 3)[on]
    view = np.broadcast_to(floats([0, 1, 0]), facing.shape)
    shade, sky = shadow.ravel()[on], open_sky.ravel()[on]

    def finish(value: Floats | float) -> Floats:
        return floats(np.broadcast_to(floats(value), (SIDE, SIDE)).ravel()[on])

    flesh = np.broadcast_to(floats(layer.flesh), (SIDE, SIDE))
    albedo = layer.colour.reshape(-1, 3)[on]
    falling = np.zeros((SIDE * SIDE, 3), dtype=np.float32)
    # Light that bounces about in a crease of skin comes out red.
    tint = flesh.ravel()[on][:, None] * floats([-0.2, 0.05, 0.12])
    falling[on] = _PORTRAIT.irradiance(facing, floats(shade)) * sky[:, None] ** (1 + tint)
    light = floats(falling.reshape(SIDE, SIDE, 3))
    if float(flesh.max()) > 0:
        light = _under_skin(light, floats(flesh * seen), cell)
    mirror = Surface(albedo * 0, finish(layer.roughness), finish(layer.reflectance))
    gleam, share = _PORTRAIT.gloss(floats(facing), floats(view), mirror)
    share = floats(share * np.sqrt(sky) * (0.35 + 0.65 * shade))
    flat = np.zeros((SIDE * SIDE, 3), dtype=np.float32)
    flat[on] = albedo * light.reshape(-1, 3)[on] + gleam * share[:, None]
    out = floats(flat.reshape(SIDE, SIDE, 3))
    return out if layer.gloss is None else floats(out + layer.gloss * shadow[..., None])


def _under_skin(light: Floats, flesh: Floats, cell: float) -> Floats:
    """Light scatters under skin, red the farthest: blur the channels by their mean paths."""
    out = light.copy()
    for channel, reach in enumerate((0.30, 0.14, 0.08)):  # cm
        near = blur(flesh, reach / cell) + np.float32(1e-4)
        soft = blur(floats(light[..., channel] * flesh), reach / cell) / near
        out[..., channel] = mix(light[..., channel], soft, 0.85 * flesh)
    return out


def _skin_layer(cover: Floats, height: Floats, skin: Skin) -> Layer:
    return Layer(cover, height, skin.colour, skin.roughness, skin.reflectance, skin.flesh)


def _weave(seed: int) -> Floats:
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32)
    return floats(0.5 * np.sin(x * 2.1) * np.sin(y * 2.1) + 0.5 * noise(SIDE, SIDE, 2, seed))


def _shoulders(canvas: Canvas, half: float, top: float, seed: int) -> tuple[Floats, Floats]:
    """Coverage and height (cm) of a torso whose shoulders lie `top` face units below the origin."""
    x, y = canvas.grid()
    inside = 1 - (np.abs(x) / half) ** 2.6 - (np.abs(y - top - 1.9) / 1.9) ** 2.6
    cover = smooth(-0.01, 0.01, inside)
    round_ = 1 - np.exp(-np.clip(inside, 0, 9) / 0.22)
    height = -5.6 + 6.5 * round_ - 1.6 * (x / half) ** 2 + 0.5 * fractal(SIDE, SIDE, 240, seed, 2)
    return cover, floats(height)


def woman(seed: int) -> Layers:
    """Dusty-rose hijab, ivory blouse, warm studio backdrop."""
    canvas = Canvas(SIDE, 512, 405, 205)
    cell = 11.4 / canvas.scale
    x, y = canvas.grid()
    face = Face()
    near = canvas.window(0.9, 1.1, 1.25)
    skin = features(face, near, seed).spread(near)
    head = near.spread(floats(sculpt(face, *near.grid()) * 11.4 - 1.0))
    wide = 0.685 - 0.10 * smooth(0.15, 1.0, y)
    oval = (np.abs(x) / wide) ** 2.2 + (np.abs(y - 0.13) / np.where(y < 0.13, 0.86, 0.93)) ** 2.2
    skin.colour *= (1 - 0.22 * smooth(0.45, 1.0, oval))[..., None] ** floats([0.7, 1.0, 1.1])
    around = Layer(
        smooth(1.25, 1.2, oval),
        floats(head),
        skin.colour,
        skin.roughness,
        skin.reflectance,
        skin.flesh,
    )
    blouse_cover, blouse = _shoulders(canvas, 1.9, 1.42, seed)
    cover, height, colour = hijab(canvas, oval, head, blouse, seed)
    weave = 1 + 0.02 * _weave(seed)
    layers = [
        Layer(blouse_cover, blouse, floats(linear("#EFE6DA") * weave[..., None])),
        around,
        Layer(cover, height, colour, 0.62, 0.035),
    ]
    return _compose(layers, glow(seed, "#DCC8BA", "#A68C7C", (0.42, 0.36)), cell)


_CHILD: Final = Face(
    half_width=0.80,
    jaw=0.52,
    eye_x=0.335,
    eye_y=0.06,
    eye_half=0.178,
    eye_open=0.112,
    iris=0.112,
    brow_y=-0.20,
    brow_weight=0.022,
    nose_y=0.40,
    nose=0.62,
    mouth_y=0.635,
    mouth_half=0.225,
    lips=0.85,
    cheeks=0.11,
    skin="#DDA384",
    lip="#C27570",
    brow="#3A2B24",
    lash=0.6,
    blush=0.75,
)


def child(seed: int) -> Layers:
    """A child of about six with a bob and bangs, yellow T-shirt, mint backdrop."""
    canvas = Canvas(SIDE, 512, 418, 205)
    cell = 9.6 / canvas.scale
    x, y = canvas.grid()
    near = canvas.window(0.95, 1.3, 1.2)
    skin = features(_CHILD, near, seed).spread(near)
    head = near.spread(floats(sculpt(_CHILD, *near.grid()) * 9.6 - 0.6))
    outline = 1 - (np.abs(x) / 0.79) ** 2.1 - (np.abs(y + 0.12) / 1.0) ** 2.1
    cheeks = 1 - (np.abs(x) / 0.745) ** 2.0 - (np.abs(y - 0.24) / 0.79) ** 2.1
    face_cover = smooth(-0.015, 0.015, union(floats(outline), floats(cheeks), 0.2))
    shirt_cover, shirt = _shoulders(canvas, 1.42, 1.33, seed)
    neck_cover, neck, bare = _neck(canvas)
    back, front = bob(canvas, head, seed)
    tone = 1 + 0.025 * _weave(seed)
    yellow = floats(linear("#F6C443") * tone[..., None])
    folds = 0.9 * fractal(SIDE, SIDE, (120, 420), seed + 3, 3) * smooth(1.4, 2.1, y)
    collar = np.abs(np.hypot(x / 0.50, (y - 1.22) / 0.46) - 1)
    open_neck = smooth(0.99, 1.01, np.hypot(x / 0.50, (y - 1.22) / 0.46))
    open_neck = np.maximum(open_neck, smooth(1.55, 1.7, y))
    ring = np.exp(-((collar / 0.085) ** 4)) * (y > 1.1)
    ribs = 0.04 * np.sin(np.arctan2(y - 1.22, x) * 150)
    shirt = floats(shirt + 0.28 * folds + ring * (0.45 + ribs) + 0.003 * _weave(seed))
    shirt_cover = floats(shirt_cover * open_neck)
    layers = [
        Layer(*back[:3], gloss=back[3]),
        Layer(neck_cover, neck, bare, 0.5, 0.03, 1.0),
        Layer(shirt_cover, shirt, mix(yellow, yellow * np.float32(0.93), ring)),
        _skin_layer(floats(face_cover), head, skin),
        Layer(*front[:3], gloss=front[3]),
    ]
    return _compose(layers, glow(seed + 2, "#CFE3DD", "#9CBDB5", (0.45, 0.36)), cell)


def _neck(canvas: Canvas) -> tuple[Floats, Floats, Floats]:
    """Coverage, height in cm and colour of the neck and the top of the chest."""
    x, y = canvas.grid()
    half = 0.36 + 0.5 * smooth(1.05, 1.75, y) ** 2
    inside = 1 - (np.abs(x) / half) ** 2.2
    cover = smooth(-0.02, 0.02, inside) * smooth(0.5, 0.6, y) * smooth(2.2, 2.1, y)
    height = -3.6 + 3.2 * np.sqrt(np.clip(inside, 0.001, 1)) + 1.4 * smooth(1.0, 1.7, y)
    bones = np.exp(-(((np.abs(x) - 0.12) / 0.10) ** 2) - ((y - 1.50) / 0.05) ** 2)
    height = height + 0.25 * bones
    grain = 1 + 0.015 * noise(SIDE, SIDE, 2.2, 3)
    return floats(cover), floats(height), floats(linear(_CHILD.skin) * grain[..., None])
