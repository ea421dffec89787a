"""Every picture of the demo, under the names that the sample journey uses."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image

from tools.drawing import garments, grounds, logos, portraits, sachet, shoes, vessels, walls
from tools.drawing.flatlay import lay
from tools.drawing.scene import Layers, Room, photograph
from tools.drawing.solids import Camera

__all__ = ["NAMES", "PRODUCTS", "encode", "make_all"]


def _serum() -> Layers:
    room = Room(grounds.marble(4), walls.glow(3, "#D9A0AA", "#C98794"))
    return photograph(vessels.serum(), room, Camera(field=14, aim=4.9, height=16, distance=70))


def _moisturizer() -> Layers:
    room = Room(grounds.wood(4), walls.bokeh(3, "#5B4636", "#B99873"))
    return photograph(vessels.jar(), room, Camera(field=14.5, aim=2.7, height=22, distance=62))


def _cleanser() -> Layers:
    room = Room(grounds.wood(21, "#C7A17C", "#8E6544", 5), walls.greenery(3, "#C9D3BC"))
    return photograph(vessels.tube(), room, Camera(field=19, aim=6.8, height=20, distance=72))


def _toner() -> Layers:
    room = Room(grounds.linen(4, "#C3AE98"), walls.window(3, "#D9C2A8"))
    return photograph(vessels.toner(), room, Camera(field=18, aim=6.7, height=18, distance=70))


def _mask() -> Layers:
    return lay(sachet.sachet(3), grounds.linen(8, "#F0E7DB", 1.2), sachet.FIELD)


def _tshirt() -> Layers:
    return lay(garments.tshirt(3), grounds.wood(8, "#E4D3BC", "#B79A78", 5), garments.FIELD)


def _pants() -> Layers:
    return lay(garments.pants(3), grounds.concrete(8, "#E4DFD8"), garments.FIELD)


def _shoes() -> Layers:
    room = Room(grounds.wood(14, "#D9B48C", "#9A6B45", 9), walls.glow(3, "#CFE6E3", "#EAF3F1"))
    return photograph(shoes.shoes(1), room, Camera(field=26, aim=3.4, height=30, distance=70), 1.2)


# File name -> (the scene, exposure).
PRODUCTS: Final[dict[str, tuple[Callable[[], Layers], float]]] = {
    "serum.jpg": (_serum, 1.15),
    "moisturizer.jpg": (_moisturizer, 1.15),
    "cleanser.jpg": (_cleanser, 1.1),
    "toner.jpg": (_toner, 1.15),
    "mask.jpg": (_mask, 1.1),
    "tshirt.jpg": (_tshirt, 1.15),
    "pants.jpg": (_pants, 1.1),
    "shoes.jpg": (_shoes, 1.1),
}
_PEOPLE: Final[dict[str, tuple[Callable[[], Layers], float]]] = {
    "avatar-aura.jpg": (lambda: portraits.woman(7), 1.12),
    "avatar-joy.jpg": (lambda: portraits.child(7), 1.12),
}
_LOGOS: Final[dict[str, Callable[[], Image.Image]]] = {
    "logo-aura.png": logos.aura,
    "logo-joy.png": logos.joy,
}
NAMES: Final = (*_PEOPLE, *PRODUCTS, *_LOGOS)


def encode(picture: Image.Image, path: Path) -> None:
    """Writes a photo so that all of them stay below 2 MB, with colours at full resolution."""
    picture.save(path, "JPEG", quality=86, subsampling="4:4:4", optimize=True)


def make_all(folder: Path) -> dict[str, Path]:
    """Write the twelve pictures into `folder` (made if missing): name -> path.

    The same code gives the same bytes. JPEGs of 1,024 px, logos as PNG of 800 px.
    """
    folder.mkdir(parents=True, exist_ok=True)
    scenes = {**_PEOPLE, **PRODUCTS}

    def make(name: str) -> Path:
        path, unfinished = folder / name, folder / f".{name}"
        if name in _LOGOS:
            _LOGOS[name]().save(unfinished, "PNG")
        else:
            scene, exposure = scenes[name]
            picture = scene().photo(NAMES.index(name), exposure)
            encode(picture, unfinished)
        return unfinished.replace(path)

    return {name: make(name) for name in NAMES}
