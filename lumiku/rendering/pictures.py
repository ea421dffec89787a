"""Finished pictures as files that say how they were made; needs Pillow and numpy."""

import io
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

__all__ = ["Floats", "Pixels", "encode_jpeg", "encode_thumbnail", "made_by"]

Pixels = npt.NDArray[np.uint8]  # height × width × 3 (RGB) or 4 (RGBA)
Floats = npt.NDArray[np.float32]

THUMBNAIL_SIDE: Final = 320

# https://cv.iptc.org/newscodes/digitalsourcetype/ - how a picture came to be.
_XMP: Final = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" {tool} '
    'Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/{kind}"/>'
    '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


def encode_jpeg(pixels: Pixels, version: str, source_kind: str, quality: int = 90) -> bytes:
    """A JPEG whose XMP packet carries the IPTC digital source type and the tool's version."""
    out = io.BytesIO()
    packet = _XMP.format(tool=_tool(version), kind=source_kind).encode()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality, xmp=packet)
    return out.getvalue()


def made_by(jpeg: bytes, version: str) -> bool:
    """Whether `encode_jpeg` wrote this file for that version of a tool."""
    return _tool(version).encode() in jpeg[:4096]


def _tool(version: str) -> str:
    return f'xmp:CreatorTool="Lumiku {version}"'


def encode_thumbnail(pixels: Pixels) -> bytes:
    """A WebP whose longest side is 320 px."""
    out = io.BytesIO()
    picture = Image.fromarray(pixels)
    picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.BICUBIC, reducing_gap=2)
    picture.save(out, "WEBP", quality=80, method=2)
    return out.getvalue()
