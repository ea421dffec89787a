"""A product standing on a table in front of a blurred room: one photograph in layers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from tools.drawing.fields import Floats, blur, floats, mix, resized, sample, smooth
from tools.drawing.grounds import TILE_CM
from tools.drawing.solids import Camera, Hits, Solid
from tools.drawing.studio import DAYLIGHT, Studio, Surface, develop

__all__ = [
    "Layers",
    "Paint",
    "Room",
    "Thing",
    "empty_set",
    "photograph",
    "stand",
    "table_light",
]


Paint = Callable[[Hits, Floats], Surface]  # hits and view directions -> how they answer light
Thing = tuple[Solid, Paint]


@dataclass(frozen=True)
class Room:
    """Table and background. table: a tile of grounds.py; wall: linear (h, w, 3), any size;
    edge: z in cm where the table ends (it fades into the wall); gloss: mirror share of the table.
    """

    table: Floats
    wall: Floats
    edge: float = -26.0
    gloss: float = 0.0
    studio: Studio = DAYLIGHT
    turn: float = 0.0  # radians, of the table's texture
    focus: float = 1.0  # strength of the blur behind the object


@dataclass(frozen=True)
class Layers:
    """Linear light of the empty set with its shadows (h, w, 3), the object's (h, w, 3, already
    multiplied by coverage), and coverage (h, w) in 0..1."""

    ground: Floats
    subject: Floats
    alpha: Floats

    def photo(self, seed: int, exposure: float = 1.0) -> Image.Image:
        scene = self.ground * (1 - self.alpha)[..., None] + self.subject
        return develop(floats(scene), seed, exposure)


def photograph(things: Sequence[Thing], room: Room, camera: Camera, detail: float = 1.35) -> Layers:
    """Render solids on the room's table; `detail` is the supersampling of the objects."""
    room = _lit_by_itself(room)
    subject, alpha = stand(things, room, camera, detail)
    light = table_light([solid for solid, _ in things], room.studio, camera)
    return Layers(empty_set(room, camera, light), subject, alpha)


def stand(
    things: Sequence[Thing], room: Room, camera: Camera, detail: float
) -> tuple[Floats, Floats]:
    """The objects alone: linear light times coverage (h, w, 3), and coverage (h, w)."""
    subject = np.zeros((camera.size, camera.size, 3), dtype=np.float32)
    alpha = np.zeros((camera.size, camera.size), dtype=np.float32)
    for solid, paint in sorted(things, key=lambda thing: thing[0].at[1]):
        colour, cover = _object(solid, paint, things, room=room, camera=camera, detail=detail)
        subject = subject * (1 - cover)[..., None] + colour
        alpha = alpha * (1 - cover) + cover
    return floats(subject), floats(alpha)


def _lit_by_itself(room: Room) -> Room:
    """The table and the wall throw their colours on the object."""
    lit = replace(
        room.studio, floor=_mean_colour(room.table, 0.75), wall=_mean_colour(room.wall, 0.8)
    )
    return replace(room, studio=lit)


def _mean_colour(field: Floats, share: float) -> tuple[float, float, float]:
    red, green, blue = (share * float(c) for c in field[::7, ::7].mean(axis=(0, 1)))
    return red, green, blue


def _box(solid: Solid, camera: Camera) -> tuple[int, int, int, int]:
    """Pixel box (left, top, right, bottom) that holds the solid."""
    r, h = solid.radius * 1.03 + 0.15, solid.height + 0.2
    x, z = solid.at
    corners = [(x + i * r, y, z + k * r) for i in (-1, 1) for y in (-0.1, h) for k in (-1, 1)]
    columns, rows = camera.project(floats(corners))
    top = camera.size
    left, right = int(max(columns.min() - 2, 0)), int(min(columns.max() + 3, top))
    return left, int(max(rows.min() - 2, 0)), right, int(min(rows.max() + 3, top))


def _object(
    solid: Solid,
    paint: Paint,
    things: Sequence[Thing],
    *,
    room: Room,
    camera: Camera,
    detail: float,
) -> tuple[Floats, Floats]:
    left, top, right, bottom = _box(solid, camera)
    width, height = round((right - left) * detail), round((bottom - top) * detail)
    step_x, step_y = (right - left) / width, (bottom - top) / height
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    rays = camera.rays(
        floats((columns.ravel() + 0.5) * step_x + left),
        floats((rows.ravel() + 0.5) * step_y + top),
    )
    hits = solid.march(camera.origin, rays)
    view = floats(-rays[hits.index])
    others = [other for other, _ in things if other is not solid]
    shadow = _mutual_shadow(hits, others, room, (height, width))
    open_sky = 0.55 + 0.45 * smooth(-0.2, 2.6, hits.points[:, 1])
    light = room.studio.shade(hits.normals, view, paint(hits, view), open_sky, shadow)
    flat = np.zeros((height * width, 4), dtype=np.float32)
    flat[hits.index, :3] = np.minimum(light, 3.0)
    flat[hits.index, 3] = 1
    patch = resized(flat.reshape(height, width, 4), right - left, bottom - top)
    colour = np.zeros((camera.size, camera.size, 3), dtype=np.float32)
    cover = np.zeros((camera.size, camera.size), dtype=np.float32)
    colour[top:bottom, left:right] = patch[..., :3]
    cover[top:bottom, left:right] = patch[..., 3]
    return colour, cover


