"""The skincare line: serum, toner and moisturizer as turned glass and lacquer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tools.drawing.fields import Floats, dot, floats, mix, sample, smooth, unit
from tools.drawing.labels import Line, printed
from tools.drawing.lathe import Lathe, profile
from tools.drawing.pressed import Tube
from tools.drawing.scene import Paint
from tools.drawing.solids import Hits, Solid
from tools.drawing.studio import Surface, linear

__all__ = ["Band", "Print", "jar", "painted", "serum", "toner", "tube"]


@dataclass(frozen=True)
class Band:
    """A finish from height `above` (cm) upward. metal: the colour of its mirror image."""

    above: float
    colour: str
    roughness: float = 0.35
    reflectance: float = 0.045
    metal: str | None = None
    glass: float = 0.0  # 0 opaque .. 1 clear; colour then tells the liquid
    ribs: int = 0  # flutes around the cap


@dataclass(frozen=True)
class Print:
    """A label wrapped around the axis. sheet: RGBA sRGB; top and height in cm; width along arc."""

    sheet: Floats
    top: float
    width: float
    height: float
    roughness: float = 0.5
    flat: bool = False  # pressed on from the front instead of wrapped around


def painted(bands: Sequence[Band], prints: Sequence[Print], radius: float) -> Paint:
    """Paint that dresses a lathe of the given label radius (cm)."""

    def paint(hits: Hits, view: Floats) -> Surface:
        albedo = np.zeros((len(hits.index), 3), dtype=np.float32)
        tint = np.ones_like(albedo)
        glow = np.zeros_like(albedo)
        roughness = np.full(len(hits.index), 0.4, dtype=np.float32)
        reflectance = np.full(len(hits.index), 0.045, dtype=np.float32)
        height = hits.points[:, 1]
        for i, band in enumerate(bands):
            below = bands[i + 1].above if i + 1 < len(bands) else np.inf
            here = (height >= band.above) & (height < below)
            albedo[here] = linear(band.colour) * (1 - band.glass) * (0.06 if band.metal else 1)
            roughness[here], reflectance[here] = band.roughness, band.reflectance
            if band.metal:
                tint[here] = linear(band.metal)
            if band.glass:
                glow[here] = band.glass * _seen_through(hits, view, band)[here]
            if band.ribs:
                _flute(hits, here, band.ribs)
        for label in prints:
            _wrap(label, hits, radius, albedo=albedo, roughness=roughness, glow=glow)
        return Surface(albedo, roughness, reflectance, tint, glow)

    return paint


def _flute(hits: Hits, here: np.ndarray, ribs: int) -> None:
    """Bend the normals of a cap's side into vertical flutes."""
    angle = np.arctan2(hits.points[here, 0], hits.points[here, 2])
    side = 1 - np.abs(hits.normals[here, 1])
    lean = 0.45 * np.sin(angle * ribs) * side
    across = np.stack([np.cos(angle), np.zeros_like(angle), -np.sin(angle)], axis=1)
    bent = hits.normals[here] + lean[:, None] * across
    hits.normals[here] = unit(floats(bent))


def _seen_through(hits: Hits, view: Floats, band: Band) -> Floats:
    """Light that comes through a filled glass: bright middle, dark rim: a full bottle is a lens."""
    facing = np.clip(dot(hits.normals, view), 0, 1)
    thick = 2 * facing * hits.radius
    absorb = -np.log(np.clip(linear(band.colour), 0.004, 0.98)) / 3.2
    through = np.exp(-absorb[None] * (0.35 + thick[:, None]))
    angle = np.arctan2(hits.points[:, 0], hits.points[:, 2])
    lens = 0.22 + 0.75 * smooth(0.15, 0.8, facing) + 0.5 * np.exp(-(((angle + 0.95) / 0.2) ** 2))
    depth = 0.75 + 0.25 * smooth(0.0, 2.0, hits.points[:, 1])
    return floats(through * (lens * depth)[:, None])


def _wrap(
    label: Print, hits: Hits, radius: float, *, albedo: Floats, roughness: Floats, glow: Floats
) -> None:
    """Print the label over what is there, in place."""
    x, z = hits.points[:, 0], hits.points[:, 2]
    arc = np.where(z > 0, x, np.inf) if label.flat else np.arctan2(x, z) * radius
    u = arc / label.width + 0.5
    v = (label.top - hits.points[:, 1]) / label.height
    on = np.flatnonzero((u > 0) & (u < 1) & (v > 0) & (v < 1))
    rows, columns = label.sheet.shape[:2]
    ink = sample(label.sheet, floats(u[on] * columns - 0.5), floats(v[on] * rows - 0.5))
    share = ink[:, 3]
    albedo[on] = mix(albedo[on], ink[:, :3] ** np.float32(2.2) * np.float32(0.92), share)
    roughness[on] = mix(roughness[on], label.roughness, share)
    glow[on] *= (1 - share)[:, None]


