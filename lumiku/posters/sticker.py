"""A price badge in the brand's colours, as a WhatsApp sticker."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from lumiku.money import digits, rupiah
from lumiku.posters import motifs
from lumiku.posters.raster import outline_mask
from lumiku.posters.schemas import Mask, PosterDoc
from lumiku.posters.typefaces import FEATURES, face

__all__ = ["SIDE", "price_sticker"]

# A static sticker is a WebP of 512 x 512 px, at most 100 kB, its edge outlined in white.
# https://github.com/WhatsApp/stickers/blob/main/Android/README.md
SIDE: Final = 512
_EDGE: Final = 14  # px of the white outline
_TEETH: Final = (16, 0.11)
_BAND: Final = 0.66  # share of the badge that a line may take


def price_sticker(doc: PosterDoc) -> bytes:
    """A transparent badge with the price of a poster, and the price before where it was cut."""
    badge = Image.new("RGBA", (SIDE, SIDE))
    for inset, colour in ((2, "#ffffff"), (2 + _EDGE, doc.palette.hex("accent"))):
        side = SIDE - 2 * inset
        outline = Mask(kind="path", path=motifs.burst(*_TEETH))
        badge.paste(colour, (inset, inset), outline_mask(side, side, outline))
    ink, content = doc.palette.hex("on_accent"), doc.content
    price = digits(content.price or 0)
    if content.discount and content.price_before is not None:
        before = rupiah(content.price_before)
        _line(badge, before, doc.fonts.body, ink, size=44, baseline=170, strike=True)
    else:
        _line(badge, "Rp", doc.fonts.display, ink, size=64, baseline=176)
    _line(badge, price, doc.fonts.display, ink, size=150, baseline=312)
    if content.discount:
        saved = f"Hemat {content.discount}%"
        _line(badge, saved, doc.fonts.body, ink, size=44, baseline=382)
    file = BytesIO()
    badge.save(file, "WEBP", quality=90, method=4)
    return file.getvalue()


def _line(
    badge: Image.Image,
    text: str,
    family: str,
    ink: str,
    *,
    size: float,
    baseline: float,
    strike: bool = False,
) -> None:
    """A centred line, as large as `size` where it fits."""
    set_in = face(family, 800)
    size = min(size, SIDE * _BAND / set_in.width(text))
    middle, draw = SIDE / 2, ImageDraw.Draw(badge)
    draw.text((middle, baseline), text, ink, set_in.font(size), "ms", features=FEATURES)
    if strike:
        half, level = set_in.width(text) * size / 2, baseline - set_in.x_height * size * 0.62
        draw.rectangle((middle - half - 4, level - 2, middle + half + 4, level + 2), ink)
