"""What a hosted provider cannot do: draw our skeleton, and keep the product's own pixels.

Needs the imaging layer.
"""

import io
from base64 import b64encode
from dataclasses import dataclass
from math import hypot
from typing import Final

import numpy as np
from PIL import Image

from lumiku.poses.drawing import draw
from lumiku.rendering.contract import GenerateItem, Person, Quality
from lumiku.rendering.pictures import encode_jpeg, encode_thumbnail
from lumiku.rendering.provenance import SourceType
from lumiku.rendering.quality import Picture, judge
from lumiku.rendering.renderer import Nonsense

__all__ = ["Finished", "Judged", "data_uri", "finish", "judged", "pose_png"]

_MAX_PIXELS: Final = 16_000_000

# Longest side of the product in upper-arm lengths, a little larger than life.
_LENGTHS: Final = {"clothing": 1.6, "shoes": 1.05, "jar": 0.6}
_USUAL: Final = 0.95
_R_ARM: Final = (2, 3, 4)
_L_ARM: Final = (5, 6, 7)


@dataclass(frozen=True)
class Finished:
    """A picture as it is stored."""

    jpeg: bytes
    thumbnail: bytes


@dataclass(frozen=True)
class Judged:
    """A stored picture's size in pixels, what its pixels are worth, and where its product is."""

    width: int
    height: int
    quality: Quality
    product_box: tuple[float, float, float, float] | None


def data_uri(data: bytes, content_type: str) -> str:
    return f"data:{content_type};base64,{b64encode(data).decode()}"


def pose_png(item: GenerateItem, width: int, height: int) -> bytes:
    """The skeleton as pose-conditioned models want it."""
    people = [[(j.x, j.y, j.confidence) for j in person] for person in item.people]
    out = io.BytesIO()
    draw(people, width, height).save(out, "PNG")
    return out.getvalue()


def finish(data: bytes, item: GenerateItem, cutout: bytes | None, signature: str) -> Finished:
    """Lay the product's cut-out over the provider's picture and encode it as we store pictures.

    `signature` says whose picture it is. Raises Nonsense for bytes that are no sane picture.
    """
    picture, source = _opened(data), SourceType.GENERATED
    if cutout is not None:
        source = SourceType.COMPOSITE_GENERATED
        product, corner = _product(item, cutout, picture.size)
        picture.paste(product, corner, product)
    pixels = np.asarray(picture)
    return Finished(encode_jpeg(pixels, signature, source), encode_thumbnail(pixels))


def judged(jpeg: bytes, item: GenerateItem, cutout: bytes | None) -> Judged:
    """What the gates that need neither weights nor the endpoint say of a stored picture."""
    picture = _opened(jpeg)
    quality = judge(Picture(np.asarray(picture), face=None, products=()))
    box = None if cutout is None else _box(item, cutout, picture.size)
    return Judged(picture.width, picture.height, quality, box)


def _product(
    item: GenerateItem, cutout: bytes, size: tuple[int, int]
) -> tuple[Image.Image, tuple[int, int]]:
    """The product as it is laid into a picture of width × height, and its upper left corner."""
    with Image.open(io.BytesIO(cutout), formats=("PNG",)) as opened:
        product = opened.convert("RGBA")
    product = product.crop(product.getchannel("A").getbbox())
    centre, longest = _place(item, *size)
    product.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    corner = (round(centre[0] - product.width / 2), round(centre[1] - product.height / 2))
    return product, corner


def _box(
    item: GenerateItem, cutout: bytes, size: tuple[int, int]
) -> tuple[float, float, float, float] | None:
    """Where the product is, x, y, width and height as fractions; None outside the frame."""
    product, (x, y) = _product(item, cutout, size)
    ends = [
        min(max(at, 0), most) / most
        for at, most in zip((x, y, x + product.width, y + product.height), size * 2, strict=True)
    ]
    wide, high = ends[2] - ends[0], ends[3] - ends[1]
    return (ends[0], ends[1], wide, high) if wide > 0 and high > 0 else None


def _opened(data: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > _MAX_PIXELS:
                raise Nonsense("the result has too many pixels")
            return opened.convert("RGB")
    except (OSError, ValueError, SyntaxError) as error:
        raise Nonsense("the result does not decode") from error


def _place(item: GenerateItem, width: int, height: int) -> tuple[tuple[float, float], int]:
    """The product's middle and longest side in pixels: past the wrist, or at the free side."""
    short = min(width, height)
    person = item.people[0]
    arm = _arm(person, item.pose_placement)
    shown = [person[joint].confidence > 0 for joint in arm]
    if item.product.placement in ("displayed", "table") or not all(shown[1:]):
        left = person[1].x > 0.5
        return (width * (0.2 if left else 0.8), height * 0.78), round(0.27 * short)
    points = [(person[joint].x * width, person[joint].y * height) for joint in arm]
    (sx, sy), (ex, ey), (wx, wy) = points
    forearm = max(hypot(wx - ex, wy - ey), 1.0)
    upper = max(hypot(ex - sx, ey - sy) if shown[0] else forearm, forearm)
    longest = _LENGTHS.get(item.product.product_type, _USUAL) * upper
    reach = 0.33 * upper / forearm
    centre = (wx + (wx - ex) * reach, wy + (wy - ey) * reach)
    return centre, round(min(max(longest, 0.15 * short), 0.46 * short))


def _arm(person: Person, placement: str) -> tuple[int, int, int]:
    if placement == "hand-left":
        return _L_ARM
    if placement == "hand-right":
        return _R_ARM
    return max((_R_ARM, _L_ARM), key=lambda arm: person[arm[2]].confidence)
