"""The darkroom: decoded, cropped and scaled pictures, shared by all formats of a poster."""

from collections import OrderedDict
from collections.abc import Mapping
from io import BytesIO
from typing import Final

from PIL import Image, ImageCms

from lumiku.errors import NotFound, RejectedImage
from lumiku.posters.document.schemas import Crop, Mask
from lumiku.posters.drawing.masks import blurred, outline_mask
from lumiku.texts import Text

__all__ = ["SRGB", "PictureCache"]

_TOO_LARGE: Final = Text(
    "gambarnya terlalu besar untuk digambar di poster", "it is too large to be drawn on a poster"
)
_UNREADABLE: Final = Text(
    "berkasnya rusak atau bukan gambar", "the file is damaged or not a picture"
)

SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
_OPEN: Final = ("JPEG", "PNG", "WEBP")
_DRAFT: Final = (2_400, 2_400)
_BOX: Final = Image.Resampling.BOX
_MOST_PIXELS: Final = 40_000_000


class PictureCache:
    """Holds the assets of an export (id -> file bytes) and what was made of them.

    Not safe for several threads. `keep` bounds the megapixels of scaled pictures kept.
    """

    def __init__(self, assets: Mapping[str, bytes], keep: float = 24.0) -> None:
        self._assets = assets
        self._decoded: dict[str, Image.Image] = {}
        self._prints: OrderedDict[tuple[str, Crop, int, int], Image.Image] = OrderedDict()
        self._shadows: dict[tuple[tuple[int, int], Mask, float, float], Image.Image] = {}
        self._room = keep * 1_000_000

    def has(self, source: str) -> bool:
        return source in self._assets

    def picture(self, source: str) -> Image.Image:
        """A decoded asset in sRGB, RGB or RGBA. Raises NotFound or RejectedImage."""
        if source not in self._decoded:
            if source not in self._assets:
                raise NotFound("pose")
            self._decoded[source] = _decode(self._assets[source])
        return self._decoded[source]

    def print(self, source: str, crop: Crop, width: int, height: int) -> Image.Image:
        """A crop scaled to exactly width x height px; the crop gives way rather than stretch."""
        key = (source, crop, width, height)
        if key in self._prints:
            self._prints.move_to_end(key)
            return self._prints[key]
        scaled = _cropped(self.picture(source), crop, (width, height))
        self._prints[key] = scaled
        while sum(entry.width * entry.height for entry in self._prints.values()) > self._room:
            self._prints.popitem(last=False)
        return scaled

    def shadow(
        self, size: tuple[int, int], mask: Mask, blur: float, rotation: float = 0
    ) -> Image.Image:
        """The soft shadow of an outline, centred on it."""
        key = (size, mask, blur, rotation)
        if key not in self._shadows:
            outline = outline_mask(*size, mask) or Image.new("L", size, 255)
            self._shadows[key] = blurred(outline, blur, rotation)
        return self._shadows[key]


def _cropped(picture: Image.Image, crop: Crop, size: tuple[int, int]) -> Image.Image:
    """A crop of a picture at a size; beyond the picture its edges are continued."""
    width, height = size
    left, top = crop.x * picture.width, crop.y * picture.height
    wide, high = crop.w * picture.width, crop.h * picture.height
    fitting = min(wide, high * width / height)
    left, wide = left + (wide - fitting) / 2, fitting
    fitting = min(high, wide * height / width)
    top, high = top + (high - fitting) / 2, fitting
    box = (
        max(left, 0.0),
        max(top, 0.0),
        min(left + wide, picture.width),
        min(top + high, picture.height),
    )
    # Where that part lies in the print.
    inside = (
        round((box[0] - left) / wide * width),
        round((box[1] - top) / high * height),
        round((box[2] - left) / wide * width),
        round((box[3] - top) / high * height),
    )
    shown = (max(inside[2] - inside[0], 1), max(inside[3] - inside[1], 1))
    enlarging = shown[0] > box[2] - box[0]
    scaled = picture.resize(
        shown,
        Image.Resampling.BICUBIC if enlarging else Image.Resampling.LANCZOS,
        box=box,
        reducing_gap=None if enlarging else 2.0,
    )
    return scaled if shown == size else _continued(scaled, inside[:2], size)


def _continued(part: Image.Image, at: tuple[int, int], size: tuple[int, int]) -> Image.Image:
    """A picture on a larger sheet, its edges drawn out to the sheet's. A few px are averaged,
    so that grain does not become stripes."""
    sheet = Image.new(part.mode, size)
    sheet.paste(part, at)
    few = max(part.width // 64, 1)
    (left, top), (right, low) = at, (at[0] + part.width, at[1] + part.height)
    for start, end, inner in ((0, left, left), (right, size[0], right - few)):
        if end > start:
            column = sheet.crop((inner, top, inner + few, low)).resize((1, part.height), _BOX)
            sheet.paste(column.resize((end - start, part.height)), (start, top))
    for start, end, inner in ((0, top, top), (low, size[1], low - few)):
        if end > start:
            line = sheet.crop((0, inner, size[0], inner + few)).resize((size[0], 1), _BOX)
            sheet.paste(line.resize((size[0], end - start)), (0, start))
    return sheet


def _decode(data: bytes) -> Image.Image:
    try:
        image: Image.Image = Image.open(BytesIO(data), formats=_OPEN)
        if image.width * image.height > _MOST_PIXELS:
            raise RejectedImage("too_large", _TOO_LARGE)
        if image.format == "JPEG":
            image.draft("RGB", _DRAFT)
        image.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise RejectedImage("unreadable", _UNREADABLE) from error
    profile = image.info.get("icc_profile")
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    if image.mode in ("CMYK", "RGB") and profile and profile != SRGB:
        image = _to_srgb(image, profile)
    return image.convert("RGBA" if has_alpha else "RGB")


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        target = ImageCms.ImageCmsProfile(BytesIO(SRGB))
        changed = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except ImageCms.PyCMSError:
        return image  # a broken profile says nothing about the pixels
    return changed if changed is not None else image
