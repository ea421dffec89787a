"""Bytes to pixels and back: what comes in is hostile."""

import io
import warnings
from typing import Final

import numpy as np
from PIL import Image, ImageOps

from endpoint.errors import NotAPicture
from lumiku.rendering.pictures import Floats, Pixels

__all__ = ["Floats", "Pixels", "decode", "encode_png"]

MAX_PIXELS: Final = 40_000_000
FORMATS: Final = ("JPEG", "PNG", "WEBP")


def decode(data: bytes, *, alpha: bool = False, longest: int = 2048) -> Pixels:
    """Upright RGB (or RGBA) pixels, at most `longest` a side.

    Raises NotAPicture for anything that is not a whole JPEG, PNG or WebP of sane size.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise NotAPicture(f"{opened.width} × {opened.height} pixels are too many")
                opened.draft("RGB", (longest, longest))
                opened.load()
                upright = ImageOps.exif_transpose(opened).convert("RGBA" if alpha else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombWarning) as error:
        raise NotAPicture(str(error)[:200]) from error
    except Image.DecompressionBombError as error:
        raise NotAPicture("too many pixels") from error
    if max(upright.size) > longest:
        upright.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2)
    return np.array(upright)


def encode_png(pixels: Pixels) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", compress_level=4)
    return out.getvalue()
