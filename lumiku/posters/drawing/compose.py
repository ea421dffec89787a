"""Drawing a PosterDoc: a pure function of the document and its assets."""

import math
from collections.abc import Mapping

from PIL import Image, ImageChops, ImageDraw

from lumiku.posters.document.geometry import Rect
from lumiku.posters.document.schemas import (
    Fill,
    Layer,
    Linear,
    LogoLayer,
    Mask,
    PhotoLayer,
    PosterDoc,
    Shadow,
    ShapeLayer,
    Stroke,
    TextLayer,
)
from lumiku.posters.drawing.masks import (
    blurred,
    dimmed,
    gradient,
    outline_mask,
    path_stroke,
    ring,
    rotated,
)
from lumiku.posters.drawing.pictures import PictureCache
from lumiku.posters.drawing.text import write
from lumiku.posters.drawing.watermark import stamp

__all__ = ["compose"]


def compose(
    doc: PosterDoc, assets: Mapping[str, bytes] | PictureCache, *, watermark: bool = False
) -> Image.Image:
    """The poster as an RGB picture of doc.width x doc.height px.

    `assets` maps photo and logo ids to file bytes; pass one PictureCache for several documents to
    share decoding, scaling and shadows. Raises NotFound when a photo is gone and RejectedImage
    when one cannot be read; a missing logo is left out.
    """
    pictures = assets if isinstance(assets, PictureCache) else PictureCache(assets)
    painter = _Painter(doc, pictures)
    for layer in doc.layers:
        painter.draw(layer)
    if watermark:
        stamp(painter.canvas, doc)
    return painter.canvas


