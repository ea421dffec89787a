"""A composed poster as a file: sRGB, provenance in its metadata, within the target's bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from lumiku.posters.document.formats import FORMATS, ExportFormat, FileType
from lumiku.posters.document.schemas import PosterDoc
from lumiku.posters.drawing.compose import compose
from lumiku.posters.drawing.pictures import SRGB, PictureCache
from lumiku.rendering.provenance import SourceType, xmp_packet

__all__ = ["Rendered", "encode", "export", "provenance"]

_QUALITIES: Final = (86, 80, 74, 66, 58, 50, 42, 34)


@dataclass(frozen=True)
class Rendered:
    """A finished file. `quality` is None where the type has none; `fits` whether bytes do."""

    data: bytes
    type: FileType
    width: int
    height: int
    quality: int | None
    fits: bool


def provenance(doc: PosterDoc) -> bytes:
    """The XMP packet of a poster.

    A poster with a generated photo is a composite with trained algorithmic media, another one a
    composite of captures.
    """
    shown = {layer.source for layer in doc.layers if layer.type == "photo"}
    generated = any(photo.generated for photo in doc.photos if photo.id in shown)
    source = SourceType.COMPOSITE_GENERATED if generated else SourceType.COMPOSITE
    return xmp_packet(source, creator=doc.brand)


def encode(
    image: Image.Image, target: ExportFormat, file_type: FileType, xmp: bytes = b""
) -> Rendered:
    """The picture in the best quality whose bytes the target accepts.

    Raises ValueError when the target does not take that type of file.
    """
    if file_type not in target.types:
        raise ValueError(f"{target.key} takes no {file_type}")
    data, quality = b"", None
    for quality in (None,) if file_type is FileType.PNG else _QUALITIES:
        data = _save(image, file_type, quality, xmp)
        if len(data) <= target.max_bytes:
            break
    fits = len(data) <= target.max_bytes
    return Rendered(data, file_type, image.width, image.height, quality, fits)


def _save(image: Image.Image, file_type: FileType, quality: int | None, xmp: bytes) -> bytes:
    file = BytesIO()
    if file_type is FileType.PNG:
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", xmp.decode())
        image.save(file, "PNG", pnginfo=info, icc_profile=SRGB, compress_level=6)
    elif file_type is FileType.WEBP:
        image.save(file, "WEBP", quality=quality, method=4, xmp=xmp, icc_profile=SRGB)
    else:
        # Full colour resolution keeps small coloured type crisp; below 70 bytes matter more.
        sampling = 0 if quality is not None and quality >= 70 else 2
        image.save(file, "JPEG", quality=quality, subsampling=sampling, xmp=xmp, icc_profile=SRGB)
    return file.getvalue()


def export(
    doc: PosterDoc,
    assets: Mapping[str, bytes] | PictureCache,
    *,
    file_type: FileType = FileType.JPEG,
    watermark: bool = False,
) -> Rendered:
    """Draws a document and encodes it for its own format."""
    image = compose(doc, assets, watermark=watermark)
    return encode(image, FORMATS[doc.format], file_type, provenance(doc))
