"""Products with exact coverage on easy and hard backgrounds: what cut-outs are measured on."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tools.drawing import garments, grounds, sachet, shoes, vessels, walls
from tools.drawing.fields import Floats, blur, floats, resized
from tools.drawing.flatlay import OVERHEAD, Piece, flat, top
from tools.drawing.scene import Room, Thing, empty_set, stand, table_light
from tools.drawing.solids import Camera
from tools.drawing.studio import DAYLIGHT, develop, linear

__all__ = ["BACKGROUNDS", "PRODUCTS", "Trial", "trial", "trials"]


@dataclass(frozen=True)
class Trial:
    """photo: RGB as a phone's JPEG gives it; alpha: exact coverage (h, w), 0..1."""

    product: str
    background: str
    photo: Image.Image
    alpha: NDArray[np.float32]


# Product -> (what stands there, camera, its own main colour).
_STANDING: Final[dict[str, tuple[Callable[[], list[Thing]], Camera, str]]] = {
    "serum": (vessels.serum, Camera(field=14, aim=4.9, height=16, distance=70), "#E7A3B4"),
    "jar": (vessels.jar, Camera(field=14.5, aim=2.7, height=22, distance=62), "#F1DDDF"),
    "tube": (vessels.tube, Camera(field=19, aim=6.8, height=20, distance=72), "#EFCBD2"),
    "toner": (vessels.toner, Camera(field=18, aim=6.7, height=18, distance=70), "#F2D6DA"),
    "shoes": (lambda: shoes.shoes(1), Camera(field=26, aim=3.4, height=30, distance=70), "#EFEAE1"),
}
_LYING: Final[dict[str, tuple[Callable[[], list[Piece]], float, str]]] = {
    "mask": (lambda: sachet.sachet(3), sachet.FIELD, "#EFD3D8"),
    "tshirt": (lambda: garments.tshirt(3), garments.FIELD, "#E8B83C"),
    "pants": (lambda: garments.pants(3), garments.FIELD, "#4FA29B"),
}
PRODUCTS: Final = (*_STANDING, *_LYING)
BACKGROUNDS: Final = ("paper", "wood", "cloth", "marble", "clutter", "own colour")

_PAPERS: Final = ("#F3D3D8", "#DDE6EA", "#E9E2D6", "#CFDCCB", "#F1EFEC", "#B9C4D6")
_WOODS: Final = (("#C89B6C", "#7A4E2C"), ("#E4D3BC", "#B79A78"), ("#8A6244", "#4A2F1E"))
_CLOTHS: Final = ("#E9DFD0", "#C9D3D8", "#D9B8A8", "#8E9A86")


@lru_cache(maxsize=3)
def _product(name: str) -> tuple[Floats, Floats, Floats]:
    """(linear light times coverage, coverage, light left on the table (h, w, 3))."""
    if name in _LYING:
        make, field, _ = _LYING[name]
        return flat(make(), field, OVERHEAD)
    things, camera, _ = _STANDING[name]
    solids = things()
    room = Room(grounds.paper(1, "#DDD8D2"), walls.glow(1, "#DDD8D2", "#DDD8D2"))
    subject, alpha = stand(solids, room, camera, 1.0)
    light = table_light([solid for solid, _ in solids], DAYLIGHT, camera)
    return subject, alpha, floats(np.repeat(light[..., None], 3, axis=2))


def trials(seed: int, products: Sequence[str] = PRODUCTS) -> Iterator[Trial]:
    """Every product on every background; another seed gives other colours, grain and framing."""
    for product in products:
        for background in BACKGROUNDS:
            yield trial(product, background, seed)


def trial(product: str, background: str, seed: int) -> Trial:
    """One photo of 1,024 px with its truth."""
    number = 1000 * seed + 10 * PRODUCTS.index(product) + BACKGROUNDS.index(background)
    random = np.random.default_rng(number)
    subject, alpha, light = _framed(*_product(product), random)
    own = _STANDING[product][2] if product in _STANDING else _LYING[product][2]
    tile, wall = _materials(background, own, number, random)
    if product in _LYING:
        scene = floats(top(tile, _LYING[product][1]) * light)
    else:
        ones = np.ones(light.shape[:2], dtype=np.float32)
        scene = empty_set(Room(tile, wall), _STANDING[product][1], ones)
        table = light * floats([1.0, 1.0, 1.0])
        scene = floats(scene * np.minimum(table, 1.3))
    if background == "clutter":
        scene = _littered(scene, alpha, random)
    picture = develop(floats(scene * (1 - alpha)[..., None] + subject), number, 1.1)
    return Trial(product, background, _through_jpeg(picture), alpha)


