"""A price badge in the brand's colours, as a WhatsApp sticker."""

from io import BytesIO
from typing import Final, NamedTuple

from PIL import Image, ImageDraw

from lumiku.money import digits, rupiah
from lumiku.posters.document.schemas import Mask, PosterDoc
from lumiku.posters.drawing.masks import outline_mask
from lumiku.posters.layout import motifs
from lumiku.posters.layout.typefaces import FEATURES, Face, face

__all__ = ["SIDE", "price_sticker"]

# A static sticker is a transparent WebP of 512 x 512 px with 16 px left free around it, at most
# 100 kB. https://tyntec.com/docs/whatsapp-business-api-content-types-sticker
SIDE: Final = 512
_MARGIN: Final = 16  # px
_EDGE: Final = 12  # px of the white outline
_TEETH: Final = (16, 0.11)
_BAND: Final = 0.66  # share of the badge that a line may take
_GAP: Final = 34  # px between lines


class _Line(NamedTuple):
    """A line of the badge, at most `size` px large."""

    text: str
    family: str
    size: float
    strike: bool = False

    @property
    def face(self) -> Face:
        return face(self.family, 800)

    @property
    def fitted(self) -> float:
        return min(self.size, SIDE * _BAND / self.face.width(self.text))


def price_sticker(doc: PosterDoc) -> bytes:
    """A transparent badge with the price of a poster, and the price before where it was cut."""
    badge = Image.new("RGBA", (SIDE, SIDE))
    for inset, colour in ((_MARGIN, "#ffffff"), (_MARGIN + _EDGE, doc.palette.hex("accent"))):
        side = SIDE - 2 * inset
        outline = Mask(kind="path", path=motifs.burst(*_TEETH))
        badge.paste(colour, (inset, inset), outline_mask(side, side, outline))
    lines = _lines(doc)
    heights = [line.face.cap * line.fitted for line in lines]
    baseline = (SIDE - sum(heights) - _GAP * (len(lines) - 1)) / 2
    for line, height in zip(lines, heights, strict=True):
        baseline += height
        _write(badge, line, baseline, doc.palette.hex("on_accent"))
        baseline += _GAP
    file = BytesIO()
    badge.save(file, "WEBP", quality=90, method=4)
    return file.getvalue()


def _lines(doc: PosterDoc) -> list[_Line]:
    content, display, body = doc.content, doc.fonts.display, doc.fonts.body
    price = _Line(digits(content.price or 0), display, 150)
    if content.discount is None or content.price_before is None:
        return [_Line("Rp", display, 72), price]
    before = _Line(rupiah(content.price_before), body, 46, strike=True)
    return [before, price, _Line(f"Hemat {content.discount}%", body, 46)]


def _write(badge: Image.Image, line: _Line, baseline: float, ink: str) -> None:
    middle, size, draw = SIDE / 2, line.fitted, ImageDraw.Draw(badge)
    font = line.face.font(size)
    draw.text((middle, baseline), line.text, ink, font, "ms", features=FEATURES)
    if line.strike:
        half = line.face.width(line.text) * size / 2
        level = baseline - line.face.x_height * size * 0.62
        draw.rectangle((middle - half - 4, level - 2, middle + half + 4, level + 2), ink)