def _aura(kind: str, note: str, amount: str, size: tuple[int, int], paper: str | None) -> Floats:
    dark, rose = "#5B2A3C", "#B4456F"
    return printed(
        size,
        [
            Line("AURA", 0.17, 0.2, dark, 0.012, 0.22),
            Line("SKINCARE", 0.05, 0.36, rose, 0.02, 0.3),
            Line(kind, 0.115, 0.56, dark, 0.025, 0.04),
            Line(note, 0.056, 0.72, dark, 0.012, 0.03),
            Line(f"BPOM NA · {amount}", 0.042, 0.88, rose, 0.01, 0.05),
        ],
        paper,
        [(0.435, 0.3, rose)],
    )


def serum() -> list[tuple[Solid, Paint]]:
    """Dropper bottle of rose glass with a gold collar, 30 ml."""
    outline = profile(
        [
            *[(0.0, 0.0), (1.55, 0.0), (1.85, 0.12), (1.88, 0.5), (1.88, 5.0), (1.86, 5.5)],
            *[(1.5, 5.95), (0.95, 6.15), (0.9, 6.3), (1.06, 6.32), (1.08, 6.5), (1.08, 7.5)],
            *[(1.02, 7.62), (0.74, 7.64), (0.72, 8.0), (0.74, 9.4), (0.6, 9.95), (0.0, 10.1)],
        ]
    )
    bands = [
        Band(0.0, "#E58FA6", 0.06, 0.05, glass=0.9),
        Band(6.22, "#D9A35F", 0.16, 0.62, metal="#F1C88B", ribs=56),
        Band(7.63, "#F8E9EA", 0.42, 0.04),
    ]
    label = Print(_aura("Serum", "Niacinamide 5%", "30 ml", (760, 760), "#FFFDFB"), 4.95, 3.9, 4.0)
    return [(Lathe(outline, 0.05), painted(bands, [label], 1.88))]


def toner() -> list[tuple[Solid, Paint]]:
    """Tall clear bottle of pale rose water with a white cap."""
    outline = profile(
        [
            *[(0.0, 0.0), (2.0, 0.0), (2.3, 0.15), (2.35, 0.6), (2.35, 9.2), (2.3, 9.8)],
            *[(1.7, 10.5), (1.35, 10.7), (1.3, 10.95), (1.52, 10.98), (1.55, 11.2)],
            *[(1.55, 13.4), (1.5, 13.6), (1.3, 13.66), (0.0, 13.7)],
        ]
    )
    bands = [
        Band(0.0, "#F6C9D0", 0.05, 0.05, glass=0.92),
        Band(9.0, "#FBF1EF", 0.05, 0.05, glass=0.92),
        Band(10.85, "#FBF8F6", 0.3, 0.045),
        Band(11.35, "#FBF8F6", 0.3, 0.045, ribs=44),
        Band(13.2, "#FBF8F6", 0.3, 0.045),
    ]
    label = Print(_aura("Toner", "Rose Water", "150 ml", (820, 1000), None), 8.6, 4.9, 6.2, 0.25)
    return [(Lathe(outline, 0.05), painted(bands, [label], 2.35))]


def jar() -> list[tuple[Solid, Paint]]:
    """Low lacquered jar with a rose-gold lid, 50 g."""
    outline = profile(
        [
            *[(0.0, 0.0), (3.0, 0.0), (3.35, 0.12), (3.45, 0.5), (3.45, 3.0), (3.42, 3.25)],
            *[(3.25, 3.36), (3.25, 3.46), (3.5, 3.48), (3.55, 3.62), (3.55, 5.0), (3.5, 5.16)],
            *[(3.3, 5.24), (0.0, 5.28)],
        ]
    )
    bands = [
        Band(0.0, "#F7DDE0", 0.1, 0.06),
        Band(3.42, "#C98A78", 0.2, 0.6, metal="#F2B9A4"),
    ]
    front = Print(
        _aura("Moisturizer", "Ceramide + Rose", "50 g", (1100, 640), None), 3.1, 5.2, 2.75
    )
    return [(Lathe(outline, 0.05), painted(bands, [front], 3.45))]


def tube() -> list[tuple[Solid, Paint]]:
    """Cleanser tube of satin plastic on its flip cap, 100 ml."""
    cap = profile(
        [
            *[(0.0, 0.0), (1.85, 0.0), (1.98, 0.1), (2.0, 0.3), (2.02, 2.3), (1.98, 2.42)],
            *[(1.8, 2.46), (0.0, 2.47)],
        ]
    )
    front = Print(
        _aura("Cleanser", "Gentle Foam", "100 ml", (1000, 1250), None), 10.6, 4.4, 5.6, 0.35, True
    )
    body = Tube(2.4, 14.2, 1.95, 2.75)
    seam = [Band(0.0, "#F4CBD3", 0.28, 0.05), Band(13.35, "#EDBAC5", 0.3, 0.05)]
    lid = [Band(0.0, "#FCF7F5", 0.25, 0.05)]
    return [
        (Lathe(cap, 0.05), painted(lid, [], 2.0)),
        (body, painted(seam, [front], 2.0)),
    ]