class _Painter:
    def __init__(self, doc: PosterDoc, pictures: PictureCache) -> None:
        self.doc = doc
        self.darkroom = pictures
        self.canvas = Image.new("RGB", (doc.width, doc.height), doc.palette.bg)
        self._fill(doc.background, None, Rect(0, 0, doc.width, doc.height))

    def draw(self, layer: Layer) -> None:
        if layer.opacity == 0:
            return
        match layer:
            case TextLayer():
                self._text(layer)
            case ShapeLayer():
                self._shape(layer)
            case PhotoLayer():
                self._photo(layer)
            case LogoLayer():
                self._logo(layer)

    # Shapes.

    def _fill(self, fill: Fill, mask: Image.Image | None, box: Rect, opacity: float = 1.0) -> None:
        """Paints a fill over a box, through a mask of its size where there is one."""
        at, size = (round(box.x), round(box.y)), (int(box.w), int(box.h))
        if isinstance(fill, Linear):
            colour, alpha = gradient(*size, fill, self.doc.palette)
            alpha = ImageChops.multiply(alpha, mask) if mask else alpha
            self._put(colour, dimmed(alpha, opacity), at)
            return
        opacity *= fill.opacity
        if mask is None and opacity >= 1:
            right, bottom = at[0] + size[0], at[1] + size[1]
            self.canvas.paste(self.doc.palette.hex(fill.colour), (*at, right, bottom))
            return
        mask = mask or Image.new("L", size, 255)
        self._put(self.doc.palette.hex(fill.colour), dimmed(mask, opacity), at)

    def _put(self, colour: str | Image.Image, mask: Image.Image, at: tuple[int, int]) -> None:
        """Paints a colour or a picture through a mask, clipped to the canvas."""
        left, top = max(at[0], 0), max(at[1], 0)
        right = min(at[0] + mask.width, self.canvas.width)
        bottom = min(at[1] + mask.height, self.canvas.height)
        if right <= left or bottom <= top:
            return
        part = (left - at[0], top - at[1], right - at[0], bottom - at[1])
        if part != (0, 0, mask.width, mask.height):
            mask = mask.crop(part)
            colour = colour if isinstance(colour, str) else colour.crop(part)
        self.canvas.paste(colour, (left, top, right, bottom), mask)

    def _shape(self, layer: ShapeLayer) -> None:
        box = Rect(layer.x, layer.y, layer.w, layer.h)
        # Ornaments may stand between px; straight edges may not.
        box = box.rounded()
        width, height = int(box.w), int(box.h)
        mask_of = Mask(
            kind="rect" if layer.shape == "rect" else layer.shape,
            radius=layer.radius,
            path=layer.path,
            view=layer.view,
        )
        if layer.shadow:
            self._shadow(layer.shadow, box, mask_of, layer.rotation)
        if layer.fill:
            mask, place = outline_mask(width, height, mask_of), box
            if layer.rotation:
                mask = rotated(mask or Image.new("L", (width, height), 255), layer.rotation)
                place = Rect.around(box.cx, box.cy, mask.width, mask.height)
            self._fill(layer.fill, mask, place, layer.opacity)
        if layer.stroke:
            self._stroke(layer, layer.stroke, box, mask_of)

    def _stroke(self, layer: ShapeLayer, stroke: Stroke, box: Rect, mask_of: Mask) -> None:
        half = stroke.width / 2
        if layer.shape == "path" or stroke.dash:
            path, view = layer.path, layer.view
            if layer.shape != "path":
                path, view = _rect_path(box), (box.w, box.h)
            mask, pad = path_stroke((int(box.w), int(box.h)), path, view, stroke.width, stroke.dash)
            at = Rect(box.x - pad, box.y - pad, mask.width, mask.height)
        else:
            outside, inside = box.inset(-half).rounded(), box.inset(half).rounded()
            outer_of = mask_of.model_copy(update={"radius": layer.radius + half})
            inner_of = mask_of.model_copy(update={"radius": max(layer.radius - half, 0)})
            outer = outline_mask(int(outside.w), int(outside.h), outer_of)
            inner = outline_mask(int(inside.w), int(inside.h), inner_of)
            shift = (int(inside.x - outside.x), int(inside.y - outside.y))
            mask = ring(
                outer or Image.new("L", (int(outside.w), int(outside.h)), 255), inner, shift
            )
            at = outside
        if layer.rotation:
            mask = rotated(mask, layer.rotation)
            at = Rect.around(at.cx, at.cy, mask.width, mask.height)
        opacity = layer.opacity * stroke.opacity
        self._put(
            self.doc.palette.hex(stroke.colour),
            dimmed(mask, opacity),
            (round(at.x), round(at.y)),
        )

    def _shadow(self, shadow: Shadow, box: Rect, mask: Mask, rotation: float) -> None:
        soft = self.darkroom.shadow((int(box.w), int(box.h)), mask, shadow.blur, rotation)
        at = (
            round(box.cx + shadow.dx - soft.width / 2),
            round(box.cy + shadow.dy - soft.height / 2),
        )
        self._put(self.doc.palette.hex(shadow.colour), dimmed(soft, shadow.opacity), at)

    # Pictures.

    def _photo(self, layer: PhotoLayer) -> None:
        box = Rect(layer.x, layer.y, layer.w, layer.h).rounded()
        width, height = int(box.w), int(box.h)
        picture = self.darkroom.print(layer.source, layer.crop, width, height)
        mask = outline_mask(width, height, layer.mask)
        if picture.mode == "RGBA":
            alpha = picture.getchannel("A")
            if layer.shadow:
                self._cast(alpha, layer.shadow, box)
            picture = picture.convert("RGB")
            mask = alpha
        elif layer.shadow:
            self._shadow(layer.shadow, box, layer.mask, layer.rotation)
        at = (int(box.x), int(box.y))
        if layer.rotation:
            full = mask or Image.new("L", picture.size, 255)
            mask, picture = rotated(full, layer.rotation), rotated(picture, layer.rotation)
            at = (round(box.cx - mask.width / 2), round(box.cy - mask.height / 2))
        if mask is None and layer.opacity >= 1:
            self.canvas.paste(picture, at)
            return
        full = mask or Image.new("L", picture.size, 255)
        self._put(picture, dimmed(full, layer.opacity), at)

    def _cast(self, alpha: Image.Image, shadow: Shadow, box: Rect) -> None:
        """The shadow of a cut-out follows its own outline."""
        soft = blurred(alpha, shadow.blur)
        at = (
            round(box.cx + shadow.dx - soft.width / 2),
            round(box.cy + shadow.dy - soft.height / 2),
        )
        self._put(self.doc.palette.hex(shadow.colour), dimmed(soft, shadow.opacity), at)

    def _logo(self, layer: LogoLayer) -> None:
        if not self.darkroom.has(layer.source):
            return
        box = Rect(layer.x, layer.y, layer.w, layer.h).rounded()
        round_mask = Mask(radius=layer.radius)
        if layer.plate:
            mask = outline_mask(int(box.w), int(box.h), round_mask)
            full = mask or Image.new("L", (int(box.w), int(box.h)), 255)
            self._put(
                self.doc.palette.hex(layer.plate),
                dimmed(full, layer.opacity),
                (int(box.x), int(box.y)),
            )
        source, crop = self.darkroom.picture(layer.source), layer.crop
        wide, high = crop.w * source.width, crop.h * source.height
        left, top = crop.x * source.width, crop.y * source.height
        place = box.inset(layer.pad).fitted(wide / high).rounded()
        logo = source.resize(
            (int(place.w), int(place.h)),
            Image.Resampling.LANCZOS,
            box=(left, top, min(left + wide, source.width), min(top + high, source.height)),
            reducing_gap=2.0,
        )
        if logo.mode == "RGBA":
            alpha: Image.Image | None = logo.getchannel("A")
        else:
            alpha = outline_mask(int(place.w), int(place.h), round_mask)
        full = alpha or Image.new("L", logo.size, 255)
        self._put(logo.convert("RGB"), dimmed(full, layer.opacity), (int(place.x), int(place.y)))

    # Words.

    def _text(self, layer: TextLayer) -> None:
        if not layer.rotation and layer.opacity >= 1:
            colour = self.doc.palette.hex(layer.colour)
            write(ImageDraw.Draw(self.canvas), layer, self.doc.fonts, colour)
            return
        # On a tile of its own, so that the text may start outside the canvas before it turns.
        pad = layer.size
        size = (math.ceil(layer.w + 2 * pad), math.ceil(layer.h + 2 * pad))
        tile = Image.new("L", size)
        here = layer.model_copy(update={"x": pad, "y": pad})
        write(ImageDraw.Draw(tile), here, self.doc.fonts, 255)
        if layer.rotation:
            tile = tile.rotate(-layer.rotation, Image.Resampling.BICUBIC, expand=True)
        at = (
            round(layer.x + layer.w / 2 - tile.width / 2),
            round(layer.y + layer.h / 2 - tile.height / 2),
        )
        self._put(self.doc.palette.hex(layer.colour), dimmed(tile, layer.opacity), at)


def _rect_path(box: Rect) -> str:
    return f"M0,0 L{box.w:.1f},0 L{box.w:.1f},{box.h:.1f} L0,{box.h:.1f} Z"
