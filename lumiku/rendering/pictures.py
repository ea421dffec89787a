"""Finished pictures as files that say how they were made; needs Pillow and numpy."""

import io
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from lumiku.rendering.provenance import SourceType, tool_mark, xmp_packet

__all__ = ["Floats", "Pixels", "encode_jpeg", "encode_thumbnail", "made_by"]

Pixels = npt.NDArray[np.uint8]  # height × width × 3 (RGB) or 4 (RGBA)
Floats = npt.NDArray[np.float32]

THUMBNAIL_SIDE: Final = 320


def encode_jpeg(pixels: Pixels, version: str, source: SourceType, quality: int = 90) -> bytes:
    """A JPEG whose XMP packet carries the IPTC digital source type and the tool's version."""
    out = io.BytesIO()
    packet = xmp_packet(source, version=version)
    Image.fromarray(pixels).save(out, "JPEG", quality=quality, xmp=packet)
    return out.getvalue()


def made_by(jpeg: bytes, version: str) -> bool:
    """Whether `encode_jpeg` wrote this file for that version of a tool."""
    return tool_mark(version) in jpeg[:4096]


def encode_thumbnail(pixels: Pixels) -> bytes:
    """A WebP whose longest side is 320 px."""
    out = io.BytesIO()
    picture = Image.fromarray(pixels)
    picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.BICUBIC, reducing_gap=2)
    picture.save(out, "WEBP", quality=80, method=2)
    return out.getvalue()
