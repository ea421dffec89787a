"""Clean copies of a decoded picture: no EXIF, no GPS, no XMP, no profile, one encoder each."""

import io
from typing import Final

from PIL import Image

__all__ = ["THUMB_SIDE", "flatten", "jpeg", "png", "thumbnail"]

THUMB_SIDE: Final = 320  # px


def flatten(image: Image.Image, paper: tuple[int, int, int] = (255, 255, 255)) -> Image.Image:
    """RGB, with see-through parts on paper of the given colour."""
    if image.mode != "RGBA":
        return image.convert("RGB")
    ground = Image.new("RGB", image.size, paper)
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def jpeg(image: Image.Image, quality: int = 90) -> bytes:
    """JPEG with full colour resolution: labels keep their red and pink letters sharp."""
    out = io.BytesIO()
    flatten(image).save(out, "JPEG", quality=quality, subsampling="4:4:4", optimize=True)
    return out.getvalue()


def png(image: Image.Image) -> bytes:
    """PNG of mode RGB or RGBA; colour under full transparency is dropped."""
    if image.mode == "RGBA":
        visible = image.getchannel("A").point(lambda a: 255 if a else 0)
        clean = Image.new("RGBA", image.size, (0, 0, 0, 0))
        clean.paste(image, mask=visible)
        image = clean
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()


def thumbnail(image: Image.Image) -> bytes:
    """WebP that fits THUMB_SIDE x THUMB_SIDE; keeps transparency."""
    small = image.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    small.save(out, "WEBP", quality=80, method=2)
    return out.getvalue()
