"""Bytes to pixels and back: hostile input in, small files that say how they were made out."""

import io
import warnings
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from endpoint.errors import NotAPicture

__all__ = ["Floats", "Pixels", "decode", "encode_jpeg", "encode_png", "encode_thumbnail"]

Pixels = npt.NDArray[np.uint8]  # height × width × 3 (RGB) or 4 (RGBA)
Floats = npt.NDArray[np.float32]

MAX_PIXELS: Final = 40_000_000
FORMATS: Final = ("JPEG", "PNG", "WEBP")
THUMBNAIL_SIDE: Final = 320

# https://cv.iptc.org/newscodes/digitalsourcetype/ - how a picture came to be.
_XMP: Final = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Lumiku {version}" '
    'Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/{kind}"/>'
    '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


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


def encode_jpeg(pixels: Pixels, version: str, source_kind: str, quality: int = 90) -> bytes:
    """A JPEG whose XMP packet carries the IPTC digital source type."""
    out = io.BytesIO()
    packet = _XMP.format(version=version, kind=source_kind).encode()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality, xmp=packet)
    return out.getvalue()


def encode_thumbnail(pixels: Pixels) -> bytes:
    """A WebP whose longest side is 320 px."""
    out = io.BytesIO()
    picture = Image.fromarray(pixels)
    picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.BICUBIC, reducing_gap=2)
    picture.save(out, "WEBP", quality=80, method=2)
    return out.getvalue()


def encode_png(pixels: Pixels) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", compress_level=4)
    return out.getvalue()