def _framed(
    subject: Floats, alpha: Floats, light: Floats, random: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """The product a little larger or smaller, moved, perhaps mirrored."""
    side = alpha.shape[0]
    scale = random.uniform(0.72, 1.0)
    move = cv2.getRotationMatrix2D((side / 2, side / 2), 0, scale)
    move[:, 2] += random.uniform(-0.05, 0.05, 2) * side
    if random.random() < 0.5:
        move[0] = -move[0] + np.array([0, 0, side])

    def warped(values: Floats, border: int) -> Floats:
        return floats(
            cv2.warpAffine(values, move, (side, side), flags=cv2.INTER_AREA, borderMode=border)
        )

    edge = cv2.BORDER_REPLICATE
    return (
        warped(subject, cv2.BORDER_CONSTANT),
        warped(alpha, cv2.BORDER_CONSTANT),
        warped(light, edge),
    )


def _materials(
    background: str, own: str, seed: int, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """(table tile, wall) of a kind of background."""
    paper = str(random.choice(_PAPERS))
    light, dark = _WOODS[random.integers(len(_WOODS))]
    if background == "wood":
        return grounds.wood(seed, light, dark, int(random.integers(4, 9))), walls.glow(
            seed, paper, paper
        )
    if background == "cloth":
        return grounds.linen(seed, str(random.choice(_CLOTHS)), 1.2), walls.window(seed, paper)
    if background == "marble":
        return grounds.marble(seed), walls.glow(seed, "#EDEBE8", "#E6E2DE")
    if background == "clutter":
        return grounds.wood(seed, light, dark), walls.bokeh(seed, "#5B4636", "#B99873")
    colour = own if background == "own colour" else paper
    return grounds.paper(seed, colour), walls.glow(seed, colour, colour)


def _littered(scene: Floats, alpha: Floats, random: np.random.Generator) -> Floats:
    """Shaded things of other colours around the product, some of them in focus."""
    side = scene.shape[0]
    room = 1 - blur(alpha, 12)
    for _ in range(9):
        angle, reach = random.uniform(0, 2 * np.pi), random.uniform(0.30, 0.55)
        cx, cy = (0.5 + reach * np.cos(angle)) * side, (0.5 + reach * np.sin(angle)) * side
        wide, tall = random.uniform(0.04, 0.13, 2) * side
        shape = np.zeros((side, side), dtype=np.float32)
        middle, axes = (round(cx), round(cy)), (round(wide), round(tall))
        if random.random() < 0.5:
            cv2.ellipse(shape, middle, axes, random.uniform(0, 180), 0, 360, 1.0, -1, cv2.LINE_AA)
        else:
            box = cv2.boxPoints(((cx, cy), (2 * wide, 1.6 * tall), random.uniform(0, 90)))
            cv2.fillPoly(shape, [np.round(box).astype(np.int32)], 1.0, cv2.LINE_AA)
        shape = blur(shape, random.uniform(0.8, 5))
        y, x = np.mgrid[0:side, 0:side].astype(np.float32)
        shade = 0.75 - 0.35 * ((x - cx) / (2 * wide) + (y - cy) / (2 * tall))
        red, green, blue = random.integers(30, 240, 3)
        hue = linear(f"#{red:02X}{green:02X}{blue:02X}")
        dark = blur(resized(np.roll(shape, (12, 18), axis=(0, 1)), side, side), 14)
        scene = scene * (1 - 0.5 * dark * room)[..., None]
        cover = (shape * (room > 0.5))[..., None]
        scene = scene * (1 - cover) + hue * np.clip(shade, 0.15, 1.4)[..., None] * cover
    return floats(scene)


def _through_jpeg(picture: Image.Image) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")
