"""What a hosted provider cannot do: draw our skeleton, and keep the product's own pixels.

Needs Pillow: a function that may use a hosted provider carries the imaging layer.
"""

import io
from base64 import b64encode
from dataclasses import dataclass
from math import hypot
from typing import Final

from lumiku.generations.renderers.base import Nonsense
from lumiku.generations.renderers.contract import GenerateItem, Person

__all__ = ["Finished", "data_uri", "finish", "pose_png"]

# Longest side of the product in upper-arm lengths, a little larger than life.
_LENGTHS: Final = {"clothing": 1.6, "shoes": 1.05, "jar": 0.6}
_USUAL: Final = 0.95
_R_ARM: Final = (2, 3, 4)
_L_ARM: Final = (5, 6, 7)


@dataclass(frozen=True)
class Finished:
    """A picture ready to be stored."""

    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int


def data_uri(data: bytes, content_type: str) -> str:
    return f"data:{content_type};base64,{b64encode(data).decode()}"


def pose_png(item: GenerateItem, width: int, height: int) -> bytes:
    """The skeleton as pose-conditioned models want it."""
    from lumiku.poses.drawing import draw

    people = [[(j.x, j.y, j.confidence) for j in person] for person in item.people]
    out = io.BytesIO()
    draw(people, width, height).save(out, "PNG")
    return out.getvalue()


def finish(data: bytes, item: GenerateItem, cutout: bytes | None) -> Finished:
    """Lay the product's cut-out over the provider's picture and encode it as we store pictures."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > 16_000_000:
                raise Nonsense("the result has too many pixels")
            picture = opened.convert("RGB")
    except (OSError, ValueError, SyntaxError) as error:
        raise Nonsense("the result does not decode") from error
    if cutout is not None and item.product.placement != "worn":
        with Image.open(io.BytesIO(cutout), formats=("PNG",)) as opened:
            product = opened.convert("RGBA")
        product = product.crop(product.getchannel("A").getbbox())
        centre, longest = _place(item, picture.width, picture.height)
        product.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        corner = (round(centre[0] - product.width / 2), round(centre[1] - product.height / 2))
        picture.paste(product, corner, product)
    jpeg, thumbnail = io.BytesIO(), io.BytesIO()
    picture.save(jpeg, "JPEG", quality=90)
    width, height = picture.size
    picture.thumbnail((320, 320), Image.Resampling.BICUBIC)
    picture.save(thumbnail, "WEBP", quality=80, method=2)
    return Finished(jpeg.getvalue(), thumbnail.getvalue(), width, height)


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
