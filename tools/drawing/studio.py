"""The photo studio: soft boxes, surfaces under them, and the film that takes the picture."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from PIL import Image

from tools.drawing.fields import Floats, blur, dot, floats, mix, noise, smooth, unit

__all__ = ["DAYLIGHT", "Softbox", "Studio", "Surface", "develop", "linear"]


def linear(colour: str) -> Floats:
    """`#RRGGBB` -> linear light, shape (3,), 0..1 (IEC 61966-2-1)."""
    value = floats([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return floats(np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4))


@dataclass(frozen=True)
class Softbox:
    """A rectangular light at infinity. towards: direction to its middle; half sizes as tangents."""

    towards: tuple[float, float, float]
    width: float
    height: float
    power: float
    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)

    def axes(self) -> tuple[Floats, Floats, Floats]:
        middle = unit(floats(self.towards))
        side = unit(np.cross(floats([0.0, 1.0, 0.001]), middle).astype(np.float32))
        return middle, side, floats(np.cross(middle, side))

    def seen(self, directions: Floats, roughness: Floats | float) -> Floats:
        """Radiance of a mirror of the given roughness looking along directions (n, 3)."""
        middle, side, up = self.axes()
        ahead = directions @ middle
        x, y = np.abs(directions @ side), np.abs(directions @ up)
        depth = np.maximum(ahead, 0.05)
        soft = 0.06 + 1.6 * floats(roughness)
        inside = np.clip((self.width - x / depth) / soft + 0.5, 0, 1) * np.clip(
            (self.height - y / depth) / soft + 0.5, 0, 1
        )
        spread = (self.width * self.height) / ((self.width + soft / 2) * (self.height + soft / 2))
        return floats(inside * inside * (3 - 2 * inside) * (ahead > 0.02) * spread * self.power)


@dataclass(frozen=True)
class Surface:
    """How points (n) of an object answer light; colours linear."""

    albedo: Floats  # (n, 3)
    roughness: Floats | float = 0.4
    reflectance: Floats | float = 0.04  # mirror share seen head-on
    tint: Floats | None = None  # (n, 3) colour of the mirror image; None = white (not metal)
    glow: Floats | None = None  # (n, 3) light from within, such as glass over a bright ground


@dataclass(frozen=True)
class Studio:
    """Lights plus the colours of what surrounds the object."""

    lights: tuple[Softbox, ...]
    sky: tuple[float, float, float] = (0.32, 0.33, 0.35)
    floor: tuple[float, float, float] = (0.22, 0.2, 0.19)
    wall: tuple[float, float, float] = (0.18, 0.18, 0.18)
    wrap: float = 0.35
    gleam: float = 3.2  # how much brighter a soft box is than the light it gives
    key: Softbox = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.lights[0])

    def irradiance(self, normals: Floats, shadow: Floats | float = 1.0) -> Floats:
        """Diffuse light on points with normals (n, 3), linear RGB (n, 3).

        `shadow` (n) dims the key light only.
        """
        height = (normals[:, 1:2] + 1) / 2
        light = mix(floats(self.floor), floats(self.sky), height)
        for i, box in enumerate(self.lights):
            middle, *_ = box.axes()
            facing = (normals @ middle + self.wrap) / (1 + self.wrap)
            strength = np.clip(facing, 0, 1) ** 1.3 * box.power * box.width * box.height * 0.62
            if i == 0:
                strength = strength * floats(shadow)
            light = light + strength[:, None] * floats(box.tint)
        return floats(light)

    def mirrored(self, directions: Floats, roughness: Floats | float) -> Floats:
        """What a mirror shows along directions (n, 3): boxes, wall, sky and floor."""
        up = directions[:, 1]
        soft = 0.15 + floats(roughness)
        ground = mix(floats(self.wall), floats(self.sky), smooth(0.1, 0.9, up))
        ground = mix(ground, floats(self.floor), np.clip(-up / soft + 0.5, 0, 1))
        for box in self.lights:
            ground = ground + self.gleam * box.seen(directions, roughness)[:, None] * floats(
                box.tint
            )
        return floats(ground)

    def shade(
        self,
        normals: Floats,
        view: Floats,
        surface: Surface,
        open_sky: Floats | float = 1.0,
        shadow: Floats | float = 1.0,
    ) -> Floats:
        """Linear RGB (n, 3). view: directions from point to camera; open_sky: 0 = in a crevice."""
        mirror, share = self.gloss(normals, view, surface)
        open_ = np.broadcast_to(floats(open_sky), share.shape)[:, None]
        body = surface.albedo * self.irradiance(normals, shadow) * open_
        if surface.glow is not None:
            body = body + surface.glow
        share = share[:, None]
        return floats(body * (1 - share) + mirror * share * open_**0.5)

    def gloss(self, normals: Floats, view: Floats, surface: Surface) -> tuple[Floats, Floats]:
        """What the surface mirrors, (n, 3), and the share of it, (n), by Schlick (1994)."""
        facing = np.clip(dot(normals, view), 0, 1)
        bounce = 2 * facing[:, None] * normals - view
        fresnel = floats(surface.reflectance) + (1 - floats(surface.reflectance)) * (
            (1 - facing) ** 5
        ) * (1 - 0.75 * floats(surface.roughness))
        mirror = self.mirrored(bounce, surface.roughness)
        if surface.tint is not None:
            mirror = mirror * surface.tint
        return floats(mirror), floats(fresnel)


DAYLIGHT: Final = Studio(
    lights=(
        Softbox((-0.75, 0.75, 0.7), 0.62, 0.75, 2.1, (1.0, 0.97, 0.92)),
        Softbox((0.95, 0.1, 0.5), 0.22, 1.1, 0.95, (0.93, 0.97, 1.0)),
        Softbox((-0.95, 0.0, 0.42), 0.16, 1.0, 0.9),
        Softbox((0.5, 0.5, -0.9), 0.5, 0.6, 1.2),
    )
)


def develop(scene: Floats, seed: int, exposure: float = 1.0, grain: float = 0.011) -> Image.Image:
    """Linear scene (h, w, 3) -> photograph: bloom, vignette, film curve, grain, 8-bit sRGB.

    The curve is Narkowicz's fit of ACES (2015), lifted a little at the toe.
    """
    height, width = scene.shape[:2]
    light = scene * np.float32(exposure)
    bloom = blur(floats(np.clip(light - 0.9, 0, 4)), width / 70)
    light = light + 0.18 * bloom
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    light = light * (1 - 0.16 * smooth(0.6, 1.5, np.hypot(x, y)))[:, :, None]
    light = light * 0.8
    film = light * (2.51 * light + 0.03) / (light * (2.43 * light + 0.59) + 0.14)
    tone = np.clip(film, 0, 1) ** np.float32(1 / 2.2)
    tone = 0.012 + 0.988 * tone
    speck = noise(width, height, 1.3, seed) * (1.25 - tone[..., 1])
    chroma = np.stack([noise(width, height, 2.5, seed + i) for i in (1, 2, 3)], axis=2)
    tone = tone + grain * speck[:, :, None] + 0.35 * grain * chroma
    return Image.fromarray((np.clip(tone, 0, 1) * 255 + 0.5).astype(np.uint8))