def _mutual_shadow(
    hits: Hits, others: Sequence[Solid], room: Room, shape: tuple[int, int], step: int = 4
) -> Floats:
    """Key light that other solids leave on the hits (n); asked at every 4th px, then spread."""
    if not others:
        return np.ones(len(hits.index), dtype=np.float32)
    key, *_ = room.studio.key.axes()
    rows, columns = np.divmod(hits.index, shape[1])
    asked = np.flatnonzero((rows % step == 0) & (columns % step == 0))
    light = np.ones(len(asked), dtype=np.float32)
    for other in others:
        light *= other.shadow(hits.points[asked], key)
    coarse = np.zeros((shape[0] // step + 1, shape[1] // step + 1, 2), dtype=np.float32)
    coarse[rows[asked] // step, columns[asked] // step] = np.stack([light, light * 0 + 1], axis=1)
    coarse = blur(coarse, 0.8)
    spread = sample(coarse, floats(columns / step), floats(rows / step))
    return floats(np.where(spread[:, 1] > 1e-3, spread[:, 0] / (spread[:, 1] + 1e-6), 1))


def empty_set(room: Room, camera: Camera, light: Floats) -> Floats:
    """The table under `light` (h, w), with its gloss, melting into the wall."""
    size = camera.size
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32)
    rays = camera.rays(columns.ravel() + 0.5, rows.ravel() + 0.5)
    down = np.minimum(rays[:, 1], -1e-3)
    points = camera.origin + rays * (-camera.height / down)[:, None]
    depth = floats(points[:, 2].reshape(size, size))
    cos, sin = np.cos(room.turn), np.sin(room.turn)
    across = points[:, 0] * cos - points[:, 2] * sin
    along = points[:, 0] * sin + points[:, 2] * cos
    scale = room.table.shape[0] / TILE_CM
    tiles = sample(room.table, floats(_fold(across, scale)), floats(_fold(along, scale)))
    colour = floats(tiles.reshape(size, size, 3) * light[..., None])
    if room.gloss:
        colour = floats(colour + room.gloss * _mirror(room, camera, rays))
    far = smooth(-2.0, room.edge, depth) * room.focus
    colour = mix(colour, blur(colour, 3.0), smooth(0.0, 0.5, far))
    colour = mix(colour, blur(colour, 8.0), smooth(0.4, 1.0, far))
    near = smooth(6.0, 22.0, depth) * room.focus
    colour = mix(colour, blur(colour, 4.0), near)
    wall = resized(room.wall, size, size)
    beyond = blur(floats((depth < room.edge) | (rays[:, 1].reshape(size, size) > -2e-3)), 7.0)
    return mix(colour, wall, beyond)


def _fold(position: Floats, scale: float) -> Floats:
    """Tile px of a table position in cm; tiles are mirrored so that they join."""
    turns = (position / TILE_CM + 0.5) % 2
    return floats(np.where(turns > 1, 2 - turns, turns) * TILE_CM * scale)


def table_light(solids: Sequence[Solid], studio: Studio, camera: Camera, step: int = 4) -> Floats:
    """Light on the table (h, w): key light's falloff, soft shadows, contact shade."""
    side = camera.size // step
    rows, columns = np.mgrid[0:side, 0:side].astype(np.float32)
    rays = camera.rays((columns.ravel() + 0.5) * step, (rows.ravel() + 0.5) * step)
    reach = (camera.height / np.maximum(-rays[:, 1], 1e-3))[:, None]
    spots = floats(np.clip(camera.origin + rays * reach, -120, 120))
    key, *_ = studio.key.axes()
    direct: Floats = np.ones(len(spots), dtype=np.float32)
    contact: Floats = np.ones(len(spots), dtype=np.float32)
    for solid in solids:
        near = np.hypot(spots[:, 0] - solid.at[0], spots[:, 2] - solid.at[1])
        index = np.flatnonzero(near < 3.2 * (solid.height + solid.radius))
        direct[index] *= solid.shadow(spots[index], key)
        gap = np.maximum(solid.distance(spots[index]), 0)
        contact[index] *= 1 - 0.62 * np.exp(-gap / 0.35) - 0.22 * np.exp(-gap / 2.2)
    pool = np.exp(-((spots[:, 0] + 6) ** 2 + (spots[:, 2] + 2) ** 2) / 48.0**2)
    light = (0.42 + 0.68 * direct * (0.45 + 0.75 * pool)) * np.maximum(contact, 0.05)
    return resized(floats(light.reshape(side, side)), camera.size, camera.size)


def _mirror(room: Room, camera: Camera, rays: Floats) -> Floats:
    """What a glossy table shows of the soft boxes and the wall, blurred."""
    step = 4
    side = camera.size // step
    grid = rays.reshape(camera.size, camera.size, 3)[::step, ::step].reshape(-1, 3)
    bounce = floats(grid * (1, -1, 1))
    shine = room.studio.mirrored(bounce, 0.35).reshape(side, side, 3)
    return resized(blur(shine, 3.0), camera.size, camera.size)
